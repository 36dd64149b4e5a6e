# Tests a session with other modules that include their own MSAL. Each test loads other versions of our assemblies first, in a separate PowerShell process.

BeforeDiscovery {
    $others = @(
        @{ Others = @('microsoft.identity.client/4.21.1/Microsoft.Identity.Client.dll') }
        @{
            Others = @('microsoft.identitymodel.abstractions/6.35.0/Microsoft.IdentityModel.Abstractions.dll',
                'microsoft.identity.client/4.61.3/Microsoft.Identity.Client.dll')
        }
        @{ Others = @('polly.core/8.5.2/Polly.Core.dll') }
        @{ Others = @('system.diagnostics.diagnosticsource/9.0.0/System.Diagnostics.DiagnosticSource.dll') }
        @{ Others = @('microsoft.identitymodel.abstractions/6.35.0/Microsoft.IdentityModel.Abstractions.dll') }
    )
    foreach ($case in $others) { $case.Name = ($case.Others[-1] -split '/')[0..1] -join ' ' }
    $msals = $others[0, 1]
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    . (Join-Path $PSScriptRoot 'SignInModes.ps1')
    $server = Start-EmulatorHost
    $material = Join-Path $TestDrive 'material'
    $environment = New-SignInMaterial $server $material
    $tests = Get-ChildItem (Join-Path $PSScriptRoot 'bin/*/*/others') -Directory | Sort-Object LastWriteTimeUtc | Select-Object -Last 1
    if (-not $tests) { throw 'The other versions are not laid out: dotnet build tests/PartnerCenter.Qualifications.Tests' }

    # What the child processes begin with.
    $prelude = @"
        `$ErrorActionPreference = 'Stop'
        . '$PSScriptRoot/TestHost.ps1'
        . '$PSScriptRoot/SignInModes.ps1'
        `$server = [pscustomobject]@{ Address = '$($server.Address)'; Target = @{ Endpoint = '$($server.Address)'; Authority = '$($server.Address)' } }
        `$material = '$material'
        `$others = '$tests'
"@ + @'

        $default = [System.Runtime.Loader.AssemblyLoadContext]::Default

        # Its assembly version and, as not every release has one of its own, its file version.
        function Get-Version([string] $File) {
            "$([System.Reflection.AssemblyName]::GetAssemblyName($File).Version) $([System.Diagnostics.FileVersionInfo]::GetVersionInfo($File).FileVersion)"
        }

        # Every copy of an assembly in this process: where it is loaded, which version, from where.
        function Get-Copy([string] $Name) {
            foreach ($context in [System.Runtime.Loader.AssemblyLoadContext]::All) {
                foreach ($assembly in $context.Assemblies) {
                    if ($assembly.GetName().Name -eq $Name) {
                        "$($context -eq $default ? 'default' : $context.Name)|$(Get-Version $assembly.Location)|$($assembly.Location)"
                    }
                }
            }
        }

        # Signs in to the host through the MSAL of the default context, as another module does.
        function Use-TheirMsal {
            $msal = $default.Assemblies.Where({ $_.GetName().Name -eq 'Microsoft.Identity.Client' })[0]
            Add-Type -ReferencedAssemblies $msal.Location, System.Net.Http, System.Net.Primitives, System.Runtime, netstandard -IgnoreWarnings -WarningAction Ignore @"
                using System; using System.Net.Http; using System.Threading; using System.Threading.Tasks;
                public class TheirFactory : Microsoft.Identity.Client.IMsalHttpClientFactory {
                    class Plain : DelegatingHandler {
                        public Plain() : base(new HttpClientHandler()) { }
                        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken token) {
                            // Everything goes to the emulator: older versions ask a public address about an authority that they do not know.
                            request.RequestUri = new UriBuilder(request.RequestUri) { Scheme = "http", Host = "127.0.0.1", Port = request.RequestUri.Port }.Uri;
                            return base.SendAsync(request, token);
                        }
                    }
                    readonly HttpClient client = new HttpClient(new Plain());
                    public HttpClient GetHttpClient() { return client; }
                    public static string SignIn(string application, string secret, string authority, string scope) {
                        return Microsoft.Identity.Client.ConfidentialClientApplicationBuilder.Create(application).WithClientSecret(secret)
                            .WithAuthority(authority, false).WithHttpClientFactory(new TheirFactory()).Build()
                            .AcquireTokenForClient(new[] { scope }).ExecuteAsync().GetAwaiter().GetResult().AccessToken;
                    }
                }
"@
            $token = [TheirFactory]::SignIn($emulated.Application, $emulated.Secret, "$($server.Address.Replace('http:', 'https:'))/$($emulated.Tenant)", $emulated.Scope)
            # The service's answers begin with a byte order mark, which Invoke-RestMethod does not take away.
            $answer = Invoke-WebRequest "$($server.Address)/v1/customers?size=1" -Headers @{ Authorization = "Bearer $token" }
            ($answer.Content.TrimStart([char] 0xFEFF) | ConvertFrom-Json).totalCount
        }

        function Get-OurHandler {
            $field = [System.Runtime.Loader.AssemblyLoadContext].GetField('_resolving', 'Instance, NonPublic')
            if (-not $field) { throw 'The runtime keeps its handlers elsewhere now.' }
            $handlers = $field.GetValue($default)
            if ($handlers) { $handlers.GetInvocationList().Where({ $_.Method.DeclaringType.FullName -like 'PartnerCenter.*' }) }
        }

        # Reads a qualification, and tells how many.
        function Read-Qualification { @(Get-PcCustomer -PageSize 10 | Select-Object -First 3 | Get-PcCustomerQualification).Count }
'@

    function Get-Version([string] $File) {
        "$([System.Reflection.AssemblyName]::GetAssemblyName($File).Version) $([System.Diagnostics.FileVersionInfo]::GetVersionInfo($File).FileVersion)"
    }

    # Makes another version of an assembly: with another id of the build, by which .NET tells two files apart.
    function Set-MajorVersion([string] $File, [byte] $Major) {
        $bytes = [System.IO.File]::ReadAllBytes($File)
        $image = [System.Reflection.PortableExecutable.PEReader]::new([System.IO.MemoryStream]::new($bytes))
        $metadata = [System.Reflection.Metadata.PEReaderExtensions]::GetMetadataReader($image)
        $start = $image.PEHeaders.MetadataStartOffset
        $mvid = $start + [System.Reflection.Metadata.Ecma335.MetadataReaderExtensions]::GetHeapMetadataOffset($metadata, 'Guid')
        $bytes[$mvid] = $bytes[$mvid] -bxor 1
        # The table's only row: four bytes of the hash algorithm, then the version.
        $bytes[$start + [System.Reflection.Metadata.Ecma335.MetadataReaderExtensions]::GetTableMetadataOffset($metadata, 'Assembly') + 4] = $Major
        [System.IO.File]::WriteAllBytes($File, $bytes)
    }

    # What a child wrote as JSON in its last line.
    function Invoke-Child([string] $Script, [hashtable] $More = @{}) {
        $said = Invoke-OtherPowerShell "$prelude`n$Script" -WithoutModule -Environment ($environment + $More) -Limit '00:02:00'
        $said.Errors | Should -BeNullOrEmpty
        $said.ExitCode | Should -Be 0 -Because $said.Output
        ($said.Output.Trim() -split '\r?\n')[-1] | ConvertFrom-Json
    }
}

AfterAll {
    Stop-EmulatorHost $server
}

Describe 'In one session with another module''s assemblies' {
    It 'connects in every way with theirs loaded first, and leaves it alone: <Name>' -Skip:(-not $IsLinux) -ForEach $others {
        $list = ($Others | ForEach-Object { "'$_'" }) -join ', '
        $seen = Invoke-Child (@"
            `$loaded = foreach (`$file in $list) { `$default.LoadFromAssemblyPath((Join-Path `$others `$file)) }
"@ + @'

            $theirs = @($loaded)[-1]
            $name = $theirs.GetName().Name
            $before = @(Get-Copy $name)
            Import-Module $moduleRoot
            $modes = Get-SignInMode $server $material
            $results = [ordered]@{}
            foreach ($mode in $modes.Keys) {
                $parameters = $modes[$mode]
                try {
                    $context = Connect-PcAccount @parameters -InformationAction Ignore
                    $results[$mode] = "$(Read-Qualification) $(@(Test-PcMfaCompliance).Count)"
                }
                catch { $results[$mode] = "$_" }
            }
            [pscustomobject]@{
                name = $name
                before = $before
                after = @(Get-Copy $name)
                same = [object]::ReferenceEquals($theirs, $default.Assemblies.Where({ $_.GetName().Name -eq $name })[0])
                msal = @(Get-Copy 'Microsoft.Identity.Client')
                results = $results
                use = if ($name -eq 'Microsoft.Identity.Client') { Use-TheirMsal }
            } | ConvertTo-Json -Compress -Depth 5
'@)
        foreach ($result in $seen.results.PSObject.Properties) { "$($result.Name): $($result.Value)" | Should -Match ': [3-9] 1$' }
        @($seen.results.PSObject.Properties).Count | Should -Be (Get-SignInModeCount)
        # Theirs is where and what it was, and is not ours.
        @($seen.before).Count | Should -Be 1
        $seen.before[0] | Should -BeLike 'default|*'
        $seen.same | Should -BeTrue
        @($seen.after | Where-Object { $_ -like 'default|*' }) | Should -Be $seen.before
        # Ours is in its own context, in the version that ships.
        $shipped = Join-Path $moduleRoot "net8.0/dependencies/$($seen.name).dll"
        if (Test-Path $shipped) {
            $version = Get-Version $shipped
            @($seen.after | Where-Object { $_ -notlike 'default|*' }) | Should -Be "PartnerCenter.Qualifications|$version|$shipped"
            $seen.before[0] | Should -Not -BeLike "*|$version|*"
            $seen.before[0] | Should -BeLike "*|$(Join-Path $tests $Others[-1])"
        }
        else {
            # The framework has it, and so has its own say about it; nobody gets another one.
            @($seen.after).Count | Should -Be 1
        }
        @($seen.msal | Where-Object { $_ -like 'PartnerCenter.Qualifications|*' }).Count | Should -Be 1
        if ($seen.name -eq 'Microsoft.Identity.Client') { $seen.use | Should -Be 25 }
    }

    It 'lets theirs be loaded and used afterwards: <Name>' -ForEach $msals {
        $list = ($Others | ForEach-Object { "'$_'" }) -join ', '
        $seen = Invoke-Child (@'
            Import-Module $moduleRoot
            Connect-PcAccount -ServicePrincipal -Credential (New-Credential) -TenantId $emulated.Tenant -Endpoint $server.Address -Authority $server.Address | Out-Null
            $ours = Read-Qualification
'@ + @"

            foreach (`$file in $list) { `$default.LoadFromAssemblyPath((Join-Path `$others `$file)) | Out-Null }
"@ + @'

            [pscustomobject]@{
                ours = $ours
                theirs = Use-TheirMsal
                again = Read-Qualification
                signIn = (Connect-PcAccount -Emulator).IsConnected
                copies = @(Get-Copy 'Microsoft.Identity.Client')
            } | ConvertTo-Json -Compress
'@)
        $seen.ours | Should -BeGreaterOrEqual 3
        $seen.again | Should -Be $seen.ours
        $seen.theirs | Should -Be 25
        $seen.signIn | Should -BeTrue
        $shipped = Join-Path $moduleRoot 'net8.0/dependencies/Microsoft.Identity.Client.dll'
        $seen.copies | Sort-Object | Should -Be @(
            "default|$(Get-Version (Join-Path $tests $Others[-1]))|$(Join-Path $tests $Others[-1])"
            "PartnerCenter.Qualifications|$(Get-Version $shipped)|$shipped")
    }
}

Describe 'Importing' {
    It 'can be done again and again, and leaves no handler behind' {
        $seen = Invoke-Child @'
            $steps = [ordered]@{}
            function Add-Step([string] $Name) {
                $steps[$Name] = '{0} {1} {2}' -f @(Get-Command -Module PartnerCenter.Qualifications).Count, @(Get-OurHandler).Count, $(
                    if (Get-Module PartnerCenter.Qualifications) { Connect-PcAccount -Emulator | Out-Null; Read-Qualification } else { '-' })
            }
            Add-Step before
            Import-Module $moduleRoot
            Add-Step imported
            Import-Module $moduleRoot -Force
            Add-Step forced
            Import-Module $moduleRoot -Force
            Add-Step 'forced again'
            Import-Module $moduleRoot
            Add-Step 'imported twice'
            Remove-Module PartnerCenter.Qualifications
            Add-Step removed
            Import-Module $moduleRoot
            Add-Step 'imported again'
            Remove-Module PartnerCenter.Qualifications
            Add-Step 'removed again'
            $steps | ConvertTo-Json -Compress
'@
        $cmdlets = (Test-ModuleManifest (Join-Path $moduleRoot 'PartnerCenter.Qualifications.psd1')).ExportedCmdlets.Count
        foreach ($step in $seen.PSObject.Properties) {
            "$($step.Name): $($step.Value)" | Should -Match $(if ($step.Name -match 'before|removed') { ': 0 0 -$' } else { ": $cmdlets 1 [3-9]$" })
        }
        @($seen.PSObject.Properties).Count | Should -Be 8
    }

    It 'works in several runspaces at once; the handler stays until the last of them removes the module' {
        $seen = Invoke-Child @'
            Import-Module $moduleRoot
            $other = [powershell]::Create()
            $other.AddScript("Import-Module '$moduleRoot'").Invoke() | Out-Null
            Remove-Module PartnerCenter.Qualifications
            $left = @(Get-OurHandler).Count
            $other.Commands.Clear()
            $customers = $other.AddScript('Connect-PcAccount -Emulator | Out-Null; @(Get-PcCustomer).Count').Invoke()[0]
            $other.Commands.Clear()
            $other.AddScript('Remove-Module PartnerCenter.Qualifications').Invoke() | Out-Null
            [pscustomobject]@{ left = $left; customers = $customers; none = @(Get-OurHandler).Count } | ConvertTo-Json -Compress
'@
        $seen.left | Should -Be 1
        $seen.customers | Should -Be 25
        $seen.none | Should -Be 0
    }

    It 'of a second copy from another folder works when the first is removed' {
        $copy = Join-Path $TestDrive 'copy/PartnerCenter.Qualifications'
        Copy-Item $moduleRoot $copy -Recurse
        $seen = Invoke-Child (@"
            Import-Module `$moduleRoot
            Connect-PcAccount -Emulator | Out-Null
            Remove-Module PartnerCenter.Qualifications
            Import-Module '$copy'
"@ + @'

            Connect-PcAccount -Emulator | Out-Null
            $read = Read-Qualification
            $modules = @(Get-Module PartnerCenter.Qualifications)
            $modules | Remove-Module
            [pscustomobject]@{ read = $read; base = @($modules.ModuleBase); handlers = @(Get-OurHandler).Count } | ConvertTo-Json -Compress
'@)
        $seen.read | Should -BeGreaterOrEqual 3
        $seen.base | Should -Be $copy
        $seen.handlers | Should -Be 0
    }

    It 'of a second copy beside the first works; <Goes> can go before <Stays>' -ForEach @(
        @{ Goes = 'the first'; Stays = 'the second' }
        @{ Goes = 'the second'; Stays = 'the first' }
    ) {
        $copy = Join-Path $TestDrive "beside $Goes/PartnerCenter.Qualifications"
        Copy-Item $moduleRoot $copy -Recurse
        $seen = Invoke-Child (@"
            `$first = '$moduleRoot'
            `$second = '$copy'
            `$goes, `$stays = if ('$Goes' -eq 'the first') { `$first, `$second } else { `$second, `$first }
"@ + @'

            # Copies, cmdlets, handlers; what is read through the given context and through the default one; how the context is shown.
            $steps = [ordered]@{}
            function Add-Step([string] $Name, $Context) {
                $steps[$Name] = '{0} {1} {2} {3}' -f @(Get-Module PartnerCenter.Qualifications).Count, @(Get-Command -Module PartnerCenter.Qualifications).Count,
                    @(Get-OurHandler).Count, $(if ($Context) { "$(@(Get-PcCustomer -Context $Context).Count) $(Read-Qualification) $((($Context | Out-String).Trim() -split '\s+')[0])" } else { '-' })
            }
            function Remove-Copy([string] $Base) { Get-Module PartnerCenter.Qualifications | Where-Object ModuleBase -EQ $Base | Remove-Module }

            Import-Module $first
            $context = Connect-PcAccount -Emulator
            Import-Module $second
            Add-Step 'connected before: both' $context
            Remove-Copy $goes
            Add-Step 'connected before: one' $context
            $base = (Get-Module PartnerCenter.Qualifications).ModuleBase
            Disconnect-PcAccount
            Remove-Copy $stays
            Add-Step 'connected before: none'

            Import-Module $first
            Import-Module $second
            $context = Connect-PcAccount -Emulator
            Add-Step 'connected after: both' $context
            Import-Module $goes -Force
            Add-Step 'imported again: both' $context
            Remove-Copy $goes
            Add-Step 'connected after: one' $context
            Import-Module $goes
            Add-Step 'and back: both' $context
            Remove-Module PartnerCenter.Qualifications
            Add-Step 'both removed at once: none'
            [pscustomobject]@{ steps = $steps; stays = $base -eq $stays } | ConvertTo-Json -Compress
'@)
        $cmdlets = (Test-ModuleManifest (Join-Path $moduleRoot 'PartnerCenter.Qualifications.psd1')).ExportedCmdlets.Count
        foreach ($step in $seen.steps.PSObject.Properties) {
            "$($step.Name) $($step.Value)" | Should -Match $(
                if ($step.Name -match 'none') { 'none 0 0 0 -$' } else {
                    "$(if ($step.Name -match 'both') { 'both 2' } else { 'one 1' }) $cmdlets 1 25 [3-9] Account$"
                })
        }
        @($seen.steps.PSObject.Properties).Count | Should -Be 8
        $seen.stays | Should -BeTrue
    }

    # .NET loads one assembly of a name, and keeps it.
    It 'of another version beside the first is refused, and leaves the first as it was' {
        $copy = Join-Path $TestDrive 'other/PartnerCenter.Qualifications'
        Copy-Item $moduleRoot $copy -Recurse
        Set-MajorVersion (Join-Path $copy 'net8.0/PartnerCenter.Qualifications.dll') 99
        $seen = Invoke-Child (@"
            Import-Module `$moduleRoot
            `$context = Connect-PcAccount -Emulator
            `$refused = try { Import-Module '$copy'; '' } catch { "`$_" }
"@ + @'

            $read = Read-Qualification
            $same = [object]::ReferenceEquals((Get-PcContext), $context)
            $cmdlets = @(Get-Command -Module PartnerCenter.Qualifications).Count
            $modules = @(Get-Module PartnerCenter.Qualifications)
            $modules | Remove-Module
            [pscustomobject]@{ refused = $refused; read = $read; same = $same; cmdlets = $cmdlets; base = @($modules.ModuleBase); handlers = @(Get-OurHandler).Count } | ConvertTo-Json -Compress
'@)
        $seen.refused | Should -Match 'Version=99\..*already loaded'
        $seen.read | Should -BeGreaterOrEqual 3
        $seen.same | Should -BeTrue
        $seen.cmdlets | Should -BeGreaterOrEqual 16
        $seen.base | Should -Be $moduleRoot
        $seen.handlers | Should -Be 0
    }

    It 'loads the cmdlets and the models, and nothing else of the module, until the first connection' {
        $seen = Invoke-Child @'
            Import-Module $moduleRoot
            Get-PcContext
            Disconnect-PcAccount
            Get-Command -Module PartnerCenter.Qualifications | Out-Null
            $imported = [System.AppDomain]::CurrentDomain.GetAssemblies().Where({ $_.Location -like "$moduleRoot*" }).ForEach({ Split-Path $_.Location -Leaf })
            Connect-PcAccount -Emulator | Out-Null
            $connected = [System.AppDomain]::CurrentDomain.GetAssemblies().Where({ $_.Location -like "$moduleRoot*" }).ForEach({ Split-Path $_.Location -Leaf })
            [pscustomobject]@{ imported = @($imported | Sort-Object); connected = @($connected | Sort-Object) } | ConvertTo-Json -Compress
'@
        $seen.imported | Should -Be 'PartnerCenter.Qualifications.dll', 'PartnerCenter.Qualifications.Models.dll'
        # What could have been seen.
        $seen.connected | Should -Contain 'Microsoft.Identity.Client.dll'
    }

    # Multicore JIT compiles methods of the cmdlets in the background, as soon as the module is imported; here all of them are.
    It 'lets the runtime compile ahead, which loads the rest of the module into its own context' {
        $seen = Invoke-Child @'
            Import-Module $moduleRoot
            $compiled = 0
            foreach ($type in (Get-Module PartnerCenter.Qualifications).ImplementingAssembly.GetTypes().Where({ -not $_.ContainsGenericParameters })) {
                $members = $type.GetMembers('DeclaredOnly, Instance, Static, Public, NonPublic').Where({ $_ -is [System.Reflection.MethodBase] -and -not $_.IsAbstract -and -not $_.ContainsGenericParameters })
                foreach ($method in $members) {
                    [System.Runtime.CompilerServices.RuntimeHelpers]::PrepareMethod($method.MethodHandle)
                    $compiled++
                }
            }
            $shared = $default.Assemblies.ForEach({ $_.GetName().Name }).Where({ $_ -match '^(PartnerCenter|Microsoft\.Identity|Polly)' })
            $client = (Get-Copy PartnerCenter.Client) -replace '\|.*'
            Connect-PcAccount -Emulator | Out-Null
            [pscustomobject]@{ compiled = $compiled; shared = @($shared | Sort-Object); client = @($client); read = Read-Qualification } | ConvertTo-Json -Compress
'@
        $seen.compiled | Should -BeGreaterThan 200
        $seen.shared | Should -Be 'PartnerCenter.Qualifications', 'PartnerCenter.Qualifications.Models'
        $seen.client | Should -Be 'PartnerCenter.Qualifications'
        $seen.read | Should -BeGreaterOrEqual 3
    }

    It 'opens no file outside the module''s folder and no connection' {
        if (-not (Get-Command strace -CommandType Application -ErrorAction Ignore)) {
            Set-ItResult -Skipped -Because 'there is no strace here'
            return
        }

        $trace = Join-Path $TestDrive 'trace'
        $planted = Join-Path $TestDrive 'planted.txt'
        Set-Content $planted 'x'
        $said = Invoke-OtherPowerShell -WithoutModule -Environment $environment -Limit '00:02:00' `
            -Under 'strace', '-f', '-qq', '-s', '300', '-e', 'trace=open,openat,connect', '-e', 'signal=none', '-o', $trace @"
            function Set-Mark([string] `$Name) { try { [System.IO.File]::ReadAllText("/trace/`$Name") } catch { } }
            Set-Mark warm
            Set-Mark first
            Import-Module '$moduleRoot'
            Set-Mark second
            [System.IO.File]::ReadAllText('$planted') | Out-Null
            Set-Mark third
"@
        if ($said.Errors -match 'ptrace|PTRACE') {
            Set-ItResult -Skipped -Because "strace may not look here: $($said.Errors)"
            return
        }

        $lines = @(Get-Content $trace)
        $first, $second, $third = foreach ($mark in 'first', 'second', 'third') {
            [array]::FindIndex($lines, [Predicate[object]] { "$($args[0])".Contains("/trace/$mark") })
        }
        $first | Should -BeGreaterThan 0
        $second | Should -BeGreaterThan $first
        $third | Should -BeGreaterThan $second

        # Neither what tells about the process itself nor a folder that is looked through on the way counts as a file; the engine keeps caches of its own.
        function Get-Foreign([string[]] $Calls) {
            foreach ($call in $Calls) {
                if ($call -match 'connect\(|resumed') { $call }
                elseif ($call -notmatch 'O_DIRECTORY' -and $call -match '"([^"]+)"' -and $Matches[1] -notmatch '^/(proc|sys)/|/cache/powershell/' -and
                    $Matches[1] -notlike "$moduleRoot/*") { $call }
            }
        }

        Get-Foreign $lines[($first + 1)..($second - 1)] | Should -BeNullOrEmpty
        ($lines[($first + 1)..($second - 1)] -match 'PartnerCenter\.Qualifications\.psd1').Count | Should -BeGreaterThan 0
        # What would have been seen.
        @(Get-Foreign $lines[($second + 1)..($third - 1)] -match 'planted\.txt').Count | Should -Be 1
    }
}
