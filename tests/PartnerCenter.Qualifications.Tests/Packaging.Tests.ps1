BeforeDiscovery {
    $canPublish = [bool] (Get-Module Microsoft.PowerShell.PSResourceGet -ListAvailable)
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    $root = [System.IO.Path]::GetFullPath((Join-Path $PSScriptRoot '../..'))
    $manifest = Join-Path $moduleRoot 'PartnerCenter.Qualifications.psd1'
}

Describe 'The manifest' {
    BeforeAll {
        $info = Test-ModuleManifest $manifest -WarningVariable warnings
        $changelog = [System.IO.File]::ReadAllText((Join-Path $root 'CHANGELOG.md'))
        $newest = [regex]::Match($changelog, '(?ms)^## \[(?<version>[0-9.]+)\] - (?<date>\d{4}-\d\d-\d\d)$.*?(?=^## |^\[|\z)')
    }

    It 'is valid, without a warning' {
        $info.Version | Should -Be $newest.Groups['version'].Value
        $warnings | Should -BeNullOrEmpty
    }

    It 'says what the Gallery shows' {
        $info.Description | Should -Match 'qualifications'
        $info.Author | Should -Not -BeNullOrEmpty
        $info.CompanyName | Should -Not -BeNullOrEmpty
        $info.Copyright | Should -Match 'MIT'
        $info.ProjectUri.Scheme | Should -Be 'https'
        $info.LicenseUri | Should -Be "$($info.ProjectUri)/blob/main/LICENSE"
        $info.CompatiblePSEditions | Should -Be 'Desktop', 'Core'
        $info.Tags | Should -Contain 'PSEdition_Core'
        $info.Tags | Should -Contain 'PSEdition_Desktop'
        $info.Tags.Where{ $_ -match '\s' } | Should -BeNullOrEmpty
    }

    It 'is of the same module and for the same PowerShell as ever, and formats its objects' {
        # With another GUID it is another module to whoever requires this one.
        $info.Guid | Should -Be 'abbef23b-948d-49c2-a24d-093434ebb157'
        $info.PowerShellVersion | Should -Be '5.1'
        $info.DotNetFrameworkVersion | Should -Be '4.7.2'
        Split-Path $info.ExportedFormatFiles -Leaf | Should -Be 'PartnerCenter.Qualifications.Format.ps1xml'
        $info.RequiredModules | Should -BeNullOrEmpty
    }

    It 'has the newest section of the changelog as release notes' {
        $newest.Success | Should -BeTrue
        $info.ReleaseNotes | Should -BeExactly $newest.Value.Trim()
    }

    It 'names what it exports, without a wildcard' {
        $text = [System.IO.File]::ReadAllText($manifest)
        $ast = [System.Management.Automation.Language.Parser]::ParseInput($text, [ref] $null, [ref] $null)
        $table = $ast.Find({ $args[0] -is [System.Management.Automation.Language.HashtableAst] }, $false)
        foreach ($key in 'FunctionsToExport', 'CmdletsToExport', 'VariablesToExport', 'AliasesToExport') {
            $value = $table.KeyValuePairs.Where{ $_.Item1.Value -eq $key }
            $value.Count | Should -Be 1 -Because $key
            $value[0].Item2.Extent.Text | Should -Not -Match '\*' -Because $key
        }
    }

    It 'reads the same in Windows PowerShell, which takes a file without a mark for the old code page' {
        [System.IO.File]::ReadAllText($manifest) | Should -Match '^[\x09\x0A\x0D\x20-\x7E]+$'
    }

    It 'chooses the assembly of each edition: <Edition>' -ForEach @{ Edition = 'Desktop'; Folder = 'net472' }, @{ Edition = 'Core'; Folder = 'net8.0' } {
        $text = [System.IO.File]::ReadAllText($manifest)
        $expression = [regex]::Match($text, '(?m)^\s*RootModule\s*=\s*(.+)$').Groups[1].Value
        $chosen = & ([scriptblock]::Create($expression.Replace('$PSEdition', "'$Edition'")))
        $chosen | Should -Be "$Folder/PartnerCenter.Qualifications.dll"
        Join-Path $moduleRoot $chosen | Should -Exist
    }
}

Describe 'The package for the Gallery (needs Microsoft.PowerShell.PSResourceGet)' -Skip:(-not $canPublish) {
    BeforeAll {
        # A profile where nobody has ever been.
        $place = Join-Path $TestDrive 'package'
        $modules = Join-Path $place 'modules'
        'repository', 'modules', 'home/.local/share', 'home/.config', 'home/.cache' |
            ForEach-Object { New-Item -ItemType Directory (Join-Path $place $_) | Out-Null }
        $tools = Split-Path (Split-Path (Get-Module Microsoft.PowerShell.PSResourceGet -ListAvailable)[0].ModuleBase)
        $newcomer = @{ HOME = Join-Path $place 'home'; XDG_DATA_HOME = $null; XDG_CONFIG_HOME = $null; XDG_CACHE_HOME = $null; PSModulePath = $tools }
        $package = Join-Path $place 'repository' 'PartnerCenter.Qualifications.*.nupkg'

        $published = Invoke-OtherPowerShell -WithoutModule -Environment $newcomer -Limit '00:02:00' -Script @"
            Register-PSResourceRepository -Name here -Uri '$(Join-Path $place repository)' -Trusted
            Publish-PSResource -Path '$moduleRoot' -Repository here
            Find-PSResource PartnerCenter.Qualifications -Repository here | Select-Object Name, Version, Tags, ReleaseNotes | ConvertTo-Json
"@
    }

    It 'is published to a repository' {
        $published.Errors | Should -BeNullOrEmpty
        @(Get-Item $package).Count | Should -Be 1
        $found = $published.Output | ConvertFrom-Json
        $found.Name | Should -Be 'PartnerCenter.Qualifications'
        $found.ReleaseNotes | Should -Match 'Get-PcCustomer'
    }

    It 'contains what is in out/, nothing else' {
        $archive = [System.IO.Compression.ZipFile]::OpenRead((Get-Item $package).FullName)
        try {
            $packed = $archive.Entries.FullName.Where{ $_ -notmatch '^(_rels/|package/|\[Content_Types\]|[^/]+\.nuspec$)' }
        }
        finally {
            $archive.Dispose()
        }

        $packed | Sort-Object |
            Should -Be (Get-ChildItem $moduleRoot -File -Recurse |
                ForEach-Object { [System.IO.Path]::GetRelativePath($moduleRoot, $_.FullName).Replace('\', '/') } | Sort-Object)
        $packed | Should -Contain 'LICENSE'
        $packed | Should -Contain 'ThirdPartyNotices.txt'
        $packed | Should -Not -Match '\.(pdb|cs|md)$'
    }

    It 'is installed into an empty profile, imported by name and used as the README says' {
        # On Windows the profile's folder for modules is not where a variable says.
        $install = if ($IsWindows) {
            "Save-PSResource PartnerCenter.Qualifications -Repository here -Path '$modules'; `$env:PSModulePath = '$modules'"
        } else { 'Install-PSResource PartnerCenter.Qualifications -Repository here -Scope CurrentUser' }
        $readme = [System.IO.File]::ReadAllText((Join-Path $root 'README.md'))
        $example = [regex]::Match($readme,
            '(?ms)^```powershell\r?\n(?:Import-Module \./out/[^\n]*\n)?(?<code>Connect-PcAccount -Emulator.*?)^```').Groups['code'].Value
        $example | Should -Match 'Get-PcCustomer \| Get-PcCustomerQualification'
        $said = Invoke-OtherPowerShell -WithoutModule -Environment $newcomer -Limit '00:02:00' -Script @"
            `$ErrorActionPreference = 'Stop'
            Set-Location '$place'
            $install
            Remove-Module Microsoft.PowerShell.PSResourceGet
            Import-Module PartnerCenter.Qualifications
            'from=' + (Get-Module PartnerCenter.Qualifications).ModuleBase
            $example
"@
        $said.Errors | Should -BeNullOrEmpty
        $said.ExitCode | Should -Be 0
        $said.Output | Should -Match "(?m)^from=$([regex]::Escape($place))"
        $said.Output | Should -Match 'Education, Approved'
        @(Import-Csv (Join-Path $place 'denied.csv')).Count | Should -BeGreaterThan 0
    }
}
