# Measures a pipeline whose service can't be reached: how long it takes, and how many errors it writes.
param(
    [Parameter(Mandatory)] [string] $Module,
    [Parameter(Mandatory)] [uri] $Address,
    [Parameter(Mandatory)] [uri] $DeadAddress,
    [Parameter(Mandatory)] [string] $Tenant,
    [Parameter(Mandatory)] [string] $Application,
    [Parameter(Mandatory)] [int] $Count
)
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
Import-Module $Module
$credential = [pscredential]::new($Application, (ConvertTo-SecureString $env:PARTNERCENTER_SECRET -AsPlainText -Force))
$null = Connect-PcAccount -ServicePrincipal -Credential $credential -TenantId $Tenant -Endpoint $DeadAddress -Authority $Address
$id = @(1..$Count | ForEach-Object { [guid]::NewGuid().ToString() })
$errors = 0
$ended = $null
$watch = [System.Diagnostics.Stopwatch]::StartNew()
try {
    # Not counted in $Error, which forgets all but the last ones.
    $id | Get-PcCustomerQualification -ErrorAction Continue 2>&1 | ForEach-Object { $errors++ }
}
catch {
    $errors++
    $ended = "$($_.FullyQualifiedErrorId) $_"
}

@{ seconds = $watch.Elapsed.TotalSeconds; errors = $errors; ended = $ended } | ConvertTo-Json -Compress
