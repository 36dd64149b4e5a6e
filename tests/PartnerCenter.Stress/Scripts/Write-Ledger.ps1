# Runs pipelines that it receives over a local connection, concurrently, each in a separate runspace, and returns the output that a user would have seen.
param(
    [Parameter(Mandatory)] [string] $Module,
    [Parameter(Mandatory)] [int] $Port,
    [Parameter(Mandatory)] [string] $Application
)
$ErrorActionPreference = 'Stop'
$begin = [powershell].GetMethods().Where({ $_.Name -eq 'BeginInvoke' -and $_.GetParameters().Count -eq 2 })[0].MakeGenericMethod([psobject], [psobject])
$nothing = [System.Management.Automation.PSDataCollection[psobject]]::new()
$nothing.Complete()
$idle = [System.Collections.Generic.Stack[object]]::new()

function Get-Shell {
    if ($idle.Count) { return $idle.Pop() }
    $shell = [powershell]::Create()
    $null = $shell.AddScript({
            param($module)
            Import-Module $module
            $global:ProgressPreference = 'SilentlyContinue'
            $global:WarningPreference = 'SilentlyContinue'

            # An error that ends the pipeline ends the script as well, and can be told from the others by that.
            $global:ErrorActionPreference = 'Stop'
        }).AddArgument($Module).Invoke()
    $shell
}

function Connect-Shell($Shell, $Order) {
    $Shell.Commands.Clear()
    $Shell.Streams.ClearStreams()
    $null = $Shell.AddScript({
            param($order, $application)
            $global:file = $order.file
            $global:seen = 0
            $global:failed = $null
            $token = ConvertTo-SecureString $order.token -AsPlainText -Force
            $target = @{ Endpoint = $order.address; Authority = $order.address }
            $global:context = if ($order.refresh) {
                Connect-PcAccount -RefreshToken $token -ApplicationId $application @target
            } else { Connect-PcAccount -AccessToken $token @target }
            $global:Error.Clear()
        }).AddArgument($Order).AddArgument($Application)
    $null = $Shell.Invoke()
    if ($Shell.HadErrors) { throw "The sign-in failed: $($Shell.Streams.Error)" }
    $Shell.Commands.Clear()
    $Shell.Streams.ClearStreams()
}

# The customer that an error is about: an id, an object with one, or a row of the file.
function Get-Target($Record) {
    $target = $Record.TargetObject
    if ($target -is [string]) { $target } elseif ($target.CustomerId) { "$($target.CustomerId)" } else { "$target" }
}

function ConvertTo-Report($Record) {
    $data = $Record.Exception.Data
    @{
        errorId    = ($Record.FullyQualifiedErrorId -split ',')[0]
        customerId = Get-Target $Record
        message    = "$($Record.ErrorDetails ? $Record.ErrorDetails.Message : $Record.Exception.Message)"
        written    = @($data['WrittenCustomers'])
        unknown    = @($data['UnknownOutcomes'])
    }
}

function Complete-Pipeline($Job) {
    $thrown = $null
    try {
        $null = $Job.Shell.EndInvoke($Job.Handle)
    }
    catch {
        # The exception of EndInvoke wraps the pipeline's.
        $cause = $_.Exception
        while ($cause.InnerException -and $cause -is [System.Management.Automation.MethodInvocationException]) { $cause = $cause.InnerException }
        if ($cause -isnot [System.Management.Automation.PipelineStoppedException]) {
            $thrown = if ($cause -is [System.Management.Automation.ActionPreferenceStopException]) { $cause.ErrorRecord } elseif ($cause.ErrorRecord) { $cause.ErrorRecord } else { $_ }
        }
    }

    $state = $Job.Shell.InvocationStateInfo.State
    $events = [System.Collections.Generic.List[string]]::new()
    $unreported = [System.Collections.Generic.List[object]]::new()
    foreach ($item in @($Job.Output) + @($Job.Shell.Streams.Error)) {
        $base = $item.PSObject.BaseObject
        if ($base -isnot [System.Management.Automation.ErrorRecord]) { $events.Add("$($item.CustomerId)|$($item.Qualification)") }
        elseif ($base.FullyQualifiedErrorId -match '^UnreportedWrites') { $unreported.Add($base) }
        elseif (-not $thrown -or $base.Exception -ne $thrown.Exception) { $events.Add("$(Get-Target $base)||$(($base.FullyQualifiedErrorId -split ',')[0])") }
    }

    $session = $Job.Shell.Runspace.SessionStateProxy
    $inError = @($session.GetVariable('Error') | Where-Object FullyQualifiedErrorId -Match '^UnreportedWrites')
    $inVariable = @($session.GetVariable('failed') |
        Where-Object { $_ -is [System.Management.Automation.ErrorRecord] -and $_.FullyQualifiedErrorId -match '^UnreportedWrites' })
    foreach ($record in $inError + $inVariable) {
        if ($unreported.Exception -notcontains $record.Exception) { $unreported.Add($record) }
    }

    @{
        id          = $Job.Order.id
        events      = $events
        thrown      = if ($thrown) { ConvertTo-Report $thrown }
        unreported  = @($unreported | ForEach-Object { ConvertTo-Report $_ })
        inVariables = $unreported.Count -eq 0 -or ($inError.Count -and $inVariable.Count)
        stopped     = $state -eq 'Stopped'
        hanging     = $Job.Hangs
        seconds     = $Job.Clock.Elapsed.TotalSeconds
    }
}

$client = [System.Net.Sockets.TcpClient]::new('127.0.0.1', $Port)
$reader = [System.IO.StreamReader]::new($client.GetStream())
$writer = [System.IO.StreamWriter]::new($client.GetStream())
$writer.AutoFlush = $true
$jobs = [System.Collections.Generic.Dictionary[int, object]]::new()
$line = $reader.ReadLineAsync()
while ($true) {
    while ($line.IsCompleted) {
        if ($null -eq $line.Result) { return }
        $order = $line.Result | ConvertFrom-Json
        $line = $reader.ReadLineAsync()
        if ($order.hang) {
            if ($jobs.ContainsKey($order.hang)) {
                $jobs[$order.hang].Hangs = $true
                $null = $jobs[$order.hang].Shell.BeginStop($null, $null)
            }

            continue
        }

        if ($order.stop) {
            # As Ctrl+C does.
            if ($jobs.ContainsKey($order.stop)) { $null = $jobs[$order.stop].Shell.BeginStop($null, $null) }
            continue
        }

        $shell = Get-Shell
        Connect-Shell $shell $order
        $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
        $null = $shell.AddScript($order.command, $false)
        $jobs[$order.id] = [pscustomobject]@{
            Order = $order; Shell = $shell; Output = $output; Clock = [System.Diagnostics.Stopwatch]::StartNew(); Hangs = $false; Handle = $begin.Invoke($shell,
                @($nothing, $output))
        }
    }

    foreach ($job in @($jobs.Values)) {
        if ($job.Handle.IsCompleted) {
            $null = $jobs.Remove($job.Order.id)
            $writer.WriteLine((Complete-Pipeline $job | ConvertTo-Json -Compress -Depth 5))
            if ($job.Hangs) { continue }
            $job.Shell.Commands.Clear()
            $null = $job.Shell.AddScript('Disconnect-PcAccount -Context $context -ErrorAction Ignore').Invoke()
            $idle.Push($job.Shell)
        }
    }

    [System.Threading.Thread]::Sleep(5)
}
