# Measures, by the server's records, how long it takes to read customers if the service always throttles one of them, and if it throttles none.
param(
    [Parameter(Mandatory)] [string] $Module,
    [Parameter(Mandatory)] [uri] $Address,
    [Parameter(Mandatory)] [string] $Tenant,
    [Parameter(Mandatory)] [string] $Application,
    [Parameter(Mandatory)] [int] $Count,
    [Parameter(Mandatory)] [int] $Turns
)
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
Import-Module $Module
$credential = [pscredential]::new($Application, (ConvertTo-SecureString $env:PARTNERCENTER_SECRET -AsPlainText -Force))
$http = [System.Net.Http.HttpClient]@{ BaseAddress = $Address }

# In a runspace of its own, for the throttled customer goes on for minutes. The others get one minute.
function Measure-Reading([string[]] $Id) {
    $shell = [powershell]::Create()
    $null = $shell.AddScript({
            param($module, $address, $tenant, $credential, $id)
            Import-Module $module
            $context = Connect-PcAccount -ServicePrincipal -Credential $credential -TenantId $tenant -Endpoint $address -Authority $address
            $null = $id | Select-Object -Skip 1 | Get-PcCustomerQualification -Context $context
            $null = Invoke-RestMethod "$($address)emulator/reset" -Method Post
            $id | Get-PcCustomerQualification -Context $context
        }).AddArgument($Module).AddArgument($Address).AddArgument($Tenant).AddArgument($credential).AddArgument($Id)
    $null = $http.PostAsync('emulator/reset', $null).Result
    $handle = $shell.BeginInvoke()
    $watch = [System.Diagnostics.Stopwatch]::new()
    $limit = [System.Diagnostics.Stopwatch]::StartNew()
    $warm = $false
    while ($limit.Elapsed.TotalSeconds -lt 60) {
        $statistics = $http.GetStringAsync('emulator/statistics').Result | ConvertFrom-Json
        $asked = $statistics.operations.getQualifications - $statistics.retries
        if (-not $warm) { $warm = $asked -ge $Id.Count - 1 }
        elseif (-not $watch.IsRunning) { if ($asked -gt 0 -and $asked -lt $Id.Count - 1) { $watch.Start() } }
        elseif ($asked -ge $Id.Count -and $statistics.concurrency -eq 0) { break }
        [System.Threading.Thread]::Sleep(2)
    }

    if (-not $watch.IsRunning) { throw "Nothing was read within a minute: $statistics" }
    $watch.Elapsed.TotalSeconds
    $shell.Stop()
    $shell.Dispose()
}

$context = Connect-PcAccount -ServicePrincipal -Credential $credential -TenantId $Tenant -Endpoint $Address -Authority $Address
$id = @((Get-PcCustomer -PageSize 500 -Context $context | Select-Object -First $Count).CustomerId)
$alone = [System.Collections.Generic.List[double]]::new()
$beside = [System.Collections.Generic.List[double]]::new()
foreach ($turn in 1..$Turns) {
    $alone.Add((Measure-Reading $id))
    $null = Invoke-RestMethod "$($Address)emulator/customers/$($id[0])" -Method Post -ContentType 'application/json' -Body '{"throttledRetryAfter":"30s"}'
    $beside.Add((Measure-Reading $id))
    $null = Invoke-RestMethod "$($Address)emulator/customers/$($id[0])" -Method Post -ContentType 'application/json' -Body '{"throttledRetryAfter":null}'
}

@{ alone = $alone; beside = $beside } | ConvertTo-Json -Compress
