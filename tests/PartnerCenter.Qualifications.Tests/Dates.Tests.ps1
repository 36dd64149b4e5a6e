BeforeDiscovery {
    # One moment, as PowerShell can have it.
    $dates = @(
        @{ Name = 'local'; Date = '[datetime]::Parse(''2026-01-11T01:30:00Z'')' }
        @{ Name = 'UTC'; Date = '[datetime]::SpecifyKind(''2026-01-11T01:30:00'', ''Utc'')' }
        @{ Name = 'of no zone, which is UTC'; Date = '[datetime]::new(2026, 1, 11, 1, 30, 0)' }
        @{ Name = 'with an offset'; Date = '[DateTimeOffset]''2026-01-10T20:30:00-05:00''' }
        @{ Name = 'text without an offset, which is UTC'; Date = '''2026-01-11T01:30:00''' }
        @{ Name = 'text with one'; Date = '''2026-01-11T07:00:00+05:30''' }
    )
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
}

Describe 'Dates on a machine in <Zone>' -ForEach @(
    @{ Zone = 'America/New_York'; Local = '2026-01-10T20:30:00'; Dates = $dates }
    @{ Zone = 'Asia/Kolkata'; Local = '2026-01-11T07:00:00'; Dates = $dates }
) {
    BeforeAll {
        $since, $until = [datetime]::UtcNow.Date.AddDays(-3).AddHours(1.5), [datetime]::UtcNow.Date.AddDays(-2).AddHours(23)
        $folder = Join-Path (Get-PSDrive TestDrive).Root ($Zone -replace '/')
        New-Item $folder -ItemType Directory | Out-Null

        # In a process of its own, for the zone is read once.
        $reports = foreach ($one in $Dates) {
            "[pscustomobject]@{ CustomerId = '00000000-0000-0000-0000-000000000001'; Qualification = 'Education'; VettingStatus = 'InReview'; VettingCreatedDate = $($one.Date) } |"
            "    Export-PcQualificationReport '$folder/$($one.Name).html' -AsOf ([DateTimeOffset]'2026-01-12T01:00:00Z')"
        }
        $said = Invoke-OtherPowerShell @"
            $($reports -join "`n")
            Connect-PcAccount -Emulator | Out-Null
            `$asked = foreach (`$range in @([datetime]::Parse('$($since.ToString('s'))Z'), [datetime]::Parse('$($until.ToString('s'))Z')),
                @([datetime]::Parse('$($since.ToString('s'))Z').ToString('s'), [datetime]::Parse('$($until.ToString('s'))Z').ToString('s'))) {
                Get-PcQualificationChange -Since `$range[0] -Until `$range[1] -Debug 5>&1 | ForEach-Object { "`$_" }
            }
            `$qualification = New-Object PartnerCenter.Qualifications.CustomerQualification -Property @{
                CustomerId = 'x'; VettingStatus = 'InReview'; VettingCreatedDate = [DateTimeOffset]::UtcNow.AddHours(-1.5)
            }
            `$PSStyle.OutputRendering = 'PlainText'
            @{
                Local = [datetime]::Parse('2026-01-11T01:30:00Z').ToString('s')
                Asked = @(`$asked -match 'auditrecords')
                Age = `$qualification.InReviewFor.TotalHours
                Created = `$qualification.VettingCreatedDate.UtcDateTime.ToString('yyyy-MM-dd HH:mm:ss') + 'Z'
                Shown = @((`$qualification | Format-List | Out-String) -split '\r?\n' -match '^VettingCreatedDate')
            } | ConvertTo-Json
"@ @{ TZ = $Zone }
        $said.Errors | Should -BeNullOrEmpty
        $there = $said.Output -replace '(?s)^[^{]*' | ConvertFrom-Json -DateKind String
    }

    It 'are those of that zone' {
        $there.Local | Should -Be $Local
    }

    It 'of a report''s input are those of the moment: <Name>' -ForEach $dates {
        $text = [System.IO.File]::ReadAllText((Join-Path $folder "$Name.html"))
        $text | Should -Match 'As of 2026-01-12 01:00 UTC'
        $text | Should -Match '2026-01-11T01:30:00'

        # Half an hour less than a day.
        $text | Should -Match '>2026-01-11</td><td class="wait"[^>]*>Less than 1 day'
    }

    It 'of changes are asked for by the days of UTC' {
        $there.Asked.Count | Should -Be 2
        foreach ($line in $there.Asked) { $line | Should -Match "startDate=$($since.ToString('yyyy-MM-dd'))&endDate=$($until.ToString('yyyy-MM-dd'))" }
    }

    It 'of a qualification are shown in UTC, and its age is the time since' {
        [math]::Abs($there.Age - 1.5) | Should -BeLessThan 0.1
        $there.Shown -replace ' +:', ' :' | Should -BeExactly @("VettingCreatedDate : $($there.Created)")
    }
}
