BeforeAll {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    Import-Module $moduleRoot -Force
}

AfterAll {
    Disconnect-PcAccount
    Remove-Module PartnerCenter.Qualifications -Force -ErrorAction Ignore
}

Describe 'Get-PcContext' {
    BeforeEach { Disconnect-PcAccount }

    It 'returns nothing, and no error, where nobody is signed in' {
        $Error.Clear()
        @(Get-PcContext).Count | Should -Be 0
        $Error.Count | Should -Be 0
    }

    It 'returns the very context that Connect-PcAccount returned' {
        $connected = Connect-PcAccount -Emulator
        $context = Get-PcContext
        [object]::ReferenceEquals($context, $connected) | Should -BeTrue
        $context | Should -BeOfType ([PartnerCenter.Qualifications.PcContext])
        $context.IsConnected | Should -BeTrue
    }

    It 'returns the last one of two, and the first stays usable with -Context' {
        $first = Connect-PcAccount -Emulator -EmulatorCustomerCount 3
        $second = Connect-PcAccount -Emulator -EmulatorCustomerCount 5
        [object]::ReferenceEquals((Get-PcContext), $second) | Should -BeTrue
        $first.IsConnected | Should -BeTrue
        @(Get-PcCustomer).Count | Should -Be 5
        @(Get-PcCustomer -Context $first).Count | Should -Be 3
        Disconnect-PcAccount -Context $first
    }

    It 'lists the open connections with -ListAvailable: the default one first, then the others, latest first' {
        Get-PcContext -ListAvailable | Disconnect-PcAccount
        @(Get-PcContext -ListAvailable).Count | Should -Be 0
        $contexts = @(foreach ($count in 3, 5, 7, 9) { Connect-PcAccount -Emulator -EmulatorCustomerCount $count })
        @(Get-PcContext -ListAvailable | ForEach-Object { [array]::IndexOf($contexts, $_) }) | Should -Be 3, 2, 1, 0
        Select-PcContext $contexts[1] | Out-Null
        @(Get-PcContext -ListAvailable | ForEach-Object { [array]::IndexOf($contexts, $_) }) | Should -Be 1, 3, 2, 0
        Disconnect-PcAccount $contexts[2]
        @(Get-PcContext -ListAvailable | ForEach-Object { [array]::IndexOf($contexts, $_) }) | Should -Be 1, 3, 0
        Disconnect-PcAccount
        @(Get-PcContext).Count | Should -Be 0
        @(Get-PcContext -ListAvailable | ForEach-Object { [array]::IndexOf($contexts, $_) }) | Should -Be 3, 0
        Get-PcContext -ListAvailable | Disconnect-PcAccount
        @(Get-PcContext -ListAvailable).Count | Should -Be 0
    }

    It 'keeps at most 50 connections for the list, the latest ones' {
        Get-PcContext -ListAvailable | Disconnect-PcAccount
        $contexts = @(foreach ($number in 1..52) { Connect-PcAccount -Emulator -EmulatorCustomerCount 1 })
        @(Get-PcContext -ListAvailable | ForEach-Object { [array]::IndexOf($contexts, $_) }) | Should -Be (51..2)
        $contexts | Disconnect-PcAccount
    }

    It 'is per runspace: another one of the same process has none, and its own does not disturb this one' {
        $mine = Connect-PcAccount -Emulator -EmulatorCustomerCount 4
        $other = [powershell]::Create()
        try {
            $before, $after = $other.AddScript({
                    param($module)
                    Import-Module $module
                    @(Get-PcContext).Count
                    Connect-PcAccount -Emulator -EmulatorCustomerCount 7 | Out-Null
                    @(Get-PcCustomer).Count
                }).AddArgument($moduleRoot).Invoke()
            $other.Streams.Error | Should -BeNullOrEmpty
            $before | Should -Be 0
            $after | Should -Be 7
            [object]::ReferenceEquals((Get-PcContext), $mine) | Should -BeTrue
            @(Get-PcCustomer).Count | Should -Be 4
        }
        finally {
            $other.Dispose()
        }
    }

    It 'is per runspace: ForEach-Object -Parallel sees no default, and uses the context that it is given' {
        $context = Connect-PcAccount -Emulator -EmulatorCustomerCount 6
        $module = $moduleRoot
        $seen = 1..2 | ForEach-Object -Parallel {
            Import-Module $using:module
            [pscustomobject]@{ Default = @(Get-PcContext).Count; Given = @(Get-PcCustomer -Context $using:context).Count }
        }
        $seen.Default | Should -Be @(0, 0)
        $seen.Given | Should -Be @(6, 6)
    }

    It 'survives a second import of the module' {
        $context = Connect-PcAccount -Emulator
        Import-Module $moduleRoot -Force
        [object]::ReferenceEquals((Get-PcContext), $context) | Should -BeTrue
        @(Get-PcCustomer -PageSize 10).Count | Should -Be 25
    }

    It 'can be printed and serialized' {
        $context = Connect-PcAccount -Emulator
        $json = Get-PcContext | ConvertTo-Json -Depth 10 | ConvertFrom-Json
        $json.User | Should -Be 'admin@contoso.onmicrosoft.com'
        $json.PSObject.Properties.Name | Sort-Object | Should -Be @(
            'ApplicationId', 'Authentication', 'CredentialKind', 'Endpoint', 'Environment', 'ExpiresOn', 'HasMfa', 'IsConnected', 'IsEmulator', 'TenantId',
                'User')
        "$context" | Should -Be 'admin@contoso.onmicrosoft.com at 4f0c2f6a-3c1d-4f5e-9b7a-0d5a1c7e2b11 (Emulator, AppUser)'
        (Get-PcContext | Format-List | Out-String) | Should -Match 'Authentication : AppUser'
    }

    It 'has IsConnected as a property that cannot be set' {
        $context = Connect-PcAccount -Emulator
        $properties = 'TenantId', 'ApplicationId', 'User', 'Environment', 'Endpoint', 'Authentication', 'CredentialKind', 'ExpiresOn', 'HasMfa', 'IsConnected',
            'IsEmulator'
        ($context | Select-Object *).PSObject.Properties.Name | Sort-Object | Should -Be ($properties | Sort-Object)
        @($context | Where-Object IsConnected).Count | Should -Be 1
        (Get-Failure { $context.IsConnected = $false }).Exception.Message | Should -Match 'Disconnect-PcAccount'
        $context.IsConnected | Should -BeTrue
    }
}
