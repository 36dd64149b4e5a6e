# Names of customers in results, prompts, and errors where the input has only IDs.

BeforeAll {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    . (Join-Path $PSScriptRoot 'ScriptedHost.ps1')
    Import-Module $moduleRoot -Force
    $server = Start-EmulatorHost '--customers', '40'
    $token = ConvertTo-Secret (Get-UserToken $server).access_token
    function Connect-Again { Connect-PcAccount -AccessToken $token -Endpoint $server.Address }
}

AfterAll {
    Get-PcContext -ListAvailable | Disconnect-PcAccount
    Stop-EmulatorHost $server
    Remove-Module PartnerCenter.Qualifications -Force -ErrorAction Ignore
}

Describe 'The name of a customer' {
    BeforeEach {
        Clear-HostResponse $server
        Get-PcContext -ListAvailable | Disconnect-PcAccount
        $context = Connect-Again
        $customers = @(Get-PcCustomer)
        $customers.Count | Should -Be 40
    }

    It 'is in the results for an ID alone, each with its own: <Command>' -ForEach @(
        @{ Command = 'Get-PcCustomerQualification' }
        @{ Command = 'Get-PcCustomerValidationStatus' }
    ) {
        $ids = @($customers.CustomerId)
        [array]::Reverse($ids)
        $found = @($ids | & $Command)
        $found.Count | Should -BeGreaterOrEqual 40
        $names = @{}
        foreach ($customer in $customers) { $names[$customer.CustomerId] = $customer.CompanyName }
        foreach ($item in $found) { $item.CustomerName | Should -BeExactly $names[$item.CustomerId] }
        @($found.CustomerName | Sort-Object -Unique).Count | Should -Be 40
    }

    It 'is in the prompt for an ID alone' {
        $said = Invoke-WithUser { '*' + $id | ForEach-Object { $_.Substring(1) } | New-PcCustomerQualification -Qualification StateOwnedEntity -Context $context } 'No' @{ id = $customers[7].CustomerId; context = $context }
        $said.Questions | Should -BeLike "*$($customers[7].CompanyName) ($($customers[7].CustomerId))*"
    }

    It 'is that of any connection of the same partner, but of no other partner' {
        $fresh = Connect-Again
        (Get-PcCustomerQualification $customers[3].CustomerId -Context $fresh)[0].CustomerName | Should -BeExactly $customers[3].CompanyName
        $other = Start-EmulatorHost '--customers', '40'
        try {
            $second = Connect-PcAccount -AccessToken (ConvertTo-Secret (Get-UserToken $other).access_token) -Endpoint $other.Address
            (Get-PcCustomerQualification $customers[3].CustomerId -Context $second)[0].CustomerName | Should -BeNullOrEmpty
        }
        finally {
            Stop-EmulatorHost $other
        }
    }

    It 'is kept of the customers that were returned last, where there are more than are kept' {
        $many = Start-EmulatorHost '--customers', '10100', '--page-size', '500'
        try {
            $fresh = Connect-PcAccount -AccessToken (ConvertTo-Secret (Get-UserToken $many).access_token) -Endpoint $many.Address
            $all = @(Get-PcCustomer -Context $fresh)
            $found = @($all[0, 99, 100, 10099].CustomerId | Get-PcCustomerQualification -Context $fresh | Sort-Object CustomerId -Unique)
            $names = @{}
            foreach ($item in $found) { $names[$item.CustomerId] = $item.CustomerName }
            $names[$all[0].CustomerId] | Should -BeNullOrEmpty
            $names[$all[99].CustomerId] | Should -BeNullOrEmpty
            $names[$all[100].CustomerId] | Should -BeExactly $all[100].CompanyName
            $names[$all[10099].CustomerId] | Should -BeExactly $all[10099].CompanyName
            Get-PcCustomer $all[0].CustomerId -Context $fresh | Out-Null

            # A customer that was returned again is not the next to go.
            Get-PcCustomer $all[101].CustomerId -Context $fresh | Out-Null
            Get-PcCustomer $all[1].CustomerId -Context $fresh | Out-Null
            @(Get-PcCustomerQualification $all[101].CustomerId -Context $fresh)[0].CustomerName | Should -BeExactly $all[101].CompanyName
            @(Get-PcCustomerQualification $all[0].CustomerId -Context $fresh)[0].CustomerName | Should -BeExactly $all[0].CompanyName
        }
        finally {
            Stop-EmulatorHost $many
        }
    }

    It 'is that of the input, where that has one' {
        ([pscustomobject]@{ CustomerId = $customers[3].CustomerId; CompanyName = 'Our name' } | Get-PcCustomerQualification)[0].CustomerName | Should -BeExactly 'Our name'
    }

    It 'is that of the service in prompts and errors, where the row has the name of another customer' {
        $row = [pscustomobject]@{ CustomerId = $customers[3].CustomerId; CompanyName = $customers[8].CompanyName; Qualification = 'StateOwnedEntity' }
        $shown = "$($customers[3].CompanyName) ($($customers[3].CustomerId))"
        $said = Invoke-WithUser { $row | New-PcCustomerQualification -Context $context } 'No' @{ row = $row; context = $context }
        $said.Questions | Should -BeLike "*$shown*"
        $said.Questions | Should -Not -BeLike "*$($customers[8].CompanyName)*"
        Set-Host $server responses @{ path = "/v1/customers/$($row.CustomerId)/qualifications"; statusCode = 403; body = '{"code":2000,"description":"No."}'; once = $false }
        $row | Get-PcCustomerQualification -ErrorVariable failures -ErrorAction SilentlyContinue
        "$($failures[0])" | Should -BeLike "$($customers[3].CompanyName): *$($row.CustomerId)*"
    }

    It 'comes with the domain, unless the input has one' {
        $id = $customers[3].CustomerId
        (Get-PcCustomerQualification $id)[0].Domain | Should -BeExactly $customers[3].Domain
        $found = [pscustomobject]@{ CustomerId = $id; Domain = 'our.example' } | Get-PcCustomerQualification | Select-Object -First 1
        "$($found.CustomerName) $($found.Domain)" | Should -BeExactly "$($customers[3].CompanyName) our.example"
    }

    It 'is kept of all customers that a bare command reads' {
        Disconnect-PcAccount $context
        $fresh = Connect-Again
        Get-PcCustomerQualification -Context $fresh | Out-Null
        (Get-PcCustomerQualification $customers[5].CustomerId -Context $fresh)[0].CustomerName | Should -BeExactly $customers[5].CompanyName
    }

    It 'and the ID are in the error of one customer, and of the right one' {
        $failing = @($customers[4, 11, 30])
        foreach ($customer in $failing) {
            Set-Host $server responses @{ path = "/v1/customers/$($customer.CustomerId)/qualifications"; statusCode = 403; body = '{"code":2000,"description":"No."}'; once = $false }
        }
        $customers | Get-PcCustomerQualification -ErrorVariable failures -ErrorAction SilentlyContinue | Out-Null
        $failures.Count | Should -Be 3
        foreach ($number in 0..2) { "$($failures[$number])" | Should -BeLike "$($failing[$number].CompanyName): *$($failing[$number].CustomerId)*" }
        @($failures.TargetObject.CustomerId) | Should -Be @($failing.CustomerId)
    }

    It 'is in the error with the ID once, where the message has the ID' {
        $id = '11111111-2222-4333-8444-555555555555'
        [pscustomobject]@{ CustomerId = $id; CompanyName = 'Fabrikam' } | Get-PcCustomerQualification -ErrorVariable failures -ErrorAction SilentlyContinue
        "$($failures[0])" | Should -BeLike "Fabrikam: The partner has no customer with the ID $id.*"
    }

    It 'is not in an error that concerns all customers' {
        Set-Host $server responses @{ path = "/v1/customers/$($customers[0].CustomerId)/qualifications"; statusCode = 403; body = '{"code":900150,"description":"No."}'; once = $false }
        $failure = Get-Failure { $customers[0] | Get-PcCustomerQualification -ErrorAction Stop }
        "$failure" | Should -Not -BeLike "*$($customers[0].CompanyName)*"
    }
}

Describe 'Set-PcCustomerQualification' {
    BeforeEach {
        Clear-HostResponse $server
        Get-PcContext -ListAvailable | Disconnect-PcAccount
        Connect-Again | Out-Null
        $without = @(Get-PcCustomerQualification | Where-Object Qualification -EQ None)
        $without.Count | Should -BeGreaterThan 5
    }

    It 'returns the status that reading shows' {
        $set = @($without | Select-Object -First 3 | Set-PcCustomerQualification -Qualification Education -Force)
        "$($set.VettingStatus)" | Should -Be 'Approved Approved Approved'
        foreach ($item in $set) { (Get-PcCustomerQualification $item.CustomerId).VettingStatus | Should -Be $item.VettingStatus }
    }

    It 'returns the written qualification where it cannot be read afterwards, and writes no error' {
        $customer = $without | Select-Object -Last 1
        Set-Host $server responses @{ path = "/v1/customers/$($customer.CustomerId)/qualifications"; statusCode = 403; body = '{"code":2000,"description":"No."}'; once = $false }
        $set = $customer | Set-PcCustomerQualification -Qualification Education -Force -ErrorVariable failures
        $failures | Should -BeNullOrEmpty
        $set.Qualification | Should -Be 'Education'
        $set.CustomerId | Should -Be $customer.CustomerId
        $set.VettingStatus | Should -Be 'None'
    }
}
