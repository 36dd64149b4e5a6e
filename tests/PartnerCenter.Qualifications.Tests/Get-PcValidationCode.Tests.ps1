BeforeAll {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    Import-Module $moduleRoot -Force
    $server = Start-EmulatorHost '--record-requests'
    $target = $server.Target
    $app = Connect-PcAccount -ServicePrincipal -Credential (New-Credential) -TenantId $emulated.Tenant @target
    $command = 'PartnerCenter.Qualifications.Commands.GetPcValidationCodeCommand'
}

AfterAll {
    Disconnect-PcAccount
    Stop-EmulatorHost $server
    Remove-Module PartnerCenter.Qualifications -Force -ErrorAction Ignore
}

Describe 'Get-PcValidationCode' {
    BeforeEach { Set-Host $server reset }
    AfterEach { Clear-HostResponse $server }

    It 'gives the partner''s codes with what is left of them, for one request' {
        $codes = @(Get-PcValidationCode)
        $codes | Should -BeOfType ([PartnerCenter.Qualifications.ValidationCode])
        $codes.ValidationId | Should -Be @('204518', '317052', '198007')
        $codes.RemainingCreates | Should -Be @(10, 1, 0)
        foreach ($code in $codes) {
            $code.MaxCreates | Should -BeGreaterOrEqual $code.RemainingCreates
            $code.OrganizationName | Should -Not -BeNullOrEmpty
            $code.PartnerId | Should -Be '9f1d2c64-0b8e-4d3f-a6c7-5e2b8a1f4d90'
            $code.ETag | Should -Not -BeNullOrEmpty
            "$code" | Should -Be $code.ValidationId
        }

        $statistics = Get-HostStatistics $server
        $statistics.apiRequests | Should -Be 1
        $statistics.operations.listValidationCodes | Should -Be 1
    }

    It 'leaves out what is used up with -Available' {
        @(Get-PcValidationCode -Available).RemainingCreates | Should -Be @(10, 1)
        @(Get-PcValidationCode -Available:$false).Count | Should -Be 3
    }

    Context 'by organization' {
        BeforeAll {
            $body = ConvertTo-Json @(
                @{ validationId = '1'; organizationName = 'City of Redmond'; maxCreates = 5; remainingCreates = 5 }
                @{ validationId = '2'; organizationName = 'City of Seattle'; maxCreates = 5; remainingCreates = 0 }
                @{ validationId = '3'; organizationName = 'State [WA]'; maxCreates = 5 }
                @{ validationId = '4'; maxCreates = 5; remainingCreates = 1 }
            )
        }

        It 'finds <Pattern>: <Expected>' -ForEach @(
            @{ Pattern = 'City of Redmond'; Expected = '1' }
            @{ Pattern = 'city*'; Expected = '1', '2' }
            @{ Pattern = '*SEATTLE'; Expected = '2' }
            @{ Pattern = 'City of [RS]*'; Expected = '1', '2' }
            @{ Pattern = 'State `[WA`]'; Expected = '3' }
            @{ Pattern = '*'; Expected = '1', '2', '3', '4' }
            @{ Pattern = 'Redmond'; Expected = @() }
        ) {
            Set-Host $server responses @{ path = '/v1/customers/all/validations'; body = $body }
            @(Get-PcValidationCode $Pattern | ForEach-Object ValidationId) | Should -Be $Expected
        }

        It 'is available where nothing says that it is used up' {
            Set-Host $server responses @{ path = '/v1/customers/all/validations'; body = $body }
            @(Get-PcValidationCode -OrganizationName *a* -Available).ValidationId | Should -Be @('3')
            Set-Host $server responses @{ path = '/v1/customers/all/validations'; body = ($body -replace '"remainingCreates": *0', '"remainingCreates":-1') }
            @(Get-PcValidationCode -Available).ValidationId | Should -Be @('1', '3', '4')
        }
    }

    It 'returns nothing where the partner has none' {
        Set-Host $server responses @{ path = '/v1/customers/all/validations'; body = '[]' }
        @(Get-PcValidationCode *>&1).Count | Should -Be 0
    }

    It 'reports <ErrorId> as an error' -ForEach @(
        @{ Status = 403; Body = '{"code":900308,"description":"No."}'; ErrorId = 'AccessDenied' }
        @{ Status = 404; Body = ''; ErrorId = 'NotFound' }
        @{ Status = 501; Body = ''; ErrorId = 'ServiceUnavailable' }
        @{ Status = 200; Body = '{"a":1}'; ErrorId = 'InvalidResponse' }
        @{ Status = 401; Body = '{"code":900421,"description":"No."}'; ErrorId = 'MfaRequired' }
    ) {
        Set-Host $server responses @{ path = '/v1/customers/all/validations'; statusCode = $Status; body = $Body; once = $false }
        (Get-Failure { Get-PcValidationCode -ErrorAction Stop }).FullyQualifiedErrorId | Should -Be "$ErrorId,$command"
        (Get-Failure { Get-PcValidationCode 'City*' -ErrorAction Stop }).TargetObject | Should -Be 'City*'
    }

    It 'refuses an empty name' {
        (Get-Failure { Get-PcValidationCode '' }).FullyQualifiedErrorId | Should -Match '^ParameterArgumentValidationError'
        (Get-HostStatistics $server).requests | Should -Be 0
    }
}
