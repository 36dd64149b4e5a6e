# Tests which connection a cmdlet uses: the specified one, otherwise the one that the customers came from, otherwise the last one.

BeforeAll {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    Import-Module $moduleRoot -Force
    $one = Start-EmulatorHost '--customers', '12', '--seed', '1', '--record-requests'
    $two = Start-EmulatorHost '--customers', '12', '--seed', '2', '--record-requests'
    $targetOne = $one.Target
    $targetTwo = $two.Target
    $first = Connect-PcAccount -RefreshToken (ConvertTo-Secret (Get-UserToken $one).refresh_token) -ApplicationId $emulated.Application @targetOne
    $second = Connect-PcAccount -RefreshToken (ConvertTo-Secret (Get-UserToken $two).refresh_token) -ApplicationId $emulated.Application @targetTwo
    $here = @(Get-PcCustomer -Context $first)
    $there = @(Get-PcCustomer)

    function Get-AskedCustomer($Server, [string] $Operation) { @(Get-HostRequest $Server $Operation | ForEach-Object customerId | Sort-Object) }

    # The records of an error: whose it is, and what it says.
    function Assert-Foreign($Failures, $Customers) {
        @($Failures).Count | Should -Be @($Customers).Count
        @($Failures.TargetObject.CustomerId) | Should -Be @($Customers.CustomerId)
        foreach ($failure in $Failures) {
            $failure.FullyQualifiedErrorId | Should -Match '^InvalidRequest,'
            $failure.Exception.Message | Should -Match '^.+ \([0-9a-f-]{36}\) came from another connection \(.+\) than the one that this command uses \(.+\)\.$'
            $failure.ErrorDetails.RecommendedAction | Should -Match 'a separate pipeline, or use -Context'
        }
    }
}

AfterAll {
    $first, $second | Disconnect-PcAccount
    $one, $two | Stop-EmulatorHost
    Remove-Module PartnerCenter.Qualifications -Force -ErrorAction Ignore
}

Describe 'The connection that customers came from' {
    BeforeEach { $one, $two | ForEach-Object { Set-Host $_ reset } }

    It 'is used for them, not the last one: <Name>' -ForEach @(
        @{ Name = 'reading'; Command = { $here | Get-PcCustomerQualification }; Operation = 'getQualifications' }
        @{ Name = 'reading from an array'; Command = { Get-PcCustomerQualification $here }; Operation = 'getQualifications' }
        @{
            Name = 'reading again what was read'
            Command = { $here | Get-PcCustomerQualification | Sort-Object CustomerId -Unique | Get-PcCustomer }
            Operation = 'getCustomer'
        }
        @{ Name = 'testing'; Command = { $here | Test-PcCustomerQualification -Qualification Education }; Operation = 'getQualifications' }
        @{ Name = 'the validation status'; Command = { $here | Get-PcCustomerValidationStatus }; Operation = 'getValidationStatus' }
        @{ Name = 'waiting'; Command = { $here | Wait-PcCustomerQualification -Timeout 0 -ErrorAction SilentlyContinue }; Operation = 'getQualifications' }
        @{
            Name = 'writing'
            Command = { $here | Set-PcCustomerQualification -Qualification Education -Force -ErrorAction SilentlyContinue }
            Operation = 'setQualification'
        }
        @{
            Name = 'requesting'
            Command = { $here | New-PcCustomerQualification -Qualification StateOwnedEntity -Force -ErrorAction SilentlyContinue }
            Operation = 'createQualification'
        }
    ) {
        & $Command | Out-Null
        Get-AskedCustomer $one $Operation | Should -Be @($here.CustomerId | Sort-Object)
        (Get-HostStatistics $two).apiRequests | Should -Be 0
        [object]::ReferenceEquals((Get-PcContext), $second) | Should -BeTrue
    }

    It 'is used by the changes of customers' {
        Get-PcQualificationChange -CustomerId $here[0] | Out-Null
        (Get-HostStatistics $one).operations.listAuditRecords | Should -BeGreaterThan 0
        (Get-HostStatistics $two).apiRequests | Should -Be 0
    }

    It 'leaves the last one to ids and rows' {
        $there.CustomerId | Get-PcCustomerQualification | Out-Null
        $there | Select-Object CustomerId, CompanyName | Get-PcCustomerQualification | Out-Null
        (Get-HostStatistics $two).operations.getQualifications | Should -Be 24
        (Get-HostStatistics $one).apiRequests | Should -Be 0
    }

    It 'is one for a pipeline: a customer of another one is an error, and the others go on' {
        $mixed = @($here[0], $there[0], $here[1], $there[1])
        $read = @($mixed | Get-PcCustomerQualification -ErrorVariable failures -ErrorAction SilentlyContinue)
        @($read.CustomerId | Get-Unique) | Should -Be $here[0, 1].CustomerId
        Assert-Foreign $failures $there[0, 1]
        (Get-HostStatistics $two).apiRequests | Should -Be 0
    }

    It 'is never overruled by -Context: <Name>' -ForEach @(
        @{
            Name = 'reading'
            Command = { $here | Get-PcCustomerQualification -Context $second -ErrorVariable failures -ErrorAction SilentlyContinue; $failures }
        }
        @{
            Name = 'writing'
            Command = {
                $here |
                    New-PcCustomerQualification -Qualification StateOwnedEntity -Force -Context $second -ErrorVariable failures -ErrorAction SilentlyContinue
                $failures
            }
        }
        @{
            Name = 'waiting'
            Command = {
                $here | Wait-PcCustomerQualification -Timeout 00:00:01 -Context $second -ErrorVariable failures -ErrorAction SilentlyContinue
                $failures
            }
        }
        @{ Name = 'changes'; Command = { $here | Get-PcQualificationChange -Context $second -ErrorVariable failures -ErrorAction SilentlyContinue; $failures } }
    ) {
        Assert-Foreign @(& $Command) $here
        $one, $two | ForEach-Object { (Get-HostStatistics $_).apiRequests | Should -Be 0 }
    }

    It 'gives way to a later one of the same partner, as of a user after an application' {
        $app = Connect-PcAccount -ServicePrincipal -Credential (New-Credential) -TenantId $emulated.Tenant @targetOne
        $listed = @(Get-PcCustomer)
        $user = Connect-PcAccount -RefreshToken (ConvertTo-Secret (Get-UserToken $one).refresh_token) -ApplicationId $emulated.Application @targetOne
        try {
            # An application may not read it.
            @($listed | Get-PcCustomerValidationStatus -ErrorAction Stop).Count | Should -Be 12
            @($listed | Get-PcCustomerQualification -Context $app -ErrorAction Stop | Sort-Object CustomerId -Unique).Count | Should -Be 12
        }
        finally {
            $app, $user | Disconnect-PcAccount
            $script:second = Connect-PcAccount -RefreshToken (ConvertTo-Secret (Get-UserToken $two).refresh_token) -ApplicationId $emulated.Application @targetTwo
        }
    }

    It 'stays the connection of its customers, where the default one of the same partner could not do it' {
        $user = Connect-PcAccount -RefreshToken (ConvertTo-Secret (Get-UserToken $one).refresh_token) -ApplicationId $emulated.Application @targetOne
        $app = Connect-PcAccount -ServicePrincipal -Credential (New-Credential) -TenantId $emulated.Tenant @targetOne
        try {
            @(Get-PcCustomer -Context $user | Get-PcCustomerValidationStatus -ErrorAction Stop).Count | Should -Be 12
        }
        finally {
            $app, $user | Disconnect-PcAccount
            $script:second = Connect-PcAccount -RefreshToken (ConvertTo-Secret (Get-UserToken $two).refresh_token) -ApplicationId $emulated.Application @targetTwo
        }
    }

    It 'is known to the error of a customer that a bare command lists' {
        $customer = @(Get-PcCustomer -Context $first)[3]
        Set-Host $one responses @{ path = "/v1/customers/$($customer.CustomerId)/qualifications"; statusCode = 403; body = '{"code":2000,"description":"No."}'; once = $false }
        try {
            Get-PcCustomerQualification -Context $first -ErrorVariable failures -ErrorAction SilentlyContinue | Out-Null
        }
        finally {
            Clear-HostResponse $one
        }

        $failures.Count | Should -Be 1
        @($failures.TargetObject | Get-PcCustomerQualification -ErrorAction Stop)[0].CustomerId | Should -Be $customer.CustomerId
    }

    It 'is found before input arrives at a cmdlet that takes no customers: <Command>' -ForEach @(
        @{ Command = 'Test-PcMfaCompliance' }
        @{ Command = 'Get-PcValidationCode' }
    ) {
        Get-PcContext | & $Command -ErrorAction SilentlyContinue | Should -Not -BeNullOrEmpty
        $shell = [powershell]::Create()
        $null = $shell.AddScript("Import-Module '$moduleRoot'; 1 | $Command").Invoke()
        $shell.Streams.Error.FullyQualifiedErrorId | Should -BeLike 'NotConnected,*'
        $shell.Dispose()
    }

    It 'is said to be closed where it is, and the same partner''s next one takes its place' {
        $closed = Connect-PcAccount -RefreshToken (ConvertTo-Secret (Get-UserToken $one).refresh_token) -ApplicationId $emulated.Application @targetOne
        $old = @(Get-PcCustomer)
        Disconnect-PcAccount $closed
        (Get-Failure { $old | Get-PcCustomerQualification }).FullyQualifiedErrorId | Should -Match '^NotConnected,'
        @($old | Get-PcCustomerQualification -Context $first | Sort-Object CustomerId -Unique).Count | Should -Be 12
        (Get-HostStatistics $two).apiRequests | Should -Be 0
    }

    It 'is no part of what is shown, exported or compared' {
        foreach ($object in $here[0], ($here[0] | Get-PcCustomerQualification)[0]) {
            $object | Get-Member | Where-Object Name -Match 'Origin|Context|Connection' | Should -BeNullOrEmpty
            $object | ConvertTo-Json -Depth 5 | Should -Not -Match 'Origin|admin@contoso'
            [System.Management.Automation.PSSerializer]::Serialize($object, 5) | Should -Not -Match 'Origin|admin@contoso'
        }
    }
}

Describe 'Two emulators in memory' {
    It 'keep their customers apart' {
        $a = Connect-PcAccount -Emulator -EmulatorSeed 1 -WarningAction Ignore
        $b = Connect-PcAccount -Emulator -EmulatorSeed 2 -WarningAction Ignore
        try {
            $expected = @((Get-PcCustomer -Context $a).CustomerId)
            @(Get-PcCustomer -Context $a | Get-PcCustomerQualification -ErrorAction Stop | ForEach-Object CustomerId | Get-Unique) | Should -Be $expected
            Get-PcCustomer -Context $a | Get-PcCustomerQualification -Context $b -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $failures.Count | Should -Be 25
        }
        finally {
            $a, $b | Disconnect-PcAccount
        }
    }

    It 'are the same where one is closed and the next has the same customers' {
        $a = Connect-PcAccount -Emulator -WarningAction Ignore
        $old = @(Get-PcCustomer)
        Disconnect-PcAccount $a
        $b = Connect-PcAccount -Emulator -WarningAction Ignore
        try {
            @($old | Get-PcCustomerQualification -ErrorAction Stop | ForEach-Object CustomerId | Get-Unique) | Should -Be $old.CustomerId
        } finally { Disconnect-PcAccount $b }
    }
}
