<#
.SYNOPSIS
Requests the Education qualification for a school and waits for the approval.

.DESCRIPTION
Requests the qualification if the customer doesn't have it and it isn't in review, waits until the vetting is decided, and returns the decision.
A denial is an error that contains the reason. The script doesn't repeat an earlier request, so you can run it again at any time.
Before you run it, connect as a user. The service doesn't accept requests from an application alone:

    Connect-PcAccount -UseDeviceAuthentication -ApplicationId $application -TenantId contoso.onmicrosoft.com

.EXAMPLE
./Request-SchoolQualification.ps1 -CustomerId 1c2a7b9e-6a53-4f0e-8d0b-0b5f5c1d2e3f -EducationSegment K12 -Website https://northwood.edu

.EXAMPLE
Import-Csv schools.csv | ./Request-SchoolQualification.ps1 -EducationSegment K12 -WhatIf

Shows what would be requested for the customers in a file with the columns CustomerId and Website.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    # The customer ID of the school.
    [Parameter(Mandatory, ValueFromPipelineByPropertyName)]
    [guid] $CustomerId,

    # The type of school.
    [Parameter(Mandatory)]
    [ValidateSet('K12', 'HigherEducation')]
    [string] $EducationSegment,

    # The school's own website, which the vetting checks.
    [Parameter(Mandatory, ValueFromPipelineByPropertyName)]
    [string] $Website,

    # The maximum time to wait for the decision, which can take days.
    [timespan] $Timeout = '7.00:00:00',

    # The initial polling interval.
    [timespan] $PollingInterval = '00:05:00'
)

process {
    $ErrorActionPreference = 'Stop'
    $customer = Get-PcCustomer -CustomerId $CustomerId
    $held = Get-PcCustomerQualification -CustomerId $CustomerId |
        Where-Object { $_.Qualification -eq 'Education' -and $_.VettingStatus -in 'Approved', 'InReview' }

    if (-not $held -and $PSCmdlet.ShouldProcess($customer.CompanyName, "Request Education ($EducationSegment, $Website)")) {
        $request = @{ CustomerId = $CustomerId; Qualification = 'Education'; EducationSegment = $EducationSegment; Website = $Website }
        $held = New-PcCustomerQualification @request -Confirm:$false
    }

    if ($held) {
        $decided = Wait-PcCustomerQualification -CustomerId $CustomerId -Qualification Education -Timeout $Timeout -PollingInterval $PollingInterval
        if ($decided.VettingStatus -contains 'Approved') {
            $decided | Where-Object VettingStatus -EQ 'Approved'
        }
        else {
            Write-Error "$($customer.CompanyName) is not approved as a school: $($decided.VettingReason)" -ErrorAction Continue
        }
    }
}
