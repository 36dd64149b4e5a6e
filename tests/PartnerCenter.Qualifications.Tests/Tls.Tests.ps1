# Tests TLS and HTTP/2, which the real service uses and other tests don't. A process trusts a test certificate only if it's configured when the process starts.
BeforeAll {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    $key = [System.Security.Cryptography.RSA]::Create(2048)
    $request = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=localhost', $key, 'SHA256',
        [System.Security.Cryptography.RSASignaturePadding]::Pkcs1)
    $names = [System.Security.Cryptography.X509Certificates.SubjectAlternativeNameBuilder]::new()
    $names.AddDnsName('localhost')
    $request.CertificateExtensions.Add($names.Build())
    $certificate = $request.CreateSelfSigned([datetimeoffset]::UtcNow.AddDays(-1), [datetimeoffset]::UtcNow.AddDays(1))
    $trusted = Join-Path $TestDrive 'trusted.pem'
    $served = Join-Path $TestDrive 'served.pem'
    Set-Content $trusted $certificate.ExportCertificatePem()
    Set-Content $served $certificate.ExportCertificatePem(), $key.ExportPkcs8PrivateKeyPem()

    $server = Start-EmulatorHost '--urls', 'http://127.0.0.1:0;https://127.0.0.1:0', '--certificate', $served, '--customers', '300'
    $address = $server.Process.StandardOutput.ReadLine() -replace '^Now listening on: https://127.0.0.1', 'https://localhost'
    $connect = @"
        `$credential = [pscredential]::new('$($emulated.Application)', (ConvertTo-SecureString '$($emulated.Secret)' -AsPlainText -Force))
        Connect-PcAccount -ServicePrincipal -Credential `$credential -TenantId $($emulated.Tenant) -Endpoint $address -Authority $address -WarningAction Ignore | Out-Null
"@
}

AfterAll {
    Stop-EmulatorHost $server
}

# OpenSSL's variable; Windows and macOS ask their own stores.
Describe 'Over TLS' -Skip:(-not $IsLinux) {
    BeforeEach {
        Set-Host $server reset
    }

    AfterEach {
        Set-Host $server settings @{ latency = '0ms' }
        Set-Host $server faults
    }

    It 'many requests share few connections, as HTTP/2 does it' {
        Set-Host $server settings @{ latency = '50ms' }
        $seen = Invoke-OtherPowerShell "$connect`n@(Get-PcCustomer | Get-PcCustomerQualification -ThrottleLimit 32 | Select-Object -ExpandProperty CustomerId -Unique).Count" @{ SSL_CERT_FILE = $trusted }
        $seen.Errors | Should -BeNullOrEmpty
        $seen.Output.Trim() | Should -Be 300
        $statistics = Get-HostStatistics $server
        $statistics.maxConcurrency | Should -BeGreaterThan 20
        # The control endpoint's own are among them.
        $statistics.connections | Should -BeLessOrEqual 4
    }

    It 'nobody is lost where streams break' {
        Set-Host $server faults @{ rate = 0.2; seed = 7; kinds = 'ResetBeforeHeaders,ResetMidBody,TruncatedBody,Unavailable503,BadGateway502Html' }
        $seen = Invoke-OtherPowerShell "$connect`n@(Get-PcCustomer | Get-PcCustomerQualification -ThrottleLimit 64 | Select-Object -ExpandProperty CustomerId -Unique).Count" @{ SSL_CERT_FILE = $trusted }
        $seen.Errors | Should -BeNullOrEmpty
        $seen.Output.Trim() | Should -Be 300
        (Get-HostStatistics $server).faultsInjected | Should -BeGreaterThan 30
    }

    It 'a certificate that nobody trusts is refused before anything secret is sent' {
        $seen = Invoke-OtherPowerShell $connect
        $seen.Errors | Should -Match 'certificate'
        $seen.Errors | Should -Match 'UntrustedRoot'
        (Get-HostStatistics $server).tokenRequests | Should -Be 0
    }
}
