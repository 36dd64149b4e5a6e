BeforeAll {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    . (Join-Path $PSScriptRoot 'SignInModes.ps1')
    Import-Module $moduleRoot -Force
    $command = 'PartnerCenter.Qualifications.Commands.ConnectPcAccountCommand'
    $server = Start-EmulatorHost '--record-requests'
    $target = $server.Target
    $application = @{ ApplicationId = $emulated.Application }
    $principal = @{ ServicePrincipal = $true; TenantId = $emulated.Domain } + $target

    # What every sign-in against the host has in common.
    function Assert-Context($Context, [string] $Kind, [string] $Authentication) {
        @($Context).Count | Should -Be 1
        $Context | Should -BeOfType ([PartnerCenter.Qualifications.PcContext])
        $Context.IsConnected | Should -BeTrue
        $Context.CredentialKind | Should -Be $Kind
        $Context.Authentication | Should -Be $Authentication
        $Context.TenantId | Should -Be $emulated.Tenant
        $Context.ApplicationId | Should -Be $emulated.Application
        $Context.User | Should -Be $(if ($Authentication -eq 'AppUser') { $emulated.User })
        $Context.HasMfa | Should -Be $(if ($Authentication -eq 'AppUser') { $true })
        $Context.Environment | Should -Be 'Global'
        $Context.Endpoint | Should -Be "$($server.Address)/"
        ($Context.ExpiresOn - [DateTimeOffset]::UtcNow).TotalMinutes | Should -BeGreaterThan 55
        ($Context.ExpiresOn - [DateTimeOffset]::UtcNow).TotalMinutes | Should -BeLessOrEqual 60
        [object]::ReferenceEquals((Get-PcContext), $Context) | Should -BeTrue
        @(Get-PcCustomer -PageSize 10).Count | Should -Be 25
    }

    function Assert-Failure($Failure, [string] $ErrorId, [string] $Category, [string] $Message, [string] $Action) {
        $Failure.FullyQualifiedErrorId | Should -Be "$ErrorId,$command"
        $Failure.CategoryInfo.Category | Should -Be $Category
        $Failure.CategoryInfo.Activity | Should -Be 'Connect-PcAccount'
        $Failure.Exception | Should -BeOfType ([PartnerCenter.Qualifications.PartnerCenterException])
        $Failure.Exception.Error | Should -Be $ErrorId
        $Failure.Exception.Message | Should -Match $Message
        $Failure.ErrorDetails.RecommendedAction | Should -Match $Action
        $Failure.Exception.RecommendedAction | Should -BeExactly $Failure.ErrorDetails.RecommendedAction
        @(Get-PcContext).Count | Should -Be 0
    }
}

AfterAll {
    Disconnect-PcAccount
    Stop-EmulatorHost $server
    Remove-Module PartnerCenter.Qualifications -Force -ErrorAction Ignore
}

Describe 'Connect-PcAccount' {
    BeforeEach { Disconnect-PcAccount }

    Context 'to the emulator' {
        It 'connects without anything else' {
            $context = Connect-PcAccount -Emulator
            $context.CredentialKind | Should -Be 'Emulator'
            $context.Authentication | Should -Be 'AppUser'
            $context.User | Should -Be $emulated.User
            $context.HasMfa | Should -BeTrue
            @(Get-PcCustomer).Count | Should -Be 25
        }

        It 'says nothing on any other stream' {
            @(Connect-PcAccount -Emulator *>&1).Count | Should -Be 1
        }

        It 'has as many customers as are asked for: <_>' -ForEach 0, 1, 250 {
            Connect-PcAccount -Emulator -EmulatorCustomerCount $_ | Out-Null
            @(Get-PcCustomer).Count | Should -Be $_
        }

        It 'has the same customers for the same seed, and others for another' {
            $lists = foreach ($seed in 7, 7, 8) {
                Connect-PcAccount -Emulator -EmulatorSeed $seed | Out-Null
                Get-PcCustomer | Get-PcCustomerQualification | Select-Object CustomerId, CustomerName, Qualification, VettingStatus | ConvertTo-Json
            }

            $lists[1] | Should -BeExactly $lists[0]
            $lists[2] | Should -Not -Be $lists[0]
        }

        It 'refuses a count that makes no sense: <_>' -ForEach -1, 1000001 {
            $count = $_
            (Get-Failure { Connect-PcAccount -Emulator -EmulatorCustomerCount $count }).FullyQualifiedErrorId |
                Should -Be "ParameterArgumentValidationError,$command"
        }
    }

    Context 'with a client secret' {
        It 'connects with the tenant''s <Name>' -ForEach @(
            @{ Name = 'id'; TenantId = '4f0c2f6a-3c1d-4f5e-9b7a-0d5a1c7e2b11' }
            @{ Name = 'domain'; TenantId = 'contoso.onmicrosoft.com' }
        ) {
            Assert-Context (Connect-PcAccount -ServicePrincipal -Credential (New-Credential) -TenantId $TenantId @target) ClientSecret AppOnly
        }

        It 'keeps the connection that was there where it fails, and says so' {
            $alone = Get-Failure { Connect-PcAccount @principal -Credential (New-Credential -Secret 'wrong') }
            $alone.Exception.Message | Should -Not -Match 'earlier connection'

            $context = Connect-PcAccount -Emulator
            $failure = Get-Failure { Connect-PcAccount @principal -Credential (New-Credential -Secret 'wrong') }
            $failure.Exception.Message | Should -Be "$($alone.Exception.Message) The earlier connection is still the default: $context."
            $failure.FullyQualifiedErrorId | Should -Be $alone.FullyQualifiedErrorId
            [object]::ReferenceEquals((Get-PcContext), $context) | Should -BeTrue
        }

        It 'refuses a user name that is no application id' {
            $failure = Get-Failure { Connect-PcAccount @principal -Credential (New-Credential 'admin@contoso.onmicrosoft.com') }
            Assert-Failure $failure InvalidRequest InvalidArgument '^The user name of the credential is not an application ID\.$' 'as the user name'
        }

        It 'repeats no user name that may be the secret' {
            $swapped = New-Credential 'Xy~8Q~SECRETVALUEsecretvalue123456789' -Secret $emulated.Application
            $failures = @(
                Get-Failure { Connect-PcAccount @principal -Credential $swapped }
                Get-Failure { Connect-PcAccount -RefreshToken (ConvertTo-Secret 'x') -Credential $swapped @target }
                Get-Failure { New-PcRefreshToken -Credential $swapped @target }
            )
            $failures.Count | Should -Be 3
            foreach ($failure in $failures) {
                $failure.FullyQualifiedErrorId | Should -Match '^InvalidRequest,'
                $failure | Format-List * -Force | Out-String -Width 5000 | Should -Not -Match 'SECRETVALUE'
                $failure.Exception.ToString() | Should -Not -Match 'SECRETVALUE'
            }
        }

        It 'needs -TenantId' {
            (Get-Command Connect-PcAccount).ParameterSets.Where({ $_.Name -eq 'ClientSecret' }).Parameters.Where({ $_.Name -eq 'TenantId' }).IsMandatory |
                Should -BeTrue
        }
    }

    Context 'with a refresh token' {
        It 'connects as a public client' {
            $token = (Get-UserToken $server).refresh_token
            Assert-Context (Connect-PcAccount -RefreshToken (ConvertTo-Secret $token) @application @target) RefreshToken AppUser
        }

        It 'connects as a confidential client with its secret' {
            $token = (Get-UserToken $server).refresh_token
            Assert-Context (Connect-PcAccount -RefreshToken (ConvertTo-Secret $token) -Credential (New-Credential) -TenantId $emulated.Domain @target) RefreshToken AppUser
        }

        It 'claims no cause that Entra does not name' {
            $failure = Get-Failure { Connect-PcAccount -RefreshToken (ConvertTo-Secret 'no refresh token') @application @target }
            Assert-Failure $failure SignInFailed AuthenticationError '^The sign-in failed: AADSTS9002313: Invalid request\.' 'https://login\.microsoftonline\.com/error\?code=9002313\.'
            $failure.ErrorDetails.RecommendedAction | Should -Not -Match 'refresh token|expired|revoked|secret'
            $failure.Exception.CorrelationId | Should -Match '^[0-9a-f-]{36}$'
        }
    }

    Context 'with an access token' {
        It 'connects with a user''s' {
            $token = (Get-UserToken $server).access_token
            Assert-Context (Connect-PcAccount -AccessToken (ConvertTo-Secret $token) @target) AccessToken AppUser
        }

        It 'connects with an application''s, with the word Bearer before it' {
            $token = Get-AppToken $server
            Assert-Context (Connect-PcAccount -AccessToken (ConvertTo-Secret "Bearer $token") @target) AccessToken AppOnly
        }

        It 'refuses one for another audience, in words, and sends it nowhere' {
            $token = Get-AppToken $server 'https://graph.windows.net/.default'
            $before = (Get-HostStatistics $server).requests
            $failure = Get-Failure { Connect-PcAccount -AccessToken (ConvertTo-Secret $token) @target }
            Assert-Failure $failure InvalidAudience AuthenticationError 'https://graph\.windows\.net, not for Partner Center' 'https://api\.partnercenter\.microsoft\.com/\.default'
            (Get-HostStatistics $server).requests | Should -Be $before
        }

        It 'refuses one of another cloud' {
            $token = Get-AppToken $server
            $failure = Get-Failure { Connect-PcAccount -AccessToken (ConvertTo-Secret $token) -Environment China @target }
            Assert-Failure $failure InvalidAudience AuthenticationError 'api\.partnercenter\.microsoft\.com, not for Partner Center \(https://partner\.partnercenterapi\.microsoftonline\.cn\)' 'microsoftonline\.cn/\.default'
        }

        It 'refuses one that has expired, and says when' {
            $claims = [ordered]@{ aud = 'https://api.partnercenter.microsoft.com'; exp = 1700000000; idtyp = 'app' } | ConvertTo-Json -Compress
            $token = @('{"alg":"none"}', $claims, 'x').ForEach(
                { [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($_)).TrimEnd('=').Replace('+', '-').Replace('/', '_') }) -join '.'
            $failure = Get-Failure { Connect-PcAccount -AccessToken (ConvertTo-Secret $token) @target }
            Assert-Failure $failure SignInExpired AuthenticationError '2023-11-14 22:13:20Z' 'Connect again'
        }

        It 'refuses <Name>' -ForEach @(
            @{ Name = 'blanks'; Token = '   ' }
            @{ Name = 'what has line breaks inside'; Token = "eyJ0.eyJ1`n.x" }
        ) {
            $failure = Get-Failure { Connect-PcAccount -AccessToken (ConvertTo-Secret $Token) @target }
            Assert-Failure $failure SignInFailed AuthenticationError 'access token' 'SecureString'
        }

        It 'has a context of the cloud, and the cloud''s address, where no other is given: <Cloud>' -ForEach @(
            @{ Cloud = 'Global'; Address = 'https://api.partnercenter.microsoft.com/' }
            @{ Cloud = 'USGovernment'; Address = 'https://api.partnercenter.microsoft.com/' }
            @{ Cloud = 'China'; Address = 'https://partner.partnercenterapi.microsoftonline.cn/' }
        ) {
            $context = Connect-PcAccount -AccessToken (ConvertTo-Secret 'opaque-token') -TenantId contoso.com -Environment $Cloud
            $context.Environment | Should -Be $Cloud
            "$($context.Endpoint)" | Should -Be $Address
            $context.IsEmulator | Should -BeFalse
            $context.ExpiresOn | Should -BeNullOrEmpty
            "$context" | Should -Match "\($Cloud, "
        }

        It 'takes one that cannot be read; the service decides, and says so at the first call' {
            Connect-PcAccount -AccessToken (ConvertTo-Secret 'opaque-token') @target | Out-Null
            $failure = Get-Failure { Get-PcCustomer }
            $failure.FullyQualifiedErrorId | Should -Be 'SignInExpired,PartnerCenter.Qualifications.Commands.GetPcCustomerCommand'
            $failure.CategoryInfo.Category | Should -Be 'AuthenticationError'
            $failure.ErrorDetails.RecommendedAction | Should -Match 'Connect again'
        }
    }

    Context 'with a device code' {
        It 'shows the prompt and connects' {
            $context = Connect-PcAccount -UseDeviceAuthentication @application @target -InformationVariable prompts -InformationAction SilentlyContinue
            Assert-Context $context DeviceCode AppUser
            $prompts.Count | Should -Be 1
            "$prompts" |
                Should -Match '^To sign in, use a web browser to open the page https://microsoft\.com/devicelogin and enter the code [A-Z0-9]{9} to authenticate\.$'
        }

        It 'shows the prompt to the user whatever the preferences are, and nothing else' {
            $said = Invoke-OtherPowerShell @"
                `$InformationPreference = 'SilentlyContinue'
                `$context = Connect-PcAccount -UseDeviceAuthentication -ApplicationId $($emulated.Application) -Endpoint $($server.Address) -Authority $($server.Address) -WarningAction Ignore
                "Connected: `$(`$context.IsConnected)"
"@
            $said.Errors | Should -BeNullOrEmpty
            $lines = $said.Output.Trim() -split '\r?\n'
            $lines.Count | Should -Be 2
            $lines[0] | Should -Match 'enter the code [A-Z0-9]{9} to authenticate'
            $lines[1] | Should -Be 'Connected: True'
        }

        It 'stops at once while it waits for the user' {
            $other = [powershell]::Create().AddScript(
                "Import-Module '$moduleRoot'; Connect-PcAccount -UseDeviceAuthentication -ApplicationId $($emulated.Application) -Endpoint $($server.Address) -Authority $($server.Address)")
            try {
                $running = $other.BeginInvoke()
                Wait-Until { $other.Streams.Information.Count -gt 0 } 'the prompt'
                $clock = [System.Diagnostics.Stopwatch]::StartNew()
                $other.Stop()
                $clock.Elapsed.TotalSeconds | Should -BeLessThan 0.9
                $other.InvocationStateInfo.State | Should -Be 'Stopped'
                (Get-Failure { $other.EndInvoke($running) }).Exception.InnerException |
                    Should -BeOfType ([System.Management.Automation.PipelineStoppedException])
            }
            finally {
                $other.Dispose()
            }
        }
    }

    Context 'in the browser' -Skip:(-not $IsLinux) {
        BeforeAll {
            $tools = New-TestBrowser (Join-Path $TestDrive 'tools')
            $path = @{ PATH = "$tools$([System.IO.Path]::PathSeparator)$env:PATH" }
        }

        It 'connects as the user who signs in there' {
            $said = Invoke-OtherPowerShell -Environment $path @"
                Connect-PcAccount -ApplicationId $($emulated.Application) -TenantId $($emulated.Domain) -LoginHint $($emulated.User) -Endpoint $($server.Address) -Authority $($server.Address) -WarningAction Ignore |
                    Select-Object User, CredentialKind, Authentication, HasMfa | ConvertTo-Csv
                @(Get-PcCustomer).Count
"@
            $said.Errors | Should -BeNullOrEmpty
            $lines = $said.Output.Trim() -split '\r?\n'
            $lines[1] | Should -Be "`"$($emulated.User)`",`"InteractiveBrowser`",`"AppUser`",`"True`""
            $lines[2] | Should -Be '25'
            $opened = Get-Content (Join-Path $tools 'opened')
            $opened | Should -Match "^$([regex]::Escape($server.Address))/$([regex]::Escape($emulated.Domain))/oauth2/v2\.0/authorize\?"
            $opened | Should -Match 'login_hint=admin'
            $opened | Should -Match 'code_challenge_method=S256'
        }
    }

    Context 'addresses' {
        It 'refuses -<Parameter> <Address>' -ForEach @(
            @{ Parameter = 'Endpoint'; Address = 'http://partner.example.com' }
            @{ Parameter = 'Endpoint'; Address = 'http://10.0.0.1:8080/' }
            @{ Parameter = 'Endpoint'; Address = 'http://127.0.0.1.example.com/' }
            @{ Parameter = 'Endpoint'; Address = 'ftp://127.0.0.1/' }
            @{ Parameter = 'Endpoint'; Address = 'partner.example.com' }
            @{ Parameter = 'Authority'; Address = 'http://login.example.com' }
        ) {
            $addresses = $target.Clone()
            $addresses[$Parameter] = $Address
            $before = (Get-HostStatistics $server).requests
            $failure = Get-Failure { Connect-PcAccount -ServicePrincipal -Credential (New-Credential) -TenantId $emulated.Domain @addresses }
            # What begins otherwise is not repeated: it may begin with a user name and a password.
            $shown = if ($Address.StartsWith('http')) { $Address } else { 'it does not begin with https://' }
            Assert-Failure $failure InvalidRequest InvalidArgument ([regex]::Escape($shown)) 'https'
            (Get-HostStatistics $server).requests | Should -Be $before
        }

        It 'accepts http on the loopback address <_>' -ForEach 'localhost', '127.0.0.1' {
            $address = $server.Address.Replace('127.0.0.1', $_)
            (Connect-PcAccount -ServicePrincipal -Credential (New-Credential) -TenantId $emulated.Domain -Endpoint $address -Authority $address).Endpoint |
                Should -Be "$address/"
            @(Get-PcCustomer).Count | Should -Be 25
        }
    }

    Context 'failures' {
        It 'says what to do: <Name>' -ForEach @(
            @{ Name = 'wrong secret'; Application = $null; Secret = 'not the secret'; Tenant = $null; Code = 'AADSTS7000215'; Action = 'client secret is incorrect' }
            @{ Name = 'wrong tenant'; Application = $null; Secret = $null; Tenant = 'nowhere.example.com'; Code = 'AADSTS90002'; Action = 'Check -TenantId' }
            @{
                Name = 'wrong application'
                Application = 'aaaaaaaa-1111-2222-3333-444444444444'
                Secret = $null
                Tenant = $null
                Code = 'AADSTS700016'
                Action = 'Check the application ID'
            }
        ) {
            $credential = New-Credential ($Application ?? $emulated.Application) ($Secret ?? $emulated.Secret)
            $failure = Get-Failure { Connect-PcAccount -ServicePrincipal -Credential $credential -TenantId ($Tenant ?? $emulated.Domain) @target }
            Assert-Failure $failure SignInFailed AuthenticationError "^The sign-in failed: ${Code}: " $Action
            $failure.Exception.ServiceCode | Should -Be $Code
            $failure.Exception.CorrelationId | Should -Match '^[0-9a-f-]{36}$'
            $failure.TargetObject | Should -Be 'ClientSecret'

            # What the user sees.
            $shown = $failure | Out-String -Width 500
            $shown | Should -Match $Action
            $shown | Should -Match $failure.Exception.CorrelationId
        }

        It 'says what to do where Entra says <Entra>' -ForEach @(
            @{ Entra = 'expiredClientSecret'; ErrorId = 'SignInFailed'; Code = 'AADSTS7000222'; Action = 'client secret has expired' }
            @{ Entra = 'consentRequired'; ErrorId = 'SignInFailed'; Code = 'AADSTS65001'; Action = 'has no consent' }
            @{ Entra = 'mfaRequired'; ErrorId = 'MfaRequired'; Code = 'AADSTS50076'; Action = 'Multi-factor authentication is required' }
            @{ Entra = 'conditionalAccess'; ErrorId = 'SignInFailed'; Code = 'AADSTS53003'; Action = 'Conditional Access policy' }
            @{ Entra = 'refreshTokenExpired'; ErrorId = 'SignInExpired'; Code = 'AADSTS700082'; Action = 'refresh token is no longer valid' }
            @{ Entra = 'refreshTokenRevoked'; ErrorId = 'SignInExpired'; Code = 'AADSTS50173'; Action = 'refresh token is no longer valid' }
        ) {
            $token = ConvertTo-Secret (Get-UserToken $server).refresh_token
            Set-Host $server settings @{ tokenError = $Entra }
            try {
                $failure = Get-Failure { Connect-PcAccount -RefreshToken $token -Credential (New-Credential) @target }
                Assert-Failure $failure $ErrorId AuthenticationError "^The sign-in failed: ${Code}: " $Action
                $failure.Exception.ServiceCode | Should -Be $Code
                $failure.Exception.CorrelationId | Should -Match '^[0-9a-f-]{36}$'
                ($failure | Out-String -Width 500) | Should -Match $failure.Exception.CorrelationId
            }
            finally {
                Set-Host $server settings @{ tokenError = 'none' }
            }
        }

        It 'says what to do where Entra says AADSTS<Codes>' -ForEach @(
            @{ Codes = '7000218'; ErrorId = 'SignInFailed'; Code = 'AADSTS7000218'; Action = 'public client' }
            @{ Codes = '70002', '50126'; ErrorId = 'SignInFailed'; Code = 'AADSTS50126'; Action = 'user name or the password' }
            @{ Codes = '50078'; ErrorId = 'MfaRequired'; Code = 'AADSTS50078'; Action = 'Multi-factor authentication is required' }
            @{ Codes = '50034'; ErrorId = 'SignInFailed'; Code = 'AADSTS50034'; Action = 'https://login\.microsoftonline\.com/error\?code=50034\.' }
        ) {
            $text = -join ($Codes | ForEach-Object { "AADSTS${_}: In Entra's own words. " })
            Set-Host $server responses @{
                path = "/$($emulated.Tenant)/oauth2/v2.0/token"
                statusCode = 400
                contentType = 'application/json'
                once = $true
                body = (@{ error = 'invalid_grant'; error_description = $text } | ConvertTo-Json)
            }
            $failure = Get-Failure { Connect-PcAccount -RefreshToken (ConvertTo-Secret 'whatever') -TenantId $emulated.Tenant @application @target }
            Assert-Failure $failure $ErrorId AuthenticationError ([regex]::Escape($text.Trim())) $Action
            $failure.Exception.ServiceCode | Should -Be $Code
            ($failure | Out-String -Width 500) | Should -Match $Action
        }

        It 'says that a proxy wants to know who asks, and gives it the credentials of the system''s settings: <Name>' -ForEach @(
            @{ Name = 'none'; User = ''; Given = $null }
            @{ Name = 'a user name and a password'; User = 'robin:secret@'; Given = 'cm9iaW46c2VjcmV0' }
        ) {
            # A proxy that refuses everybody, and remembers what it was told.
            $listener = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
            $listener.Start()
            $at = "$($listener.LocalEndpoint)"
            $heard = [System.Collections.Concurrent.ConcurrentQueue[string]]::new()
            $proxy = [powershell]::Create().AddScript({
                    param($listener, $heard)
                    while ($true) {
                        try { $client = $listener.AcceptTcpClient() } catch { return }
                        $stream = $client.GetStream()
                        $reader = [System.IO.StreamReader]::new($stream)
                        try {
                            do {
                                $head = while ($line = $reader.ReadLine()) { $line }
                                if ($head) {
                                    $heard.Enqueue($head -join "`n")
                                    $stream.Write(
                                        [Text.Encoding]::ASCII.GetBytes(
                                            "HTTP/1.1 407 Proxy Authentication Required`r`nProxy-Authenticate: Basic realm=`"x`"`r`nContent-Length: 0`r`n`r`n"))
                                }
                            } while ($head)
                        }
                        catch { $heard.Enqueue("$_") }
                        finally { $client.Dispose() }
                    }
                }).AddArgument($listener).AddArgument($heard)
            $running = $proxy.BeginInvoke()
            try {
                $said = Invoke-OtherPowerShell -Environment @{ https_proxy = "http://$User$at"; all_proxy = $null; no_proxy = $null } @"
                    try { Connect-PcAccount -ServicePrincipal -TenantId $($emulated.Tenant) -Credential ([pscredential]::new('$($emulated.Application)', (ConvertTo-SecureString 'x' -AsPlainText -Force))) }
                    catch { [pscustomobject]@{ Id = `$_.FullyQualifiedErrorId; Message = `$_.Exception.Message; Action = `$_.ErrorDetails.RecommendedAction; All = "`$(`$_.Exception)" } | ConvertTo-Json }
"@
            }
            finally {
                $listener.Stop()
                $proxy.EndInvoke($running)
                $proxy.Dispose()
            }

            $failure = $said.Output | ConvertFrom-Json
            $failure.Id | Should -Be "SignInFailed,$command"
            $failure.Message |
                Should -BeExactly "The sign-in failed: The proxy http://$at requires authentication (407), so https://login.microsoftonline.com/ could not be reached."
            $failure.Action | Should -Match 'HTTPS_PROXY.*DefaultProxy\.Credentials'
            $failure.All | Should -Not -Match 'secret@'
            @($heard) | Should -Match '^CONNECT login\.microsoftonline\.com:443 '
            @(@($heard) -match 'Proxy-Authorization: Basic').Count | Should -Be ([int][bool]$Given)
            if ($Given) { "$heard" | Should -Match "Proxy-Authorization: Basic $Given" }
        }

        It 'says what to do where the device code is not approved: <Entra>' -ForEach @(
            @{ Entra = 'deviceCodeDeclined'; Action = 'declined the sign-in' }
            @{ Entra = 'deviceCodeExpired'; Action = 'not entered in time' }
        ) {
            Set-Host $server settings @{ tokenError = $Entra }
            try {
                $failure = Get-Failure { Connect-PcAccount -UseDeviceAuthentication @application @target -InformationAction Ignore 6>$null }
                Assert-Failure $failure SignInFailed AuthenticationError '^The sign-in failed: ' $Action
            }
            finally {
                Set-Host $server settings @{ tokenError = 'none' }
            }
        }

        It 'says what to do: no network' {
            $listener = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
            $listener.Start()
            $nobody = "http://$($listener.LocalEndpoint)"
            $listener.Stop()
            $failure = Get-Failure {
                Connect-PcAccount -ServicePrincipal -Credential (New-Credential) -TenantId $emulated.Domain -Endpoint $server.Address -Authority $nobody
            }
            Assert-Failure $failure SignInFailed AuthenticationError "$([regex]::Escape($nobody))/ could not be reached: " 'Check the network'
        }

        It 'is one terminating error' {
            $Error.Clear()
            $failure = Get-Failure {
                Connect-PcAccount @principal -Credential (New-Credential -Secret 'wrong') -ErrorVariable collected -ErrorAction SilentlyContinue
            }
            $failure | Should -Not -BeNullOrEmpty
            $Error.Count | Should -Be 1
        }
    }

    Context 'without multi-factor authentication' {
        BeforeAll {
            $plain = Start-EmulatorHost '--no-mfa'
            $target = $plain.Target
        }

        AfterAll { Stop-EmulatorHost $plain }

        It 'warns, and the first call says what to do: <Name>' -ForEach @(
            @{
                Name = 'refresh token'
                Parameters = { @{ RefreshToken = ConvertTo-Secret (Get-UserToken $plain).refresh_token; ApplicationId = $emulated.Application } }
            }
            @{ Name = 'access token'; Parameters = { @{ AccessToken = ConvertTo-Secret (Get-UserToken $plain).access_token } } }
        ) {
            $parameters = & $Parameters
            $context = Connect-PcAccount @parameters @target -WarningVariable warnings -WarningAction SilentlyContinue
            $context.HasMfa | Should -BeFalse
            $warnings.Count | Should -Be 1
            "$warnings" | Should -Match 'without multi-factor authentication'

            $failure = Get-Failure { 1..3 | ForEach-Object { [guid]::NewGuid() } | Get-PcCustomerQualification }
            $failure.FullyQualifiedErrorId | Should -Be 'MfaRequired,PartnerCenter.Qualifications.Commands.GetPcCustomerQualificationCommand'
            $failure.CategoryInfo.Category | Should -Be 'AuthenticationError'
            $failure.Exception.StatusCode | Should -Be 401
            $failure.Exception.ServiceCode | Should -Be '900421'
            $failure.ErrorDetails.RecommendedAction | Should -Match 'Sign in again with multi-factor authentication'
        }

        It 'says it with -Debug as a debug message, which prompts nobody' {
            $said = @(Connect-PcAccount -AccessToken (ConvertTo-Secret (Get-UserToken $plain).access_token) -Debug @target 3>&1 5>&1)
            @($said | Where-Object { $_ -is [System.Management.Automation.DebugRecord] -and "$_" -match 'without multi-factor authentication' }).Count | Should -Be 1
            @($said | Where-Object { $_ -is [System.Management.Automation.WarningRecord] }).Count | Should -Be 0
        }

        It 'does not warn an application, which has none' {
            Connect-PcAccount -ServicePrincipal -Credential (New-Credential) -TenantId $emulated.Tenant @target -WarningVariable warnings | Out-Null
            $warnings.Count | Should -Be 0
            @(Get-PcCustomer).Count | Should -Be 25
        }
    }

    Context 'with a certificate' {
        BeforeAll {
            $key = [System.Security.Cryptography.RSA]::Create(2048)
            $request = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=PartnerCenter.Qualifications test', $key, 'SHA256',
                [System.Security.Cryptography.RSASignaturePadding]::Pkcs1)
            $certificate = $request.CreateSelfSigned([DateTimeOffset]::UtcNow.AddDays(-1), [DateTimeOffset]::UtcNow.AddDays(2))
            $public = [System.Security.Cryptography.X509Certificates.X509CertificateLoader]::LoadCertificate($certificate.RawData)
            $password = ConvertTo-Secret 'pfx password'
            [System.IO.File]::WriteAllBytes("$TestDrive/app.pfx", $certificate.Export('Pfx', 'pfx password'))
            [System.IO.File]::WriteAllBytes("$TestDrive/open.pfx", $certificate.Export('Pfx'))
            Set-Content "$TestDrive/app.pem" ($certificate.ExportCertificatePem() + "`n" + $key.ExportPkcs8PrivateKeyPem())
            $encryption = [System.Security.Cryptography.PbeParameters]::new('Aes256Cbc', 'SHA256', 1000)
            Set-Content "$TestDrive/locked.pem" ($key.ExportEncryptedPkcs8PrivateKeyPem('pfx password', $encryption) + "`n" +
                $certificate.ExportCertificatePem())
            Set-Content "$TestDrive/public.pem" $certificate.ExportCertificatePem()
            Set-Content "$TestDrive/text.pfx" 'not a certificate'
            Set-Host $server certificates @{ pem = $certificate.ExportCertificatePem() }
            $stranger = $request.CreateSelfSigned([DateTimeOffset]::UtcNow.AddDays(-2), [DateTimeOffset]::UtcNow.AddDays(1))
            $signing = $server.Target
        }

        It 'connects with <Name>' -ForEach @(
            @{ Name = 'a PFX file and its password'; Parameters = { @{ CertificatePath = "$TestDrive/app.pfx"; CertificatePassword = $password } } }
            @{ Name = 'a PFX file without a password'; Parameters = { @{ CertificatePath = "$TestDrive/open.pfx" } } }
            @{ Name = 'a PEM file'; Parameters = { @{ CertificatePath = "$TestDrive/app.pem" } } }
            @{ Name = 'a PEM file with an encrypted key'; Parameters = { @{ CertificatePath = "$TestDrive/locked.pem"; CertificatePassword = $password } } }
            @{ Name = 'a path of a PowerShell drive'; Parameters = { @{ CertificatePath = 'TestDrive:\app.pem' } } }
            @{ Name = 'the certificate itself'; Parameters = { @{ Certificate = $certificate } } }
        ) {
            $parameters = & $Parameters
            Assert-Context (Connect-PcAccount -ServicePrincipal -TenantId $emulated.Tenant @application @parameters @signing) ClientCertificate AppOnly
        }

        # The relative path would otherwise be that of a file in the process directory, whatever it contains.
        It 'rejects a path that is not in the file system: -<Name> <Path>' -ForEach @(
            @{ Name = 'CertificatePath'; Path = './app.pfx'; Given = @{ ServicePrincipal = $true } }
            @{ Name = 'CertificatePath'; Path = 'Env:/PATH'; Given = @{ ServicePrincipal = $true } }
            @{ Name = 'FederatedTokenFile'; Path = './token'; Given = @{} }
        ) {
            $Given[$Name] = $Path
            Push-Location Env:
            try { $failure = Get-Failure { Connect-PcAccount @Given -TenantId $emulated.Tenant -ApplicationId $emulated.Application @target } }
            finally { Pop-Location }
            $failure.FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
            $failure.Exception.Message | Should -BeLike "*'$Path' is not a file system path.*"
        }

        It 'connects with a path relative to the current location' {
            Push-Location TestDrive:\
            try {
                Assert-Context (Connect-PcAccount -ServicePrincipal -TenantId $emulated.Tenant @application -CertificatePath './app.pem' @signing) ClientCertificate AppOnly
            }
            finally {
                Pop-Location
            }
        }

        It 'connects with the thumbprint of an installed certificate, however it was copied' {
            $flags = [System.Security.Cryptography.X509Certificates.X509KeyStorageFlags]::PersistKeySet
            $installed = [System.Security.Cryptography.X509Certificates.X509CertificateLoader]::LoadPkcs12FromFile("$TestDrive/app.pfx", 'pfx password', $flags)
            $store = [System.Security.Cryptography.X509Certificates.X509Store]::new('My', 'CurrentUser')
            $store.Open('ReadWrite')
            try {
                $store.Add($installed)
                Assert-Context (Connect-PcAccount -ServicePrincipal -TenantId $emulated.Tenant @application -CertificateThumbprint $certificate.Thumbprint @signing) ClientCertificate AppOnly
                $pairs = $certificate.Thumbprint.ToLowerInvariant() -replace '(..)(?!$)', '$1 '

                # The certificate dialog puts an invisible mark before it, other programs put one behind it or write colons.
                foreach ($copied in ([char]0x200e + $pairs), ($pairs + [char]0x200e), ([char]0xfeff + $pairs), ($pairs -replace ' ', ':')) {
                    $context = Connect-PcAccount -ServicePrincipal -TenantId $emulated.Tenant @application -CertificateThumbprint $copied @signing
                    Assert-Context $context ClientCertificate AppOnly
                }
            }
            finally {
                $store.Remove($installed)
                $store.Dispose()
            }
        }

        It 'redeems a refresh token with <Name>' -ForEach @(
            @{ Name = 'a file'; Parameters = { @{ CertificatePath = "$TestDrive/app.pfx"; CertificatePassword = $password } } }
            @{ Name = 'the certificate itself'; Parameters = { @{ Certificate = $certificate } } }
        ) {
            $parameters = & $Parameters
            $token = ConvertTo-Secret (Get-UserToken $server).refresh_token
            Assert-Context (Connect-PcAccount -RefreshToken $token @application @parameters @signing) RefreshToken AppUser
        }

        It 'sends the certificate chain only with -SendCertificateChain: <Name>' -ForEach @(
            @{ Name = 'the application, certificate'; Parameters = { @{ ServicePrincipal = $true; Certificate = $certificate } } }
            @{ Name = 'the application, file'; Parameters = { @{ ServicePrincipal = $true; CertificatePath = "$TestDrive/app.pem" } } }
            @{
                Name = 'refresh token, certificate'
                Parameters = { @{ RefreshToken = ConvertTo-Secret (Get-UserToken $server).refresh_token; Certificate = $certificate } }
            }
            @{
                Name = 'refresh token, file'
                Parameters = { @{ RefreshToken = ConvertTo-Secret (Get-UserToken $server).refresh_token; CertificatePath = "$TestDrive/app.pem" } }
            }
        ) {
            foreach ($switch in $false, $true) {
                $proof = & $Parameters
                Connect-PcAccount -TenantId $emulated.Tenant @application @proof -SendCertificateChain:$switch @signing | Out-Null
                $form = (Get-HostRequest $server token)[-1].body
                $header = [regex]::Match($form, 'client_assertion=([\w-]+)').Groups[1].Value.Replace('-', '+').Replace('_', '/')
                $claims = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($header.PadRight([math]::Ceiling($header.Length / 4) * 4, '='))) |
                    ConvertFrom-Json -AsHashtable
                $claims.Contains('x5c') | Should -Be $switch
            }
        }

        It 'refuses <Name>' -ForEach @(
            @{ Name = 'a wrong password'; Parameters = { @{ CertificatePath = "$TestDrive/app.pfx"; CertificatePassword = ConvertTo-Secret 'wrong' } }; Message = 'could not be read'; Action = 'the correct -CertificatePassword' }
            @{ Name = 'no password where one is needed'; Parameters = { @{ CertificatePath = "$TestDrive/app.pfx" } }; Message = 'could not be read'; Action = 'the correct -CertificatePassword' }
            @{ Name = 'a PEM file''s wrong password'; Parameters = { @{ CertificatePath = "$TestDrive/locked.pem"; CertificatePassword = ConvertTo-Secret 'wrong' } }; Message = 'could not be read'; Action = 'the correct -CertificatePassword' }
            @{ Name = 'a file that does not exist'; Parameters = { @{ CertificatePath = "$TestDrive/missing.pfx" } }; Message = 'missing\.pfx'; Action = 'Specify a PFX file, or a PEM file' }
            @{ Name = 'a file that is no certificate'; Parameters = { @{ CertificatePath = "$TestDrive/text.pfx" } }; Message = 'could not be read'; Action = 'Specify a PFX file, or a PEM file' }
            @{ Name = 'a PEM file without a private key'; Parameters = { @{ CertificatePath = "$TestDrive/public.pem" } }; Message = 'could not be read'; Action = 'contains the certificate and its private key' }
            @{ Name = 'a certificate without a private key'; Parameters = { @{ Certificate = $public } }; Message = 'has no private key'; Action = 'with its private key' }
            @{ Name = 'a thumbprint that no store has'; Parameters = { @{ CertificateThumbprint = '00112233445566778899AABBCCDDEEFF00112233' } }; Message = '00112233445566778899AABBCCDDEEFF00112233'; Action = 'Install the certificate' }
        ) {
            $parameters = & $Parameters
            $before = (Get-HostStatistics $server).requests
            $failure = Get-Failure { Connect-PcAccount @principal @application @parameters }
            Assert-Failure $failure SignInFailed AuthenticationError $Message $Action
            (Get-HostStatistics $server).requests | Should -Be $before
        }

        # Only there do PowerShell's location and drives hold, and can whoever keeps a key ask the user for it.
        It 'looks at the certificate on the pipeline''s own thread' {
            Add-Type -TypeDefinition @'
                public sealed class WatchedCertificate : System.Security.Cryptography.X509Certificates.X509Certificate2
                {
                #pragma warning disable SYSLIB0057
                    public WatchedCertificate(byte[] data) : base(data) { }
                    public int Thread;
                    public override byte[] GetCertHash() { Thread = System.Environment.CurrentManagedThreadId; return base.GetCertHash(); }
                    public override string GetCertHashString() { Thread = System.Environment.CurrentManagedThreadId; return base.GetCertHashString(); }
                }
'@
            foreach ($way in $principal, (@{ RefreshToken = ConvertTo-Secret 'x' } + $target)) {
                $watched = [WatchedCertificate]::new($public.RawData)
                $failure = Get-Failure { Connect-PcAccount @way @application -Certificate $watched }
                Assert-Failure $failure SignInFailed AuthenticationError 'has no private key' 'with its private key'
                $watched.Thread | Should -Be ([Environment]::CurrentManagedThreadId)
            }
        }

        It 'says what to do where the application does not know it' {
            $failure = Get-Failure { Connect-PcAccount @principal @application -Certificate $stranger }
            Assert-Failure $failure SignInFailed AuthenticationError '^The sign-in failed: AADSTS700027: ' 'public key is registered'
            $failure.Exception.CorrelationId | Should -Match '^[0-9a-f-]{36}$'
        }
    }

    Context 'secrets' {
        BeforeAll {
            $user = Get-UserToken $server
            $opaque = 'opaque-access-token-0123456789'
            $secrets = @(
                $emulated.Secret, 'wrong-secret-9876543210', $user.refresh_token, 'wrong-refresh-token-5432109876', $user.access_token, $opaque
                Get-AppToken $server 'https://graph.windows.net/.default'
            )
            $foreign = $secrets[-1]

            # In any of the forms in which they travel, and any token that was not known beforehand.
            function Find-Secret([string] $Text) {
                foreach ($secret in $secrets) {
                    foreach ($form in $secret, [uri]::EscapeDataString($secret),
                        [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($secret)).TrimEnd('=')) {
                        if ($Text.Contains($form)) { $form }
                    }
                }

                [regex]::Matches($Text, 'eyJ[\w-]{8,}\.[\w-]+') | ForEach-Object Value
                [regex]::Matches($Text, '1\.ARoA[\w-]{8,}') | ForEach-Object Value
            }

            # Everything that a user, a log or another program gets to see.
            function Get-Everything([scriptblock] $Block) {
                $Error.Clear()
                $output = @(try { & $Block *>&1 } catch { $_ })
                $output | ForEach-Object { "$_"; if ($_ -is [System.Management.Automation.InformationalRecord]) { $_.Message } }
                $output | Format-List * -Force | Out-String -Width 4000
                foreach ($record in $Error) {
                    $record | Format-List * -Force | Out-String -Width 4000
                    for ($exception = $record.Exception; $exception; $exception = $exception.InnerException) {
                        $exception.ToString()
                        $exception | Format-List * -Force | Out-String -Width 4000
                        $exception.Data.Values
                    }
                }

                $context = Get-PcContext
                if ($context) {
                    $context | Format-List * -Force | Out-String -Width 4000
                    $context | ConvertTo-Json -Depth 10
                    [System.Management.Automation.PSSerializer]::Serialize($context, 5)
                    "$context"
                }
            }
        }

        It 'would be found' {
            foreach ($secret in $secrets) { @(Find-Secret "before $secret after").Count | Should -BeGreaterThan 0 }
            @(Find-Secret "client_secret=$([uri]::EscapeDataString('Emu~lator.Not-A-Real-Secret_0000000000'))&").Count | Should -BeGreaterThan 0
            @(Find-Secret 'Bearer eyJhbGciOiJIUzI1NiJ9.eyJhdWQiOiJ4In0.abc').Count | Should -BeGreaterThan 0
        }

        It 'are shown nowhere: <Name>' -ForEach @(
            @{ Name = 'client secret'; Connect = { Connect-PcAccount @principal -Credential (New-Credential) -Verbose -Debug }; Says = 'MS-RequestId' }
            @{
                Name = 'wrong client secret'
                Connect = { Connect-PcAccount @principal -Credential (New-Credential -Secret 'wrong-secret-9876543210') -Verbose -Debug }
                Says = 'AADSTS7000215'
            }
            @{
                Name = 'refresh token'
                Connect = { Connect-PcAccount -RefreshToken (ConvertTo-Secret $user.refresh_token) @application @target -Verbose -Debug }
                Says = 'MS-RequestId'
            }
            @{
                Name = 'refresh token and secret'
                Connect = { Connect-PcAccount -RefreshToken (ConvertTo-Secret $user.refresh_token) -Credential (New-Credential) @target -Verbose -Debug }
                Says = 'MS-RequestId'
            }
            @{
                Name = 'wrong refresh token'
                Connect = { Connect-PcAccount -RefreshToken (ConvertTo-Secret 'wrong-refresh-token-5432109876') @application @target -Verbose -Debug }
                Says = 'AADSTS9002313'
            }
            @{
                Name = 'access token'
                Connect = { Connect-PcAccount -AccessToken (ConvertTo-Secret $user.access_token) @target -Verbose -Debug }
                Says = 'MS-RequestId'
            }
            @{
                Name = 'access token for another audience'
                Connect = { Connect-PcAccount -AccessToken (ConvertTo-Secret $foreign) @target -Verbose -Debug }
                Says = 'graph\.windows\.net'
            }
            @{
                Name = 'access token that the service refuses'
                Connect = { Connect-PcAccount -AccessToken (ConvertTo-Secret $opaque) @target -Verbose -Debug }
                Says = 'SignInExpired'
            }
            @{
                Name = 'no network'
                Connect = {
                    Connect-PcAccount -ServicePrincipal -TenantId $emulated.Tenant -Credential (New-Credential) -Authority 'http://127.0.0.1:1' -Verbose -Debug
                }
                Says = 'could not be reached'
            }
            @{ Name = 'emulator'; Connect = { Connect-PcAccount -Emulator -Verbose -Debug }; Says = 'MS-RequestId' }
        ) {
            $everything = Get-Everything {
                & $Connect
                Get-PcCustomer -PageSize 10 -Verbose -Debug
                Get-PcCustomerQualification '00000000-1111-2222-3333-444444444444' -Verbose -Debug
                Disconnect-PcAccount -Verbose -Debug
            }
            $text = $everything -join "`n"
            $text | Should -Match $Says
            Find-Secret $text | Should -BeNullOrEmpty
        }

        It 'are not in a context that is still connected' {
            Connect-PcAccount -RefreshToken (ConvertTo-Secret $user.refresh_token) -Credential (New-Credential) @target | Out-Null
            $text = (Get-Everything { }) -join "`n"
            $text | Should -Match 'admin@contoso'
            Find-Secret $text | Should -BeNullOrEmpty
        }
    }
}
