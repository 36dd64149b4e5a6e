BeforeDiscovery {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    Import-Module $moduleRoot -Force
    $commands = Get-Command -Module PartnerCenter.Qualifications | ForEach-Object { @{ Command = $_; Name = $_.Name } }
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    Import-Module $moduleRoot -Force
    $source = [System.IO.Path]::GetFullPath((Join-Path $PSScriptRoot '../../src'))
    $common = [System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters
    $singular = 'Status', 'Synchronous' # words that end in s and are no plural

    # The text of a project's source files, without comments.
    function Read-Code([string] $Project) {
        foreach ($file in Get-ChildItem (Join-Path $source $Project) -Filter *.cs -Recurse | Where-Object FullName -NotMatch '[\\/](obj|bin)[\\/]') {
            $lines = [System.IO.File]::ReadAllLines($file.FullName) -replace '^\s*//.*$' -replace '\s//\s.*$'
            [pscustomobject]@{ Name = $file.Name; Text = $lines -join "`n" }
        }
    }

    # Literals that are sentences: two words at least, beside what is filled in, HTML and the patterns of dates.
    function Find-Sentence([string] $Code) {
        foreach ($literal in [regex]::Matches($Code, '"(?:[^"\\\n]|\\.)*"')) {
            $words = $literal.Value -replace '\\[nrt]', ' ' -replace '\{[^{}]*\}' -replace '</?[a-z!][^<>]*(>|$)' -creplace '\b(y{2,4}|M{2,4}|d{2,4}|HH|mm|ss)\b'
            if ($words -cmatch '\p{L}{2,}[^\p{L}\p{N}]* [^\p{L}\p{N}]*\p{L}{2,}') { $literal.Value }
        }
    }
}

Describe '<Name>' -ForEach $commands {
    It 'has an approved verb' {
        $Command.Verb | Should -BeIn (Get-Verb).Verb
    }

    It 'has a singular noun with the module''s prefix' {
        $Command.Noun | Should -CMatch '^Pc[A-Z][A-Za-z]+$'
        $Command.Noun -creplace "($($singular -join '|'))$", 'X' | Should -CMatch '([^s]|ss)$'
    }

    It 'has parameters with singular names in Pascal case' {
        $names = $Command.Parameters.Keys | Where-Object { $_ -notin $common }
        foreach ($parameter in $names) {
            $parameter | Should -CMatch '^[A-Z][A-Za-z0-9]+$'
            $parameter -creplace "($($singular -join '|'))$", 'X' | Should -CMatch '([^s]|ss)$'
        }
    }

    It 'says what it returns' {
        $Command.OutputType.Count | Should -BeGreaterThan 0
    }

    It 'asks before it changes anything, and only then' {
        $changes = $Name -in 'New-PcCustomerQualification', 'Set-PcCustomerQualification', 'Export-PcQualificationReport'
        $Command.Parameters.ContainsKey('WhatIf') | Should -Be $changes
        $Command.Parameters.ContainsKey('Confirm') | Should -Be $changes
    }

    It 'takes customers as all the others do' {
        if ($Command.Parameters.ContainsKey('CustomerId')) {
            $parameter = $Command.Parameters['CustomerId']

            # Pester defines a variable for each alias in a parameter filter, which would replace a test's own $id or $tenantId.
            $parameter.Aliases | Should -BeNullOrEmpty
            $parameter.ParameterType | Should -Be ([PartnerCenter.Qualifications.CustomerIdentity[]])
            $parameter.Attributes.Where{ $_ -is [Parameter] }.ValueFromPipeline | Should -Not -Contain $false
            $parameter.Attributes.Where{ $_ -is [Parameter] }.ValueFromPipelineByPropertyName | Should -Not -Contain $false
        }

        if ($Name -match 'CustomerQualification|CustomerValidation') { $Command.Parameters.Keys | Should -Contain 'CustomerId' }
    }
}

Describe 'Names that people know' {
    It 'signs in with Connect-AzAccount''s parameter -<_>' -ForEach @(
        'AccessToken', 'ApplicationId', 'CertificatePassword', 'CertificatePath', 'CertificateThumbprint', 'Credential', 'Environment',
        'FederatedToken', 'Identity', 'SendCertificateChain', 'ServicePrincipal', 'UseDeviceAuthentication'
    ) {
        (Get-Command Connect-PcAccount).Parameters.Keys | Should -Contain $_
    }

    It 'knows -<Parameter> by its other name -<Alias>, too' -ForEach @(
        @{ Parameter = 'TenantId'; Alias = 'Tenant' }
        @{ Parameter = 'ApplicationId'; Alias = 'ClientId' }
        @{ Parameter = 'UseDeviceAuthentication'; Alias = 'DeviceCode' }
    ) {
        (Get-Command Connect-PcAccount).Parameters[$Parameter].Aliases | Should -Contain $Alias
    }
}

Describe 'A warning' {
    BeforeAll { $server = Start-EmulatorHost '--no-mfa' }

    AfterAll {
        Disconnect-PcAccount
        Stop-EmulatorHost $server
    }

    It 'of a sign-in without multi-factor authentication comes once, and says what to do; what follows is silent' {
        $target = $server.Target
        Connect-PcAccount -UseDeviceAuthentication -ApplicationId $emulated.Application -TenantId $emulated.Tenant @target -WarningVariable warnings 3>$null 6>$null | Out-Null
        # Where nobody sits before a terminal, another one says that it is the emulator.
        $warnings = @($warnings | Where-Object { "$_" -notmatch 'Emulator' })
        $warnings.Count | Should -Be 1
        "$warnings" | Should -Match 'sign in again'
        $later = & {
            Get-PcContext
            try { Get-PcCustomer -ErrorAction Stop } catch { $_.FullyQualifiedErrorId }
            Test-PcMfaCompliance
        } 3>&1
        @($later | Where-Object { $_ -is [System.Management.Automation.WarningRecord] }).Count | Should -Be 0
        $later | Should -Contain 'MfaRequired,PartnerCenter.Qualifications.Commands.GetPcCustomerCommand'
    }
}

Describe 'Messages' {

    It 'are recognized in code' {
        Find-Sentence 'WriteWarning("The sign-in is old."); x = $"Hello {name}, goodbye"; y = "MS-CorrelationId"; z = $"{Messages.A} {Messages.B}"' |
            Should -Be @('"The sign-in is old."', '"Hello {name}, goodbye"')
    }

    It 'are nowhere but in the resource file: no sentence stands in the source of the cmdlets' {
        # The page's security policy, an exception for who edits its template, and the names of hosts are no words to a reader.
        $files = @(Read-Code 'PartnerCenter.Qualifications') + @(Read-Code 'PartnerCenter.Reporting') |
            Where-Object Name -NotIn 'ReportPage.cs', 'InteractiveSession.cs'
        $files.Count | Should -BeGreaterThan 20
        foreach ($file in $files) { Find-Sentence $file.Text | Should -BeNullOrEmpty -Because "$($file.Name) is read by the compiler, not by translators" }
    }

    It 'are nowhere but in the resource file: no error or warning of cmdlets and client is made of a literal' {
        foreach ($file in @(Read-Code 'PartnerCenter.Qualifications') + @(Read-Code 'PartnerCenter.Client')) {
            $file.Text | Should -Not -Match '\bWrite(Warning|Verbose|Debug|Information)\(\s*\$?"' -Because $file.Name
            $file.Text | Should -Not -Match 'new PartnerCenterException\(\s*[\w.]+,\s*\$?"' -Because $file.Name
            $file.Text | Should -Not -Match 'new HostInformationMessage \{ Message = \$?"' -Because $file.Name
        }
    }

    It 'of the client know nothing of PowerShell' {
        $texts = ([xml] (Get-Content (Join-Path $source 'PartnerCenter.Qualifications.Models/Messages.resx') -Raw)).root.data
        foreach ($entry in $texts) { $entry.value | Should -Not -MatchExactly '(^|[\s(])-[A-Z]|-Pc[A-Z]|[Cc]mdlet|PowerShell' -Because $entry.name }
    }

    It 'of the module that give advice take the place of a text of the client, and differ from it' {
        $texts = @{}
        ([xml] (Get-Content (Join-Path $source 'PartnerCenter.Qualifications.Models/Messages.resx') -Raw)).root.data |
            ForEach-Object { $texts[$_.name] = $_.value }
        foreach ($entry in ([xml] (Get-Content (Join-Path $source 'PartnerCenter.Qualifications/Errors/CommandAdvice.resx') -Raw)).root.data) {
            $texts.Keys | Should -Contain $entry.name
            $entry.value | Should -Not -BeExactly $texts[$entry.name] -Because $entry.name
            ([regex]::Matches($entry.value, '\{\d') | Sort-Object -Unique).Value |
                Should -Be ([regex]::Matches($texts[$entry.name], '\{\d') | Sort-Object -Unique).Value -Because $entry.name
        }
    }

    It 'are in alphabetical order, each with a text: <_>' -ForEach @(
        'PartnerCenter.Qualifications.Models/Messages.resx', 'PartnerCenter.Qualifications/Errors/CommandMessages.resx'
        'PartnerCenter.Qualifications/Errors/CommandAdvice.resx', 'PartnerCenter.Reporting/ReportTexts.resx'
    ) {
        $messages = [xml] (Get-Content (Join-Path $source $_) -Raw)
        $keys = $messages.root.data.name
        $keys.Count | Should -BeGreaterThan 30
        $sorted = [System.Collections.Generic.List[string]]::new([string[]] $keys)
        $sorted.Sort([StringComparer]::Ordinal)
        $keys | Should -BeExactly $sorted.ToArray()
        foreach ($entry in $messages.root.data) { $entry.value | Should -Not -BeNullOrEmpty -Because $entry.name }
    }
}
