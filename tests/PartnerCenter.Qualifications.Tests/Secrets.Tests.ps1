# Audits secrets: signs in with every method, successfully and with failures, collects everything that a user, a log, a debugger, or other code in the
# same process can see, and searches it for every secret that was actually sent.

BeforeAll {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    . (Join-Path $PSScriptRoot 'SignInModes.ps1')
    $server = Start-EmulatorHost '--record-requests'
    $material = Join-Path $TestDrive 'material'
    $evidence = New-Item -ItemType Directory (Join-Path $TestDrive 'evidence')
    $environment = New-SignInMaterial $server $material

    # Secrets that are wrong, or come in answers that cannot be understood; they are as secret as the right ones.
    $planted = @{
        Secret    = 'wrong-secret-9876543210'
        Refresh   = 'wrong-refresh-token-5432109876'
        Access    = 'opaque-access-token-0123456789'
        Federated = 'wrong-federated-token-1029384756'
        Password  = 'wrong-pfx-password-5647382910'
        Answer    = 'token-in-a-broken-answer-6758493021'
    }
    $script = @"
        `$PSNativeCommandUseErrorActionPreference = `$false
        . '$PSScriptRoot/TestHost.ps1'
        . '$PSScriptRoot/SignInModes.ps1'
        `$server = [pscustomobject]@{ Address = '$($server.Address)'; Target = @{ Endpoint = '$($server.Address)'; Authority = '$($server.Address)' } }
        `$target = `$server.Target
        `$material = '$material'
        `$evidence = '$evidence'
        `$planted = '$($planted | ConvertTo-Json -Compress)' | ConvertFrom-Json
"@ + @'

        Add-Type -IgnoreWarnings -WarningAction Ignore @"
            using System; using System.Collections.Concurrent; using System.Diagnostics.Tracing; using System.Linq;
            public sealed class Overhearer : EventListener {
                public static readonly ConcurrentQueue<(string Source, string Text)> Heard = new ConcurrentQueue<(string, string)>();
                public static readonly ConcurrentDictionary<string, int> Sources = new ConcurrentDictionary<string, int>();
                public static void Write(string folder) {
                    foreach (var heard in Heard.GroupBy(h => h.Source)) {
                        System.IO.File.WriteAllLines(System.IO.Path.Combine(folder, "events " + heard.Key), heard.Select(h => h.Text));
                    }
                }
                protected override void OnEventSourceCreated(EventSource source) {
                    Sources[source.Name] = 0;
                    // What the runtime says of its own collector and compiler are names of methods and numbers, by the million.
                    if (source.Name != "Microsoft-Windows-DotNETRuntime" && source.Name != "System.Buffers.ArrayPoolEventSource") {
                        EnableEvents(source, EventLevel.Verbose, EventKeywords.All);
                    }
                }
                protected override void OnEventWritten(EventWrittenEventArgs e) {
                    string text = e.EventName + " " + e.Message + " " + (e.Payload == null ? "" : string.Join(" | ", e.Payload.Select(p => p is byte[] b ? System.Text.Encoding.Latin1.GetString(b) : Convert.ToString(p))));
                    Heard.Enqueue((e.EventSource.Name, text));
                }
            }
            public sealed class OwnSource : EventSource {
                public static readonly OwnSource Log = new OwnSource();
                OwnSource() : base("PartnerCenter-Tests-Control") { }
                [Event(1)] public void Say(string text) { WriteEvent(1, text); }
            }
"@

        function Add-Evidence([string] $Name, [string] $Text) { [System.IO.File]::AppendAllText("$evidence/$Name", "$Text`n") }

        # An object in all the forms in which one gets to see it.
        function Add-Object([string] $Name, $Object) {
            if ($null -eq $Object) { return }
            $record = $Object -is [System.Management.Automation.ErrorRecord] -or $Object -is [System.Management.Automation.InformationRecord] -or $Object -is [System.Management.Automation.InformationalRecord]
            Add-Evidence $Name "$Object"
            Add-Evidence $Name ($Object | Out-String -Width 4000)
            Add-Evidence $Name ($Object | Format-List * -Force | Out-String -Width 4000)
            Add-Evidence $Name ($Object | ConvertTo-Json -Depth ($record ? 2 : 10) -WarningAction Ignore)
            Add-Evidence $Name ([System.Management.Automation.PSSerializer]::Serialize($Object, 3))
            if ($Object -is [System.Management.Automation.InformationalRecord]) { Add-Evidence $Name $Object.Message }
            if ($Object -is [System.Management.Automation.ErrorRecord]) {
                for ($exception = $Object.Exception; $exception; $exception = $exception.InnerException) {
                    Add-Evidence $Name $exception.ToString()
                    Add-Evidence $Name ($exception | Format-List * -Force | Out-String -Width 4000)
                    foreach ($value in $exception.Data.Values) { Add-Evidence $Name "$value" }
                }
            }
        }

        # Runs the block and keeps what comes out of it on any stream, and what it leaves in $Error.
        function Watch([string] $Name, [scriptblock] $Block) {
            $Error.Clear()
            foreach ($object in @(try { & $Block *>&1 } catch { $_ })) { Add-Object $Name $object }
            foreach ($record in @($Error)) { Add-Object $Name $record }
        }

        function Use-Connection {
            Get-PcCustomer -PageSize 10 -Verbose -Debug | Select-Object -First 2
            Get-PcCustomer -PageSize 10 -Verbose -Debug | Select-Object -First 2 | Get-PcCustomerQualification -Verbose -Debug
            Get-PcCustomerQualification '00000000-1111-2222-3333-444444444444' -Verbose -Debug
            Test-PcMfaCompliance -Verbose -Debug
            Get-PcContext -Verbose -Debug
            if ((Get-PcContext).User) { Get-PcRefreshToken -Verbose -Debug -ErrorAction SilentlyContinue; Get-PcValidationCode -Verbose -Debug }
        }

        Import-Module $moduleRoot
        $modes = Get-SignInMode $server $material
        $listener = [Overhearer]::new()
        [OwnSource]::Log.Say('overheard-control-1122334455')

        foreach ($mode in $modes.Keys) {
            $parameters = $modes[$mode]
            if ($mode -eq 'access token') { $parameters.AccessToken = ConvertTo-Secret (Get-UserToken $server).access_token }
            Watch "success $mode" { Connect-PcAccount @parameters -Verbose -Debug; Use-Connection }
            # A token that the service refuses is renewed.
            if ($mode -ne 'emulator') { Set-Host $server revoke-tokens }
            Watch "renewal $mode" { Get-PcCustomer -PageSize 10 -Verbose -Debug | Select-Object -First 1; Disconnect-PcAccount -Verbose -Debug }
        }

        # Again with every answer of the sign-in an error.
        $application = @{ ApplicationId = $emulated.Application; TenantId = $emulated.Tenant } + $target
        $again = Get-SignInMode $server $material
        Set-Host $server settings @{ tokenError = 'ConsentRequired' }
        foreach ($mode in $again.Keys) {
            $parameters = $again[$mode]
            Watch "failure $mode" { Connect-PcAccount @parameters -Verbose -Debug; Disconnect-PcAccount }
        }

        Set-Host $server settings @{ tokenError = 'None' }
        Watch 'consent browser' { New-PcRefreshToken @application -Verbose -Debug }
        Watch 'consent confidential' { New-PcRefreshToken -Credential (New-Credential) -TenantId $emulated.Tenant @target -Verbose -Debug }
        Watch 'consent device' { New-PcRefreshToken @application -UseDeviceAuthentication -Verbose -Debug }
        Watch 'wrong secret' { Connect-PcAccount -ServicePrincipal -Credential (New-Credential -Secret $planted.Secret) -TenantId $emulated.Tenant @target -Verbose -Debug }
        Watch 'wrong secret consent' { New-PcRefreshToken -Credential (New-Credential -Secret $planted.Secret) -TenantId $emulated.Tenant @target -Verbose -Debug }
        Watch 'wrong refresh token' { Connect-PcAccount -RefreshToken (ConvertTo-Secret $planted.Refresh) @application -Verbose -Debug }
        Watch 'wrong access token' { Connect-PcAccount -AccessToken (ConvertTo-Secret $planted.Access) @target -Verbose -Debug; Get-PcCustomer -Verbose -Debug }
        Watch 'malformed access token' { Connect-PcAccount -AccessToken (ConvertTo-Secret "$($planted.Access)`nx") @target -Verbose -Debug }
        Watch 'wrong federated token' { Connect-PcAccount -FederatedToken (ConvertTo-Secret $planted.Federated) @application -Verbose -Debug }
        Watch 'wrong password' { Connect-PcAccount -ServicePrincipal @application -CertificatePath "$material/app.pfx" -CertificatePassword (ConvertTo-Secret $planted.Password) -Verbose -Debug }
        Watch 'no network' { Connect-PcAccount -ServicePrincipal -Credential (New-Credential) -TenantId $emulated.Tenant -Authority 'http://127.0.0.1:1' -Verbose -Debug }
        Watch 'address with a secret' { Connect-PcAccount -AccessToken (ConvertTo-Secret $planted.Access) -Endpoint 'http://service.example' -Verbose -Debug }

        # Answers of the sign-in that hold a token and cannot be understood.
        foreach ($body in "{`"token_type`":`"Bearer`",`"access_token`":`"$($planted.Answer)", "<html>$($planted.Answer)</html>", "{`"error`":`"invalid_grant`",`"refresh_token`":`"$($planted.Answer)`"}") {
            foreach ($status in 200, 400) {
                Set-Host $server responses @{ path = "/$($emulated.Tenant)/oauth2/v2.0/token"; statusCode = $status; body = $body; contentType = 'application/json'; once = $false }
                Watch 'broken answer' { Connect-PcAccount -ServicePrincipal -Credential (New-Credential) -TenantId $emulated.Tenant @target -Verbose -Debug }
                Clear-HostResponse $server
            }
        }

        # As typed at a prompt.
        $prompt = [powershell]::Create([runspacefactory]::CreateRunspace())
        $prompt.Runspace.Open()
        $settings = [System.Management.Automation.PSInvocationSettings]::new()
        $settings.AddToHistory = $true
        $prompt.Runspace.SessionStateProxy.SetVariable('parameters', $modes['secret'])
        foreach ($line in "Import-Module '$moduleRoot'", 'Connect-PcAccount @parameters', 'Get-PcCustomer', 'Disconnect-PcAccount') {
            $prompt.Commands.Clear()
            $prompt.AddScript($line).Invoke($null, $settings) | Out-Null
        }
        $prompt.Commands.Clear()
        foreach ($entry in $prompt.AddCommand('Get-History').Invoke()) { Add-Object history $entry; Add-Evidence history $entry.CommandLine }

        $listener.Dispose()
        [Overhearer]::Write($evidence)
        [Overhearer]::Sources.Keys | Sort-Object
'@
    $said = Invoke-OtherPowerShell $script -WithoutModule -Environment $environment -Limit '00:05:00'
    $sources = $said.Output.Trim() -split '\r?\n'
    $requests = Invoke-RestMethod "$($server.Address)/emulator/requests"
    $server.Process.Kill()
    $server.Process.WaitForExit()
    $hostSaid = $server.Process.StandardOutput.ReadToEnd() + $server.Process.StandardError.ReadToEnd()

    # Every secret that went over the wire, or would have.
    $secrets = [System.Collections.Generic.HashSet[string]]::new()
    foreach ($secret in $planted.Values) { $secrets.Add($secret) | Out-Null }
    $secrets.Add('pfx-password-1357924680') | Out-Null
    $secrets.Add((Get-Content "$material/federated-token" -Raw).Trim()) | Out-Null
    $kinds = @{}
    foreach ($request in $requests) {
        if ($request.headers.Authorization) { $kinds.authorization++; $secrets.Add(($request.headers.Authorization -replace '^Bearer ')) | Out-Null }
        foreach ($pair in $request.body -split '&') {
            $name, $value = $pair -split '=', 2
            if ($name -in 'client_secret', 'client_assertion', 'refresh_token', 'code', 'device_code', 'code_verifier', 'assertion') {
                $kinds[$name]++
                $secrets.Add([System.Net.WebUtility]::UrlDecode($value)) | Out-Null
            }
        }
    }

    # In any of the forms in which they travel; and whatever looks like a token, known or not.
    function Find-Secret([string] $Text) {
        foreach ($secret in $secrets) {
            foreach ($form in $secret, [uri]::EscapeDataString($secret), [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($secret)).TrimEnd('='),
                ($secret | ConvertTo-Json).Trim('"')) {
                if ($Text.Contains($form)) { $form }
            }
        }

        foreach ($pattern in 'eyJ[\w-]{8,}\.[\w-]+', '1\.ARoA[\w-]{8,}', '-----BEGIN [A-Z ]*PRIVATE KEY') {
            [regex]::Matches($Text, $pattern) | ForEach-Object Value
        }
    }

    $found = [ordered]@{}
    foreach ($file in Get-ChildItem $evidence) { $found[$file.Name] = [System.IO.File]::ReadAllText($file.FullName) }
}

AfterAll {
    $server.Process.Dispose()
}

Describe 'Secrets' -Skip:(-not $IsLinux) {
    It 'were there to be seen' {
        $said.ExitCode | Should -Be 0 -Because $said.Errors
        $said.Errors | Should -BeNullOrEmpty
        foreach ($kind in 'authorization', 'client_secret', 'client_assertion', 'refresh_token', 'code', 'device_code', 'code_verifier') {
            "$kind $($kinds[$kind])" | Should -Match ' [1-9]'
        }
        @($found.Keys -like 'success *').Count | Should -Be (Get-SignInModeCount)
        @($found.Keys -like 'failure *').Count | Should -Be (Get-SignInModeCount)
        foreach ($name in $found.Keys -like 'success *') { $found[$name] -match 'MS-RequestId' | Should -BeTrue -Because "of '$name'" }
        foreach ($name in $found.Keys -like 'success *') { $found[$name] -match 'IsConnected +: True' | Should -BeTrue -Because "of '$name'" }
        foreach ($name in $found.Keys -like 'consent *') { $found[$name] -match 'System\.Security\.SecureString' | Should -BeTrue -Because "of '$name'" }
        foreach ($name in ($found.Keys -like 'failure *') + ($found.Keys -like 'wrong *')) {
            if ($name -notmatch 'access token|emulator$|cache on disk') {
                $found[$name] -match 'PartnerCenterException' | Should -BeTrue -Because "of '$name'"
            }
        }
    }

    It 'would be found' {
        foreach ($secret in $secrets) { @(Find-Secret "before $secret after").Count | Should -BeGreaterThan 0 }
        @(Find-Secret "client_secret=$([uri]::EscapeDataString($emulated.Secret))&").Count | Should -BeGreaterThan 0
        @(Find-Secret 'Bearer eyJhbGciOiJIUzI1NiJ9.eyJhdWQiOiJ4In0.abc').Count | Should -BeGreaterThan 0
        $found['events PartnerCenter-Tests-Control'] -match 'overheard-control-1122334455' | Should -BeTrue
        $sources | Should -Contain 'System.Net.Http'
        $found['events System.Net.Http'] -match 'RequestStart' | Should -BeTrue
    }

    It 'are in no stream, error, history, exception or object' {
        foreach ($name in $found.Keys) {
            if ($name -notlike 'events *') { Find-Secret $found[$name] | Should -BeNullOrEmpty -Because "of '$name'" }
        }
    }

    # But for Private.InternalDiagnostics.*: the runtime's own sources for those who debug the runtime, which print whole requests, headers included,
    # of whatever program. Nothing enables them but a debugger or a listener inside the process, and either can read its memory anyway.
    # In this run it is the one of System.Net.Http that tells tokens; the public sources of the same library must not.
    It 'are in no event of the process' {
        @($found.Keys -like 'events *').Count | Should -BeGreaterThan 5
        foreach ($name in $found.Keys) {
            if ($name -like 'events *' -and $name -notlike 'events Private.InternalDiagnostics.*') {
                Find-Secret $found[$name] | Should -BeNullOrEmpty -Because "of '$name'"
            }
        }
    }

    It 'are not in what the server prints' {
        # But for the secret of its only application, which it prints when it starts, to be tried.
        Find-Secret $hostSaid.Replace($emulated.Secret, '') | Should -BeNullOrEmpty
    }

    It 'are not in the trace of HTTP, which tells everything else' {
        $trace = ($found.Keys -like 'success*' | ForEach-Object { $found[$_] }) -join "`n"
        $address = [regex]::Escape($server.Address)
        $trace -match "POST $address/\S+/oauth2/v2\.0/token returned 200 in \d+ ms" | Should -BeTrue
        $trace -match "GET $address/v1/customers\S* returned 200 in \d+ ms \(MS-RequestId [0-9a-f-]{36}, MS-CorrelationId [0-9a-f-]{36}\)" | Should -BeTrue
    }
}
