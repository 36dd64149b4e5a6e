BeforeAll {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    Import-Module $moduleRoot -Force
    Connect-PcAccount -Emulator -EmulatorCustomerCount 60 | Out-Null
    $everyone = @(Get-PcCustomer)
    $unknown = '00000000-1111-2222-3333-444444444444'
}

AfterAll {
    Disconnect-PcAccount
    Remove-Module PartnerCenter.Qualifications -Force -ErrorAction Ignore
}

Describe 'Get-PcCustomer' {
    It 'returns every customer once' {
        $everyone.Count | Should -Be 60
        @($everyone.CustomerId | Sort-Object -Unique).Count | Should -Be 60
    }

    It 'returns typed objects with all properties' {
        $everyone | Should -BeOfType ([PartnerCenter.Qualifications.Customer])
        ($everyone[0].PSObject.Properties | Where-Object MemberType -EQ Property).Name |
            Should -Be @('CustomerId', 'CompanyName', 'Domain', 'RelationshipToPartner', 'CommerceId', 'AllowDelegatedAccess',
                'RawAllowDelegatedAccess', 'CustomDomains', 'AssociatedPartnerId')
        foreach ($customer in $everyone) {
            [guid]::Parse($customer.CustomerId).ToString() | Should -BeExactly $customer.CustomerId
            $customer.TenantId | Should -Be $customer.CustomerId
            $customer.CompanyName | Should -Not -BeNullOrEmpty
            $customer.Domain | Should -Match '^[a-z0-9]+\.onmicrosoft\.com$'
            $customer.RelationshipToPartner | Should -Be 'reseller'
            [guid]::Parse($customer.CommerceId) | Should -Not -Be ([guid]::Parse($customer.CustomerId))
            "$customer" | Should -BeExactly $customer.CompanyName
        }
    }

    It 'returns the same customers in the same order with -PageSize <_>' -ForEach 1, 7, 60, 500 {
        (Get-PcCustomer -PageSize $_).CustomerId | Should -Be $everyone.CustomerId
    }

    It 'refuses -PageSize <_>' -ForEach -1, 501 {
        $size = $_
        (Get-Failure { Get-PcCustomer -PageSize $size }).FullyQualifiedErrorId |
            Should -Be 'ParameterArgumentValidationError,PartnerCenter.Qualifications.Commands.GetPcCustomerCommand'
    }

    It 'shows each request on the debug stream' {
        $lines = @(Get-PcCustomer -PageSize 20 -Debug 5>&1 | Where-Object { $_ -is [System.Management.Automation.DebugRecord] })
        $emulator, $lines = $lines
        $emulator | Should -Match 'emulator'
        $lines.Count | Should -Be 3
        $lines |
            Should -Match '^GET https://api\.partnercenter\.microsoft\.com/v1/customers\?.* returned 200 in \d+ ms \(MS-RequestId [0-9a-f-]{36}, MS-CorrelationId [0-9a-f-]{36}\)\.$'

        # Each page is a call of its own, all of them are one operation.
        @([regex]::Matches("$lines", 'MS-RequestId (\S+),').ForEach({ $_.Groups[1].Value }) | Sort-Object -Unique).Count | Should -Be 3
        @([regex]::Matches("$lines", 'MS-CorrelationId (\S+)\)').ForEach({ $_.Groups[1].Value }) | Sort-Object -Unique).Count | Should -Be 1
    }

    It 'shows them where the session asks for it, and not where the command does not: <Name>' -ForEach @(
        @{ Name = 'Continue'; Preference = 'Continue'; Parameters = @{}; Shown = $true }
        @{ Name = 'SilentlyContinue'; Preference = 'SilentlyContinue'; Parameters = @{}; Shown = $false }
        @{ Name = '-Debug:$false'; Preference = 'Continue'; Parameters = @{ Debug = $false }; Shown = $false }
    ) {
        $said = & {
            $DebugPreference = $Preference
            Get-PcCustomer @Parameters 5>&1
        }
        @($said | Where-Object { "$_" -match '^GET ' }).Count -gt 0 | Should -Be $Shown
    }

    It 'says on no other stream more than that it asks the emulator' {
        $said = @(Get-PcCustomer -Verbose *>&1 | Where-Object { $_ -isnot [PartnerCenter.Qualifications.Customer] })
        $said.Count | Should -Be 1
        $said[0] | Should -BeOfType ([System.Management.Automation.VerboseRecord])
        $said[0].Message | Should -Match 'emulator'
    }

    Context 'search' {
        It 'finds by the beginning of the company name, in any letter case' {
            $name = $everyone[10].CompanyName
            $prefix = $name.Substring(0, 5).ToUpperInvariant()
            $expected = @($everyone | Where-Object { $_.CompanyName.StartsWith($prefix, [StringComparison]::OrdinalIgnoreCase) })
            $found = @(Get-PcCustomer -CompanyName $prefix)
            $found.CustomerId | Should -Be $expected.CustomerId
            $found.CompanyName | Should -Contain $name
            $found.Count | Should -BeLessThan $everyone.Count
        }

        It 'finds by the beginning of the domain, page by page too' {
            $expected = @($everyone | Where-Object { $_.Domain.StartsWith('u') })
            $expected.Count | Should -BeGreaterThan 1
            (Get-PcCustomer -Domain 'u').CustomerId | Should -Be $expected.CustomerId
            (Get-PcCustomer -Domain 'u' -PageSize 1).CustomerId | Should -Be $expected.CustomerId
        }

        It 'finds names that need care in a query: with <_>' -ForEach '"', 'É', '&', ',' {
            $customer = $everyone | Where-Object CompanyName -Like "*$_*" | Select-Object -First 1
            $customer | Should -Not -BeNullOrEmpty
            (Get-PcCustomer -CompanyName $customer.CompanyName).CustomerId | Should -Contain $customer.CustomerId
        }

        It 'finds with wildcards anywhere in the <Parameter>: <Pattern>' -ForEach @(
            @{ Parameter = 'CompanyName'; Pattern = '*view*' }
            @{ Parameter = 'CompanyName'; Pattern = 'UNIV*view*' }
            @{ Parameter = 'CompanyName'; Pattern = '*school' }
            @{ Parameter = 'CompanyName'; Pattern = '?a*' }
            @{ Parameter = 'CompanyName'; Pattern = '[a-c]*' }
            @{ Parameter = 'Domain'; Pattern = '*view*' }
            @{ Parameter = 'Domain'; Pattern = 'f*w*' }
        ) {
            $expected = @($everyone | Where-Object $Parameter -Like $Pattern)
            $expected.Count | Should -BeGreaterThan 0
            $search = @{ $Parameter = $Pattern }
            @(Get-PcCustomer @search).CustomerId | Should -Be $expected.CustomerId
            @(Get-PcCustomer @search -PageSize 1).CustomerId | Should -Be $expected.CustomerId
        }

        It 'lets the service find the beginning of a pattern' {
            $lines = Get-PcCustomer -CompanyName 'Univ*view*' -Debug 5>&1 | Where-Object { $_ -is [System.Management.Automation.DebugRecord] }
            [uri]::UnescapeDataString("$lines") | Should -Match '"Value":"Univ"'
            $lines = Get-PcCustomer -CompanyName '*view*' -Debug 5>&1 | Where-Object { $_ -is [System.Management.Automation.DebugRecord] }
            "$lines" | Should -Not -Match 'filter='
        }

        It 'says how to search where a name is given in place of an id' {
            Get-PcCustomer Fairview -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $failures[0].ErrorDetails.RecommendedAction | Should -Match 'Get-PcCustomer -CompanyName or -Domain'
        }

        It 'returns nothing, and no error, where nobody matches' {
            @(Get-PcCustomer -CompanyName 'No such company' -ErrorVariable failures -ErrorAction SilentlyContinue).Count | Should -Be 0
            $failures.Count | Should -Be 0
        }

        It 'takes one field at a time' {
            (Get-Failure { Get-PcCustomer -CompanyName a -Domain b }).FullyQualifiedErrorId |
                Should -Be 'AmbiguousParameterSet,PartnerCenter.Qualifications.Commands.GetPcCustomerCommand'
        }
    }

    Context 'by id' {
        It 'returns the customer as the list has it' {
            $customer = Get-PcCustomer -CustomerId $everyone[7].CustomerId
            $listed = 'CustomerId', 'CompanyName', 'Domain', 'TenantId', 'RelationshipToPartner', 'CommerceId'
            ($customer | Select-Object $listed | ConvertTo-Json) | Should -BeExactly ($everyone[7] | Select-Object $listed | ConvertTo-Json)

            # What the list does not tell.
            $everyone[7].AllowDelegatedAccess | Should -BeNullOrEmpty
            $customer.AllowDelegatedAccess | Should -BeTrue
        }

        It 'takes an id in any spelling: <Name>' -ForEach @(
            @{ Name = 'upper case'; Spell = { $args[0].ToUpperInvariant() } }
            @{ Name = 'braces'; Spell = { "{$($args[0])}" } }
            @{ Name = 'no hyphens'; Spell = { $args[0].Replace('-', '') } }
            @{ Name = 'a GUID'; Spell = { [guid]$args[0] } }
        ) {
            $id = $everyone[3].CustomerId
            (Get-PcCustomer (& $Spell $id)).CustomerId | Should -BeExactly $id
        }

        It 'takes many, in the order of the input' {
            $some = $everyone | Sort-Object CommerceId | Select-Object -First 20
            (Get-PcCustomer -CustomerId $some.CustomerId).CustomerId | Should -Be $some.CustomerId
            (Get-PcCustomer $some.CustomerId[1, 0]).CustomerId | Should -Be $some.CustomerId[1, 0]
        }

        It 'takes the pipeline: <Name>' -ForEach @(
            @{ Name = 'strings'; Make = { $some.CustomerId } }
            @{ Name = 'GUIDs'; Make = { [guid[]]$some.CustomerId } }
            @{ Name = 'customers'; Make = { $some } }
            @{ Name = 'objects with TenantId'; Make = { $some | ForEach-Object { [pscustomobject]@{ TenantId = $_.CustomerId; Note = 'x' } } } }
            @{
                Name = 'rows of a CSV file with MicrosoftId'
                Make = { $some | Select-Object CompanyName, @{ n = 'MicrosoftId'; e = { $_.CustomerId } } | ConvertTo-Csv | ConvertFrom-Csv }
            }
        ) {
            $some = $everyone[9, 2, 40]
            (& $Make | Get-PcCustomer).CustomerId | Should -Be $some.CustomerId
        }

        It 'reports an unknown id as an error of that customer, and the others go on' {
            $known = $everyone[5, 6].CustomerId
            $found = Get-PcCustomer -CustomerId $known[0], $unknown, $known[1] -ErrorVariable failures -ErrorAction SilentlyContinue
            $found.CustomerId | Should -Be $known
            $failures.Count | Should -Be 1
            $failures[0].FullyQualifiedErrorId | Should -Be 'CustomerNotFound,PartnerCenter.Qualifications.Commands.GetPcCustomerCommand'
            $failures[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
            $failures[0].TargetObject | Should -Be $unknown
            $failures[0].Exception | Should -BeOfType ([PartnerCenter.Qualifications.PartnerCenterException])
            $failures[0].Exception.Message | Should -BeLike "The partner has no customer with the ID $unknown. Partner Center returned: *(404, 1000)."
            $failures[0].Exception.StatusCode | Should -Be 404
            $failures[0].Exception.CorrelationId | Should -Match '^[0-9a-f-]{36}$'
            $failures[0].ErrorDetails.RecommendedAction | Should -Match 'Get-PcCustomer'
        }

        It 'reports what is no GUID as an error of that input, and the others go on' {
            $known = $everyone[5, 6].CustomerId
            $found = $known[0], 'contoso.onmicrosoft.com', $known[1] | Get-PcCustomer -ErrorVariable failures -ErrorAction SilentlyContinue
            $found.CustomerId | Should -Be $known
            $failures.Count | Should -Be 1
            $failures[0].FullyQualifiedErrorId | Should -Be 'InvalidCustomerId,PartnerCenter.Qualifications.Commands.GetPcCustomerCommand'
            $failures[0].CategoryInfo.Category | Should -Be 'InvalidArgument'
            $failures[0].TargetObject | Should -Be 'contoso.onmicrosoft.com'
            $failures[0].Exception.Message | Should -BeExactly "'contoso.onmicrosoft.com' is not a customer ID."
        }

        It 'stops at the first error with -ErrorAction Stop' {
            (Get-Failure { Get-PcCustomer -CustomerId $unknown -ErrorAction Stop }).FullyQualifiedErrorId |
                Should -Be 'CustomerNotFound,PartnerCenter.Qualifications.Commands.GetPcCustomerCommand'
        }

        It 'returns nothing for an empty pipeline' {
            @(@() | Get-PcCustomer *>&1).Count | Should -Be 0
        }
    }

    Context 'over HTTP' {
        BeforeAll {
            $default = Get-PcContext
            $server = Start-EmulatorHost '--customers', '60', '--page-size', '20', '--record-requests'
            $target = $server.Target
            $remote = Connect-PcAccount -ServicePrincipal -Credential (New-Credential) -TenantId $emulated.Tenant @target
            Connect-PcAccount -Emulator -EmulatorCustomerCount 60 | Out-Null
            function Measure-Page([scriptblock] $Block) {
                $before = (Get-HostStatistics $server).operations.listCustomers
                $script:result = @(& $Block)
                (Get-HostStatistics $server).operations.listCustomers - $before
            }
        }

        AfterAll {
            Disconnect-PcAccount -Context $remote
            Stop-EmulatorHost $server
        }

        It 'returns the same customers as in memory' {
            Measure-Page { Get-PcCustomer -Context $remote } | Should -Be 3
            $result.CustomerId | Should -Be $everyone.CustomerId
        }

        It 'fetches -PageSize customers at a time: <Size> in <Pages> pages' -ForEach @(
            @{ Size = 7; Pages = 9 }
            @{ Size = 59; Pages = 2 }
            @{ Size = 60; Pages = 1 }
        ) {
            Measure-Page { Get-PcCustomer -Context $remote -PageSize $Size } | Should -Be $Pages
            $result.Count | Should -Be 60
        }

        It 'fetches no more pages than are wanted: the first <First> of pages of 20 are <Pages>' -ForEach @(
            @{ First = 5; Pages = 1 }
            @{ First = 20; Pages = 1 }
            @{ First = 21; Pages = 2 }
        ) {
            Measure-Page { Get-PcCustomer -Context $remote | Select-Object -First $First } | Should -Be $Pages
            $result.CustomerId | Should -Be $everyone.CustomerId[0..($First - 1)]
        }

        It 'hands customers on before the next page is asked for' {
            $counts = Get-PcCustomer -Context $remote | ForEach-Object { (Get-HostStatistics $server).operations.listCustomers }
            ($counts[0..19] | Sort-Object -Unique).Count | Should -Be 1
            $counts[20] - $counts[0] | Should -Be 1
            $counts[59] - $counts[0] | Should -Be 2
        }

        It 'lists the others where one cannot be read, and reports that one by its position' {
            $items = '{"id":"5aa9d8cf-1f1c-4b6e-9a0c-000000000001","relationshipToPartner":1,"companyProfile":{"companyName":"First","domain":null}}',
                '{"companyProfile":{"companyName":"No id"}}', '"x"', '{"id":"5aa9d8cf-1f1c-4b6e-9a0c-000000000004","companyProfile":[]}'
            Set-Host $server responses @{ path = '/v1/customers'; body = "{`"totalCount`":4,`"items`":[$($items -join ',')]}" }
            $found = @(Get-PcCustomer -Context $remote -ErrorVariable failures -ErrorAction SilentlyContinue)
            $found.CustomerId | Should -Be '5aa9d8cf-1f1c-4b6e-9a0c-000000000001', '5aa9d8cf-1f1c-4b6e-9a0c-000000000004'
            $found[0].RelationshipToPartner | Should -BeExactly 'reseller'
            $failures.Count | Should -Be 2
            $failures.FullyQualifiedErrorId | Should -Be (, 'InvalidResponse,PartnerCenter.Qualifications.Commands.GetPcCustomerCommand' * 2)
            $failures[0].Exception.Message | Should -Match 'item 2 of page 1 could not be read: a customer has no ID'
            $failures[1].Exception.Message | Should -Match 'item 3 of page 1 could not be read: x'

            Set-Host $server responses @{ path = '/v1/customers'; body = "{`"totalCount`":4,`"items`":[$($items -join ',')]}" }
            (Get-Failure { Get-PcCustomer -Context $remote -ErrorAction Stop }).FullyQualifiedErrorId | Should -Match '^InvalidResponse,'
        }

        It 'finds the customers of an indirect reseller, and says more of one by id' {
            $id = '5aa9d8cf-1f1c-4b6e-9a0c-000000000001'
            Set-Host $server responses @{ path = '/v1/customers'; body = "{`"totalCount`":1,`"items`":[{`"id`":`"$id`"}]}" }
            (Get-PcCustomer -IndirectResellerId 'b21b0a30-5b4d' -Context $remote).CustomerId | Should -Be $id
            $asked = @(Get-HostRequest $server listCustomers)[-1]
            [uri]::UnescapeDataString($asked.pathAndQuery) | Should -Match '"Field":"IndirectReseller","Value":"b21b0a30-5b4d","Operator":"starts_with"'
            Set-Host $server responses @{
                path = "/v1/customers/$id"
                body = "{`"id`":`"$id`",`"allowDelegatedAccess`":true,`"customDomains`":[`"a.example`",`"b.example`"],`"associatedPartnerId`":`"b21b`"}"
            }
            $customer = Get-PcCustomer $id -Context $remote
            $customer.AllowDelegatedAccess | Should -BeTrue
            $customer.CustomDomains | Should -Be 'a.example', 'b.example'
            $customer.AssociatedPartnerId | Should -Be 'b21b'
        }

        It 'returns a customer once that is listed for each relationship' {
            $items = foreach ($relationship in 'reseller', 'advisor') {
                "{`"id`":`"5aa9d8cf-1f1c-4b6e-9a0c-000000000001`",`"relationshipToPartner`":`"$relationship`"}"
            }
            Set-Host $server responses @{ path = '/v1/customers'; body = "{`"totalCount`":2,`"items`":[$($items -join ',')]}" }
            $found = @(Get-PcCustomer -Context $remote)
            $found.Count | Should -Be 1
            $found[0].RelationshipToPartner | Should -BeExactly 'reseller, advisor'
        }

        It 'asks in every search for pages of -PageSize: <Parameter>' -ForEach @(
            @{ Parameter = 'CompanyName'; Value = 'U' }
            @{ Parameter = 'Domain'; Value = 'u' }
            @{ Parameter = 'IndirectResellerId'; Value = [guid]::NewGuid() }
        ) {
            $search = @{ $Parameter = $Value }
            Get-PcCustomer -Context $remote @search -PageSize 3 -Debug 5>&1 | Where-Object { $_ -match '^GET ' } | Select-Object -First 1 | Should -Match '[?&]size=3(&|\b)'
        }

        It 'asks for a search page by page, too' {
            $name = $everyone[0].CompanyName.Substring(0, 1)
            $expected = @($everyone | Where-Object { $_.CompanyName.StartsWith($name) })
            Measure-Page { Get-PcCustomer -Context $remote -CompanyName $name -PageSize 1 } | Should -Be $expected.Count
            $result.CustomerId | Should -Be $expected.CustomerId
        }

        It 'counts in the error of a list that breaks off who was listed, whether or not the pattern matches' {
            $listed = foreach ($name in 'Contoso', 'Fabrikam', 'Northwind') { @{ id = [guid]::NewGuid(); companyProfile = @{ companyName = $name } } }
            $page = @{ items = $listed; links = @{ next = @{ uri = '/customers?page=2' } } }
            Set-Host $server responses @{ path = '/v1/customers'; body = ($page | ConvertTo-Json -Depth 5) }
            Set-Host $server responses @{ path = '/v1/customers'; statusCode = 403; body = '{"code":"900308","description":"No."}' }
            $found = [System.Collections.Generic.List[object]]::new()
            $failure = Get-Failure { Get-PcCustomer -Context $remote -CompanyName '*rikam' | ForEach-Object { $found.Add($_) } }
            $found.CompanyName | Should -Be 'Fabrikam'
            $failure.Exception.Message | Should -Match 'incomplete: 3 had been listed\.$'
        }

        It 'says in the error what was searched for: <Name>' -ForEach @(
            @{ Name = 'the name'; Parameters = @{ CompanyName = 'Con' }; Target = 'Con' }
            @{ Name = 'the domain'; Parameters = @{ Domain = 'ad' }; Target = 'ad' }
            @{ Name = 'the reseller'; Parameters = @{ IndirectResellerId = 'b21b' }; Target = 'b21b' }
            @{ Name = 'nothing, where all were asked for'; Parameters = @{}; Target = $null }
        ) {
            Set-Host $server responses @{ path = '/v1/customers'; statusCode = 400; body = '{"code":"2000","description":"No."}' }
            $failure = Get-Failure { Get-PcCustomer -Context $remote @Parameters }
            $failure.FullyQualifiedErrorId | Should -Be 'InvalidRequest,PartnerCenter.Qualifications.Commands.GetPcCustomerCommand'
            $failure.TargetObject | Should -Be $Target
        }

        It 'takes a character after a backtick for itself: <Pattern>' -ForEach @(
            @{ Pattern = 'Contoso `[x`]'; Sent = 'Contoso '; Expected = 'Contoso [x]' }
            @{ Pattern = 'Contoso `**'; Sent = 'Contoso '; Expected = 'Contoso *' }
            @{ Pattern = 'Contoso ?'; Sent = 'Contoso '; Expected = 'Contoso *', 'Contoso x' }
        ) {
            $listed = foreach ($name in 'Contoso [x]', 'Contoso *', 'Contoso x', 'Contoso [x] AG') { @{ id = [guid]::NewGuid(); companyProfile = @{ companyName = $name } } }
            Set-Host $server responses @{ path = '/v1/customers'; body = (@{ totalCount = 4; items = $listed } | ConvertTo-Json -Depth 5) }
            @(Get-PcCustomer -Context $remote -CompanyName $Pattern).CompanyName | Should -Be $Expected
            [uri]::UnescapeDataString(@(Get-HostRequest $server listCustomers)[-1].pathAndQuery) | Should -Match ('"Value":"{0}"' -f $Sent)
        }

        It 'does not list where it is given ids' {
            Measure-Page { Get-PcCustomer -Context $remote -CustomerId $everyone[0, 1].CustomerId } | Should -Be 0
            $result.CustomerId | Should -Be $everyone[0, 1].CustomerId
        }
    }
}
