BeforeAll {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    $root = [System.IO.Path]::GetFullPath((Join-Path $PSScriptRoot '../..'))
}

Describe 'The sources of packages' {
    It 'are mapped by the name of the source, and no address stands in the repository, so that a mirror can have that name' {
        [xml] $settings = Get-Content (Join-Path $root 'nuget.config') -Raw
        $settings.configuration.packageSourceMapping.packageSource.key | Should -Be 'nuget.org'
        $settings.configuration.packageSourceMapping.packageSource.package.pattern | Should -Be '*'
        $settings.configuration.SelectSingleNode('packageSources') | Should -BeNullOrEmpty
    }

    It 'are held against a lock file beside each project that references packages: <Name>' -ForEach @(
        Get-ChildItem (Join-Path $PSScriptRoot '../../src/*/*.csproj'), (Join-Path $PSScriptRoot '../*/*.csproj') |
            ForEach-Object { @{ Name = $_.BaseName; Folder = $_.DirectoryName } }
    ) {
        if ($Name -eq 'PartnerCenter.PowerShell') {
            (Get-Content (Join-Path $Folder "$Name.csproj") -Raw) | Should -Not -Match '<(Package|Project)Reference'
            return
        }

        (Get-Content (Join-Path $Folder 'packages.lock.json') -Raw | ConvertFrom-Json).version | Should -BeGreaterThan 0
    }

    It 'give packages of the exact versions that are locked in continuous integration' {
        Get-Content (Join-Path $root 'Directory.Build.props') -Raw | Should -Match '<RestoreLockedMode Condition="''\$\(CI\)'' == ''true''">true<'
        Get-Content (Join-Path $root '.ci/run') -Raw | Should -Match 'dotnet restore --locked-mode'
    }
}

Describe 'The audit of packages' -Skip:(-not $IsLinux) {
    BeforeAll {
        $copy = Join-Path $TestDrive 'copy'
        $programs = Join-Path $TestDrive 'programs'
        $copy, $programs | ForEach-Object { New-Item -ItemType Directory $_ | Out-Null }
        New-Item -ItemType Directory (Join-Path $copy '.ci') | Out-Null
        Copy-Item (Join-Path $root '.ci/audit') (Join-Path $copy '.ci')

        # Stands in for a program: prints a file, and ends with that code.
        function Set-Program([string] $Name, [string] $Output, [int] $ExitCode = 0) {
            $file = Join-Path $programs $Name
            Set-Content "$file.txt" $Output
            Set-Content $file "#!/bin/sh`ncat '$file.txt'`nexit $ExitCode"
            chmod +x $file
        }

        function Invoke-Audit {
            $path = $env:PATH
            $env:PATH = "${programs}:$path"
            try { $lines = bash (Join-Path $copy '.ci/audit') 2>&1 } finally { $env:PATH = $path }
            [pscustomobject]@{ ExitCode = $LASTEXITCODE; Text = $lines -join "`n" }
        }

        $PSNativeCommandUseErrorActionPreference = $false
        $clean = "{`n  `"version`": 1,`n  `"sources`": [`n    `"https://packages.example/v3/index.json`"`n  ],`n  `"projects`": []`n}"
    }

    It 'says so where the source knows of no vulnerability' {
        Set-Program dotnet $clean
        Set-Program curl '{"resources":[{"@type":"VulnerabilityInfo/6.7.0"}]}'
        $said = Invoke-Audit
        $said.ExitCode | Should -Be 0
        $said.Text | Should -BeExactly 'No package has a known vulnerability.'
    }

    It 'says that nothing is known where the source has no data' {
        Set-Program dotnet $clean
        Set-Program curl '{"resources":[{"@type":"RegistrationsBaseUrl/3.6.0"}]}'
        $said = Invoke-Audit
        $said.ExitCode | Should -Be 0
        $said.Text | Should -BeExactly 'Vulnerabilities: unknown, because the package sources have no vulnerability data.'
    }

    It 'says that it could not ask, and claims nothing else, where a source does not answer: curl ends with <_>' -ForEach 5, 7, 22, 28 {
        Set-Program dotnet $clean
        Set-Program curl '' $_
        $said = Invoke-Audit
        $said.ExitCode | Should -Be 0
        $said.Text | Should -Match 'uncertain, because 1 of the package sources could not be reached'
        $said.Text | Should -Not -Match 'no data|No package'
    }

    It 'says so where only one of two sources answers' {
        Set-Program dotnet $clean.Replace('"https://packages.example/v3/index.json"',
            "`"https://packages.example/v3/index.json`",`n    `"https://quiet.example/v3/index.json`"")
        Set-Program curl ''
        Set-Content (Join-Path $programs 'curl') "#!/bin/sh`ncase `"`$*`" in *quiet*) exit 28;; esac`necho '{`"resources`":[{`"@type`":`"VulnerabilityInfo/6.7.0`"}]}'"
        $said = Invoke-Audit
        $said.ExitCode | Should -Be 0
        $said.Text | Should -Match 'uncertain, because 1 of the package sources'
    }

    It 'fails where a package has a vulnerability' {
        Set-Program dotnet '{"sources":[],"projects":[{"frameworks":[{"topLevelPackages":[{"id":"x","vulnerabilities":[{"severity":"High"}]}]}]}]}'
        Set-Program curl ''
        $said = Invoke-Audit
        $said.ExitCode | Should -Be 1
        $said.Text | Should -Match 'Packages with known vulnerabilities are in use\.$'
    }

    # What dotnet says and ends with, for its build and tests and for the sample; both are to count.
    It 'is part of .ci/run, which ends with <ExitCode> where <Name>' -ForEach @(
        @{
            Name = 'all is well'
            Tests = 'Passed!  - Failed:     0, Passed:    12, Skipped:     0, Total:    12'
            Status = 0
            Sample = 0
            ExitCode = 0
            Says = '13 passed, 0 failed, 0 skipped'
        }
        @{
            Name = 'a test fails'
            Tests = 'Failed!  - Failed:     1, Passed:    11, Skipped:     0, Total:    12'
            Status = 1
            Sample = 0
            ExitCode = 1
            Says = '12 passed, 1 failed, 0 skipped'
        }
        @{
            Name = 'a project does not build, and the others pass'
            Tests = 'Passed!  - Failed:     0, Passed:    12, Skipped:     0, Total:    12'
            Status = 1
            Sample = 0
            ExitCode = 1
            Says = '13 passed, 1 failed, 0 skipped'
        }
        @{ Name = 'nothing builds'; Tests = 'error CS1002: ; expected'; Status = 1; Sample = 0; ExitCode = 1; Says = '1 passed, 1 failed, 0 skipped' }
        @{ Name = 'there are no tests'; Tests = ''; Status = 0; Sample = 0; ExitCode = 1; Says = '1 passed, 0 failed, 0 skipped' }
        @{
            Name = 'the sample fails'
            Tests = 'Passed!  - Failed:     0, Passed:    12, Skipped:     3, Total:    15'
            Status = 0
            Sample = 1
            ExitCode = 1
            Says = '12 passed, 1 failed, 3 skipped'
        }
    ) {
        Copy-Item (Join-Path $root '.ci/run') (Join-Path $copy '.ci')
        foreach ($name in 'curl', 'dotnet', 'chromium', 'mono', 'strace', 'apt-get') { Set-Program $name '' }
        Set-Content (Join-Path $programs 'dotnet') "#!/bin/sh`ncase `$1 in test) echo '$Tests'; exit $Status;; run) exit $Sample;; list) echo '{}';; esac"
        $path = $env:PATH
        $env:PATH = "$programs$([System.IO.Path]::PathSeparator)$path"
        try { $said = @(bash (Join-Path $copy '.ci/run') 2>&1) } finally { $env:PATH = $path }
        $LASTEXITCODE | Should -Be $ExitCode -Because "$said"
        $said[-1] | Should -BeExactly $Says
    }

    It 'says that it could not ask where the packages cannot be listed' {
        Set-Program dotnet 'Unable to load the service index' 1
        Set-Program curl ''
        $said = Invoke-Audit
        $said.ExitCode | Should -Be 0
        $said.Text | Should -Match 'Unable to load the service index'
        $said.Text | Should -Match 'Vulnerabilities: not checked, because the packages could not be listed\.$'
    }
}
