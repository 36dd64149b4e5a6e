BeforeAll {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    Import-Module $moduleRoot -Force
}

AfterAll {
    Disconnect-PcAccount
    Remove-Module PartnerCenter.Qualifications -Force -ErrorAction Ignore
}

Describe 'Disconnect-PcAccount' {
    BeforeEach { Disconnect-PcAccount }

    It 'is silent where nobody is signed in' {
        @(Disconnect-PcAccount *>&1).Count | Should -Be 0
    }

    It 'forgets the default context' {
        Connect-PcAccount -Emulator | Out-Null
        @(Disconnect-PcAccount *>&1).Count | Should -Be 0
        @(Get-PcContext).Count | Should -Be 0
        (Get-Failure { Get-PcCustomer }).FullyQualifiedErrorId | Should -Be 'NotConnected,PartnerCenter.Qualifications.Commands.GetPcCustomerCommand'
    }

    It 'leaves a context that says so' {
        $context = Connect-PcAccount -Emulator
        Disconnect-PcAccount
        $context.IsConnected | Should -BeFalse
        $context.ExpiresOn | Should -BeNullOrEmpty
        $context.User | Should -Be 'admin@contoso.onmicrosoft.com'
        ($context | ConvertTo-Json | ConvertFrom-Json).IsConnected | Should -BeFalse
    }

    It 'leaves a context that cannot be used any more: <Name>' -ForEach @(
        @{ Name = 'Get-PcCustomer'; Type = 'GetPcCustomerCommand'; Use = { Get-PcCustomer -Context $context } }
        @{ Name = 'Get-PcCustomer -CustomerId'; Type = 'GetPcCustomerCommand'; Use = { Get-PcCustomer -Context $context -CustomerId $id, $id } }
        @{
            Name = 'Get-PcCustomerQualification'
            Type = 'GetPcCustomerQualificationCommand'
            Use = { $id, $id | Get-PcCustomerQualification -Context $context }
        }
    ) {
        $context = Connect-PcAccount -Emulator
        $id = (Get-PcCustomer | Select-Object -First 1).CustomerId
        Disconnect-PcAccount
        Connect-PcAccount -Emulator | Out-Null
        $failure = Get-Failure $Use
        $failure.FullyQualifiedErrorId | Should -Be "NotConnected,PartnerCenter.Qualifications.Commands.$Type"
        $failure.CategoryInfo.Category | Should -Be 'ConnectionError'
        [object]::ReferenceEquals($failure.TargetObject, $context) | Should -BeTrue
        $failure.Exception.Message | Should -Match 'closed'
        $failure.ErrorDetails.RecommendedAction | Should -Match 'Connect-PcAccount'
    }

    It 'takes one of two connections: the default stays' {
        $first = Connect-PcAccount -Emulator -EmulatorCustomerCount 3
        $second = Connect-PcAccount -Emulator -EmulatorCustomerCount 5
        Disconnect-PcAccount -Context $first
        $first.IsConnected | Should -BeFalse
        [object]::ReferenceEquals((Get-PcContext), $second) | Should -BeTrue
        @(Get-PcCustomer).Count | Should -Be 5
    }

    It 'takes one of two connections: the default itself, and the other stays usable' {
        $first = Connect-PcAccount -Emulator -EmulatorCustomerCount 3
        $second = Connect-PcAccount -Emulator -EmulatorCustomerCount 5
        Disconnect-PcAccount $second
        @(Get-PcContext).Count | Should -Be 0
        @(Get-PcCustomer -Context $first).Count | Should -Be 3
        Disconnect-PcAccount $first
    }

    It 'takes several from the pipeline, and the same one twice' {
        $contexts = 1..3 | ForEach-Object { Connect-PcAccount -Emulator }
        $contexts + $contexts | Disconnect-PcAccount
        $contexts.IsConnected | Should -Be @($false, $false, $false)
        @(Get-PcContext).Count | Should -Be 0
    }

    It 'takes a connection away from under a pipeline that uses it: one error, and it ends' {
        Connect-PcAccount -Emulator -EmulatorCustomerCount 60 | Out-Null
        $seen = [System.Collections.Generic.List[object]]::new()
        $failure = Get-Failure {
            Get-PcCustomer -PageSize 10 | ForEach-Object {
                $seen.Add($_)
                if ($seen.Count -eq 10) { Disconnect-PcAccount }
            }
        }
        $failure.FullyQualifiedErrorId | Should -Be 'NotConnected,PartnerCenter.Qualifications.Commands.GetPcCustomerCommand'
        $seen.Count | Should -Be 10
    }
}
