# What the test files share. Dot-source it in a BeforeAll block.

$moduleRoot = [System.IO.Path]::GetFullPath((Join-Path $PSScriptRoot '../../out/PartnerCenter.Qualifications'))

# The terminating error that the block ends with; nothing where it ends well, so that an assertion on it fails.
function Get-Failure([scriptblock] $Block) {
    try {
        & $Block | Out-Null
    }
    catch {
        $_
    }
}

# Runs a script in a PowerShell of its own that has the module, and returns what it says on all its streams.
function Invoke-OtherPowerShell([string] $Script, [hashtable] $Environment = @{}) {
    $start = [System.Diagnostics.ProcessStartInfo]::new([System.Environment]::ProcessPath)
    foreach ($argument in '-NoLogo', '-NoProfile', '-NonInteractive', '-Command', "Import-Module '$moduleRoot'`n$Script") {
        $start.ArgumentList.Add($argument)
    }

    $start.RedirectStandardOutput = $start.RedirectStandardError = $start.RedirectStandardInput = $true
    $start.Environment['NO_COLOR'] = '1'
    foreach ($name in $Environment.Keys) { $start.Environment[$name] = $Environment[$name] }
    $process = [System.Diagnostics.Process]::Start($start)
    try {
        $process.StandardInput.Close()
        $output = $process.StandardOutput.ReadToEndAsync()
        $errors = $process.StandardError.ReadToEndAsync()
        if (-not $process.WaitForExit(40000)) { throw "The other PowerShell did not end. It said: $($output.IsCompleted ? $output.Result : '')" }
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
