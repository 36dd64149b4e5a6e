# Tests the code that users can copy into their own Pester tests. Also runs with the earlier Pester version.

BeforeDiscovery {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    $cmdlets = @((Test-ModuleManifest (Join-Path $moduleRoot 'PartnerCenter.Qualifications.psd1')).ExportedCmdlets.Keys)
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    Import-Module $moduleRoot -Force
    $root = [System.IO.Path]::GetFullPath((Join-Path $PSScriptRoot '../..'))
    $school = 'b980acca-f1be-8e8e-8ad0-87b19bff397e'
}

AfterAll {
    Disconnect-PcAccount
    Remove-Module PartnerCenter.Qualifications -Force -ErrorAction Ignore
}

Describe 'An assertion' {
    BeforeAll {
        Connect-PcAccount -Emulator | Out-Null
        $readme = [System.IO.File]::ReadAllText((Join-Path $root 'README.md'))
        $line = [regex]::Match($readme, '`(Test-PcCustomerQualification \$id [^`]*\| Should -BeTrue)`').Groups[1].Value
        $assertion = [scriptblock]::Create($line)
        $topic = [System.IO.File]::ReadAllText((Join-Path $root 'docs/en-US/about_PcEmulator.md'))
        $example = [regex]::Match($topic, '(?ms)^## In tests\n.*?```powershell\n(.*?)\n```').Groups[1].Value
    }

    It 'of the README passes for a customer that has the qualification' {
        $line | Should -Match '-ErrorAction Stop'
        $id = $school
        & $assertion
    }

    It 'of the README fails for a customer that does not have it' {
        $id = @(Get-PcCustomer | Where-Object { -not (Test-PcCustomerQualification $_ Education) })[0].CustomerId
        (Get-Failure $assertion).Exception.Message | Should -Match 'Expected \$true, but got \$false'
    }

    It 'of the README fails for a customer that there is not' {
        $id = '00000000-0000-0000-0000-000000000001'
        (Get-Failure $assertion).FullyQualifiedErrorId | Should -Match '^CustomerNotFound,'
    }

    It 'of the topic about the emulator passes' {
        $example | Should -Match 'Should -BeTrue$'
        & ([scriptblock]::Create($example))
    }
}

Describe 'A mock' {
    BeforeAll {
        # A user's own script, without a connection.
        Disconnect-PcAccount
        function Get-DeniedCustomer([string] $Name) {
            Get-PcCustomer -CompanyName $Name | Get-PcCustomerQualification | Where-Object VettingStatus -EQ Denied | ForEach-Object CustomerName
        }

        function Request-Education([guid] $Customer) {
            if (-not (Test-PcCustomerQualification $Customer Education)) {
                New-PcCustomerQualification $Customer Education -EducationSegment K12 -Website www.fabrikam.edu -Confirm:$false
            }
        }
    }

    It 'stands in for cmdlets in a pipeline, which binds as the real ones do' {
        Mock Get-PcCustomer {
            [pscustomobject]@{ CustomerId = '11111111-1111-1111-1111-111111111111'; CompanyName = "$CompanyName One" }
            [pscustomobject]@{ CustomerId = '22222222-2222-2222-2222-222222222222'; CompanyName = "$CompanyName Two" }
        }
        Mock Get-PcCustomerQualification {
            [pscustomobject]@{ CustomerName = "$CustomerId"; VettingStatus = [PartnerCenter.Qualifications.VettingStatus]::Denied }
        } -ParameterFilter { "$CustomerId" -like '22222222-*' }
        Mock Get-PcCustomerQualification { }
        Get-DeniedCustomer 'Fabrikam' | Should -Be '22222222-2222-2222-2222-222222222222'
        Should -Invoke Get-PcCustomer -Times 1 -Exactly -ParameterFilter { $CompanyName -eq 'Fabrikam' }
        Should -Invoke Get-PcCustomerQualification -Times 2 -Exactly
    }

    # A variable of a filter must not have the name of a parameter or of an alias, because Pester defines those.
    It 'compares a customer with <Name>' -ForEach @(
        @{ Name = 'its id as text'; Given = '22222222-2222-2222-2222-22222222222a' }
        @{ Name = 'its id in capitals'; Given = '22222222-2222-2222-2222-22222222222A' }
        @{ Name = 'its id in braces'; Given = '{22222222-2222-2222-2222-22222222222a}' }
        @{ Name = 'its id as GUID'; Given = [guid] '22222222-2222-2222-2222-22222222222a' }
        @{ Name = 'an object that carries its id'; Given = [pscustomobject] @{ TenantId = '22222222-2222-2222-2222-22222222222a' } }
    ) {
        Mock Get-PcCustomerQualification { 'of the other' }
        Mock Get-PcCustomerQualification { 'of this one' } -ParameterFilter { $CustomerId -eq $Given }
        Get-PcCustomerQualification '22222222-2222-2222-2222-22222222222a' | Should -BeExactly 'of this one'
        '11111111-1111-1111-1111-111111111111', '22222222-2222-2222-2222-22222222222A' | Get-PcCustomerQualification |
            Should -BeExactly 'of the other', 'of this one'
        Should -Invoke Get-PcCustomerQualification -Times 2 -Exactly -ParameterFilter { $CustomerId -eq $Given }
        Should -Invoke Get-PcCustomerQualification -Times 1 -Exactly -ParameterFilter { $CustomerId -ne $Given }
    }

    It 'compares a customer with the variable $<Name>' -ForEach @(@{ Name = 'id' }, @{ Name = 'tenantId' }, @{ Name = 'customerTenantId' }) {
        $wanted = '22222222-2222-2222-2222-22222222222a'
        Set-Variable $Name $wanted
        $filter = [scriptblock]::Create("`$CustomerId -eq `$$Name")
        Mock Get-PcCustomerQualification { 'of the other' }
        Mock Get-PcCustomerQualification { 'of this one' } -ParameterFilter $filter
        '11111111-1111-1111-1111-111111111111', $wanted | Get-PcCustomerQualification | Should -BeExactly 'of the other', 'of this one'
        Should -Invoke Get-PcCustomerQualification -Times 1 -Exactly -ParameterFilter $filter
        { Should -Not -Invoke Get-PcCustomerQualification -ParameterFilter $filter } | Should -Throw
    }

    It 'returns an object with a name' {
        Mock Get-PcCustomerQualification {
            [PartnerCenter.Qualifications.CustomerQualification]@{ CustomerId = $school; CustomerName = 'Fabrikam'; Domain = 'fabrikam.edu'; Qualification = 'Education' }
        }
        $found = Get-PcCustomerQualification $school
        $found.CustomerName, $found.Domain | Should -BeExactly 'Fabrikam', 'fabrikam.edu'
    }

    It 'keeps a script from requesting anything, and sees what it would have requested' {
        Mock Test-PcCustomerQualification { $false }
        Mock New-PcCustomerQualification { }
        Request-Education $school
        Should -Invoke New-PcCustomerQualification -Times 1 -Exactly -ParameterFilter {
            "$CustomerId" -eq $school -and $Qualification -eq 'Education' -and $EducationSegment -eq 'K12' -and $Website -eq 'www.fabrikam.edu'
        }
    }

    It 'of a check keeps a script from requesting twice' {
        Mock Test-PcCustomerQualification { $true }
        Mock New-PcCustomerQualification { }
        Request-Education $school
        Should -Invoke New-PcCustomerQualification -Times 0 -Exactly
    }

    It 'stands in for a sign-in' {
        Mock Connect-PcAccount { [pscustomobject]@{ TenantId = $TenantId } }
        (Connect-PcAccount -ServicePrincipal -Credential (New-Credential) -TenantId $emulated.Tenant).TenantId | Should -Be $emulated.Tenant
        Get-PcContext | Should -BeNullOrEmpty
    }

    It 'can be made of every cmdlet: <_>' -ForEach $cmdlets {
        Mock $_ { }
        Should -Invoke $_ -Times 0 -Exactly
    }
}
