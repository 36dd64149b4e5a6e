# The figures in the help and in the READMEs, compared with the constants and defaults of the code.

BeforeDiscovery {
    $figures = @(
        @{
            File = 'docs/en-US/Connect-PcAccount.md'; Says = 'The emulator has (\d+) customers'
            Values = { (New-Command Connect-PcAccount).EmulatorCustomerCount }
        }
        @{ File = 'docs/en-US/Get-PcCustomer.md'; Says = 'customers in each page, up to (\d+)\.'; Values = { (Get-Range Get-PcCustomer PageSize).MaxRange } }
        @{
            File = 'docs/en-US/Wait-PcCustomerQualification.md'; Says = 'waits at most (\w+) seconds for each response'
            Values = { (Get-Constant Wait-PcCustomerQualification AnswerTimeout).TotalSeconds }
        }
        @{
            File = 'docs/en-US/Wait-PcCustomerQualification.md'; Says = 'grows by (\w+) each time, up to (\w+) times its initial length'
            Values = { (Get-Constant Wait-PcCustomerQualification Growth) - 1; Get-Constant Wait-PcCustomerQualification MaxGrowth }
        }
        @{
            File = 'docs/en-US/about_PcBulkOperations.md'
            Says = 'The default is (\d+) for cmdlets that read and (\d+) for cmdlets that write\. The maximum is (\d+)'
            Values = {
                (New-Command Get-PcCustomer).ThrottleLimit
                (New-Command New-PcCustomerQualification).ThrottleLimit
                (Get-Range Get-PcCustomer ThrottleLimit).MaxRange
            }
        }
        @{ File = 'docs/en-US/about_PcBulkOperations.md'; Says = 'buffers up to ([\d,]+) results'; Values = { Get-Constant Get-PcCustomer MaxHeld } }
        @{
            File = 'docs/en-US/about_PcBulkOperations.md'; Says = 'wait up to (\w+) seconds for the customers that were listed'
            Values = { (Get-Constant Get-PcCustomer EndTimeout).TotalSeconds }
        }
        @{
            File = 'docs/en-US/about_PcBulkOperations.md'; Says = 'waits up to (\w+) seconds for the writes'
            Values = { (Get-Constant New-PcCustomerQualification WriteTimeout).TotalSeconds }
        }
        @{
            File = 'docs/en-US/about_PcBulkOperations.md'; Says = 'its time limit of (\w+) minutes'
            Values = { [Activator]::CreateInstance((Get-ClientType PartnerClientOptions)).CallTimeout.TotalMinutes }
        }
        @{
            File = 'docs/en-US/about_PcBulkOperations.md'; Says = 'requests are retried for (\w+) minute'
            Values = { (Get-Constant Get-PcCustomer OutageTimeout).TotalMinutes }
        }
        @{
            File = 'docs/en-US/Get-PcContext.md'; Says = 'At most (\d+) connections are listed'
            Values = { (Get-CmdletType Commands.RunspaceContexts).GetField('MaxContexts', $anyMember).GetValue($null) }
        }
        @{ File = 'docs/en-US/about_PcAuthentication.md'; Says = 'if it isn''t used for (\d+) days'; Values = { $emulator.RefreshTokenIdleLifetime.TotalDays } }
        @{ File = 'docs/en-US/New-PcRefreshToken.md'; Says = 'if it isn''t used for (\d+) days'; Values = { $emulator.RefreshTokenIdleLifetime.TotalDays } }
        @{ File = 'docs/secure-application-model.md'; Says = 'is valid for (\d+) days after'; Values = { $emulator.RefreshTokenIdleLifetime.TotalDays } }
        @{ File = 'docs/secure-application-model.md'; Says = 'wasn''t used for (\d+) days'; Values = { $emulator.RefreshTokenIdleLifetime.TotalDays } }
        @{ File = 'docs/en-US/about_PcEmulator.md'; Says = 'is decided after (\d+) seconds'; Values = { $emulator.VettingDuration.TotalSeconds } }
        @{ File = 'README.md'; Says = 'decided after `--vetting-duration` \((\d+) seconds by default\)'; Values = { $emulator.VettingDuration.TotalSeconds } }
        @{
            File = 'src/PartnerCenter.Emulator/README.md'; Says = 'After `VettingDuration` \((\d+) seconds'
            Values = { $emulator.VettingDuration.TotalSeconds }
        }
        @{
            File = 'src/PartnerCenter.Emulator/README.md'; Says = 'verified for Education (\w+) times at most'
            Values = { $emulator.MaxEducationVerifications }
        }
        @{ File = 'src/PartnerCenter.Emulator/README.md'; Says = 'expires after (\d+) idle days'; Values = { $emulator.RefreshTokenIdleLifetime.TotalDays } }
        @{
            File = 'src/PartnerCenter.Emulator/README.md'; Says = '`DeviceCodePollsBeforeApproval` polls \((\d+)\)'
            Values = { $emulator.DeviceCodePollsBeforeApproval }
        }
    )
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    . (Join-Path $PSScriptRoot 'TestContexts.ps1')
    Import-Module $moduleRoot -Force
    Connect-PcAccount -Emulator | Out-Null
    $words = @{ a = 1; half = 0.5; three = 3; ten = 10; twenty = 20 }
    $assembly = [System.AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq 'PartnerCenter.Emulator' }
    $emulator = [Activator]::CreateInstance($assembly.GetType('PartnerCenter.Emulator.EmulatorOptions', $true))

    # A cmdlet with the values that hold where nothing is given.
    function New-Command([string] $Name) { [Activator]::CreateInstance((Get-Command $Name).ImplementingType) }

    function Get-Range([string] $Name, [string] $Parameter) { (Get-Command $Name).Parameters[$Parameter].Attributes.Where{ $_ -is [ValidateRange] }[0] }

    # A constant of a cmdlet's class, or of one that it derives from.
    function Get-Constant([string] $Name, [string] $Constant) {
        for ($type = (Get-Command $Name).ImplementingType; $type; $type = $type.BaseType) {
            if ($field = $type.GetField($Constant, $anyMember)) { return $field.GetValue($null) }
        }

        throw "No class of $Name has the constant $Constant."
    }
}

AfterAll {
    Disconnect-PcAccount
    Remove-Module PartnerCenter.Qualifications -Force -ErrorAction Ignore
}

Describe 'The figures of the texts' {
    It 'are those of the code: <File>, <Says>' -ForEach $figures {
        $text = [System.IO.File]::ReadAllText((Join-Path $PSScriptRoot "../../$File")) -replace '\s+', ' '
        $found = [regex]::Matches($text, $Says)
        $found.Count | Should -Be 1
        $given = foreach ($group in $found[0].Groups | Select-Object -Skip 1) {
            if ($words.ContainsKey($group.Value)) { $words[$group.Value] } else { [double] ($group.Value -replace ',') }
        }
        $given | Should -Be @(& $Values)
    }
}
