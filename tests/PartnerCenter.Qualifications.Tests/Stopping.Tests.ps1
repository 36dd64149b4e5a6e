BeforeDiscovery {
    $commands = @(
        @{ Name = 'Get-PcCustomer'; AtLeast = 1; Script = { Get-PcCustomer -Context $context } }
        @{ Name = 'Get-PcCustomer with ids'; AtLeast = 16; Script = { $ids | Get-PcCustomer -Context $context } }
        @{ Name = 'Get-PcCustomerQualification'; AtLeast = 64; Script = { $ids | Get-PcCustomerQualification -Context $context -ThrottleLimit 64 } }
        @{ Name = 'Get-PcCustomerQualification -Synchronous'; AtLeast = 16; Script = { $ids | Get-PcCustomerQualification -Context $context -Synchronous } }
        @{ Name = 'Get-PcCustomerQualification with one id'; AtLeast = 1; Script = { Get-PcCustomerQualification $ids[0] -Context $context } }
        @{
            Name = 'Get-PcCustomer | Get-PcCustomerQualification'
            AtLeast = 1
            Script = { Get-PcCustomer -Context $context | Get-PcCustomerQualification -Context $context }
        }
        @{ Name = 'Get-PcCustomerValidationStatus'; AtLeast = 1; Script = { $ids | Get-PcCustomerValidationStatus -Context $context } }
        @{ Name = 'Get-PcValidationCode'; AtLeast = 1; Script = { Get-PcValidationCode -Context $context } }
        @{ Name = 'Get-PcQualificationChange'; AtLeast = 1; Script = { Get-PcQualificationChange -Context $context } }
        @{
            Name = 'New-PcCustomerQualification'
            AtLeast = 16
            Script = { $everyone | New-PcCustomerQualification -Qualification StateOwnedEntity -Context $context -ThrottleLimit 16 -Confirm:$false }
        }
        @{
            Name = 'Set-PcCustomerQualification'
            AtLeast = 16
            Script = { $everyone | Set-PcCustomerQualification -Qualification Education -Context $context -ThrottleLimit 16 -Confirm:$false }
        }
        @{ Name = 'Wait-PcCustomerQualification'; AtLeast = 1; Script = { $ids | Wait-PcCustomerQualification -Context $context } }
    )
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    . (Join-Path $PSScriptRoot 'Pipelines.ps1')
    . (Join-Path $PSScriptRoot 'ScriptedHost.ps1')
    Import-Module $moduleRoot -Force
    $server = Start-EmulatorHost '--customers', '400'
    $target = $server.Target
    $token = (Get-UserToken $server).refresh_token
    $context = Connect-PcAccount -RefreshToken (ConvertTo-Secret $token) -ApplicationId $emulated.Application @target
    $everyone = @(Get-PcCustomer -Context $context)
    $ids = $everyone.CustomerId
    $everything = @($everyone | Get-PcCustomerQualification -Context $context)

    # The objects of the first customers; from the next one on, nobody gets an answer.
    $answered = 20
    $before = @($everything | Where-Object CustomerId -In $ids[0..($answered - 1)])
    function Stop-Answering([int] $From = $answered) {
        Set-Host $server responses @{ path = "/v1/customers/$($ids[$From])/qualifications"; delay = '1h'; once = $false }
    }

    # Whatever was under way is over, on both sides, a moment after the pipeline.
    function Assert-NothingLeft {
        Wait-Until { (Get-HostStatistics $server).concurrency -eq 0 } 'the end of the requests at the server' '00:00:01'
        Wait-Until { (Get-CallsUnderWay $context) -eq 0 } 'the end of the calls' '00:00:01'
    }
}

AfterAll {
    Disconnect-PcAccount
    Stop-EmulatorHost $server
    Remove-Module PartnerCenter.Qualifications -Force -ErrorAction Ignore
}

Describe 'Stopping' {
    AfterEach {
        Set-Host $server settings @{ latency = '0ms' }
        Set-Host $server faults
        Clear-HostResponse $server
    }

    Context 'with Ctrl+C' {
        It 'ends within a second where the server never answers: <Name>' -ForEach $commands {
            Set-Host $server settings @{ latency = '1h' }
            $running = Start-Pipeline $Script @{ context = $context; everyone = $everyone; ids = $ids }
            try {
                Wait-Until { (Get-HostStatistics $server).concurrency -ge $AtLeast } 'requests under way'
                $clock = [System.Diagnostics.Stopwatch]::StartNew()
                $running.Shell.Stop()
                $clock.Elapsed.TotalSeconds | Should -BeLessThan 1
                $running.Shell.InvocationStateInfo.State | Should -Be 'Stopped'
                $running.Shell.Streams.Error.Count | Should -Be 0
                Assert-NothingLeft
            }
            finally {
                $running.Shell.Dispose()
            }
        }

        It 'keeps what was emitted' {
            Stop-Answering
            $running = Start-Pipeline { $ids | Get-PcCustomerQualification -Context $context } @{ context = $context; ids = $ids }
            try {
                Wait-Until { $running.Output.Count -ge $before.Count } 'the first customers'
                $clock = [System.Diagnostics.Stopwatch]::StartNew()
                $running.Shell.Stop()
                $clock.Elapsed.TotalSeconds | Should -BeLessThan 1
                $running.Output.Count | Should -Be $before.Count
                @($running.Output.CustomerId) | Should -Be $before.CustomerId
                Assert-NothingLeft
            }
            finally {
                $running.Shell.Dispose()
            }
        }

        It 'ends within a second where everyone waits: <Name>' -ForEach @(
            @{ Name = 'for the end of a throttling'; Kind = 'Throttle429Seconds'; Says = 'The service throttles' }
            @{ Name = 'for the next attempt'; Kind = 'Unavailable503RetryAfter'; Says = 'Retrying in' }
        ) {
            # A connection of its own, which stays slow.
            $slow = Connect-PcAccount -RefreshToken (ConvertTo-Secret $token) -ApplicationId $emulated.Application @target
            Set-Host $server faults @{ rate = 1; kinds = $Kind; retryAfter = '5m' }
            $running = Start-Pipeline { $ids | Get-PcCustomerQualification -Context $context -Verbose } @{ context = $slow; ids = $ids }
            try {
                Wait-Until { "$($running.Shell.Streams.Verbose)" -match $Says } 'the wait'
                $clock = [System.Diagnostics.Stopwatch]::StartNew()
                $running.Shell.Stop()
                $clock.Elapsed.TotalSeconds | Should -BeLessThan 1
                $running.Shell.InvocationStateInfo.State | Should -Be 'Stopped'
                Get-CallsUnderWay $slow | Should -Be 0
            }
            finally {
                $running.Shell.Dispose()
                Disconnect-PcAccount -Context $slow
            }
        }
    }

    Context 'with Ctrl+C while the pipeline ends anyway' {
        # Each pipeline ends after the first customer, and waits a moment for the writes under way. PowerShell accepts no output after that.
        It 'names the writes under way on the host: <Name>' -ForEach @(
            @{ Name = 'Select-Object -First'; Ends = '$ids | New-PcCustomerQualification @given | Select-Object -First 1' }
            @{ Name = 'Select-Object -First, -ErrorAction Stop'; Ends = '$ids | New-PcCustomerQualification @given -ErrorAction Stop | Select-Object -First 1' }
            @{ Name = 'an error downstream'; Ends = '$ids | New-PcCustomerQualification @given | ForEach-Object { throw "Enough." }' }
            @{ Name = 'an error with -ErrorAction Stop'; Ends = '@($refused) + $ids | New-PcCustomerQualification @given -ErrorAction Stop' }
        ) {
            $added = @(foreach ($number in 1..4) { Add-HostCustomer $server @{ companyName = "Stopped $number"; domain = "stopped-$([guid]::NewGuid().ToString('N')).example" } })
            $slow = $added.customerId[1..2]
            foreach ($id in $slow) { Set-Host $server responses @{ path = "/v1/customers/$id/qualifications"; delay = '1h'; once = $false } }

            # The error comes when the writes behind it have begun.
            Set-Host $server responses @{
                path = "/v1/customers/$($added.customerId[3])/qualifications"; statusCode = 400; body = '{"code":2000,"description":"No."}'; delay = '2s'; once = $false
            }
            Set-Host $server reset
            $user = [ScriptedHost]::new(@())
            $state = [initialsessionstate]::CreateDefault2()
            $state.ImportPSModule($moduleRoot)
            $runspace = [runspacefactory]::CreateRunspace($user, $state)
            $runspace.Open()
            $shell = [powershell]::Create($runspace)
            try {
                $runspace.SessionStateProxy.SetVariable('ids', $added.customerId[0..2])
                $runspace.SessionStateProxy.SetVariable('refused', $added.customerId[3])
                $runspace.SessionStateProxy.SetVariable('given', @{ Qualification = 'StateOwnedEntity'; Context = $context; ThrottleLimit = 4; Force = $true })
                $running = $shell.AddScript($Ends).BeginInvoke()
                Wait-Until { $counted = Get-HostStatistics $server; $counted.concurrency -eq 2 -and $counted.writes -eq 1 } 'the writes under way'
                $shell.Stop()
                $running.IsCompleted | Should -BeTrue
                @($user.Warnings).Count | Should -Be 1
                foreach ($id in $slow) { $user.Warnings[0] | Should -BeLike "*unknown*$id*" }
            }
            finally {
                $shell.Dispose()
                $runspace.Dispose()
            }
        }
    }

    Context 'from within the pipeline' {
        It 'ends within a second with Select-Object -First' {
            Stop-Answering
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            $first = @($everyone | Get-PcCustomerQualification -Context $context | Select-Object -First 7)
            $clock.Elapsed.TotalSeconds | Should -BeLessThan 1
            $first.CustomerId | Should -Be $everything[0..6].CustomerId
            Assert-NothingLeft
        }

        It 'ends within a second with Select-Object -First, the listing included' {
            Stop-Answering
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            $first = @(Get-PcCustomer -Context $context -PageSize 25 | Get-PcCustomerQualification -Context $context | Select-Object -First 7)
            $clock.Elapsed.TotalSeconds | Should -BeLessThan 1
            $first.CustomerId | Should -Be $everything[0..6].CustomerId
            Assert-NothingLeft
        }

        It 'ends within a second with an error downstream' {
            Stop-Answering
            $seen = [System.Collections.Generic.List[object]]::new()
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            $failure = Get-Failure {
                $everyone | Get-PcCustomerQualification -Context $context | ForEach-Object {
                    $seen.Add($_)
                    if ($seen.Count -eq 7) { throw 'enough' }
                }
            }
            $clock.Elapsed.TotalSeconds | Should -BeLessThan 1
            "$failure" | Should -Be 'enough'
            $seen.CustomerId | Should -Be $everything[0..6].CustomerId
            Assert-NothingLeft
        }

        It 'ends within a second with -ErrorAction Stop, after what came before' {
            Stop-Answering
            $unknown = [guid]::NewGuid().ToString()
            $mixed = @($ids[0..9]) + $unknown + @($ids[10..399])
            $seen = [System.Collections.Generic.List[object]]::new()
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            $failure = Get-Failure { $mixed | Get-PcCustomerQualification -Context $context -ErrorAction Stop | ForEach-Object { $seen.Add($_) } }
            $clock.Elapsed.TotalSeconds | Should -BeLessThan 1
            $failure.TargetObject | Should -Be $unknown
            $failure.FullyQualifiedErrorId | Should -Match '^CustomerNotFound,'
            @($seen.CustomerId | Get-Unique) | Should -Be $ids[0..9]
            Assert-NothingLeft
        }

        It 'emits what was answered before a list breaks off: <Name>' -ForEach @(
            @{ Name = 'one pipeline'; Script = { Get-PcCustomer -Context $context -PageSize 25 | Get-PcCustomerQualification -Context $context } }
            @{
                Name = 'a command between'
                Script = { Get-PcCustomer -Context $context -PageSize 25 | ForEach-Object { $_.CustomerId } | Get-PcCustomerQualification -Context $context }
            }
            @{
                Name = 'the last one slow'
                Slow = 24
                Script = { Get-PcCustomer -Context $context -PageSize 25 | Get-PcCustomerQualification -Context $context }
            }
        ) {
            $page = '{{"totalCount":400,"items":[{0}],"links":{{"next":{{"uri":"/customers?seekOperation=Next","headers":[]}}}}}}' -f (@($ids[0..24] |
                ForEach-Object { "{`"id`":`"$_`"}" }) -join ',')
            Set-Host $server responses @{ path = '/v1/customers'; body = $page; once = $true }
            Set-Host $server responses @{
                path = '/v1/customers'
                statusCode = 403
                body = '{"code":"900308","description":"no privilege"}'
                delay = '400ms'
                once = $false
            }
            if ($Slow) { Set-Host $server responses @{ path = "/v1/customers/$($ids[$Slow])/qualifications"; delay = '1500ms'; body = '[]'; once = $false } }
            $seen = [System.Collections.Generic.List[object]]::new()
            $failure = Get-Failure { & $Script | ForEach-Object { $seen.Add($_) } }
            $failure.FullyQualifiedErrorId | Should -Be 'AccessDenied,PartnerCenter.Qualifications.Commands.GetPcCustomerCommand'
            "$failure" | Should -Match 'The list of customers is incomplete: 25 had been listed'
            @($seen.CustomerId | Get-Unique) | Should -Be $ids[0..24]
            Assert-NothingLeft
        }

        It 'emits what was written before a list breaks off' {
            $page = '{{"totalCount":400,"items":[{0}],"links":{{"next":{{"uri":"/customers?seekOperation=Next","headers":[]}}}}}}' -f (@($ids[0..9] |
                ForEach-Object { "{`"id`":`"$_`"}" }) -join ',')
            Set-Host $server responses @{ path = '/v1/customers'; body = $page; once = $true }
            Set-Host $server responses @{
                path = '/v1/customers'
                statusCode = 403
                body = '{"code":"900308","description":"no privilege"}'
                delay = '400ms'
                once = $false
            }
            $seen = [System.Collections.Generic.List[object]]::new()
            $failure = Get-Failure {
                Get-PcCustomer -Context $context -PageSize 25 |
                    New-PcCustomerQualification -Qualification StateOwnedEntity -SkipExisting -Force -Context $context -ThrottleLimit 16 | ForEach-Object { $seen.Add($_) }
            }
            $failure.FullyQualifiedErrorId | Should -Be 'AccessDenied,PartnerCenter.Qualifications.Commands.GetPcCustomerCommand'
            @($seen.CustomerId | Get-Unique) | Should -Be $ids[0..9]
        }

        It 'leaves a connection that works' {
            ($ids[0..4] | Get-PcCustomerQualification -Context $context).CustomerId | Get-Unique | Should -Be $ids[0..4]
        }
    }
}
