# Reads or requests the qualifications of customers with the cmdlet while faults occur, and prints the results.
param(
    [Parameter(Mandatory)] [string] $Module,
    [Parameter(Mandatory)] [uri] $Address,
    [Parameter(Mandatory)] [string] $Application,
    [Parameter(Mandatory)] [int] $Count,
    [Parameter(Mandatory)] [string] $Faults,
    [int] $Write = 0
)
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
Import-Module $Module
$token = ConvertTo-SecureString $env:PARTNERCENTER_REFRESH_TOKEN -AsPlainText -Force
$null = Connect-PcAccount -RefreshToken $token -ApplicationId $Application -Endpoint $Address -Authority $Address
$everyone = @(Get-PcCustomer -PageSize 500)
$expected = if ($Write) {
    # Those that have none yet, from the end.
    $some = $everyone | Select-Object -Last ($Count * 2)
    $held = @(($some | Get-PcCustomerQualification -Qualification StateOwnedEntity).CustomerId)
    $some | Where-Object CustomerId -NotIn $held | Select-Object -First $Count
}
else {
    $everyone[0..($Count - 1)]
}
$null = Invoke-RestMethod "$($Address)emulator/reset" -Method Post
$null = Invoke-RestMethod "$($Address)emulator/faults" -Method Post -Body $Faults -ContentType 'application/json'
$watch = [System.Diagnostics.Stopwatch]::StartNew()
$events = @(
    if ($Write) {
        $expected | New-PcCustomerQualification -Qualification StateOwnedEntity -ThrottleLimit 32 -Confirm:$false -ErrorAction Continue 2>&1
    }
    else {
        Get-PcCustomer -PageSize 20 -ErrorAction Continue | Select-Object -First $Count |
            Get-PcCustomerQualification -ThrottleLimit 32 -ErrorAction Continue 2>&1
    }
)
$seconds = $watch.Elapsed.TotalSeconds
$statistics = Invoke-RestMethod "$($Address)emulator/statistics"
$null = Invoke-RestMethod "$($Address)emulator/faults" -Method Post -Body '{}' -ContentType 'application/json'
$failures = @($events | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] })
$ids = @($events | ForEach-Object {
        if ($_ -isnot [System.Management.Automation.ErrorRecord]) { $_.CustomerId }
        elseif ($_.TargetObject -is [string]) { $_.TargetObject }
        else { $_.TargetObject.CustomerId }
    } | Get-Unique)
@{
    expected   = @($expected).Count
    inOrder    = ($ids -join ' ') -eq ($expected.CustomerId -join ' ')
    answered   = $ids.Count
    errors     = $failures.Count
    first      = "$($failures | Select-Object -First 1)"
    seconds    = $seconds
    requests   = $statistics.apiRequests
    faults     = $statistics.faultsInjected
    retries    = $statistics.retries
    writes     = $statistics.writes
    underWay   = $statistics.concurrency
} | ConvertTo-Json -Compress
