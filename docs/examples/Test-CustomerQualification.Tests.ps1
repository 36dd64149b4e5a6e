<#
.SYNOPSIS
Checks with Pester that customers' qualifications are what the books say.

.DESCRIPTION
A compliance check for a pipeline or a scheduled task: every customer in a list has the qualification that it is invoiced for, nothing waits for a
decision longer than agreed, and no denial goes unnoticed. Connect before:

    Connect-PcAccount -UseDeviceAuthentication -ApplicationId $application -TenantId contoso.onmicrosoft.com
    $data = @{ ExpectedPath = './expected.csv'; LongestReview = '14.00:00:00' }
    Invoke-Pester -Container (New-PesterContainer -Path ./Test-CustomerQualification.Tests.ps1 -Data $data)

expected.csv has the columns CustomerId and Qualification.
#>
param(
    # A CSV file of the customers and the qualifications that they are to have.
    [Parameter(Mandatory)]
    [string] $ExpectedPath,

    # How long a vetting may take before somebody has to ask.
    [timespan] $LongestReview = '14.00:00:00',

    # The ids of customers whose denial is known and dealt with.
    [string[]] $KnownDenial = @()
)

BeforeDiscovery {
    $expectations = @(Import-Csv $ExpectedPath)

    # Every customer is asked once; the tests below are about what was answered.
    $qualifications = @(Get-PcCustomer | Get-PcCustomerQualification -ErrorAction Stop)
    $waiting = @($qualifications | Where-Object VettingStatus -EQ 'InReview')
    $denied = @($qualifications | Where-Object { $_.VettingStatus -eq 'Denied' -and $_.CustomerId -notin $KnownDenial })
}

Describe 'What is invoiced' {
    It 'is held: <_.CustomerId> <_.Qualification>' -ForEach $expectations {
        Test-PcCustomerQualification -CustomerId $_.CustomerId -Qualification $_.Qualification | Should -BeTrue
    }
}

Describe 'What is in review' {
    # Without an empty list, which Pester 6 calls a failure.
    if ($waiting) {
        It 'is so for less than agreed: <_.CustomerName> <_.Qualification>' -ForEach $waiting {
            $_.InReviewFor | Should -BeLessOrEqual $LongestReview
        }
    }
}

Describe 'What was denied' {
    if ($denied) {
        It 'is known: <_.CustomerName> <_.Qualification>' -ForEach $denied {
            $_.VettingStatus | Should -Not -Be 'Denied' -Because "somebody has to talk to the customer. Reason: $($_.VettingReason)"
        }
    }
}
