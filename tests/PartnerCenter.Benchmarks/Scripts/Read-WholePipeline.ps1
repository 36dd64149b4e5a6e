# Runs the nightly pipeline as one line to Out-Null, and prints the peak memory of the process, and the size of the objects that are then still in use.
param(
    [Parameter(Mandatory)] [string] $Module,
    [Parameter(Mandatory)] [uri] $Address,
    [Parameter(Mandatory)] [string] $Tenant,
    [Parameter(Mandatory)] [string] $Application,
    [Parameter(Mandatory)] [int] $Count
)
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
Import-Module $Module
$credential = [pscredential]::new($Application, (ConvertTo-SecureString $env:PARTNERCENTER_SECRET -AsPlainText -Force))
$null = Connect-PcAccount -ServicePrincipal -Credential $credential -TenantId $Tenant -Endpoint $Address -Authority $Address
Get-PcCustomer -PageSize 500 | Select-Object -First $Count | Get-PcCustomerQualification | Out-Null
$peak = [System.Diagnostics.Process]::GetCurrentProcess().PeakWorkingSet64
@{ peak = $peak; used = [System.GC]::GetTotalMemory($true) } | ConvertTo-Json -Compress
