# Measures the first sign-in in a new PowerShell session, after the import.
param(
    [Parameter(Mandatory)] [string] $Module,
    [Parameter(Mandatory)] [uri] $Address,
    [Parameter(Mandatory)] [string] $Tenant,
    [Parameter(Mandatory)] [string] $Application
)
$ErrorActionPreference = 'Stop'
Import-Module $Module
$credential = [pscredential]::new($Application, (ConvertTo-SecureString $env:PARTNERCENTER_SECRET -AsPlainText -Force))
$watch = [System.Diagnostics.Stopwatch]::StartNew()
$null = Connect-PcAccount -ServicePrincipal -Credential $credential -TenantId $Tenant -Endpoint $Address -Authority $Address
@{ milliseconds = $watch.Elapsed.TotalMilliseconds } | ConvertTo-Json -Compress
