# Shared functions of the test files. Dot-source it in a BeforeAll block.

$moduleRoot = [System.IO.Path]::GetFullPath((Join-Path $PSScriptRoot '../../out/PartnerCenter.Qualifications'))

# The program and the first arguments that start another PowerShell like this one. If PowerShell is installed as a dotnet tool, its process is dotnet.
$engine = @([System.Environment]::ProcessPath)
if ([System.IO.Path]::GetFileNameWithoutExtension($engine[0]) -eq 'dotnet') { $engine += Join-Path $PSHOME 'pwsh.dll' }

# Returns the terminating error of the block, or nothing if the block succeeds, so that an assertion on the result fails.
function Get-Failure([scriptblock] $Block) {
    try {
        & $Block | Out-Null
    }
    catch {
        $_
    }
}

# Runs a script in a separate PowerShell process with the module, unless the script imports it itself, and returns the output of all streams.
function Invoke-OtherPowerShell([string] $Script, [hashtable] $Environment = @{}, [switch] $WithoutModule, [timespan] $Limit = '00:00:40', [string[]] $Under = @(), [string[]] $Switches = '-NonInteractive') {
    $command = if ($WithoutModule) { $Script } else { "Import-Module '$moduleRoot'`n$Script" }
    $line = $Under + $engine + '-NoLogo', '-NoProfile' + $Switches + '-Command', $command
    $start = [System.Diagnostics.ProcessStartInfo]::new($line[0])
    foreach ($argument in $line | Select-Object -Skip 1) { $start.ArgumentList.Add($argument) }

    $start.RedirectStandardOutput = $start.RedirectStandardError = $start.RedirectStandardInput = $true
    $start.Environment['NO_COLOR'] = '1'
    # Without multicore JIT, which PowerShell turns on: a background thread compiles what earlier sessions used, and so loads assemblies that this one may never use.
    $start.Environment['DOTNET_MultiCoreJitMinNumCpus'] = 'FFFF'
    foreach ($name in $Environment.Keys) {
        if ($null -eq $Environment[$name]) { $start.Environment.Remove($name) | Out-Null } else { $start.Environment[$name] = $Environment[$name] }
    }

    $process = [System.Diagnostics.Process]::Start($start)
    try {
        $process.StandardInput.Close()
        $output = $process.StandardOutput.ReadToEndAsync()
        $errors = $process.StandardError.ReadToEndAsync()
        if (-not $process.WaitForExit([int] $Limit.TotalMilliseconds)) {
            throw "The other PowerShell did not end. It said: $($output.IsCompleted ? $output.Result : '')"
        }
        [pscustomobject]@{ ExitCode = $process.ExitCode; Output = $output.Result; Errors = $errors.Result }
    }
    finally {
        if (-not $process.HasExited) { $process.Kill($true) }
        $process.Dispose()
    }
}

# Waits until the condition is true, and throws an error if it never is.
function Wait-Until([scriptblock] $Condition, [string] $What, [timespan] $Limit = '00:00:20') {
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    while (-not (& $Condition)) {
        if ($clock.Elapsed -gt $Limit) { throw "Waited $Limit in vain: $What" }
        [System.Threading.Thread]::Sleep(20)
    }
}

# Starts the emulator in a separate process on a free loopback port, and waits until it listens.
function Start-EmulatorHost([string[]] $Arguments = @()) {
    $program = Get-ChildItem (Join-Path $PSScriptRoot '../../src/PartnerCenter.Emulator.Host/bin/*/*/PartnerCenter.Emulator.Host.dll') -ErrorAction Ignore |
        Sort-Object LastWriteTimeUtc | Select-Object -Last 1
    if (-not $program) { throw 'The emulator host is not built: dotnet build src/PartnerCenter.Emulator.Host' }
    $start = [System.Diagnostics.ProcessStartInfo]::new('dotnet')
    if ($Arguments -notcontains '--urls') { $Arguments = @('--urls', 'http://127.0.0.1:0') + $Arguments }
    foreach ($argument in @($program.FullName) + $Arguments) { $start.ArgumentList.Add($argument) }
    $start.RedirectStandardOutput = $start.RedirectStandardError = $true
    $process = [System.Diagnostics.Process]::Start($start)
    do {
        $line = $process.StandardOutput.ReadLineAsync()
        if (-not $line.Wait(20000) -or $null -eq $line.Result) {
            $process.Kill()
            throw "The emulator host did not start: $($process.StandardError.ReadToEnd())"
        }
    } until ($line.Result -match 'Now listening on: (http://\S+)')
    $address = $Matches[1]
    [pscustomobject]@{
        Process = $process
        Address = $address
        Target  = @{ Endpoint = $address; Authority = $address }
    }
}

function Stop-EmulatorHost([Parameter(ValueFromPipeline)] $Server) {
    process {
        if ($Server) {
            $Server.Process.Kill()
            $Server.Process.WaitForExit()
            $Server.Process.Dispose()
        }
    }
}

# Returns the counters of the host's emulator.
function Get-HostStatistics($Server) {
    Invoke-RestMethod "$($Server.Address)/emulator/statistics"
}

# The public values of the emulator's partner.
$emulated = @{
    Tenant      = '4f0c2f6a-3c1d-4f5e-9b7a-0d5a1c7e2b11'
    Domain      = 'contoso.onmicrosoft.com'
    Application = '7d3c8a54-91e2-4b0f-8f67-2a6b1e9c0d42'
    Secret      = 'Emu~lator.Not-A-Real-Secret_0000000000'
    User        = 'admin@contoso.onmicrosoft.com'
    Identity    = 'e47b1c9d-2f63-4d8a-8b5e-71a0c6d3f928'
    IdentityHeader = 'emulator-identity-header'
    Scope       = 'https://api.partnercenter.microsoft.com/.default'

    # Validation codes by their remaining creates.
    Codes       = @{ Ten = '204518'; One = '317052'; None = '198007' }
}

function ConvertTo-Secret([string] $Text) {
    ConvertTo-SecureString $Text -AsPlainText -Force
}

function New-Credential([string] $Application = $emulated.Application, [string] $Secret = $emulated.Secret) {
    [pscredential]::new($Application, (ConvertTo-Secret $Secret))
}

# Calls the host's token endpoint over plain HTTP, as any other client would.
function Request-Token($Server, [hashtable] $Form) {
    Invoke-RestMethod "$($Server.Address)/$($emulated.Tenant)/oauth2/v2.0/token" -Method Post -Body (@{ client_id = $emulated.Application } + $Form)
}

# Returns an access token of the application itself.
function Get-AppToken($Server, [string] $Scope = $emulated.Scope) {
    (Request-Token $Server @{ grant_type = 'client_credentials'; client_secret = $emulated.Secret; scope = $Scope }).access_token
}

# Returns a user's tokens from a sign-in with a device code.
function Get-UserToken($Server) {
    $code = Invoke-RestMethod "$($Server.Address)/$($emulated.Tenant)/oauth2/v2.0/devicecode" -Method Post -Body @{
        client_id = $emulated.Application; scope = 'https://api.partnercenter.microsoft.com/user_impersonation offline_access openid profile'
    }
    foreach ($attempt in 1..5) {
        try {
            return Request-Token $Server @{ grant_type = 'urn:ietf:params:oauth:grant-type:device_code'; device_code = $code.device_code }
        }
        catch {
            if ("$_" -notmatch 'authorization_pending') { throw }
        }
    }

    throw 'The user did not approve the code.'
}

# Changes the behavior of the host's emulator, starting with the next request.
function Set-Host($Server, [string] $What, [hashtable] $Values = @{}) {
    Invoke-RestMethod "$($Server.Address)/emulator/$What" -Method Post -ContentType 'application/json' -Body ($Values | ConvertTo-Json -Depth 5) | Out-Null
}

# Removes the prepared responses of the host's emulator.
function Clear-HostResponse($Server) {
    Invoke-RestMethod "$($Server.Address)/emulator/responses" -Method Delete | Out-Null
}

# Adds a customer with only the specified properties to the host's emulator.
function Add-HostCustomer($Server, [hashtable] $Customer) {
    Invoke-RestMethod "$($Server.Address)/emulator/customers" -Method Post -ContentType 'application/json' -Body ($Customer | ConvertTo-Json -Depth 5)
}

# Returns the requests that the host's emulator received. The host must be started with --record-requests.
function Get-HostRequest($Server, [string] $Operation) {
    # Use a variable, because the response is one object.
    $requests = Invoke-RestMethod "$($Server.Address)/emulator/requests"
    foreach ($request in $requests) {
        if ($request.operation -eq $Operation) { $request }
    }
}
