<#
.SYNOPSIS
Requests the Education qualification for schools and waits for the approval.

.DESCRIPTION
Requests the qualification for each customer that doesn't have it and for which it isn't in review, waits until the vetting of all of them is decided, and
returns the approvals. A denial is an error that contains the reason. An error of one customer doesn't affect the others. The script doesn't repeat an
earlier request, so you can run it again at any time.

You can't withdraw a request. The script prompts for confirmation before each request, unless you use -Force or -Confirm:$false.
Before you run it, connect as a user. The service doesn't accept requests from an application alone:

    Connect-PcAccount -UseDeviceAuthentication -ApplicationId $application -TenantId contoso.onmicrosoft.com

.EXAMPLE
./Request-SchoolQualification.ps1 -CustomerId 1c2a7b9e-6a53-4f0e-8d0b-0b5f5c1d2e3f -EducationSegment K12 -Website https://northwood.edu

.EXAMPLE
Import-Csv schools.csv | ./Request-SchoolQualification.ps1 -EducationSegment K12 -WhatIf

Shows what would be requested for the customers in a file with the columns CustomerId and Website, and waits for nothing.
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

    # The maximum time to wait for the decisions, which can take days.
    [timespan] $Timeout = '7.00:00:00',

    # The initial polling interval.
    [timespan] $PollingInterval = '00:05:00',

    # Requests without prompting for confirmation.
    [switch] $Force
)

begin {
    $waiting = [System.Collections.Generic.List[object]]::new()
    $requests = [System.Collections.Generic.List[object]]::new()
}

process {
    # Nothing is requested for a customer that can't be read. It causes an error here.
    $held = @(Get-PcCustomer -CustomerId $CustomerId -ErrorAction Continue | Get-PcCustomerQualification -ErrorAction Continue)
    if ($held | Where-Object { $_.Qualification -eq 'Education' -and $_.VettingStatus -in 'Approved', 'InReview' }) {
        $waiting.Add($held[0])
    }
    elseif ($held) {
        $requests.Add([pscustomobject]@{ CustomerId = $CustomerId; CustomerName = $held[0].CustomerName; Website = $Website })
    }
}

end {
    # An error of one customer concerns only that customer. Any other error ends the script.
    $ErrorActionPreference = 'Stop'

    # Request for all customers before waiting, because a decision can take days. -WhatIf and -Confirm of this script also apply to the cmdlet.
    $request = @{ Qualification = 'Education'; EducationSegment = $EducationSegment; Force = $Force; SkipExisting = $true }
    $requested = [System.Collections.Generic.List[object]]::new()
    try {
        $requests | New-PcCustomerQualification @request -ErrorAction Continue | ForEach-Object { $requested.Add($_) }
    }
    catch {
        # Return what was requested before the failure, because it can't be taken back.
        $requested
        throw
    }

    $waiting.AddRange($requested)
    if ($WhatIfPreference) {
        return
    }

    $wait = @{ Qualification = 'Education'; Timeout = $Timeout; PollingInterval = $PollingInterval }
    $waiting | Wait-PcCustomerQualification @wait -ErrorAction Continue -OutVariable decided | Where-Object VettingStatus -EQ 'Approved'
    foreach ($customer in $decided | Group-Object CustomerId | Where-Object { $_.Group.VettingStatus -notcontains 'Approved' }) {
        Write-Error "$($customer.Group[0].CustomerName) is not approved as a school: $($customer.Group.VettingReason)" -ErrorAction Continue
    }
}
