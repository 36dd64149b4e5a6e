BeforeAll {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    . (Join-Path $PSScriptRoot 'Pipelines.ps1')
    Import-Module $moduleRoot -Force
    $server = Start-EmulatorHost '--customers', '1000'
    $target = $server.Target
    $context = Connect-PcAccount -ServicePrincipal -Credential (New-Credential) -TenantId $emulated.Tenant @target
    $ids = @(Get-PcCustomer -Context $context -PageSize 500).CustomerId
}

AfterAll {
    Disconnect-PcAccount
    Stop-EmulatorHost $server
    Remove-Module PartnerCenter.Qualifications -Force -ErrorAction Ignore
}

Describe 'Cmdlets for many customers' {
    BeforeEach {
        Set-Host $server reset
    }

    AfterEach {
        Set-Host $server settings @{ latency = '0ms' }
        Set-Host $server faults
        Clear-HostResponse $server
    }

    Context 'order and parallelism' {
        It 'keep the order of the input where later answers come first' {
            foreach ($slow in 0, 5, 6, 40) {
                Set-Host $server responses @{
                    path = "/v1/customers/$($ids[$slow])/qualifications"; delay = "$(600 - 10 * $slow)ms"; body = '[]'; once = $false
                }
            }

            $read = @($ids[0..99] | Get-PcCustomerQualification -Context $context)
            @($read.CustomerId | Get-Unique) | Should -Be $ids[0..99]
            $read[0].Qualification | Should -Be 'None'
        }

        It 'make as many requests at a time as -ThrottleLimit says: <_>' -ForEach 1, 4, 24 {
            Set-Host $server settings @{ latency = '40ms' }
            $null = $ids[0..99] | Get-PcCustomerQualification -Context $context -ThrottleLimit $_
            (Get-HostStatistics $server).maxConcurrency | Should -Be $_
        }

        It 'make 16 requests at a time where nothing is said' {
            Set-Host $server settings @{ latency = '40ms' }
            $null = $ids[0..99] | Get-PcCustomerQualification -Context $context
            (Get-HostStatistics $server).maxConcurrency | Should -Be 16
        }

        It 'start while the input is still coming' {
            $read = & {
                $ids[0..2]
                Wait-Until { (Get-HostStatistics $server).operations.getQualifications -ge 3 } 'the first requests' '00:00:10'
                $ids[3]
            } | Get-PcCustomerQualification -Context $context
            @($read.CustomerId | Get-Unique) | Should -Be $ids[0..3]
        }

        # Otherwise a result that is ready waits until one before it had its turn, and nothing is emitted for a while.
        It 'ask in the order of the input' {
            Set-Host $server settings @{ recordRequests = $true; latency = '1ms' }
            try {
                $null = $ids[0..399] | Get-PcCustomerQualification -Context $context -ThrottleLimit 1
                $asked = @((Get-HostRequest $server getQualifications).ForEach({ ($_.pathAndQuery -split '/')[3] }))
                $asked | Should -Be $ids[0..399]
            }
            finally {
                Set-Host $server settings @{ recordRequests = $false }
            }
        }

        It 'hold a bounded number of results behind a slow one: some thousand' {
            Set-Host $server responses @{ path = "/v1/customers/$($ids[0])/qualifications"; delay = '1h'; body = '[]'; once = $true }
            $many = @($ids) + @($ids[1..999]) * 5
            $running = Start-Pipeline { $ids | Get-PcCustomerQualification -Context $context } @{ context = $context; ids = $many }
            try {
                Wait-Until { (Get-HostStatistics $server).operations.getQualifications -ge 4096 } 'requests behind the slow one' '00:01:00'
                Start-Sleep -Milliseconds 300
                (Get-HostStatistics $server).operations.getQualifications | Should -Be 4096
                $running.Output.Count | Should -Be 0
            }
            finally {
                $running.Shell.Stop()
                $running.Shell.Dispose()
            }
        }

        It 'have a bounded number of requests under way' {
            Set-Host $server settings @{ latency = '1h' }
            $taken = [System.Collections.Concurrent.ConcurrentQueue[string]]::new()
            $running = Start-Pipeline {
                $ids | ForEach-Object { $taken.Enqueue($_); $_ } | Get-PcCustomerQualification -Context $context -ThrottleLimit 4
            } @{ context = $context; ids = $ids; taken = $taken }
            try {
                Wait-Until { $taken.Count -ge 256 } 'customers'
                Start-Sleep -Milliseconds 300
                $taken.Count | Should -Be 256
            }
            finally {
                $running.Shell.Stop()
                $running.Shell.Dispose()
            }
        }

        It 'go on behind a throttled customer, and keep the order' {
            Set-Host $server responses @{
                path = "/v1/customers/$($ids[3])/qualifications"
                statusCode = 429
                headers = @{ 'Retry-After' = '10' }
                once = $true
            }
            $some = $ids[0..599]
            $running = Start-Pipeline { $ids | Get-PcCustomerQualification -Context $context -ThrottleLimit 8 } @{ context = $context; ids = $some }
            try {
                # All of them have been asked before the throttled one is asked again.
                Wait-Until { (Get-HostStatistics $server).operations.getQualifications -ge 600 } 'the others' '00:00:08'
                $running.Output.Count | Should -BeLessThan 20
                Complete-Pipeline $running
                @($running.Output.CustomerId | Get-Unique) | Should -Be $some
                (Get-HostStatistics $server).operations.getQualifications | Should -Be 601
            }
            finally {
                $running.Shell.Dispose()
            }
        }

        It 'serve 2,000 customers, each as its own row says, and lose nobody: <_> at a time' -ForEach 1, 16 {
            # Each twice, under a name of its own; half a thousand are nobody, or no id.
            $rows = foreach ($number in 0..1999) {
                $id = if ($number % 8 -eq 3) { [guid]::NewGuid().ToString() } elseif ($number % 8 -eq 5) { "no id $number" } else { $ids[$number % 1000] }
                [pscustomobject]@{ TenantId = $id; CompanyName = "Row $number" }
            }

            $happened = @($rows | Get-PcCustomerQualification -Context $context -ThrottleLimit $_ 2>&1)
            $names = @($happened |
                ForEach-Object {
                    if ($_ -is [System.Management.Automation.ErrorRecord]) {
                        "$($_.TargetObject.CompanyName): $($_.FullyQualifiedErrorId -replace ',.*')"
                    } else { $_.CustomerName }
                } | Get-Unique)
            $names |
                Should -Be @(foreach ($number in 0..1999) {
                    "Row $number$(if ($number % 8 -eq 3) { ': CustomerNotFound' } elseif ($number % 8 -eq 5) { ': InvalidCustomerId' })"
                })

            # What the server was asked: everybody with an id, once.
            (Get-HostStatistics $server).operations.getQualifications | Should -Be 1750
        }
    }

    Context 'throttling' {
        It 'slow down together where two runspaces share a connection' {
            Set-Host $server settings @{ latency = '150ms' }
            Set-Host $server responses @{ path = '/v1/customers'; statusCode = 429; headers = @{ 'Retry-After' = '3' }; once = $true }

            # A request about no customer is throttled for the whole partner. Its runspace is ready before, so that the others are still at work.
            $go = [System.Threading.ManualResetEventSlim]::new()
            $throttled = Start-Pipeline { [void] $go.Wait(60000); Get-PcCustomer -Context $context -PageSize 500 -Verbose } @{ context = $context; go = $go }
            $first = Start-Pipeline { $ids | Get-PcCustomerQualification -Context $context -Verbose } @{ context = $context; ids = $ids[0..499] }
            $second = Start-Pipeline { $ids | Get-PcCustomerQualification -Context $context -Verbose } @{ context = $context; ids = $ids[500..999] }
            Wait-Until { $first.Output.Count -and $second.Output.Count } 'the first customers'
            $go.Set()
            try {
                Wait-Until { (Get-CallsUnderWay $context) -eq 0 } 'the pause'
                $paused = (Get-HostStatistics $server).operations.getQualifications
                $paused | Should -BeLessThan 990
                Start-Sleep -Milliseconds 1500
                (Get-HostStatistics $server).operations.getQualifications | Should -Be $paused
                Complete-Pipeline $throttled
                Complete-Pipeline $first
                Complete-Pipeline $second
                @($first.Output.CustomerId | Get-Unique) | Should -Be $ids[0..499]
                @($second.Output.CustomerId | Get-Unique) | Should -Be $ids[500..999]

                # The one that was throttled says so, and both speak of the parallelism that is left.
                "$($throttled.Shell.Streams.Verbose)" | Should -Match 'The service throttles .* wait 3 s\. After that, the maximum number of concurrent requests is \d+\.'
                "$($second.Shell.Streams.Verbose)" | Should -Match 'Get-PcCustomerQualification: 500 customers, 0 failed'
                (Get-HostStatistics $server).operations.getQualifications | Should -Be 1000
            }
            finally {
                $throttled.Shell.Dispose()
                $first.Shell.Dispose()
                $second.Shell.Dispose()
            }
        }
    }

    Context 'progress' {
        BeforeAll {
            function Read-Progress([scriptblock] $Script, [hashtable] $Variables) {
                $running = Start-Pipeline $Script ($Variables + @{ context = $context })
                try {
                    Complete-Pipeline $running
                    $running.Output.Count | Should -BeGreaterThan 0
                    , @($running.Shell.Streams.Progress)
                }
                finally {
                    $running.Shell.Dispose()
                }
            }
        }

        It 'is shown where it takes longer than a second: done, of how many, failed, per second, time left' {
            Set-Host $server settings @{ latency = '50ms' }

            # The failure comes first, so that each record after the first result counts it, however slow this machine is; before it, nothing is done.
            $some = @([guid]::NewGuid().ToString()) + @($ids[0..59])
            $records = Read-Progress { Get-PcCustomerQualification $some -Context $context -ThrottleLimit 1 -ErrorAction SilentlyContinue } @{ some = $some }
            $records.Count | Should -BeGreaterThan 1
            @($records.Activity | Sort-Object -Unique) | Should -Be 'Get-PcCustomerQualification'
            $records[-1].RecordType | Should -Be 'Completed'
            $previous = 0
            foreach ($record in $records[0..($records.Count - 2)]) {
                $record.RecordType | Should -Be 'Processing'
                $record.StatusDescription | Should -Match '^(0 of 61 customers, 0 failed|[1-9]\d* of 61 customers, 1 failed), \d+ per second, 1 concurrent$'
                $record.StatusDescription -match '^\d+' | Should -BeTrue
                $done = [int] $Matches[0]
                $done | Should -BeGreaterOrEqual $previous
                $record.PercentComplete | Should -Be ([math]::Floor(100 * $done / 61))
                $record.SecondsRemaining | Should -BeIn $(if ($done) { 0..600 } else { -1 })
                $previous = $done
            }

            $previous | Should -BeGreaterThan 0

            # As often as a person can read, and from the first second on: of requests of 50 ms, no more than 20 are done by then.
            $records.Count | Should -BeLessThan 20
            [int] ($records[0].StatusDescription -replace ' .*') | Should -BeLessOrEqual 22
        }

        It 'tells the time that is left: what is still to do, as fast as before' {
            Set-Host $server settings @{ latency = '50ms' }
            $running = Start-Pipeline { Get-PcCustomerQualification $ids -Context $context -ThrottleLimit 1 } @{ context = $context; ids = $ids }
            try {
                Wait-Until { $running.Shell.Streams.Progress.Count -ge 3 } 'the progress'
                $running.Shell.Stop()
                foreach ($record in $running.Shell.Streams.Progress) {
                    $record.StatusDescription | Should -Match '^\d+ of 1[,.]?000 customers, 0 failed, \d+ per second'
                    $done, $speed = [regex]::Matches($record.StatusDescription, '\d+(?= of| per)').Value

                    # Before the first is done, nobody knows. The speed that it says is rounded.
                    if ($done -eq 0) { continue }
                    $record.SecondsRemaining | Should -BeGreaterOrEqual ([math]::Floor((1000 - $done) / (0.5 + $speed)))
                    if ([int] $speed -gt 0) { $record.SecondsRemaining | Should -BeLessOrEqual ((1000 - $done) / ($speed - 0.5)) }
                }
            }
            finally {
                $running.Shell.Dispose()
            }
        }

        It 'does not say of how many before the input has ended' {
            Set-Host $server settings @{ latency = '50ms' }
            $records = Read-Progress {
                $some | ForEach-Object { Start-Sleep -Milliseconds 50; $_ } | Get-PcCustomerQualification -Context $context
            } @{ some = $ids[0..39] }
            $records.Count | Should -BeGreaterThan 1
            $records[0].StatusDescription | Should -Match '^\d+ customers, 0 failed'
            $records[0].PercentComplete | Should -Be -1
        }

        It 'does not say of how many while the customers are listed' {
            Set-Host $server settings @{ latency = '20ms' }
            $running = Start-Pipeline { Get-PcCustomerQualification -Context $context -ThrottleLimit 1 | ForEach-Object { Start-Sleep -Milliseconds 20 } } @{ context = $context }
            try {
                Wait-Until { $running.Shell.Streams.Progress.Count -ge 1 } 'the progress'
                $running.Shell.Streams.Progress[0].StatusDescription | Should -Match '^\d+ customers, 0 failed, \d+ per second, 1 concurrent$'
                $running.Shell.Streams.Progress[0].PercentComplete | Should -Be -1
            }
            finally {
                $running.Shell.Stop()
                $running.Shell.Dispose()
            }
        }

        It 'is summed up with -Verbose: done, failed, and how many at a time' {
            $some = @($ids[0..4]) + @([guid]::NewGuid(), 'no id')
            $said = $some | Get-PcCustomerQualification -Context $context -ThrottleLimit 3 -Verbose -ErrorAction Ignore 4>&1 |
                Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }
            @($said.Message -match '^Get-PcCustomerQualification: 7 customers, 2 failed, 00:00:\d\d\.\d, \d{1,3}(,\d{3})* per second, 3 concurrent at the end\.$').Count | Should -Be 1
        }

        It 'tells how long everyone waits where the service throttles' {
            Set-Host $server faults @{ rate = 1; kinds = 'Throttle429Seconds'; retryAfter = '3s'; maxInARow = 1 }
            $records = Read-Progress { $some | Get-PcCustomerQualification -Context $context } @{ some = $ids[0..9] }
            "$($records.CurrentOperation)" | Should -Match 'all requests wait [12] s'
        }

        It 'is quiet for what is short' {
            (Read-Progress { $some | Get-PcCustomerQualification -Context $context } @{ some = $ids[0..49] }).Count | Should -Be 0
        }

        It 'is off with <Name>' -ForEach @(
            @{
                Name = '$ProgressPreference'
                Script = { $ProgressPreference = 'SilentlyContinue'; $some | Get-PcCustomerQualification -Context $context -ThrottleLimit 1 }
            }
            @{ Name = '-ProgressAction'; Script = { $some | Get-PcCustomerQualification -Context $context -ThrottleLimit 1 -ProgressAction SilentlyContinue } }
        ) {
            if ($Name -eq '-ProgressAction' -and $PSVersionTable.PSVersion -lt [version]'7.4') {
                Set-ItResult -Skipped -Because 'this PowerShell has no -ProgressAction'
            }

            Set-Host $server settings @{ latency = '50ms' }
            (Read-Progress $Script @{ some = $ids[0..39] }).Count | Should -Be 0
        }
    }
}
