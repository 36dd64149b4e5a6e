BeforeAll {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    Import-Module $moduleRoot -Force
    $asOf = [DateTimeOffset]'2026-06-30T12:00:00Z'

    function New-Row([int] $Number, [string] $Status, $Created, [string] $Reason, [string] $Qualification = 'Education', [string] $Id) {
        [pscustomobject]@{
            CustomerId = if ($Id) { $Id } else { 'aaaaaaaa-0000-0000-0000-{0:d12}' -f $Number }; CustomerName = "Customer $Number"; Domain = $null
            Qualification = $Qualification; VettingStatus = $Status; VettingReason = $Reason; VettingCreatedDate = $Created
        }
    }

    # The report of some rows, as text.
    function Get-Report([object[]] $Rows) {
        $path = Join-Path (Get-PSDrive TestDrive).Root "$([guid]::NewGuid()).html"
        $Rows | Export-PcQualificationReport $path -AsOf $asOf
        [System.IO.File]::ReadAllText($path)
    }

    # The rows of the table that has these words in it, each as text with bars between the cells.
    function Get-Cell([string] $Report, [string] $Table) {
        $tables = [regex]::Matches($Report, '(?s)<table .*?</table>').Value | Where-Object { $_ -match [regex]::Escape($Table) }
        @($tables).Count | Should -Be 1
        foreach ($row in [regex]::Matches(($tables -replace '(?s)^.*?<tbody>'), '(?s)<tr>(.*?)</tr>')) {
            $cells = [regex]::Matches(($row.Groups[1].Value -replace '(?s)<svg.*?</svg>'), '(?s)<t[hd][^>]*>(.*?)</t[hd]>') | ForEach-Object {
                $text = $_.Groups[1].Value -replace '<[^>]+>', ' ' -replace ' +', ' '
                [System.Net.WebUtility]::HtmlDecode($text).Trim()
            }
            @($cells | Where-Object { $_ }) -join ' | '
        }
    }
}

AfterAll {
    Remove-Module PartnerCenter.Qualifications -Force -ErrorAction Ignore
}

Describe 'The figures of a report' {
    It 'count each age on the right side of its boundary, in whole days' {
        $ages = 0, 7, 7.99, 8, 30, 30.99, 31, 60, 60.99, 61, 90, 90.99, 91, 400
        $rows = @(
            foreach ($age in $ages) { New-Row ($age * 100) InReview $asOf.AddDays(-$age) }
            New-Row 1 InReview $asOf.AddDays(3)
            New-Row 2 InReview $null
        )
        Get-Cell (Get-Report $rows) 'Age of what is in review' | Should -Be @(
            'Up to 7 days | 4'
            '8 to 30 days | 3'
            '31 to 60 days | 3'
            '61 to 90 days | 3'
            'Over 90 days | 2'
            'Date unknown | 1'
        )
    }

    It 'put what waits longest first, and what has no date last; no age is negative' {
        $rows = @(
            New-Row 1 InReview $null
            New-Row 2 InReview $asOf.AddDays(-5)
            New-Row 3 InReview $asOf.AddDays(3)
            New-Row 4 InReview $asOf.AddDays(-95)
            New-Row 5 InReview $asOf.AddHours(-23)
            New-Row 6 InReview $asOf.AddHours(-24)
        )
        Get-Cell (Get-Report $rows) 'id="waiting-list"' | ForEach-Object { $_ -replace '^(Customer \d) [^|]*' } | Should -Be @(
            '| Education | 2026-03-27 | 95 days'
            '| Education | 2026-06-25 | 5 days'
            '| Education | 2026-06-29 | 1 day'
            '| Education | 2026-06-29 | Less than 1 day'
            '| Education | 2026-07-03 | Less than 1 day'
            '| Education | date unknown'
        )
        Get-Cell (Get-Report $rows) 'id="waiting-list"' | ForEach-Object { $_ -replace '^Customer (\d).*', '$1' } | Should -Be 4, 2, 6, 5, 3, 1
    }

    It 'put the newest denial first, and what has no date last' {
        $rows = @(
            New-Row 1 Denied $null 'No date.'
            New-Row 2 Denied $asOf.AddDays(-50) 'Old.'
            New-Row 3 Denied $asOf.AddDays(-1) 'New.'
            New-Row 4 Denied $asOf.AddDays(-49) 'Old.'
        )
        $report = Get-Report $rows
        Get-Cell $report 'id="denied-list"' | ForEach-Object { $_ -replace '^Customer (\d).*', '$1' } | Should -Be 3, 4, 2, 1
    }

    It 'count the reasons of denials, the most frequent first' {
        $rows = foreach ($number in 1..6) {
            New-Row $number Denied $asOf.AddDays(-$number) ('Rare.', 'Often.', 'Often.', 'Often.', 'Now and then.', 'Now and then.')[$number - 1]
        }
        $report = Get-Report $rows
        $found = [regex]::Matches($report, '<bdi>((?:Rare|Often|Now and then)\.)</bdi></th><td class="graph">.*?<td class="number">(\d)</td>')
        @($found | ForEach-Object { "$($_.Groups[1].Value) $($_.Groups[2].Value)" }) | Should -Be 'Often. 3', 'Now and then. 2', 'Rare. 1'
    }

    It 'count the denials of all reasons after the eighth together' {
        # Eight reasons with three denials each, and three with two, one and one.
        $number = 0
        $rows = foreach ($reason in (@(1..8) * 3) + 9, 9, 10, 11) { New-Row ((++$number)) Denied $asOf.AddDays(-1) "Reason $reason." }
        Get-Cell (Get-Report $rows) 'Other reasons' | Should -Be @(
            foreach ($reason in 1..8) { "Reason $reason. | 3" }
            'Other reasons | 4'
        )
    }

    It 'give shares as whole percentages, rounded away from zero, and what is less than one as that' {
        $rows = @(
            foreach ($number in 1..174) { New-Row $number Approved $asOf.AddDays(-9) }
            foreach ($number in 175..199) { New-Row $number InReview $asOf.AddDays(-9) }
            New-Row 200 Denied $asOf.AddDays(-9)
        )

        # 174, 25 and 1 of 200 are 87, 12.5 and 0.5 %.
        Get-Cell (Get-Report $rows) 'aria-labelledby="by-status-title"' | Should -Be 'Approved | 174 | 87 %', 'In review | 25 | 13 %', 'Denied | 1 | < 1 %'
    }

    It 'say that a list is cut only where it is: <Count> rows' -ForEach @(
        @{ Count = 10; Words = '' }
        @{ Count = 11; Words = 'The first 10 of 11 rows.' }
    ) {
        $report = Get-Report @(foreach ($number in 1..$Count) { New-Row $number Denied $asOf.AddDays(-1) 'No.' })
        $report -match '(?s)id="denied-list".*?<p class="cut">(.*?)</p>' | Should -BeTrue
        $Matches[1] | Should -BeExactly $Words
    }

    It 'count a customer once, whatever the letter case of its id, and each of its qualifications' {
        $rows = @(
            New-Row 1 Approved $asOf
            New-Row 1 None $null -Qualification StateOwnedEntity -Id 'AAAAAAAA-0000-0000-0000-000000000001'
            New-Row 2 Approved $asOf -Qualification Nonprofit
        )
        $report = Get-Report $rows
        $report | Should -Match '<strong>2</strong> <span>Customers</span>'
        Get-Cell $report 'aria-labelledby="by-qualification-title"' | Should -Be @(
            'Education | 1 | – | – | – | 1'
            'Nonprofit | 1 | – | – | – | 1'
            'State Owned Entity | – | – | – | 1 | 1'
        )
    }
}

Describe 'The table by qualification' {
    It 'does not show dashes for customers without a qualification, which would look like zero' {
        $rows = (New-Row 1 Approved $asOf), (New-Row 2 None $null -Qualification StateOwnedEntity), (New-Row 3 None $null -Qualification None)
        Get-Cell (Get-Report $rows) 'aria-labelledby="by-qualification-title"' | Should -Be @(
            'Education | 1 | – | – | – | 1'
            'State Owned Entity | – | – | – | 1 | 1'
            'None | No qualification | 1'
        )
    }
}

Describe 'A report' {
    BeforeAll {
        $many = @(
            foreach ($number in 1..1300) { New-Row $number Approved $asOf.AddDays(-9) }
            foreach ($number in 1301..1500) { New-Row $number InReview $asOf.AddDays(-$number / 7) }
            foreach ($number in 1501..1505) { New-Row $number Denied $asOf.AddDays(-40) 'No.' }
        )
        $culture = [cultureinfo]::CurrentCulture
        [cultureinfo]::CurrentCulture = [cultureinfo]::InvariantCulture
        $invariant = Get-Report $many
        [cultureinfo]::CurrentCulture = $culture
    }

    AfterEach { [cultureinfo]::CurrentCulture = $culture }

    It 'is the same in every culture: <_>' -ForEach 'de-DE', 'th-TH', 'tr-TR', 'ar-SA', 'fa-IR', 'fr-FR' {
        [cultureinfo]::CurrentCulture = [cultureinfo]::GetCultureInfo($_)
        $report = Get-Report $many
        $report -ceq $invariant | Should -BeTrue
        $report | Should -Match '<strong>1,300</strong> <span>Approved'
    }

    It 'holds nothing of a culture whose numbers are markup' {
        $odd = [cultureinfo]::new('en-US')
        $odd.NumberFormat.NumberGroupSeparator = '<b>'
        $odd.NumberFormat.NumberDecimalSeparator = '"'
        $odd.NumberFormat.NegativeSign = '<i>'
        $odd.DateTimeFormat.DateSeparator = '<u>'
        $odd.DateTimeFormat.TimeSeparator = '<s>'
        [cultureinfo]::CurrentCulture = $odd
        (Get-Report $many) -ceq $invariant | Should -BeTrue
    }
}
