# Tests that external settings can't redirect a secret, such as proxies in the environment of a process, and that emulated results can't look real.

BeforeAll {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    . (Join-Path $PSScriptRoot 'SignInModes.ps1')
    Import-Module $moduleRoot -Force
    $command = 'PartnerCenter.Qualifications.Commands.ConnectPcAccountCommand'
    $server = Start-EmulatorHost '--record-requests'
    $material = Join-Path $TestDrive 'material'
    $environment = New-SignInMaterial $server $material
}

AfterAll {
    Disconnect-PcAccount
    Stop-EmulatorHost $server
    Remove-Module PartnerCenter.Qualifications -Force -ErrorAction Ignore
}

Describe 'Proxies in the environment' {
    It 'are no way for what goes to this machine, in any way to sign in' {
        # Nobody listens there: whatever went through it would fail.
        $dead = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
        $dead.Start()
        $address = "http://127.0.0.1:$($dead.LocalEndpoint.Port)"
        $dead.Stop()
        $proxies = @{ http_proxy = $address; https_proxy = $address; all_proxy = $address; no_proxy = $null }
        $said = Invoke-OtherPowerShell -Environment ($environment + $proxies) -Limit '00:02:00' @"
            . '$PSScriptRoot/TestHost.ps1'
            . '$PSScriptRoot/SignInModes.ps1'
            `$server = [pscustomobject]@{ Address = '$($server.Address)'; Target = @{ Endpoint = '$($server.Address)'; Authority = '$($server.Address)' } }
            # The tests' own requests would take the proxy.
            [System.Net.Http.HttpClient]::DefaultProxy.GetProxy([uri] '$($server.Address)').Port
            `$PSDefaultParameterValues['Invoke-RestMethod:NoProxy'] = `$true
            `$modes = Get-SignInMode `$server '$material'
            foreach (`$mode in `$modes.Keys.Where({ `$_ -notlike 'browser*' })) {
                `$parameters = `$modes[`$mode]
                try { `$null = Connect-PcAccount @parameters -InformationAction Ignore -WarningAction Ignore; "`${mode}: `$(@(Get-PcCustomer -PageSize 10).Count)" }
                catch { "`${mode}: `$_" }
            }
"@
        $said.Errors | Should -BeNullOrEmpty
        $lines = $said.Output.Trim() -split '\r?\n'
        # The process really has the proxy.
        $lines[0] | Should -Be ([uri] $address).Port
        foreach ($line in $lines | Select-Object -Skip 1) { $line | Should -Match ': 25$' }
        # The port, and a line for each method but the two with a browser.
        $lines.Count | Should -Be ((Get-SignInModeCount) - 1)
    }
}

Describe 'A managed identity in Service Fabric' {
    # For the check of its certificate the sign-in library wants another client than for everything else.
    It 'is asked past the proxy' {
        $proxy = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
        $proxy.Start()
        try {
            $own = $environment.Clone()
            $own.IDENTITY_SERVER_THUMBPRINT = 'A' * 40
            # It listens, and does not answer: a request that came would wait there.
            $own.http_proxy = $own.https_proxy = $own.all_proxy = "http://127.0.0.1:$($proxy.LocalEndpoint.Port)"
            $own.no_proxy = $null
            $said = Invoke-OtherPowerShell -Environment $own @"
                try { Connect-PcAccount -Identity -ApplicationId $($emulated.Application) -TenantId $($emulated.Tenant) -Endpoint $($server.Address) -Authority $($server.Address) -Debug 5>&1 | Out-String -Width 500 }
                catch { "failed: `$_" }
"@
            # The emulator is no Service Fabric; that it says so shows where the request went.
            $said.Output | Should -Match 'failed: .*header X-IDENTITY-HEADER is missing'
            $proxy.Pending() | Should -BeFalse
        }
        finally {
            $proxy.Stop()
        }
    }
}

Describe 'A secret that a server repeats, and what opens a proxy' {
    It 'is in no error, exception or -Debug message' {
        # It answers each request with the request, and a tunnel with the wish for a password.
        $listener = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
        $listener.Start()
        $port = $listener.LocalEndpoint.Port
        $address = "http://127.0.0.1:$port"
        $echo = [powershell]::Create()
        $null = $echo.AddScript({
                param($Listener)
                while ($true) {
                    $client = $Listener.AcceptTcpClient()
                    $stream = $client.GetStream()
                    $buffer = [byte[]]::new(65536)
                    $text = ''
                    do { $text += [System.Text.Encoding]::ASCII.GetString($buffer, 0, ($read = $stream.Read($buffer, 0, $buffer.Length))) }
                    while ($read -and
                        ($text -notmatch "`r`n`r`n" -or $text -match 'Content-Length: (\d+)' -and $text.Length -lt $text.IndexOf("`r`n`r`n") + 4 + $Matches[1]))
                    $body = @{ error = 'invalid_client'; error_description = "AADSTS7000215: $text"; code = 'x'; description = $text } |
                        ConvertTo-Json -Compress
                    $status = if ($text -match '^CONNECT') {
                        "407 X`r`nProxy-Authenticate: Basic realm=`"x`""
                    } else { "400 X`r`nContent-Type: application/json" }
                    $answer = [System.Text.Encoding]::ASCII.GetBytes("HTTP/1.1 $status`r`nContent-Length: $($body.Length)`r`nConnection: close`r`n`r`n$body")
                    $stream.Write($answer, 0, $answer.Length)
                    $client.Dispose()
                }
            }).AddArgument($listener).BeginInvoke()
        try {
            $own = $environment.Clone()
            $own.https_proxy = "http://jane:Pr0xyPassw0rd@127.0.0.1:$port"
            $own.no_proxy = $null
            # Not in the script: an error shows the line that it comes from.
            $own.TEST_SECRET = 'SECRETVALUE~0123456789'
            $own.TEST_REFRESH = 'REFRESHTOKEN.0123456789'
            $own.TEST_ACCESS = 'ACCESSTOKEN.0123456789'
            $said = Invoke-OtherPowerShell -Environment $own -Limit '00:01:30' @"
                `$credential = [pscredential]::new('$($emulated.Application)', (ConvertTo-SecureString `$env:TEST_SECRET -AsPlainText))
                `$at = @{ Endpoint = '$address'; Authority = '$address' }
                & {
                    try { Connect-PcAccount -ServicePrincipal -TenantId contoso.com -Credential `$credential @at -Debug } catch { 'refused'; `$_; `$_.Exception.ToString() }
                    try { Connect-PcAccount -RefreshToken (ConvertTo-SecureString `$env:TEST_REFRESH -AsPlainText) -ApplicationId `$credential.UserName -TenantId contoso.com @at -Debug } catch { 'refused'; `$_ }
                    `$null = Connect-PcAccount -AccessToken (ConvertTo-SecureString `$env:TEST_ACCESS -AsPlainText) -Endpoint '$address'
                    try { Get-PcCustomer -CustomerId (New-Guid) -Debug -ErrorAction Stop } catch { 'refused'; `$_ }
                    try { Connect-PcAccount -ServicePrincipal -TenantId contoso.com -Credential `$credential -Authority https://login.contoso.invalid -Debug } catch { 'refused'; `$_ }
                    `$Error | Format-List * -Force
                } *>&1 | Out-String -Width 5000
"@
            @($said.Output -split '\r?\n' -match '^refused').Count | Should -Be 4
            $said.Output | Should -Match 'Invalid client|AADSTS7000215'
            $said.Output | Should -Match '407'
            $said.Output | Should -Not -Match 'SECRETVALUE|REFRESHTOKEN\.0|ACCESSTOKEN\.0|Pr0xyPassw0rd|amFuZTpQcjB4eVBhc3N3MHJk'
        }
        finally {
            # This ends the waiting for the next one, and so the script.
            $listener.Stop()
            $echo.Dispose()
        }
    }
}

Describe '-TenantId' {
    It 'that is no tenant is refused before anything is sent: <_>' -ForEach '//localhost:1/x', 'https://localhost:1/x', 'contoso.com/../y', 'contoso.com?x=1',
        '\\localhost\x', 'contoso.com#x', '+f0c2f6a-3c1d-4f5e-9b7a-0d5a1c7e2b11', ' ', "contoso.com`r`nx" {
        Set-Host $server reset
        $tenant = $_
        $target = $server.Target
        $failures = @(
            Get-Failure { Connect-PcAccount -ServicePrincipal -Credential (New-Credential) -TenantId $tenant @target }
            Get-Failure { Connect-PcAccount -RefreshToken (ConvertTo-Secret 'x') -ApplicationId $emulated.Application -TenantId $tenant @target }
            Get-Failure { Connect-PcAccount -AccessToken (ConvertTo-Secret 'x') -TenantId $tenant @target }
            Get-Failure { New-PcRefreshToken -UseDeviceAuthentication -ApplicationId $emulated.Application -TenantId $tenant @target }
        )
        $failures.Count | Should -Be 4
        foreach ($failure in $failures) {
            $failure.FullyQualifiedErrorId | Should -Match '^InvalidRequest,'
            $failure.Exception.Message | Should -Be 'The tenant is not valid.'
            $failure.ErrorDetails.RecommendedAction | Should -Match 'GUID'
        }

        (Get-HostStatistics $server).tokenRequests | Should -Be 0
    }
}

Describe 'The emulator' {
    AfterEach { Disconnect-PcAccount }

    It 'is not combined with an address of something else: -<Name>' -ForEach @(
        @{ Name = 'Environment'; More = @{ Environment = 'China' } }
        @{ Name = 'Environment'; More = @{ Environment = 'Global' } }
        @{ Name = 'Endpoint'; More = @{ Endpoint = 'https://api.partnercenter.microsoft.com' } }
        @{ Name = 'Authority'; More = @{ Authority = 'https://login.microsoftonline.com' } }
    ) {
        $failure = Get-Failure { Connect-PcAccount -Emulator @More }
        $failure.FullyQualifiedErrorId | Should -Be "InvalidRequest,$command"
        $failure.Exception.Message | Should -Match "-Emulator cannot be combined with -$Name,"
        @(Get-PcContext).Count | Should -Be 0
    }

    It 'is named by its context' {
        $context = Connect-PcAccount -Emulator
        $context.IsEmulator | Should -BeTrue
        $context.CredentialKind | Should -Be 'Emulator'
        "$context" | Should -Match '\(Emulator, AppUser\)$'
        "$context" | Should -Not -Match 'Global'
        $context.Endpoint | Should -Be 'https://emulator.invalid/'
        @(Get-PcCustomer).Count | Should -Be 25
        $target = $server.Target
        $context = Connect-PcAccount -ServicePrincipal -Credential (New-Credential) -TenantId $emulated.Tenant @target
        $context.IsEmulator | Should -BeTrue
        "$context" | Should -Match '\(Emulator, AppOnly\)$'
        $context.CredentialKind | Should -Be 'ClientSecret'
    }

    It 'is not named by the context of a token that is not its own: <Name>' -ForEach @(
        @{ Name = 'signed as Microsoft Entra does it'; Header = '{"typ":"JWT","alg":"RS256","kid":"kg2LYs2T0CTjIfj4rt6JIynen38"}' }
        @{ Name = 'with a header that nobody can read'; Header = '[]' }
        @{ Name = 'with a header that is no JSON'; Header = 'x' }
    ) {
        $parts = $Header,
            "{`"aud`":`"https://api.partnercenter.microsoft.com`",`"exp`":$([DateTimeOffset]::UtcNow.AddHours(1).ToUnixTimeSeconds()),`"tid`":`"$($emulated.Tenant)`",`"upn`":`"a@contoso.com`",`"scp`":`"x`",`"amr`":[`"mfa`"]}", 'x'
        $token = ($parts |
            ForEach-Object { [Convert]::ToBase64String([System.Text.Encoding]::UTF8.GetBytes($_)).TrimEnd('=').Replace('+', '-').Replace('/', '_') }) -join '.'
        $said = @(Connect-PcAccount -AccessToken (ConvertTo-Secret $token) -Verbose 4>&1)
        $said[-1].IsEmulator | Should -BeFalse
        "$said" | Should -Not -Match 'Emulator'
    }

    It 'is named by -Verbose, of the connection and of what uses it' {
        $verbose = @(Connect-PcAccount -Emulator -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] })
        $verbose.Message | Should -Contain 'Connected to the Emulator. Its customers are fictitious.'
        $verbose = @(Get-PcCustomer -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] })
        $verbose.Message | Should -Contain 'Connected to the Emulator. Its customers are fictitious.'
        $target = $server.Target
        Connect-PcAccount -ServicePrincipal -Credential (New-Credential) -TenantId $emulated.Tenant @target | Out-Null
        $verbose = @(Get-PcCustomer -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] })
        $verbose.Message | Should -Contain 'Connected to the Emulator. Its customers are fictitious.'
    }

    It 'warns once in a session where nobody looks: <Name>' -ForEach @(
        @{ Name = 'with -NonInteractive'; Switches = '-NonInteractive' }
        @{ Name = 'with input from elsewhere, as of a scheduler'; Switches = @() }
    ) {
        $script = 'Connect-PcAccount -Emulator | Out-Null; Connect-PcAccount -Emulator | Out-Null; "end"'
        $said = Invoke-OtherPowerShell $script -Switches $Switches
        $said.Errors | Should -BeNullOrEmpty
        @($said.Output -split '\r?\n' -match 'WARNING: This session is connected to the Emulator').Count | Should -Be 1
        $said = Invoke-OtherPowerShell -Switches $Switches 'Connect-PcAccount -Emulator -WarningVariable first -WarningAction Ignore | Out-Null; Connect-PcAccount -Emulator -WarningVariable second | Out-Null; "$($first.Count) $($second.Count)"'
        $said.Output.Trim() | Should -Be '1 0'
    }

    It 'warns of an emulator at an address, too' {
        $target = $server.Target
        $said = Invoke-OtherPowerShell "
            `$credential = [pscredential]::new('$($emulated.Application)', (ConvertTo-SecureString '$($emulated.Secret)' -AsPlainText))
            Connect-PcAccount -ServicePrincipal -Credential `$credential -TenantId $($emulated.Tenant) -Endpoint $($target.Endpoint) -Authority $($target.Authority) | Out-Null"
        $said.Errors | Should -BeNullOrEmpty
        $said.Output | Should -Match 'WARNING: This session is connected to the Emulator'
    }

    It 'warns once in each runspace: another one in the same process is another person''s' {
        $warnings = foreach ($person in 1..3) {
            $state = [initialsessionstate]::CreateDefault2()
            $state.ImportPSModule($moduleRoot)
            $other = [powershell]::Create($state)
            try {
                $other.AddScript('Connect-PcAccount -Emulator | Out-Null; Connect-PcAccount -Emulator | Out-Null').Invoke() | Out-Null
                $other.Streams.Warning.Count
            }
            finally {
                $other.Runspace.Dispose()
                $other.Dispose()
            }
        }
        $warnings | Should -Be 1, 1, 1
    }

    It 'does not warn where somebody sits before a terminal' -Skip:(-not ($IsLinux -and (Get-Command script -ErrorAction Ignore))) {
        # The program script gives a terminal to what it runs.
        $file = Join-Path $TestDrive 'terminal.ps1'
        Set-Content $file "Import-Module '$moduleRoot'; Connect-PcAccount -Emulator -WarningVariable said | Out-Null; `"warnings: `$(`$said.Count) `$([Console]::IsInputRedirected)`"; exit"
        $line = ($engine + '-NoLogo', '-NoProfile', '-File', $file | ForEach-Object { "'$_'" }) -join ' '
        $shown = (script -q -e -c $line (Join-Path $TestDrive 'typescript')) -join "`n"
        $shown | Should -Match 'warnings: 0 False'

        # Nobody can be asked there, whoever sits before it.
        foreach ($switch in '-NonInteractive', '-noni', '--NONINTER') {
            $shown = (script -q -e -c ($line -replace "'-NoLogo'", "'$switch' '-NoLogo'") (Join-Path $TestDrive 'typescript')) -join "`n"
            $shown | Should -Match 'warnings: 1 False' -Because $switch
        }
    }
}

Describe 'Tenants that were signed in to' {
    It 'are the runspace''s: another one in the same process is another person''s' {
        $target = $server.Target
        Connect-PcAccount -ServicePrincipal -Credential (New-Credential) -TenantId $emulated.Domain @target | Out-Null
        $line = 'Connect-PcAccount -TenantId '
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Contain $emulated.Domain
        $other = [powershell]::Create()
        try {
            $found = $other.AddScript({
                    param($Module, $Line)
                    Import-Module $Module
                    (TabExpansion2 $Line $Line.Length).CompletionMatches | ForEach-Object CompletionText
                }).AddArgument($moduleRoot).AddArgument($line).Invoke()
            $found | Should -Not -Contain $emulated.Domain
        }
        finally {
            $other.Dispose()
        }
    }
}

Describe 'Disconnect-PcAccount with a token cache that is in use' -Skip:(-not $IsLinux) {
    It 'fails in words each time, keeps the connection, can be stopped, and succeeds afterwards' {
        $place = (New-Item -ItemType Directory -Force (Join-Path $TestDrive 'busy')).FullName
        $own = $environment.Clone()
        $own.HOME = $place
        $own.XDG_DATA_HOME = "$place/data"
        $said = Invoke-OtherPowerShell -Environment $own -Limit '00:02:00' @"
            `$context = Connect-PcAccount -ApplicationId $($emulated.Application) -TenantId $($emulated.Tenant) -Endpoint $($server.Address) -Authority $($server.Address) -UseDeviceAuthentication -TokenCache CurrentUser -AllowUnencryptedTokenCache -InformationAction Ignore -WarningAction Ignore
            `$file = "`$env:XDG_DATA_HOME/PartnerCenter.Qualifications/tokens-http-$(([uri] $server.Address).Host)-$(([uri] $server.Address).Port).cache"
            `$held = [System.IO.File]::Open("`$file.lockfile", 'OpenOrCreate', 'ReadWrite', 'None')
            foreach (`$attempt in 1, 2) {
                `$clock = [System.Diagnostics.Stopwatch]::StartNew()
                Disconnect-PcAccount -ErrorVariable failures -ErrorAction SilentlyContinue
                "`$(`$failures[0].FullyQualifiedErrorId) `$(`$clock.Elapsed.TotalSeconds -lt 30) `$(`$context.IsConnected) `$((Get-Content `$file -Raw) -match '1\.ARoA')"
            }
            foreach (`$command in 'Disconnect-PcAccount', 'Get-PcRefreshToken') {
                `$other = [powershell]::Create()
                `$null = `$other.AddScript({ param(`$Module, `$Command, `$Context) Import-Module `$Module; & `$Command -Context `$Context })
                `$null = `$other.AddArgument('$moduleRoot').AddArgument(`$command).AddArgument(`$context)
                `$running = `$other.BeginInvoke()
                Start-Sleep -Milliseconds 1500
                `$clock = [System.Diagnostics.Stopwatch]::StartNew()
                `$state = `$other.InvocationStateInfo.State
                `$other.Stop()
                "`$command `$state stopped `$(`$clock.Elapsed.TotalSeconds -lt 4)"
            }
            `$held.Dispose()
            Disconnect-PcAccount
            "done `$(`$context.IsConnected) `$((Get-Content `$file -Raw) -match '1\.ARoA') `$(@(Get-PcContext).Count)"
"@
        $said.Errors | Should -BeNullOrEmpty
        $failed = 'TokenCacheFailed,PartnerCenter.Qualifications.Commands.DisconnectPcAccountCommand True True True'
        $said.Output.Trim() -split '\r?\n' |
            Should -Be @($failed, $failed, 'Disconnect-PcAccount Running stopped True', 'Get-PcRefreshToken Running stopped True', 'done False False 0')
    }
}
