# Provides every sign-in method with its prerequisites. Dot-source it after TestHost.ps1.

# Replaces the program with which the system opens its browser. It submits the form on the sign-in page, as a script on that page does.
# Returns the folder that must be first in PATH. The file 'opened' in it contains the address that was opened.
function New-TestBrowser([string] $Folder) {
    $browser = Join-Path (New-Item -ItemType Directory -Force $Folder) 'xdg-open'
    Set-Content "$browser.ps1" @'
        param($Address)
        Set-Content (Join-Path $PSScriptRoot 'opened') $Address
        $page = (Invoke-WebRequest $Address).Content
        $form = @{}
        foreach ($field in [regex]::Matches($page, 'name="(\w+)" value="([^"]*)"')) {
            $form[$field.Groups[1].Value] = [System.Net.WebUtility]::HtmlDecode($field.Groups[2].Value)
        }
        # If there's no form, the page has already redirected to the address that waits for the response.
        $action = [regex]::Match($page, 'action="([^"]+)"').Groups[1].Value
        if ($action) { Invoke-WebRequest $action -Method Post -Body $form | Out-Null }
'@
    Set-Content $browser "#!/bin/sh`nexec '$($engine -join "' '")' -NoProfile -File '$browser.ps1' `"`$1`""
    chmod +x $browser
    Split-Path $browser
}

# Creates a certificate, a browser, and a federated token in the folder, and returns the environment for a process that uses them.
function New-SignInMaterial($Server, [string] $Folder) {
    New-Item -ItemType Directory -Force $Folder, "$Folder/home" | Out-Null
    $key = [System.Security.Cryptography.RSA]::Create(2048)
    $request = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new(
        'CN=PartnerCenter.Qualifications test', $key, 'SHA256', [System.Security.Cryptography.RSASignaturePadding]::Pkcs1)
    $certificate = $request.CreateSelfSigned([DateTimeOffset]::UtcNow.AddDays(-1), [DateTimeOffset]::UtcNow.AddDays(2))
    [System.IO.File]::WriteAllBytes("$Folder/app.pfx", $certificate.Export('Pfx', 'pfx-password-1357924680'))
    Set-Content "$Folder/app.pem" ($certificate.ExportCertificatePem() + "`n" + $key.ExportPkcs8PrivateKeyPem())
    Set-Host $Server certificates @{ pem = $certificate.ExportCertificatePem() }
    Set-Content "$Folder/federated-token" (Get-FederatedToken $Server)
    @{
        PATH                        = "$(New-TestBrowser "$Folder/tools")$([System.IO.Path]::PathSeparator)$env:PATH"
        HOME                        = "$Folder/home"
        XDG_DATA_HOME               = "$Folder/home/data"
        XDG_CONFIG_HOME             = "$Folder/home/config"
        XDG_CACHE_HOME              = "$Folder/home/cache"
        DBUS_SESSION_BUS_ADDRESS    = 'unix:path=/nonexistent'
        IDENTITY_ENDPOINT           = "$($Server.Address)/msi/token"
        IDENTITY_HEADER             = $emulated.IdentityHeader
        POWERSHELL_TELEMETRY_OPTOUT = '1'
        POWERSHELL_UPDATECHECK      = 'Off'
    }
}

# Returns a token that the emulator's application trusts. Tokens of another identity provider look the same.
function Get-FederatedToken($Server, [string] $Resource = 'api://AzureADTokenExchange') {
    (Invoke-RestMethod "$($Server.Address)/msi/token?api-version=2019-08-01&resource=$([uri]::EscapeDataString($Resource))" -Headers @{
        'X-IDENTITY-HEADER' = $emulated.IdentityHeader
    }).access_token
}

# Returns the number of sign-in methods below, counted by hand, so that a test that misses one fails.
function Get-SignInModeCount { 19 }

# Returns the parameters of Connect-PcAccount for every sign-in method, by name. Each can be used once.
function Get-SignInMode($Server, [string] $Folder) {
    $application = @{ ApplicationId = $emulated.Application }
    $tenant = @{ TenantId = $emulated.Tenant }
    $principal = @{ ServicePrincipal = $true } + $tenant
    $pfx = @{ CertificatePath = "$Folder/app.pfx"; CertificatePassword = ConvertTo-Secret 'pfx-password-1357924680' }
    $certificate = [System.Security.Cryptography.X509Certificates.X509CertificateLoader]::LoadPkcs12FromFile(
        "$Folder/app.pfx", 'pfx-password-1357924680', [System.Security.Cryptography.X509Certificates.X509KeyStorageFlags]::PersistKeySet)
    $store = [System.Security.Cryptography.X509Certificates.X509Store]::new('My', 'CurrentUser')
    $store.Open('ReadWrite')
    $store.Add($certificate)
    $store.Dispose()
    $redeem = { @{ RefreshToken = ConvertTo-Secret (Get-UserToken $Server).refresh_token } }
    $modes = [ordered]@{
        'browser'                    = $application + $tenant
        'browser, cache on disk'     = $application + $tenant + @{ TokenCache = 'CurrentUser'; AllowUnencryptedTokenCache = $true }
        'device code'                = $application + @{ UseDeviceAuthentication = $true }
        'secret'                     = $principal + @{ Credential = New-Credential }
        'certificate file'           = $principal + $application + $pfx
        'certificate PEM'            = $principal + $application + @{ CertificatePath = "$Folder/app.pem" }
        'certificate'                = $principal + $application + @{ Certificate = $certificate }
        'thumbprint'                 = $principal + $application + @{ CertificateThumbprint = $certificate.Thumbprint }
        'refresh token'              = $application + (& $redeem)
        'refresh token, secret'      = @{ Credential = New-Credential } + (& $redeem)
        'refresh token, file'        = $application + $pfx + (& $redeem)
        'refresh token, certificate' = $application + @{ Certificate = $certificate } + (& $redeem)
        'refresh token, thumbprint'  = $application + @{ CertificateThumbprint = $certificate.Thumbprint } + (& $redeem)
        'access token'               = @{ AccessToken = ConvertTo-Secret (Get-UserToken $Server).access_token }
        'identity'                   = $application + $tenant + @{ Identity = $true }
        'user-assigned identity'     = $application + $tenant + @{ Identity = $true; IdentityClientId = $emulated.Identity }
        'federated token'            = $application + $tenant + @{ FederatedToken = ConvertTo-Secret (Get-FederatedToken $Server) }
        'federated token file'       = $application + $tenant + @{ FederatedTokenFile = "$Folder/federated-token" }
    }
    foreach ($mode in $modes.Values) {
        $mode.Endpoint = $Server.Address
        $mode.Authority = $Server.Address
    }

    $modes['emulator'] = @{ Emulator = $true }
    $modes
}
