BeforeAll {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    Import-Module $moduleRoot -Force
    Connect-PcAccount -Emulator -EmulatorCustomerCount 120 | Out-Null
    $everything = @(Get-PcCustomer | Get-PcCustomerQualification)
    $asOf = [DateTimeOffset]::UtcNow.AddDays(1)
    $command = 'PartnerCenter.Qualifications.Commands.ExportPcQualificationReportCommand'
    $opening = '<script type="application/json" id="report-data">'

    # What the page carries as data, as text and as objects.
    function Get-DataText([string] $Path) {
        $text = [System.IO.File]::ReadAllText($Path)
        $start = $text.IndexOf($opening) + $opening.Length
        $text.Substring($start, $text.IndexOf('</script>', $start) - $start)
    }

    function Get-Data([string] $Path) { Get-DataText $Path | ConvertFrom-Json -DateKind String }

    # The rows of one of the page's lists as text, without any script having run.
    function Get-Row([string] $Path, [string] $List) {
        $text = [System.IO.File]::ReadAllText($Path)
        if ($text -notmatch "(?s)id=""$List"".*?<tbody>(.*?)</tbody>") { return }
        foreach ($row in [regex]::Matches($Matches[1], '(?s)<tr>(.*?)</tr>')) {
            $cells = foreach ($cell in [regex]::Matches($row.Groups[1].Value, '(?s)<t[hd][^>]*>(.*?)</t[hd]>')) {
                ([System.Net.WebUtility]::HtmlDecode(($cell.Groups[1].Value -replace '<[^>]+>', ' ')) -replace ' +', ' ').Trim(' ')
            }
            $cells -join ' | '
        }
    }

    function Get-Tile([string] $Path, [string] $Label) {
        if ([System.IO.File]::ReadAllText($Path) -match "<strong>([^<]*)</strong> <span>$Label</span>") { $Matches[1] }
    }

    function New-Path([string] $Name = "$([guid]::NewGuid()).html") { Join-Path (Get-PSDrive TestDrive).Root $Name }

    function New-Qualification([string] $Id, [string] $Qualification = 'Education', [string] $Status = 'Approved', [string] $Name = "Customer $Id", [string] $Created = '2026-01-10T00:00:00Z') {
        [pscustomobject]@{
            CustomerId = "00000000-0000-0000-0000-00000000000$Id"; CustomerName = $Name; Domain = $null; Qualification = $Qualification
            VettingStatus = $Status; VettingReason = $null; VettingCreatedDate = $Created
        }
    }
}

AfterAll {
    Disconnect-PcAccount
    Remove-Module PartnerCenter.Qualifications -Force -ErrorAction Ignore
}

Describe 'Export-PcQualificationReport' {
    Context 'the file' {
        It 'is written, and nothing is returned without -PassThru' {
            $path = New-Path
            @($everything | Export-PcQualificationReport -Path $path).Count | Should -Be 0
            $path | Should -Exist
        }

        It 'is returned as a file with -PassThru' {
            $path = New-Path
            $file = $everything | Export-PcQualificationReport $path -PassThru
            $file | Should -BeOfType ([System.IO.FileInfo])
            $file.FullName | Should -BeExactly $path
            $file.Length | Should -BeGreaterThan 50000
        }

        It 'is UTF-8 without a mark, ends with a line end, and nothing stays beside it' {
            $folder = New-Path 'alone'
            New-Item -ItemType Directory $folder | Out-Null
            $path = Join-Path $folder 'report.html'
            $everything | Export-PcQualificationReport $path
            (Get-ChildItem $folder -Force).Name | Should -Be 'report.html'
            $bytes = [System.IO.File]::ReadAllBytes($path)
            $bytes[0] | Should -Be ([byte][char]'<')
            $bytes[-1] | Should -Be 10
            { [System.Text.UTF8Encoding]::new($false, $true).GetString($bytes) } | Should -Not -Throw
        }

        It 'is the same, byte for byte, for the same qualifications and the same -AsOf' {
            $first, $second = 1..2 | ForEach-Object { New-Path }
            $everything | Export-PcQualificationReport $first -AsOf $asOf
            $everything | Export-PcQualificationReport $second -AsOf $asOf
            (Get-FileHash $first).Hash | Should -Be (Get-FileHash $second).Hash
        }

        It 'can be named as PowerShell names files: <Name>' -ForEach @(
            @{ Name = 'on a drive of PowerShell'; Given = 'TestDrive:/drive.html'; Expected = 'drive.html' }
            @{ Name = 'relative to the current location'; Given = './relative.html'; Expected = 'relative.html' }
            @{ Name = 'with brackets, which are no wildcards'; Given = 'TestDrive:/report [1].html'; Expected = 'report [1].html' }
        ) {
            Push-Location TestDrive:/
            try { $file = $everything[0..2] | Export-PcQualificationReport $Given -PassThru } finally { Pop-Location }
            $file.FullName | Should -BeExactly (New-Path $Expected)
            Test-Path -LiteralPath $file.FullName | Should -BeTrue
        }

        It 'replaces an earlier one' {
            $path = New-Path
            Set-Content $path 'earlier'
            $everything[0] | Export-PcQualificationReport $path
            Get-Content $path -TotalCount 1 | Should -Be '<!DOCTYPE html>'
        }

        It 'does not replace an earlier one with -NoClobber' {
            $path = New-Path
            Set-Content $path 'earlier'
            $failure = Get-Failure { $everything[0] | Export-PcQualificationReport $path -NoClobber -Force }
            $failure.FullyQualifiedErrorId | Should -Be "InvalidRequest,$command"
            $failure.ErrorDetails.RecommendedAction | Should -Match '-NoClobber'
            Get-Content $path | Should -Be 'earlier'
        }

        It 'replaces a read-only one with -Force only' {
            $path = New-Path
            Set-Content $path 'earlier'
            Set-ItemProperty $path IsReadOnly $true
            $failure = Get-Failure { $everything[0] | Export-PcQualificationReport $path }
            $failure.FullyQualifiedErrorId | Should -Be "InvalidRequest,$command"
            $failure.ErrorDetails.RecommendedAction | Should -Match '-Force'
            Get-Content $path | Should -Be 'earlier'
            $everything[0] | Export-PcQualificationReport $path -Force
            Get-Content $path -TotalCount 1 | Should -Be '<!DOCTYPE html>'
        }

        It 'is refused before anybody is asked: <Name>' -ForEach @(
            @{ Name = 'a folder that does not exist'; Given = { New-Path 'nowhere/report.html' }; Words = 'nowhere' }
            @{ Name = 'a folder'; Given = { (Get-PSDrive TestDrive).Root }; Words = 'is a folder' }
            @{ Name = 'no file system'; Given = { 'env:report.html' }; Words = 'file system' }
            @{ Name = 'no drive'; Given = { 'nodrive:/report.html' }; Words = 'file system' }
        ) {
            $asked = [System.Collections.Generic.List[object]]::new()
            $path = & $Given
            $failure = Get-Failure { $everything | ForEach-Object { $asked.Add($_); $_ } | Export-PcQualificationReport $path }
            $failure.FullyQualifiedErrorId | Should -Be "InvalidRequest,$command"
            $failure.CategoryInfo.Category | Should -Be 'InvalidArgument'
            $failure.Exception | Should -BeOfType ([PartnerCenter.Qualifications.PartnerCenterException])
            $failure.Exception.Message | Should -Match $Words
            $failure.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
            $failure.TargetObject | Should -Be $path
            $asked.Count | Should -Be 0
        }

        It 'stays as it was when the pipeline fails before it' {
            $folder = New-Path 'failing'
            New-Item -ItemType Directory $folder | Out-Null
            $path = Join-Path $folder 'report.html'
            Set-Content $path 'earlier'
            Get-Failure { $everything | ForEach-Object { if ($_ -eq $everything[50]) { throw 'lost' }; $_ } | Export-PcQualificationReport $path } | Should -Not -BeNullOrEmpty
            Get-Content $path | Should -Be 'earlier'
            (Get-ChildItem $folder -Force).Name | Should -Be 'report.html'
        }

        It 'is refused in words where nothing can be written' -Skip:(-not $IsLinux) {
            $failure = Get-Failure { $everything[0] | Export-PcQualificationReport '/proc/report.html' }
            $failure.FullyQualifiedErrorId | Should -Be "InvalidRequest,$command"
            $failure.Exception.Message | Should -Match "^The report '/proc/report\.html' could not be written: "
            $failure.Exception.InnerException | Should -Not -BeNullOrEmpty
        }

        It 'leaves nothing behind where it cannot be put into its place' -Skip:(-not $IsLinux) {
            $folder = New-Path 'unplaced'
            New-Item -ItemType Directory $folder | Out-Null
            $name = 'a' * 256
            $failure = Get-Failure { $everything[0] | Export-PcQualificationReport (Join-Path $folder $name) }
            $failure.FullyQualifiedErrorId | Should -Be "InvalidRequest,$command"
            @(Get-ChildItem $folder -Force).Count | Should -Be 0
        }

        It 'may have the longest name that the system allows' -Skip:(-not $IsLinux) {
            $path = New-Path ('a' * 250 + '.html')
            ($everything[0] | Export-PcQualificationReport $path -PassThru).Name.Length | Should -Be 255
        }

        It 'is not written with -WhatIf' {
            $path = New-Path
            @($everything | Export-PcQualificationReport $path -WhatIf -PassThru).Count | Should -Be 0
            $path | Should -Not -Exist
        }
    }

    Context 'the page' {
        BeforeAll {
            $path = New-Path
            $everything | Export-PcQualificationReport $path -AsOf $asOf -Title 'Autumn "review" & <more>'
            $text = [System.IO.File]::ReadAllText($path)
        }

        It 'bears the title, and the time in UTC' {
            $text | Should -Match '<title>Autumn &quot;review&quot; &amp; &lt;more&gt;</title>'
            $text | Should -Match '<h1><bdi>Autumn &quot;review&quot; &amp; &lt;more&gt;</bdi></h1>'
            $text | Should -Match ([regex]::Escape("As of $($asOf.ToString('yyyy-MM-dd HH:mm')) UTC"))
        }

        It 'has a title of its own where none is given' {
            $plain = New-Path
            $everything[0] | Export-PcQualificationReport $plain
            [System.IO.File]::ReadAllText($plain) | Should -Match '<title>Customers&#39; qualifications</title>'
        }

        It 'refers to nothing outside itself' {
            $links = [regex]::Matches($text, '(?:src|href|action)\s*=\s*"([^"]*)"') | ForEach-Object { $_.Groups[1].Value }
            $links.Count | Should -BeGreaterThan 5
            $links | Where-Object { $_ -notmatch '^(#|data:)' } | Should -BeNullOrEmpty
            $text | Should -Not -Match '@import|url\('
        }

        It 'allows its own style and script, and nothing else' {
            $text -match 'Content-Security-Policy" content="([^"]*)"' | Should -BeTrue
            $policy = $Matches[1]
            $policy | Should -Match "^default-src 'none';"
            $policy | Should -Not -Match 'unsafe|http|\*'
            foreach ($kind in 'style', 'script') {
                $body = [regex]::Match($text, "(?s)<$kind>(.*?)</$kind>").Groups[1].Value
                $body.Length | Should -BeGreaterThan 1000
                $hash = [Convert]::ToBase64String([System.Security.Cryptography.SHA256]::HashData([System.Text.Encoding]::UTF8.GetBytes($body)))
                $policy | Should -Match ([regex]::Escape("$kind-src 'sha256-$hash'"))
            }
        }

        It 'counts customers and states' {
            Get-Tile $path 'Customers' | Should -Be '120'
            Get-Tile $path 'Approved' | Should -Be @($everything | Where-Object VettingStatus -EQ Approved).Count
            Get-Tile $path 'In review' | Should -Be @($everything | Where-Object VettingStatus -EQ InReview).Count
            Get-Tile $path 'Denied' | Should -Be @($everything | Where-Object VettingStatus -EQ Denied).Count
            Get-Tile $path 'No qualification' | Should -Be @($everything | Where-Object Qualification -EQ None).Count
            foreach ($group in $everything | Where-Object Qualification -EQ Education | Group-Object VettingStatus) {
                $word = @{ Approved = 'Approved'; InReview = 'In review'; Denied = 'Denied' }[$group.Name]
                $text | Should -Match "<title>Education\. [^<]*${word}: $($group.Count)\b"
            }
        }

        It 'shows what waits longest first, with its age' {
            $oldest = $everything | Where-Object VettingStatus -EQ InReview | Sort-Object VettingCreatedDate
            $rows = @(Get-Row $path 'waiting-list')
            $rows.Count | Should -Be ([math]::Min(10, @($oldest).Count))
            for ($i = 0; $i -lt $rows.Count; $i++) {
                $days = [math]::Floor(($asOf - $oldest[$i].VettingCreatedDate).TotalDays)
                $rows[$i] | Should -Match ([regex]::Escape($oldest[$i].CustomerName))
                $rows[$i] | Should -Match "\| $days days?$"
            }
        }

        It 'shows what was denied, and why' {
            $denied = @($everything | Where-Object VettingStatus -EQ Denied | Sort-Object VettingCreatedDate -Descending)
            $rows = @(Get-Row $path 'denied-list')
            $rows.Count | Should -Be ([math]::Min(10, $denied.Count))
            for ($i = 0; $i -lt $rows.Count; $i++) { $rows[$i] | Should -Match ([regex]::Escape($denied[$i].VettingReason) + '$') }
            foreach ($group in $denied | Group-Object VettingReason) {
                $reason = [System.Net.WebUtility]::HtmlEncode($group.Name)
                $text | Should -Match "(?s)<bdi>$([regex]::Escape($reason))</bdi></th><td class=""graph"">.{0,300}<td class=""number"">$($group.Count)</td>"
            }
        }

        It 'lists the first ones in the order of the input even without scripts, and holds all as data' {
            $rows = @(Get-Row $path 'all-list')
            $rows.Count | Should -Be 50
            for ($i = 0; $i -lt 50; $i++) { $rows[$i] | Should -Match ([regex]::Escape($everything[$i].CustomerId)) }
            $data = Get-Data $path
            $data.format | Should -Be 'PartnerCenter.Qualifications.Report'
            $data.qualifications.Count | Should -Be $everything.Count
            for ($i = 0; $i -lt $everything.Count; $i++) {
                $data.qualifications[$i].customerId | Should -BeExactly $everything[$i].CustomerId
                $data.qualifications[$i].customerName | Should -BeExactly $everything[$i].CustomerName
                $data.qualifications[$i].qualification | Should -BeExactly "$($everything[$i].Qualification)"
                [string]$data.qualifications[$i].vettingReason | Should -BeExactly ([string]$everything[$i].VettingReason)
            }
        }

        It 'has no section of changes without -Compare' {
            $text | Should -Not -Match 'id="changes'
        }

        It 'says so where there is nothing to show' {
            $empty = New-Path
            @() | Export-PcQualificationReport $empty
            $words = [System.IO.File]::ReadAllText($empty)
            $words | Should -Match 'Nothing is in review\.'
            $words | Should -Match 'Nothing was denied\.'
            $words | Should -Match 'No customer was given to this report\.'
            (Get-Data $empty).qualifications.Count | Should -Be 0
        }
    }

    Context 'strange names' {
        It 'shows <_> as text and nothing else' -ForEach @(
            '<script>alert(1)</script>'
            '</script><script>alert(1)</script>'
            '<!--<script>'
            '<img src=x onerror=alert(1)>'
            '"><svg/onload=alert(1)>'
            "' onmouseover='alert(1)"
            ']]>'
            '&lt;b&gt;'
            '{{Script}} {0} ${x}'
            '=HYPERLINK("http://example.invalid")'
            "line`u{2028}separator`u{2029}"
            "`u{202E}txt.exe"
            'École Élémentaire 学校 🏫'
        ) {
            $path = New-Path
            $item = New-Qualification 1 -Status Denied -Name $_
            $item.VettingReason = $_
            $item.Domain = $_
            $item | Export-PcQualificationReport $path -Title $_
            $text = [System.IO.File]::ReadAllText($path)
            [regex]::Matches($text, '(?i)<script').Count | Should -Be 2
            [regex]::Matches($text, '(?i)</script').Count | Should -Be 2
            [regex]::Matches($text, '(?i)<(img|svg/|b>|!--)').Count | Should -Be 0
            Get-DataText $path | Should -Not -Match "[<>&'\u2028\u2029]"
            $data = (Get-Data $path).qualifications[0]
            $data.customerName | Should -BeExactly $_
            $data.vettingReason | Should -BeExactly $_
            @(Get-Row $path 'denied-list')[0] | Should -BeLike "$([System.Management.Automation.WildcardPattern]::Escape(($_ -replace ' +', ' ')))*"
        }

        It 'replaces what no page can hold' {
            $path = New-Path
            New-Qualification 1 -Name "a`0b`u{1}c$([char]0xD800)d" | Export-PcQualificationReport $path
            (Get-Data $path).qualifications[0].customerName | Should -BeExactly "a`u{FFFD}b`u{FFFD}c`u{FFFD}d"
        }

        It 'shows the id where there is no name, and words of the service that nobody knows' {
            $path = New-Path
            $item = New-Qualification 1 -Qualification 'Unknown' -Status 'Unknown' -Name ''
            $item | Add-Member RawQualification 'Healthcare' -PassThru | Add-Member RawVettingStatus 'Escalated'
            $item | Export-PcQualificationReport $path
            @(Get-Row $path 'all-list')[0] | Should -Be "$($item.CustomerId) | Healthcare | Escalated | 2026-01-10 | "
        }
    }

    Context 'the input' {
        BeforeAll {
            $some = $everything[0..40]
            $typed = New-Path
            $some | Export-PcQualificationReport $typed -AsOf $asOf

            # CSV has no fractions of a second.
            function Get-Comparable([string] $Path) { (Get-DataText $Path) -replace '(T\d\d:\d\d:\d\d)\.\d+', '$1' }
            $expected = Get-Comparable $typed
        }

        It 'may be <Name>' -ForEach @(
            @{ Name = 'objects from another process'; Make = { [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($some, 3)) } }
            @{ Name = 'a file of Export-Clixml'; Make = { $some | Export-Clixml (New-Path 'some.clixml'); Import-Clixml (New-Path 'some.clixml') } }
            @{ Name = 'rows of a CSV file'; Make = { $some | Export-Csv (New-Path 'some.csv'); Import-Csv (New-Path 'some.csv') } }
            @{ Name = 'objects of JSON'; Make = { $some | ConvertTo-Json | ConvertFrom-Json } }
            @{ Name = 'objects of JSON with words'; Make = { $some | ConvertTo-Json -EnumsAsStrings | ConvertFrom-Json } }
            @{ Name = 'selected properties'; Make = { $some | Select-Object * } }
            @{ Name = 'hash tables'; Make = { $some | ForEach-Object { @{ CustomerId = $_.CustomerId; CustomerName = $_.CustomerName; Domain = $_.Domain; Qualification = $_.Qualification; VettingStatus = $_.VettingStatus; VettingReason = $_.VettingReason; VettingCreatedDate = $_.VettingCreatedDate } } } }
        ) {
            $path = New-Path
            & $Make | Export-PcQualificationReport $path -AsOf $asOf
            Get-Comparable $path | Should -BeExactly $expected
        }

        It 'may be a CSV file in the format of <_>' -ForEach 'de-DE', 'en-GB' {
            $before = [cultureinfo]::CurrentCulture
            $path = New-Path
            try {
                [cultureinfo]::CurrentCulture = [cultureinfo]::GetCultureInfo($_)
                if ([cultureinfo]::CurrentCulture.DateTimeFormat.ShortDatePattern -eq [cultureinfo]::InvariantCulture.DateTimeFormat.ShortDatePattern) {
                    Set-ItResult -Skipped -Because 'this PowerShell runs without data of cultures'
                }

                $some | ConvertTo-Csv | ConvertFrom-Csv | Export-PcQualificationReport $path -AsOf $asOf
            }
            finally {
                [cultureinfo]::CurrentCulture = $before
            }

            Get-Comparable $path | Should -BeExactly $expected
        }

        It 'may be an array as the parameter' {
            $path = New-Path
            Export-PcQualificationReport -InputObject $some -Path $path -AsOf $asOf
            Get-Comparable $path | Should -BeExactly $expected
        }

        It 'is refused at once where it is something else' {
            $path = New-Path
            $failure = Get-Failure { Get-PcCustomer | Export-PcQualificationReport $path }
            $failure.FullyQualifiedErrorId | Should -Be "InvalidRequest,$command"
            $failure.Exception.Message | Should -Match 'PartnerCenter\.Qualifications\.Customer .*Qualification'
            $failure.ErrorDetails.RecommendedAction | Should -Match 'Get-PcCustomerQualification'
            $path | Should -Not -Exist
        }

        It 'leaves out, with an error, what <Name>, and goes on' -ForEach @(
            @{ Name = 'has no id'; Broken = { $item = New-Qualification 2; $item.CustomerId = ' '; $item }; Words = 'CustomerId' }
            @{ Name = 'has a date that is none'; Broken = { New-Qualification 2 -Created 'yesterday-ish' }; Words = 'yesterday-ish' }
        ) {
            $path = New-Path
            $item = & $Broken
            (New-Qualification 1), $item, (New-Qualification 3) | Export-PcQualificationReport $path -ErrorAction SilentlyContinue -ErrorVariable failures
            $failures.Count | Should -Be 1
            $failures[0].FullyQualifiedErrorId | Should -Be "InvalidRequest,$command"
            $failures[0].Exception.Message | Should -Match $Words
            [object]::ReferenceEquals($failures[0].TargetObject, $item) | Should -BeTrue
            (Get-Data $path).qualifications.customerName | Should -Be 'Customer 1', 'Customer 3'
        }
    }

    Context '-Compare' {
        BeforeAll {
            $before = @(
                New-Qualification 1 -Status InReview
                New-Qualification 2
                New-Qualification 2 -Qualification Nonprofit
                New-Qualification 3 -Qualification None -Status None
                New-Qualification 4
                New-Qualification 6 -Status Denied
            )
            $after = @(
                New-Qualification 1 -Status Approved
                New-Qualification 2
                New-Qualification 3 -Status InReview
                New-Qualification 5 -Qualification GovernmentCommunityCloud
                New-Qualification 6 -Status Denied
            )
            $expected = @(
                'Customer 1 00000000-0000-0000-0000-000000000001 | Education | Status changed | In review | Approved'
                'Customer 3 00000000-0000-0000-0000-000000000003 | Education | Qualification added |  | In review'
                'Customer 5 00000000-0000-0000-0000-000000000005 | Government Community Cloud | New customer |  | Approved'
                'Customer 2 00000000-0000-0000-0000-000000000002 | Nonprofit | Qualification removed | Approved | '
                'Customer 4 00000000-0000-0000-0000-000000000004 | Education | Customer gone | Approved | '
            )
            $earlier = New-Path
            $before | Export-PcQualificationReport $earlier -AsOf '2026-02-01T08:30:00Z'
        }

        It 'shows what changed since <Name>' -ForEach @(
            @{ Name = 'an earlier report'; Given = { $earlier }; Since = 'Compared with the report of 2026-02-01 08:30 UTC.' }
            @{ Name = 'an earlier report as a file object'; Given = { Get-Item $earlier }; Since = 'Compared with the report of 2026-02-01 08:30 UTC.' }
            @{ Name = 'the data of an earlier report'; Given = { $json = New-Path 'data.json'; Get-DataText $earlier | Set-Content $json; $json }; Since = 'Compared with the report of 2026-02-01 08:30 UTC.' }
            @{ Name = 'a file of ConvertTo-Json'; Given = { $json = New-Path 'array.json'; $before | ConvertTo-Json | Set-Content $json; $json }; Since = 'Compared with the earlier qualifications that were given.' }
            @{ Name = 'a file of ConvertTo-Json in UTF-16'; Given = { $json = New-Path 'wide.json'; $before | ConvertTo-Json | Set-Content $json -Encoding unicode; $json }; Since = 'Compared with the earlier qualifications that were given.' }
            @{ Name = 'earlier objects'; Given = { $before }; Since = 'Compared with the earlier qualifications that were given.' }
            @{ Name = 'rows of an earlier CSV file'; Given = { $before | ConvertTo-Csv | ConvertFrom-Csv }; Since = 'Compared with the earlier qualifications that were given.' }
        ) {
            $path = New-Path
            $after | Export-PcQualificationReport $path -Compare (& $Given)
            @(Get-Row $path 'changes-list') | Should -Be $expected
            [System.IO.File]::ReadAllText($path) | Should -Match ([regex]::Escape($Since))
            foreach ($tile in 'New customers', 'Qualifications added', 'Statuses changed', 'Qualifications removed', 'Customers gone') { Get-Tile $path $tile | Should -Be 1 }
            $data = Get-Data $path
            $data.changes.Count | Should -Be 5
            $data.changes.kind | Should -Be 'StatusChanged', 'QualificationAdded', 'CustomerAdded', 'QualificationRemoved', 'CustomerRemoved'
        }

        It 'says so where nothing changed' {
            $path = New-Path
            $before | Export-PcQualificationReport $path -Compare $earlier
            [System.IO.File]::ReadAllText($path) | Should -Match 'Nothing changed\.'
            (Get-Data $path).changes.Count | Should -Be 0
        }

        It 'treats everyone as new where there was nobody' {
            $path = New-Path
            $after | Export-PcQualificationReport $path -Compare @()
            Get-Tile $path 'New customers' | Should -Be 5
        }

        It 'may name the very file that is replaced' {
            $path = New-Path
            Copy-Item $earlier $path
            $after | Export-PcQualificationReport $path -Compare $path
            @(Get-Row $path 'changes-list').Count | Should -Be 5
        }

        It 'is refused before anybody is asked: <Name>' -ForEach @(
            @{ Name = 'a file that does not exist'; Given = { New-Path 'missing.html' }; Words = 'missing\.html' }
            @{ Name = 'a page that is no report'; Given = { $p = New-Path 'page.html'; Set-Content $p '<html></html>'; $p }; Words = 'holds no qualifications' }
            @{ Name = 'a report that was cut'; Given = { $p = New-Path 'cut.html'; (Get-Content $earlier -Raw) -replace '(?s)"qualifications":.*' | Set-Content $p; $p }; Words = 'holds no qualifications' }
            @{ Name = 'JSON of something else'; Given = { $p = New-Path 'else.json'; Set-Content $p '[{"name":"x"}]'; $p }; Words = 'holds no qualifications' }
            @{ Name = 'an object of something else'; Given = { $p = New-Path 'object.json'; Set-Content $p '{"name":"x"}'; $p }; Words = 'holds no qualifications' }
            @{ Name = 'no JSON'; Given = { $p = New-Path 'broken.json'; Set-Content $p '[{"customerId":'; $p }; Words = 'could not be read' }
            @{ Name = 'a newer format'; Given = { $p = New-Path 'newer.json'; (Get-DataText $earlier) -replace '"version":1', '"version":2' | Set-Content $p; $p }; Words = 'newer version' }
            @{ Name = 'two paths'; Given = { $earlier, $earlier }; Words = '2 values' }
            @{ Name = 'objects of something else'; Given = { [pscustomobject]@{ Name = 'x' } }; Words = 'no property CustomerId' }
        ) {
            $path = New-Path
            $asked = [System.Collections.Generic.List[object]]::new()
            $given = & $Given
            $failure = Get-Failure { $after | ForEach-Object { $asked.Add($_); $_ } | Export-PcQualificationReport $path -Compare $given }
            $failure.FullyQualifiedErrorId | Should -Be "InvalidRequest,$command"
            $failure.Exception.Message | Should -Match $Words
            $failure.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
            $asked.Count | Should -Be 0
            $path | Should -Not -Exist
        }
    }

    Context '-Open' {
        It 'is refused where the name would not open in a browser' {
            $path = New-Path 'report.txt'
            $failure = Get-Failure { $everything[0] | Export-PcQualificationReport $path -Open }
            $failure.FullyQualifiedErrorId | Should -Be "InvalidRequest,$command"
            $path | Should -Not -Exist
        }

        It 'opens the report with what the system opens pages with' -Skip:(-not $IsLinux) {
            $folder = New-Path 'opener'
            New-Item -ItemType Directory $folder | Out-Null
            Set-Content (Join-Path $folder 'xdg-open') "#!/bin/sh`nprintf '%s' ""`$1"" > '$folder/part' && mv '$folder/part' '$folder/opened'"
            chmod +x (Join-Path $folder 'xdg-open')
            $path = Join-Path $folder 'my [first] report.html'
            $other = Invoke-OtherPowerShell "Export-PcQualificationReport -InputObject @() -Path '$path' -Open" @{ PATH = "${folder}:$env:PATH"; DISPLAY = ':0' }
            $other.Errors | Should -BeNullOrEmpty
            Wait-Until { Test-Path "$folder/opened" } 'the report was opened'
            [uri]::UnescapeDataString((Get-Content "$folder/opened" -Raw)) -replace '^file://' | Should -BeExactly $path
        }
    }

    It 'brings nothing into the session when the module is imported' {
        $other = Invoke-OtherPowerShell '[AppDomain]::CurrentDomain.GetAssemblies().GetName().Name -match "^(PartnerCenter\.(Client|Emulator)|System\.Text\.Encodings\.Web)$"'
        $other.Errors | Should -BeNullOrEmpty
        $other.Output.Trim() | Should -BeNullOrEmpty
    }
}
