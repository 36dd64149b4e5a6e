# Measures what administrators use without the module: Invoke-RestMethod, in a loop and in ForEach-Object -Parallel.
param(
    [Parameter(Mandatory)] [uri] $Address,
    [Parameter(Mandatory)] [string] $Tenant,
    [Parameter(Mandatory)] [string] $Application,
    [Parameter(Mandatory)] [int] $Count,
    [Parameter(Mandatory)] [int] $ParallelCount
)
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$form = @{
    grant_type = 'client_credentials'; client_id = $Application; client_secret = $env:PARTNERCENTER_SECRET
    scope = 'https://api.partnercenter.microsoft.com/.default'
}
$token = (Invoke-RestMethod -Method Post -Uri "$($Address)$Tenant/oauth2/v2.0/token" -Body $form).access_token
$headers = @{ Authorization = "Bearer $token"; Accept = 'application/json' }
$ids = (Invoke-RestMethod -Uri "$($Address)v1/customers?size=500" -Headers $headers).items.id
$null = foreach ($i in 0..49) { Invoke-RestMethod -Uri "$($Address)v1/customers/$($ids[$i])/qualifications" -Headers $headers }
$watch = [System.Diagnostics.Stopwatch]::StartNew()
$null = foreach ($i in 1..$Count) { Invoke-RestMethod -Uri "$($Address)v1/customers/$($ids[$i % $ids.Count])/qualifications" -Headers $headers }
$loop = $Count / $watch.Elapsed.TotalSeconds
$watch.Restart()
$null = 1..$ParallelCount | ForEach-Object -ThrottleLimit 16 -Parallel {
    $ids = $using:ids
    Invoke-RestMethod -Uri "$($using:Address)v1/customers/$($ids[$_ % $ids.Count])/qualifications" -Headers $using:headers
}
$parallel = $ParallelCount / $watch.Elapsed.TotalSeconds
@{ loop = $loop; parallel = $parallel } | ConvertTo-Json -Compress
