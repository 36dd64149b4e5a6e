BeforeAll {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    Import-Module $moduleRoot -Force
    $asOf = [DateTimeOffset]'2026-06-30T12:00:00Z'

    function New-Row([int] $Number, [string] $Qualification = 'Education', [string] $Status = 'Approved', $Created, [string] $Id) {
        [pscustomobject]@{
            CustomerId = if ($Id) { $Id } else { 'aaaaaaaa-0000-0000-0000-{0:d12}' -f $Number }; CustomerName = "Customer $Number"; Domain = $null
            Qualification = $Qualification; VettingStatus = $Status; VettingReason = $null; VettingCreatedDate = $Created
        }
    }

    # Each summary in one line.
    function Show([object[]] $Summaries) {
        $Summaries | ForEach-Object {
            "$($_.Qualification) | $($_.VettingStatus) | $($_.Count) | $($_.LongestInReview) | $($_.RawQualification) | $($_.RawVettingStatus)" -replace '( \| )+$'
        }
    }

    $rows = @(
        New-Row 1 None None
        New-Row 2 Education InReview $asOf.AddDays(-3)
        New-Row 3 Education InReview $asOf.AddDays(-40).AddHours(-5)
        New-Row 4 Education InReview $null
        New-Row 5 Education Denied $asOf.AddDays(-400)
        New-Row 6 Education Approved $asOf.AddDays(-100)
        New-Row 7 StateOwnedEntity None
        New-Row 8 GovernmentCommunityCloud Approved
        New-Row 9 Nonprofit Approved
        New-Row 10 Museum Approved
        New-Row 11 Library Approved
        New-Row 12 library InReview $asOf.AddDays(-1)
        New-Row 13 LIBRARY Approved
        New-Row 14 Education Paused
        New-Row 15 Education Escalated
        New-Row 16 Education escalated
        New-Row 17 None None

        # A customer has two qualifications, another two requests for the same one, and one is written in capital letters.
        New-Row 7 Education Approved
        New-Row 18 Education Denied $asOf.AddDays(-9)
        New-Row 18 Education Denied $asOf.AddDays(-5)
        New-Row 6 Education Approved -Id 'AAAAAAAA-0000-0000-0000-000000000006'
    )
    $expected = @(
        'Education | Approved | 2'
        'Education | InReview | 3 | 40.05:00:00'
        'Education | Denied | 2'
        'Education | Unknown | 2 |  |  | Escalated'
        'Education | Unknown | 1 |  |  | Paused'
        'GovernmentCommunityCloud | Approved | 1'
        'Nonprofit | Approved | 1'
        'StateOwnedEntity | None | 1'
        'Unknown | Approved | 2 |  | Library'
        'Unknown | InReview | 1 | 1.00:00:00 | library'
        'Unknown | Approved | 1 |  | Museum'
        'None | None | 2'
    )
}

AfterAll {
    Disconnect-PcAccount
    Remove-Module PartnerCenter.Qualifications -Force -ErrorAction Ignore
}

Describe 'Measure-PcQualification' {
    It 'counts customers by qualification and status, in the order of the report' {
        $found = @($rows | Measure-PcQualification -AsOf $asOf)
        $found | Should -BeOfType ([PartnerCenter.Qualifications.QualificationSummary])
        Show $found | Should -BeExactly $expected
        "$($found[1])", "$($found[3])", "$($found[8])", "$($found[-1])" |
            Should -BeExactly 'Education (InReview): 3', 'Education (Escalated): 2', 'Library (Approved): 2', 'None: 2'
    }

    It 'gives the same order whatever the order of the input' {
        $expectedNames = $expected -replace 'Library$|library$', 'X' -replace 'Escalated$', 'Y'
        foreach ($seed in 1..5) {
            $mixed = $rows | Get-Random -Count $rows.Count -SetSeed $seed
            (Show ($mixed | Measure-PcQualification -AsOf $asOf)) -replace '(?i)library$', 'X' -replace '(?i)escalated$', 'Y' | Should -BeExactly $expectedNames
        }
    }

    It 'takes <Name>' -ForEach @(
        @{ Name = 'an array as the parameter'; Make = { , $rows } }
        @{ Name = 'rows of a CSV file'; Make = { , @($rows | ConvertTo-Csv | ConvertFrom-Csv) }; NeedsIso = $true }
        @{ Name = 'objects of JSON'; Make = { , @($rows | ConvertTo-Json | ConvertFrom-Json) } }
        @{ Name = 'objects from another process'; Make = { , @([System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($rows, 3))) } }
        @{ Name = 'hash tables'; Make = { , @($rows | ForEach-Object { @{ CustomerId = $_.CustomerId; Qualification = $_.Qualification; VettingStatus = $_.VettingStatus; VettingCreatedDate = $_.VettingCreatedDate } }) } }
    ) {
        if ($NeedsIso) { foreach ($row in $rows) { if ($row.VettingCreatedDate) { $row.VettingCreatedDate = $row.VettingCreatedDate.UtcDateTime.ToString('o') } } }
        $given = & $Make
        Show (Measure-PcQualification -InputObject $given -AsOf $asOf) | Should -BeExactly $expected
    }

    It 'counts all customers of the emulator, as Group-Object does' {
        Connect-PcAccount -Emulator -EmulatorCustomerCount 200 -WarningAction SilentlyContinue | Out-Null
        $all = @(Get-PcCustomer | Get-PcCustomerQualification)
        $found = @($all | Measure-PcQualification)
        $groups = @($all | Group-Object Qualification, VettingStatus)
        $found.Count | Should -Be $groups.Count
        $found.Count | Should -BeGreaterThan 6
        foreach ($group in $groups) {
            $one = $found | Where-Object { "$($_.Qualification), $($_.VettingStatus)" -eq $group.Name }
            $one.Count | Should -Be @($group.Group.CustomerId | Select-Object -Unique).Count -Because $group.Name
        }

        # Up to now, where no other time is given.
        $longest = ($all | Where-Object VettingStatus -EQ InReview | Measure-Object InReviewFor -Maximum).Maximum
        $shown = ($found | Measure-Object LongestInReview -Maximum).Maximum
        ($longest - $shown).Duration().TotalMinutes | Should -BeLessThan 10
    }

    It 'has no time for <Name>' -ForEach @(
        @{ Name = 'a request in the future'; Row = { New-Row 1 Education InReview $asOf.AddHours(2) }; Time = [timespan]::Zero }
        @{ Name = 'a request without a date'; Row = { New-Row 1 Education InReview $null }; Time = $null }
        @{ Name = 'what is decided'; Row = { New-Row 1 Education Denied $asOf.AddDays(-2) }; Time = $null }
    ) {
        (& $Row | Measure-PcQualification -AsOf $asOf).LongestInReview | Should -Be $Time
    }

    It 'returns nothing for nothing' {
        @(@() | Measure-PcQualification).Count | Should -Be 0
        @(Measure-PcQualification -InputObject @()).Count | Should -Be 0
    }

    It 'refuses something else at once' {
        $failure = Get-Failure { Get-Process -Id $PID | Measure-PcQualification }
        $failure.FullyQualifiedErrorId | Should -Be 'InvalidRequest,PartnerCenter.Qualifications.Commands.MeasurePcQualificationCommand'
        $failure.Exception.Message | Should -BeExactly 'An object has no property CustomerId. It is not a customer''s qualification.'
    }

    It 'refuses rows without a vetting status, instead of counting them as rows with the status None' {
        $failure = Get-Failure { $rows | Select-Object CustomerId, CustomerName, Qualification | Select-Object -Skip 1 | Measure-PcQualification }
        $failure.FullyQualifiedErrorId | Should -Be 'InvalidRequest,PartnerCenter.Qualifications.Commands.MeasurePcQualificationCommand'
        $failure.Exception.Message | Should -BeExactly 'An object has no property VettingStatus, so its vetting status is unknown.'
    }

    It 'counts a customer once that was read twice, as it was read last' {
        Show ((New-Row 1 -Status InReview -Created $asOf.AddDays(-3)), (New-Row 2), (New-Row 1 -Status Denied -Created $asOf.AddDays(-3)), (New-Row 2) | Measure-PcQualification -AsOf $asOf) |
            Should -BeExactly 'Education | Approved | 1', 'Education | Denied | 1'
    }

    It 'takes the first and the last year: <_>' -ForEach '2000-01-01T00:00:00Z', '2199-12-31T23:59:59Z' {
        (New-Row 1 -Status InReview -Created '1999-12-31T00:00:00Z' | Measure-PcQualification -AsOf $_).LongestInReview |
            Should -Be ([DateTimeOffset] $_ - [DateTimeOffset] '1999-12-31T00:00:00Z')
    }

    It 'refuses the year of another calendar: <_>' -ForEach '2569-12-01', '1405-09-10T00:00:00Z', '1999-12-31T23:59:59Z', '2200-01-01T00:00:00Z' {
        $text = $_
        $failure = Get-Failure { New-Row 1 | Measure-PcQualification -AsOf $text }
        $failure.FullyQualifiedErrorId | Should -Be "ParameterArgumentTransformationError,PartnerCenter.Qualifications.Commands.MeasurePcQualificationCommand"
        "$failure" | Should -Match "The year of '$text' is not between 2000 and 2199\."
    }

    It 'reads -AsOf as ISO 8601 in every culture: <_>' -ForEach 'en-US', 'de-DE', 'th-TH', 'fa-IR', 'ar-SA' {
        $previous = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = [cultureinfo]::GetCultureInfo($_)
            $row = New-Row 1 -Status InReview -Created '2026-11-30T00:00:00Z'
            ($row | Measure-PcQualification -AsOf '2026-12-01T00:00:00Z').LongestInReview | Should -Be ([timespan] '1.00:00:00')
            $local = [DateTimeOffset]::new([datetime]::new(2026, 12, 1, 0, 0, 0, [System.DateTimeKind]::Local))
            ($row | Measure-PcQualification -AsOf '2026-12-01').LongestInReview | Should -Be ($local - [DateTimeOffset]::new(2026, 11, 30, 0, 0, 0, 0))
            ($row | Measure-PcQualification -AsOf $local.DateTime).LongestInReview | Should -Be ($local - [DateTimeOffset]::new(2026, 11, 30, 0, 0, 0, 0))
        }
        finally { [cultureinfo]::CurrentCulture = $previous }
    }

    It 'refuses a date of another form: <Parameter> <Text>' -ForEach @(
        foreach ($text in '12/01/2026', '01.12.2026', '2026-13-01', 'yesterday', '') {
            @{ Parameter = '-AsOf'; Text = $text; Run = { New-Row 1 | Measure-PcQualification -AsOf $Text } }
            @{ Parameter = '-AsOf of a report'; Text = $text; Run = { New-Row 1 | Export-PcQualificationReport TestDrive:/report.html -AsOf $Text } }
            @{ Parameter = '-Since'; Text = $text; Run = { Get-PcQualificationChange -Since $Text } }
            @{ Parameter = '-Until'; Text = $text; Run = { Get-PcQualificationChange -Until $Text } }
        }
    ) {
        $failure = Get-Failure $Run
        $failure.FullyQualifiedErrorId | Should -Match '^ParameterArgumentTransformationError,'
        "$failure" | Should -BeLike "*'$Text' isn't a date in ISO 8601 format, such as 2026-05-12*"
    }

    It 'goes on after a row that cannot be read, and a warning says so' {
        $found = (New-Row 1), (New-Row 2 -Created 'soon'), (New-Row 3) |
            Measure-PcQualification -ErrorAction SilentlyContinue -ErrorVariable failures -WarningVariable warnings -WarningAction SilentlyContinue
        $found.Count | Should -Be 2
        $failures.Count | Should -Be 1
        "$warnings" | Should -BeExactly '1 customer could not be read and is missing.'
    }

    It 'says how many customers failed in the same pipeline' {
        Connect-PcAccount -Emulator -WarningAction SilentlyContinue | Out-Null
        $asked = @((Get-PcCustomer | Select-Object -First 2).CustomerId) + '00000000-0000-0000-0000-000000000001'
        $found = $asked | Get-PcCustomerQualification -ErrorAction SilentlyContinue | Measure-PcQualification -WarningVariable warnings -WarningAction SilentlyContinue
        ($found | Measure-Object Count -Sum).Sum | Should -BeGreaterOrEqual 2
        "$warnings" | Should -BeExactly '1 customer could not be read and is missing.'
    }

    It 'writes rows of a CSV file' {
        $csv = @($rows | Measure-PcQualification -AsOf $asOf | ConvertTo-Csv | ConvertFrom-Csv)
        Show $csv | Should -BeExactly $expected
        $csv[0].PSObject.Properties.Name | Should -Be 'Qualification', 'VettingStatus', 'Count', 'LongestInReview', 'RawQualification', 'RawVettingStatus'
    }
}
