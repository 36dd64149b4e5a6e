# Runs Pester files one after another in this session, as Invoke-Pester does with a folder: much of the time of the first file goes into the compilation of
# what each file uses. Each line that arrives through the pipe is the path of a file; a tag may follow after a tab. After the output of the file comes a line
# with its exit code (see Invoke-PesterFile.ps1). The session ends with the pipe.
param([string] $Pester, [string] $PipeName)

# In a scope of its own, because the variables of a script that runs with -File are global.
& {
    # Not by the standard input, which the programs that tests start would inherit.
    $pipe = [System.IO.Pipes.NamedPipeClientStream]::new('.', $PipeName, [System.IO.Pipes.PipeDirection]::In)
    $pipe.Connect(60000)
    $requests = [System.IO.StreamReader]::new($pipe)

    Import-Module $Pester
    $root = Get-Location
    $environment = [System.Environment]::GetEnvironmentVariables()
    $modules = @(Get-Module).Name
    $functions = @(Get-ChildItem Function:).Name
    $variables = @{}
    $variable = $null
    foreach ($variable in Get-Variable -Scope Global) { $variables[$variable.Name] = $variable.Value }

    while ($null -ne ($request = $requests.ReadLine())) {
        $path, $tag = $request -split "`t"
        & (Join-Path $PSScriptRoot 'Invoke-PesterFile.ps1') $path $Pester $tag
        $exitCode = $LASTEXITCODE

        # What the file has left behind must not decide what the next one shows.
        Set-Location $root
        Get-Module | Where-Object Name -NotIn $modules | Remove-Module -Force -ErrorAction Ignore
        $now = [System.Environment]::GetEnvironmentVariables()
        foreach ($name in @($environment.Keys) + @($now.Keys) | Sort-Object -Unique) {
            if (-not $environment.ContainsKey($name)) { Remove-Item "Env:$name" }
            elseif ($now[$name] -cne $environment[$name]) { [System.Environment]::SetEnvironmentVariable($name, $environment[$name]) }
        }

        Get-ChildItem Function: | Where-Object Name -NotIn $functions | Remove-Item -Force -ErrorAction Ignore
        foreach ($variable in Get-Variable -Scope Global) {
            if (-not $variables.ContainsKey($variable.Name)) { Remove-Variable $variable.Name -Scope Global -Force -ErrorAction Ignore }
            elseif ($variable.Name -like '*Preference') { Set-Variable $variable.Name $variables[$variable.Name] -Scope Global }
        }

        $global:PSDefaultParameterValues.Clear()
        $global:Error.Clear()
        "##[exit code] $exitCode"
    }
}
