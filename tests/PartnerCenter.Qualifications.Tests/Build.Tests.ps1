BeforeDiscovery {
    $canPublish = [bool] (Get-Module Microsoft.PowerShell.PSResourceGet -ListAvailable)
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    $root = [System.IO.Path]::GetFullPath((Join-Path $PSScriptRoot '../..'))

    # A copy beside nothing, so that no task touches what is built here.
    $place = Join-Path $TestDrive 'copy'
    New-Item -ItemType Directory (Join-Path $place 'artifacts') | Out-Null
    New-Item -ItemType Directory (Join-Path $place 'out') | Out-Null
    Copy-Item (Join-Path $root 'build.ps1') $place
    Copy-Item $moduleRoot (Join-Path $place 'out') -Recurse
    $build = Join-Path $place 'build.ps1'
    $package = Join-Path $place 'artifacts' 'PartnerCenter.Qualifications.*.nupkg'
    $solution = Join-Path $place 'PcQualifications.sln'

    # Stands in for the real one: the tasks say what they want of it.
    $asked = [System.Collections.Generic.List[string]]::new()
    function dotnet {
        $asked.Add("$args")
        if ("$args" -match '--output (\S+) --filename bom\.json') {
            New-Item -ItemType Directory $Matches[1] -Force | Out-Null
            Set-Content (Join-Path $Matches[1] 'bom.json') "$args"
        }
        if ($args[0] -eq 'pack') { Set-Content (Join-Path $place 'artifacts/PartnerCenter.Client.0.1.0.nupkg') 'x' }
    }

    # Windows has the real one.
    $signed = [System.Collections.Generic.List[string]]::new()
    function Set-AuthenticodeSignature($LiteralPath, $Certificate, $HashAlgorithm, $TimestampServer) {
        foreach ($path in $LiteralPath) {
            $signed.Add("$path $HashAlgorithm $TimestampServer")
            [pscustomobject]@{ Status = $signature; Path = $path; StatusMessage = 'because' }
        }
    }
    $signature = 'Valid'
    $key = [System.Security.Cryptography.RSA]::Create(2048)
    $certificate = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=test', $key, 'SHA256',
        [System.Security.Cryptography.RSASignaturePadding]::Pkcs1).CreateSelfSigned([DateTimeOffset]::UtcNow, [DateTimeOffset]::UtcNow.AddDays(1))
}

Describe 'build.ps1' {
    BeforeEach { $asked.Clear(); $signed.Clear() }

    It 'asks dotnet for the same as anybody without PowerShell: <Task>' -ForEach @(
        @{ Task = 'Build'; Expected = 'build {0} --configuration Release' }
        @{ Task = 'Test'; Expected = 'test {0} --configuration Release' }
        @{ Task = 'Help'; Expected = 'build {1} --configuration Release -target:KeepHelp' }
    ) {
        & $build -Task $Task
        $asked | Should -Be ($Expected -f $solution, (Join-Path $place 'src/PartnerCenter.Qualifications'))
    }

    It 'builds where nothing else is said, in the configuration that is said' {
        & $build -Configuration Debug
        $asked | Should -Be "build $solution --configuration Debug"
    }

    It 'runs several tasks in their order' {
        & $build Test, Build
        $asked | ForEach-Object { ($_ -split ' ')[0] } | Should -Be 'test', 'build'
    }

    It 'ends where dotnet fails' {
        $said = Invoke-OtherPowerShell -WithoutModule "& '$build' -Task Build, Test"
        $said.ExitCode | Should -Not -Be 0
        ([regex]::Matches($said.Output + $said.Errors, 'MSB1009')).Count | Should -Be 1
    }

    It 'explains itself' {
        $help = Get-Help $build
        $help.Synopsis | Should -Match '^Builds, tests'
        (Get-Help $build -Examples).examples.example.Count | Should -BeGreaterThan 2
        $declared = [System.Management.Automation.Language.Parser]::ParseFile($build, [ref] $null, [ref] $null).ParamBlock.Parameters.Name.VariablePath.UserPath
        foreach ($name in $declared) {
            (Get-Help $build -Parameter $name).description.Text | Should -Not -BeNullOrEmpty -Because $name
        }
    }

    It 'packs the module' -Skip:(-not $canPublish) {
        'old' | Set-Content (Join-Path $place 'artifacts/PartnerCenter.Qualifications.0.0.1.nupkg')
        & $build -Task Package
        ($asked -replace ' .*') | Should -Be 'tool', 'build', 'tool', 'tool', 'tool', 'pack'
        $asked[1] | Should -Match '^build .* -property:ContinuousIntegrationBuild=true$'
        $asked[-1] | Should -Match '^pack .* --no-build --output '
        @(Get-Item $package).Count | Should -Be 1
        (Get-Item $package).Length | Should -BeGreaterThan 1MB
    }

    It 'puts a bill of materials into each package' -Skip:(-not $canPublish) {
        & $build -Task Package
        ($asked -match '^tool run dotnet-CycloneDX').Count | Should -Be 3
        foreach ($name in 'PartnerCenter.Qualifications', 'PartnerCenter.Client', 'PartnerCenter.Emulator.Host') {
            Join-Path $place "artifacts/bom/$name/bom.json" | Should -Exist
        }
        $zip = [System.IO.Compression.ZipFile]::OpenRead((Get-Item $package).FullName)
        try { $zip.Entries.FullName | Should -Contain 'bom.json' } finally { $zip.Dispose() }
        $signed.Count | Should -Be 0
        $asked | Should -Not -Match '^nuget sign'
    }

    It 'signs the module''s own files before it packs them, and the NuGet packages after, where a certificate is given' -Skip:(-not $canPublish) {
        & $build -Task Package -Certificate $certificate -TimestampServer http://time.example
        $expected = (Get-ChildItem (Join-Path $place 'out') -Recurse -Include *.psd1, *.ps1xml, PartnerCenter.*.dll).FullName
        $expected.Count | Should -BeGreaterThan 8
        $signed | Sort-Object | Should -Be ($expected | ForEach-Object { "$_ SHA256 http://time.example/" } | Sort-Object)
        $hash = [Convert]::ToHexString([System.Security.Cryptography.SHA256]::HashData($certificate.RawData))
        $asked[-2] | Should -Match '^pack '
        $asked[-1] | Should -Match "^nuget sign \S+PartnerCenter\.Client\.0\.1\.0\.nupkg --certificate-fingerprint $hash .*--timestamper http://time\.example/"
    }

    It 'publishes to the PowerShell Gallery where no other repository is named, with the key: <Name>' -Skip:(-not $canPublish) -ForEach @(
        @{ Name = 'the Gallery'; More = @{ ApiKey = 'the key' }; Expected = 'PSGallery the key' }
        @{ Name = 'another one, without a key'; More = @{ Repository = 'here' }; Expected = 'here ' }
    ) {
        $published = [System.Collections.Generic.List[string]]::new()
        function Publish-PSResource($NupkgPath, $Repository, $ApiKey) { $published.Add("$NupkgPath to $Repository $ApiKey") }
        if ($More.ApiKey) { $More.ApiKey = ConvertTo-Secret $More.ApiKey }
        & $build -Task Publish @More
        $published | Should -Be "$((Get-Item $package).FullName) to $Expected"
    }

    It 'packs nothing where a file could not be signed' -Skip:(-not $canPublish) {
        $signature = 'UnknownError'
        (Get-Failure { & $build -Task Package -Certificate $certificate }).Exception.Message | Should -Match '^Not signed: .*because'
        $asked | Should -Not -Match '^pack'
    }

    It 'publishes what is packed to the repository that is named, unless it is only asked what it would do' -Skip:(-not $canPublish) {
        $newcomer = @{ HOME = Join-Path $TestDrive 'home'; XDG_DATA_HOME = $null; XDG_CONFIG_HOME = $null; XDG_CACHE_HOME = $null }
        'home/.local/share', 'home/.config', 'home/.cache', 'repository' | ForEach-Object { New-Item -ItemType Directory (Join-Path $TestDrive $_) | Out-Null }
        $said = Invoke-OtherPowerShell -WithoutModule -Environment $newcomer @"
            Register-PSResourceRepository -Name here -Uri '$(Join-Path $TestDrive repository)' -Trusted
            & '$build' -Task Publish -Repository here -WhatIf
            'before=' + @(Get-ChildItem '$(Join-Path $TestDrive repository)').Count
            & '$build' -Task Publish -Repository here
            Unregister-PSResourceRepository -Name here
"@
        $said.Errors | Should -BeNullOrEmpty
        $said.Output | Should -Match 'What if: .*Publish to here'
        $said.Output | Should -Match 'before=0'
        (Get-ChildItem (Join-Path $TestDrive 'repository')).Name | Should -Be (Get-Item $package).Name
    }
}
