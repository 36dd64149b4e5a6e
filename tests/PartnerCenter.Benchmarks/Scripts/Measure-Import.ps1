# Measures the import of a module in a new PowerShell session.
param([Parameter(Mandatory)] [string] $Module)
$ErrorActionPreference = 'Stop'
$watch = [System.Diagnostics.Stopwatch]::StartNew()
Import-Module $Module
@{ milliseconds = $watch.Elapsed.TotalMilliseconds } | ConvertTo-Json -Compress
