# Runs pipelines in parallel with the test, in runspaces of this process. Dot-source it after TestHost.ps1 in a BeforeAll block.

# Starts a script in a separate runspace with the module and the variables. Its objects are added to .Output as they are emitted.
function Start-Pipeline([scriptblock] $Script, [hashtable] $Variables = @{}) {
    $shell = [powershell]::Create()
    $null = $shell.AddScript({ param($module) Import-Module $module }).AddArgument($moduleRoot).Invoke()
    foreach ($name in $Variables.Keys) { $shell.Runspace.SessionStateProxy.SetVariable($name, $Variables[$name]) }
    $shell.Commands.Clear()
    $null = $shell.AddScript("$Script")
    $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
    $none = [System.Management.Automation.PSDataCollection[psobject]]::new()
    $none.Complete()
    $method = [powershell].GetMethods().Where({ $_.Name -eq 'BeginInvoke' -and $_.GetParameters().Count -eq 2 })[0].MakeGenericMethod([psobject], [psobject])
    [pscustomobject]@{ Shell = $shell; Output = $output; Handle = $method.Invoke($shell, @($none, $output)) }
}

# Waits for its end.
function Complete-Pipeline($Pipeline, [timespan] $Limit = '00:00:30') {
    if (-not $Pipeline.Handle.AsyncWaitHandle.WaitOne($Limit)) { throw "The pipeline did not end within $Limit." }
    $null = $Pipeline.Shell.EndInvoke($Pipeline.Handle)
}

# Returns the throttle governor of a context's client.
function Get-Governor($Context) {
    $flags = [System.Reflection.BindingFlags]'Instance, Public, NonPublic'
    $client = $Context.GetType().GetProperty('Client', $flags).GetValue($Context)
    $connection = $client.GetType().GetProperty('Connection', $flags).GetValue($client)
    $connection.GetType().GetProperty('Governor', $flags).GetValue($connection)
}

# Returns how many calls of a context wait for a response, by the context's own count.
function Get-CallsUnderWay($Context) {
    (Get-Governor $Context).Running
}
