BeforeAll {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    Import-Module $moduleRoot -Force
    $page = Get-Content (Join-Path $PSScriptRoot '../../docs/en-US/about_PcBulkOperations.md') -Raw
}

AfterAll {
    Disconnect-PcAccount
    Remove-Module PartnerCenter.Qualifications -Force -ErrorAction Ignore
}

Describe 'The example of a file for spreadsheets' {
    It 'puts an apostrophe before every cell that a spreadsheet would take for a formula, and changes nothing else' {
        $page -match '(?s)## Files for spreadsheets.*?```powershell\s*\n(.*?)```' | Should -BeTrue
        $example = $Matches[1] -replace '^Connect-PcAccount -Emulator\s*\n'
        $formulas = '=HYPERLINK("http://example.invalid")', '+1', '-1+cmd', '@SUM(1)', "`t=1", "`r=1", "`n=1", "`u{FF1D}1", "`u{FF0B}1", "`u{FF0D}1",
            "`u{FF20}1"
        $names = $formulas + 'Contoso = 1', "'quoted", '1-2', 'a@b.example'
        $server = Start-EmulatorHost '--customers', '0'
        try {
            $target = $server.Target
            Connect-PcAccount -ServicePrincipal -TenantId $emulated.Domain -Credential (New-Credential) @target | Out-Null
            foreach ($name in $names) { Set-Host $server customers @{ companyName = $name; domain = 'x.onmicrosoft.com' } }
            Push-Location $TestDrive
            try { & ([scriptblock]::Create($example)) } finally { Pop-Location }
            $rows = @(Import-Csv (Join-Path $TestDrive 'for-a-spreadsheet.csv'))
            $rows.CustomerName | Sort-Object | Should -Be ($names | ForEach-Object { if ($_ -in $formulas) { "'$_" } else { $_ } } | Sort-Object)
            foreach ($row in $rows) {
                foreach ($cell in $row.PSObject.Properties) { "$($cell.Value)" | Should -Not -Match '^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]' }
            }
        }
        finally {
            Disconnect-PcAccount
            Stop-EmulatorHost $server
        }
    }
}

Describe 'Every page that makes a CSV file' {
    It 'says what to do before it is opened in a spreadsheet: <Name>' -ForEach @(
        foreach ($one in Get-ChildItem (Join-Path $PSScriptRoot '../../README.md'), (Join-Path $PSScriptRoot '../../docs/en-US/*.md')) {
            # What is made only to be read again is no file for a spreadsheet.
            if ((Get-Content $one -Raw) -match 'Export-Csv (?!schools\.csv)') { @{ Name = $one.Name; Path = $one.FullName } }
        }
    ) {
        Get-Content $Path -Raw | Should -Match 'Files for spreadsheets'
    }
}
