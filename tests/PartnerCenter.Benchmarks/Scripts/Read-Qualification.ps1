# Reads the qualifications of customers with the cmdlet, as a script does, and prints the duration of each pass.
param(
    [Parameter(Mandatory)] [string] $Module,
    [Parameter(Mandatory)] [uri] $Address,
    [Parameter(Mandatory)] [string] $Tenant,
    [Parameter(Mandatory)] [string] $Application,
    [Parameter(Mandatory)] [int] $Count,
    [int] $ThrottleLimit = 16,
    [int] $WarmUp = 0,
    [int] $WarmUpTurns = 1,
    [int] $Turns = 1
)
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
Import-Module $Module
$credential = [pscredential]::new($Application, (ConvertTo-SecureString $env:PARTNERCENTER_SECRET -AsPlainText -Force))
$null = Connect-PcAccount -ServicePrincipal -Credential $credential -TenantId $Tenant -Endpoint $Address -Authority $Address
$customers = Get-PcCustomer -PageSize 500 | Select-Object -First $Count
if ($WarmUp) {
    $first = $customers | Select-Object -First $WarmUp
    foreach ($turn in 1..$WarmUpTurns) { $first | Get-PcCustomerQualification -ThrottleLimit $ThrottleLimit | Out-Null }
}
$seconds = foreach ($turn in 1..$Turns) {
    [GC]::Collect()
    $watch = [System.Diagnostics.Stopwatch]::StartNew()
    $customers | Get-PcCustomerQualification -ThrottleLimit $ThrottleLimit | Out-Null
    $watch.Elapsed.TotalSeconds
}
@{ customers = $customers.Count; seconds = @($seconds) } | ConvertTo-Json -Compress
