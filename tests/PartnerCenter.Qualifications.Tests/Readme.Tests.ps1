# Runs the PowerShell code of the README unchanged against the emulator.

BeforeDiscovery {
    $readme = [System.IO.File]::ReadAllText([System.IO.Path]::GetFullPath((Join-Path $PSScriptRoot '../../README.md')))
    $blocks = @([regex]::Matches($readme, '(?ms)^```powershell\n(.*?)\n```$') | ForEach-Object { $_.Groups[1].Value })
    $commands = @([regex]::Matches($readme, '\b[A-Z][a-z]+-Pc[A-Za-z]+\b').Value | Sort-Object -Unique)
    $table = [regex]::Match($readme, '(?ms)^## Ways to sign in\n(.*?)^\|[^\n]*\n\n').Groups[1].Value
    $ways = @(foreach ($row in [regex]::Matches($table + '|', '(?m)^\| ([a-zA-Z][^|]*) \| (`[^|]+) \| ([^|]+) \|$')) {
            @{
                Way   = $row.Groups[1].Value
                Given = @([regex]::Matches($row.Groups[2].Value, '-[A-Z]\w+').Value | ForEach-Object { $_.TrimStart('-') })
                As    = $row.Groups[3].Value
            }
        })
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

    It 'names every cmdlet in the table of what the module does' -ForEach @{ Readme = $readme } {
        $table = [regex]::Match($Readme, '(?ms)^## What it does\n(.*?)\n\n(?!\|)').Value
        @([regex]::Matches($table, '(?m)^\|.*$').Value -join ' ' | Select-String '`([A-Z][a-z]+-Pc[A-Za-z]+)`' -AllMatches).Matches.ForEach{ $_.Groups[1].Value } |
            Sort-Object -Unique | Should -Be @((Get-Command -Module PartnerCenter.Qualifications).Name | Sort-Object)
    }

    It 'names parameters of the sign-in that exist: <_>' -ForEach $parameters {
        $_ | Should -BeIn (Get-Command Connect-PcAccount).Parameters.Keys
    }

    # The rows of the table: what is said, and on whose behalf.
    It 'has for each way to sign in the parameters of a set, and says on whose behalf: <Way>' -ForEach $ways {
        $behalf = @{
            Browser = 'a user'; DeviceCode = 'a user'; RefreshToken = 'a user'; RefreshTokenWithSecret = 'a user'; RefreshTokenWithCertificateThumbprint = 'a user'
            RefreshTokenWithCertificatePath = 'a user'; RefreshTokenWithCertificate = 'a user'; AccessToken = 'either'
            Emulator = 'a user with multi-factor authentication'
        }
        $sets = @((Get-Command Connect-PcAccount).ParameterSets | Where-Object {
                @(($_.Parameters | Where-Object IsMandatory).Name | Where-Object { $_ -notin $Given }).Count -eq 0 -and ($_.Name -ne 'Browser' -or $Given.Count -eq 1)
            })
        $sets.Count | Should -BeGreaterThan 0

        # Every parameter of the row is that of one of the sets.
        foreach ($name in $Given) { @($sets.Parameters.Name) | Should -Contain $name }
        foreach ($set in $sets) { $As | Should -Be ($behalf[$set.Name] ?? 'the application') -Because $set.Name }
    }

    It 'names the versions that the tests and the tools use' {
        $root = [System.IO.Path]::GetFullPath((Join-Path $PSScriptRoot '../..'))
        $readme = [System.IO.File]::ReadAllText("$root/README.md") -replace '\s+', ' '
        $versions = ([xml] (Get-Content "$root/Directory.Packages.props" -Raw)).Project.PropertyGroup | Where-Object PesterVersion
        $readme -match 'use PowerShell ([\d.]+) and Pester ([\d.]+) from NuGet' | Should -BeTrue
        $Matches[1], $Matches[2] | Should -Be $versions.PowerShellVersion, $versions.PesterVersion
        $readme -match 'also runs with Pester ([\d.]+)\.' | Should -BeTrue
        $Matches[1] | Should -Be $versions.EarlierPesterVersion
        $readme -match 'installs PowerShell ([\d.]+) for this folder' | Should -BeTrue
        (Get-Content "$root/.config/dotnet-tools.json" -Raw | ConvertFrom-Json).tools.powershell.version | Should -BeLike "$($Matches[1]).*"
        $readme -match 'PowerShell\]\([^)]+\) ([\d.]+) or later' | Should -BeTrue
        Get-Content "$root/build.ps1" -TotalCount 1 | Should -BeExactly "#requires -Version $($Matches[1])"
        $readme -match '\.NET SDK\]\([^)]+\) (\d+)' | Should -BeTrue
        (Get-Content "$root/global.json" -Raw | ConvertFrom-Json).sdk.version | Should -BeLike "$($Matches[1]).*"
    }

    It 'names the clouds that there are' {
        $readme = [System.IO.File]::ReadAllText([System.IO.Path]::GetFullPath((Join-Path $PSScriptRoot '../../README.md')))
        $readme -match '`-Environment ([\w|]+)`' | Should -BeTrue
        $Matches[1] -split '\|' | Should -Be ([enum]::GetNames([PartnerCenter.Qualifications.PartnerEnvironment]))
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

    It 'shows a request for a token, and a request with it, that the emulator accepts' {
        $block = [regex]::Match([System.IO.File]::ReadAllText([System.IO.Path]::GetFullPath((Join-Path $PSScriptRoot '../../README.md'))), '(?ms)^TOKEN=\$\(curl.*?^```$').Value
        $addresses = [regex]::Matches($block, '\bhttp://127\.0\.0\.1:5088(/[^\s"]*)').ForEach{ $server.Address + $_.Groups[1].Value }
        $addresses.Count | Should -Be 2
        $form = [regex]::Matches($block, '(?:-d|--data-urlencode) (\w+)=(\S+)').ForEach{ $_.Groups[1].Value + '=' + [uri]::EscapeDataString($_.Groups[2].Value) }
        $form.Count | Should -Be 4
        $answer = Invoke-RestMethod $addresses[0] -Method Post -Body ($form -join '&') -ContentType 'application/x-www-form-urlencoded'

        # Like the service's own responses, it begins with a byte order mark.
        $listed = "$(Invoke-RestMethod $addresses[1] -Headers @{ Authorization = "Bearer $($answer.access_token)" })".TrimStart([char] 0xFEFF) | ConvertFrom-Json
        @($listed.items).Count | Should -Be 5
    }

    # After the others, for it adds customers.
    It 'says of a website what the emulator does: <Website>' -ForEach @(
        @{ Says = 'A website under `.edu` is approved.'; Name = 'Fabrikam'; Website = 'www.fabrikam.edu'; Ends = 'Education (Approved)' }
        @{ Says = 'A website at `denied.example` is denied with a reason.'; Name = 'School of Fabrikam'; Website = 'https://denied.example'; Ends = 'Education (Denied)' }
        @{ Says = 'A website at `inreview.example` is never decided.'; Name = 'School of Fabrikam'; Website = 'inreview.example'; Ends = 'Education (InReview)' }
        @{ Says = 'Without a website, the request is approved if the company''s name contains a word such as "school" or "university".'; Name = 'School of Fabrikam'; Ends = 'Education (Approved)' }
        @{ Says = 'Without a website, the request is approved if the company''s name contains a word such as "school" or "university".'; Name = 'Fabrikam'; Ends = 'Education (Denied)' }
    ) {
        [System.IO.File]::ReadAllText([System.IO.Path]::GetFullPath((Join-Path $PSScriptRoot '../../README.md'))) | Should -Match ([regex]::Escape($Says))
        Connect-PcAccount -AccessToken (ConvertTo-Secret (Get-UserToken $server).access_token) -Endpoint $server.Address | Out-Null
        $id = (Add-HostCustomer $server @{ companyName = $Name; domain = 'fabrikam.example' }).customerId
        $more = if ($Website) { @{ Website = $Website } } else { @{} }
        New-PcCustomerQualification $id Education -EducationSegment K12 @more -Force | ForEach-Object { "$_" } | Should -Be 'Education (InReview)'
        Start-Sleep -Milliseconds 400
        $ended = Get-PcCustomerQualification $id
        "$ended" | Should -Be $Ends
        [bool] $ended.VettingReason | Should -Be ($Ends -match 'Denied')
    }
}
