BeforeAll {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    . (Join-Path $PSScriptRoot 'Pipelines.ps1')
    . (Join-Path $PSScriptRoot 'TestContexts.ps1')
    Import-Module $moduleRoot -Force
    $server = Start-EmulatorHost '--customers', '0', '--record-requests'
    $target = $server.Target
    $token = (Get-UserToken $server).access_token
    $user = Connect-PcAccount -AccessToken (ConvertTo-Secret $token) -Endpoint $server.Address
    $command = 'PartnerCenter.Qualifications.Commands.WaitPcCustomerQualificationCommand'
    $unknown = '00000000-1111-2222-3333-444444444444'
    $soon = @{ PollingInterval = '00:00:00.05' }

    # A customer with these qualifications, as 'Education InReview'.
    function Add-Customer([string[]] $Qualifications = @()) {
        $id = (Add-HostCustomer $server @{ companyName = 'Adatum School'; domain = 'adatum.example' }).customerId
        if ($Qualifications) { Set-Qualification $id $Qualifications }
        $id
    }

    function Set-Qualification([string] $Id, [string[]] $Qualifications) {
        $items = foreach ($words in $Qualifications) {
            $word, $status = -split $words
            $item = @{ qualification = $word }
            if ($status) { $item.vettingStatus = $status }
            if ($status -eq 'Denied') { $item.vettingReason = 'Not an Education Customer' }
            $item
        }
        Set-Host $server "customers/$Id" @{ qualifications = @($items) }
    }

    # A wait that runs beside the test.
    function Start-Wait([string[]] $Ids, [hashtable] $Parameters) {
        $shell = [powershell]::Create()
        $shell.AddScript({
                param($module, $token, $address, $ids, $parameters)
                Import-Module $module
                Connect-PcAccount -AccessToken $token -Endpoint $address | Out-Null
                $ids | Wait-PcCustomerQualification @parameters
            }).AddArgument($moduleRoot).AddArgument((ConvertTo-Secret $token)).AddArgument($server.Address).AddArgument($Ids).AddArgument($Parameters) | Out-Null
        $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
        $running = $shell.BeginInvoke([System.Management.Automation.PSDataCollection[psobject]]::new(), $output)
        [pscustomobject]@{ Shell = $shell; Output = $output; Running = $running }
    }

    # What the server says of a customer the next times, before it tells the truth.
    function Add-Answer([string] $Id, [string[]] $Statuses) {
        foreach ($status in $Statuses) {
            Set-Host $server responses $(
                if ($status -eq 'Throttled') {
                    @{ path = "/v1/customers/$Id/qualifications"; statusCode = 429; headers = @{ 'Retry-After' = '30' }; body = '{}' }
                }
                else { @{ path = "/v1/customers/$Id/qualifications"; body = "[{`"qualification`":`"Education`",`"vettingStatus`":`"$status`"}]" } })
        }
    }

    # A wait that takes no time: each second that it waits for is over at once.
    function Start-TimedWait([string[]] $Ids, [timespan] $Interval, [timespan] $Timeout = [timespan]::MaxValue) {
        $clock = [TestClock]@{ Jumps = $true }
        $own = New-TestContext $server.Address $token @{ TimeProvider = $clock }
        $wait = Start-Pipeline { $ids | Wait-PcCustomerQualification -PollingInterval $interval -Timeout $timeout -Context $own } @{
            ids = $Ids; interval = $Interval; timeout = $Timeout; own = $own
        }
        $wait | Add-Member @{ Clock = $clock; Context = $own } -PassThru
    }

    # The seconds of each wait between two questions, by what its progress says first of it.
    function Get-Interval($Wait) {
        $begins = $true
        foreach ($record in $Wait.Shell.Streams.Progress) {
            $isWaiting = $record.StatusDescription -match 'next poll in (\d+) s$'
            if ($isWaiting -and $begins) { [int] $Matches[1] }
            $begins = -not $isWaiting
        }
    }

    function Get-Asked { (Get-HostStatistics $server).operations.getQualifications }
}

AfterAll {
    Disconnect-PcAccount
    Stop-EmulatorHost $server
    Remove-Module PartnerCenter.Qualifications -Force -ErrorAction Ignore
}

Describe 'Wait-PcCustomerQualification' {
    BeforeEach { Set-Host $server reset }

    AfterEach {
        Set-Host $server faults
        Set-Host $server settings @{ latency = '0ms'; rateLimit = '0/s' }
        Clear-HostResponse $server
    }

    Context 'what is decided already' {
        It 'comes at once, asked for once: <Name>' -ForEach @(
            @{ Name = 'approved'; Held = @('Education Approved'); Expected = @('Education (Approved)') }
            @{ Name = 'denied'; Held = @('Education Denied'); Expected = @('Education (Denied)') }
            @{ Name = 'without vetting'; Held = @('StateOwnedEntity'); Expected = @('StateOwnedEntity') }
            @{ Name = 'two of them'; Held = @('Education Approved', 'StateOwnedEntity'); Expected = @('Education (Approved)', 'StateOwnedEntity') }
            @{ Name = 'none'; Held = @(); Expected = @('None') }
            @{ Name = 'in a state that nobody has seen yet'; Held = @('Education OnHold'); Expected = @('Education (OnHold)') }
        ) {
            $id = Add-Customer $Held
            $decided = @(Wait-PcCustomerQualification $id -Timeout 00:01:00)
            "$decided" | Should -Be "$Expected"
            @($decided.CustomerId | Sort-Object -Unique) | Should -Be @($id)
            Get-Asked | Should -Be 1
        }

        It 'comes twice where it is given twice' {
            $id = Add-Customer 'Education Approved'
            ($id, $id | Wait-PcCustomerQualification -Timeout 00:01:00).CustomerId | Should -Be $id, $id
        }

        It 'is asked for no more while others are not' {
            $decided, $waiting = (Add-Customer 'Education Approved'), (Add-Customer 'Education InReview')
            $emitted = @($decided, $waiting | Wait-PcCustomerQualification -Timeout 00:00:00.5 @soon -ErrorAction SilentlyContinue)
            $emitted.CustomerId | Should -Be $decided
            @(Get-HostRequest $server getQualifications | Where-Object pathAndQuery -Match $decided).Count | Should -Be 1
            @(Get-HostRequest $server getQualifications | Where-Object pathAndQuery -Match $waiting).Count | Should -BeGreaterThan 1
        }

        It 'keeps the customer''s name' {
            $id = Add-Customer 'Education Approved'
            (Get-PcCustomer $id | Wait-PcCustomerQualification).CustomerName | Should -Be 'Adatum School'
        }
    }

    Context 'what is decided meanwhile' {
        It 'comes as it is decided, for many customers at once' {
            $ids = 1..6 | ForEach-Object { Add-Customer 'Education InReview' }
            $wait = Start-Wait $ids @{ PollingInterval = [timespan]'00:00:00.05'; Timeout = [timespan]'00:00:25' }
            try {
                Wait-Until { (Get-Asked) -ge 6 } 'the first questions'
                Set-Qualification $ids[4] 'Education Approved'
                Wait-Until { $wait.Output.Count -eq 1 } 'the first decision'
                $wait.Output[0].CustomerId | Should -Be $ids[4]
                $wait.Running.IsCompleted | Should -BeFalse
                Set-Qualification $ids[1] 'Education Denied'
                Wait-Until { $wait.Output.Count -eq 2 } 'the second decision'
                $wait.Output[1].CustomerId | Should -Be $ids[1]
                $wait.Output[1].VettingReason | Should -Be 'Not an Education Customer'
                foreach ($index in 0, 2, 3, 5) { Set-Qualification $ids[$index] 'Education Approved' }
                Wait-Until { $wait.Running.IsCompleted } 'the end'
                @($wait.Output.CustomerId | Sort-Object) | Should -Be @($ids | Sort-Object)
                $wait.Shell.Streams.Error.Count | Should -Be 0
                $progress = @($wait.Shell.Streams.Progress | Where-Object Activity -EQ 'Waiting for the vetting of qualifications')
                @($progress.StatusDescription) -match '^1 of 6 decided, waited 00:00:\d\d, next poll in \d+ s$' | Should -Not -BeNullOrEmpty
                @($progress.StatusDescription) -match '^2 of 6 decided' | Should -Not -BeNullOrEmpty
                @($progress.StatusDescription) -match '^\d of 6 decided, waited 00:00:\d\d, polling$' | Should -Not -BeNullOrEmpty
                foreach ($record in $progress | Select-Object -SkipLast 1) {
                    $record.PercentComplete | Should -Be ([math]::Floor(100 * [int] $record.StatusDescription.Substring(0, 1) / 6))
                }
                $progress[-1].RecordType | Should -Be 'Completed'
            }
            finally {
                $wait.Shell.Dispose()
            }
        }

        It 'waits only for the -Qualification that is asked for' {
            $id = Add-Customer 'Education InReview', 'StateOwnedEntity'
            $decided = @(Wait-PcCustomerQualification $id StateOwnedEntity -Timeout 00:00:10)
            "$decided" | Should -Be 'StateOwnedEntity'
            Get-Asked | Should -Be 1
            $failures = @()
            @(Wait-PcCustomerQualification $id Education,
                StateOwnedEntity -Timeout 00:00:00.2 @soon -ErrorAction SilentlyContinue -ErrorVariable failures).Count | Should -Be 0
            $failures.Count | Should -Be 1
        }

        It 'takes several values in one text as a list' {
            $id = Add-Customer 'Education Approved', 'StateOwnedEntity'
            Wait-PcCustomerQualification $id 'stateOwnedEntity, Education' | ForEach-Object { "$_" } | Should -Be 'Education (Approved)', 'StateOwnedEntity'
        }

        It 'reports an item that cannot be read once, however often it comes' {
            $id = Add-Customer 'Education Approved'
            foreach ($time in 1..3) {
                Set-Host $server responses @{ path = "/v1/customers/$id/qualifications"; body = '[{"qualification":"Education","vettingStatus":"InReview"}, 7]' }
            }
            "$(Wait-PcCustomerQualification $id -Timeout 00:00:20 @soon -ErrorVariable failures -ErrorAction SilentlyContinue)" | Should -Be 'Education (Approved)'
            Get-Asked | Should -Be 4
            $failures.FullyQualifiedErrorId | Should -Be @("InvalidResponse,$command")
        }

        It 'says None where the customer has nothing of what is asked for' {
            $id = Add-Customer 'StateOwnedEntity'
            "$(Wait-PcCustomerQualification $id Education)" | Should -Be 'None'
            $none = Get-PcCustomer $id | Wait-PcCustomerQualification -Qualification Education, Nonprofit
            "$none", $none.CustomerId, $none.CustomerName, $none.Domain | Should -Be 'None', $id, 'Adatum School', 'adatum.example'
        }
    }

    Context 'time' {
        It 'ends with one error per undecided customer, and nothing of the others is lost' {
            $waiting = 1..3 | ForEach-Object { Add-Customer 'Education InReview' }
            $done = 1..3 | ForEach-Object { Add-Customer 'Education Approved' }
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            $decided = @($waiting[0], $done[0], $waiting[1], $done[1], $unknown, $waiting[2], $done[2] |
                    Wait-PcCustomerQualification -Timeout 00:00:01 @soon -ErrorVariable failures -ErrorAction SilentlyContinue)
            $clock.Elapsed.TotalSeconds | Should -BeGreaterOrEqual 1
            $clock.Elapsed.TotalSeconds | Should -BeLessThan 6
            $decided.CustomerId | Should -Be $done
            $failures[0].FullyQualifiedErrorId | Should -Be "CustomerNotFound,$command"
            $timeouts = @($failures | Select-Object -Skip 1)
            $timeouts.FullyQualifiedErrorId | Should -Be (@("VettingTimeout,$command") * 3)
            $timeouts.TargetObject | Should -Be $waiting
            $timeouts.Exception.CustomerId | Should -Be $waiting
            $timeouts[0].CategoryInfo.Category | Should -Be 'OperationTimeout'
            $timeouts[0].Exception.Message | Should -Match "customer $($waiting[0]) was not decided within 00:00:01"
            $timeouts[0].ErrorDetails.RecommendedAction | Should -Match 'wait again later'
        }

        It 'has what came in as the target of its error: <Name>' -ForEach @(
            @{ Name = 'an id'; Make = { $id } }
            @{ Name = 'a row'; Make = { [pscustomobject]@{ CustomerId = $id; Place = 'row 7' } } }
            @{ Name = 'a customer'; Make = { Get-PcCustomer $id } }
            @{ Name = 'a qualification'; Make = { Get-PcCustomerQualification $id } }
        ) {
            $id = Add-Customer 'Education InReview'
            $given = & $Make
            $given | Wait-PcCustomerQualification -Timeout 0 -ErrorVariable failures -ErrorAction SilentlyContinue
            $failures.FullyQualifiedErrorId | Should -Be "VettingTimeout,$command"
            [object]::ReferenceEquals($failures[0].TargetObject, $given) | Should -BeTrue
        }

        It 'asks once with a -Timeout of zero' {
            $waiting, $done = (Add-Customer 'Education InReview'), (Add-Customer 'Education Approved')
            $decided = $waiting, $done | Wait-PcCustomerQualification -Timeout 0 -ErrorVariable failures -ErrorAction SilentlyContinue
            $decided.CustomerId | Should -Be $done
            $failures.FullyQualifiedErrorId | Should -Be "VettingTimeout,$command"
            Get-Asked | Should -Be 2
        }

        It 'waits ten seconds at the most for each answer with a -Timeout of zero: <Name>' -ForEach @(
            @{ Name = 'throttled'; Response = @{ statusCode = 429; headers = @{ 'Retry-After' = '40' }; once = $true }; Cause = '' }
            @{ Name = 'slow'; Response = @{ delay = '30s'; body = '[]'; once = $false }; Cause = '' }
        ) {
            $slow, $done = (Add-Customer 'Education InReview'), (Add-Customer 'Education Approved')
            Set-Host $server responses (@{ path = "/v1/customers/$slow/qualifications" } + $Response)
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            $decided = $slow, $done | Wait-PcCustomerQualification -Timeout 0 -ErrorVariable failures -ErrorAction SilentlyContinue
            $clock.Elapsed.TotalSeconds | Should -BeLessThan 20
            $decided.CustomerId | Should -Be $done
            $failures.FullyQualifiedErrorId | Should -Be "VettingTimeout,$command"
            "$($failures[0])" | Should -Match "^Customer $slow could not be read within 00:00:10, so the vetting status is unknown\."
            $failures[0].ErrorDetails.RecommendedAction | Should -Match 'Get-PcCustomerQualification'
            $failures[0].ErrorDetails.RecommendedAction | Should -Not -Match 'takes days'
        }

        It 'asks nobody else with a -Timeout of zero where no answer comes' {
            $ids = @(1..9 | ForEach-Object { Add-Customer 'Education Approved' })
            Set-Host $server responses @{ path = '/v1/customers/*'; delay = '1h'; body = '[]'; once = $false }
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            $ids | Wait-PcCustomerQualification -Timeout 0 -ThrottleLimit 2 -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $clock.Elapsed.TotalSeconds | Should -BeLessThan 45
            $failures.TargetObject | Should -Be $ids
            @("$($failures -join "`n")" -split "`n" -match 'could not be read within').Count | Should -BeLessThan 9
            "$($failures[-1])" | Should -Match "^Customer $($ids[-1]) was not read because there was no response for other customers\."
            (Get-Asked) | Should -BeLessThan 9
        }

        It 'counts the time of each customer from when it comes in' {
            $ids = @(1..4 | ForEach-Object { Add-Customer 'Education Approved' })
            $decided = @($ids | ForEach-Object { $_; Start-Sleep -Milliseconds 700 } | Wait-PcCustomerQualification -Timeout 00:00:01.5 -ErrorVariable failures)
            $failures.Count | Should -Be 0
            $decided.CustomerId | Should -Be $ids
        }

        It 'ends for each customer as long after it came in as -Timeout says, and no sooner' {
            $ids = @(1..4 | ForEach-Object { Add-Customer 'Education InReview' })
            $clock = [TestClock]@{ Jumps = $true }
            $own = New-TestContext $server.Address $token @{ TimeProvider = $clock }
            $wait = Start-Pipeline {
                $begin = $clock.GetUtcNow()
                $ids | ForEach-Object { $_; $clock.Advance('00:00:05') } |
                    Wait-PcCustomerQualification -PollingInterval 00:00:10 -Timeout 00:00:20 -Context $own 2>&1 |
                    ForEach-Object { '{0} after {1} s' -f $_.TargetObject, [math]::Round(($clock.GetUtcNow() - $begin).TotalSeconds) }
            } @{ ids = $ids; clock = $clock; own = $own }
            try {
                Complete-Pipeline $wait
                $wait.Output | Should -Be @(0..3 | ForEach-Object { "$($ids[$_]) after $(20 + 5 * $_) s" })
            }
            finally {
                $wait.Shell.Dispose()
            }
        }

        It 'says of a customer only what the service said: <Name>' -ForEach @(
            @{ Name = 'no answer at all'; Response = @{ delay = '1h'; body = '[]'; once = $false }; Says = '^Customer {0} could not be read within 00:00:03, so the vetting status is unknown\.$' }
            @{ Name = 'failures only'; Response = @{ statusCode = 503; body = 'busy'; contentType = 'text/plain'; headers = @{ 'Retry-After' = '0' }; once = $false }; Says = '^Customer {0} could not be read within 00:00:03, so the vetting status is unknown\.' }
            @{ Name = 'a failure with its cause'; Response = @{ statusCode = 429; headers = @{ 'Retry-After' = '700' }; once = $false }; Says = '^Customer {0} could not be read within 00:00:03, so the vetting status is unknown\. Partner Center throttles .*[^.]\.$' }
        ) {
            $id = Add-Customer 'Education Approved'
            Set-Host $server responses (@{ path = "/v1/customers/$id/qualifications" } + $Response)
            $id | Wait-PcCustomerQualification -Timeout 00:00:03 @soon -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $failures.FullyQualifiedErrorId | Should -Be "VettingTimeout,$command"
            $failures[0].Exception.Message | Should -Match ($Says -f $id)
            $failures[0].ErrorDetails.RecommendedAction | Should -Not -Match 'takes days'
        }

        It 'says that a customer was in review before it could not be read any more' {
            $id = Add-Customer 'Education InReview'
            $wait = Start-Wait $id @{ PollingInterval = [timespan]'00:00:00.1'; Timeout = [timespan]'00:00:04' }
            try {
                Wait-Until { (Get-Asked) -ge 1 } 'the first question'
                Set-Host $server responses @{ path = "/v1/customers/$id/qualifications"; delay = '1h'; body = '[]'; once = $false }
                Wait-Until { $wait.Running.IsCompleted } 'the end' '00:00:15'
                "$($wait.Shell.Streams.Error[0])" |
                    Should -Match "^The vetting of customer $id was in review when it was last read\. After that, the customer could not be read until the time-out of 00:00:04\."
            }
            finally {
                $wait.Shell.Dispose()
            }
        }

        It 'counts as completed who is decided, where the wait ends early' {
            $ids = @((Add-Customer 'Education Approved'), (Add-Customer 'Education InReview'), (Add-Customer 'Education InReview'))
            $own = Connect-PcAccount -AccessToken (ConvertTo-Secret $token) -Endpoint $server.Address
            $closing = Start-ThreadJob { Import-Module $using:moduleRoot; Start-Sleep -Seconds 2; Disconnect-PcAccount -Context $using:own }
            $failure = Get-Failure { $ids | Wait-PcCustomerQualification -PollingInterval 00:00:00.2 -Timeout 00:00:30 -Context $own }
            $closing | Wait-Job | Remove-Job -Force
            Connect-PcAccount -AccessToken (ConvertTo-Secret $token) -Endpoint $server.Address | Out-Null
            $failure.FullyQualifiedErrorId | Should -Be "NotConnected,$command"
            $failure.Exception.Message | Should -Match '1 of 3 customers were completed before'
        }

        It 'asks less and less often, by half each time, up to twenty times the interval' {
            $id = Add-Customer 'Education Approved'
            Add-Answer $id (@('InReview') * 10)
            $wait = Start-TimedWait $id 00:00:10
            try {
                Complete-Pipeline $wait
                "$($wait.Output)" | Should -Be 'Education (Approved)'

                # 10 s, 15, 22.5, 33.75, 50.6, 75.9, 113.9, 170.9, and no more than 200.
                Get-Interval $wait | Should -Be @(10, 15, 23, 34, 51, 76, 114, 171, 200, 200)
                Get-Asked | Should -Be 11
            }
            finally {
                $wait.Shell.Dispose()
            }
        }

        It 'asks still less often after the service has throttled the partner' {
            # Three customers in a row are one too many for it to be theirs.
            $ids = 1..3 | ForEach-Object { Add-Customer 'Education Approved' }
            foreach ($id in $ids) { Add-Answer $id InReview, Throttled, InReview, InReview, InReview }
            $wait = Start-TimedWait $ids 00:00:10
            try {
                Wait-Until { (Get-Governor $wait.Context).PauseCount -eq 1 } 'the throttling'
                $wait.Clock.Advance('00:00:30')
                Complete-Pipeline $wait
                $wait.Output.CustomerId | Should -Be $ids
                $wait.Shell.Streams.Error.Count | Should -Be 0

                # By half where nothing is throttled, else to three times as much.
                Get-Interval $wait | Should -Be @(10, 30, 45, 68)
            }
            finally {
                $wait.Shell.Dispose()
            }
        }

        It 'ends on time, by the connection''s clock, in the middle of an interval' {
            $id = Add-Customer 'Education InReview'
            $wait = Start-TimedWait $id 00:00:10 -Timeout 00:00:20
            try {
                Complete-Pipeline $wait
                $wait.Output.Count | Should -Be 0
                $wait.Shell.Streams.Error.FullyQualifiedErrorId | Should -Be "VettingTimeout,$command"
                Get-Interval $wait | Should -Be @(10, 15)
                Get-Asked | Should -Be 2
            }
            finally {
                $wait.Shell.Dispose()
            }
        }

        It 'drops a question that is still under way when the time is up, and no sooner' {
            $id = Add-Customer 'Education InReview'
            Add-Answer $id InReview
            Set-Host $server responses @{ path = "/v1/customers/$id/qualifications"; delay = '1h'; body = '[]' }
            $wait = Start-TimedWait $id 00:00:10 -Timeout 00:00:20
            try {
                Wait-Until { (Get-Asked) -eq 2 } 'the second question'
                $wait.Clock.Advance('00:00:09.9')
                Start-Sleep -Milliseconds 200
                (Get-CallsUnderWay $wait.Context) | Should -Be 1
                $wait.Handle.IsCompleted | Should -BeFalse
                $wait.Clock.Advance('00:00:00.1')
                Complete-Pipeline $wait
                $wait.Shell.Streams.Error.FullyQualifiedErrorId | Should -Be "VettingTimeout,$command"
                $wait.Output.Count | Should -Be 0
                Wait-Until { (Get-HostStatistics $server).concurrency -eq 0 } 'the end of the question at the server'
            }
            finally {
                $wait.Shell.Dispose()
            }
        }

        It 'refuses a bare number, which would be ticks of 100 ns: -<Parameter> <Value>' -ForEach @(
            @{ Parameter = 'Timeout'; Value = 30 }
            @{ Parameter = 'PollingInterval'; Value = 5 }
            @{ Parameter = 'PollingInterval'; Value = 60.5 }
            @{ Parameter = 'Timeout'; Value = 86400 }
            @{ Parameter = 'Timeout'; Value = 3600000 }
            @{ Parameter = 'Timeout'; Value = [long]300 }
        ) {
            $parameters = @{ $Parameter = $Value }
            $failure = Get-Failure { Wait-PcCustomerQualification $unknown @parameters }
            $failure | Should -Not -BeNullOrEmpty
            "$failure" | Should -Match "$Parameter"
            "$failure $($failure.ErrorDetails.RecommendedAction)" | Should -Match 'time span such as 00:30:00'
            (Get-HostStatistics $server).requests | Should -Be 0
        }

        It 'refuses a bare number on the command line, too' {
            "$(Get-Failure { Wait-PcCustomerQualification $unknown -Timeout 86400 })" | Should -Match 'time span such as 00:30:00'
            (Get-HostStatistics $server).requests | Should -Be 0
        }

        It 'refuses a time that is none: -<Parameter> <Value>' -ForEach @(
            @{ Parameter = 'Timeout'; Value = [timespan]'-00:00:01' }
            @{ Parameter = 'PollingInterval'; Value = [timespan]::Zero }
            @{ Parameter = 'PollingInterval'; Value = [timespan]30 }
        ) {
            $parameters = @{ $Parameter = $Value }
            $failure = Get-Failure { $unknown, $unknown | Wait-PcCustomerQualification @parameters }
            $failure.FullyQualifiedErrorId | Should -Be "InvalidRequest,$command"
            $failure.ErrorDetails.RecommendedAction | Should -Match 'time span such as 00:30:00'
            (Get-HostStatistics $server).requests | Should -Be 0
        }

        It 'takes a time as people write it: <_>' -ForEach '00:00:05', '0.00:00:05', ([timespan]::FromSeconds(5)), ([timespan]::MaxValue) {
            $id = Add-Customer 'Education Approved'
            "$(Wait-PcCustomerQualification $id -Timeout $_ -PollingInterval $_)" | Should -Be 'Education (Approved)'
        }
    }

    Context 'a bad minute of the service' {
        It 'gives no customer up: <Name>' -ForEach @(
            @{ Name = 'a status that passes'; Status = 503; Body = 'busy'; Type = 'text/plain' }
            @{ Name = 'an answer that cannot be read'; Status = 200; Body = '<html>Welcome</html>'; Type = 'text/html' }
        ) {
            $id = Add-Customer 'Education Approved'
            Set-Host $server responses @{
                path = "/v1/customers/$id/qualifications"
                body = $Body
                contentType = $Type
                statusCode = $Status
                headers = @{ 'Retry-After' = '0' }
                once = $false
            }
            $wait = Start-Wait $id @{ PollingInterval = [timespan]'00:00:00.05'; Timeout = [timespan]'00:00:25'; Verbose = $true }
            try {
                Wait-Until { "$($wait.Shell.Streams.Verbose)" -match 'could not be read\. Retrying at the next poll' } 'the service failing the call'
                $wait.Running.IsCompleted | Should -BeFalse
                Clear-HostResponse $server
                Wait-Until { $wait.Running.IsCompleted } 'the end'
                "$($wait.Output)" | Should -Be 'Education (Approved)'
                $wait.Shell.Streams.Error.Count | Should -Be 0
            }
            finally {
                $wait.Shell.Dispose()
            }
        }

        It 'gives up who cannot be asked for good, at once' {
            $id = Add-Customer 'Education InReview'
            Set-Host $server "customers/$id" @{ noRelationship = $true }
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            $id, 'not-an-id', $unknown | Wait-PcCustomerQualification -ErrorVariable failures -ErrorAction SilentlyContinue
            $clock.Elapsed.TotalSeconds | Should -BeLessThan 10
            $failures.FullyQualifiedErrorId | Should -Be @("AccessDenied,$command", "InvalidCustomerId,$command", "CustomerNotFound,$command")
        }
    }

    Context 'the end' {
        It 'comes within a second when it is stopped: <Name>' -ForEach @(
            @{ Name = 'between two questions'; Latency = '0ms'; Interval = '00:10:00' }
            @{ Name = 'while a question is under way'; Latency = '30s'; Interval = '00:00:00.05' }
        ) {
            $ids = 1..3 | ForEach-Object { Add-Customer 'Education InReview' }
            Set-Host $server settings @{ latency = $Latency }
            Set-Host $server reset
            $wait = Start-Wait $ids @{ PollingInterval = [timespan]$Interval }
            try {
                Wait-Until { (Get-Asked) -ge 3 -and ($Latency -ne '0ms' -or "$($wait.Shell.Streams.Progress)" -match 'next poll in') } 'the wait'
                $clock = [System.Diagnostics.Stopwatch]::StartNew()
                $wait.Shell.Stop()
                $clock.Elapsed.TotalSeconds | Should -BeLessThan 1
                $wait.Shell.InvocationStateInfo.State | Should -Be 'Stopped'
                $wait.Shell.Streams.Error.Count | Should -Be 0
                Wait-Until { (Get-HostStatistics $server).concurrency -eq 0 } 'the end of the requests'
            }
            finally {
                $wait.Shell.Dispose()
            }
        }

        It 'comes once where there is no connection' {
            $shell = [powershell]::Create()
            try {
                $shell.AddScript({ param($module, $id) Import-Module $module; $id, $id | Wait-PcCustomerQualification }).AddArgument($moduleRoot).AddArgument(
                    $unknown).Invoke() | Out-Null
                $shell.Streams.Error.FullyQualifiedErrorId | Should -Be "NotConnected,$command"
            }
            finally {
                $shell.Dispose()
            }
        }
    }
}
