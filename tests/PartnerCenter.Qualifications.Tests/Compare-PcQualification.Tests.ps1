BeforeAll {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    Import-Module $moduleRoot -Force
    $command = 'PartnerCenter.Qualifications.Commands.ComparePcQualificationCommand'

    function New-Path([string] $Name = "$([guid]::NewGuid()).html") { Join-Path (Get-PSDrive TestDrive).Root $Name }

    function New-Row([string] $Id, [string] $Qualification = 'Education', [string] $Status = 'Approved', [string] $Reason, [string] $Name = "Customer $Id") {
        [pscustomobject]@{
            CustomerId = "00000000-0000-0000-0000-00000000000$Id"; CustomerName = $Name; Domain = "customer$Id.example"; Qualification = $Qualification
            VettingStatus = $Status; VettingReason = $Reason; VettingCreatedDate = '2026-01-10T00:00:00Z'
        }
    }

    # Each difference in one line.
    function Show([object[]] $Differences) {
        $Differences | ForEach-Object { "$($_.CustomerName) | $($_.Qualification) | $($_.Kind) | $($_.OldVettingStatus) | $($_.NewVettingStatus) | $($_.VettingReason)" }
    }

    # What the report shows for the same input, in the same form.
    function Get-Reported([object[]] $Before, [object[]] $After) {
        $path = New-Path
        $After | Export-PcQualificationReport $path -Compare $Before
        $text = [System.IO.File]::ReadAllText($path)
        $opening = '<script type="application/json" id="report-data">'
        $start = $text.IndexOf($opening) + $opening.Length
        $data = $text.Substring($start, $text.IndexOf('</script>', $start) - $start) | ConvertFrom-Json -DateKind String
        foreach ($change in $data.changes) { "$(if ($change.after) { $change.after.customerName } else { $change.before.customerName }) | $($change.kind)" }
    }

    $before = @(
        New-Row 1 -Status InReview
        New-Row 2
        New-Row 2 Nonprofit
        New-Row 3 None None
        New-Row 4 Education Denied 'No longer eligible.'
        New-Row 6 Education Denied 'No.'
        New-Row 7 StateOwnedEntity None
        New-Row 8 -Status InReview
    )
    $after = @(
        New-Row 1 -Status Approved
        New-Row 2
        New-Row 3 -Status InReview
        New-Row 5 GovernmentCommunityCloud
        New-Row 6 Education Denied 'No.'
        New-Row 7 StateOwnedEntity None
        New-Row 8 Education Denied 'Not an eligible school.'
        New-Row 9 None None
    )
    $report = New-Path
    $before | Export-PcQualificationReport $report
    $expected = @(
        'Customer 1 | Education | StatusChanged | InReview | Approved | '
        'Customer 3 | Education | QualificationAdded |  | InReview | '
        'Customer 5 | GovernmentCommunityCloud | CustomerAdded |  | Approved | '
        'Customer 8 | Education | StatusChanged | InReview | Denied | Not an eligible school.'
        'Customer 9 | None | CustomerAdded |  | None | '
        'Customer 2 | Nonprofit | QualificationRemoved | Approved |  | '
        'Customer 4 | Education | CustomerRemoved | Denied |  | No longer eligible.'
    )
}

AfterAll {
    Disconnect-PcAccount
    Remove-Module PartnerCenter.Qualifications -Force -ErrorAction Ignore
}

Describe 'Compare-PcQualification' {
    Context 'the differences' {
        It 'are those between <Name> and the pipeline, in a stable order' -ForEach @(
            @{ Name = 'an earlier report'; Given = { $path = New-Path; $before | Export-PcQualificationReport $path; $path } }
            @{ Name = 'an earlier report as a file object'; Given = { $path = New-Path; $before | Export-PcQualificationReport $path -PassThru } }
            @{ Name = 'a relative path'; Given = { $before | Export-PcQualificationReport (New-Path 'relative.html'); 'TestDrive:/relative.html' } }
            @{ Name = 'a file of ConvertTo-Json'; Given = { $path = New-Path 'rows.json'; $before | ConvertTo-Json | Set-Content $path; $path } }
            @{ Name = 'earlier objects'; Given = { $before } }
            @{ Name = 'rows of a CSV file'; Given = { $before | ConvertTo-Csv | ConvertFrom-Csv } }
            @{ Name = 'objects of JSON'; Given = { $before | ConvertTo-Json | ConvertFrom-Json } }
            @{ Name = 'a file of Export-Clixml'; Given = { $before | Export-Clixml (New-Path 'rows.xml'); Import-Clixml (New-Path 'rows.xml') } }
        ) {
            $given = & $Given
            Show ($after | Compare-PcQualification -ReferenceObject $given) | Should -BeExactly $expected
            Show (Compare-PcQualification $given $after) | Should -BeExactly $expected
            Show (Compare-PcQualification $given -InputObject $after) | Should -BeExactly $expected
        }

        It 'are those of the report' {
            Get-Reported $before $after | Should -BeExactly @($expected | ForEach-Object { $parts = $_ -split ' \| '; "$($parts[0]) | $($parts[2])" })
        }

        It 'are objects with the earlier and the later value' {
            $found = @($after | Compare-PcQualification $before)
            $found | Should -BeOfType ([PartnerCenter.Qualifications.QualificationDifference])
            $denied = $found | Where-Object CustomerName -EQ 'Customer 8'
            $denied.CustomerId | Should -Be '00000000-0000-0000-0000-000000000008'
            $denied.Domain | Should -Be 'customer8.example'
            "$($denied.OldValue)", "$($denied.NewValue)" | Should -Be 'Education (InReview)', 'Education (Denied)'
            $denied.NewValue.VettingReason | Should -Be 'Not an eligible school.'
            "$denied" | Should -BeExactly 'StatusChanged: Education (InReview) -> Education (Denied)'
            $added = $found | Where-Object Kind -EQ QualificationAdded
            $null -eq $added.OldValue -and $null -eq $added.OldVettingStatus | Should -BeTrue
            "$added" | Should -BeExactly 'QualificationAdded: Education (InReview)'
            $removed = $found | Where-Object Kind -EQ CustomerRemoved
            $null -eq $removed.NewValue -and $null -eq $removed.NewVettingStatus | Should -BeTrue
            "$removed" | Should -BeExactly 'CustomerRemoved: Education (Denied)'
        }

        It 'are rows of a CSV file, and found by the same filter after Export-Clixml' {
            $found = $after | Compare-PcQualification $before
            $rows = @($found | ConvertTo-Csv | ConvertFrom-Csv)
            Show $rows | Should -BeExactly $expected
            $rows[0].PSObject.Properties.Name[0..6] | Should -Be 'CustomerId', 'CustomerName', 'Domain', 'Kind', 'Qualification', 'OldVettingStatus', 'NewVettingStatus'
            $found | Export-Clixml (New-Path 'found.xml')
            $pictures = Import-Clixml (New-Path 'found.xml')
            Show $pictures | Should -BeExactly $expected
            @($pictures | Where-Object { $_.Kind -eq 'StatusChanged' -and $_.NewVettingStatus -eq 'Denied' }).CustomerName | Should -Be 'Customer 8'
        }

        It 'are none where nothing changed' {
            @($before | Compare-PcQualification $before).Count | Should -Be 0
            $renamed = @($before | ForEach-Object { $row = $_ | Select-Object *; $row.CustomerName = 'Another name'; $row.CustomerId = $row.CustomerId.ToUpperInvariant(); $row })
            @($renamed | Compare-PcQualification $before).Count | Should -Be 0
        }

        It 'are all customers where nobody was there before, and none where nobody is there at all' {
            @($after | Compare-PcQualification @()).Kind | Select-Object -Unique | Should -Be 'CustomerAdded'
            @(@() | Compare-PcQualification @()).Count | Should -Be 0
        }

        It 'count a customer that was read twice once, as it was read last: <Name>' -ForEach @(
            @{ Name = 'rows'; Twice = { $before + $before }; Changes = @() }
            @{ Name = 'with another status'; Twice = { (New-Row 1 -Status Denied), (New-Row 1 -Status Approved) + $before[1..7] }; Changes = 'StatusChanged Approved' }
            @{ Name = 'the other way round'; Twice = { (New-Row 1 -Status Approved), (New-Row 1 -Status InReview) + $before[1..7] }; Changes = @() }
            @{ Name = 'an unknown one in other letter case'; Twice = { @($before) + (New-Row 9 Museum) + (New-Row 9 MUSEUM) }; Changes = 'CustomerAdded Approved' }
        ) {
            @(& $Twice | Compare-PcQualification $before | ForEach-Object { "$($_.Kind) $($_.NewVettingStatus)" }) | Should -BeExactly @($Changes)
            if (-not $Changes) { @($before | Compare-PcQualification (& $Twice)).Count | Should -Be 0 }
        }

        It 'keep two requests for the same qualification apart' {
            $denied, $again = (New-Row 1 -Status Denied), (New-Row 1 -Status InReview)
            $again.VettingCreatedDate = '2026-02-10T00:00:00Z'
            Show ($denied, $again | Compare-PcQualification $denied) | Should -BeExactly 'Customer 1 | Education | QualificationAdded |  | InReview | '
        }

        It 'are none where the module''s own file goes back into the cmdlet that wrote it' {
            Connect-PcAccount -Emulator -WarningAction SilentlyContinue | Out-Null
            Get-PcCustomerQualification | Export-Csv (New-Path 'twice.csv')
            $rows = Import-Csv (New-Path 'twice.csv')
            @($rows | Group-Object CustomerId | Where-Object Count -GT 1).Count | Should -BeGreaterThan 0
            @($rows | Get-PcCustomerQualification | Compare-PcQualification $rows).Count | Should -Be 0
        }

        It 'know the customer however its ID is written: <Name>' -ForEach @(
            @{ Name = 'a space'; Edit = { "$_ " } }
            @{ Name = 'braces'; Edit = { "{$_}" } }
            @{ Name = 'no hyphens'; Edit = { $_ -replace '-' } }
            @{ Name = 'capital letters'; Edit = { $_.ToUpperInvariant() } }
        ) {
            $edited = $before | ForEach-Object { $row = $_ | Select-Object *; $row.CustomerId = $row.CustomerId -replace '^0', 'a' | ForEach-Object $Edit; $row }
            $plain = $before | ForEach-Object { $row = $_ | Select-Object *; $row.CustomerId = $row.CustomerId -replace '^0', 'a'; $row }
            @($edited | Compare-PcQualification $plain).Count | Should -Be 0
            @($plain | Compare-PcQualification $edited).Count | Should -Be 0
            $edited | ConvertTo-Json | Set-Content (New-Path 'edited.json')
            @($plain | Compare-PcQualification (New-Path 'edited.json')).Count | Should -Be 0
            ($edited[0] | Compare-PcQualification @()).CustomerId | Should -BeExactly 'a0000000-0000-0000-0000-000000000001'
        }

        It 'have the later name, or the earlier one where the later is unknown' {
            $later = New-Row 1 -Name ''
            ($later | Compare-PcQualification (New-Row 1 -Status InReview -Name 'Earlier')).CustomerName | Should -Be 'Earlier'
            (New-Row 1 -Name 'Later' | Compare-PcQualification (New-Row 1 -Status InReview -Name 'Earlier')).CustomerName | Should -Be 'Later'
        }

        It 'tell values apart that this version does not know' {
            $one = New-Row 1 Healthcare Escalated
            $found = @((New-Row 1 Healthcare Paused), (New-Row 2 Museum) | Compare-PcQualification $one, (New-Row 2 Library))
            $found.Kind | Should -Be 'StatusChanged', 'QualificationAdded', 'QualificationRemoved'
            $found[0].RawQualification, $found[0].OldValue.RawVettingStatus, $found[0].NewValue.RawVettingStatus | Should -Be 'Healthcare', 'Escalated', 'Paused'
            $found[1].RawQualification, $found[2].RawQualification | Should -Be 'Museum', 'Library'
            @($one | Compare-PcQualification (New-Row 1 HEALTHCARE escalated)).Count | Should -Be 0
        }

        It 'have no control characters' {
            $found = New-Row 1 -Name "a`e[2Jb" -Reason "c`0d" | Compare-PcQualification @()
            $found.CustomerName | Should -BeExactly "a`u{fffd}[2Jb"
            $found.VettingReason | Should -BeExactly "c`u{fffd}d"
        }
    }

    Context 'the reference' {
        BeforeAll {
            function Set-File([string] $Name, [string] $Text) { $path = New-Path $Name; Set-Content $path $Text; $path }
        }

        It 'is refused before anybody is asked, in words: <Name>' -ForEach @(
            @{ Name = 'a file that does not exist'; Given = { New-Path 'missing.html' }; Words = 'missing\.html' }
            @{ Name = 'no file system'; Given = { 'env:report.html' }; Words = 'is not a file system path' }
            @{ Name = 'a page that is no report'; Given = { Set-File 'page.html' '<html></html>' }; Words = 'contains no customer qualifications' }
            @{ Name = 'a file of Export-Clixml'; Given = { $before | Export-Clixml (New-Path 'x.xml'); New-Path 'x.xml' }; Words = 'contains no customer qualifications' }
            @{ Name = 'a CSV file'; Given = { $before | Export-Csv (New-Path 'x.csv'); New-Path 'x.csv' }; Words = 'neither a report nor JSON of qualifications\. The first error is in line 1, position 13\.' }
            @{ Name = 'JSON of something else'; Given = { Set-File 'else.json' '[{"name":"x"}]' }; Words = 'contains no customer qualifications' }
            @{ Name = 'JSON with a date that is none'; Given = { Set-File 'date.json' "[{""customerId"":""x"",""qualification"":""Education"",`n""vettingCreatedDate"":""soon""}]" }; Words = 'The first error is in line 2, position 28\.' }
            @{ Name = 'JSON with a list in place of a word'; Given = { Set-File 'list.json' '[{"customerId":[]}]' }; Words = 'The first error is in line 1' }
            @{ Name = 'JSON of rows without a status'; Given = { $before | Select-Object CustomerId, Qualification | ConvertTo-Json | Set-Content (New-Path 'nostatus.json'); New-Path 'nostatus.json' }; Words = 'has no property VettingStatus' }
            @{ Name = 'rows without a status'; Given = { $before | Select-Object CustomerId, CustomerName, Qualification, @{ Name = 'Vetting status'; Expression = 'VettingStatus' } }; Words = '^An object has no property VettingStatus, so its vetting status is unknown\.$' }
            @{ Name = 'differences'; Given = { $after | Compare-PcQualification $before | ConvertTo-Csv | ConvertFrom-Csv }; Words = '^The object is a difference that Compare-PcQualification returned\.' }
            @{ Name = 'a row whose ID is none'; Given = { $row = New-Row 1; $row.CustomerId = 'n/a'; $row }; Words = "^'n/a' in the property CustomerId is not a customer's ID, which is a GUID\.$" }
            @{ Name = 'JSON with an ID that is none'; Given = { Set-File 'id.json' '[{"customerId":"n/a","qualification":"Education","vettingStatus":null}]' }; Words = "^'n/a' in the property CustomerId" }
            @{ Name = 'JSON of numbers'; Given = { Set-File 'numbers.json' '[1, 2]' }; Words = 'The first error is in line 1' }
            @{ Name = 'an empty file'; Given = { Set-File 'empty.json' '' }; Words = 'The first error is in line' }
            @{ Name = 'two paths'; Given = { $report, $report }; Words = '^-ReferenceObject got 2 values' }
            @{ Name = 'two files'; Given = { (Get-Item $report), (Get-Item $report) }; Words = '^-ReferenceObject got 2 values' }
            @{ Name = 'objects of something else'; Given = { [pscustomobject]@{ Name = 'x' } }; Words = '^An object has no property CustomerId\. It is not a customer''s qualification\.$' }
            @{ Name = 'processes'; Given = { Get-Process -Id $PID }; Words = '^An object has no property CustomerId\.' }
        ) {
            $asked = [System.Collections.Generic.List[object]]::new()
            $given = & $Given
            $failure = Get-Failure { $after | ForEach-Object { $asked.Add($_); $_ } | Compare-PcQualification $given }
            $failure.FullyQualifiedErrorId | Should -Be "InvalidRequest,$command"
            $failure.Exception.Message | Should -Match $Words
            $failure.ErrorDetails.RecommendedAction | Should -Match 'earlier report|Get-PcCustomerQualification|Correct the object'
            "$failure $($failure.ErrorDetails.RecommendedAction)" | Should -Not -Match 'System\.|PartnerCenter\.(Reporting|Qualifications\.[A-Z])|Exception|PSCustomObject'
            $asked.Count | Should -Be 0
        }
    }

    Context 'the pipeline' {
        It 'is refused at once where it is something else' {
            $failure = Get-Failure { Get-Process -Id $PID | Compare-PcQualification $before }
            $failure.FullyQualifiedErrorId | Should -Be "InvalidRequest,$command"
            $failure.Exception.Message | Should -BeExactly 'An object has no property CustomerId. It is not a customer''s qualification.'
            $failure.ErrorDetails.RecommendedAction | Should -Match 'Get-PcCustomerQualification'
        }

        It 'goes on after a row that cannot be read, and a warning says so' {
            $broken = New-Row 2
            $broken.VettingCreatedDate = '01/02/2026'
            $found = (New-Row 1 -Status Denied), $broken, (New-Row 3) |
                Compare-PcQualification (New-Row 1) -ErrorAction SilentlyContinue -ErrorVariable failures -WarningVariable warnings -WarningAction SilentlyContinue
            Show $found | Should -BeExactly 'Customer 1 | Education | StatusChanged | Approved | Denied | ', 'Customer 3 | Education | CustomerAdded |  | Approved | '
            $failures.Count | Should -Be 1
            [object]::ReferenceEquals($failures[0].TargetObject, $broken) | Should -BeTrue
            "$warnings" | Should -BeExactly '1 customer could not be read and is missing.'
        }

        It 'is refused, once, where a row has no vetting status: <Name>' -ForEach @(
            @{ Name = 'the column has another name'; Given = { $before | ConvertTo-Csv | ForEach-Object { $_ -replace 'VettingStatus', 'Vetting status' } | ConvertFrom-Csv }; Words = 'An object has no property VettingStatus, so its vetting status is unknown.' }
            @{ Name = 'hash tables'; Given = { @{ CustomerId = '00000000-0000-0000-0000-000000000001'; Qualification = 'Education' } }; Words = 'An object has no property VettingStatus, so its vetting status is unknown.' }
            @{ Name = 'differences'; Given = { $after | Compare-PcQualification $before }; Words = 'The object is a difference that Compare-PcQualification returned. It is not a customer''s qualification.' }
            @{ Name = 'differences of State Owned Entity'; Given = { New-Row 1 StateOwnedEntity None | Compare-PcQualification @() | ConvertTo-Csv | ConvertFrom-Csv }; Words = 'The object is a difference that Compare-PcQualification returned. It is not a customer''s qualification.' }
        ) {
            $given = & $Given
            $Error.Clear()
            $failure = Get-Failure { $given | Compare-PcQualification $before -ErrorAction SilentlyContinue }
            $failure.FullyQualifiedErrorId | Should -Be "InvalidRequest,$command"
            $failure.Exception.Message | Should -BeExactly $Words
            $failure.ErrorDetails.RecommendedAction | Should -Match 'CustomerId, Qualification, and VettingStatus'
            $Error.Count | Should -Be 1
        }

        It 'may lack the status of what has none, and the status may be empty' {
            $rows = (New-Row 1 StateOwnedEntity None), (New-Row 2 None None) | Select-Object CustomerId, CustomerName, Qualification
            @($rows | Compare-PcQualification (New-Row 1 StateOwnedEntity None), (New-Row 2 None None)).Count | Should -Be 0
            $empty = New-Row 3 -Status ''
            ($empty | Compare-PcQualification (New-Row 3 -Status None) | Measure-Object).Count | Should -Be 0

            # As in JSON without null values.
            $lacking = New-Row 3 | Select-Object CustomerId, CustomerName, Qualification
            $found = (New-Row 1), $lacking, (New-Row 4) | Compare-PcQualification (New-Row 1), (New-Row 3) -ErrorVariable failures -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
            Show $found | Should -BeExactly 'Customer 4 | Education | CustomerAdded |  | Approved | '
            $failures.Count | Should -Be 1
            [object]::ReferenceEquals($failures[0].TargetObject, $lacking) | Should -BeTrue
        }

        It 'is refused where nobody is in it: <Name>' -ForEach @(
            @{ Name = 'an empty list'; Run = { @() | Compare-PcQualification $before } }
            @{ Name = 'an empty parameter'; Run = { Compare-PcQualification $before @() } }
            @{ Name = 'with an earlier report'; Run = { @() | Compare-PcQualification $report } }
        ) {
            $failure = Get-Failure $Run
            $failure.FullyQualifiedErrorId | Should -Be "InvalidRequest,$command"
            $failure.Exception.Message | Should -Match '^Nothing was compared because the input contained no customers\.'
            $failure.ErrorDetails.RecommendedAction | Should -Be 'Check that the list of customers was read.'
        }

        It 'is refused where nobody could be read' {
            $broken = New-Row 2
            $broken.VettingCreatedDate = '01/02/2026'
            $failure = Get-Failure { $broken | Compare-PcQualification $before -ErrorAction SilentlyContinue }
            $failure.Exception.Message | Should -BeExactly 'Nothing was compared because no customer could be read.'
        }

        It 'goes on after a row whose ID is none, and calls nobody removed who has its name' {
            $broken = New-Row 2
            $broken.CustomerId = 'n/a'
            $found = (New-Row 1), $broken | Compare-PcQualification (New-Row 1), (New-Row 2), (New-Row 3) -ErrorAction SilentlyContinue -ErrorVariable failures -WarningVariable warnings -WarningAction SilentlyContinue
            Show $found | Should -BeExactly 'Customer 3 | Education | CustomerRemoved | Approved |  | '
            $failures[0].Exception.Message | Should -BeExactly "'n/a' in the property CustomerId is not a customer's ID, which is a GUID."
            [object]::ReferenceEquals($failures[0].TargetObject, $broken) | Should -BeTrue
            "$warnings" | Should -BeExactly '1 customer could not be read and is missing.'
        }

        It 'calls others removed where the name of a row whose ID is none tells whose it is, and nobody where it does not: <Name>' -ForEach @(
            @{ Name = 'in other letter case'; Given = 'CUSTOMER 2'; Earlier = { New-Row 1; New-Row 2; New-Row 9 }; Removed = 9 }
            @{ Name = 'one with two qualifications'; Given = 'Customer 2'; Earlier = { New-Row 1; New-Row 2; New-Row 2 Nonprofit; New-Row 9 }; Removed = 9 }
            @{ Name = 'two of the name'; Given = 'Customer 2'; Earlier = { New-Row 1; New-Row 2; New-Row 3 -Name 'Customer 2'; New-Row 9 }; Removed = @() }
            @{ Name = 'no name'; Given = ''; Earlier = { New-Row 1; New-Row 2 -Name ''; New-Row 9 }; Removed = @() }
            @{ Name = 'the name of one that is there'; Given = 'Customer 1'; Earlier = { New-Row 1; New-Row 2; New-Row 9 }; Removed = @() }
        ) {
            $broken = New-Row 2 -Name $Given
            $broken.CustomerId = 'n/a'
            $found = (New-Row 1), $broken | Compare-PcQualification (& $Earlier) -ErrorAction Ignore -WarningVariable warnings -WarningAction SilentlyContinue
            @($found | ForEach-Object { "$($_.Kind) $($_.CustomerId[-1])" }) | Should -Be @($Removed | ForEach-Object { "CustomerRemoved $_" })
            "$warnings" | Should -BeExactly '1 customer could not be read and is missing.'
        }

        It 'knows the customer of a hash table that cannot be read' {
            $table = @{ CustomerId = (New-Row 2).CustomerId.ToUpperInvariant(); CustomerName = 'x'; Qualification = 'Education'; VettingStatus = ''; VettingCreatedDate = 'soon' }
            (New-Row 1), $table | Compare-PcQualification (New-Row 1), (New-Row 2) -ErrorAction Ignore -WarningAction Ignore | Should -BeNullOrEmpty
        }

        It 'says nothing of a customer is removed of which a row cannot be read' {
            $broken = New-Row 2 Nonprofit
            $broken.VettingCreatedDate = '01/02/2026'
            $rows = (New-Row 1 -Status Denied), (New-Row 2 -Status Denied), $broken
            $found = $rows | Compare-PcQualification (New-Row 1), (New-Row 2), (New-Row 2 Nonprofit), (New-Row 3) -ErrorAction SilentlyContinue -WarningVariable warnings -WarningAction SilentlyContinue
            Show $found | Should -BeExactly @(
                'Customer 1 | Education | StatusChanged | Approved | Denied | '
                'Customer 2 | Education | StatusChanged | Approved | Denied | '
                'Customer 3 | Education | CustomerRemoved | Approved |  | '
            )
            "$warnings" | Should -BeExactly 'Some qualifications of these customers could not be read: Customer 2 (00000000-0000-0000-0000-000000000002).'
        }

        It 'says where customers were missing from the earlier report' {
            $path = New-Path
            (Get-Content $report -Raw) -replace '"version":1', '"version":1,"missingCustomers":2' | Set-Content $path
            $after | Compare-PcQualification $path -WarningVariable warnings -WarningAction SilentlyContinue | Out-Null
            "$warnings" | Should -BeExactly 'Customers were missing from the earlier qualifications. They are returned as added.'
        }

        It 'says where only one side is emulated' {
            Connect-PcAccount -Emulator -WarningAction SilentlyContinue | Out-Null
            Get-PcCustomer | Get-PcCustomerQualification | Compare-PcQualification $before -WarningVariable warnings -WarningAction SilentlyContinue | Out-Null
            "$warnings" | Should -Match 'emulated'
            Get-PcCustomer | Get-PcCustomerQualification | Compare-PcQualification @() -WarningVariable none | Out-Null
            $none | Should -BeNullOrEmpty
        }
    }

    Context 'customers that fail' {
        BeforeAll {
            $server = Start-EmulatorHost
            $target = $server.Target
            $connection = Connect-PcAccount -ServicePrincipal -TenantId $emulated.Domain -Credential (New-Credential) @target
            $customers = @(Get-PcCustomer -Context $connection)
            $earlier = @($customers | Get-PcCustomerQualification -Context $connection)
            foreach ($id in $customers[3, 7, 11].CustomerId) {
                Set-Host $server responses @{
                    path = "/v1/customers/$id/qualifications"
                    statusCode = 403
                    body = '{"code":"900308","description":"no"}'
                    once = $false
                }
            }
        }

        AfterAll {
            Disconnect-PcAccount $connection
            Stop-EmulatorHost $server
        }

        It 'in the same pipeline are not removed, and a warning counts them: <Name>' -ForEach @(
            @{ Name = 'directly'; Direct = $true }
            @{ Name = 'in a script block'; Direct = $false }
        ) {
            # A customer that is really gone is.
            $compare = @{ ReferenceObject = @($earlier) + (New-Row 1); WarningVariable = 'warnings'; WarningAction = 'SilentlyContinue' }
            $found = if ($Direct) {
                $customers | Get-PcCustomerQualification -Context $connection -ErrorAction SilentlyContinue | Compare-PcQualification @compare
            }
            else { $customers | ForEach-Object { $_ | Get-PcCustomerQualification -Context $connection -ErrorAction Ignore } | Compare-PcQualification @compare }
            Show $found | Should -BeExactly 'Customer 1 | Education | CustomerRemoved | Approved |  | '
            "$warnings" | Should -BeExactly '3 customers could not be read and are missing.'
        }

        It 'in part are not removed in part, and a warning names them: <Name>' -ForEach @(
            @{ Name = 'directly'; Ask = { $customers | Get-PcCustomerQualification -Context $connection -ErrorAction SilentlyContinue } }
            @{ Name = 'all customers'; Ask = { Get-PcCustomerQualification -Context $connection -ErrorAction SilentlyContinue } }
            @{ Name = 'in a script block'; Ask = { $customers | ForEach-Object { $_ | Get-PcCustomerQualification -Context $connection -ErrorAction Ignore } } }
        ) {
            $some = $customers[0]
            $had = @($earlier | Where-Object CustomerId -NE $some.CustomerId) + @('Education', 'StateOwnedEntity' | ForEach-Object {
                    [pscustomobject]@{ CustomerId = $some.CustomerId; CustomerName = $some.CompanyName; Qualification = $_; VettingStatus = '' }
                })
            $path = "/v1/customers/$($some.CustomerId)/qualifications"
            Set-Host $server responses @{ path = $path; statusCode = 200; body = '[42,{"qualification":"StateOwnedEntity"}]'; once = $true }
            $found = & $Ask | Compare-PcQualification $had -WarningVariable warnings -WarningAction SilentlyContinue
            $found | Should -BeNullOrEmpty
            $warnings[0] | Should -BeExactly '3 customers could not be read and are missing.'
            $warnings[1] | Should -BeExactly "Some qualifications of these customers could not be read: $($some.CompanyName) ($($some.CustomerId))."
            $warnings.Count | Should -Be 2
        }

        It 'before the pipeline are unknown to it, so that they count as removed' {
            $later = @($customers | Get-PcCustomerQualification -Context $connection -ErrorAction SilentlyContinue)
            $found = @($later | Compare-PcQualification $earlier -WarningVariable warnings)
            ($found.CustomerId | Select-Object -Unique) | Should -Be $customers[3, 7, 11].CustomerId
            $found.Kind | Select-Object -Unique | Should -Be 'CustomerRemoved'
            $warnings | Should -BeNullOrEmpty
        }

        It 'leave the connection with the differences, so that the next cmdlet uses it' {
            $other = Connect-PcAccount -Emulator -WarningAction SilentlyContinue
            try {
                $customers[0] | Get-PcCustomerQualification -Context $connection | Compare-PcQualification @() | Get-PcCustomerQualification |
                    ForEach-Object CustomerId | Select-Object -Unique | Should -Be $customers[0].CustomerId
            }
            finally { Disconnect-PcAccount $other }
        }
    }
}
