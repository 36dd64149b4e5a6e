BeforeAll {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    Import-Module $moduleRoot -Force
    $server = Start-EmulatorHost '--customers', '0'
    $target = $server.Target
    $app = Connect-PcAccount -ServicePrincipal -Credential (New-Credential) -TenantId $emulated.Tenant @target
    $command = 'PartnerCenter.Qualifications.Commands.TestPcCustomerQualificationCommand'
    $unknown = '00000000-1111-2222-3333-444444444444'

    function Add-Customer([object[]] $Qualifications = @()) {
        $id = (Add-HostCustomer $server @{ companyName = 'Adatum School'; domain = 'adatum.example' }).customerId
        if ($Qualifications) { Set-Host $server "customers/$id" @{ qualifications = $Qualifications } }
        $id
    }

    $approved = Add-Customer @{ qualification = 'Education'; vettingStatus = 'Approved' }
    $denied = Add-Customer @{ qualification = 'Education'; vettingStatus = 'Denied'; vettingReason = 'No' }
    $waiting = Add-Customer @{ qualification = 'Education'; vettingStatus = 'InReview' }, @{ qualification = 'StateOwnedEntity' }
    $bare = Add-Customer
    $odd = Add-Customer @{ qualification = 'Hospital'; vettingStatus = 'OnHold' }
    $none = Add-Customer @{ qualification = 'None' }
    $held = Add-Customer @{ qualification = 'Education'; vettingStatus = 'OnHold' }
    $customers = @{ approved = $approved; denied = $denied; waiting = $waiting; bare = $bare; odd = $odd; none = $none; held = $held }
}

AfterAll {
    Disconnect-PcAccount
    Stop-EmulatorHost $server
    Remove-Module PartnerCenter.Qualifications -Force -ErrorAction Ignore
}

Describe 'Test-PcCustomerQualification' {
    AfterEach { Clear-HostResponse $server }

    It 'says <Expected> of <Customer>: <Qualification> <VettingStatus>' -ForEach @(
        @{ Customer = 'approved'; Qualification = 'Education'; Expected = $true }
        @{ Customer = 'approved'; Qualification = 'GovernmentCommunityCloud'; Expected = $false }
        @{ Customer = 'approved'; Qualification = 'None'; Expected = $false }
        @{ Customer = 'approved'; Qualification = 'Education'; VettingStatus = 'Approved'; Expected = $true }
        @{ Customer = 'approved'; Qualification = 'Education'; VettingStatus = 'InReview'; Expected = $false }
        @{ Customer = 'denied'; Qualification = 'Education'; Expected = $false }
        @{ Customer = 'denied'; Qualification = 'Education'; VettingStatus = 'Denied'; Expected = $true }
        @{ Customer = 'denied'; Qualification = 'None'; Expected = $false }
        @{ Customer = 'waiting'; Qualification = 'Education'; Expected = $false }
        @{ Customer = 'waiting'; Qualification = 'None'; Expected = $false }
        @{ Customer = 'waiting'; Qualification = 'Education'; VettingStatus = 'InReview'; Expected = $true }
        @{ Customer = 'waiting'; Qualification = 'StateOwnedEntity'; Expected = $true }
        @{ Customer = 'waiting'; Qualification = 'StateOwnedEntity'; VettingStatus = 'Approved'; Expected = $false }
        @{ Customer = 'waiting'; Qualification = 'StateOwnedEntity'; VettingStatus = 'None'; Expected = $true }
        @{ Customer = 'bare'; Qualification = 'Education'; Expected = $false }
        @{ Customer = 'bare'; Qualification = 'None'; Expected = $true }
        @{ Customer = 'none'; Qualification = 'None'; Expected = $true }
        @{ Customer = 'none'; Qualification = 'Education'; Expected = $false }
        @{ Customer = 'odd'; Qualification = 'Education'; Expected = $false }
        @{ Customer = 'odd'; Qualification = 'None'; Expected = $false }
        @{ Customer = 'odd'; Qualification = 'Unknown'; Expected = $false }
        @{ Customer = 'held'; Qualification = 'Education'; Expected = $false }
        @{ Customer = 'held'; Qualification = 'Education'; VettingStatus = 'Approved'; Expected = $false }
        @{ Customer = 'held'; Qualification = 'Education'; VettingStatus = 'None'; Expected = $false }
        @{ Customer = 'held'; Qualification = 'Education'; VettingStatus = 'Unknown'; Expected = $true }
        @{ Customer = 'held'; Qualification = 'None'; Expected = $false }
        @{ Customer = 'odd'; Qualification = 'Unknown'; VettingStatus = 'Unknown'; Expected = $true }
    ) {
        $parameters = if ($VettingStatus) { @{ VettingStatus = $VettingStatus } } else { @{} }
        $answer = Test-PcCustomerQualification $customers[$Customer] $Qualification @parameters -ErrorVariable failures
        $answer | Should -BeOfType ([bool])
        $answer | Should -Be $Expected
        $failures.Count | Should -Be 0
    }

    It 'takes one value of each: <Name>' -ForEach @(
        @{ Name = 'two qualifications'; Parameters = @{ Qualification = 'Education', 'Nonprofit' } }
        @{ Name = 'two qualifications in one text'; Parameters = @{ Qualification = 'Education,Nonprofit' } }
        @{ Name = 'two statuses'; Parameters = @{ Qualification = 'Education'; VettingStatus = 'Approved', 'Denied' } }
        @{ Name = 'two statuses in one text'; Parameters = @{ Qualification = 'Education'; VettingStatus = 'Approved,InReview' } }
        @{ Name = 'a word that is none'; Parameters = @{ Qualification = 'Education'; VettingStatus = 'Pending' } }
    ) {
        $failure = Get-Failure { Test-PcCustomerQualification $approved @Parameters }
        $failure.FullyQualifiedErrorId | Should -Match '^CannotConvertArgument'
        "$failure" | Should -Match 'must be one of these values: None, '
    }

    It 'is made for Pester' {
        Test-PcCustomerQualification $approved Education | Should -BeTrue
        Test-PcCustomerQualification $denied Education | Should -BeFalse
        Test-PcCustomerQualification -CustomerId $bare -Qualification StateOwnedEntity | Should -BeFalse
        if (Test-PcCustomerQualification $waiting Education) { throw 'In review is not approved.' }
    }

    It 'answers one per customer, in the order of the input: <Name>' -ForEach @(
        @{ Name = 'as an argument'; Run = { Test-PcCustomerQualification $approved, $denied, $waiting, $bare, $approved Education } }
        @{ Name = 'from the pipeline'; Run = { $approved, $denied, $waiting, $bare, $approved | Test-PcCustomerQualification -Qualification Education } }
        @{
            Name = 'as rows'
            Run = {
                $approved, $denied, $waiting, $bare, $approved | ForEach-Object { [pscustomobject]@{ TenantId = $_ } } |
                    Test-PcCustomerQualification -Qualification Education
            }
        }
    ) {
        & $Run | Should -Be @($true, $false, $false, $false, $true)
    }

    It 'answers nothing, but an error, for who cannot be asked' {
        $answers = @($approved, $unknown, 'not-an-id', $denied |
            Test-PcCustomerQualification -Qualification Education -ErrorVariable failures -ErrorAction SilentlyContinue)
        $answers | Should -Be @($true, $false)
        $failures.FullyQualifiedErrorId | Should -Be @("CustomerNotFound,$command", "InvalidCustomerId,$command")
        $failures.TargetObject | Should -Be @($unknown, 'not-an-id')
    }

    It 'does not take a failure for a no: <Name>' -ForEach @(
        @{ Name = 'no relationship'; Status = 403; Body = '{"code":20002,"description":"No relationship."}'; ErrorId = 'AccessDenied' }
        @{ Name = 'a service in trouble'; Status = 501; Body = ''; ErrorId = 'ServiceUnavailable' }
        @{ Name = 'an answer that is none'; Status = 200; Body = '<html>'; ErrorId = 'InvalidResponse' }
        @{ Name = 'an expired sign-in'; Status = 401; Body = ''; ErrorId = 'SignInExpired' }
    ) {
        Set-Host $server responses @{ path = '/v1/customers/*'; statusCode = $Status; body = $Body; once = $false }
        $answers = [System.Collections.Generic.List[object]]::new()
        $failure = Get-Failure { Test-PcCustomerQualification $approved Education -ErrorAction Stop | ForEach-Object { $answers.Add($_) } }
        $failure.FullyQualifiedErrorId | Should -Be "$ErrorId,$command"
        $answers.Count | Should -Be 0
    }

    # Nothing is false to Should, so only -ErrorAction Stop tells a plain no from no answer.
    It 'makes a Pester test fail where it cannot ask' {
        (Get-Failure { Test-PcCustomerQualification $unknown Education -ErrorAction SilentlyContinue | Should -BeTrue }).FullyQualifiedErrorId |
            Should -Be 'PesterAssertionFailed'
        (Get-Failure { Test-PcCustomerQualification $unknown Education -ErrorAction Stop | Should -BeFalse }).FullyQualifiedErrorId |
            Should -Be "CustomerNotFound,$command"
    }
}
