BeforeAll {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    Import-Module $moduleRoot -Force
    $server = Start-EmulatorHost '--record-requests'
    $target = $server.Target
    $command = 'PartnerCenter.Qualifications.Commands.TestPcMfaComplianceCommand'
}

AfterAll {
    Disconnect-PcAccount
    Stop-EmulatorHost $server
    Remove-Module PartnerCenter.Qualifications -Force -ErrorAction Ignore
}

Describe 'Test-PcMfaCompliance' {
    AfterEach {
        Clear-HostResponse $server
        Set-Host $server settings @{ userHasMfa = $true; enforceMfa = $true }
    }

    It 'says of a user <Mfa> a second factor, <Enforced> it is enforced: <Compliant>' -ForEach @(
        @{ Mfa = 'with'; Enforced = 'where'; Compliant = $true }
        @{ Mfa = 'with'; Enforced = 'before'; Compliant = $true }
        @{ Mfa = 'without'; Enforced = 'where'; Compliant = $false }
        @{ Mfa = 'without'; Enforced = 'before'; Compliant = $false }
    ) {
        Set-Host $server settings @{ userHasMfa = $Mfa -eq 'with'; enforceMfa = $Enforced -eq 'where' }
        $context = Connect-PcAccount -RefreshToken (ConvertTo-Secret (Get-UserToken $server).refresh_token) -ApplicationId $emulated.Application @target -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings = @($warnings) -notmatch 'Emulator'
        $warnings.Count | Should -Be ([int](-not $Compliant))
        if (-not $Compliant) { "$warnings" | Should -Match 'without multi-factor authentication.*sign in again' }
        Set-Host $server reset
        $compliance = Test-PcMfaCompliance -ErrorVariable failures
        $failures.Count | Should -Be 0
        $compliance | Should -BeOfType ([PartnerCenter.Qualifications.MfaCompliance])
        $compliance.IsCompliant | Should -Be $Compliant
        $compliance.TokenHasMfa | Should -Be $Compliant
        $compliance.ServiceAnswer | Should -Be $Compliant
        $compliance.Authentication | Should -Be 'AppUser'
        $compliance.AuthenticationMethods -contains 'mfa' | Should -Be $Compliant
        $compliance.Recommendation | Should -Match $(if ($Compliant) { '^No action is required' } else { '^Sign in again with multi-factor authentication' })
        $requests = @(Invoke-RestMethod "$($server.Address)/emulator/requests" | ForEach-Object { $_ } | Where-Object operation -EQ 'listCustomers')
        $requests.Count | Should -Be 1
        $requests[0].headers.ValidateMfa | Should -Be 'true'
    }

    It 'asks the service where the token does not tell, and warns of nothing' {
        $parts = foreach ($part in '{"alg":"none"}', '{"ver":"2.0","scp":"user_impersonation","azp":"app","preferred_username":"admin@contoso.com"}', 'x') {
            [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($part)).TrimEnd('=')
        }

        $context = Connect-PcAccount -AccessToken (ConvertTo-Secret ($parts -join '.')) @target -WarningVariable warnings
        $warnings.Count | Should -Be 0
        $context.HasMfa | Should -BeNullOrEmpty
        $context.Authentication | Should -Be 'AppUser'
        foreach ($answer in $true, $false) {
            Set-Host $server responses @{
                path = '/v1/customers'
                statusCode = 200
                body = '{"totalCount":0,"items":[]}'
                headers = @{ isMfaCompliant = "$answer" }
            }
            $compliance = Test-PcMfaCompliance
            $compliance.IsCompliant | Should -Be $answer
            $compliance.TokenHasMfa | Should -BeNullOrEmpty
            $compliance.ServiceAnswer | Should -Be $answer
        }
    }

    It 'has nothing to say of an application' {
        Connect-PcAccount -ServicePrincipal -Credential (New-Credential) -TenantId $emulated.Tenant @target -WarningVariable warnings | Out-Null
        $warnings.Count | Should -Be 0
        $compliance = Test-PcMfaCompliance
        $compliance.IsCompliant | Should -BeTrue
        $compliance.TokenHasMfa | Should -BeNullOrEmpty
        $compliance.Authentication | Should -Be 'AppOnly'
        $compliance.Recommendation | Should -Match 'app only'
    }

    It 'believes the service more than the token: <Answer>' -ForEach @(
        @{ Answer = 'false'; Compliant = $false }
        @{ Answer = 'True'; Compliant = $true }
        @{ Answer = ''; Compliant = $true }
    ) {
        Connect-PcAccount -AccessToken (ConvertTo-Secret (Get-UserToken $server).access_token) @target | Out-Null
        Set-Host $server responses @{ path = '/v1/customers'; body = '{"totalCount":0,"items":[]}'; headers = @{ isMfaCompliant = $Answer } }
        $compliance = Test-PcMfaCompliance
        $compliance.TokenHasMfa | Should -BeTrue
        $compliance.IsCompliant | Should -Be $Compliant
    }

    It 'reports a failure to ask as an error: <ErrorId>' -ForEach @(
        @{ Status = 501; Code = '1'; ErrorId = 'ServiceUnavailable' }
        @{ Status = 403; Code = '900309'; ErrorId = 'AccessDenied' }
        @{ Status = 401; Code = '900420'; ErrorId = 'InvalidAudience' }
    ) {
        Connect-PcAccount -AccessToken (ConvertTo-Secret (Get-UserToken $server).access_token) @target | Out-Null
        Set-Host $server responses @{ path = '/v1/customers'; statusCode = $Status; body = "{`"code`":$Code,`"description`":`"No.`"}"; once = $false }
        (Get-Failure { Test-PcMfaCompliance -ErrorAction Stop }).FullyQualifiedErrorId | Should -Be "$ErrorId,$command"
    }

    It 'needs a connection' {
        Disconnect-PcAccount
        (Get-Failure { Test-PcMfaCompliance }).FullyQualifiedErrorId | Should -Be "NotConnected,$command"
    }
}
