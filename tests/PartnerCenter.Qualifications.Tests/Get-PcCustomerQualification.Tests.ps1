BeforeAll {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    . (Join-Path $PSScriptRoot 'TestContexts.ps1')
    Import-Module $moduleRoot -Force
    Connect-PcAccount -Emulator -EmulatorCustomerCount 100 | Out-Null
    $everyone = @(Get-PcCustomer)
    $everything = @($everyone | Get-PcCustomerQualification)
    $unknown = '00000000-1111-2222-3333-444444444444'
    $command = 'PartnerCenter.Qualifications.Commands.GetPcCustomerQualificationCommand'
}

AfterAll {
    Disconnect-PcAccount
    Remove-Module PartnerCenter.Qualifications -Force -ErrorAction Ignore
}

Describe 'Get-PcCustomerQualification' {
    Context 'what it returns' {
        It 'gives every customer at least one typed object, in the order of the input' {
            $everything | Should -BeOfType ([PartnerCenter.Qualifications.CustomerQualification])
            @($everything.CustomerId | Get-Unique) | Should -Be $everyone.CustomerId
        }

        It 'names the customer as the pipeline did' {
            $names = @{}
            $everyone | ForEach-Object { $names[$_.CustomerId] = $_ }
            foreach ($qualification in $everything) {
                $qualification.CustomerName | Should -BeExactly $names[$qualification.CustomerId].CompanyName
                $qualification.Domain | Should -BeExactly $names[$qualification.CustomerId].Domain
            }
        }

        It 'gives a customer without any one object that says None' {
            $none = @($everything | Where-Object Qualification -EQ None)
            $none.Count | Should -BeGreaterThan 0
            foreach ($qualification in $none) {
                @($everything | Where-Object CustomerId -EQ $qualification.CustomerId).Count | Should -Be 1
                $qualification.VettingStatus | Should -Be 'None'
                $qualification.VettingReason | Should -BeNullOrEmpty
                $qualification.VettingCreatedDate | Should -BeNullOrEmpty
                $qualification.RawQualification | Should -BeNullOrEmpty
                "$qualification" | Should -Be 'None'
            }
        }

        It 'gives a denied one with its reason and its date in UTC' {
            $denied = @($everything | Where-Object VettingStatus -EQ Denied)
            $denied.Count | Should -BeGreaterThan 0
            foreach ($qualification in $denied) {
                $qualification.Qualification | Should -Be 'Education'
                $qualification.VettingReason | Should -Not -BeNullOrEmpty
                $qualification.VettingCreatedDate | Should -BeOfType ([DateTimeOffset])
                $qualification.VettingCreatedDate.Offset | Should -Be ([timespan]::Zero)
                $qualification.VettingCreatedDate | Should -BeLessThan ([DateTimeOffset]::UtcNow)
                $qualification.RawVettingStatus | Should -BeExactly 'Denied'
                $qualification.InReviewFor | Should -BeNullOrEmpty
                "$qualification" | Should -Be 'Education (Denied)'
            }
        }

        It 'tells how long one has been in review' {
            $waiting = @($everything | Where-Object VettingStatus -EQ InReview)
            $waiting.Count | Should -BeGreaterThan 0
            foreach ($qualification in $waiting) {
                $age = [DateTimeOffset]::UtcNow - $qualification.VettingCreatedDate
                [math]::Abs(($age - $qualification.InReviewFor).TotalSeconds) | Should -BeLessThan 5
            }
        }

        It 'gives a State Owned Entity beside another qualification as two objects' {
            $pairs = @($everything | Group-Object CustomerId | Where-Object Count -EQ 2)
            $pairs.Count | Should -BeGreaterThan 0
            foreach ($pair in $pairs) {
                $pair.Group.Qualification | Should -Contain ([PartnerCenter.Qualifications.Qualification]::StateOwnedEntity)
                @($pair.Group.Qualification | Sort-Object -Unique).Count | Should -Be 2
            }

            $owned = $everything | Where-Object Qualification -EQ StateOwnedEntity | Select-Object -First 1
            $owned.VettingStatus | Should -Be 'None'
            $owned.RawVettingStatus | Should -BeNullOrEmpty
        }

        It 'compares with the enumeration and with its names alike' {
            [PartnerCenter.Qualifications.VettingStatus]::Approved | Should -BeOfType ([enum])
            $byValue = @($everything | Where-Object { $_.VettingStatus -eq [PartnerCenter.Qualifications.VettingStatus]::Approved })
            $byName = @($everything | Where-Object VettingStatus -EQ approved)
            $byValue.Count | Should -BeGreaterThan 0
            $byName.CustomerId | Should -Be $byValue.CustomerId
            $everything.VettingStatus | Should -Not -Contain ([PartnerCenter.Qualifications.VettingStatus]::Unknown)
        }
    }

    Context 'binding' {
        BeforeAll { $some = $everyone[31, 4, 15, 92, 6] }

        It 'takes the pipeline by value: <Name>' -ForEach @(
            @{ Name = 'strings'; Make = { $some.CustomerId } }
            @{ Name = 'GUIDs'; Make = { [guid[]]$some.CustomerId } }
            @{ Name = 'customers'; Make = { $some } }
            @{ Name = 'strings that Select-Object made'; Make = { $some | Select-Object -ExpandProperty CustomerId } }
        ) {
            @((& $Make | Get-PcCustomerQualification).CustomerId | Get-Unique) | Should -Be $some.CustomerId
        }

        It 'takes several values in one text as a list' {
            $listed = @($everyone | Get-PcCustomerQualification -Qualification Education, Nonprofit -VettingStatus Denied, InReview)
            $listed.Count | Should -BeGreaterThan 1
            $inOneText = @($everyone | Get-PcCustomerQualification -Qualification 'Education,Nonprofit' -VettingStatus 'denied, InReview')
            $inOneText.CustomerId | Should -Be $listed.CustomerId
            @($inOneText.VettingStatus | Sort-Object -Unique) | Should -Be 'InReview', 'Denied'
        }

        It 'takes qualifications, to read them again' {
            $again = $everything | Where-Object VettingStatus -EQ InReview | Get-PcCustomerQualification -VettingStatus InReview
            ($again | Select-Object * -ExcludeProperty InReviewFor | ConvertTo-Json) |
                Should -BeExactly ($everything | Where-Object VettingStatus -EQ InReview | Select-Object * -ExcludeProperty InReviewFor | ConvertTo-Json)
        }

        It 'takes the pipeline by the property <_>' -ForEach 'CustomerId', 'Id', 'TenantId', 'CustomerTenantId', 'MicrosoftId' {
            $property = $_
            $rows = $some | ForEach-Object { [pscustomobject]@{ Note = 'whatever'; $property = $_.CustomerId } }
            @(($rows | Get-PcCustomerQualification).CustomerId | Get-Unique) | Should -Be $some.CustomerId
        }

        It 'takes a property that holds a GUID' {
            $rows = $some | ForEach-Object { [pscustomobject]@{ TenantId = [guid]$_.CustomerId } }
            @(($rows | Get-PcCustomerQualification).CustomerId | Get-Unique) | Should -Be $some.CustomerId
        }

        It 'takes the first of two ids that disagree: <First> before <Second>' -ForEach @(
            @{ First = 'CustomerId'; Second = 'Id' }
            @{ First = 'Id'; Second = 'TenantId' }
            @{ First = 'TenantId'; Second = 'CustomerTenantId' }
            @{ First = 'CustomerTenantId'; Second = 'MicrosoftId' }
        ) {
            # The order of the properties says nothing.
            $rows = [pscustomobject]@{ $First = $some[0].CustomerId; $Second = $some[1].CustomerId },
                [pscustomobject]@{ $Second = $some[1].CustomerId; $First = $some[2].CustomerId }
            @(($rows | Get-PcCustomerQualification).CustomerId | Get-Unique) | Should -Be $some[0, 2].CustomerId
            @((Get-PcCustomerQualification $rows).CustomerId | Get-Unique) | Should -Be $some[0, 2].CustomerId
        }

        It 'takes rows that differ from one another, each by its own' {
            $rows = @(
                [pscustomobject]@{ CustomerId = $some[0].CustomerId; CustomerName = 'By customer name'; Domain = 'one.example' }
                [pscustomobject]@{ TenantId = $some[1].CustomerId; CompanyName = 'By company name' }
                $some[2].CustomerId
                [pscustomobject]@{
                    MicrosoftId = [guid]$some[3].CustomerId
                    CompanyName = 'The company comes first'
                    CustomerName = 'x'
                    Domain = 'four.example'
                }
                $some[4]
                [pscustomobject]@{ Id = $some[0].CustomerId; CustomerName = '' }
            )
            $read = $rows | Get-PcCustomerQualification -ThrottleLimit 3 | ForEach-Object { "$($_.CustomerId) $($_.CustomerName) $($_.Domain)" }
            @($read | Get-Unique) | Should -Be @(
                "$($some[0].CustomerId) By customer name one.example"
                "$($some[1].CustomerId) By company name "
                "$($some[2].CustomerId) $($some[2].CompanyName) $($some[2].Domain)"
                "$($some[3].CustomerId) The company comes first four.example"
                "$($some[4].CustomerId) $($some[4].CompanyName) $($some[4].Domain)"
                "$($some[0].CustomerId) $($some[0].CompanyName) $($some[0].Domain)"
            )
        }

        It 'takes the first of two names or domains that disagree: <First> before <Second>' -ForEach @(
            @{ Kind = 'CustomerName'; First = 'CompanyName'; Second = 'CustomerName' }
            @{ Kind = 'CustomerName'; First = 'CustomerName'; Second = 'Name' }
            @{ Kind = 'CustomerName'; First = 'Name'; Second = 'DisplayName' }
            @{ Kind = 'Domain'; First = 'Domain'; Second = 'PrimaryDomainName' }
            @{ Kind = 'Domain'; First = 'PrimaryDomainName'; Second = 'DefaultDomainName' }
            @{ Kind = 'Domain'; First = 'DefaultDomainName'; Second = 'DomainName' }
        ) {
            $rows = [pscustomobject]@{ CustomerId = $some[0].CustomerId; $Second = 'second'; $First = 'first' },
                [pscustomobject]@{ CustomerId = $some[0].CustomerId; $Second = 'alone' }
            @(($rows | Get-PcCustomerQualification).$Kind | Get-Unique) | Should -Be 'first', 'alone'
        }

        It 'passes over a property that cannot be read' {
            $row = [pscustomobject]@{ TenantId = $some[0].CustomerId } |
                Add-Member ScriptProperty CustomerId { throw 'no' } -PassThru | Add-Member ScriptProperty CompanyName { throw 'no' } -PassThru
            @(($row | Get-PcCustomerQualification -ErrorAction Stop).CustomerId | Get-Unique) | Should -Be $some[0].CustomerId
        }

        It 'takes rows of a CSV file, and keeps their names' {
            $file = Join-Path $TestDrive 'customers.csv'
            $some | Select-Object @{ n = 'MicrosoftId'; e = { $_.CustomerId } }, CompanyName, Domain | Export-Csv $file
            $read = @(Import-Csv $file | Get-PcCustomerQualification)
            @($read.CustomerId | Get-Unique) | Should -Be $some.CustomerId
            @($read.CustomerName | Get-Unique) | Should -Be $some.CompanyName
            @($read.Domain | Get-Unique) | Should -Be $some.Domain
        }

        It 'takes an array at position 0: <Name>' -ForEach @(
            @{ Name = 'strings'; Make = { , [string[]]$some.CustomerId } }
            @{ Name = 'GUIDs'; Make = { , [guid[]]$some.CustomerId } }
            @{ Name = 'customers'; Make = { , $some } }
            @{
                Name = 'a mixture'
                Make = { , @($some[0], $some[1].CustomerId, [guid]$some[2].CustomerId, $some[3], [pscustomobject]@{ Id = $some[4].CustomerId }) }
            }
        ) {
            $array = & $Make
            @((Get-PcCustomerQualification $array).CustomerId | Get-Unique) | Should -Be $some.CustomerId
        }

        It 'takes one customer twice where it is given twice' {
            $id = ($everything | Where-Object Qualification -EQ None | Select-Object -First 1).CustomerId
            (Get-PcCustomerQualification -CustomerId $id, $id).CustomerId | Should -Be @($id, $id)
        }

        It 'leaves the name empty where it was not given, and the connection has not read it' {
            $earlier = Get-PcContext
            $fresh = Connect-PcAccount -Emulator -EmulatorCustomerCount 100
            Select-PcContext $earlier | Out-Null
            $qualification = Get-PcCustomerQualification $some[0].CustomerId -Context $fresh | Select-Object -First 1
            Disconnect-PcAccount $fresh
            $qualification.CustomerName | Should -BeNullOrEmpty
            $qualification.Domain | Should -BeNullOrEmpty
        }

        It 'returns nothing for an empty pipeline' {
            @(@() | Get-PcCustomerQualification *>&1).Count | Should -Be 0
        }

        It 'completes -<Parameter> with the enumeration''s names' -ForEach @(
            @{ Parameter = 'VettingStatus'; Typed = 'In'; Expected = 'InReview' }
            @{ Parameter = 'Qualification'; Typed = 'Gov'; Expected = 'GovernmentCommunityCloud' }
        ) {
            $line = "Get-PcCustomerQualification x -$Parameter $Typed"
            (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be @($Expected)
        }
    }

    Context 'without customers' {
        It 'reads all customers of the partner, in the order of the list' {
            $read = @(Get-PcCustomerQualification)
            $read.Count | Should -Be $everything.Count
            $read.CustomerId | Should -Be $everything.CustomerId
            $read.CustomerName | Should -Be $everything.CustomerName
            $read.Domain | Should -Be $everything.Domain
            ($read | ForEach-Object { "$_" }) | Should -Be ($everything | ForEach-Object { "$_" })
            @(Get-PcCustomerQualification -Synchronous).CustomerId | Should -Be $everyone.CustomerId
            @(Get-PcCustomerQualification -VettingStatus Denied).CustomerId | Should -Be @($everything | Where-Object VettingStatus -EQ Denied).CustomerId
        }

        It 'reads nobody where it is given nobody: <Name>' -ForEach @(
            @{ Name = 'an empty pipeline'; Command = { @() | Get-PcCustomerQualification }; Says = $null }
            @{ Name = 'null in the pipeline'; Command = { $null | Get-PcCustomerQualification }; Says = 'null' }
            @{ Name = 'a variable without a value'; Command = { Get-PcCustomerQualification $nobody }; Says = 'null' }
            @{ Name = 'an empty list'; Command = { Get-PcCustomerQualification -CustomerId @() }; Says = 'empty' }
            @{ Name = 'an empty text'; Command = { Get-PcCustomerQualification '' }; Says = 'customer id' }
            @{ Name = 'a row without an id'; Command = { [pscustomobject]@{ Town = 'Ashford' } | Get-PcCustomerQualification }; Says = 'no customer ID' }
        ) {
            $output = @(try { & $Command 2>&1 } catch { $_ })
            @($output | Where-Object { $_ -is [PartnerCenter.Qualifications.CustomerQualification] }).Count | Should -Be 0
            if ($Says) { "$output" | Should -Match $Says } else { $output.Count | Should -Be 0 }
        }

        It 'stops early with Select-Object -First' {
            (Get-PcCustomerQualification | Select-Object -First 3).CustomerId | Should -Be $everything[0..2].CustomerId
        }
    }

    Context 'filters' {
        It 'keeps -VettingStatus <_>' -ForEach 'Approved', 'InReview', 'Denied', 'None' {
            $status = $_
            $expected = @($everything | Where-Object VettingStatus -EQ $status)
            $expected.Count | Should -BeGreaterThan 0
            $expected.Count | Should -BeLessThan $everything.Count
            $kept = @($everyone | Get-PcCustomerQualification -VettingStatus $status)
            $kept.Count | Should -Be $expected.Count
            $kept.CustomerId | Should -Be $expected.CustomerId
            @($kept.VettingStatus | Sort-Object -Unique) | Should -Be @($status)
        }

        It 'keeps -Qualification <_>' -ForEach 'Education', 'GovernmentCommunityCloud', 'StateOwnedEntity', 'Nonprofit', 'None' {
            $kind = $_
            $expected = @($everything | Where-Object Qualification -EQ $kind)
            $expected.Count | Should -BeGreaterThan 0
            $kept = @($everyone | Get-PcCustomerQualification -Qualification $kind)
            $kept.CustomerId | Should -Be $expected.CustomerId
            @($kept.Qualification | Sort-Object -Unique) | Should -Be @($kind)
        }

        It 'takes several values, and both filters together' {
            $expected = @($everything | Where-Object { $_.Qualification -in 'Education', 'Nonprofit' -and $_.VettingStatus -in 'Approved', 'Denied' })
            $kept = @($everyone | Get-PcCustomerQualification -Qualification Education, Nonprofit -VettingStatus Approved, Denied)
            $kept.Count | Should -Be $expected.Count
            $kept.CustomerId | Should -Be $expected.CustomerId
        }

        It 'refuses a status that does not exist, and names those that do' {
            $failure = Get-Failure { Get-PcCustomerQualification $unknown -VettingStatus Pending }
            $failure.FullyQualifiedErrorId | Should -Be "CannotConvertArgumentNoMessage,$command"
            $failure.Exception.Message | Should -Match 'InReview'
        }
    }

    Context '-Synchronous' {
        It 'uses the older endpoint: one object per customer, without vetting' {
            $synchronous = @($everyone | Get-PcCustomerQualification -Synchronous)
            $synchronous.CustomerId | Should -Be $everyone.CustomerId
            @($synchronous.VettingStatus | Sort-Object -Unique) | Should -Be @('None')
            $synchronous.CustomerName | Should -Be $everyone.CompanyName
        }

        It 'refuses -VettingStatus, which it does not know, before anybody is asked' {
            foreach ($status in 'Denied', 'None') {
                $failure = Get-Failure { $everyone | Get-PcCustomerQualification -Synchronous -VettingStatus $status -Debug 5>&1 }
                $failure.FullyQualifiedErrorId | Should -Be "InvalidRequest,$command"
                $failure.Exception.Message | Should -Match '^-VettingStatus cannot be used with -Synchronous'
                $failure.ErrorDetails.RecommendedAction | Should -Match 'Remove -Synchronous'
            }
        }

        It 'keeps -Qualification' {
            $schools = @($everyone | Get-PcCustomerQualification -Synchronous | Where-Object Qualification -EQ Education)
            $schools.Count | Should -BeGreaterThan 0
            ($everyone | Get-PcCustomerQualification -Synchronous -Qualification Education).CustomerId | Should -Be $schools.CustomerId
        }

        It 'says the same of a customer with one approved qualification' {
            $approved = $everything | Where-Object { $_.Qualification -eq 'Education' -and $_.VettingStatus -eq 'Approved' } | Select-Object -First 1
            (Get-PcCustomerQualification $approved.CustomerId -Synchronous).Qualification | Should -Be 'Education'
        }

        It 'asks the one endpoint or the other' {
            $id = $everyone[0].CustomerId
            $lines = Get-PcCustomerQualification $id -Debug 5>&1 | Where-Object { $_ -is [System.Management.Automation.DebugRecord] }
            "$lines" | Should -Match "/v1/customers/$id/qualifications returned 200"
            $lines = Get-PcCustomerQualification $id -Synchronous -Debug 5>&1 | Where-Object { $_ -is [System.Management.Automation.DebugRecord] }
            "$lines" | Should -Match "/v1/customers/$id/qualification returned 200"
        }
    }

    Context 'errors' {
        It 'reports <Name> as one error of that customer, and the others go on' -ForEach @(
            @{ Name = 'an id that is no GUID'; Id = 'contoso'; ErrorId = 'InvalidCustomerId'; Category = 'InvalidArgument'; Message = "'contoso' is not a customer ID."; Action = 'GUID' }
            @{ Name = 'an empty id'; Id = ' '; ErrorId = 'InvalidCustomerId'; Category = 'InvalidArgument'; Message = "' ' is not a customer ID."; Action = 'GUID' }
            @{ Name = 'an unknown id'; Id = '00000000-1111-2222-3333-444444444444'; ErrorId = 'CustomerNotFound'; Category = 'ObjectNotFound'; Message = "The partner has no customer with the ID 00000000-1111-2222-3333-444444444444. Partner Center returned: The customer '00000000-1111-2222-3333-444444444444' was not found (404, 1000)."; Action = 'Check the id' }
        ) {
            $known = $everyone[1, 2].CustomerId
            $found = $known[0], $Id, $known[1] | Get-PcCustomerQualification -ErrorVariable failures -ErrorAction SilentlyContinue
            @($found.CustomerId | Get-Unique) | Should -Be $known
            $failures.Count | Should -Be 1
            $failures[0].FullyQualifiedErrorId | Should -Be "$ErrorId,$command"
            $failures[0].CategoryInfo.Category | Should -Be $Category
            $failures[0].CategoryInfo.Activity | Should -Be 'Get-PcCustomerQualification'
            $failures[0].TargetObject | Should -BeExactly $Id
            $failures[0].Exception | Should -BeOfType ([PartnerCenter.Qualifications.PartnerCenterException])
            $failures[0].Exception.Error | Should -Be $ErrorId
            $failures[0].Exception.Message | Should -BeExactly $Message
            $failures[0].ErrorDetails.RecommendedAction | Should -Match $Action
        }

        It 'shows message and advice to the user' {
            $text = Get-PcCustomerQualification $unknown 2>&1 | Out-String
            $text | Should -Match 'no customer with the id'
            $text | Should -Match 'Check the ID against the list'
        }

        It 'has the object that was given as target: <Name>' -ForEach @(
            @{ Name = 'a customer of another connection'; Make = { $everyone[0] }; ErrorId = 'InvalidRequest' }
            @{ Name = 'a row'; Make = { [pscustomobject]@{ MicrosoftId = $everyone[0].CustomerId; Note = 'x' } }; ErrorId = 'CustomerNotFound' }
        ) {
            $target = & $Make
            $context = Connect-PcAccount -Emulator -EmulatorSeed 99
            Connect-PcAccount -Emulator -EmulatorCustomerCount 100 | Out-Null
            $target | Get-PcCustomerQualification -Context $context -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $failures.Count | Should -Be 1
            $failures[0].FullyQualifiedErrorId | Should -Be "$ErrorId,$command"
            [object]::ReferenceEquals($failures[0].TargetObject, $target) | Should -BeTrue
        }

        It 'ends at the first error with -ErrorAction Stop, after what came before it' {
            $seen = [System.Collections.Generic.List[object]]::new()
            $failure = Get-Failure {
                $everyone[1].CustomerId, $unknown, $everyone[2].CustomerId | Get-PcCustomerQualification -ErrorAction Stop | ForEach-Object { $seen.Add($_) }
            }
            $failure.FullyQualifiedErrorId | Should -Be "CustomerNotFound,$command"
            @($seen.CustomerId | Get-Unique) | Should -Be @($everyone[1].CustomerId)
        }

        It 'writes nothing to the error stream with -ErrorAction SilentlyContinue, nor to $Error with Ignore' {
            @(Get-PcCustomerQualification $unknown -ErrorAction SilentlyContinue *>&1).Count | Should -Be 0
            $Error.Clear()
            Get-PcCustomerQualification $unknown -ErrorAction Ignore
            $Error.Count | Should -Be 0
        }

        It 'ends once, not once per customer, where there is no connection' {
            $script = { 1..5 | ForEach-Object { [guid]::NewGuid() } | Get-PcCustomerQualification }
            $other = [powershell]::Create().AddScript("Import-Module '$moduleRoot'; `$Error.Clear(); try { $script } catch { `$_ }; `$Error.Count")
            try {
                $failure, $count = $other.Invoke()
                $failure.FullyQualifiedErrorId | Should -Be "NotConnected,$command"
                $failure.CategoryInfo.Category | Should -Be 'ConnectionError'
                $failure.ErrorDetails.RecommendedAction | Should -Match 'Connect-PcAccount'
                $count | Should -Be 1
                $other.Streams.Error.Count | Should -Be 0
            }
            finally {
                $other.Dispose()
            }
        }

        It 'gives each of 500 mixed customers objects or one error, never both and never nothing' {
            $many = Connect-PcAccount -Emulator -EmulatorCustomerCount 400
            Connect-PcAccount -Emulator -EmulatorCustomerCount 100 | Out-Null
            $ids = @(Get-PcCustomer -Context $many).CustomerId + (1..50 | ForEach-Object { [guid]::NewGuid().ToString() }) +
                (1..50 | ForEach-Object { "no id $_" })
            $ids = $ids | Get-Random -Count $ids.Count -SetSeed 7
            $ids.Count | Should -Be 500
            $events = @($ids | Get-PcCustomerQualification -Context $many 2>&1)
            $answered = @($events | ForEach-Object { if ($_ -is [System.Management.Automation.ErrorRecord]) { $_.TargetObject } else { $_.CustomerId } } |
                Get-Unique)

            # In the input's order, so also: each once, and the errors at their places.
            $answered.Count | Should -Be 500
            Compare-Object $ids $answered -SyncWindow 0 | Should -BeNullOrEmpty
            $failures = @($events | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] })
            $failures.Count | Should -Be 100
            @($failures | Where-Object FullyQualifiedErrorId -EQ "CustomerNotFound,$command").Count | Should -Be 50
            @($failures | Where-Object FullyQualifiedErrorId -EQ "InvalidCustomerId,$command").Count | Should -Be 50
            Disconnect-PcAccount -Context $many
        }
    }

    Context 'in a pipeline' {
        It 'exports what the README shows' {
            $file = Join-Path $TestDrive 'denied.csv'
            Get-PcCustomer | Get-PcCustomerQualification | Where-Object VettingStatus -EQ Denied | Export-Csv $file
            $rows = @(Import-Csv $file)
            $denied = @($everything | Where-Object VettingStatus -EQ Denied)
            $rows.Count | Should -Be $denied.Count
            $rows.CustomerId | Should -Be $denied.CustomerId
            $rows.VettingReason | Should -Be $denied.VettingReason
            @($rows.VettingStatus | Sort-Object -Unique) | Should -Be @('Denied')
            [DateTimeOffset]::Parse($rows[0].VettingCreatedDate, [cultureinfo]::CurrentCulture).ToUnixTimeSeconds() |
                Should -Be $denied[0].VettingCreatedDate.ToUnixTimeSeconds()
        }

        It 'groups by two properties' {
            $groups = Get-PcCustomer | Get-PcCustomerQualification | Group-Object Qualification, VettingStatus -NoElement
            $groups.Name | Should -Contain 'Education, Approved'
            $groups.Name | Should -Contain 'None, None'
            ($groups | Measure-Object Count -Sum).Sum | Should -Be $everything.Count
        }

        It 'stops early with Select-Object -First' {
            (Get-PcCustomer -PageSize 10 | Get-PcCustomerQualification | Select-Object -First 3).CustomerId | Should -Be $everything.CustomerId[0..2]
        }

        It 'gives the same with any -ThrottleLimit: <_>' -ForEach 1, 3, 128 {
            ($everyone | Get-PcCustomerQualification -ThrottleLimit $_).CustomerId | Should -Be $everything.CustomerId
        }
    }

    Context 'what the service says' {
        BeforeAll {
            $server = Start-EmulatorHost '--customers', '5', '--record-requests'
            $target = $server.Target
            $context = Connect-PcAccount -ServicePrincipal -Credential (New-Credential) -TenantId $emulated.Tenant @target
            Connect-PcAccount -Emulator -EmulatorCustomerCount 100 | Out-Null
            $ids = $everyone[0..4].CustomerId
        }

        AfterAll {
            Disconnect-PcAccount -Context $context
            Stop-EmulatorHost $server
        }

        It 'keeps words that nobody has seen yet beside Unknown' {
            Set-Host $server "customers/$($ids[0])" @{
                qualifications = @(@{ qualification = 'Hospital'; vettingStatus = 'OnHold'; vettingCreatedDate = '2020-12-03T10:37:38Z' })
            }
            $read = Get-PcCustomerQualification $ids[0] -Context $context -ErrorVariable failures
            $failures.Count | Should -Be 0
            @($read).Count | Should -Be 1
            $read.Qualification | Should -Be 'Unknown'
            $read.RawQualification | Should -BeExactly 'Hospital'
            $read.VettingStatus | Should -Be 'Unknown'
            $read.RawVettingStatus | Should -BeExactly 'OnHold'
            "$read" | Should -Be 'Hospital (OnHold)'
            $read.VettingCreatedDate | Should -Be ([DateTimeOffset]'2020-12-03T10:37:38Z')
            (Get-PcCustomerQualification $ids[0] -Context $context -VettingStatus Unknown).CustomerId | Should -Be $ids[0]
        }

        It 'understands the other spellings: <_>' -ForEach 'government_community_cloud', 'GOVERNMENTCOMMUNITYCLOUD', 'governmentCommunityCloud' {
            Set-Host $server "customers/$($ids[1])" @{ qualifications = @(@{ qualification = $_; vettingStatus = 'in_review' }) }
            $read = Get-PcCustomerQualification $ids[1] -Context $context
            $read.Qualification | Should -Be 'GovernmentCommunityCloud'
            $read.RawQualification | Should -BeExactly $_
            $read.VettingStatus | Should -Be 'InReview'
        }

        It 'reports a lost relationship as an error of that customer, and the others go on' {
            Set-Host $server "customers/$($ids[2])" @{ noRelationship = $true }
            $read = Get-PcCustomerQualification $ids[1, 2, 3] -Context $context -ErrorVariable failures -ErrorAction SilentlyContinue
            @($read.CustomerId | Get-Unique) | Should -Be $ids[1, 3]
            $failures.Count | Should -Be 1
            $failures[0].FullyQualifiedErrorId | Should -Be "AccessDenied,$command"
            $failures[0].CategoryInfo.Category | Should -Be 'PermissionDenied'
            $failures[0].TargetObject | Should -Be $ids[2]
            $failures[0].Exception.Message | Should -Match "^Partner Center denied access to customer $($ids[2]): "
            $failures[0].ErrorDetails.RecommendedAction | Should -Match 'GDAP'
        }

        It 'reports what is no answer as an error of that customer, and the others go on' {
            Set-Host $server responses @{
                path = "/v1/customers/$($ids[3])/qualifications"
                body = '<html>Welcome</html>'
                contentType = 'text/html'
                once = $false
            }
            $read = Get-PcCustomerQualification $ids[1, 3, 4] -Context $context -ErrorVariable failures -ErrorAction SilentlyContinue
            @($read.CustomerId | Get-Unique) | Should -Be $ids[1, 4]
            $failures.Count | Should -Be 1
            $failures[0].FullyQualifiedErrorId | Should -Be "InvalidResponse,$command"
            $failures[0].CategoryInfo.Category | Should -Be 'InvalidResult'
            $failures[0].TargetObject | Should -Be $ids[3]
            $failures[0].ErrorDetails.RecommendedAction | Should -Match 'proxy'
        }

        It 'keeps id, name and domain of <Name>' -ForEach @(
            @{
                Name = 'the official module''s customers'
                Row = { [pscustomobject]@{ AllowDelegatedAccess = $true; CustomerId = $ids[1]; Domain = 'contoso.example'; Name = 'Contoso' } }
            }
            @{
                Name = 'other tools'' objects'
                Row = { [pscustomobject]@{ displayName = 'Contoso'; defaultDomainName = 'contoso.example'; customerId = $ids[1] } }
            }
            @{
                Name = 'rows of Partner Center''s own export'
                Row = { "Microsoft ID,Company name,Primary domain name,Relationship`n$($ids[1]),Contoso,contoso.example,Reseller" | ConvertFrom-Csv }
            }
            @{
                Name = 'rows with other spellings'
                Row = { [pscustomobject]@{ 'CUSTOMER-TENANT_ID' = $ids[1]; company_name = 'Contoso'; 'domain name' = 'contoso.example' } }
            }
            @{
                Name = 'objects that have an id of their own, too'
                Row = { [pscustomobject]@{ Id = $ids[3]; 'Customer ID' = $ids[1]; displayName = 'Contoso'; defaultDomainName = 'contoso.example' } }
            }
            @{ Name = 'numbered rows'; Row = { [pscustomobject]@{ Id = 7; 'Microsoft ID' = $ids[1]; 'Company name' = 'Contoso'; Domain = 'contoso.example' } } }
            @{
                Name = 'the service''s own objects'
                Row = {
                    [pscustomobject]@{
                        id = $ids[1]
                        companyProfile = [pscustomobject]@{ tenantId = $ids[1]; companyName = 'Contoso'; domain = 'contoso.example' }
                    }
                }
            }
            @{
                Name = 'rows whose first column is empty'
                Row = { [pscustomobject]@{ CustomerId = ''; 'Tenant ID' = $ids[1]; CompanyName = ' '; Name = 'Contoso'; Domain = 'contoso.example' } }
            }
        ) {
            foreach ($read in @((& $Row | Get-PcCustomerQualification -Context $context),
                (Get-PcCustomerQualification -CustomerId (& $Row) -Context $context))) {
                @($read.CustomerId | Get-Unique) | Should -Be $ids[1]
                @($read.CustomerName | Get-Unique) | Should -Be 'Contoso'
                @($read.Domain | Get-Unique) | Should -Be 'contoso.example'
            }
        }

        It 'lists the names that are understood where a row has no id, and the others go on' {
            $rows = [pscustomobject]@{ Tenant = $ids[1]; Company = 'Contoso' }, [pscustomobject]@{ 'Microsoft ID' = $ids[4] }
            $read = $rows | Get-PcCustomerQualification -Context $context -ErrorVariable failures -ErrorAction SilentlyContinue
            @($read.CustomerId | Get-Unique) | Should -Be $ids[4]
            $failures.Count | Should -Be 1
            $failures[0].FullyQualifiedErrorId | Should -Be "InvalidCustomerId,$command"
            $failures[0].TargetObject | Should -Be $rows[0]
            $failures[0].Exception.Message | Should -BeExactly 'The object has no customer ID. Its properties are: Tenant, Company.'
            $failures[0].ErrorDetails.RecommendedAction | Should -Match 'CustomerId, Id, TenantId, CustomerTenantId, MicrosoftId\.'

            # The first ten of many names, and the value of what has none.
            $wide = [ordered]@{}
            foreach ($letter in [char[]] 'abcdefghijkl') { $wide["$letter"] = 1 }
            [pscustomobject]$wide, 42 | Get-PcCustomerQualification -Context $context -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $failures[0].Exception.Message | Should -BeExactly 'The object has no customer ID. Its properties are: a, b, c, d, e, f, g, h, i, j.'
            $failures[1].Exception.Message | Should -BeExactly "'42' is not a customer ID."
        }

        It 'ends once, with advice, on what hits every customer: <Code>' -ForEach @(
            @{ Code = '900123'; Message = 'has not accepted'; Action = 'accept the agreement' }
            @{ Code = '900124'; Message = 'has not accepted'; Action = 'accept the agreement' }
            @{ Code = '900149'; Message = 'program is not active'; Action = 'enrollment' }
            @{ Code = '900150'; Message = 'does not have the required permissions'; Action = 'the role' }
        ) {
            Clear-HostResponse $server
            Set-Host $server responses @{
                path = '/v1/customers/*'
                statusCode = 403
                body = "{`"code`":$Code,`"description`":`"In its own words.`"}"
                once = $false
            }
            $failure = try {
                $ids | Get-PcCustomerQualification -Context $context -ErrorVariable failures -ErrorAction SilentlyContinue
            } catch { $_ } finally { Clear-HostResponse $server }
            $failure.FullyQualifiedErrorId | Should -Be "AccessDenied,$command"
            $failure.Exception.Message | Should -Match "$Message.*In its own words \(403, $Code\)"
            $failure.ErrorDetails.RecommendedAction | Should -Match $Action
            @($failures | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] -and $_.FullyQualifiedErrorId -match '^AccessDenied' }).Count |
                Should -BeLessOrEqual 1
        }

        It 'emits what is behind a failure that ends it, results and errors, and counts only who was completed' {
            Clear-HostResponse $server
            Set-Host $server responses @{ path = "/v1/customers/$($ids[1])/qualifications"; statusCode = 403; body = '{"code":900150,"description":"No."}'; delay = '500ms'; once = $false }
            Set-Host $server responses @{ path = "/v1/customers/$($ids[3])/qualifications"; statusCode = 403; body = '{"code":900308,"description":"No."}'; once = $false }
            $read = [System.Collections.Generic.List[object]]::new()
            $failure = try {
                $ids[0, 1, 4, 3] | Get-PcCustomerQualification -Context $context -ErrorAction SilentlyContinue -ErrorVariable failures | ForEach-Object { $read.Add($_) }
            } catch { $_ } finally { Clear-HostResponse $server }
            @($read.CustomerId | Get-Unique) | Should -Be $ids[0, 4]
            @($failures | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] -and $_.TargetObject -eq $ids[3] }).Count | Should -Be 1
            $failure.TargetObject | Should -Be $ids[1]
            "$failure" | Should -Match ' 2 of 4 customers were completed before the failure\.$'

            # Of one customer, there is nothing to count.
            Set-Host $server responses @{ path = "/v1/customers/$($ids[1])/qualifications"; statusCode = 403; body = '{"code":900150,"description":"No."}'; once = $true }
            "$(Get-Failure { Get-PcCustomerQualification $ids[1] -Context $context })" | Should -Not -Match 'completed before'
        }

        It 'lists all customers with the largest pages' {
            Get-PcCustomerQualification -Context $context -ErrorAction SilentlyContinue | Out-Null
            @(Get-HostRequest $server listCustomers)[-1].pathAndQuery | Should -Match '[?&]size=500(&|$)'
        }

        It 'says once that the synchronous endpoint is retired: <_>' -ForEach 404, 410 {
            Set-Host $server settings @{ retiredEndpointStatus = $_ }
            $failure = try {
                $ids | Get-PcCustomerQualification -Synchronous -Context $context -ErrorAction SilentlyContinue
            } catch { $_ } finally { Set-Host $server settings @{ retiredEndpointStatus = $null } }
            @($failure).Count | Should -Be 1
            $failure.FullyQualifiedErrorId | Should -Be "EndpointRetired,$command"
            $failure.CategoryInfo.Category | Should -Be 'NotImplemented'
            $failure.ErrorDetails.RecommendedAction | Should -Match 'Get-PcCustomerQualification without -Synchronous, and New-PcCustomerQualification'
            @($ids[0, 1, 4] | Get-PcCustomerQualification -Context $context | ForEach-Object CustomerId | Get-Unique) | Should -Be $ids[0, 1, 4]
        }

        It 'takes no customer for lost that the service does not name: <Name>' -ForEach @(
            @{ Name = 'no body'; Body = ''; Words = 'Not Found \(404\)' }
            @{ Name = 'a gateway''s words'; Body = '{"message":"Resource not found"}'; Words = 'Resource not found \(404\)' }
            @{
                Name = 'a nested code'
                Body = '{"error":{"code":"Request_ResourceNotFound","message":"Resource not found."}}'
                Words = 'Resource not found \(404, Request_ResourceNotFound\)'
            }
        ) {
            Clear-HostResponse $server
            Set-Host $server responses @{ path = "/v1/customers/$($ids[2])/qualifications"; statusCode = 404; body = $Body }
            $read = Get-PcCustomerQualification $ids[1, 2, 4] -Context $context -ErrorVariable failures -ErrorAction SilentlyContinue
            @($read.CustomerId | Get-Unique) | Should -Be $ids[1, 4]
            $failures.Count | Should -Be 1
            $failures[0].FullyQualifiedErrorId | Should -Be "NotFound,$command"
            $failures[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
            $failures[0].Exception.Message | Should -Match $Words
        }

        It 'reads all customers, emits those that were listed before a page fails, and ends with one error' {
            # Page one leads to a page that fails.
            $page = @{
                items = @($ids[0, 1, 4] | ForEach-Object { @{ id = $_; companyProfile = @{ companyName = "Company $_" } } })
                links = @{ next = @{ uri = '/customers?page=2' } }
            }
            Set-Host $server responses @{ path = '/v1/customers'; body = ($page | ConvertTo-Json -Depth 5) }
            Set-Host $server responses @{ path = '/v1/customers'; statusCode = 403; body = '{"code":"900308","description":"No privilege"}' }
            $read = [System.Collections.Generic.List[object]]::new()
            $failure = try {
                Get-PcCustomerQualification -Context $context | ForEach-Object { $read.Add($_) }
            } catch { $_ } finally { Clear-HostResponse $server }
            @($read.CustomerId | Get-Unique) | Should -Be $ids[0, 1, 4]
            @($read.CustomerName | Get-Unique) | Should -Be ($ids[0, 1, 4] | ForEach-Object { "Company $_" })
            $failure.Exception.Message | Should -Match 'No privilege \(403, 900308\)\. The list of customers is incomplete: 3 had been listed\.$'
            $failure.FullyQualifiedErrorId | Should -Match ",$command$"
        }

        It 'returns what can be read of an answer, and reports the rest by its position' {
            Clear-HostResponse $server
            $body = '[{"qualification":"Education","vettingStatus":"Approved","vettingCreatedDate":"07/09/2020: 00:00:00"}, 7, {"qualification":"StateOwnedEntity"}]'
            Set-Host $server responses @{ path = "/v1/customers/$($ids[3])/qualifications"; body = $body; once = $false }
            $said = @(Get-PcCustomerQualification $ids[1, 3, 4] -Context $context -Verbose -ErrorVariable failures -ErrorAction SilentlyContinue 4>&1)
            $read = @($said | Where-Object { $_ -is [PartnerCenter.Qualifications.CustomerQualification] })
            @($read.CustomerId | Get-Unique) | Should -Be $ids[1, 3, 4]
            @($read | Where-Object CustomerId -EQ $ids[3] | ForEach-Object { "$_" }) | Should -Be 'Education (Approved)', 'StateOwnedEntity'
            $education = @($read | Where-Object CustomerId -EQ $ids[3])[0]
            $education.VettingCreatedDate | Should -BeNullOrEmpty
            $education.RawVettingCreatedDate | Should -BeExactly '07/09/2020: 00:00:00'
            @($said | Where-Object { "$_" -match "^The value '07/09/2020: 00:00:00' of VettingCreatedDate could not be read \($($ids[3])\)\.$" }).Count |
                Should -Be 1
            $failures.Count | Should -Be 1
            $failures[0].FullyQualifiedErrorId | Should -Be "InvalidResponse,$command"
            $failures[0].CategoryInfo.Category | Should -Be 'InvalidResult'
            $failures[0].TargetObject | Should -Be $ids[3]
            $failures[0].Exception.Message | Should -Match 'item 2 of the response could not be read: 7\.$'
            Clear-HostResponse $server
            $failures[0].Exception.CorrelationId | Should -Match '^[0-9a-f-]{36}$'
        }

        It 'reports what nobody foresees as an error of that customer, and the others go on' {
            $hand = Connect-PcAccount -AccessToken (ConvertTo-Secret (Get-UserToken $server).access_token) -Endpoint $server.Address
            $odd = New-TestContext $server.Address (Get-UserToken $server).access_token @{ HttpHandler = [OddNetwork]::new($ids[1]) }
            Connect-PcAccount -Emulator -EmulatorCustomerCount 100 | Out-Null
            $rows = $ids[1, 4, 1, 4] | ForEach-Object { [pscustomobject]@{ CustomerId = $_ } }
            $read = @($rows | Get-PcCustomerQualification -Context $odd -ErrorVariable failures -ErrorAction SilentlyContinue)
            @($read.CustomerId | Sort-Object -Unique) | Should -Be @($ids[4])
            $failures.Count | Should -Be 2
            foreach ($index in 0, 1) {
                $failures[$index].FullyQualifiedErrorId | Should -Be "UnexpectedError,$command"
                $failures[$index].Exception.Message | Should -Be 'Nobody foresees this.'
                $failures[$index].CategoryInfo.Category | Should -Be 'NotSpecified'
                [object]::ReferenceEquals($failures[$index].TargetObject, $rows[2 * $index]) | Should -BeTrue
            }

            Disconnect-PcAccount -Context $hand
        }

        It 'tries again what may pass: -Verbose tells, and no error is left' {
            Set-Host $server responses @{ path = "/v1/customers/$($ids[4])/qualifications"; body = 'busy'; contentType = 'text/plain'; statusCode = 503 }
            $said = @(Get-PcCustomerQualification $ids[4] -Context $context -Verbose *>&1)
            @($said | Where-Object { $_ -is [PartnerCenter.Qualifications.CustomerQualification] }).CustomerId | Get-Unique | Should -Be $ids[4]
            @($said | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] -and $_.Message -match '503.*Retrying in' }).Count | Should -Be 1
            @($said | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] }).Count | Should -Be 0
        }

        It 'ends once where the sign-in was revoked for good' {
            $token = (Get-UserToken $server).access_token
            $hand = Connect-PcAccount -AccessToken (ConvertTo-Secret $token) -Endpoint $server.Address
            Connect-PcAccount -Emulator -EmulatorCustomerCount 100 | Out-Null
            Set-Host $server revoke-tokens
            $Error.Clear()
            $failure = Get-Failure { $ids[1, 4, 1, 4] | Get-PcCustomerQualification -Context $hand -ErrorAction SilentlyContinue }
            $failure.FullyQualifiedErrorId | Should -Be "SignInExpired,$command"
            $failure.CategoryInfo.Category | Should -Be 'AuthenticationError'
            $Error.Count | Should -Be 1

            # The application's own token can be had again, so nobody notices.
            (Get-PcCustomerQualification $ids[1] -Context $context).CustomerId | Should -Be $ids[1]
        }

        It 'sends one correlation id per invocation and one request id per call' {
            $ids[1, 4] | Get-PcCustomerQualification -Context $context | Out-Null
            $ids[1, 4] | Get-PcCustomerQualification -Context $context | Out-Null
            $requests = @(Get-HostRequest $server getQualifications)[-4..-1]
            $correlation = $requests.headers.'MS-CorrelationId'
            $correlation[0] | Should -Be $correlation[1]
            $correlation[2] | Should -Be $correlation[3]
            $correlation[0] | Should -Not -Be $correlation[2]
            @($requests.headers.'MS-RequestId' | Sort-Object -Unique).Count | Should -Be 4
            @($requests.headers.'MS-PartnerCenter-Application' | Sort-Object -Unique) | Should -Be @('PartnerCenter.Qualifications')
        }
    }

    Context 'over HTTP' {
        It 'renews a token that expires in the middle of the pipeline, and nobody notices' {
            $server = Start-EmulatorHost '--customers', '40', '--token-lifetime', '3s', '--latency', '180ms'
            try {
                $target = $server.Target
                $token = (Get-UserToken $server).refresh_token
                $context = Connect-PcAccount -RefreshToken (ConvertTo-Secret $token) -ApplicationId $emulated.Application @target
                $before = Get-HostStatistics $server
                $first = $context.ExpiresOn
                $clock = [System.Diagnostics.Stopwatch]::StartNew()
                $read = @(Get-PcCustomer -Context $context | Get-PcCustomerQualification -Context $context -ThrottleLimit 1 -ErrorVariable failures)
                $clock.Elapsed.TotalSeconds | Should -BeGreaterThan 3
                $failures.Count | Should -Be 0
                @($read.CustomerId | Get-Unique) | Should -Be $everyone.CustomerId[0..39]
                ((Get-HostStatistics $server).tokenRequests - $before.tokenRequests) | Should -BeGreaterOrEqual 2
                $context.ExpiresOn | Should -BeGreaterThan $first
            }
            finally {
                Disconnect-PcAccount
                Stop-EmulatorHost $server
                Connect-PcAccount -Emulator -EmulatorCustomerCount 100 | Out-Null
            }
        }

        It 'waits while the service throttles, says so with -Verbose, and loses nothing' {
            $server = Start-EmulatorHost '--customers', '40', '--rate-limit', '25/s'
            try {
                $target = $server.Target
                $context = Connect-PcAccount -ServicePrincipal -Credential (New-Credential) -TenantId $emulated.Tenant @target
                $said = @(Get-PcCustomer -Context $context | Get-PcCustomerQualification -Context $context -Verbose *>&1)
                (Get-HostStatistics $server).throttledAnswers | Should -BeGreaterThan 0
                $lines = @($said | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] })
                "$lines" | Should -Match 'The service throttles'
                @($said | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] }).Count | Should -Be 0
                @(($said | Where-Object { $_ -is [PartnerCenter.Qualifications.CustomerQualification] }).CustomerId | Get-Unique) |
                    Should -Be $everyone.CustomerId[0..39]
            }
            finally {
                Stop-EmulatorHost $server
                Connect-PcAccount -Emulator -EmulatorCustomerCount 100 | Out-Null
            }
        }

        It 'stops within a second, whatever is under way: <Name>' -ForEach @(
            @{ Name = 'one customer'; Count = 1 }
            @{ Name = 'many customers'; Count = 1000 }
        ) {
            $server = Start-EmulatorHost '--latency', '30s'
            $other = [powershell]::Create()
            try {
                # A token in hand, so that nothing has to be asked for to connect.
                $claims = [ordered]@{ aud = 'https://api.partnercenter.microsoft.com'; exp = 4000000000; idtyp = 'app' } | ConvertTo-Json -Compress
                $token = @('{"alg":"none"}', $claims, 'x').ForEach(
                    { [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($_)).TrimEnd('=').Replace('+', '-').Replace('/', '_') }) -join '.'
                $running = $other.AddScript({
                        param($module, $token, $address, $count)
                        Import-Module $module
                        Connect-PcAccount -AccessToken $token -Endpoint $address | Out-Null
                        1..$count | ForEach-Object { [guid]::NewGuid() } | Get-PcCustomerQualification
                    }).AddArgument($moduleRoot).AddArgument((ConvertTo-Secret $token)).AddArgument($server.Address).AddArgument($Count).BeginInvoke()
                Wait-Until { (Get-HostStatistics $server).concurrency -ge [math]::Min($Count, 16) } 'requests under way'
                $clock = [System.Diagnostics.Stopwatch]::StartNew()
                $other.Stop()
                $clock.Elapsed.TotalSeconds | Should -BeLessThan 1
                $other.InvocationStateInfo.State | Should -Be 'Stopped'
                $other.Streams.Error.Count | Should -Be 0

                # And the requests are dropped, not left behind.
                Wait-Until { (Get-HostStatistics $server).concurrency -eq 0 } 'the end of the requests'
            }
            finally {
                $other.Dispose()
                Stop-EmulatorHost $server
            }
        }

        It 'does not ask about all customers where only the first are wanted' {
            $server = Start-EmulatorHost '--customers', '300', '--latency', '20ms'
            try {
                $target = $server.Target
                $context = Connect-PcAccount -ServicePrincipal -Credential (New-Credential) -TenantId $emulated.Tenant @target
                $first = @(Get-PcCustomer -Context $context -PageSize 100 | Get-PcCustomerQualification -Context $context -ThrottleLimit 2 |
                    Select-Object -First 3)
                $first.CustomerId | Should -Be $everything.CustomerId[0..2]
                $operations = (Get-HostStatistics $server).operations
                $operations.listCustomers | Should -BeLessOrEqual 3
                $operations.getQualifications | Should -BeLessThan 150
            }
            finally {
                Stop-EmulatorHost $server
                Connect-PcAccount -Emulator -EmulatorCustomerCount 100 | Out-Null
            }
        }
    }
}
