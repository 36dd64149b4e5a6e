# Runs the examples of the documentation unchanged against the emulator.

BeforeDiscovery {
    # The table of what ends a sign-in: error ID and code.
    $page = [System.IO.File]::ReadAllText([System.IO.Path]::GetFullPath((Join-Path $PSScriptRoot '../../docs/secure-application-model.md')))
    $ends = @(foreach ($row in [regex]::Matches($page, '(?m)^\| [^|]+ \| `(\w+)`, `AADSTS(\d+)` \|')) { @{ ErrorId = $row.Groups[1].Value; Code = $row.Groups[2].Value } })
    if ($ends.Count -lt 4) { throw 'The table of errors is not found.' }
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    Import-Module $moduleRoot -Force
    $server = Start-EmulatorHost '--record-requests'
    Set-Host $server settings @{ strictRefreshTokenRotation = $true }
    $examples = Join-Path $PSScriptRoot '../../docs/examples'
    $runbook = Join-Path $examples 'Invoke-NightlyQualificationReport.ps1'

    # A vault that lasts as long as the test, by the commands of Microsoft.PowerShell.SecretManagement.
    $vault = @{}
    $writes = [System.Collections.Generic.List[string]]::new()
    function global:Get-Secret([string] $Vault, [string] $Name) { $testVault["$Vault/$Name"] }
    function global:Set-Secret([string] $Vault, [string] $Name, [securestring] $SecureStringSecret) {
        $testVault["$Vault/$Name"] = $SecureStringSecret
        $testWrites.Add($Name)
    }
    $global:testVault = $vault
    $global:testWrites = $writes

    $night = @{
        ApplicationId = $emulated.Application
        TenantId      = $emulated.Domain
        VaultName     = 'night'
        Path          = Join-Path $TestDrive 'report.html'
        Connection    = $server.Target
    }
    function Get-Stored { ConvertFrom-SecureString $vault['night/PartnerCenter-RefreshToken'] -AsPlainText }
}

AfterAll {
    Remove-Item Function:/Get-Secret, Function:/Set-Secret, Variable:/testVault, Variable:/testWrites -ErrorAction Ignore
    Disconnect-PcAccount
    Stop-EmulatorHost $server
    Remove-Module PartnerCenter.Qualifications -Force -ErrorAction Ignore
}

Describe 'Invoke-NightlyQualificationReport.ps1' {
    BeforeEach {
        $writes.Clear()
        $target = $server.Target
        $vault['night/PartnerCenter-RefreshToken'] = New-PcRefreshToken -ApplicationId $emulated.Application -UseDeviceAuthentication @target -InformationAction Ignore 6>$null
        Remove-Item $night.Path -ErrorAction Ignore
    }

    It 'runs night after night on a token that rotates: <Name>' -ForEach @(
        @{ Name = 'public client'; More = @{} }
        @{ Name = 'confidential client'; More = @{ ApplicationSecretName = 'Application' } }
    ) {
        $vault['night/Application'] = ConvertTo-Secret $emulated.Secret
        $tokens = @(Get-Stored)
        foreach ($run in 1..3) {
            $found = @(& $runbook @night @More)
            $found.Count | Should -BeGreaterThan 0
            $found | Should -BeOfType ([PartnerCenter.Qualifications.CustomerQualification])
            $found.VettingStatus | Sort-Object -Unique | Should -BeIn 'Denied', 'InReview'
            Get-Content $night.Path -Raw | Should -Match '<html'
            $tokens += Get-Stored
        }

        @($tokens | Select-Object -Unique).Count | Should -Be 4
        $form = @(Get-HostRequest $server token)[-1].body
        $form -match 'client_secret=' | Should -Be ($More.Count -gt 0)
        @(Get-PcContext).Count | Should -Be 0
    }

    It 'uses the names of the secrets that it is given, and no others' {
        $names = @{ RefreshTokenName = 'My-Token'; ApplicationSecretName = 'My-Secret' }
        $vault['night/My-Token'], $vault['night/My-Secret'] = $vault['night/PartnerCenter-RefreshToken'], (ConvertTo-Secret $emulated.Secret)
        $before = Get-Stored
        $vault['night/PartnerCenter-RefreshToken'] = ConvertTo-Secret 'not touched'
        try {
            @(& $runbook @night @names).Count | Should -BeGreaterThan 0
            Get-Stored | Should -Be 'not touched'
            ConvertFrom-SecureString $vault['night/My-Token'] -AsPlainText | Should -Not -Be $before
            $writes | Sort-Object -Unique | Should -Be 'My-Token'
            $vault.Remove('night/My-Token')
            (Get-Failure { & $runbook @night @names }).Exception.Message | Should -BeExactly 'The vault night has no secret My-Token. Create it with New-PcRefreshToken.'
        }
        finally { 'night/My-Token', 'night/My-Secret' | ForEach-Object { $vault.Remove($_) } }
    }

    It 'uses a key vault of Azure, as the managed identity, where there is no other' {
        $kept = (Get-Item Function:/Get-Secret).ScriptBlock
        Remove-Item Function:/Get-Secret
        function global:Connect-AzAccount([switch] $Identity) { $testWrites.Add("signed in: $Identity"); 'an account' }
        function global:Get-AzKeyVaultSecret([string] $VaultName, [string] $Name) {
            if ($testVault["$VaultName/$Name"]) { [pscustomobject]@{ SecretValue = $testVault["$VaultName/$Name"] } }
        }
        function global:Set-AzKeyVaultSecret([string] $VaultName, [string] $Name, [securestring] $SecretValue) {
            $testVault["$VaultName/$Name"] = $SecretValue
            $testWrites.Add($Name)
            'a secret'
        }
        try {
            $before = Get-Stored
            $found = @(& $runbook @night)
            $found | Should -BeOfType ([PartnerCenter.Qualifications.CustomerQualification])
            Get-Stored | Should -Not -Be $before
            $writes | Should -Be 'signed in: True', 'PartnerCenter-RefreshToken', 'PartnerCenter-RefreshToken'
        }
        finally {
            Remove-Item Function:/Connect-AzAccount, Function:/Get-AzKeyVaultSecret, Function:/Set-AzKeyVaultSecret
            Set-Item Function:/global:Get-Secret $kept
        }
    }

    It 'keeps the rotated token where the work fails' {
        $before = Get-Stored
        Set-Host $server responses @{ path = '/v1/customers'; statusCode = 403; body = '{"code":2000,"description":"No."}'; once = $false }
        try { Get-Failure { & $runbook @night } | Should -Not -BeNullOrEmpty }
        finally { Clear-HostResponse $server }
        Get-Stored | Should -Not -Be $before
        @(Get-PcContext).Count | Should -Be 0
        @(& $runbook @night).Count | Should -BeGreaterThan 0
    }

    It 'keeps the token of a sign-in that was renewed on the way' {
        Set-Host $server responses @{ path = '/v1/customers'; statusCode = 401 }
        @(& $runbook @night).Count | Should -BeGreaterThan 0

        # The token of the renewal; the one before it is worthless.
        @(& $runbook @night).Count | Should -BeGreaterThan 0
    }

    It 'returns what it could read, and ends as failed only with -FailIfIncomplete, where one customer is denied access' {
        $all = @(& $runbook @night)
        $denied = $all[0].CustomerId
        Set-Host $server responses @{ path = "/v1/customers/$denied/qualifications"; statusCode = 403; body = '{"code":2000,"description":"No."}'; once = $false }
        try {
            $found = @(& $runbook @night -ErrorAction Continue -WarningVariable warnings 2>&1 3>$null)
            $failures = @($found | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] })
            $failures.Count | Should -Be 1
            "$($failures[0])" | Should -Match $denied
            @($found | Where-Object { $_ -isnot [System.Management.Automation.ErrorRecord] }).CustomerId |
                Should -Be @($all.CustomerId -ne $denied)
            @($warnings -match '1 customer could not be read and is missing').Count | Should -Be 1

            $found = [System.Collections.Generic.List[object]]::new()
            $failure = Get-Failure { & $runbook @night -FailIfIncomplete 2>$null | ForEach-Object { $found.Add($_) } }
            $failure.Exception.Message | Should -Match 'Not all customers could be read completely'
            $found.CustomerId | Should -Be @($all.CustomerId -ne $denied)
        }
        finally { Clear-HostResponse $server }
        @(Get-PcContext).Count | Should -Be 0
    }

    Context 'with customers that deny access' {
        BeforeAll {
            $small = Start-EmulatorHost '--customers', '0'
            Set-Host $small settings @{ strictRefreshTokenRotation = $true }
            $ids = foreach ($name in 'Adatum', 'Fabrikam', 'Northwind') {
                $id = (Add-HostCustomer $small @{ companyName = $name; domain = "$name.example" }).customerId
                Set-Host $small "customers/$id" @{ qualifications = @(@{ qualification = 'Education'; vettingStatus = 'Denied' }) }
                $id
            }
            $smallNight = $night + @{}
            $smallNight.Connection = $small.Target
            function Set-Access([string[]] $Id, [bool] $Denied) { foreach ($one in $Id) { Set-Host $small "customers/$one" @{ noRelationship = $Denied } } }
        }

        BeforeEach {
            Set-Access $ids $false
            $vault['night/PartnerCenter-RefreshToken'] = ConvertTo-Secret (Get-UserToken $small).refresh_token
            @(& $runbook @smallNight).CustomerName | Should -Be 'Adatum', 'Fabrikam', 'Northwind'
            $report = [System.IO.File]::ReadAllText($night.Path)
            $report | Should -Match '<strong>3</strong> <span>Customers'
        }

        AfterAll { Stop-EmulatorHost $small }

        It 'keeps the report of the night before where no customer can be read, and the token: <Name>' -ForEach @(
            @{ Name = 'as usual'; More = @{} }
            @{ Name = 'with -FailIfIncomplete'; More = @{ FailIfIncomplete = $true } }
        ) {
            Set-Access $ids $true

            # The sign-in is renewed on the way, so that only the last token is worth anything.
            Set-Host $small responses @{ path = '/v1/customers'; statusCode = 401 }
            (Get-Failure { & $runbook @smallNight @More 2>$null }).FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*ExportPcQualificationReport*'
            [System.IO.File]::ReadAllText($night.Path) | Should -BeExactly $report
            @(Get-PcContext).Count | Should -Be 0
            Set-Access $ids $false
            @(& $runbook @smallNight).Count | Should -Be 3
        }

        It 'reads on where a customer of the list cannot be read' {
            $items = $ids[0, 2].ForEach{ @{ id = $_; companyProfile = @{ tenantId = $_; companyName = "Name of $_" } } }
            Set-Host $small responses @{ path = '/v1/customers'; statusCode = 200; body = @{ totalCount = 3; items = @($items[0], 7, $items[1]) } | ConvertTo-Json -Depth 4 }
            @(& $runbook @smallNight 2>$null 3>$null).CustomerId | Should -Be $ids[0, 2]
            [System.IO.File]::ReadAllText($night.Path) | Should -Match '(?s)class="notice[^>]*>.*Incomplete\.'
        }

        It 'names the customer that is missing in the report: <Name>' -ForEach @(
            @{ Name = 'as usual'; More = @{} }
            @{ Name = 'with -FailIfIncomplete'; More = @{ FailIfIncomplete = $true } }
        ) {
            Set-Access $ids[1] $true
            $found = [System.Collections.Generic.List[object]]::new()
            $failure = Get-Failure { & $runbook @smallNight @More 2>$null 3>$null | ForEach-Object { $found.Add($_) } }
            [bool] $failure | Should -Be ($More.Count -gt 0)
            $found.CustomerName | Should -Be 'Adatum', 'Northwind'
            $report = [System.IO.File]::ReadAllText($night.Path)
            $report | Should -Match '<strong>2</strong> <span>Customers'
            $report | Should -Match '(?s)class="notice[^>]*>.*Incomplete\..*1 customer could not be read and is missing\..*Fabrikam'
        }
    }

    It 'says so where the vault is empty, or its token dead' {
        $vault.Remove('night/PartnerCenter-RefreshToken')
        (Get-Failure { & $runbook @night }).Exception.Message | Should -Match 'New-PcRefreshToken'
        $vault['night/PartnerCenter-RefreshToken'] = ConvertTo-Secret 'dead'
        (Get-Failure { & $runbook @night }).FullyQualifiedErrorId | Should -Match '^SignInFailed,'
        $writes.Count | Should -Be 0
    }
}

Describe 'The examples' {
    It 'do what their parameters are for, where nothing is said: <File> -<Name>' -ForEach @(
        @{ File = 'Invoke-NightlyQualificationReport.ps1'; Name = 'RefreshTokenName'; Value = 'PartnerCenter-RefreshToken' }
        @{ File = 'Request-SchoolQualification.ps1'; Name = 'Timeout'; Value = '7.00:00:00' }
        @{ File = 'Request-SchoolQualification.ps1'; Name = 'PollingInterval'; Value = '00:05:00' }
        @{ File = 'Send-MonthlyQualificationReport.ps1'; Name = 'Port'; Value = 587 }
        @{ File = 'Test-CustomerQualification.Tests.ps1'; Name = 'LongestReview'; Value = '14.00:00:00' }
    ) {
        $tree = [System.Management.Automation.Language.Parser]::ParseFile((Join-Path $examples $File), [ref] $null, [ref] $null)
        ($tree.ParamBlock.Parameters | Where-Object { $_.Name.VariablePath.UserPath -eq $Name }).DefaultValue.SafeGetValue() | Should -Be $Value
    }
}

Describe 'The table of errors in secure-application-model.md' {
    It 'has the error <ErrorId> for the code <Code>' -ForEach $ends {
        Set-Host $server responses @{
            path = "/$($emulated.Tenant)/oauth2/v2.0/token"; statusCode = 400; contentType = 'application/json'; once = $true
            body = (@{ error = 'invalid_grant'; error_description = "AADSTS${Code}: In Entra's own words." } | ConvertTo-Json)
        }
        $target = $server.Target
        (Get-Failure { Connect-PcAccount -RefreshToken (ConvertTo-Secret 'x') -ApplicationId $emulated.Application -TenantId $emulated.Tenant @target }).FullyQualifiedErrorId |
            Should -Match "^$ErrorId,"
    }
}

Describe 'The documentation' {
    It 'links to nothing that is missing: <_>' -ForEach 'docs/secure-application-model.md', 'SECURITY.md' {
        $root = Join-Path $PSScriptRoot '../..'
        $page = Join-Path $root $_
        foreach ($link in [regex]::Matches((Get-Content $page -Raw), '\]\((?!https?:)([^)#]+)')) {
            Join-Path (Split-Path $page) $link.Groups[1].Value | Should -Exist
        }
    }

    It 'uses parameters that exist: <_>' -ForEach 'docs/secure-application-model.md' {
        $page = Get-Content (Join-Path $PSScriptRoot "../../$_") -Raw
        $seen = 0
        foreach ($block in [regex]::Matches($page, '(?s)```powershell\r?\n(.*?)```')) {
            $tree = [System.Management.Automation.Language.Parser]::ParseInput($block.Groups[1].Value, [ref] $null, [ref] $null)
            foreach ($command in $tree.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true)) {
                if ($command.GetCommandName() -notmatch '-Pc') { continue }
                $known = (Get-Command $command.GetCommandName()).Parameters.Keys
                foreach ($element in $command.CommandElements) {
                    if ($element -is [System.Management.Automation.Language.CommandParameterAst]) { $element.ParameterName | Should -BeIn $known; $seen++ }
                }
            }
        }

        $seen | Should -BeGreaterThan 4
    }
}
