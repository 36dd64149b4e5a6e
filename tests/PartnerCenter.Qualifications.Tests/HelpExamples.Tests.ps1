BeforeDiscovery {
    $folder = [System.IO.Path]::GetFullPath((Join-Path $PSScriptRoot '../../docs/en-US'))

    # The examples of a page, and the PowerShell in a topic; what needs a browser, a vault or a real tenant says so.
    $examples = @(
        foreach ($page in Get-ChildItem $folder -Filter *.md) {
            $text = [System.IO.File]::ReadAllText($page.FullName)
            $found = if ($page.Name -like 'about_*') {
                $number = 0
                [regex]::Matches($text, '(?ms)^```powershell\n(# real tenant\n)?(.*?)\n```$') | ForEach-Object { @{ Title = "block $((++$number))"; Code = $_.Groups[2].Value; IsReal = $_.Groups[1].Success } }
            }
            else {
                [regex]::Matches($text, '(?ms)^### (Example \d+: [^\n]*)\n\n```powershell\n(.*?)\n```$') | ForEach-Object { @{ Title = $_.Groups[1].Value; Code = $_.Groups[2].Value; IsReal = $_.Groups[1].Value.EndsWith(' (real tenant)') } }
            }

            foreach ($one in $found) { $one + @{ Page = $page.BaseName } }
        }
    )
    $runnable = @($examples | Where-Object { -not $_.IsReal } | Group-Object { $_.Page } | ForEach-Object { @{ Page = $_.Name; Examples = @($_.Group) } })
    $counts = @{ All = $examples.Count; Real = @($examples | Where-Object { $_.IsReal }).Count }
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    Import-Module $moduleRoot -Force
}

AfterAll {
    Disconnect-PcAccount
    Remove-Module PartnerCenter.Qualifications -Force -ErrorAction Ignore
}

Describe 'Examples' {
    It 'are many, and few need a real tenant: <All>, of which <Real>' -ForEach $counts {
        # Each of the few is known by its mark; a new one has to be counted here.
        $Real | Should -Be 14
        $All | Should -BeGreaterThan 75
    }

    It 'can be typed: <Page>, <Title>' -ForEach $examples {
        $tokens = $errors = $null
        $tree = [System.Management.Automation.Language.Parser]::ParseInput($Code, [ref] $tokens, [ref] $errors)
        $errors | Should -BeNullOrEmpty
        $calls = $tree.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true) | Where-Object { $_.GetCommandName() -like '*-Pc*' }
        $calls | Should -Not -BeNullOrEmpty
        foreach ($call in $calls) {
            $command = Get-Command $call.GetCommandName()
            $known = $command.Parameters.Keys + $command.Parameters.Values.Aliases
            $call.CommandElements | Where-Object { $_ -is [System.Management.Automation.Language.CommandParameterAst] } | ForEach-Object { $_.ParameterName | Should -BeIn $known }
        }
    }

    It 'run without an error, and give something: <Page>' -ForEach $runnable {
        $server = $null
        Push-Location (New-Item (Join-Path $TestDrive $Page) -ItemType Directory)
        try {
            if ($Page -eq 'Wait-PcCustomerQualification') {
                # Where the vetting takes no half minute.
                $server = Start-EmulatorHost '--vetting-duration', '1s'
                $target = $server.Target
                Connect-PcAccount -UseDeviceAuthentication -ApplicationId $emulated.Application -TenantId $emulated.Tenant @target 6>$null | Out-Null
            }
            else {
                Connect-PcAccount -Emulator | Out-Null
            }

            # So that there is a change to be seen.
            New-PcCustomerQualification 0aaf1731-56e7-8e8e-917a-df5e259ad0c1 StateOwnedEntity -Confirm:$false | Out-Null
            foreach ($example in $Examples) {
                $before = @(Get-ChildItem)
                $output = try {
                    & {
                        $ErrorActionPreference = 'Stop'
                        $ProgressPreference = 'SilentlyContinue'
                        & ([scriptblock]::Create($example.Code)) 6>$null
                    }
                }
                catch {
                    throw "$($example.Title): $_"
                }

                # A file will do; and what is there to change something, or to throw where something is wrong, need not say anything.
                $isSilent = $example.Code -match '-WhatIf|\bthrow\b|Disconnect-PcAccount|if \(-not|Should -BeTrue'
                if (-not $isSilent -and @(Get-ChildItem).Count -le $before.Count) { @($output).Count | Should -BeGreaterThan 0 -Because $example.Title }
                if (-not (Get-PcContext)) { Connect-PcAccount -Emulator | Out-Null }
            }
        }
        finally {
            Pop-Location
            Disconnect-PcAccount
            Stop-EmulatorHost $server
        }
    }
}
