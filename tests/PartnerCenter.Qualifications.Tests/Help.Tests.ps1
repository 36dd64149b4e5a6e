BeforeDiscovery {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    Import-Module $moduleRoot -Force
    $folder = [System.IO.Path]::GetFullPath((Join-Path $PSScriptRoot '../../docs/en-US'))
    $commands = @(Get-Command -Module PartnerCenter.Qualifications |
        ForEach-Object { @{ Name = $_.Name; Command = $_; File = Join-Path $folder "$($_.Name).md" } })

    $topics = @('about_PartnerCenter.Qualifications', 'about_PcAuthentication', 'about_PcBulkOperations', 'about_PcEmulator')
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    Import-Module $moduleRoot -Force
    $folder = [System.IO.Path]::GetFullPath((Join-Path $PSScriptRoot '../../docs/en-US'))
    $common = [System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters |
        Where-Object { $_ -notin 'WhatIf', 'Confirm' }

    # The part of a page under a heading.
    function Get-Section([string] $Text, [string] $Name) {
        if ($Text -match "(?ms)^## $Name\n(.*?)(?=^## |\z)") { $Matches[1].Trim() }
    }

    # What a page says of its parameters, as one line each, so that it can be held against what reflection says.
    function Read-PageParameter([string] $Text) {
        foreach ($match in [regex]::Matches((Get-Section $Text 'PARAMETERS'), '(?ms)^### -(\w+)\n\n(.*?)\n\n```yaml\n(.*?)\n```')) {
            $yaml = $match.Groups[3].Value
            $aliases = if ($yaml -match '(?m)^Aliases:\n((?:- .*\n)+)') { $Matches[1].Trim() -split '\n' -replace '^- ' }
            $sets = foreach ($set in [regex]::Matches($yaml,
                '(?m)^- Name: (.+)\n  Position: (.+)\n  IsRequired: (.+)\n  ValueFromPipeline: (.+)\n  ValueFromPipelineByPropertyName: (.+)\n')) {
                ($set.Groups[1..5].Value -join ' ')
            }

            [pscustomobject]@{
                Name        = $match.Groups[1].Value
                Description = $match.Groups[2].Value
                Facts       = @(
                    "type $($yaml -match '(?m)^Type: (.+)$' ? $Matches[1] : '')"
                    "wildcards $($yaml -match '(?m)^SupportsWildcards: (.+)$' ? $Matches[1] : '')"
                    "aliases $($aliases -join ' ')"
                    $sets | Sort-Object
                )
            }
        }
    }

    function Read-RealParameter($Command) {
        foreach ($parameter in $Command.Parameters.Values | Where-Object Name -NotIn $common) {
            $type = $parameter.ParameterType
            $typeName = if ([Nullable]::GetUnderlyingType($type)) {
                "System.Nullable``1[$([Nullable]::GetUnderlyingType($type).FullName)]"
            } else { $type.FullName }
            $wildcards = $parameter.Attributes.Where{ $_ -is [System.Management.Automation.SupportsWildcardsAttribute] }.Count -gt 0
            $sets = foreach ($set in $parameter.ParameterSets.GetEnumerator()) {
                $name = if ($set.Key -eq '__AllParameterSets') { '(All)' } else { $set.Key }
                $position = if ($set.Value.Position -eq [int]::MinValue) { 'Named' } else { $set.Value.Position }
                "$name $position $("$($set.Value.IsMandatory) $($set.Value.ValueFromPipeline) $($set.Value.ValueFromPipelineByPropertyName)".ToLowerInvariant())"
            }

            [pscustomobject]@{
                Name  = $parameter.Name
                Facts = @("type $typeName"; "wildcards $("$wildcards".ToLowerInvariant())"; "aliases $($parameter.Aliases -join ' ')"; $sets | Sort-Object)
            }
        }
    }
}

AfterAll {
    Remove-Module PartnerCenter.Qualifications -Force -ErrorAction Ignore
}

Describe 'The page of <Name>' -ForEach $commands {
    BeforeAll {
        $File | Should -Exist -Because 'every command has a page'
        $text = [System.IO.File]::ReadAllText($File)
        $said = @(Read-PageParameter $text)
        $real = @(Read-RealParameter $Command)
    }

    It 'has every section, each with a text' {
        foreach ($section in 'SYNOPSIS', 'SYNTAX', 'DESCRIPTION', 'EXAMPLES', 'PARAMETERS', 'INPUTS', 'OUTPUTS', 'NOTES', 'RELATED LINKS') {
            Get-Section $text $section | Should -Not -BeNullOrEmpty -Because $section
        }

        $text | Should -Not -Match '\{\{'
        $text | Should -Match "(?m)^title: $Name$"
    }

    It 'documents every parameter, and none that does not exist' {
        $said.Name | Sort-Object | Should -Be ($real.Name | Sort-Object)
        foreach ($parameter in $said) { $parameter.Description | Should -Match '\w{2,} .*[.:]' -Because $parameter.Name }
    }

    It 'has types, wildcards, aliases, and per parameter set positions, mandatory flags and pipeline input right' {
        foreach ($parameter in $real) {
            ($said | Where-Object Name -EQ $parameter.Name).Facts -join "`n" |
                Should -BeExactly ($parameter.Facts -join "`n") -Because "that is what -$($parameter.Name) is"
        }
    }

    It 'has the syntax of every parameter set' {
        $sets = [regex]::Matches((Get-Section $text 'SYNTAX'), '(?ms)^### ([^\n]+)\n\n```\n(.*?)\n```')
        $said = $sets |
            ForEach-Object {
                "$($_.Groups[1].Value): $(([regex]::Matches($_.Groups[2].Value, '(?<=[\s\[])-(\w+)').ForEach{ $_.Groups[1].Value } | Sort-Object) -join ' ')"
            }
        $real = foreach ($set in $Command.ParameterSets) {
            $default = if ($set.IsDefault -and $set.Name -ne '__AllParameterSets') { ' (Default)' }
            "$($set.Name)${default}: $(($set.Parameters.Name | Where-Object { $_ -notin $common } | Sort-Object) -join ' ')"
        }

        $said | Sort-Object | Should -BeExactly ($real | Sort-Object)
    }

    It 'has at least three examples, numbered' {
        $titles = [regex]::Matches((Get-Section $text 'EXAMPLES'), '(?m)^### (.*)$').ForEach{ $_.Groups[1].Value }
        $titles.Count | Should -BeGreaterOrEqual 3
        for ($i = 0; $i -lt $titles.Count; $i++) { $titles[$i] | Should -Match "^Example $($i + 1): \w" }
    }

    It 'names the types that come in and go out' {
        $out = [regex]::Matches((Get-Section $text 'OUTPUTS'), '(?m)^### (.*)$').ForEach{ $_.Groups[1].Value }
        $out | Sort-Object | Should -Be ($Command.OutputType.Type.FullName | Sort-Object)
        $in = [regex]::Matches((Get-Section $text 'INPUTS'), '(?m)^### (.*)$').ForEach{ $_.Groups[1].Value }
        $piped = $Command.Parameters.Values | Where-Object { $_.ParameterSets.Values.ValueFromPipeline -contains $true } |
            ForEach-Object { $_.ParameterType.FullName -replace '\[\]$' } | Sort-Object -Unique
        $in | Sort-Object | Should -Be ($piped ? $piped : 'None')
    }

    It 'says which credentials are needed, and links to the service''s own page' {
        Get-Section $text 'NOTES' | Should -Match 'Credentials:|multi-factor'
        $links = Get-Section $text 'RELATED LINKS'
        $links | Should -Match '\(https://learn\.microsoft\.com/partner-center/'

        # Get-Help -Online opens the first link.
        $own = "$($Command.Module.ProjectUri)/blob/main/docs/en-US/$Name.md"
        $text | Should -Match "(?m)^HelpUri: $([regex]::Escape($own))$"
        @((Get-Help $Name).relatedLinks.navigationLink.uri)[0] | Should -BeExactly $own
        foreach ($page in [regex]::Matches($links, '\(([^):]+\.md)\)').ForEach{ $_.Groups[1].Value }) { Join-Path $folder $page | Should -Exist }
    }

    It 'is what Get-Help shows' {
        $help = Get-Help $Name -Full
        $Command.HelpFile | Should -Match 'PartnerCenter\.Qualifications\.dll-Help\.xml$'
        $help.Synopsis | Should -BeExactly (Get-Section $text 'SYNOPSIS')
        @($help.parameters.parameter.name) | Sort-Object | Should -Be ($said.Name | Sort-Object)
        foreach ($parameter in $said) {
            $shown = $help.parameters.parameter | Where-Object name -EQ $parameter.Name
            ($shown.description.Text -join ' ') | Should -BeExactly ($parameter.Description.Replace('`', '') -replace '\n\n', ' ')
        }

        $codes = [regex]::Matches((Get-Section $text 'EXAMPLES'), '(?ms)^```powershell\n(.*?)\n```$').ForEach{ $_.Groups[1].Value }
        @($help.examples.example.code) | Should -BeExactly @($codes)
    }

    It 'has defaults that Get-Help shows, where there are any' {
        # Reading cmdlets send several requests at a time, writing ones a single one.
        $default = $Name -match '^(New|Set)-' ? '1' : '16'
        if ($Command.Parameters.ContainsKey('ThrottleLimit')) {
            ((Get-Help $Name).parameters.parameter | Where-Object name -EQ ThrottleLimit).defaultValue | Should -Be $default
        }
    }

    It 'names the defaults that the command has: in the page, and in what Get-Help shows' {
        $fresh = [System.Activator]::CreateInstance($Command.ImplementingType)
        $shown = @{}
        foreach ($parameter in (Get-Help $Name).parameters.parameter) { $shown[$parameter.name] = "$($parameter.defaultValue)" }
        foreach ($section in [regex]::Matches($text, "(?ms)^### -(\w+)\n.*?^DefaultValue: '?([^'\n]*)'?$")) {
            $parameter, $said = $section.Groups[1].Value, $section.Groups[2].Value
            $shown[$parameter] | Should -BeExactly $said -Because $parameter
            $property = $Command.ImplementingType.GetProperty($parameter)
            if (-not $property) { continue }
            $value = $property.GetValue($fresh)
            if ($said) { "$value" | Should -BeExactly $said -Because $parameter }

            # Where a number or a word applies to whoever says nothing, the help has to say it.
            if (($value -is [int] -or $value -is [enum]) -and
                $Command.Parameters[$parameter].Attributes.Where{ $_ -is [Parameter] }.Mandatory -notcontains $true) {
                $said | Should -BeExactly "$value" -Because $parameter
            }
        }
    }

    It 'says the limits of every number that has some' {
        foreach ($parameter in $Command.Parameters.Values | Where-Object Name -NotIn $common) {
            foreach ($range in $parameter.Attributes.Where{ $_ -is [ValidateRange] }) {
                # "from 1 to 128", or "up to 500" where zero has a meaning of its own.
                $description = ($said | Where-Object Name -EQ $parameter.Name).Description
                $description -match '(?:from ([\d,]+) to|up to) ([\d,]*\d)' | Should -BeTrue -Because "-$($parameter.Name) has limits"
                [int] ($Matches[2] -replace ',') | Should -Be $range.MaxRange -Because $parameter.Name
                if ($Matches[1]) { [int] ($Matches[1] -replace ',') | Should -Be $range.MinRange -Because $parameter.Name }
            }
        }
    }
}

Describe 'The pages' {
    It 'are those of the commands and the topics, and no others' -ForEach @{ Names = @($commands.Name) + $topics } {
        (Get-ChildItem $folder -Filter *.md).BaseName | Sort-Object | Should -Be ($Names | Sort-Object)
    }

    It 'are what the kept help was made from (renew it: dotnet build src/PartnerCenter.Qualifications -t:KeepHelp)' {
        if (-not (Get-Module Microsoft.PowerShell.PlatyPS -ListAvailable)) { Set-ItResult -Skipped -Because 'Microsoft.PowerShell.PlatyPS is not installed' }
        $made = Join-Path $TestDrive 'made'
        $start = $engine + '-NoLogo', '-NoProfile', '-NonInteractive', '-File', (Join-Path $folder '../Build-Help.ps1'), $folder, $made
        $said = & $start[0] $start[1..$start.Count] 2>&1
        $LASTEXITCODE | Should -Be 0 -Because "$said"
        $kept = Join-Path $folder 'generated'
        (Get-ChildItem $kept).Name | Should -Be (Get-ChildItem $made).Name
        (Get-ChildItem $kept).Count | Should -Be 5
        foreach ($file in Get-ChildItem $kept) {
            [System.IO.File]::ReadAllText($file.FullName).Replace("`r`n", "`n") |
                Should -BeExactly ([System.IO.File]::ReadAllText((Join-Path $made $file.Name))) -Because $file.Name
        }
    }

    It 'are in the module as they are kept' {
        $shipped = Join-Path $moduleRoot 'en-US'
        (Get-ChildItem $shipped).Name | Should -Be (Get-ChildItem (Join-Path $folder 'generated')).Name
        foreach ($file in Get-ChildItem $shipped) {
            [System.IO.File]::ReadAllText($file.FullName) |
                Should -BeExactly ([System.IO.File]::ReadAllText((Join-Path $folder "generated/$($file.Name)"))) -Because $file.Name
        }
    }

    It 'are there for a newcomer: Get-Help with -Examples, and every topic' {
        $said = Invoke-OtherPowerShell @'
            Get-Help Get-PcCustomerQualification -Examples
            'about_PartnerCenter.Qualifications', 'about_PcAuthentication', 'about_PcBulkOperations', 'about_PcEmulator' | ForEach-Object { (Get-Help $_) -split '\r?\n' | Select-Object -First 2 }
'@
        $said.Errors | Should -BeNullOrEmpty
        $said.Output | Should -Match 'Example 1: See all customers'' qualifications'
        $said.Output | Should -Match 'Get-PcCustomer \| Get-PcCustomerQualification'
        foreach ($topic in 'about_PartnerCenter.Qualifications', 'about_PcAuthentication', 'about_PcBulkOperations', 'about_PcEmulator') {
            $said.Output | Should -Match "TOPIC\s+$([regex]::Escape($topic))"
        }
    }

    It 'of <_> are text as PowerShell writes a topic: headings in capitals at the margin, code set off, and no Markdown' -ForEach $topics {
        $page = [System.IO.File]::ReadAllText((Join-Path $folder "$_.md"))
        $shown = [System.IO.File]::ReadAllText((Join-Path $moduleRoot "en-US/$_.help.txt"))
        $headings = [regex]::Matches($page, '(?m)^##+ (.+)$').ForEach{ $_.Groups[1].Value.ToUpperInvariant() }
        @([regex]::Matches($shown, '(?m)^\S.*$').Value) | Should -BeExactly (@('TOPIC') + $headings)
        $code = [regex]::Matches($page, '(?ms)^```powershell\n(.*?)^```$').ForEach{ $_.Groups[1].Value.TrimEnd() -split '\n' } | Where-Object { $_ }
        @([regex]::Matches($shown, '(?m)^ {8}(.+)$').ForEach{ $_.Groups[1].Value }) | Should -BeExactly @($code)
        $shown | Should -Not -Match '`|\]\('
    }
}

Describe 'The words of <Name>' -ForEach @(
    Get-ChildItem $folder -Filter *.md | ForEach-Object { @{ Name = $_.Name; Path = $_.FullName } }
    'README.md', 'docs/secure-application-model.md' | ForEach-Object { @{ Name = $_; Path = Join-Path $folder "../../$_" } }
) {
    It 'are names of parameters, properties and values that exist' {
        $models = [PartnerCenter.Qualifications.Customer].Assembly.GetExportedTypes()
        $cmdlets = Get-Command -Module PartnerCenter.Qualifications
        $exception = [PartnerCenter.Qualifications.PartnerCenterException].Name
        $known = [System.Collections.Generic.HashSet[string]]::new([string[]] @(
                $models.Name; $models | ForEach-Object { $_.GetProperties().Name }; $models | Where-Object IsEnum | ForEach-Object { [enum]::GetNames($_) }
                $cmdlets.Noun; $cmdlets | ForEach-Object { $_.Parameters.Keys; $_.Parameters.Values.Aliases }; $exception

                # Columns of other tools, and what an exception has in its data.
                'CustomerTenantId', 'MicrosoftId', 'UnknownOutcomes', 'WrittenCustomers'

                # Of others.
                'PowerShell', 'NuGet', 'GitHub', 'SecureString', 'SecretManagement', 'UtcDateTime', 'PartnerCenter', 'FullyQualifiedErrorId', 'ForEach'
                'DefaultWebProxy', 'DefaultCredentials', 'First', 'Parallel', 'Task', 'Hours', 'Examples', 'EnumsAsStrings', 'BeTrue'
            ))
        $text = [System.IO.File]::ReadAllText($Path) -replace '(?s)\A---\n.*?\n---\n' -replace '(?ms)^```.*?^```' -replace '\]\([^)]*\)' -replace 'https?://\S+'
        $text = $text -replace '(?m)^(### |- Name: |Type: |-InformationAction|-ProgressAction|This cmdlet supports).*$'
        $words = [regex]::Matches($text, '(?<![\w.\[`/$-])(?:[A-Z][a-z]+){2,}\w*|(?<![\w.])-[A-Z]\w+') | ForEach-Object { $_.Value.TrimStart('-') } | Sort-Object -Unique
        $words | Where-Object { -not $known.Contains($_) } | Should -BeNullOrEmpty
    }
}

Describe 'The links to the documentation of the service' {
    It 'name no page that is called otherwise today' {
        $root = [System.IO.Path]::GetFullPath((Join-Path $PSScriptRoot '../..'))
        $files = @(Get-ChildItem "$root/docs/en-US" -Filter *.md) +
            @(Get-ChildItem "$root/src" -Recurse -Filter *.cs | Where-Object FullName -NotMatch '[\\/](bin|obj)[\\/]')
        $files.Count | Should -BeGreaterThan 100
        $files | Select-String 'developer/(get-a-list-of-customers-filtered-by-a-search-field|get-a-customer-s-validation-status|get-validation-codes)\b' |
            Should -BeNullOrEmpty
        $files | Select-String 'developer/(get-a-customer-by-name|retrieve-validation-status|get-a-partner-s-validation-codes)\b' | Should -Not -BeNullOrEmpty
    }
}
