BeforeDiscovery {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    Import-Module $moduleRoot -Force
    $common = [System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters
    $parameters = foreach ($command in Get-Command -Module PartnerCenter.Qualifications) {
        foreach ($parameter in $command.Parameters.Values | Where-Object Name -NotIn $common) {
            @{ Command = $command.Name; Parameter = $parameter.Name; Type = $parameter.ParameterType }
        }
    }

    $enumerations = foreach ($one in $parameters) {
        $type = if ($one.Type.IsArray) { $one.Type.GetElementType() } else { $one.Type }
        $type = if ([Nullable]::GetUnderlyingType($type)) { [Nullable]::GetUnderlyingType($type) } else { $type }
        if ($type.IsEnum) { $one + @{ Enumeration = $type } }
    }

    $customerParameters = @($parameters | Where-Object { $_.Parameter -eq 'CustomerId' })
    $tenantParameters = @($parameters | Where-Object { $_.Parameter -eq 'TenantId' })
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    . (Join-Path $PSScriptRoot 'TestContexts.ps1')
    Import-Module $moduleRoot -Force

    # What Tab offers at the end of the line.
    function Complete([string] $Line) {
        @((TabExpansion2 -inputScript $Line -cursorColumn $Line.Length).CompletionMatches)
    }
}

AfterAll {
    Disconnect-PcAccount
    Remove-Module PartnerCenter.Qualifications -Force -ErrorAction Ignore
}

Describe 'Completion of enumerations' {
    It 'offers the values of <Enumeration.Name>: <Command> -<Parameter>' -ForEach $enumerations {
        # What cannot be requested is not offered.
        $expected = switch -Wildcard ("$Command -$Parameter") {
            'New-PcCustomerQualification -Qualification' { 'Education', 'GovernmentCommunityCloud', 'StateOwnedEntity' }
            'Set-PcCustomerQualification -Qualification' { 'Education', 'GovernmentCommunityCloud' }
            default { [enum]::GetNames($Enumeration) }
        }
        (Complete "$Command -$Parameter ").CompletionText | Sort-Object | Should -Be ($expected | Sort-Object)
        $first = @($expected)[0]
        (Complete "$Command -$Parameter $($first.Substring(0, 3).ToLowerInvariant())").CompletionText | Should -Contain $first
    }

    It 'covers what there is: <Count> parameters' -ForEach @{ Count = @($enumerations).Count } {
        $Count | Should -BeGreaterThan 8
    }
}

Describe 'Completion of -CustomerId' {
    BeforeAll {
        Connect-PcAccount -Emulator -EmulatorCustomerCount 400 | Out-Null
        $everyone = @(Get-PcCustomer)
        $one = $everyone | Where-Object CompanyName -Match '^[A-Z][a-z]+ [A-Z]' | Select-Object -First 1
        $prefix = $one.CompanyName.Substring(0, 6)
    }

    It 'offers the customers whose name begins so, and inserts their ids: <Command>' -ForEach $customerParameters {
        $expected = @($everyone | Where-Object { $_.CompanyName -like "$prefix*" -or $_.Domain -like "$prefix*" })
        $expected.Count | Should -BeLessThan 50
        $found = Complete "$Command -CustomerId $prefix"
        $found.CompletionText | Sort-Object | Should -Be ($expected.CustomerId | Sort-Object)
        $match = $found | Where-Object CompletionText -EQ $one.CustomerId
        $match.ListItemText | Should -BeExactly $one.CompanyName
        $match.ToolTip | Should -BeExactly "$($one.CompanyName), $($one.Domain)"
        $match.ResultType | Should -Be 'ParameterValue'
    }

    It 'offers names for -CompanyName and domains for -Domain, which find that customer' {
        $names = @($everyone | Where-Object CompanyName -like "$prefix*" | ForEach-Object CompanyName)
        $names.Count | Should -BeGreaterThan 1
        (Complete "Get-PcCustomer -CompanyName $prefix").ListItemText | Should -Be @($names | Sort-Object -Unique)
        $domains = @($everyone | Where-Object Domain -like "$prefix*" | ForEach-Object Domain)
        $domains.Count | Should -BeGreaterThan 1
        (Complete "Get-PcCustomer -Domain $prefix").CompletionText | Should -Be @($domains | Sort-Object -Unique)

        # The text that Tab inserts, run as a command.
        foreach ($customer in $everyone | Where-Object CompanyName -match "[',\[\]&]| " | Select-Object -First 20) {
            $text = @(Complete "Get-PcCustomer -CompanyName '$($customer.CompanyName.Substring(0, 4).Replace("'", "''"))'" | Where-Object ListItemText -EQ $customer.CompanyName).CompletionText
            if (-not $text) { continue }
            @(& ([scriptblock]::Create("Get-PcCustomer -CompanyName $text"))).CompanyName | Should -Contain $customer.CompanyName
        }
    }

    It 'is there for every cmdlet that takes customers: <Count>' -ForEach @{ Count = $customerParameters.Count } {
        @(Get-Command -Module PartnerCenter.Qualifications | Where-Object { $_.Parameters.ContainsKey('CustomerId') }).Count | Should -Be $Count
        $Count | Should -BeGreaterThan 6
    }

    It 'has them in the order of their names' {
        $names = (Complete "Get-PcCustomerQualification $prefix").ListItemText
        $names | Should -Be ($names | Sort-Object)
    }

    It 'completes by <Name>' -ForEach @(
        @{ Name = 'the domain'; Line = { "Get-PcCustomerQualification -CustomerId $($one.Domain.Substring(0, 12))" } }
        @{ Name = 'a name in other letter case'; Line = { "Get-PcCustomerQualification -CustomerId $($prefix.ToUpperInvariant())" } }
        @{ Name = 'a name with a space, in single quotation marks'; Line = { "Get-PcCustomerQualification -CustomerId '$($one.CompanyName)" } }
        @{ Name = 'a name with a space, in double quotation marks'; Line = { "Get-PcCustomerQualification -CustomerId ""$($one.CompanyName)" } }
        @{ Name = 'position'; Line = { "Get-PcCustomerQualification $prefix" } }
        @{ Name = 'the second of several'; Line = { "Get-PcCustomerQualification 00000000-0000-0000-0000-000000000001, $prefix" } }
    ) {
        (Complete (& $Line)).CompletionText | Should -Contain $one.CustomerId
    }

    It 'offers what the service gives first where nothing is typed yet, and no more than fits a menu' {
        $found = Complete 'Get-PcCustomerQualification '
        $found.Count | Should -Be 50
        $found.CompletionText | Should -BeIn $everyone[0..49].CustomerId
    }

    It 'offers nothing that does not fit' {
        @(Complete 'Get-PcCustomerQualification -CustomerId NoSuchCompany' | Where-Object ResultType -EQ ParameterValue).Count | Should -Be 0
    }

    It 'asks the connection that is given with -Context' {
        $other = Connect-PcAccount -Emulator -EmulatorCustomerCount 5 -EmulatorSeed 99
        try {
            $customer = @(Get-PcCustomer -Context $other)[0]
            (Complete "Get-PcCustomerQualification -Context `$other -CustomerId '$($customer.CompanyName)").CompletionText |
                Should -Contain $customer.CustomerId
            $customer.CustomerId | Should -Not -BeIn $everyone.CustomerId
        }
        finally {
            Disconnect-PcAccount $other
            Connect-PcAccount -Emulator -EmulatorCustomerCount 400 | Out-Null
        }
    }

    It 'survives names that no menu could show' {
        $server = Start-EmulatorHost
        try {
            $target = $server.Target
            Connect-PcAccount -ServicePrincipal -TenantId $emulated.Domain -Credential (New-Credential) @target | Out-Null
            Set-Host $server customers @{
                customerId = '0a0a0a0a-0000-0000-0000-00000000000a'
                companyName = "Zz <script>`n`tO'Neill & `"Söhne`""
                domain = 'zz.onmicrosoft.com'
            }
            $found = Complete 'Get-PcCustomerQualification zz'
            $found.Count | Should -Be 1
            $found[0].CompletionText | Should -Be '0a0a0a0a-0000-0000-0000-00000000000a'
            $found[0].ListItemText | Should -BeExactly "Zz <script>  O'Neill & `"Söhne`""
        }
        finally {
            Disconnect-PcAccount
            Stop-EmulatorHost $server
        }
    }
}

Describe 'Completion that asks the service' {
    BeforeAll {
        $server = Start-EmulatorHost '--record-requests'
        $target = $server.Target
    }

    AfterAll {
        Stop-EmulatorHost $server
    }

    BeforeEach {
        Set-Host $server settings @{ latency = '0ms' }
        Connect-PcAccount -ServicePrincipal -TenantId $emulated.Domain -Credential (New-Credential) @target | Out-Null
        Set-Host $server reset
        $Error.Clear()
    }

    AfterEach { Disconnect-PcAccount }

    It 'asks twice for a name - by name, by domain -, then not again for it, nor for a longer one' {
        $first = Complete 'Get-PcCustomerQualification u'
        $first.Count | Should -BeGreaterThan 1
        (Get-HostStatistics $server).apiRequests | Should -Be 2
        (Complete 'Wait-PcCustomerQualification u').CompletionText | Should -Be $first.CompletionText
        $longer = Complete "Get-PcCustomerQualification '$($first[0].ListItemText)"
        $longer.CompletionText | Should -Contain $first[0].CompletionText
        (Get-HostStatistics $server).apiRequests | Should -Be 2
    }

    It 'asks again after a minute, and not before' {
        $clock = [TestClock]::new()
        $own = New-TestContext $server.Address (Get-UserToken $server).access_token @{ TimeProvider = $clock }
        Set-Host $server reset
        $line = 'Get-PcCustomerQualification -Context $own u'
        Set-Variable own $own -Scope Global
        try {
            $first = (Complete $line).CompletionText
            (Get-HostStatistics $server).apiRequests | Should -Be 2
            $clock.Advance('00:00:59')
            (Complete $line).CompletionText | Should -Be $first
            (Complete "$($line)n").CompletionText | Should -BeIn $first
            (Get-HostStatistics $server).apiRequests | Should -Be 2
            $clock.Advance('00:00:02')
            (Complete $line).CompletionText | Should -Be $first
            (Get-HostStatistics $server).apiRequests | Should -Be 4
        }
        finally {
            Remove-Variable own -Scope Global
        }
    }

    It 'finds by the beginning of the ID, in any letter case, in the answer that is there' {
        Wait-Until { @(Complete 'Get-PcCustomerQualification ').Count -eq 25 } 'the answer'
        $all = Complete 'Get-PcCustomerQualification '
        $one = $all | Where-Object CompletionText -Match '^[a-f]' | Select-Object -First 1
        (Complete "Get-PcCustomerQualification $($one.CompletionText.Substring(0, 6).ToUpperInvariant())").CompletionText | Should -Be $one.CompletionText
        (Get-HostStatistics $server).apiRequests | Should -Be 1
    }

    It 'finds with more letters whom the menu of fewer had no room for' {
        # Sixty begin with Zzz; the menu of that holds fifty, so it is not the answer for any longer beginning.
        foreach ($number in 1..60) { Add-HostCustomer $server @{ companyName = 'Zzz school {0:d2}' -f $number; domain = "zzz$number.example" } | Out-Null }
        Set-Host $server reset
        @(Complete 'Get-PcCustomerQualification Zzz').Count | Should -Be 50
        (Complete "Get-PcCustomerQualification 'Zzz school 59").ListItemText | Should -Be 'Zzz school 59'
        (Complete "Get-PcCustomerQualification 'Zzz school 60").ListItemText | Should -Be 'Zzz school 60'
        @(Complete "Get-PcCustomerQualification 'Zzz school 5").Count | Should -Be 10

        # The ten of the last menu are all that begin so: whoever types on asks nobody.
        $asked = (Get-HostStatistics $server).apiRequests
        (Complete "Get-PcCustomerQualification 'Zzz school 52").ListItemText | Should -Be 'Zzz school 52'
        (Get-HostStatistics $server).apiRequests | Should -Be $asked
    }

    It 'never waits for a second, and has the answer the next time' {
        Set-Host $server settings @{ latency = '2.5s' }
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        $found = @(Complete 'Get-PcCustomerQualification u' | Where-Object ResultType -EQ ParameterValue)
        $clock.Elapsed | Should -BeLessThan ([timespan] '00:00:01')
        $found.Count | Should -Be 0
        Wait-Until { @(Complete 'Get-PcCustomerQualification u').Count -gt 1 } 'the answer that came in behind the scenes'
        (Get-HostStatistics $server).apiRequests | Should -Be 2
        $Error.Count | Should -Be 0
    }

    It 'offers a validation code of which little is known' {
        $codes = @{ validationId = 'b-1'; organizationName = 'Town'; maxCreates = 5 }, @{ validationId = 'a-1'; remainingCreates = 3; maxCreates = 5 },
            @{ validationId = 'c-1'; organizationName = 'City'; remainingCreates = -1; maxCreates = 5 }
        Set-Host $server responses @{ path = '/v1/customers/all/validations'; body = (ConvertTo-Json $codes); once = $false }
        $line = 'New-PcCustomerQualification x GovernmentCommunityCloud -ValidationCode '
        try { Wait-Until { @(Complete $line | Where-Object ResultType -EQ ParameterValue).Count -gt 0 } 'the answer' } finally { Clear-HostResponse $server }
        $found = Complete $line
        $found.ForEach{ "$($_.CompletionText)|$($_.ListItemText)|$($_.ToolTip)" } | Should -BeExactly "'a-1'|a-1|a-1, 3 of 5 left", "'b-1'|Town, b-1|Town"
    }

    It 'is silent where the service refuses, and asks again the next time' {
        Set-Host $server responses @{ path = '/v1/customers'; statusCode = 403; body = '{"code":"900308","description":"no"}'; once = $false }
        try {
            @(Complete 'Get-PcCustomerQualification u' | Where-Object ResultType -EQ ParameterValue).Count | Should -Be 0
            $Error.Count | Should -Be 0
        }
        finally {
            Clear-HostResponse $server
        }

        @(Complete 'Get-PcCustomerQualification u').Count | Should -BeGreaterThan 1
    }

    It 'offers the validation codes that are not used up: <_>' -ForEach 'New-PcCustomerQualification', 'Set-PcCustomerQualification' {
        $codes = @(Get-PcValidationCode)
        @($codes | Where-Object RemainingCreates -EQ 0).Count | Should -BeGreaterThan 0
        $available = @($codes | Where-Object RemainingCreates -GT 0 | Sort-Object OrganizationName)
        $found = Complete "$_ x GovernmentCommunityCloud -ValidationCode "

        # In quotes, for a code of digits is a number without them.
        $found.CompletionText | Should -Be $available.ForEach({ "'$($_.ValidationId)'" })
        $found[0].ListItemText | Should -BeExactly "$($available[0].OrganizationName), $($available[0].ValidationId)"
        $found[0].ToolTip | Should -BeExactly "$($available[0].OrganizationName), $($available[0].RemainingCreates) of $($available[0].MaxCreates) left"
        (Complete "$_ x GovernmentCommunityCloud -ValidationCode '$($available[1].OrganizationName)").CompletionText |
            Should -Be "'$($available[1].ValidationId)'"
        (Complete "$_ x GovernmentCommunityCloud -ValidationCode $($available[1].ValidationId.Substring(0, 4))").CompletionText |
            Should -Be "'$($available[1].ValidationId)'"
    }

    It 'offers tenants that were signed in to, latest first: <Command>' -ForEach $tenantParameters {
        (Complete "$Command -TenantId ").CompletionText | Select-Object -First 1 | Should -Be $emulated.Domain
        Connect-PcAccount -ServicePrincipal -TenantId $emulated.Tenant -Credential (New-Credential) @target | Out-Null
        $found = Complete "$Command -TenantId "
        $found.CompletionText | Should -Be @($emulated.Tenant, $emulated.Domain)
        $found[0].ToolTip | Should -Match "^$($emulated.Application) at $($emulated.Tenant)"
        (Complete "$Command -TenantId '$($emulated.Domain.Substring(0, 4))").CompletionText | Should -Be $emulated.Domain
    }

    It 'offers the tenant of the token where none was given, each tenant once, and the latest twenty' {
        Connect-PcAccount -RefreshToken (ConvertTo-Secret (Get-UserToken $server).refresh_token) -ApplicationId $emulated.Application @target | Out-Null
        $found = Complete 'Connect-PcAccount -TenantId '
        $found[0].CompletionText | Should -Be $emulated.Tenant
        $found[0].ToolTip | Should -Match "^$($emulated.User) at "
        $opaque = @{ AccessToken = ConvertTo-Secret 'opaque'; Endpoint = $server.Address }
        foreach ($number in 1..22 + 7) { Connect-PcAccount -TenantId $(if ($number -eq 7) { 'T7.Example' } else { "t$number.example" }) @opaque | Disconnect-PcAccount }
        (Complete 'Connect-PcAccount -TenantId ').CompletionText | Should -Be (@('T7.Example') + @(22..8 + 6..3 | ForEach-Object { "t$_.example" }))
        foreach ($tenant in $emulated.Tenant, $emulated.Domain) { Connect-PcAccount -ServicePrincipal -TenantId $tenant -Credential (New-Credential) @target | Out-Null }
    }

    It 'remembers no tenant of a sign-in that failed, nor of the emulator' {
        Get-Failure { Connect-PcAccount -ServicePrincipal -TenantId other.onmicrosoft.com -Credential (New-Credential) @target } | Should -Not -BeNullOrEmpty
        Connect-PcAccount -Emulator | Out-Null
        $found = Complete 'Connect-PcAccount -TenantId '
        $found.CompletionText | Where-Object { $_ -notlike '*.example' } | Sort-Object | Should -Be (@($emulated.Tenant, $emulated.Domain) | Sort-Object)
        # The emulator's user would have left its name.
        foreach ($recent in $found | Where-Object CompletionText -NotLike '*.example') { $recent.ToolTip | Should -Match "^$($emulated.Application) at" }
    }
}

Describe 'Completion without a connection' {
    It 'offers nothing and says nothing' {
        $said = Invoke-OtherPowerShell @'
            foreach ($line in 'Get-PcCustomerQualification con', 'Get-PcCustomer -CustomerId ', 'New-PcCustomerQualification x GovernmentCommunityCloud -ValidationCode ', 'Connect-PcAccount -TenantId ') {
                $found = (TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches | Where-Object ResultType -EQ ParameterValue
                "$line|$(@($found).Count)"
            }
            "errors|$($Error.Count)"
'@
        $said.Errors | Should -BeNullOrEmpty
        $said.Output.Trim() -split '\r?\n' | Should -Be @(
            'Get-PcCustomerQualification con|0', 'Get-PcCustomer -CustomerId |0'
            'New-PcCustomerQualification x GovernmentCommunityCloud -ValidationCode |0', 'Connect-PcAccount -TenantId |0', 'errors|0'
        )
    }

    It 'loads nothing: the completers do without the client' {
        $said = Invoke-OtherPowerShell @'
            foreach ($type in [PartnerCenter.Qualifications.CustomerIdCompleter], [PartnerCenter.Qualifications.ValidationCodeCompleter], [PartnerCenter.Qualifications.TenantIdCompleter],
                [PartnerCenter.Qualifications.CustomerSearchCompleter]) {
                @($type::new().CompleteArgument('command', 'parameter', 'c', $null, @{})).Count
            }
            [AppDomain]::CurrentDomain.GetAssemblies().GetName().Name | Where-Object { $_ -match '^(PartnerCenter|Microsoft\.Identity|Polly)' }
'@
        $said.Errors | Should -BeNullOrEmpty
        $said.Output.Trim() -split '\r?\n' | Should -Be @('0', '0', '0', '0', 'PartnerCenter.Qualifications', 'PartnerCenter.Qualifications.Models')
    }

    It 'offers nothing of a connection that was closed' {
        $context = Connect-PcAccount -Emulator
        (Complete 'Get-PcCustomerQualification -Context $context -CustomerId f').Count | Should -BeGreaterThan 0
        Disconnect-PcAccount
        @(Complete 'Get-PcCustomerQualification -CustomerId f' | Where-Object ResultType -EQ ParameterValue).Count | Should -Be 0
        @(Complete 'Get-PcCustomerQualification -Context $context -CustomerId f' | Where-Object ResultType -EQ ParameterValue).Count | Should -Be 0
    }
}
