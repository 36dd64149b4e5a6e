BeforeAll {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    Import-Module $moduleRoot -Force
}

AfterAll {
    Get-PcContext -ListAvailable | Disconnect-PcAccount
    Remove-Module PartnerCenter.Qualifications -Force -ErrorAction Ignore
}

Describe 'Select-PcContext' {
    BeforeEach {
        Get-PcContext -ListAvailable | Disconnect-PcAccount
        $contexts = @(foreach ($count in 3, 5, 7) { Connect-PcAccount -Emulator -EmulatorCustomerCount $count -WarningAction SilentlyContinue })
    }

    It 'makes connection <_> the default one, and the others stay open' -ForEach 0, 1, 2 {
        $selected = Select-PcContext $contexts[$_]
        [object]::ReferenceEquals($selected, $contexts[$_]) | Should -BeTrue
        [object]::ReferenceEquals((Get-PcContext), $contexts[$_]) | Should -BeTrue
        @(Get-PcCustomer).Count | Should -Be @(3, 5, 7)[$_]
        $contexts.IsConnected | Should -Be $true, $true, $true
        @(Get-PcCustomer -Context $contexts[0]).Count | Should -Be 3
    }

    It 'takes a context from the pipeline' {
        $contexts[1] | Select-PcContext | Out-Null
        @(Get-PcCustomer).Count | Should -Be 5
    }

    It 'refuses a closed connection, and the default one stays' {
        Disconnect-PcAccount $contexts[0]
        $failure = Get-Failure { Select-PcContext $contexts[0] }
        $failure.FullyQualifiedErrorId | Should -Be 'NotConnected,PartnerCenter.Qualifications.Commands.SelectPcContextCommand'
        $failure.ErrorDetails.RecommendedAction | Should -Match 'Connect-PcAccount'
        [object]::ReferenceEquals((Get-PcContext), $contexts[2]) | Should -BeTrue
    }

    It 'refuses a context from another process' {
        $copy = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($contexts[0]))
        (Get-Failure { Select-PcContext $copy }).Exception.Message | Should -Match 'another process'
    }

    It 'is per runspace' {
        $other = [powershell]::Create()
        try {
            $count = $other.AddScript({
                    param($module, $context)
                    Import-Module $module
                    @(Get-PcContext -ListAvailable).Count
                    Select-PcContext $context | Out-Null
                    @(Get-PcContext -ListAvailable).Count
                    @(Get-PcCustomer).Count
                }).AddArgument($moduleRoot).AddArgument($contexts[0]).Invoke()
            $other.Streams.Error | Should -BeNullOrEmpty
            $count | Should -Be 0, 1, 3
            @(Get-PcCustomer).Count | Should -Be 7
        }
        finally { $other.Dispose() }
    }
}
