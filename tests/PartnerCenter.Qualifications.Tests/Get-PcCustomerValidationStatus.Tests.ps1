BeforeAll {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    Import-Module $moduleRoot -Force
    $server = Start-EmulatorHost '--customers', '97', '--record-requests'
    $target = $server.Target
    $app = Connect-PcAccount -ServicePrincipal -Credential (New-Credential) -TenantId $emulated.Tenant @target
    $refresh = ConvertTo-Secret (Get-UserToken $server).refresh_token
    $user = Connect-PcAccount -RefreshToken $refresh -ApplicationId $emulated.Application @target
    $everyone = @(Get-PcCustomer)
    $command = 'PartnerCenter.Qualifications.Commands.GetPcCustomerValidationStatusCommand'
    $unknown = '00000000-1111-2222-3333-444444444444'
}

AfterAll {
    Disconnect-PcAccount
    Stop-EmulatorHost $server
    Remove-Module PartnerCenter.Qualifications -Force -ErrorAction Ignore
}

Describe 'Get-PcCustomerValidationStatus' {
    BeforeEach { Set-Host $server reset }
    AfterEach { Clear-HostResponse $server }

    It 'says how far the validation of the account has come' {
        Set-Host $server "customers/$($everyone[3].CustomerId)" @{ validationStatus = 'Pending' }
        $status = Get-PcCustomerValidationStatus $everyone[3]
        $status | Should -BeOfType ([PartnerCenter.Qualifications.CustomerValidationStatus])
        $status.CustomerId | Should -Be $everyone[3].CustomerId
        $status.CustomerName | Should -BeExactly $everyone[3].CompanyName
        $status.Type | Should -Be 'account'
        $status.Status | Should -Be 'Pending'
        $status.LastUpdateDateTime | Should -Be ([DateTimeOffset]'2025-07-14T18:02:00Z')
        (Get-HostRequest $server getValidationStatus).pathAndQuery | Should -BeExactly "/v1/customers/$($everyone[3].CustomerId)/validationStatus?type=account"
    }

    # The service writes the date without an offset, and means UTC.
    It 'reads the date in UTC wherever the machine is: <_>' -ForEach 'Asia/Tokyo', 'America/Los_Angeles' {
        $said = Invoke-OtherPowerShell @"
            Connect-PcAccount -AccessToken (ConvertTo-SecureString '$((Get-UserToken $server).access_token)' -AsPlainText -Force) -Endpoint $($server.Address) -WarningAction Ignore | Out-Null
            (Get-PcCustomerValidationStatus $($everyone[3].CustomerId)).LastUpdateDateTime.ToString('O')
"@ @{ TZ = $_ }
        $said.Output.Trim() | Should -BeExactly '2025-07-14T18:02:00.0000000+00:00'
    }

    It 'takes <Name>' -ForEach @(
        @{ Name = 'an array'; Run = { Get-PcCustomerValidationStatus -CustomerId $everyone[0..2].CustomerId } }
        @{ Name = 'ids'; Run = { $everyone[0..2].CustomerId | Get-PcCustomerValidationStatus } }
        @{ Name = 'customers'; Run = { $everyone[0..2] | Get-PcCustomerValidationStatus } }
        @{ Name = 'rows'; Run = { $everyone[0..2] | ForEach-Object { [pscustomobject]@{ MicrosoftId = $_.CustomerId } } | Get-PcCustomerValidationStatus } }
    ) {
        (& $Run).CustomerId | Should -Be $everyone[0..2].CustomerId
    }

    It 'gives the refused of a hundred an error each, and the others their status' {
        foreach ($index in 5, 15, 25, 35, 45, 55, 65) { Set-Host $server "customers/$($everyone[$index].CustomerId)" @{ noRelationship = $true } }
        $ids = @($everyone.CustomerId) + @($unknown, 'not-an-id', '5aa9d8cf-1f1c-4b6e-9a0c-999999999999')
        $read = @($ids | Get-PcCustomerValidationStatus -ErrorVariable failures -ErrorAction SilentlyContinue)
        $read.CustomerId | Should -Be @(0..96 | Where-Object { $_ -notin 5, 15, 25, 35, 45, 55, 65 } | ForEach-Object { $everyone[$_].CustomerId })
        @($failures | Group-Object FullyQualifiedErrorId | Sort-Object Name | ForEach-Object { "$($_.Name): $($_.Count)" }) | Should -Be @(
            "AccessDenied,${command}: 7", "CustomerNotFound,${command}: 2", "InvalidCustomerId,${command}: 1")
    }

    It 'refuses an application before any request' {
        $failure = Get-Failure { $unknown, $unknown | Get-PcCustomerValidationStatus -Context $app }
        $failure.FullyQualifiedErrorId | Should -Be "AppOnlyNotSupported,$command"
        $failure.ErrorDetails.RecommendedAction | Should -Match 'app \+ user'
        [object]::ReferenceEquals($failure.TargetObject, $app) | Should -BeTrue
        (Get-HostStatistics $server).requests | Should -Be 0
    }
}
