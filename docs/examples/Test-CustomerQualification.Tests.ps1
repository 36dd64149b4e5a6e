<#
.SYNOPSIS
Checks with Pester that customers have the qualifications that they are invoiced for.

.DESCRIPTION
A compliance check for a pipeline or a scheduled task. It checks that every customer in a list has the qualification that it is invoiced for, that no
qualification is in review longer than allowed, and that every denial is known. Before you run it, connect:

    Connect-PcAccount -UseDeviceAuthentication -ApplicationId $application -TenantId contoso.onmicrosoft.com
    $data = @{ ExpectedPath = './expected.csv'; LongestReview = '14.00:00:00' }
    Invoke-Pester -Container (New-PesterContainer -Path ./Test-CustomerQualification.Tests.ps1 -Data $data)

expected.csv has the columns CustomerId and Qualification.
#>
param(
    # The path of a CSV file with the customers and the qualifications that they must have.
    [Parameter(Mandatory)]
    [string] $ExpectedPath,

    # The maximum time that a qualification can be in review.
    [timespan] $LongestReview = '14.00:00:00',

    # The IDs of customers whose denial is known and handled.
    [string[]] $KnownDenial = @()
)

BeforeDiscovery {
    $expectations = @(Import-Csv $ExpectedPath)

    # Without a customer, Pester 5 would run no tests and pass.
    if (-not $expectations) {
        throw "$ExpectedPath contains no customers."
    }

    # Every customer is read once. The tests below check the results.
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
    # Pester 6 reports an empty -ForEach list as a failure.
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
