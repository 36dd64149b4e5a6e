# What the test files share. Dot-source it in a BeforeAll block.

$moduleRoot = [System.IO.Path]::GetFullPath((Join-Path $PSScriptRoot '../../out/PartnerCenter.Qualifications'))

# How to start another PowerShell like this one: program and first arguments. The process of one that is installed as a dotnet tool is dotnet.
$engine = @([System.Environment]::ProcessPath)
if ([System.IO.Path]::GetFileNameWithoutExtension($engine[0]) -eq 'dotnet') { $engine += Join-Path $PSHOME 'pwsh.dll' }

# The terminating error that the block ends with; nothing where it ends well, so that an assertion on it fails.
function Get-Failure([scriptblock] $Block) {
    try {
        & $Block | Out-Null
    }
    catch {
        $_
    }
}

# Runs a script in a PowerShell of its own that has the module, unless it wants to import it itself, and returns what it says on all its streams.
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

# Waits until the condition holds; says so by an error where it never does.
function Wait-Until([scriptblock] $Condition, [string] $What, [timespan] $Limit = '00:00:20') {
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    while (-not (& $Condition)) {
        if ($clock.Elapsed -gt $Limit) { throw "Waited $Limit in vain: $What" }
        [System.Threading.Thread]::Sleep(20)
    }
}

# Starts the emulator in a process of its own on a free loopback port, and waits until it listens.
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

# What the host's emulator has counted.
function Get-HostStatistics($Server) {
    Invoke-RestMethod "$($Server.Address)/emulator/statistics"
}

# What everybody knows of the emulator's partner.
$emulated = @{
    Tenant      = '4f0c2f6a-3c1d-4f5e-9b7a-0d5a1c7e2b11'
    Domain      = 'contoso.onmicrosoft.com'
    Application = '7d3c8a54-91e2-4b0f-8f67-2a6b1e9c0d42'
    Secret      = 'Emu~lator.Not-A-Real-Secret_0000000000'
    User        = 'admin@contoso.onmicrosoft.com'
    Identity    = 'e47b1c9d-2f63-4d8a-8b5e-71a0c6d3f928'
    IdentityHeader = 'emulator-identity-header'
    Scope       = 'https://api.partnercenter.microsoft.com/.default'

    # Validation codes, by how many creates they have left.
    Codes       = @{ Ten = '204518'; One = '317052'; None = '198007' }
}

function ConvertTo-Secret([string] $Text) {
    ConvertTo-SecureString $Text -AsPlainText -Force
}

function New-Credential([string] $Application = $emulated.Application, [string] $Secret = $emulated.Secret) {
    [pscredential]::new($Application, (ConvertTo-Secret $Secret))
}

# Asks the host's token endpoint over plain HTTP, as any other client would.
function Request-Token($Server, [hashtable] $Form) {
    Invoke-RestMethod "$($Server.Address)/$($emulated.Tenant)/oauth2/v2.0/token" -Method Post -Body (@{ client_id = $emulated.Application } + $Form)
}

# An application's own access token.
function Get-AppToken($Server, [string] $Scope = $emulated.Scope) {
    (Request-Token $Server @{ grant_type = 'client_credentials'; client_secret = $emulated.Secret; scope = $Scope }).access_token
}

# A user's tokens, from a sign-in with a device code.
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

# Tells the host's emulator how to behave from the next request on.
function Set-Host($Server, [string] $What, [hashtable] $Values = @{}) {
    Invoke-RestMethod "$($Server.Address)/emulator/$What" -Method Post -ContentType 'application/json' -Body ($Values | ConvertTo-Json -Depth 5) | Out-Null
}

# Forgets the answers that the host's emulator was told to give.
function Clear-HostResponse($Server) {
    Invoke-RestMethod "$($Server.Address)/emulator/responses" -Method Delete | Out-Null
}

# A new customer of the host's emulator that holds nothing but what is said.
function Add-HostCustomer($Server, [hashtable] $Customer) {
    Invoke-RestMethod "$($Server.Address)/emulator/customers" -Method Post -ContentType 'application/json' -Body ($Customer | ConvertTo-Json -Depth 5)
}

# What the host's emulator was asked; it has to be started with --record-requests.
function Get-HostRequest($Server, [string] $Operation) {
    # In a variable, for the answer comes as one object.
    $requests = Invoke-RestMethod "$($Server.Address)/emulator/requests"
    foreach ($request in $requests) {
        if ($request.operation -eq $Operation) { $request }
    }
}
