BeforeAll {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    Import-Module $moduleRoot -Force
    $server = Start-EmulatorHost '--customers', '100', '--record-requests', '--vetting-duration', '200ms'
    $target = $server.Target
    $app = Connect-PcAccount -ServicePrincipal -Credential (New-Credential) -TenantId $emulated.Tenant @target
    $refresh = ConvertTo-Secret (Get-UserToken $server).refresh_token
    $user = Connect-PcAccount -RefreshToken $refresh -ApplicationId $emulated.Application @target
    $command = 'PartnerCenter.Qualifications.Commands.GetPcQualificationChangeCommand'
    $everyone = @(Get-PcCustomer)
    $unknown = '00000000-1111-2222-3333-444444444444'

    # What the service was asked, as parameters by name.
    function Get-Asked {
        foreach ($request in Get-HostRequest $server listAuditRecords) {
            $query = @{}
            foreach ($pair in $request.pathAndQuery.Split('?')[1].Split('&')) { $query[$pair.Split('=')[0]] = [uri]::UnescapeDataString($pair.Split('=')[1]) }
            [pscustomobject]@{
                First = if ($query.startDate) { [datetime]::ParseExact($query.startDate, 'yyyy-MM-dd', [cultureinfo]::InvariantCulture) }
                Last  = if ($query.endDate) { [datetime]::ParseExact($query.endDate, 'yyyy-MM-dd', [cultureinfo]::InvariantCulture) }
                Filter = if ($query.filter) { $query.filter | ConvertFrom-Json }
                Status = $request.statusCode
            }
        }
    }

    # A record as the service has it.
    function New-Record([string] $OldValue, [string] $NewValue, [string] $Status = 'succeeded', [string] $Operation = 'update_customer_qualification') {
        [ordered]@{
            id = [guid]::NewGuid(); customerId = $everyone[0].CustomerId; customerName = 'Contoso'; userPrincipalName = $emulated.User; applicationId = 'app'
            resourceType = 'customer'; operationType = $Operation; operationDate = [DateTimeOffset]::UtcNow.AddMinutes(-1).ToString(
                'O'); operationStatus = $Status
            resourceOldValue = $(if ($OldValue) { $OldValue }); resourceNewValue = $(if ($NewValue) { $NewValue }); originalCorrelationId = 'correlation'
        }
    }

    function Set-Records([object[]] $Records) {
        Set-Host $server responses @{
            path = '/v1/auditrecords'
            once = $false
            body = (@{ totalCount = $Records.Count; items = $Records } | ConvertTo-Json -Depth 5)
        }
    }
}

AfterAll {
    Disconnect-PcAccount
    Stop-EmulatorHost $server
    Remove-Module PartnerCenter.Qualifications -Force -ErrorAction Ignore
}

Describe 'Get-PcQualificationChange' {
    BeforeEach { Set-Host $server reset }
    AfterEach {
        Clear-HostResponse $server
        Set-Host $server settings @{ auditPageSize = 100 }
    }

    Context 'what it returns' {
        It 'says who changed what, when, from what to what' {
            $id = (Add-HostCustomer $server @{ companyName = 'Adatum School'; domain = 'adatum.example' }).customerId
            $before = [DateTimeOffset]::UtcNow
            New-PcCustomerQualification $id Education -EducationSegment K12 -Confirm:$false | Out-Null
            Wait-PcCustomerQualification $id -PollingInterval 00:00:00.1 -Timeout 00:00:20 | Out-Null
            $changes = @(Get-PcQualificationChange -Since $before.AddSeconds(-1) -CustomerId $id)
            $changes.Count | Should -Be 2
            $changes | Should -BeOfType ([PartnerCenter.Qualifications.QualificationChange])
            $request, $decision = $changes
            $request.CustomerId | Should -Be $id
            $request.CustomerName | Should -Be 'Adatum School'
            $request.ChangedBy | Should -Be $emulated.User
            $request.ApplicationId | Should -Be $emulated.Application
            $request.Status | Should -Be 'Succeeded'
            $request.ChangedDate.Offset | Should -Be ([timespan]::Zero)
            $request.ChangedDate | Should -BeGreaterOrEqual $before.AddSeconds(-1)
            @($request.OldValue).Count | Should -Be 0
            "$($request.NewValue)" | Should -Be 'Education (InReview)'
            $request.NewValue[0].CustomerId | Should -Be $id
            ($request.RawNewValue | ConvertFrom-Json).vettingStatus | Should -Be 'InReview'
            "$($decision.OldValue)" | Should -Be 'Education (InReview)'
            "$($decision.NewValue)" | Should -Be 'Education (Approved)'
            $decision.ChangedBy | Should -Not -Be $emulated.User
            $decision.ChangedDate | Should -BeGreaterThan $request.ChangedDate
        }

        It 'reads the value <Raw> as <Expected>, and keeps it' -ForEach @(
            @{ Raw = '{"qualification":"Education","vettingStatus":"Denied"}'; Expected = 'Education (Denied)' }
            @{ Raw = '[{"qualification":"Education"},{"qualification":"StateOwnedEntity"}]'; Expected = 'Education StateOwnedEntity' }
            @{ Raw = '{"qualifications":[{"qualification":"government_community_cloud"}]}'; Expected = 'GovernmentCommunityCloud' }
            @{ Raw = '"education"'; Expected = 'Education' }
            @{ Raw = 'education'; Expected = 'Education' }
            @{ Raw = '3'; Expected = 'GovernmentCommunityCloud' }
            @{ Raw = '"none"'; Expected = '' }
            @{ Raw = 'Granted by hand'; Expected = '' }
        ) {
            Set-Records (New-Record $Raw '"education"'), (New-Record '' $Raw)
            $changes = @(Get-PcQualificationChange)
            "$($changes[0].OldValue)" | Should -BeExactly $Expected
            $changes[0].RawOldValue | Should -BeExactly $Raw
            "$($changes[1].NewValue)" | Should -BeExactly $Expected
            $changes[1].RawNewValue | Should -BeExactly $Raw
            $changes[1].RawOldValue | Should -BeNullOrEmpty
        }

        It 'leaves other operations out, and tells how each ended' {
            Set-Records (New-Record '' '1' 'failed'), (New-Record '' '1' 'succeeded' 'create_order'), (New-Record '' '1' 'progress'),
                (New-Record '' '1' 'whatever')
            (Get-PcQualificationChange).Status | Should -Be @('Failed', 'Progress', 'Unknown')
        }

        It 'tells of a denied tagging' {
            $id = $everyone[99].CustomerId
            Set-Host $server "customers/$id" @{ taggingDenied = $true }
            New-PcCustomerQualification $id StateOwnedEntity -Confirm:$false -ErrorAction SilentlyContinue
            (Get-PcQualificationChange -CustomerId $id).Status | Should -Be 'Failed'
        }

        It 'lists the oldest first, over all pages, each once' {
            $all = @(Get-PcQualificationChange -Since ([DateTimeOffset]::UtcNow.AddDays(-80)) -Context $app)
            $all.Count | Should -BeGreaterThan 20
            @($all.ChangedDate | Sort-Object) | Should -Be $all.ChangedDate
            @($all.RecordId | Sort-Object -Unique).Count | Should -Be $all.Count
            Set-Host $server settings @{ auditPageSize = 3 }
            Set-Host $server reset
            (Get-PcQualificationChange -Since ([DateTimeOffset]::UtcNow.AddDays(-80))).RecordId | Should -Be $all.RecordId
            @(Get-HostRequest $server listAuditRecords).Count | Should -BeGreaterThan 6
        }

        It 'ends the asking where enough is there' {
            Set-Host $server settings @{ auditPageSize = 1 }
            @(Get-PcQualificationChange -Since ([DateTimeOffset]::UtcNow.AddDays(-89)) | Select-Object -First 1).Count | Should -Be 1
            @(Get-HostRequest $server listAuditRecords | Where-Object statusCode -NE 200).Count | Should -Be 0
        }
    }

    Context 'time' {
        It 'asks for <Days> days in <Least> to <Most> requests that the service accepts' -ForEach @(
            @{ Days = 0; Least = 1; Most = 1 }
            @{ Days = 1; Least = 1; Most = 1 }
            @{ Days = 29; Least = 1; Most = 1 }
            @{ Days = 30; Least = 2; Most = 2 }
            @{ Days = 31; Least = 2; Most = 2 }
            @{ Days = 75; Least = 3; Most = 3 }
            @{ Days = 90; Least = 4; Most = 4 }
        ) {
            $since = [DateTimeOffset]::UtcNow.AddDays(-$Days)
            Get-PcQualificationChange -Since $since -ErrorVariable failures | Out-Null
            $failures.Count | Should -Be 0
            $asked = @(Get-Asked | Group-Object First, Last | ForEach-Object { $_.Group[0] } | Sort-Object First)
            $asked.Count | Should -BeGreaterOrEqual $Least
            $asked.Count | Should -BeLessOrEqual $Most
            $asked[0].First | Should -Be $since.UtcDateTime.Date
            $asked[-1].Last | Should -Be ([datetime]::UtcNow.Date)
            foreach ($span in $asked) {
                ($span.Last - $span.First).TotalDays | Should -BeLessOrEqual 29
                $span.Status | Should -Be 200
            }

            for ($i = 1; $i -lt $asked.Count; $i++) { $asked[$i].First | Should -Be $asked[$i - 1].Last.AddDays(1) }
        }

        It 'starts yesterday at this time by default' {
            # Whatever the service has of the two days, what is a minute older than a day is left out, and what is younger is not.
            $old, $new = (New-Record '' '{"qualification":"Education"}'), (New-Record '' '{"qualification":"Education"}')
            $old.operationDate = [DateTimeOffset]::UtcNow.AddDays(-1).AddMinutes(-1).ToString('O')
            $new.operationDate = [DateTimeOffset]::UtcNow.AddDays(-1).AddMinutes(1).ToString('O')
            Set-Records $new, $old
            do {
                # Once more where the day has changed meanwhile.
                Set-Host $server reset
                $today = [datetime]::UtcNow.Date
                $changes = @(Get-PcQualificationChange)
            } until ([datetime]::UtcNow.Date -eq $today)
            $changes.RecordId | Should -Be @("$($new.id)")
            $asked = @(Get-Asked)
            $asked.Count | Should -Be 1
            $asked[0].First | Should -Be $today.AddDays(-1)
            $asked[0].Last | Should -Be $today
        }

        It 'starts a day before -Until where only that is given' {
            $until = [DateTimeOffset]::UtcNow.AddDays(-10)
            Get-PcQualificationChange -Until $until | Out-Null
            @(Get-Asked)[0].First | Should -Be $until.UtcDateTime.Date.AddDays(-1)
            @(Get-Asked)[-1].Last | Should -Be $until.UtcDateTime.Date
        }

        It 'takes local dates as people write them' {
            # What the days are on machines elsewhere, Dates.Tests.ps1 says.
            $now = Get-Date
            Get-PcQualificationChange -Since $now.AddDays(-2) -Until $now.AddDays(-1) -ErrorVariable failures | Out-Null
            Get-PcQualificationChange $now.AddDays(-3).ToString(
                'yyyy-MM-dd HH:mm:ssK') $now.AddDays(-1).ToString('yyyy-MM-dd HH:mm:ssK') -ErrorVariable +failures | Out-Null
            $failures.Count | Should -Be 0
            $asked = @(Get-Asked)
            $asked.Count | Should -Be 2
            $asked.First | Should -Be $now.AddDays(-2).ToUniversalTime().Date, $now.AddDays(-3).ToUniversalTime().Date
            $asked.Last | Should -Be @(@($now.AddDays(-1).ToUniversalTime().Date) * 2)
        }

        It 'leaves out what lies outside, though the service counts in whole days' {
            $all = @(Get-PcQualificationChange -Since ([DateTimeOffset]::UtcNow.AddDays(-80)))
            $one = $all[10]
            $same = @($all | Where-Object ChangedDate -EQ $one.ChangedDate)
            (Get-PcQualificationChange -Since $one.ChangedDate -Until $one.ChangedDate).RecordId | Should -Be $same.RecordId
            @(Get-PcQualificationChange -Since $one.ChangedDate.AddTicks(1) -Until $one.ChangedDate.AddTicks(1)).RecordId | Should -Not -Contain $one.RecordId
        }

        It 'refuses <Name> in words, without a request' -ForEach @(
            @{
                Name = 'what is older than 90 days'
                Parameters = { @{ Since = [DateTimeOffset]::UtcNow.AddDays(-91.5) } }
                Message = 'keeps audit records for 90 days'
            }
            @{
                Name = 'an end that is older than 90 days'
                Parameters = { @{ Until = [DateTimeOffset]::UtcNow.AddDays(-120) } }
                Message = 'keeps audit records for 90 days'
            }
            @{
                Name = 'the wrong order'
                Parameters = { @{ Since = [DateTimeOffset]::UtcNow.AddDays(-1); Until = [DateTimeOffset]::UtcNow.AddDays(-2) } }
                Message = 'The start of the period \(.*\) is later than its end'
            }
            @{ Name = 'the future'; Parameters = { @{ Since = [DateTimeOffset]::UtcNow.AddDays(2) } }; Message = 'is later than its end' }
        ) {
            $parameters = & $Parameters
            $Error.Clear()
            $failure = Get-Failure { Get-PcQualificationChange @parameters }
            $failure.FullyQualifiedErrorId | Should -Be "InvalidRequest,$command"
            $failure.CategoryInfo.Category | Should -Be 'InvalidArgument'
            $failure.Exception.Message | Should -Match $Message
            $failure.ErrorDetails.RecommendedAction | Should -Match '-Since'
            (Get-HostStatistics $server).requests | Should -Be 0
        }
    }

    Context 'customers' {
        BeforeAll {
            $since = [DateTimeOffset]::UtcNow.AddDays(-80)
            $all = @(Get-PcQualificationChange -Since $since)
            $changed = @($all.CustomerId | Sort-Object -Unique)
        }

        It 'lets the service filter by one: <Name>' -ForEach @(
            @{ Name = 'an id'; Run = { Get-PcQualificationChange -Since $since -CustomerId $changed[0] } }
            @{ Name = 'in capitals'; Run = { Get-PcQualificationChange -Since $since -CustomerId $changed[0].ToUpperInvariant() } }
            @{ Name = 'from the pipeline'; Run = { $changed[0] | Get-PcQualificationChange -Since $since } }
            @{ Name = 'a customer'; Run = { Get-PcCustomer $changed[0] | Get-PcQualificationChange -Since $since } }
            @{ Name = 'twice the same'; Run = { $changed[0], $changed[0] | Get-PcQualificationChange -Since $since } }
        ) {
            (& $Run).RecordId | Should -Be ($all | Where-Object CustomerId -EQ $changed[0]).RecordId
            foreach ($request in Get-Asked) {
                $request.Filter.Field | Should -BeExactly 'CustomerId'
                $request.Filter.Operator | Should -BeExactly 'equals'
                $request.Filter.Value | Should -BeExactly $changed[0]
            }
        }

        It 'picks several out of all, for the same few requests' {
            (Get-PcQualificationChange -Since $since -CustomerId $changed[1, 3, 5]).RecordId |
                Should -Be ($all | Where-Object CustomerId -In $changed[1, 3, 5]).RecordId
            $asked = @(Get-Asked)
            $asked.Filter | Should -BeNullOrEmpty
            $count = $asked.Count
            Set-Host $server reset
            ($changed | Get-PcQualificationChange -Since $since).RecordId | Should -Be $all.RecordId
            @(Get-Asked).Count | Should -Be $count
        }

        It 'reports what is no id, and goes on with the others' {
            $changes = 'contoso', $changed[0] | Get-PcQualificationChange -Since $since -ErrorVariable failures -ErrorAction SilentlyContinue
            $failures.FullyQualifiedErrorId | Should -Be "InvalidCustomerId,$command"
            $failures.TargetObject | Should -Be 'contoso'
            $changes.RecordId | Should -Be ($all | Where-Object CustomerId -EQ $changed[0]).RecordId
        }

        It 'does not take no id at all for all customers' {
            $changes = @('contoso', 'fabrikam' | Get-PcQualificationChange -Since $since -ErrorVariable failures -ErrorAction SilentlyContinue)
            $changes.Count | Should -Be 0
            $failures.Count | Should -Be 2
            (Get-HostStatistics $server).requests | Should -Be 0
        }

        It 'does not take an empty pipeline for all customers' {
            @(@() | Get-PcQualificationChange -Since $since).Count | Should -Be 0
            (Get-HostStatistics $server).requests | Should -Be 0
        }

        It 'takes no pipeline for all customers, however it is called: <Name>' -ForEach @(
            @{ Name = 'inside another pipeline'; Run = { 1 | ForEach-Object { Get-PcQualificationChange -Since $since } } }
            @{ Name = 'in a function with input'; Run = { 1, 2 | & { end { Get-PcQualificationChange -Since $since } } } }
            @{ Name = 'by a program'; Run = {
                    $shell = [powershell]::Create('CurrentRunspace')
                    $shell.AddCommand('Get-PcQualificationChange').AddParameter('Since', $since).Invoke()
                    $shell.Dispose()
                }
            }
        ) {
            (& $Run).RecordId | Should -Be $all.RecordId
        }

        It 'finds nothing of a customer who is not there' {
            @(Get-PcQualificationChange -Since $since -CustomerId $unknown).Count | Should -Be 0
        }
    }

    It 'returns the service''s own word for the status, and what else it recorded' {
        $record = New-Record $null '"education"' 'Decline'
        $record.customizedData = @(@{ key = 'Qualification'; value = 'Education' }, @{ key = 'Reason'; value = $null })
        Set-Records $record
        $change = Get-PcQualificationChange -StartDate ([DateTimeOffset]::UtcNow.AddHours(-1)) -EndDate ([DateTimeOffset]::UtcNow)
        $change.Status | Should -Be 'Decline'
        $change.RawStatus | Should -BeExactly 'Decline'
        $change.CustomizedData['Qualification'] | Should -BeExactly 'Education'
        $change.CustomizedData.Keys | Should -Be 'Qualification', 'Reason'
        ($change | Format-List | Out-String) | Should -Match 'CustomizedData +: Qualification = Education, Reason = '
    }

    It 'returns what came before a page that fails, and says once that the list is incomplete' {
        $records = (New-Record $null '"education"'), (New-Record $null '"none"')
        $next = @{ next = @{ uri = '/auditrecords?seekOperation=Next'; headers = @(@{ key = 'MS-ContinuationToken'; value = '2' }) } }
        Set-Host $server responses @{ path = '/v1/auditrecords'; body = (@{ totalCount = 3; items = $records; links = $next } | ConvertTo-Json -Depth 6) }
        Set-Host $server responses @{ path = '/v1/auditrecords'; statusCode = 403; body = '{"error":{"code":"900308","message":"No privilege."}}' }
        $changes = @(Get-PcQualificationChange -ErrorVariable failures -ErrorAction SilentlyContinue)
        $changes.RecordId | Sort-Object | Should -Be ($records.id | ForEach-Object { "$_" } | Sort-Object)
        $failures.Count | Should -Be 1
        $failures[0].FullyQualifiedErrorId | Should -Be "AccessDenied,$command"
        $failures[0].Exception.Message | Should -Match 'No privilege \(403, 900308\)\. The list of changes is incomplete\.$'
    }

    It 'returns the other records where one is odd, and keeps what is odd' {
        $odd = New-Record $null '"education"'
        $odd.operationDate = '07/09/2020: 00:00:00'
        $odd.resourceType = 1
        $odd.Remove('customerId')
        $odd.resourceNewValue = @{ qualification = 'Education'; vettingStatus = 'Approved' }
        Set-Records (New-Record $null '"education"'), $odd, 'x', (New-Record $null '"none"')
        $changes = @(Get-PcQualificationChange -ErrorVariable failures -ErrorAction SilentlyContinue)
        $changes.Count | Should -Be 3
        $read = $changes | Where-Object RecordId -EQ $odd.id
        $read.CustomerId | Should -BeNullOrEmpty
        $read.ChangedDate | Should -BeNullOrEmpty
        $read.RawChangedDate | Should -BeExactly '07/09/2020: 00:00:00'
        "$($read.NewValue)" | Should -BeExactly 'Education (Approved)'
        ($read.RawNewValue | ConvertFrom-Json).vettingStatus | Should -BeExactly 'Approved'
        $failures.Count | Should -Be 1
        $failures[0].FullyQualifiedErrorId | Should -Be "InvalidResponse,$command"
        $failures[0].Exception.Message | Should -Match 'item 3 of page 1 could not be read: x'
    }

    It 'reports <ErrorId> as an error' -ForEach @(
        @{ Status = 403; Body = '{"code":900308,"description":"No."}'; ErrorId = 'AccessDenied' }
        @{ Status = 400; Body = '{"code":800002,"description":"No."}'; ErrorId = 'InvalidRequest' }
        @{ Status = 501; Body = ''; ErrorId = 'ServiceUnavailable' }
        @{ Status = 200; Body = '[]'; ErrorId = 'InvalidResponse' }
        @{ Status = 401; Body = ''; ErrorId = 'SignInExpired' }
    ) {
        Set-Host $server responses @{ path = '/v1/auditrecords'; statusCode = $Status; body = $Body; once = $false }
        (Get-Failure { Get-PcQualificationChange -ErrorAction Stop }).FullyQualifiedErrorId | Should -Be "$ErrorId,$command"

        # It is about a customer only where one is asked for.
        $ids = $everyone[0, 1].CustomerId
        (Get-Failure { Get-PcQualificationChange -CustomerId $ids[0].ToUpperInvariant() -ErrorAction Stop }).TargetObject | Should -BeExactly $ids[0]
        (Get-Failure { Get-PcQualificationChange -CustomerId $ids -ErrorAction Stop }).TargetObject | Should -BeNullOrEmpty
    }
}
