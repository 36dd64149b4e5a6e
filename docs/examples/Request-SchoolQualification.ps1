<#
.SYNOPSIS
Takes a school from the request of the Education qualification to its approval.

.DESCRIPTION
Requests the qualification where the customer neither has it nor waits for it, waits until the vetting is decided, and returns the decision.
A denial is an error that tells the reason. What was requested before is not requested again, so the script can be run again at any time.
Connect before as a user; the service takes no requests from an application alone:

    Connect-PcAccount -UseDeviceAuthentication -ApplicationId $application -TenantId contoso.onmicrosoft.com

.EXAMPLE
./Request-SchoolQualification.ps1 -CustomerId 1c2a7b9e-6a53-4f0e-8d0b-0b5f5c1d2e3f -EducationSegment K12 -Website https://northwood.edu

.EXAMPLE
Import-Csv schools.csv | ./Request-SchoolQualification.ps1 -EducationSegment K12 -WhatIf

Says what would be requested for the customers of a file with the columns CustomerId and Website.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    # The school's id.
    [Parameter(Mandatory, ValueFromPipelineByPropertyName)]
    [guid] $CustomerId,

    # What kind of a school it is.
    [Parameter(Mandatory)]
    [ValidateSet('K12', 'HigherEducation')]
    [string] $EducationSegment,

    # The school's own website, which the vetting looks at.
    [Parameter(Mandatory, ValueFromPipelineByPropertyName)]
    [string] $Website,

    # How long to wait for the decision; it may take days.
    [timespan] $Timeout = '7.00:00:00',

    # How soon to ask for the first time.
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
