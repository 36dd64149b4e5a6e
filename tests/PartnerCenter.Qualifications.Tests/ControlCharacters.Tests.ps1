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
    $rendering = $PSStyle.OutputRendering
    $id = '0a0a0a0a-0000-0000-0000-00000000000a'

    # Clears the screen, fakes a line, sets a title, rings, hides what follows, turns the direction of writing.
    $evil = "Evil`e[2J`r`nWhat if: nothing happens`u{9b}1m`e]0;title`a`b`u{7f}`u{202E}desrever`u{2066}x`u{200B}`u{200E}`u{200F}`u{061C}`u{FEFF}`u{00AD}`u{2060}`u{180E}`u{FFF9}`u{E0041}y"
    $clean = "Evil`u{FFFD}[2J What if: nothing happens`u{FFFD}1m`u{FFFD}]0;title`u{FFFD}`u{FFFD}`u{FFFD}`u{FFFD}desrever`u{FFFD}x$("`u{FFFD}" * 10)y"

    # What a terminal obeys, apart from the line ends between the lines of an output.
    $unsafe = '[\x00-\x09\x0B\x0C\x0E-\x1F\x7F-\x9F\u00AD\u061C\u180E\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\uFEFF\uFFF9]|\uDB40|\r(?!\n)'

    # An object all of whose texts are what an attacker chose.
    function New-Evil([type] $Type) {
        $object = [System.Runtime.CompilerServices.RuntimeHelpers]::GetUninitializedObject($Type)
        foreach ($field in $Type.GetFields([System.Reflection.BindingFlags] 'Instance, NonPublic')) {
            $value = switch ($field.FieldType) {
                ([string]) { $evil }
                ([System.Collections.Generic.IReadOnlyList[string]]) { , [string[]] @($evil, $evil) }
                ([System.Collections.Generic.IReadOnlyList[PartnerCenter.Qualifications.CustomerQualification]]) {
                    $unknown = New-Object PartnerCenter.Qualifications.CustomerQualification -Property @{
                        CustomerId = 'x'
                        Qualification = 'Unknown'
                        RawQualification = $evil
                        VettingStatus = 'Unknown'
                        RawVettingStatus = $evil
                    }
                    , [PartnerCenter.Qualifications.CustomerQualification[]] @($unknown, $unknown)
                }
                ([PartnerCenter.Qualifications.CustomerQualification]) { New-Evil $_ }
                ([uri]) { [uri] 'https://api.partnercenter.microsoft.com' }
                ([System.Func[Nullable[DateTimeOffset]]]) { [System.Func[Nullable[DateTimeOffset]]] { [DateTimeOffset]::UtcNow } }
            }
            if ($null -ne $value) { $field.SetValue($object, $value) }
        }

        $object
    }
}

AfterAll {
    $PSStyle.OutputRendering = $rendering
    Disconnect-PcAccount
    Remove-Module PartnerCenter.Qualifications -Force -ErrorAction Ignore
}

Describe 'Control characters in the views of <Name>' -ForEach $shown {
    BeforeAll {
        $PSStyle.OutputRendering = 'PlainText'
        $object = New-Evil $Type
    }

    It 'do not reach the terminal: <_>' -ForEach 'Format-Table', 'Format-List', 'Format-Wide', 'Out-String' {
        $text = if ($_ -eq 'Out-String') { $object | Out-String -Width 2000 } else { $object | & $_ | Out-String -Width 2000 }
        $text | Should -Not -BeNullOrEmpty
        $text | Should -Not -Match $unsafe

        # No line begins as the attacker wanted it to.
        $text | Should -Not -Match '(?m)^What if'
    }

    It 'are visible where the text is shown' {
        $object | Format-List | Out-String -Width 2000 | Should -Match ([regex]::Escape($clean))
    }

    It 'stay in the object' {
        $texts = $object.PSObject.Properties.Value | Where-Object { $_ -is [string] }
        foreach ($text in $texts) { $text | Should -BeExactly $evil }
    }
}

Describe 'The text that is shown' {
    BeforeAll {
        $view = (Get-FormatData -TypeName PartnerCenter.Qualifications.Customer -PowerShellVersion $PSVersionTable.PSVersion).FormatViewDefinition
        $list = $view.Control | Where-Object { $_ -is [System.Management.Automation.ListControl] }
        $script = [scriptblock]::Create(($list.Entries[0].Items | Where-Object Label -EQ CompanyName).DisplayEntry.Value.Replace('$_.CompanyName', '$args[0]'))
    }

    It 'is the same in the views as everywhere else, for every character' {
        $texts = foreach ($code in 0..0xD7FF + 0xE000..0xFFFF) { "a$([char]$code)b" }
        $texts += foreach ($code in 0x10000, 0x1F3EB, 0x20BB7, 0xE0001, 0xE0020, 0xE007F, 0xE0100) { "a$([char]::ConvertFromUtf32($code))b" }
        $texts += "a`r`nb", "a`n`rb", "a`r`r`nb", "a`t`tb"
        $different = foreach ($text in $texts) {
            if ((& $script $text) -cne [PartnerCenter.Qualifications.DisplayText]::Clean($text)) { '{0:X4}' -f [int] $text[1] }
        }
        $different | Should -BeNullOrEmpty
    }

    It 'keeps what scripts are written with: <_>' -ForEach @(
        "می`u{200C}خواهم", "ශ්`u{200D}රී", "👨`u{200D}👩`u{200D}👧", 'École 学校 🏫', "葛`u{E0100}城", 'a b', "Z`u{0306}x"
    ) {
        [PartnerCenter.Qualifications.DisplayText]::Clean($_) | Should -BeExactly $_
    }

    It 'has no half of a surrogate pair' {
        [PartnerCenter.Qualifications.DisplayText]::Clean("a$([char] 0xD83D)b$([char] 0xDE00)$([char] 0xD83D)") | Should -BeExactly "a`u{FFFD}b`u{FFFD}`u{FFFD}"
    }
}

Describe 'Control characters in what the cmdlets say' {
    BeforeAll {
        $PSStyle.OutputRendering = 'PlainText'
        $server = Start-EmulatorHost
        $target = $server.Target
        Connect-PcAccount -ServicePrincipal -TenantId $emulated.Domain -Credential (New-Credential) @target | Out-Null
        Set-Host $server customers @{ customerId = $id; companyName = $evil; domain = 'evil.onmicrosoft.com' }
        $customer = Get-PcCustomer $id
    }

    AfterAll { Stop-EmulatorHost $server }

    AfterEach { Clear-HostResponse $server }

    It 'are in the object as the service sent them' {
        $customer.CompanyName | Should -BeExactly $evil
    }

    It 'do not reach the question of <_>' -ForEach 'New-PcCustomerQualification', 'Set-PcCustomerQualification' {
        # The words of -WhatIf and -Confirm are those of -Verbose, which can be captured.
        $connection = Connect-PcAccount -AccessToken (ConvertTo-Secret (Get-UserToken $server).access_token) @target
        $more = if ($_ -like 'New-*') { @{ EducationSegment = 'K12' } } else { @{} }
        $said = $customer | & $_ -Qualification Education @more -Context $connection -Confirm:$false -Verbose 4>&1 -ErrorAction SilentlyContinue |
            Where-Object { "$_" -like 'Performing the operation*' }
        @($said).Count | Should -Be 1
        "$said" | Should -Match ([regex]::Escape($clean))
        "$said" | Should -Not -Match "$unsafe|\n"
    }

    It 'do not reach an error: neither its message, nor what it is about, nor the exception' {
        $body = @{ code = "9$evil"; description = $evil } | ConvertTo-Json
        Set-Host $server responses @{ path = "/v1/customers/$id/qualifications"; statusCode = 400; body = $body; once = $false }
        $customer | Get-PcCustomerQualification -ErrorAction SilentlyContinue -ErrorVariable failures
        $failures.Count | Should -Be 1
        $shown = @(
            $failures[0] | Out-String
            "$($failures[0])"
            $failures[0].Exception.Message
            $failures[0].Exception.ToString() -replace '\r?\n', ''
            $failures[0].CategoryInfo.ToString()
            $failures[0].ErrorDetails.RecommendedAction
            Get-Error $failures[0] | Out-String
            $failures[0].Exception | Format-List * -Force | Out-String
        )
        $shown[2] | Should -Match 'desrever'
        foreach ($text in $shown) { $text | Should -Not -Match $unsafe }
        $failures[0].TargetObject | Should -Be $customer
    }

    It 'do not reach an error about a customer whose id is no id' {
        $odd = New-Object PartnerCenter.Qualifications.Customer -Property @{ CustomerId = "0a$evil" }
        $odd | Get-PcCustomerQualification -ErrorAction SilentlyContinue -ErrorVariable failures
        $failures.Count | Should -Be 1
        ($failures[0] | Out-String), (Get-Error $failures[0] | Out-String) | Should -Not -Match $unsafe
    }

    It 'do not reach PowerShell''s own error where they are given to a parameter of another type: <Command> -<Parameter>' -ForEach @(
        foreach ($command in Get-Command -Module PartnerCenter.Qualifications) {
            foreach ($parameter in $command.Parameters.Values |
                Where-Object {
                    $_.Attributes.Where{ $_ -is [Parameter] } -and $_.Name -notin [System.Management.Automation.PSCmdlet]::CommonParameters -and
                        $_.Name -notin [System.Management.Automation.PSCmdlet]::OptionalCommonParameters
                }) {
                if (([type[]] @([string], [switch], [psobject[]]) -notcontains $parameter.ParameterType)) {
                    @{ Command = $command.Name; Parameter = $parameter.Name }
                }
            }
        }
    ) {
        $command = Get-Command $Command
        $set = $command.ParameterSets | Where-Object { $_.Parameters.Name -contains $Parameter } | Select-Object -First 1
        foreach ($value in $evil, @($evil, $evil), $customer, (New-Evil ([PartnerCenter.Qualifications.CustomerQualification])),
            (New-Evil ([PartnerCenter.Qualifications.ValidationCode]))) {
            $given = @{ $Parameter = $value }
            foreach ($other in $set.Parameters | Where-Object { $_.IsMandatory -and $_.Name -ne $Parameter }) {
                $given[$other.Name] = if ($other.ParameterType -eq [switch]) { $true } elseif ($other.ParameterType -eq [securestring]) { ConvertTo-Secret x } elseif ($other.Name -eq 'Qualification') { 'Education' } elseif ($other.ParameterType -eq [pscredential]) { New-Credential } else { $id }
            }
            if ($command.Parameters.ContainsKey('WhatIf')) { $given.WhatIf = $true }
            if ($Parameter -eq 'Credential') { $given.Credential = , $value }
            if ($Command -in 'Connect-PcAccount', 'New-PcRefreshToken' -and $Parameter -notin 'Endpoint', 'Authority') {
                $given.Endpoint = 'http://localhost:9'
                $given.Authority = 'http://localhost:9'
            }
            $failure = try { & $Command @given -ErrorAction Stop 6> $null | Out-Null } catch { $_ }
            if ($failure) { ($failure | Out-String), "$failure", $failure.Exception.Message | Should -Not -Match $unsafe }
        }
    }

    It 'do not reach the text of an object in a string: <_>' -ForEach 'Customer', 'CustomerQualification', 'CustomerValidationStatus', 'PcContext',
        'QualificationChange', 'ValidationCode' {
        "$(New-Evil ([type] "PartnerCenter.Qualifications.$_"))" | Should -Not -Match "$unsafe|\n"
    }

    It 'do not reach a report: neither its title, nor what it shows, nor its data' {
        $path = Join-Path $TestDrive 'evil.html'
        New-Object PartnerCenter.Qualifications.CustomerQualification -Property @{
            CustomerId = $id
            Qualification = 'Unknown'
            RawQualification = $evil
            VettingStatus = 'Unknown'
            RawVettingStatus = $evil
            VettingReason = $evil
        } |
            Export-PcQualificationReport $path -Title $evil
        $text = [System.IO.File]::ReadAllText($path)
        ([regex]::Match($text, '<title>(.*?)</title>').Groups[1].Value) | Should -BeExactly $clean
        $text -replace '\r?\n' | Should -Not -Match $unsafe
    }

    It 'do not reach -Verbose, -Debug or a warning' {
        $body = @{ code = '1'; description = $evil } | ConvertTo-Json
        Set-Host $server responses @{ path = "/v1/customers/$id/qualifications"; statusCode = 503; body = $body; once = $true }
        $said = $customer | Get-PcCustomerQualification -Verbose -Debug *>&1 | Where-Object { $_ -isnot [PartnerCenter.Qualifications.CustomerQualification] }
        @($said).Count | Should -BeGreaterThan 0
        foreach ($record in $said) { "$record" | Should -Not -Match "$unsafe|\n" }
    }

    It 'do not reach the message of a sign-in that Entra refuses' {
        Set-Host $server responses @{
            path = "/$($emulated.Tenant)/oauth2/v2.0/token"
            statusCode = 400
            body = (@{ error = 'invalid_grant'; error_description = "AADSTS70000: $evil" } | ConvertTo-Json)
            once = $false
        }
        $failure = Get-Failure { Connect-PcAccount -ServicePrincipal -TenantId $emulated.Tenant -Credential (New-Credential) @target }
        $failure.Exception.Message | Should -Match 'AADSTS70000'
        "$failure$($failure.Exception.Message)" | Should -Not -Match "$unsafe|\n"
    }
}

Describe 'Every cmdlet of the module' {
    It 'says what it says through the methods that replace control characters: <_>' -ForEach @(
        (Get-Command -Module PartnerCenter.Qualifications).Name
    ) {
        $type = (Get-Command $_).ImplementingType
        $type.IsSubclassOf($type.Assembly.GetType('PartnerCenter.Qualifications.Commands.SafeOutputCmdlet')) | Should -BeTrue
    }
}

Describe 'Completion' {
    BeforeAll {
        $words = [PartnerCenter.Qualifications.CustomerIdCompleter].Assembly.GetType('PartnerCenter.Qualifications.CompletionContext').GetMethod('ToWord')
    }

    It 'inserts <Text> as <Word>' -ForEach @(
        @{ Text = '0a0a0a0a-0000-0000-0000-00000000000a'; Word = '0a0a0a0a-0000-0000-0000-00000000000a' }
        @{ Text = 'contoso.onmicrosoft.com'; Word = 'contoso.onmicrosoft.com' }
        @{ Text = 'x;calc'; Word = "'x;calc'" }
        @{ Text = '$(calc)'; Word = "'`$(calc)'" }
        @{ Text = "x' ; calc '"; Word = "'x'' ; calc '''" }
        @{ Text = "x$([char]0x2019);calc"; Word = "'x$([char]0x2019)$([char]0x2019);calc'" }
        @{ Text = '-Force'; Word = "'-Force'" }
        @{ Text = '--%'; Word = "'--%'" }
        @{ Text = '@args'; Word = "'@args'" }
        @{ Text = '1e3'; Word = "'1e3'" }
        @{ Text = 'contoso.com/../x'; Word = "'contoso.com/../x'" }
        @{ Text = "a.com`n"; Word = $null }
        @{ Text = "x`e[2J"; Word = $null }
        @{ Text = "x`ncalc"; Word = $null }
        @{ Text = ' '; Word = $null }
    ) {
        $inserted = $words.Invoke($null, @($Text))
        $inserted | Should -BeExactly $Word
        if ($inserted) {
            # It is one argument and nothing else, and has the value that it stands for.
            $errors = $null
            $tree = [System.Management.Automation.Language.Parser]::ParseInput("command $inserted", [ref] $null, [ref] $errors)
            $errors | Should -BeNullOrEmpty
            $elements = $tree.EndBlock.Statements[0].PipelineElements[0].CommandElements
            @($tree.EndBlock.Statements).Count | Should -Be 1
            $elements.Count | Should -Be 2
            $elements[1] | Should -BeOfType ([System.Management.Automation.Language.StringConstantExpressionAst])
            $elements[1].Value | Should -BeExactly $Text
        }
    }

    It 'offers a validation code that would run as a quoted word, and one with control characters not at all' {
        $server = Start-EmulatorHost
        try {
            $target = $server.Target
            Connect-PcAccount -ServicePrincipal -TenantId $emulated.Domain -Credential (New-Credential) @target | Out-Null
            $codes = @{ validationId = '-Force;calc'; organizationName = $evil; remainingCreates = 5; maxCreates = 5 },
                @{ validationId = "x`e[2J"; organizationName = 'b'; remainingCreates = 5; maxCreates = 5 }
            Set-Host $server responses @{ path = '/v1/customers/all/validations'; statusCode = 200; body = (ConvertTo-Json $codes); once = $false }
            $line = 'New-PcCustomerQualification x GovernmentCommunityCloud -ValidationCode '
            $found = @((TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches | Where-Object ResultType -EQ ParameterValue)
            $found.CompletionText | Should -Be "'-Force;calc'"
            $found[0].ListItemText + $found[0].ToolTip | Should -Not -Match "$unsafe|\n"
        }
        finally {
            Disconnect-PcAccount
            Stop-EmulatorHost $server
        }
    }
}
