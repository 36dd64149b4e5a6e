# How long the import of a module takes in a fresh PowerShell.
param([Parameter(Mandatory)] [string] $Module)
$ErrorActionPreference = 'Stop'
$watch = [System.Diagnostics.Stopwatch]::StartNew()
Import-Module $Module
@{ milliseconds = $watch.Elapsed.TotalMilliseconds } | ConvertTo-Json -Compress
