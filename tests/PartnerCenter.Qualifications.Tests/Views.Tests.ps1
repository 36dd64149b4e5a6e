BeforeDiscovery {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    Import-Module $moduleRoot -Force
    $shown = [PartnerCenter.Qualifications.Customer].Assembly.GetExportedTypes() |
        Where-Object { $_.IsClass -and -not $_.IsSubclassOf([exception]) -and -not ($_.IsAbstract -and $_.IsSealed) } |
        ForEach-Object { @{ Type = $_; Name = $_.Name } }
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    Import-Module $moduleRoot -Force

    # The first cmdlet registers how PowerShell presents the objects.
    Connect-PcAccount -Emulator -WarningAction SilentlyContinue | Disconnect-PcAccount
    $escape = [char]27
    $rendering = $PSStyle.OutputRendering
    $id = '5aa9d8cf-1f1c-4b6e-9a0c-1234567890ab'
    $ns = 'PartnerCenter.Qualifications'

    function New-Model([string] $Type, [hashtable] $Values) {
        $model = if ($Type -eq 'ValidationCode') { New-Object "$ns.$Type" -ArgumentList $Values.ValidationId } else { New-Object "$ns.$Type" }
        foreach ($name in @($Values.Keys -ne 'ValidationId')) {
            $property = $model.GetType().GetProperty($name)
            $type = if ($property.PropertyType.IsGenericType -and $property.PropertyType.IsInterface) {
                $property.PropertyType.GetGenericArguments()[0].MakeArrayType()
            } else { $property.PropertyType }
            $property.SetValue($model, [System.Management.Automation.LanguagePrimitives]::ConvertTo($Values[$name], $type))
        }

        $model
    }

    function New-Qualification([string] $Name, [string] $Qualification, [string] $Status, [timespan] $Age, [string] $Reason) {
        $values = @{ CustomerId = $id; Qualification = $Qualification; VettingStatus = $Status; RawQualification = $Qualification; RawVettingStatus = $Status }
        if ($Name) { $values.CustomerName = $Name }
        if ($Reason) { $values.VettingReason = $Reason }
        if ($Age) { $values.VettingCreatedDate = [DateTimeOffset]::UtcNow - $Age }
        New-Model CustomerQualification $values
    }

    # What is on the screen: lines without the blanks at their ends.
    function Show([object[]] $Objects, [int] $Width = 80) {
        @(($Objects | Out-String -Width $Width) -split '\r?\n' | ForEach-Object TrimEnd | Where-Object { $_ })
    }

    # How many cells of a screen a text takes; an East Asian character takes two.
    function Measure-Cells([string] $Text) { $Host.UI.RawUI.LengthInBufferCells($Text) }

    $nasty = @(
        'Université libre de Bruxelles – Faculté de Philosophie et Lettres, Département de langues'
        '東京大学大学院情報理工学系研究科電子情報学専攻東京大学大学院情報理工学系研究科電子情報学専攻'
        '<script>alert("1")</script><script>alert("2")</script><script>alert("3")</script>'
        "O'Neill & Söhne `"Bildung`" GmbH & Co. KG, Niederlassung Süd, Abteilung Einkauf und Logistik"
    )
    $headings = @{
        Customer                 = 'CompanyName', 'CustomerId', 'Domain'
        CustomerQualification    = 'Customer', 'Qualification', 'VettingStatus'
        CustomerValidationStatus = 'Customer', 'Type', 'Status', 'LastUpdate'
        QualificationChange      = 'Customer', 'ChangedDate', 'Change'
        QualificationDifference  = 'Customer', 'Qualification', 'Change'
        QualificationSummary     = 'Qualification', 'VettingStatus', 'Count', 'LongestInReview'
        ValidationCode           = 'OrganizationName', 'ValidationId', 'Remaining', 'Max'
        MfaCompliance            = 'IsCompliant', 'Authentication', 'Recommendation'
        PcContext                = 'Account', 'Tenant', 'Auth'
    }
    $education = New-Qualification 'x' Education InReview '1.0:0:0'
    $objects = @{
        Customer                 = $nasty.ForEach{
            New-Model Customer @{
                CustomerId = $id
                CompanyName = $_
                Domain = 'a-very-long-domain-name-of-a-customer.onmicrosoft.com'
                RelationshipToPartner = 'reseller'
                CommerceId = $id
            }
        }
        CustomerQualification    = $nasty.ForEach{ New-Qualification $_ GovernmentCommunityCloud InReview '338.20:14:16' }
        CustomerValidationStatus = $nasty.ForEach{
            New-Model CustomerValidationStatus @{
                CustomerId = $id
                CustomerName = $_
                Type = 'account'
                Status = 'underReview'
                LastUpdateDateTime = [DateTimeOffset]::UtcNow
            }
        }
        QualificationChange      = $nasty.ForEach{
            New-Model QualificationChange @{
                CustomerId = $id
                CustomerName = $_
                ChangedDate = [DateTimeOffset]::UtcNow
                ChangedBy = 'admin@contoso.onmicrosoft.com'
                OldValue = @()
                NewValue = @($education)
            }
        }
        QualificationDifference  = $nasty.ForEach{
            New-Model QualificationDifference @{
                Kind = 'StatusChanged'
                OldValue = New-Qualification $_ GovernmentCommunityCloud InReview
                NewValue = New-Qualification $_ GovernmentCommunityCloud Denied '1.0:0:0' 'The documents could not be verified.'
            }
        }
        QualificationSummary     = @(
            New-Model QualificationSummary @{
                Qualification = 'GovernmentCommunityCloud'
                VettingStatus = 'InReview'
                Count = 1234567
                LongestInReview = [timespan]'1338.20:14:16'
            }
        )
        ValidationCode           = $nasty.ForEach{
            New-Model ValidationCode @{
                ValidationId = $id
                OrganizationName = $_
                PartnerId = '4975001'
                MaxCreates = 10000
                RemainingCreates = 10000
                ETag = 'x'
            }
        }
        MfaCompliance            = @(New-Model MfaCompliance @{
            Authentication = 'AppUser'
            AuthenticationMethods = [string[]]@('pwd')
            TokenHasMfa = $false
            ServiceAnswer = $false
            Recommendation = 'Sign in again, with a second factor. ' * 6
        })
        PcContext                = @(Connect-PcAccount -Emulator)
    }
}

AfterAll {
    $PSStyle.OutputRendering = $rendering
    Disconnect-PcAccount
    Remove-Module PartnerCenter.Qualifications -Force -ErrorAction Ignore
}

Describe 'The views of <Name>' -ForEach $shown {
    BeforeAll {
        $PSStyle.OutputRendering = 'PlainText'
        $view = (Get-FormatData -TypeName $Type.FullName -PowerShellVersion $PSVersionTable.PSVersion).FormatViewDefinition
        $table = $view.Control | Where-Object { $_ -is [System.Management.Automation.TableControl] }
        $list = $view.Control | Where-Object { $_ -is [System.Management.Automation.ListControl] }
        $wide = $view.Control | Where-Object { $_ -is [System.Management.Automation.WideControl] }
        $properties = $objects[$Name][0].PSObject.Properties.Name
    }

    It 'are one table, one list and one wide view' {
        @($table).Count | Should -Be 1
        @($list).Count | Should -Be 1
        @($wide).Count | Should -Be 1
        @($view).Count | Should -Be 3
    }

    It 'have a list with all properties, but the other name of the id' {
        $names = $list.Entries[0].Items | ForEach-Object { if ($_.Label) { $_.Label } else { $_.DisplayEntry.Value } }
        $names | Sort-Object | Should -Be ($properties -ne 'Id' | Sort-Object)
    }

    It 'show a name in Format-Wide' {
        $property = $wide.Entries[0].DisplayEntry.Value -replace '^\$_\.(\w+) -replace .*$', '$1'
        $property | Should -BeIn 'CompanyName', 'CustomerName', 'OrganizationName', 'User', 'IsCompliant', 'Qualification'
        Show ($objects[$Name][0] | Format-Wide -Column 1) 200 | Should -Be "$($objects[$Name][0].$property)"
    }

    It 'name no property that does not exist' {
        $entries = @($table.Rows[0].Columns.DisplayEntry) + @($list.Entries[0].Items.DisplayEntry)
        $entries.Count | Should -BeGreaterThan 0
        $used = foreach ($entry in $entries) {
            if ($entry.ValueType -eq 'Property') { $entry.Value } else { [regex]::Matches($entry.Value, '\$_\.(\w+)').ForEach{ $_.Groups[1].Value } }
        }
        $used | Sort-Object -Unique | Should -BeIn $properties
    }

    It 'have scripts that Windows PowerShell 5.1 can run: its grammar, no $PSStyle, strict mode' {
        $entries = @($table.Rows[0].Columns.DisplayEntry) + @($list.Entries[0].Items.DisplayEntry) | Where-Object ValueType -EQ 'ScriptBlock'
        foreach ($script in $entries.Value) {
            $tokens = $errors = $null
            $tree = [System.Management.Automation.Language.Parser]::ParseInput($script, [ref] $tokens, [ref] $errors)
            $errors | Should -BeNullOrEmpty
            $tree.FindAll({ $args[0].GetType().Name -in 'TernaryExpressionAst', 'PipelineChainAst' }, $true) | Should -BeNullOrEmpty
            $tokens.Kind | Should -Not -BeIn 'QuestionQuestion', 'QuestionQuestionEquals', 'QuestionDot', 'QuestionLBracket'
            $old = [scriptblock]::Create(
                'Set-StrictMode -Version Latest; $_ = $args[0]; ' + $script.Replace('$PSEdition', "'Desktop'").Replace('$PSStyle', '$noSuchVariable'))
            foreach ($object in $objects[$Name]) { & $old $object | Should -Not -Match $escape }
        }
    }

    It 'fit <_> columns with long, foreign and odd names: nothing longer, no heading lost or cut' -ForEach 80, 79 {
        $lines = Show ($objects[$Name] | Format-Table) $_
        $lines.Count | Should -BeGreaterThan 2
        foreach ($line in $lines) { Measure-Cells $line | Should -BeLessOrEqual $_ }
        $lines[0] -split '\s+' | Should -Be $headings[$Name]
    }

    It 'show the columns after the name whole at 80 columns, but the last one' {
        # A name in excess must cost nothing but itself.
        $short = Show ($objects[$Name][0] | Format-Table)
        $wide = Show ($objects[$Name][0] | Format-Table) 200
        for ($column = 1; $column -lt $table.Headers.Count - 1; $column++) {
            $start = $wide[1].IndexOf(' -', [StringComparison]::Ordinal)
            $start | Should -BeGreaterThan 0
            $width = $table.Headers[$column].Width
            $width | Should -BeGreaterThan 0
            $from = 1 + ($table.Headers[0..($column - 1)] | Measure-Object Width -Sum).Sum + $column - 1
            $short[2].Substring($from, $width) | Should -BeExactly $wide[2].Substring($from, $width)
            $short[2].Substring($from, $width) | Should -Not -Match '…'
        }
    }

    It 'show the same in a session of ConstrainedLanguage, and call no method' {
        # Of every status, so that each branch of a script runs.
        $shown = if ($Name -eq 'CustomerQualification') {
            'Approved', 'InReview', 'Denied', 'Unknown', 'None' | ForEach-Object { New-Qualification $nasty[0] Education $_ '2.3:4:5' 'Because.' }
            New-Qualification '' Education InReview '0.3:4:5'
        }
        else { $objects[$Name] }
        if ($Name -eq 'PcContext') { $shown = @($shown) + (Connect-PcAccount -Emulator); Disconnect-PcAccount $shown[-1] }
        $state = [initialsessionstate]::CreateDefault2()
        $state.ImportPSModule($moduleRoot)
        $state.LanguageMode = 'ConstrainedLanguage'
        $runspace = [runspacefactory]::CreateRunspace($state)
        $runspace.Open()
        try {
            foreach ($command in 'Out-String', 'Format-Table', 'Format-List', 'Format-Wide') {
                $constrained = [powershell]::Create()
                $constrained.Runspace = $runspace
                $constrained.AddScript('$ExecutionContext.SessionState.LanguageMode').Invoke() | Should -Be 'ConstrainedLanguage'
                $constrained.Commands.Clear()
                $constrained.AddScript(
                    'param($Objects, $Command) if ($Command -eq "Out-String") { $Objects | Out-String -Width 200 } else { $Objects | & $Command | Out-String -Width 200 }').AddArgument($shown).AddArgument($command) | Out-Null
                $there = $constrained.Invoke() -join ''
                $constrained.Streams.Error | Should -BeNullOrEmpty
                $here = if ($command -eq 'Out-String') { $shown | Out-String -Width 200 } else { $shown | & $command | Out-String -Width 200 }
                $there | Should -BeExactly $here
                $constrained.Dispose()
            }
        }
        finally { $runspace.Dispose() }
        foreach ($entry in @($table.Rows[0].Columns.DisplayEntry) + @($list.Entries[0].Items.DisplayEntry) | Where-Object ValueType -EQ 'ScriptBlock') {
            $tree = [System.Management.Automation.Language.Parser]::ParseInput($entry.Value, [ref] $null, [ref] $null)
            $tree.FindAll({ $args[0] -is [System.Management.Automation.Language.InvokeMemberExpressionAst] }, $true) | Should -BeNullOrEmpty
        }
    }

    It 'has Id as another name of CustomerId, where there is one' {
        if ('CustomerId' -in $properties) { $objects[$Name][0].Id | Should -Be $id } else { 'Id' | Should -Not -BeIn $properties }
    }
}

# Word for word, so that no column and no line can show another's value.
Describe 'The table and the list' {
    It 'of <Type> show each value in its place' -ForEach @(
        @{
            Type = 'Customer'
            Values = @{
                CustomerId = '5aa9d8cf-1f1c-4b6e-9a0c-1234567890ab'; CompanyName = 'Contoso'; Domain = 'contoso.edu'; RelationshipToPartner = 'reseller'; CommerceId = '99999999-2222-3333-4444-555555555555'
                AllowDelegatedAccess = $true; RawAllowDelegatedAccess = 'perhaps'; CustomDomains = [string[]]@('contoso.example',
                    'fabrikam.example'); AssociatedPartnerId = '88888888-2222-3333-4444-555555555555'
            }
            Row = 'Contoso                      5aa9d8cf-1f1c-4b6e-9a0c-1234567890ab contoso.edu'
            Lines = @(
                'CompanyName             : Contoso'
                'CustomerId              : 5aa9d8cf-1f1c-4b6e-9a0c-1234567890ab'
                'Domain                  : contoso.edu'
                'RelationshipToPartner   : reseller'
                'CommerceId              : 99999999-2222-3333-4444-555555555555'
                'AllowDelegatedAccess    : True'
                'RawAllowDelegatedAccess : perhaps'
                'CustomDomains           : contoso.example, fabrikam.example'
                'AssociatedPartnerId     : 88888888-2222-3333-4444-555555555555'
            )
        }
        @{
            Type = 'CustomerValidationStatus'
            Values = @{
                CustomerId = '5aa9d8cf-1f1c-4b6e-9a0c-1234567890ab'
                CustomerName = 'Contoso'
                Type = 'account'
                Status = 'underReview'
                LastUpdateDateTime = [DateTimeOffset]'2026-03-01T06:05:04Z'
                RawLastUpdateDateTime = 'in spring'
            }
            Row = 'Contoso                              account  underReview  2026-03-01 06:05:04Z'
            Lines = @(
                'CustomerName          : Contoso'
                'CustomerId            : 5aa9d8cf-1f1c-4b6e-9a0c-1234567890ab'
                'Type                  : account'
                'Status                : underReview'
                'LastUpdateDateTime    : 2026-03-01 06:05:04Z'
                'RawLastUpdateDateTime : in spring'
            )
        }
        @{
            Type = 'ValidationCode'
            Values = @{
                ValidationId = '204518'
                OrganizationName = 'Town of Adatum'
                PartnerId = '4975001'
                MaxCreates = 25
                RemainingCreates = 7
                ETag = 'x'
                RawMaxCreates = 'many'
                RawRemainingCreates = 'few'
            }
            Row = 'Town of Adatum              204518                                       7    25'
            Lines = @(
                'OrganizationName    : Town of Adatum'
                'ValidationId        : 204518'
                'RemainingCreates    : 7'
                'MaxCreates          : 25'
                'PartnerId           : 4975001'
                'ETag                : x'
                'RawMaxCreates       : many'
                'RawRemainingCreates : few'
            )
        }
        @{
            Type = 'MfaCompliance'
            Values = @{
                Authentication = 'AppUser'
                AuthenticationMethods = [string[]]@('pwd', 'mfa')
                TokenHasMfa = $true
                ServiceAnswer = $false
                Recommendation = 'Sign in again.'
            }
            Row = 'False       AppUser        Sign in again.'
            Lines = @(
                'IsCompliant           : False'
                'Authentication        : AppUser'
                'AuthenticationMethods : pwd, mfa'
                'TokenHasMfa           : True'
                'ServiceAnswer         : False'
                'Recommendation        : Sign in again.'
            )
        }
        @{
            Type = 'CustomerQualification'
            Values = @{
                CustomerId = '5aa9d8cf-1f1c-4b6e-9a0c-1234567890ab'; CustomerName = 'Contoso'; Domain = 'contoso.edu'; Qualification = 'Education'; RawQualification = 'education'
                VettingStatus = 'Denied'; RawVettingStatus = 'denied'; VettingReason = 'No.'; VettingCreatedDate = [DateTimeOffset]'2026-03-01T08:05:04+02:00'; RawVettingCreatedDate = 'in spring'
            }
            Row = 'Contoso                              Education                Denied: No.'
            Lines = @(
                'CustomerName          : Contoso'
                'CustomerId            : 5aa9d8cf-1f1c-4b6e-9a0c-1234567890ab'
                'Domain                : contoso.edu'
                'Qualification         : Education'
                'VettingStatus         : Denied'
                'VettingReason         : No.'
                'VettingCreatedDate    : 2026-03-01 06:05:04Z'
                'InReviewFor           :'
                'RawQualification      : education'
                'RawVettingStatus      : denied'
                'RawVettingCreatedDate : in spring'
            )
        }
    ) {
        $PSStyle.OutputRendering = 'PlainText'
        $model = New-Model $Type $Values
        $table = Show ($model | Format-Table)
        $table[0] -split '\s+' | Should -Be $headings[$Type]
        $table[2] | Should -BeExactly $Row
        $table.Count | Should -Be 3
        Show ($model | Format-List) 120 | Should -BeExactly $Lines
    }

    It 'of <Type> show where there is no value: <Name>' -ForEach @(
        @{ Name = 'nothing but the ID'; Type = 'Customer'; Values = @{ CustomerId = '5aa9d8cf-1f1c-4b6e-9a0c-1234567890ab' }; Row = '                             5aa9d8cf-1f1c-4b6e-9a0c-1234567890ab' }
        @{ Name = 'nothing but the ID'; Type = 'CustomerValidationStatus'; Values = @{ CustomerId = '5aa9d8cf-1f1c-4b6e-9a0c-1234567890ab' }; Row = '5aa9d8cf-1f1c-4b6e-9a0c-1234567890ab' }
        @{ Name = 'nothing but the code'; Type = 'ValidationCode'; Values = @{ ValidationId = '204518' }; Row = '                            204518' }
        @{ Name = 'zero'; Type = 'ValidationCode'; Values = @{ ValidationId = '204518'; RemainingCreates = 0; MaxCreates = 0 }; Row = '                            204518                                       0     0' }
        @{ Name = 'negative'; Type = 'ValidationCode'; Values = @{ ValidationId = '204518'; RemainingCreates = -1; MaxCreates = 5 }; Row = '                            204518                                      -1     5' }
        @{ Name = 'an empty name'; Type = 'CustomerQualification'; Values = @{ CustomerId = '5aa9d8cf-1f1c-4b6e-9a0c-1234567890ab'; CustomerName = ''; Qualification = 'Nonprofit'; VettingStatus = 'Approved' }; Row = '5aa9d8cf-1f1c-4b6e-9a0c-1234567890ab Nonprofit                Approved' }
        @{ Name = 'a denial without a reason'; Type = 'CustomerQualification'; Values = @{ CustomerName = 'Contoso'; Qualification = 'Education'; VettingStatus = 'Denied'; VettingReason = '' }; Row = 'Contoso                              Education                Denied' }
        @{ Name = 'a review without a date'; Type = 'CustomerQualification'; Values = @{ CustomerName = 'Contoso'; Qualification = 'Education'; VettingStatus = 'InReview' }; Row = 'Contoso                              Education                InReview' }
        @{ Name = 'a change without a date and values'; Type = 'QualificationChange'; Values = @{ CustomerId = '5aa9d8cf-1f1c-4b6e-9a0c-1234567890ab'; OldValue = @(); NewValue = @() }; Row = '5aa9d8cf-1f1c-4b6e-9a0c-123…                   None -> None' }
        @{ Name = 'zero, unknown words'; Type = 'QualificationSummary'; Values = @{ Qualification = 'Unknown'; VettingStatus = 'Unknown'; Count = 0; LongestInReview = [timespan]::Zero }; Row = 'Unknown                  Unknown                      0 0h 0m' }
        @{ Name = 'nobody knows'; Type = 'MfaCompliance'; Values = @{ Authentication = 'AppOnly'; Recommendation = '' }; Row = 'False       AppOnly' }
    ) {
        $PSStyle.OutputRendering = 'PlainText'
        (Show (New-Model $Type $Values | Format-Table))[2] | Should -BeExactly $Row
    }

    It 'of QualificationChange show each value in its place' {
        $PSStyle.OutputRendering = 'PlainText'
        $pairs = [System.Collections.Generic.Dictionary[string, string]]::new()
        $pairs.Add('Qualification', 'Education')
        $change = New-Model QualificationChange @{
            CustomerId = $id; CustomerName = 'Contoso'; ChangedDate = [DateTimeOffset]'2026-03-01T08:05:04+02:00'; ChangedBy = 'admin@contoso.com'; ApplicationId = 'application'
            Status = 'Decline'; RawStatus = 'declined'; OldValue = @(New-Qualification 'x' Education InReview); NewValue = @((New-Qualification 'x' Education Denied), (New-Qualification 'x' StateOwnedEntity None))
            RawOldValue = '{"old":1}'; RawNewValue = '{"new":2}'; RawChangedDate = 'in spring'; RecordId = 'record'; CorrelationId = 'correlation'
        }
        $change.GetType().GetProperty('CustomizedData').SetValue($change, $pairs)
        Show ($change | Format-List) 120 | Should -BeExactly @(
            'CustomerName   : Contoso'
            "CustomerId     : $id"
            'ChangedDate    : 2026-03-01 06:05:04Z'
            'ChangedBy      : admin@contoso.com'
            'ApplicationId  : application'
            'Status         : Decline'
            'OldValue       : Education (InReview)'
            'NewValue       : Education (Denied), StateOwnedEntity'
            'RawStatus      : declined'
            'CustomizedData : Qualification = Education'
            'RawOldValue    : {"old":1}'
            'RawNewValue    : {"new":2}'
            'RawChangedDate : in spring'
            'RecordId       : record'
            'CorrelationId  : correlation'
        )
    }

    It 'of PcContext show each value in its place' {
        $PSStyle.OutputRendering = 'PlainText'
        $context = Connect-PcAccount -Emulator
        $lines = Show ($context | Format-List) 120
        foreach ($line in 'User', 'TenantId', 'ApplicationId', 'Environment', 'Endpoint', 'Authentication', 'CredentialKind', 'HasMfa', 'IsConnected') {
            @($lines -match "^$line\s+: ").Count | Should -Be 1 -Because $line
        }

        ($lines -match '^User ') -replace '^.*: ' | Should -Be 'admin@contoso.onmicrosoft.com'
        ($lines -match '^TenantId ') -replace '^.*: ' | Should -Be '4f0c2f6a-3c1d-4f5e-9b7a-0d5a1c7e2b11'
        ($lines -match '^ApplicationId ') -replace '^.*: ' | Should -Be '7d3c8a54-91e2-4b0f-8f67-2a6b1e9c0d42'
        ($lines -match '^Authentication ') -replace '^.*: ' | Should -Be 'AppUser'
        ($lines -match '^CredentialKind ') -replace '^.*: ' | Should -Be 'Emulator'
        ($lines -match '^HasMfa ') -replace '^.*: ' | Should -Be 'True'
        ($lines -match '^IsEmulator ') -replace '^.*: ' | Should -Be 'True'
        ($lines -match '^Environment ') -replace '^.*: ' | Should -Be 'Global'
        ($lines -match '^Endpoint ') -replace '^.*?: ' | Should -Be 'Emulator'
        ($lines -match '^ExpiresOn ') -replace '^.*?: ' | Should -Be ('{0:u}' -f $context.ExpiresOn)
        ($lines -match '^IsConnected ') -replace '^.*: ' | Should -Be 'True'
    }
}

Describe 'The table of qualifications' {
    BeforeAll {
        $PSStyle.OutputRendering = 'PlainText'
        $all = @(
            New-Qualification 'Contoso University' Education InReview '3.4:12:0'
            New-Qualification '' GovernmentCommunityCloud Approved '40.0:0:0'
            New-Qualification 'Wide World Importers' Education Denied '90.0:0:0' 'Not an Education Customer'
            New-Qualification '<script>alert(1)</script>' StateOwnedEntity None
            New-Qualification 'Litware School' Education InReview '0:12:30'
            New-Qualification 'Université libre de Bruxelles – Faculté de Philosophie' Unknown Unknown
        )
    }

    It 'looks like this at 80 columns' {
        Show $all | Should -BeExactly @(
            'Customer                             Qualification            VettingStatus'
            '--------                             -------------            -------------'
            'Contoso University                   Education                InReview 3d 4h'
            '5aa9d8cf-1f1c-4b6e-9a0c-1234567890ab GovernmentCommunityCloud Approved'
            'Wide World Importers                 Education                Denied: Not an Ed…'
            '<script>alert(1)</script>            StateOwnedEntity         None'
            'Litware School                       Education                InReview 0h 12m'
            'Université libre de Bruxelles – Fac… Unknown                  Unknown'
        )
    }

    It 'uses the room of a wider screen for the reason of a denial' {
        Show $all 120 | Should -Contain 'Wide World Importers                 Education                Denied: Not an Education Customer'
    }

    It 'looks the same after a job''s boundary, and in strict mode' {
        $expected = Show $all
        $pictures = $all |
            ForEach-Object { [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($_)) }
        $pictures[0].PSTypeNames[0] | Should -Be "Deserialized.$ns.CustomerQualification"
        Set-StrictMode -Version Latest
        Show $pictures | Should -BeExactly $expected
    }

    It 'shows rows as they arrive, not after the last one' {
        $PSStyle.OutputRendering = 'PlainText'
        $events = [System.Collections.Generic.List[string]]::new()
        1..3 | ForEach-Object { $events.Add("made $_"); $all[0] } | Out-String -Stream | Where-Object { $_ -match 'Contoso' } |
            ForEach-Object { $events.Add('shown') }
        $events | Should -Be @('made 1', 'shown', 'made 2', 'shown', 'made 3', 'shown')
    }
}

Describe 'The table of differences' {
    BeforeAll { $PSStyle.OutputRendering = 'PlainText' }

    It 'shows each kind and value, and the service''s own words, at 80 columns' {
        $strange = New-Model CustomerQualification @{
            CustomerId = $id
            CustomerName = 'Litware'
            Qualification = 'Unknown'
            RawQualification = "Health`ecare"
            VettingStatus = 'Unknown'
            RawVettingStatus = 'Escalated'
        }
        $bare = New-Model CustomerQualification @{ CustomerId = $id; CustomerName = 'Adatum'; Qualification = 'Unknown'; VettingStatus = 'Unknown' }
        $all = @(
            New-Model QualificationDifference @{ Kind = 'CustomerAdded'; NewValue = New-Qualification '' Education InReview }
            New-Model QualificationDifference @{ Kind = 'CustomerAdded'; NewValue = New-Qualification 'Adatum' None None }
            New-Model QualificationDifference @{ Kind = 'QualificationAdded'; NewValue = New-Qualification 'Contoso' StateOwnedEntity None }
            New-Model QualificationDifference @{
                Kind = 'StatusChanged'
                OldValue = New-Qualification 'Contoso' Education InReview
                NewValue = New-Qualification 'Contoso' Education Denied '0:0:0' 'No.'
            }
            New-Model QualificationDifference @{ Kind = 'QualificationRemoved'; OldValue = New-Qualification 'Contoso' Nonprofit Approved }
            New-Model QualificationDifference @{ Kind = 'QualificationRemoved'; OldValue = New-Qualification 'Contoso' Education Denied '0:0:0' 'No.' }
            New-Model QualificationDifference @{ Kind = 'CustomerRemoved'; OldValue = $strange }
            New-Model QualificationDifference @{ Kind = 'CustomerAdded'; NewValue = $bare }
            New-Model QualificationDifference @{ Kind = 'StatusChanged'; OldValue = $bare; NewValue = New-Qualification 'Adatum' Unknown Denied }
        )
        $expected = @(
            'Customer                     Qualification            Change'
            '--------                     -------------            ------'
            '5aa9d8cf-1f1c-4b6e-9a0c-123… Education                New customer: InReview'
            'Adatum                       None                     New customer'
            'Contoso                      StateOwnedEntity         Added'
            'Contoso                      Education                InReview -> Denied (No.)'
            'Contoso                      Nonprofit                Removed: Approved'
            'Contoso                      Education                Removed: Denied'
            "Litware                      Health`u{fffd}care              Customer removed: Escalat…"
            'Adatum                       Unknown                  New customer: Unknown'
            'Adatum                       Unknown                  Unknown -> Denied'
        )
        Show $all | Should -BeExactly $expected
        $pictures = $all |
            ForEach-Object { [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($_, 2)) }
        Set-StrictMode -Version Latest
        Show $pictures | Should -BeExactly $expected
    }

    It 'has a list with each value in its place' {
        $old = New-Model CustomerQualification @{ CustomerId = $id; CustomerName = 'Old'; Domain = 'old.edu'; Qualification = 'Education'; VettingStatus = 'InReview' }
        $new = New-Model CustomerQualification @{
            CustomerId = $id
            CustomerName = 'New'
            Domain = 'new.edu'
            Qualification = 'Education'
            RawQualification = 'education'
            VettingStatus = 'Denied'
            VettingReason = 'No.'
        }
        Show (New-Model QualificationDifference @{ Kind = 'StatusChanged'; OldValue = $old; NewValue = $new } | Format-List) 120 | Should -BeExactly @(
            'CustomerName     : New'
            "CustomerId       : $id"
            'Domain           : new.edu'
            'Kind             : StatusChanged'
            'Qualification    : Education'
            'OldVettingStatus : InReview'
            'NewVettingStatus : Denied'
            'VettingReason    : No.'
            'RawQualification : education'
            'OldValue         : Education (InReview)'
            'NewValue         : Education (Denied)'
        )
    }
}

Describe 'The table of a summary' {
    It 'shows the figures, and the service''s own words, and the list every value' {
        $PSStyle.OutputRendering = 'PlainText'
        $all = @(
            New-Model QualificationSummary @{ Qualification = 'Education'; VettingStatus = 'InReview'; Count = 12; LongestInReview = [timespan]'1.5:12:10' }
            New-Model QualificationSummary @{
                Qualification = 'Unknown'
                VettingStatus = 'Unknown'
                Count = 1
                RawQualification = 'Healthcare'
                RawVettingStatus = 'Escalated'
            }
            New-Model QualificationSummary @{ Qualification = 'None'; VettingStatus = 'None'; Count = 3 }
        )
        Show $all | Should -BeExactly @(
            'Qualification            VettingStatus            Count LongestInReview'
            '-------------            -------------            ----- ---------------'
            'Education                InReview                    12 1d 5h'
            'Healthcare               Escalated                    1'
            'None                     None                         3'
        )
        Show ($all[0..1] | Format-List) | Should -BeExactly @(
            'Qualification    : Education'
            'VettingStatus    : InReview'
            'Count            : 12'
            'LongestInReview  : 1d 5h 12m'
            'RawQualification :'
            'RawVettingStatus :'
            'Qualification    : Unknown'
            'VettingStatus    : Unknown'
            'Count            : 1'
            'LongestInReview  :'
            'RawQualification : Healthcare'
            'RawVettingStatus : Escalated'
        )
    }
}

Describe 'The age of a review' {
    It 'of <Age> is <Table> in the table and <List> in the list' -ForEach @(
        @{ Age = '0.0:0:10'; Table = '0h 0m'; List = '0d 0h 0m' }
        @{ Age = '0.0:59:10'; Table = '0h 59m'; List = '0d 0h 59m' }
        @{ Age = '0.23:59:10'; Table = '23h 59m'; List = '0d 23h 59m' }
        @{ Age = '1.0:0:10'; Table = '1d 0h'; List = '1d 0h 0m' }
        @{ Age = '1.5:12:10'; Table = '1d 5h'; List = '1d 5h 12m' }
        @{ Age = '2.0:59:10'; Table = '2d 0h'; List = '2d 0h 59m' }
        @{ Age = '10.10:10:10'; Table = '10d 10h'; List = '10d 10h 10m' }
        @{ Age = '400.23:59:10'; Table = '400d 23h'; List = '400d 23h 59m' }
    ) {
        $PSStyle.OutputRendering = 'PlainText'
        $qualification = New-Qualification 'Contoso' Education InReview $Age
        (Show ($qualification | Format-Table))[2] | Should -BeExactly "Contoso                              Education                InReview $Table"
        (Show ($qualification | Format-List)) -match '^InReviewFor ' | Should -BeExactly "InReviewFor           : $List"
    }
}

Describe 'The list of a qualification' {
    It 'shows the age and the date readably' {
        $PSStyle.OutputRendering = 'PlainText'
        $lines = Show (New-Qualification 'Contoso University' Education InReview '3.4:12:30' | Format-List)
        $lines -match '^InReviewFor ' | Should -BeExactly 'InReviewFor           : 3d 4h 12m'
        $lines -match '^VettingCreatedDate ' | Should -Match ': \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$'
    }

    It 'shows nothing for an age that is not there' {
        $PSStyle.OutputRendering = 'PlainText'
        (Show (New-Qualification 'Contoso University' Education Approved | Format-List)) -match '^InReviewFor ' | Should -BeExactly 'InReviewFor           :'
    }
}

Describe 'Colour' {
    It 'of <Status> is <Colour> in table and list, and ends with it' -ForEach @(
        @{ Status = 'Approved'; Colour = 'Green' }
        @{ Status = 'InReview'; Colour = 'Yellow' }
        @{ Status = 'Denied'; Colour = 'Red' }
        @{ Status = 'Unknown'; Colour = 'Magenta' }
    ) {
        $PSStyle.OutputRendering = 'Ansi'
        $qualification = New-Qualification 'Contoso' Education $Status '3.4:12:0' 'Because of a reason that is too long for the screen'
        $coloured = [regex]::Escape($PSStyle.Foreground.$Colour + $Status + $PSStyle.Reset)
        Show $qualification | Select-Object -Last 1 | Should -Match $coloured
        (Show ($qualification | Format-List)) -match 'VettingStatus' | Select-Object -First 1 | Should -Match $coloured
    }

    It 'is not used for None' {
        $PSStyle.OutputRendering = 'Ansi'
        Show (New-Qualification 'Contoso' None None) | Select-Object -Last 1 |
            Should -BeExactly 'Contoso                              None                     None'
    }

    It 'is gone with $PSStyle.OutputRendering PlainText' {
        $PSStyle.OutputRendering = 'PlainText'
        $text = (New-Qualification 'Contoso' Education Denied | Out-String) + (New-Qualification 'Contoso' Education Denied | Format-List | Out-String)
        $text | Should -Match 'Denied'
        $text | Should -Not -Match $escape
    }

    It 'is gone under NO_COLOR, and only there, in a PowerShell of its own' {
        $script = @'
$denied = New-Object PartnerCenter.Qualifications.CustomerQualification -Property @{ CustomerId = 'x'; VettingStatus = 'Denied' }
if ($PSStyle.OutputRendering -eq 'Host') { $PSStyle.OutputRendering = 'Ansi' } # a console that can show colour
$denied | Out-String
'@
        $plain = Invoke-OtherPowerShell $script
        $plain.Output | Should -Match 'Denied'
        $plain.Output | Should -Not -Match $escape
        $coloured = Invoke-OtherPowerShell $script @{ NO_COLOR = $null }
        $coloured.Output | Should -Match "$escape\[31mDenied"
    }

    It 'is gone in a file' {
        $PSStyle.OutputRendering = 'Host'
        $file = Join-Path $TestDrive 'table.txt'
        New-Qualification 'Contoso' Education Denied | Out-File $file
        $text = Get-Content $file -Raw
        $text | Should -Match 'Denied'
        $text | Should -Not -Match $escape
    }
}

Describe 'The table of contexts' {
    BeforeAll { $PSStyle.OutputRendering = 'PlainText' }

    It 'reads at a glance: one line of 80 columns says who, where and how' {
        $context = Connect-PcAccount -Emulator
        Show $context | Should -BeExactly @(
            'Account                              Tenant                               Auth'
            '-------                              ------                               ----'
            "$($context.User.PadRight(36)) $('Emulator'.PadRight(36)) User"
        )
    }

    It 'tells an emulator at an address from the one in memory, and either from the service, in the list' -ForEach @(
        @{ IsEmulator = $true; Endpoint = 'https://emulator.invalid/'; Says = 'Emulator'; Tenant = 'Emulator' }
        @{ IsEmulator = $true; Endpoint = 'http://127.0.0.1:5088/'; Says = 'Emulator at http://127.0.0.1:5088/'; Tenant = 'Emulator' }
        @{ IsEmulator = $false; Endpoint = 'https://api.partnercenter.microsoft.com/'; Says = 'https://api.partnercenter.microsoft.com/'; Tenant = '5aa9d8cf-1f1c-4b6e-9a0c-1234567890ab' }
    ) {
        $picture = [pscustomobject]@{
            PSTypeName = "$ns.PcContext"; User = 'a@contoso.com'; ApplicationId = 'b'; TenantId = $id; Authentication = 'AppUser'; HasMfa = $true; IsConnected = $true
            IsEmulator = $IsEmulator; Endpoint = $Endpoint; CredentialKind = 'AccessToken'; Environment = 'China'; ExpiresOn = $null
        }
        (Show $picture)[2] | Should -BeExactly "$('a@contoso.com'.PadRight(36)) $($Tenant.PadRight(36)) User"
        Show ($picture | Format-List) | Should -BeExactly @(
            'User           : a@contoso.com', 'ApplicationId  : b', "TenantId       : $id", 'Authentication : AppUser', 'CredentialKind : AccessToken'
            'HasMfa         : True', "IsEmulator     : $IsEmulator", 'Environment    : China', "Endpoint       : $Says", 'ExpiresOn      :', 'IsConnected    : True'
        )
    }

    It 'says that a connection is closed' {
        $context = Connect-PcAccount -Emulator
        Disconnect-PcAccount
        (Show $context)[2] | Should -Match ' Closed$'
    }

    It 'says that of a picture from another process, in strict mode too' {
        $picture = [System.Management.Automation.PSSerializer]::Deserialize(
            [System.Management.Automation.PSSerializer]::Serialize((Connect-PcAccount -Emulator)))
        Set-StrictMode -Version Latest
        (Show $picture)[2] | Should -Match ' Closed$'
        (Show ($picture | Format-List)) -match '^IsConnected ' | Should -Match ': False$'
    }

    It 'says <Says> of <Authentication> with MFA <HasMfa>, also where the application is all that is known' -ForEach @(
        @{ Authentication = 'AppOnly'; HasMfa = $null; Says = 'App' }
        @{ Authentication = 'AppUser'; HasMfa = $false; Says = 'NoMFA' }
        @{ Authentication = 'AppUser'; HasMfa = $null; Says = 'User' }
    ) {
        $picture = [pscustomobject]@{
            PSTypeName = "$ns.PcContext"
            User = $null
            ApplicationId = $id
            TenantId = $id
            Authentication = $Authentication
            HasMfa = $HasMfa
            IsConnected = $true
        }
        (Show $picture)[2] | Should -BeExactly "$id $id $Says"
    }
}

Describe 'The table of changes' {
    BeforeAll { $PSStyle.OutputRendering = 'PlainText' }

    It 'says from what to what, and who' {
        $was = New-Qualification 'x' Education InReview
        $is = New-Qualification 'x' Education Approved
        $soe = New-Qualification 'x' StateOwnedEntity None
        $date = [DateTimeOffset]::Parse('2026-11-20T22:57:49Z')
        $lines = Show @(
            New-Model QualificationChange @{
                CustomerId = $id
                CustomerName = 'Contoso'
                ChangedDate = $date
                ChangedBy = 'admin@contoso.com'
                OldValue = @()
                NewValue = @($was)
            }
            New-Model QualificationChange @{ CustomerId = $id; CustomerName = 'Contoso'; ChangedDate = $date; OldValue = @($was); NewValue = @($is) }
            New-Model QualificationChange @{ CustomerId = $id; ChangedDate = $date; Status = 'Failed'; OldValue = @($is); NewValue = @($is, $soe) }
        ) 120
        $lines | Select-Object -Skip 2 | Should -BeExactly @(
            'Contoso                      2026-11-20 22:57Z None -> Education (InReview) by admin@contoso.com'
            'Contoso                      2026-11-20 22:57Z Education: InReview -> Approved'
            '5aa9d8cf-1f1c-4b6e-9a0c-123… 2026-11-20 22:57Z Failed: Education (Approved) -> Education (Approved), StateOwnedEntity'
        )
    }

    It 'says of every status but success what it is: <_>' -ForEach ([enum]::GetNames([PartnerCenter.Qualifications.ChangeStatus])) {
        $date = [DateTimeOffset]::Parse('2026-11-20T22:57:49Z')
        $change = New-Model QualificationChange @{
            CustomerId = $id
            CustomerName = 'Contoso'
            ChangedDate = $date
            Status = $_
            OldValue = @()
            NewValue = @(New-Qualification 'x' StateOwnedEntity None)
        }
        $says = if ($_ -eq 'Succeeded') { '' } else { "${_}: " }
        (Show $change 120)[2] | Should -BeExactly "Contoso                      2026-11-20 22:57Z ${says}None -> StateOwnedEntity"
    }
}
