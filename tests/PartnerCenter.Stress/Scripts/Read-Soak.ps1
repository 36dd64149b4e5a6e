# Runs the nightly pipeline as one line with faults, and prints the results and the peak memory of the process.
param(
    [Parameter(Mandatory)] [string] $Module,
    [Parameter(Mandatory)] [uri] $Address,
    [Parameter(Mandatory)] [string] $Tenant,
    [Parameter(Mandatory)] [string] $Application,
    [Parameter(Mandatory)] [int] $Count,
    [Parameter(Mandatory)] [string] $Faults
)
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
Import-Module $Module
$credential = [pscredential]::new($Application, (ConvertTo-SecureString $env:PARTNERCENTER_SECRET -AsPlainText -Force))
$null = Connect-PcAccount -ServicePrincipal -Credential $credential -TenantId $Tenant -Endpoint $Address -Authority $Address
$null = Invoke-RestMethod "$($Address)emulator/faults" -Method Post -Body $Faults -ContentType 'application/json'
$Error.Clear()
$watch = [System.Diagnostics.Stopwatch]::StartNew()
$customers = Get-PcCustomer -PageSize 500 -ErrorAction Continue | Select-Object -First $Count |
    Get-PcCustomerQualification -ErrorAction SilentlyContinue |
    & {
        begin { $seen = 0; $last = '' }
        process { if ($_.CustomerId -ne $last) { $last = $_.CustomerId; $seen++ } }
        end { $seen }
    }
$seconds = $watch.Elapsed.TotalSeconds
$null = Invoke-RestMethod "$($Address)emulator/faults" -Method Post -Body '{}' -ContentType 'application/json'
@{
    customers = $customers
    errors    = $Error.Count
    first     = "$($Error | Select-Object -First 1)"
    seconds   = $seconds
    peak      = [System.Diagnostics.Process]::GetCurrentProcess().PeakWorkingSet64
} | ConvertTo-Json -Compress
