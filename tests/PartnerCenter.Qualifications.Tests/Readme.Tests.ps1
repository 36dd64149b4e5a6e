# Runs the PowerShell code of the README unchanged against the emulator.

BeforeDiscovery {
    $readme = [System.IO.File]::ReadAllText([System.IO.Path]::GetFullPath((Join-Path $PSScriptRoot '../../README.md')))
    $blocks = @([regex]::Matches($readme, '(?ms)^```powershell\n(.*?)\n```$') | ForEach-Object { $_.Groups[1].Value })
    $commands = @([regex]::Matches($readme, '\b[A-Z][a-z]+-Pc[A-Za-z]+\b').Value | Sort-Object -Unique)
    $table = [regex]::Match($readme, '(?ms)^## Ways to sign in\n(.*?)^\|[^\n]*\n\n').Groups[1].Value
    $parameters = @([regex]::Matches($table, '-[A-Z]\w+').Value | Sort-Object -Unique | ForEach-Object { $_.TrimStart('-') })
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    Import-Module $moduleRoot -Force
    $server = Start-EmulatorHost '--vetting-duration', '300ms'
    $target = $server.Target
    Push-Location $TestDrive
}

AfterAll {
    Pop-Location
    Disconnect-PcAccount
    Stop-EmulatorHost $server
    Remove-Module PartnerCenter.Qualifications -Force -ErrorAction Ignore
}

Describe 'The README' {
    It 'has five blocks of PowerShell; a new one is to be checked below' -ForEach @{ Blocks = $blocks } {
        $Blocks.Count | Should -Be 5
    }

    It 'names cmdlets that exist: <_>' -ForEach $commands {
        Get-Command $_ -Module PartnerCenter.Qualifications | Should -Not -BeNullOrEmpty
    }

    It 'names parameters of the sign-in that exist: <_>' -ForEach $parameters {
        $_ | Should -BeIn (Get-Command Connect-PcAccount).Parameters.Keys
    }

    It 'shows what gives what the text says: <Begins>' -ForEach @(
        @{
            Begins = 'Import-Module'
            Check = {
                @(Import-Csv denied.csv).CustomerName | Sort-Object | Should -Be 'Ashford Tutoring & Test Prep, LLC', 'Fairview Law Partners'
                @(Import-Csv denied.csv).VettingStatus | Should -Be 'Denied', 'Denied'
                $output[0].IsEmulator | Should -BeTrue
                $groups = [regex]::Matches(($output | Select-Object -Skip 1 | Out-String -Width 80), '(?m)^ *(\d+) (\w+, \w+)\r?$')
                $groups.ForEach{ $_.Groups[2].Value } | Should -Contain 'Education, Denied'
                $groups.ForEach{ $_.Groups[2].Value } | Should -Contain 'GovernmentCommunityCloud, Approved'
                ($groups.ForEach{ [int] $_.Groups[1].Value } | Measure-Object -Sum).Sum | Should -Be 27
                Get-PcContext | Should -BeNullOrEmpty
            }
        }
        @{
            Begins = '$appIdAndSecret'
            Check = { $output[0].Authentication | Should -Be 'AppOnly' }
        }
        @{
            Begins = '$university ='
            Check = {
                $output[0, 1].CustomerName | Should -Be 'University of Glenwood', 'University of Glenwood'
                "$($output[0]) > $($output[1])" | Should -Be 'Education (InReview) > Education (Approved)'
                $changes = @($output | Select-Object -Skip 2 | Where-Object CustomerName -EQ 'University of Glenwood')
                "$($changes[-2].NewValue) > $($changes[-1].NewValue)" | Should -Be 'Education (InReview) > Education (Approved)'
                $changes[-2].ChangedBy | Should -Be $emulated.User
            }
        }
        @{
            Begins = '$ids ='
            Check = {
                $output[0].CustomerId | Should -Be (Get-Content customers.txt)[0]
                @($output | Select-Object -Skip 1 | ForEach-Object { "$($_.Name) $($_.Count)" }) | Should -Be 'CustomerNotFound 2', 'InvalidCustomerId 1'
            }
        }
        @{
            Begins = 'Get-PcCustomer | Get-PcCustomerQualification | Export-'
            Check = { 'report.html' | Should -FileContentMatch '<strong>25</strong> <span>Customers' }
        }
    ) {
        $readme = [System.IO.File]::ReadAllText([System.IO.Path]::GetFullPath((Join-Path $PSScriptRoot '../../README.md')))
        $code = [regex]::Matches($readme, '(?ms)^```powershell\n(.*?)\n```$') | ForEach-Object { $_.Groups[1].Value } |
            Where-Object { $_.StartsWith($Begins, 'Ordinal') }
        @($code).Count | Should -Be 1

        # The module is imported already; the application's secret and its service are the emulator's.
        $code = $code.Replace('Import-Module ./out/PartnerCenter.Qualifications', '')
        function Get-Credential { New-Credential }
        $PSDefaultParameterValues = @{ 'Wait-PcCustomerQualification:PollingInterval' = '00:00:00.2' }
        Connect-PcAccount -AccessToken (ConvertTo-Secret (Get-UserToken $server).access_token) -Endpoint $server.Address | Out-Null
        Set-Content customers.txt @((Get-PcCustomer | Select-Object -First 1).CustomerId, '00000000-0000-0000-0000-000000000001', 'none',
            '00000000-0000-0000-0000-000000000002')
        if ($Begins -like '$appIdAndSecret*') { foreach ($name in $target.Keys) { $PSDefaultParameterValues["Connect-PcAccount:$name"] = $target[$name] } }
        $ConfirmPreference = 'None'
        $ErrorActionPreference = 'Stop'
        $output = @(& ([scriptblock]::Create($code)))
        & $Check
    }
}
