# Tests unattended sign-ins: managed identities, federated tokens, the Secure Application Model, and the data that stays on disk.

BeforeAll {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    . (Join-Path $PSScriptRoot 'SignInModes.ps1')
    Import-Module $moduleRoot -Force
    $server = Start-EmulatorHost '--record-requests'
    $target = $server.Target
    $material = Join-Path $TestDrive 'material'
    $environment = New-SignInMaterial $server $material
    $federation = @{ ApplicationId = $emulated.Application; TenantId = $emulated.Domain } + $target
    $saved = @{}
    foreach ($name in 'PATH', 'IDENTITY_ENDPOINT', 'IDENTITY_HEADER') {
        $saved[$name] = [System.Environment]::GetEnvironmentVariable($name)
        [System.Environment]::SetEnvironmentVariable($name, $environment[$name])
    }

    # The fields of the last token request.
    function Get-LastForm {
        $form = @{}
        foreach ($pair in @(Get-HostRequest $server token)[-1].body -split '&') {
            $name, $value = $pair -split '=', 2
            $form[$name] = [System.Net.WebUtility]::UrlDecode($value)
        }

        $form
    }

    function Get-Text([securestring] $Secret) { ConvertFrom-SecureString $Secret -AsPlainText }

    # A sign-in that works, as the application itself.
    function Assert-AppOnly($Context, [string] $Kind) {
        $Context.IsConnected | Should -BeTrue
        $Context.Authentication | Should -Be 'AppOnly'
        $Context.CredentialKind | Should -Be $Kind
        $Context.ApplicationId | Should -Be $emulated.Application
        $Context.TenantId | Should -Be $emulated.Tenant
        @(Get-PcCustomer).Count | Should -Be 25
    }

    function Assert-Failure($Failure, [string] $ErrorId, [string] $Message, [string] $Action) {
        $Failure | Should -Not -BeNullOrEmpty
        $Failure.FullyQualifiedErrorId | Should -Match "^$ErrorId,"
        $Failure.CategoryInfo.Category | Should -Be 'AuthenticationError'
        $Failure.Exception.Message | Should -Match $Message
        $Failure.ErrorDetails.RecommendedAction | Should -Match $Action
    }
}

AfterAll {
    foreach ($name in $saved.Keys) { [System.Environment]::SetEnvironmentVariable($name, $saved[$name]) }
    Disconnect-PcAccount
    Stop-EmulatorHost $server
    Remove-Module PartnerCenter.Qualifications -Force -ErrorAction Ignore
}

Describe 'A managed identity' {
    It 'is the application''s credential: <Name>' -ForEach @(
        @{ Name = 'system-assigned'; More = @{}; ClientId = $null }
        @{ Name = 'user-assigned'; More = @{ IdentityClientId = 'e47b1c9d-2f63-4d8a-8b5e-71a0c6d3f928' }; ClientId = 'e47b1c9d-2f63-4d8a-8b5e-71a0c6d3f928' }
    ) {
        Assert-AppOnly (Connect-PcAccount -Identity @federation @More) ManagedIdentity
        $asked = [System.Web.HttpUtility]::ParseQueryString(([uri]"http://x$(@(Get-HostRequest $server managedIdentity)[-1].pathAndQuery)").Query)
        $asked['resource'] | Should -Be 'api://AzureADTokenExchange'
        $asked['client_id'] | Should -Be $ClientId
        $form = Get-LastForm
        $form.grant_type | Should -Be 'client_credentials'
        $form.client_assertion_type | Should -Be 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
        $form.client_assertion | Should -Match '^eyJ'
        $form.ContainsKey('client_secret') | Should -BeFalse
    }

    It 'renews by itself' {
        Connect-PcAccount -Identity @federation | Out-Null
        $before = @(Get-HostRequest $server token).Count
        Set-Host $server revoke-tokens
        @(Get-PcCustomer).Count | Should -Be 25
        @(Get-HostRequest $server token).Count | Should -Be ($before + 1)
    }

    It 'is told in words where there is none' {
        $failure = Get-Failure { Connect-PcAccount -Identity @federation -IdentityClientId '00000000-0000-0000-0000-00000000dead' }
        Assert-Failure $failure SignInFailed 'Identity not found' 'managed identity'
    }

    # The sign-in library remembers an identity's token for the whole process, so each of these has one of its own.
    It 'is told in words where <Name>' -ForEach @(
        @{ Name = 'the endpoint refuses'; Change = @{ IDENTITY_HEADER = 'wrong' }; Says = 'X-IDENTITY-HEADER'; Action = 'managed identity' }
        @{ Name = 'the endpoint does not answer'; Change = @{ IDENTITY_ENDPOINT = 'http://127.0.0.1:1/msi/token' }; Says = 'refused'; Action = '.' }
        @{ Name = 'the application does not trust it'; Change = @{}; Says = 'AADSTS'; Action = '.' }
    ) {
        if ($Change.Count -eq 0) {
            $foreign = @{
                access_token = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJzb21lYm9keSBlbHNlIn0.x'
                expires_on = '4102444800'
                resource = 'api://AzureADTokenExchange'
                token_type = 'Bearer'
            }
            Set-Host $server responses @{
                path = '/msi/token'
                statusCode = 200
                contentType = 'application/json'
                once = $true
                body = ($foreign | ConvertTo-Json)
            }
        }

        $said = Invoke-OtherPowerShell -Environment ($environment + @{} | ForEach-Object { $all = $_.Clone(); foreach ($key in $Change.Keys) { $all[$key] = $Change[$key] }; $all }) @"
            try { Connect-PcAccount -Identity -ApplicationId $($emulated.Application) -TenantId $($emulated.Tenant) -Endpoint $($server.Address) -Authority $($server.Address) }
            catch { [pscustomobject]@{ Id = `$_.FullyQualifiedErrorId; Category = "`$(`$_.CategoryInfo.Category)"; Message = `$_.Exception.Message; Action = `$_.ErrorDetails.RecommendedAction; All = "`$(`$_.Exception)" } | ConvertTo-Json }
"@
        Clear-HostResponse $server
        $said.Errors | Should -BeNullOrEmpty
        $failure = $said.Output | ConvertFrom-Json
        $failure.Id | Should -Match '^SignInFailed,'
        $failure.Category | Should -Be 'AuthenticationError'
        $failure.Message | Should -Match $Says
        $failure.Action | Should -Match $Action
        $failure.All | Should -Not -Match 'eyJ|emulator-identity-header'
    }
}

Describe 'A federated token' {
    It 'is the application''s credential: <Name>' -ForEach @(
        @{ Name = 'as it is'; Give = { ConvertTo-Secret $token } }
        @{ Name = 'with a line break after it'; Give = { ConvertTo-Secret "$token`n" } }
    ) {
        $token = Get-FederatedToken $server
        Assert-AppOnly (Connect-PcAccount -FederatedToken (& $Give) @federation) FederatedToken
        (Get-LastForm).client_assertion | Should -BeExactly $token
    }

    It 'is read from its file whenever one is needed, for it changes there' {
        $file = Join-Path $TestDrive 'rotating'
        foreach ($round in 0..2) {
            # The emulator's tokens are alike within a second.
            Start-Sleep -Milliseconds 1100
            $token = Get-FederatedToken $server
            Set-Content $file $token
            if ($round -eq 0) { $context = Connect-PcAccount -FederatedTokenFile $file @federation; Assert-AppOnly $context FederatedToken }
            else { Set-Host $server revoke-tokens }
            @(Get-PcCustomer).Count | Should -Be 25
            (Get-LastForm).client_assertion | Should -BeExactly $token
        }

        [System.IO.File]::Delete($file)
        Set-Host $server revoke-tokens
        $failure = Get-Failure { Get-PcCustomer }
        Assert-Failure $failure SignInFailed 'rotating' 'file'
    }

    It 'is found relative to the current location' {
        Push-Location $TestDrive
        try {
            Set-Content 'here' (Get-FederatedToken $server)
            Assert-AppOnly (Connect-PcAccount -FederatedTokenFile ./here @federation) FederatedToken
        }
        finally { Pop-Location }
    }

    It 'that is not trusted is told in words, without it: <Name>' -ForEach @(
        @{ Name = 'no token at all'; Token = 'no-token-of-anybody-42' }
        @{ Name = 'one of somebody else'; Token = 'eyJhbGciOiJSUzI1NiIsImtpZCI6IngifQ.eyJzdWIiOiJzb21lYm9keSBlbHNlIn0.c2lnbmF0dXJl' }
    ) {
        $failure = Get-Failure { Connect-PcAccount -FederatedToken (ConvertTo-Secret $Token) @federation }
        Assert-Failure $failure SignInFailed 'AADSTS' '.'
        "$($failure.Exception)$($failure.ErrorDetails)" | Should -Not -Match ([regex]::Escape($Token))
    }

    It 'whose file does not exist is told in words, and nothing is sent' {
        $before = (Get-HostStatistics $server).requests
        $failure = Get-Failure { Connect-PcAccount -FederatedTokenFile "$TestDrive/missing" @federation }
        Assert-Failure $failure SignInFailed 'missing' 'file'
        (Get-HostStatistics $server).requests | Should -Be $before
    }
}

Describe 'What is given beside the credential' {
    BeforeAll {
        $application = @{ ApplicationId = $emulated.Application }
        $file = @{ CertificatePath = "$material/app.pfx"; CertificatePassword = ConvertTo-Secret 'pfx-password-1357924680' }
        $certificate = [System.Security.Cryptography.X509Certificates.X509CertificateLoader]::LoadPkcs12FromFile("$material/app.pfx", 'pfx-password-1357924680')
        $ways = @{
            'device code'                = $application + @{ UseDeviceAuthentication = $true }
            'secret'                     = @{ ServicePrincipal = $true; Credential = New-Credential }
            'certificate file'           = $application + $file + @{ ServicePrincipal = $true }
            'certificate'                = $application + @{ ServicePrincipal = $true; Certificate = $certificate }
            'refresh token'              = $application + @{ RefreshToken = ConvertTo-Secret (Get-UserToken $server).refresh_token }
            'refresh token, secret'      = @{ Credential = New-Credential; RefreshToken = ConvertTo-Secret (Get-UserToken $server).refresh_token }
            'refresh token, file'        = $application + $file + @{ RefreshToken = ConvertTo-Secret (Get-UserToken $server).refresh_token }
            'refresh token, certificate' = $application + @{ Certificate = $certificate; RefreshToken = ConvertTo-Secret (Get-UserToken $server).refresh_token }
            'identity'                   = $application + @{ Identity = $true }
            'federated token'            = $application + @{ FederatedToken = ConvertTo-Secret (Get-FederatedToken $server) }
            'federated token file'       = $application + @{ FederatedTokenFile = "$material/federated-token" }
        }
        Set-Content "$material/federated-token" (Get-FederatedToken $server)
    }

    It 'tells the tenant and the cloud in every way to sign in: <_>' -ForEach @(
        'device code', 'secret', 'certificate file', 'certificate', 'refresh token', 'refresh token, secret', 'refresh token, file', 'refresh token, certificate'
        'identity', 'federated token', 'federated token file'
    ) {
        $way = $ways[$_]
        (Connect-PcAccount @way -TenantId $emulated.Domain @target -InformationAction Ignore 6>$null).TenantId | Should -Be $emulated.Tenant
        @(Get-HostRequest $server token)[-1].pathAndQuery | Should -BeExactly "/$($emulated.Domain)/oauth2/v2.0/token"
        (Get-LastForm).scope | Should -Match 'https://api\.partnercenter\.microsoft\.com/'

        # Whatever the emulator, which is no cloud of China, says to it.
        try { Connect-PcAccount @way -TenantId $emulated.Domain -Environment China @target -InformationAction Ignore 6>$null | Out-Null } catch { Write-Verbose "$_" }
        $form = if ($_ -eq 'device code') { @(Get-HostRequest $server deviceCode)[-1].body } else { @(Get-HostRequest $server token)[-1].body }
        [System.Net.WebUtility]::UrlDecode($form) | Should -Match 'scope=[^&]*https://partner\.partnercenterapi\.microsoftonline\.cn/'
    }

    It 'tells them in New-PcRefreshToken, too, and what is no address is refused' {
        $given = @{ ApplicationId = $emulated.Application; UseDeviceAuthentication = $true; InformationAction = 'Ignore' }
        New-PcRefreshToken @given -TenantId $emulated.Domain @target | Out-Null
        @(Get-HostRequest $server token)[-1].pathAndQuery | Should -BeExactly "/$($emulated.Domain)/oauth2/v2.0/token"
        try { New-PcRefreshToken @given -TenantId $emulated.Domain -Environment China @target | Out-Null } catch { Write-Verbose "$_" }
        [System.Net.WebUtility]::UrlDecode(@(Get-HostRequest $server deviceCode)[-1].body) | Should -Match 'scope=[^&]*https://partner\.partnercenterapi\.microsoftonline\.cn/'
        foreach ($name in 'Endpoint', 'Authority') {
            $other = $target.Clone()
            $other[$name] = 'http://partner.example.com'
            (Get-Failure { New-PcRefreshToken @given @other }).FullyQualifiedErrorId | Should -Match '^InvalidRequest,' -Because $name
        }
    }
}

Describe 'The Secure Application Model' {
    BeforeEach { Set-Host $server settings @{ strictRefreshTokenRotation = $true } }
    AfterAll { Set-Host $server settings @{ strictRefreshTokenRotation = $false; userHasMfa = $true } }

    It 'from consent to renewal: <Name>' -ForEach @(
        @{
            Name = 'public client in the browser'
            Consent = { @{ ApplicationId = $emulated.Application; TenantId = $emulated.Tenant } }
            Redeem = { @{ ApplicationId = $emulated.Application } }
            Browser = $true
        }
        @{
            Name = 'confidential client in the browser'
            Consent = { @{ Credential = New-Credential; TenantId = $emulated.Tenant } }
            Redeem = { @{ Credential = New-Credential } }
            Browser = $true
        }
        @{
            Name = 'device code'
            Consent = { @{ ApplicationId = $emulated.Application; UseDeviceAuthentication = $true } }
            Redeem = { @{ ApplicationId = $emulated.Application } }
            Browser = $false
        }
    ) {
        if ($Browser -and -not $IsLinux) {
            Set-ItResult -Skipped -Because 'the browser of this system cannot be replaced'
            return
        }

        Disconnect-PcAccount
        $consent = & $Consent
        $redeem = & $Redeem
        $given = @(New-PcRefreshToken @consent @target -InformationAction SilentlyContinue)
        $given.Count | Should -Be 1
        $given[0] | Should -BeOfType ([securestring])
        @(Get-PcContext).Count | Should -Be 0

        # What a runbook does every night: redeem what the vault holds, work, store the new one.
        $vault = $given[0]
        $seen = @(Get-Text $vault)
        foreach ($night in 1..3) {
            $context = Connect-PcAccount -RefreshToken $vault -TenantId $emulated.Tenant @redeem @target
            $context.User | Should -Be $emulated.User
            $context.HasMfa | Should -BeTrue
            @(Get-PcCustomer).Count | Should -Be 25
            $vault = Get-PcRefreshToken
            $vault | Should -BeOfType ([securestring])
            $seen += Get-Text $vault
        }

        @($seen | Select-Object -Unique).Count | Should -Be 4

        # Only the rotated one is good, and it is for as long as the connection renews.
        Set-Host $server revoke-tokens
        @(Get-PcCustomer).Count | Should -Be 25
        $vault = Get-PcRefreshToken
        $seen -contains (Get-Text $vault) | Should -BeFalse
        Assert-Failure (Get-Failure {
            Connect-PcAccount -RefreshToken $given[0] -TenantId $emulated.Tenant @redeem @target
        }) SignInFailed 'AADSTS9002313' 'error\?code=9002313'
        (Connect-PcAccount -RefreshToken $vault -TenantId $emulated.Tenant @redeem @target).IsConnected | Should -BeTrue
    }

    It 'says whose token it is' {
        New-PcRefreshToken -ApplicationId $emulated.Application -UseDeviceAuthentication @target -InformationVariable said -InformationAction Ignore | Out-Null
        "$($said[-1])" | Should -BeExactly "Signed in as $($emulated.User) in the tenant $($emulated.Tenant). The refresh token belongs to this user."
        $said.Count | Should -Be 2
    }

    It 'takes the token of the user of -LoginHint, and of nobody else: <Name>' -ForEach @(
        @{ Name = 'public client'; Consent = { @{ ApplicationId = $emulated.Application; TenantId = $emulated.Tenant } } }
        @{ Name = 'confidential client'; Consent = { @{ Credential = New-Credential; TenantId = $emulated.Tenant } } }
    ) {
        if (-not $IsLinux) {
            Set-ItResult -Skipped -Because 'the browser of this system cannot be replaced'
            return
        }

        $consent = & $Consent
        New-PcRefreshToken @consent -LoginHint $emulated.User @target -InformationAction Ignore | Should -BeOfType ([securestring])
        Get-Content "$material/tools/opened" | Should -Match "[?&]login_hint=$([uri]::EscapeDataString($emulated.User))(&|$)"
        $failure = Get-Failure { New-PcRefreshToken @consent -LoginHint someone@contoso.onmicrosoft.com @target -InformationAction Ignore }
        Assert-Failure $failure SignInFailed "'$([regex]::Escape($emulated.User))' signed in, but 'someone@contoso\.onmicrosoft\.com' was expected" '.'
    }

    It 'is told in words where the refresh token was revoked' {
        $token = ConvertTo-Secret (Get-UserToken $server).refresh_token
        Set-Host $server revoke-refresh-tokens
        Assert-Failure (Get-Failure {
            Connect-PcAccount -RefreshToken $token -ApplicationId $emulated.Application @target
        }) SignInExpired 'AADSTS' 'refresh token is no longer valid'
    }

    It 'warns where the consent was given without a second factor' {
        Set-Host $server settings @{ userHasMfa = $false }
        $token = New-PcRefreshToken -ApplicationId $emulated.Application -UseDeviceAuthentication @target -WarningVariable warnings -WarningAction SilentlyContinue -InformationAction Ignore
        $token | Should -BeOfType ([securestring])
        @($warnings).Count | Should -Be 1
        "$warnings" | Should -Match 'multi-factor'
        Set-Host $server settings @{ userHasMfa = $true }
    }

    It 'is told in words where the consent fails' {
        Set-Host $server settings @{ tokenError = 'ConsentRequired' }
        try { $failure = Get-Failure { New-PcRefreshToken -ApplicationId $emulated.Application -UseDeviceAuthentication @target -InformationAction Ignore } }
        finally { Set-Host $server settings @{ tokenError = 'None' } }
        Assert-Failure $failure SignInFailed 'AADSTS65001' 'consent'
    }

    It 'Get-PcRefreshToken says so where there is none: <Name>' -ForEach @(
        @{ Name = 'secret'; Connect = { Connect-PcAccount -ServicePrincipal -Credential (New-Credential) -TenantId $emulated.Tenant @target } }
        @{ Name = 'access token'; Connect = { Connect-PcAccount -AccessToken (ConvertTo-Secret (Get-UserToken $server).access_token) @target } }
    ) {
        & $Connect | Out-Null
        $failure = Get-Failure { Get-PcRefreshToken }
        $failure.FullyQualifiedErrorId | Should -Be 'InvalidRequest,PartnerCenter.Qualifications.Commands.GetPcRefreshTokenCommand'
        $failure.ErrorDetails.RecommendedAction | Should -Match '-UseDeviceAuthentication.*-RefreshToken.*New-PcRefreshToken'
        $other = Get-PcContext
        [object]::ReferenceEquals((Get-Failure { Get-PcRefreshToken -Context $other }).TargetObject, $other) | Should -BeTrue
        Disconnect-PcAccount
        (Get-Failure { Get-PcRefreshToken }).FullyQualifiedErrorId | Should -Match '^NotConnected,'
    }
}

Describe 'What stays on disk' -Skip:(-not $IsLinux) {
    BeforeAll {
        # A home of its own, without a keyring.
        function New-Home([string] $Name) {
            $folder = (New-Item -ItemType Directory -Force (Join-Path $TestDrive $Name)).FullName
            $environment + @{ FOLDER = $folder } | ForEach-Object {
                $copy = $_.Clone()
                $copy.HOME = $folder
                $copy.XDG_DATA_HOME = "$folder/data"
                $copy.XDG_CONFIG_HOME = "$folder/config"
                $copy.XDG_CACHE_HOME = "$folder/cache"
                $copy
            }
        }

        # The files below the folder that hold a token, in plain text at least.
        function Find-TokenFile([string] $Folder) {
            foreach ($file in Get-ChildItem $Folder -Recurse -File -Force) {
                if ([System.IO.File]::ReadAllText($file.FullName) -match '1\.ARoA|eyJ[\w-]{8,}\.[\w-]+') { $file }
            }
        }

        $application = "-ApplicationId $($emulated.Application) -TenantId $($emulated.Tenant) -Endpoint $($server.Address) -Authority $($server.Address) -WarningAction Ignore"
        $cached = "$application -TokenCache CurrentUser"
        $mine = "Connect-PcAccount $cached -AllowUnencryptedTokenCache | Select-Object -ExpandProperty User"
        function Get-SignInCount { @(Get-HostRequest $server authorize).Count + @(Get-HostRequest $server deviceCode).Count }
    }

    It 'is nothing, with -TokenCache Process or without' {
        $place = New-Home nothing
        $said = Invoke-OtherPowerShell -Environment $place "Connect-PcAccount $application | Out-Null; Connect-PcAccount $application -TokenCache Process -UseDeviceAuthentication 6>`$null | Out-Null; @(Get-PcCustomer).Count"
        $said.Errors | Should -BeNullOrEmpty
        $said.Output.Trim() | Should -Be '25'
        Find-TokenFile $place.FOLDER | Should -BeNullOrEmpty
        Get-ChildItem $place.FOLDER -Recurse -Force | Where-Object Name -Match 'PartnerCenter|tokens\.cache|msal' | Should -BeNullOrEmpty
    }

    It 'is not plain text unless that is allowed' {
        $place = New-Home refused
        $before = Get-SignInCount
        $said = Invoke-OtherPowerShell -Environment $place "try { Connect-PcAccount $cached } catch { `$_.FullyQualifiedErrorId; `"`$_`"; `$_.ErrorDetails.RecommendedAction }"
        $said.Errors | Should -BeNullOrEmpty
        $lines = $said.Output.Trim() -split '\r?\n'
        $lines[0] | Should -Be 'SignInFailed,PartnerCenter.Qualifications.Commands.ConnectPcAccountCommand'
        $said.Output | Should -Match 'encrypt'
        $said.Output | Should -Match '-AllowUnencryptedTokenCache'
        # Before the user is asked for anything.
        Get-SignInCount | Should -Be $before
        Find-TokenFile $place.FOLDER | Should -BeNullOrEmpty
    }

    It 'is a sign-in that the next session finds, until Disconnect-PcAccount' {
        $place = New-Home kept
        $before = Get-SignInCount
        $said = Invoke-OtherPowerShell -Environment $place $mine
        $said.Errors | Should -BeNullOrEmpty
        $said.Output.Trim() | Should -Be $emulated.User
        Get-SignInCount | Should -Be ($before + 1)
        $files = @(Find-TokenFile $place.FOLDER)
        $files.Count | Should -Be 1
        # Nobody else may read it.
        [System.IO.File]::GetUnixFileMode($files[0].FullName) -band 63 | Should -Be 0

        # The next session asks nobody, and works.
        $said = Invoke-OtherPowerShell -Environment $place "$mine; @(Get-PcCustomer).Count"
        $said.Errors | Should -BeNullOrEmpty
        ($said.Output.Trim() -split '\r?\n') | Should -Be $emulated.User, '25'
        Get-SignInCount | Should -Be ($before + 1)

        # Without the parameter, the cache is not looked at.
        $said = Invoke-OtherPowerShell -Environment $place "Connect-PcAccount $application | Out-Null"
        $said.Errors | Should -BeNullOrEmpty
        Get-SignInCount | Should -Be ($before + 2)
        @(Find-TokenFile $place.FOLDER).Count | Should -Be 1

        $said = Invoke-OtherPowerShell -Environment $place "$mine; Disconnect-PcAccount"
        $said.Errors | Should -BeNullOrEmpty
        Find-TokenFile $place.FOLDER | Should -BeNullOrEmpty
        Get-SignInCount | Should -Be ($before + 2)
        $said = Invoke-OtherPowerShell -Environment $place $mine
        Get-SignInCount | Should -Be ($before + 3)
    }
}

Describe 'A device code' {
    It 'is with a client secret an error that says what to do instead, and asks nobody' {
        $failure = Get-Failure { New-PcRefreshToken -Credential (New-Credential) -UseDeviceAuthentication -TenantId $emulated.Domain @target }
        $failure.FullyQualifiedErrorId | Should -Be 'InvalidRequest,PartnerCenter.Qualifications.Commands.NewPcRefreshTokenCommand'
        $failure.Exception.Message | Should -Match 'public client'
        $failure.ErrorDetails.RecommendedAction | Should -Match '-ApplicationId'
    }

    It 'requires the application, and says where to find its ID' {
        $failure = Get-Failure { New-PcRefreshToken -UseDeviceAuthentication @target }
        $failure.FullyQualifiedErrorId | Should -Be 'InvalidRequest,PartnerCenter.Qualifications.Commands.NewPcRefreshTokenCommand'
        $failure.Exception.Message | Should -BeExactly 'A device code requires -ApplicationId.'
        $failure.ErrorDetails.RecommendedAction | Should -Match 'entra\.microsoft\.com'
    }
}
