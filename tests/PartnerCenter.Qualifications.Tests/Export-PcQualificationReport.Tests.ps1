BeforeAll {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    . (Join-Path $PSScriptRoot 'ScriptedHost.ps1')
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
            CustomerId = "00000000-0000-0000-0000-$($Id.PadLeft(12, '0'))"; CustomerName = $Name; Domain = $null; Qualification = $Qualification
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
            Get-Failure { $everything | ForEach-Object { if ($_ -eq $everything[50]) { throw 'lost' }; $_ } | Export-PcQualificationReport $path } |
                Should -Not -BeNullOrEmpty
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

        It 'keeps the permissions of the file that it replaces, whatever the umask: <Mode>' -Skip:$IsWindows -ForEach @(
            @{ Mode = 'UserRead, UserWrite' }
            @{ Mode = 'UserRead, UserWrite, GroupRead' }
            @{ Mode = 'UserRead, UserWrite, GroupRead, GroupWrite, OtherRead, OtherWrite' }
        ) {
            $path = New-Path
            Set-Content $path 'earlier'
            [System.IO.File]::SetUnixFileMode($path, [System.IO.UnixFileMode] $Mode)
            $everything[0] | Export-PcQualificationReport $path
            Get-Content $path -TotalCount 1 | Should -Be '<!DOCTYPE html>'
            [System.IO.File]::GetUnixFileMode($path) | Should -Be ([System.IO.UnixFileMode] $Mode)
        }

        It 'stays the same file, with its owner, group and access control list, where it replaces one' -Skip:(-not $IsLinux) {
            Add-Type -Namespace Test -Name Attributes -MemberDefinition @'
[System.Runtime.InteropServices.DllImport("libc")] public static extern int setxattr(string path, string name, byte[] value, System.IntPtr size, int flags);
[System.Runtime.InteropServices.DllImport("libc")] public static extern System.IntPtr getxattr(string path, string name, byte[] value, System.IntPtr size);
'@
            $path = New-Path
            Set-Content $path ('earlier' * 100000)
            $groups = if ((id -u) -eq 0) { 12345 } else { -split (id -G) | Where-Object { $_ -ne (id -g) } }
            if ($groups) { chgrp $groups[0] $path }
            chmod 640 $path
            $before = stat -c '%i %u %g %a' $path

            # The owner, a user of the number 2003, and nobody of the group.
            $list = [System.Collections.Generic.List[byte]]::new([BitConverter]::GetBytes(2))
            foreach ($entry in @(1, 6, -1), @(2, 4, 2003), @(4, 0, -1), @(16, 4, -1), @(32, 0, -1)) {
                $list.AddRange(
                    [byte[]] ([BitConverter]::GetBytes([int16] $entry[0]) + [BitConverter]::GetBytes([int16] $entry[1]) +
                        [BitConverter]::GetBytes([int] $entry[2])))
            }

            $hasList = [Test.Attributes]::setxattr($path, 'system.posix_acl_access', $list.ToArray(), $list.Count, 0) -eq 0
            $everything[0] | Export-PcQualificationReport $path
            [System.IO.File]::ReadAllText($path) | Should -Match '(?s)^<!DOCTYPE html>.*</html>\s*$'
            stat -c '%i %u %g %a' $path | Should -Be $before
            if ($hasList) {
                $kept = [byte[]]::new(100)
                [Test.Attributes]::getxattr($path, 'system.posix_acl_access', $kept, 100) | Should -Be $list.Count
                $kept[0..($list.Count - 1)] | Should -Be $list
            }
        }

        It 'is refused before anybody is asked where something is there that is no file: <_>' -Skip:(-not $IsLinux) -ForEach 'a pipe', 'a socket' {
            $folder = New-Path "special $_"
            New-Item -ItemType Directory $folder | Out-Null
            $path = Join-Path $folder 'x'
            $socket = $null
            if ($_ -eq 'a pipe') { mkfifo $path }
            else {
                $socket = [System.Net.Sockets.Socket]::new('Unix', 'Stream', 'Unspecified')
                $short = [System.IO.Path]::GetRelativePath((Get-Location -PSProvider FileSystem).ProviderPath, $path)
                if ($short.Length -gt 100) { Push-Location $folder; [System.IO.Directory]::SetCurrentDirectory($folder); $short = 'x' }
                $socket.Bind([System.Net.Sockets.UnixDomainSocketEndPoint]::new($short))
            }
            try {
                $asked = [System.Collections.Generic.List[object]]::new()
                foreach ($more in @{}, @{ Force = $true }, @{ NoClobber = $true }) {
                    $failure = Get-Failure { $everything | ForEach-Object { $asked.Add($_); $_ } | Export-PcQualificationReport $path @more }
                    $failure.FullyQualifiedErrorId | Should -Be "InvalidRequest,$command"
                    $failure.Exception.Message | Should -Match 'is a device, a pipe, or a socket'
                }
            }
            finally { if ($socket) { $socket.Dispose() } }
            $asked.Count | Should -Be 0
            if ($_ -eq 'a pipe') { stat -c %F $path | Should -Be 'fifo' }
        }

        It 'is kept beside its place, and named, where it cannot replace the earlier one: <Name> is there by then' -Skip:(-not $IsLinux) -ForEach @(
            @{ Name = 'a link'; Swap = { [System.IO.File]::Delete($path); [System.IO.File]::CreateSymbolicLink($path, $victim) } }
            @{ Name = 'a pipe'; Swap = { [System.IO.File]::Delete($path); mkfifo $path } }
        ) {
            $folder = New-Path "late $Name"
            New-Item -ItemType Directory $folder | Out-Null
            $path = Join-Path $folder 'report.html'
            $victim = Join-Path $folder 'victim.html'
            Set-Content $path 'earlier'
            Set-Content $victim 'untouched'
            $type = (Get-Command Export-PcQualificationReport).ImplementingType.Assembly.GetType('PartnerCenter.Qualifications.Report.ReportFile')
            foreach ($force in $false, $true) {
                if ($force) { [System.IO.File]::Delete($path); Set-Content $path 'earlier'; chmod 400 $path }
                $file = $type.GetConstructors()[0].Invoke([object[]] @([string] $path, $force, $false, [Func[string, bool]] { $true }))
                $failure = Get-Failure { $type.GetMethod('Write').Invoke($file, [object[]] @([Action[System.IO.Stream]] { param($Stream) & $Swap | Out-Null; $Stream.WriteByte(65) })) }
                $failure = $failure.Exception.GetBaseException(), $failure.Exception.InnerException | Where-Object { $_ -is [PartnerCenter.Qualifications.PartnerCenterException] }
                $failure.Message | Should -Match "could not be replaced: .+ The complete new report is in '(.+)'"
                $failure.Message -match "new report is in '(.+)'" | Should -BeTrue
                [System.IO.File]::ReadAllText($Matches[1]) | Should -Be 'A'
                [System.IO.File]::GetUnixFileMode($Matches[1]) | Should -Be ([System.IO.UnixFileMode] 'UserRead, UserWrite')
                Get-Content $victim | Should -Be 'untouched'
            }
        }

        It 'stays read-only where -Force replaced a read-only one' -Skip:$IsWindows {
            $path = New-Path
            Set-Content $path 'earlier'
            [System.IO.File]::SetUnixFileMode($path, 'UserRead')
            $everything[0] | Export-PcQualificationReport $path -Force
            Get-Content $path -TotalCount 1 | Should -Be '<!DOCTYPE html>'
            [System.IO.File]::GetUnixFileMode($path) | Should -Be ([System.IO.UnixFileMode]::UserRead)
        }

        It 'changes nothing through a symbolic link: <Name>' -Skip:$IsWindows -ForEach @(
            @{ Name = 'to a file'; Target = 'victim.html' }
            @{ Name = 'to nothing'; Target = 'nothing.html' }
        ) {
            $folder = New-Path "links of $Target"
            New-Item -ItemType Directory $folder | Out-Null
            $victim = Join-Path $folder 'victim.html'
            Set-Content $victim 'earlier'
            [System.IO.File]::SetUnixFileMode($victim, 'UserRead')
            $link = Join-Path $folder 'report.html'
            New-Item -ItemType SymbolicLink $link -Target (Join-Path $folder $Target) | Out-Null
            $failure = Get-Failure { $everything[0] | Export-PcQualificationReport $link -Force }
            $failure.FullyQualifiedErrorId | Should -Be "InvalidRequest,$command"
            $failure.Exception.Message | Should -Match 'is a symbolic link'
            (Get-ChildItem $folder -Force).Name | Should -Be 'report.html', 'victim.html'
            Get-Content $victim | Should -Be 'earlier'
            [System.IO.File]::GetUnixFileMode($victim) | Should -Be ([System.IO.UnixFileMode]::UserRead)
            (Get-Item $link).LinkTarget | Should -Be (Join-Path $folder $Target)
        }

        # As a snapshot of a folder is made, with "cp -al" or "rsync --link-dest".
        It 'does not change a file in another place through a hard link' -Skip:$IsWindows {
            $folder = New-Path 'hard link'
            New-Item -ItemType Directory $folder | Out-Null
            $path = Join-Path $folder 'report.html'
            $snapshot = Join-Path $folder 'snapshot.html'
            Set-Content $snapshot 'earlier'
            New-Item -ItemType HardLink $path -Target $snapshot | Out-Null
            $failure = Get-Failure { $everything[0] | Export-PcQualificationReport $path -Force }
            $failure.FullyQualifiedErrorId | Should -Be "InvalidRequest,$command"
            $failure.Exception.Message | Should -Match 'hard link'
            Get-Content $snapshot | Should -Be 'earlier'
            Remove-Item $path
            $everything[0] | Export-PcQualificationReport $path
            Get-Content $path -TotalCount 1 | Should -Be '<!DOCTYPE html>'
            $everything[0] | Export-PcQualificationReport $path
            Get-Content $snapshot | Should -Be 'earlier'
            (Get-ChildItem $folder -Force).Name | Should -Be 'report.html', 'snapshot.html'
        }

        It 'is not written with -WhatIf' {
            $path = New-Path
            @($everything | Export-PcQualificationReport $path -WhatIf -PassThru).Count | Should -Be 0
            $path | Should -Not -Exist
        }

        It 'is written without a question, and with -Confirm only after a yes' {
            $path = New-Path
            $given = @(New-Qualification 1)
            foreach ($answer in 'No', 'Yes') {
                $said = Invoke-WithUser { $given | Export-PcQualificationReport $path -Confirm } $answer @{ given = $given; path = $path }
                $said.Questions | Should -BeLike "*`"Write a report of qualifications`" on target `"$path`"*"
                Test-Path $path | Should -Be ($answer -eq 'Yes')
            }
            (Invoke-WithUser { $given | Export-PcQualificationReport $path } @() @{ given = $given; path = $path }).Questions | Should -BeNullOrEmpty
            (Invoke-WithUser { $given | Export-PcQualificationReport $path -WhatIf } @() @{ given = $given; path = $path }).Lines |
                Should -BeExactly "What if: Performing the operation `"Write a report of qualifications`" on target `"$path`"."
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

        It 'has a tile for each status, and these tiles add up to the entries of the list' {
            $rows = @(
                New-Qualification 1 Education Approved
                New-Qualification 2 Education InReview
                New-Qualification 3 Education Denied
                New-Qualification 3 Nonprofit Approved
                New-Qualification 4 StateOwnedEntity None
                New-Qualification 4 Education Approved
                New-Qualification 5 None None
                New-Qualification 6 None None
                New-Qualification 7 Education Escalated
            )
            $mixed = New-Path
            $rows | Export-PcQualificationReport $mixed
            $page = [System.IO.File]::ReadAllText($mixed)
            $tiles = foreach ($tile in [regex]::Matches($page, '<strong>([^<]*)</strong> <span>([^<]*)</span></a>')) { "$($tile.Groups[2].Value) $($tile.Groups[1].Value)" }
            $tiles | Should -BeExactly 'Customers 7', 'Approved 3', 'In review 1', 'Denied 1', 'No status 1', 'Unknown 1', 'No qualification 2'
            ($tiles[1..6] -replace '\D' | Measure-Object -Sum).Sum | Should -Be $rows.Count
            @(Get-Row $mixed 'all-list').Count | Should -Be $rows.Count
            $page | Should -Match "add up to the number of entries in the list \($($rows.Count)\)"

            # Each tile shows its entries: by a filter of the list, or as the section of its status.
            foreach ($status in 'Approved', 'NoStatus', 'Unknown', 'None') { $page | Should -Match "<a href=""#all"" class=""\w+"" data-filter=""$status"">" }
            foreach ($section in 'waiting', 'denied') { $page | Should -Match "<a href=""#$section"" class=""\w+""><strong>1<" }
        }

        It 'has no tile for unknown statuses where there are none, but one for each other status' {
            $plain = New-Path
            New-Qualification 1 | Export-PcQualificationReport $plain
            foreach ($tile in 'In review', 'Denied', 'No status', 'No qualification') { Get-Tile $plain $tile | Should -Be 0 }
            Get-Tile $plain 'Unknown' | Should -BeNullOrEmpty
        }

        It 'has no section of changes without -Compare' {
            $text | Should -Not -Match 'id="changes'
        }

        It 'says so where there is nothing to show' {
            $empty = New-Path
            @() | Export-PcQualificationReport $empty
            $words = [System.IO.File]::ReadAllText($empty)
            $words | Should -Match 'No qualifications are in review\.'
            $words | Should -Match 'No qualifications were denied\.'
            $words | Should -Match 'The report contains no customers\.'
            (Get-Data $empty).qualifications.Count | Should -Be 0
        }
    }

    Context 'a report that is not complete' {
        BeforeAll {
            $server = Start-EmulatorHost
            $target = $server.Target
            $connection = Connect-PcAccount -ServicePrincipal -TenantId $emulated.Domain -Credential (New-Credential) @target
            $customers = @(Get-PcCustomer -Context $connection)
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
            Connect-PcAccount -Emulator -EmulatorCustomerCount 120 | Out-Null
        }

        It 'says how many customers are missing: in the page, in its data and in a warning: <Name>' -ForEach @(
            @{
                Name = 'of one pipeline'
                Ask = {
                    $customers | Get-PcCustomerQualification -Context $connection -ErrorAction SilentlyContinue |
                        Export-PcQualificationReport $path -WarningVariable warnings -WarningAction SilentlyContinue
                    $warnings
                }
            }
            @{
                Name = 'of a script block in the pipeline'
                Ask = {
                    $customers | ForEach-Object { $_ | Get-PcCustomerQualification -Context $connection -ErrorAction SilentlyContinue } |
                        Export-PcQualificationReport $path -WarningVariable warnings -WarningAction SilentlyContinue
                    $warnings
                }
            }
            @{
                Name = 'with selected properties'
                Ask = {
                    $customers | Get-PcCustomerQualification -Context $connection -ErrorAction Ignore | Select-Object * |
                        Export-PcQualificationReport $path -WarningVariable warnings -WarningAction SilentlyContinue
                    $warnings
                }
            }
        ) {
            $path = New-Path
            $warnings = & $Ask
            "$warnings" | Should -BeExactly '3 customers could not be read and are missing.'
            [System.IO.File]::ReadAllText($path) | Should -Match '<p class="notice"><strong>Incomplete\.</strong> 3 customers could not be read and are missing\.</p>'
            $data = Get-Data $path
            $data.missingCustomers | Should -Be 3
            @($data.qualifications.customerId | Select-Object -Unique).Count | Should -Be ($customers.Count - 3)
        }

        It 'says which customers are missing, by name and ID, in the page and in its data: <Name>' -ForEach @(
            @{ Name = 'customers'; Given = { $customers[0..8] }; Named = $true; Compare = $false }
            @{ Name = 'rows'; Given = { $customers[0..8] | ForEach-Object { [pscustomobject]@{ CustomerId = $_.CustomerId; CompanyName = $_.CompanyName } } }; Named = $true; Compare = $false }
            @{ Name = 'IDs that the connection knows'; Given = { $customers[0..8].CustomerId }; Named = $true; Compare = $false }
            @{ Name = 'IDs whose name is in the earlier report'; Given = { $customers[0..8].CustomerId }; Named = $true; Compare = $true }
        ) {
            $path = New-Path
            $more = if ($Compare) {
                @{ Compare = $customers | ForEach-Object { [pscustomobject]@{ CustomerId = $_.CustomerId; CustomerName = "Earlier $($_.CompanyName)"; Qualification = 'None' } } }
            }
            else { @{} }
            if ($Compare) {
                # Without the names that the connections of the same partner know.
                $elsewhere = $target.Clone()
                $elsewhere.Endpoint = "$($target.Endpoint)" -replace '127\.0\.0\.1', 'localhost'
                $other = Connect-PcAccount -ServicePrincipal -TenantId $emulated.Domain -Credential (New-Credential) @elsewhere
                & $Given | Get-PcCustomerQualification -Context $other -ErrorAction Ignore | Export-PcQualificationReport $path -WarningAction SilentlyContinue @more
                Disconnect-PcAccount $other
            }
            else { & $Given | Get-PcCustomerQualification -Context $connection -ErrorAction Ignore | Export-PcQualificationReport $path -WarningAction SilentlyContinue }
            $prefix = if ($Compare) { 'Earlier ' }
            $expected = $customers[3, 7] | ForEach-Object { "$prefix$($_.CompanyName) $($_.CustomerId)" } | Sort-Object -CaseSensitive -Culture ''
            $page = [System.IO.File]::ReadAllText($path)
            $page -match '(?s)<div class="notice missing".*?</div>' | Should -BeTrue
            $shown = foreach ($item in [regex]::Matches($Matches[0], '(?s)<li>(.*?)</li>')) { [System.Net.WebUtility]::HtmlDecode(($item.Groups[1].Value -replace '<[^>]+>')) }
            $shown | Sort-Object -CaseSensitive -Culture '' | Should -BeExactly $expected
            (Get-Data $path).missing | ForEach-Object { "$($_.customerName) $($_.customerId)" } | Should -BeExactly $shown
        }

        It 'shows a missing customer by its ID where no name is known, and counts the rows without one' {
            $path = New-Path
            $broken = New-Qualification 4 -Created 'soon' -Name 'Broken <b>School</b>'
            $blank = New-Qualification 5
            $blank.CustomerId = ' '
            & {
                New-Qualification 1
                '00000000-0000-0000-0000-000000000003', 'no ID', 'none, either' | Get-PcCustomerQualification -Context $connection -ErrorAction Ignore
                $broken
                $blank
            } | Export-PcQualificationReport $path -ErrorAction Ignore -WarningAction SilentlyContinue -WarningVariable warnings
            "$warnings" | Should -BeExactly '5 customers could not be read and are missing.'
            $page = [System.IO.File]::ReadAllText($path)
            $page -match '(?s)<div class="notice missing".*?</div>' | Should -BeTrue
            [regex]::Matches($Matches[0], '(?s)<li>(.*?)</li>').ForEach{ $_.Groups[1].Value } | Should -BeExactly @(
                '<bdi class="name">Broken &lt;b&gt;School&lt;/b&gt;</bdi> <span class="key">00000000-0000-0000-0000-000000000004</span>'
                '<bdi class="name">00000000-0000-0000-0000-000000000003</bdi>'
                '3 rows without a valid customer ID'
            )
            (Get-Data $path).missing.customerId | Should -Be '00000000-0000-0000-0000-000000000004', '00000000-0000-0000-0000-000000000003'
        }

        It 'names nobody where nobody is missing, and not a customer that came in later' {
            $path = New-Path
            & {
                '00000000-0000-0000-0000-000000000001' | Get-PcCustomerQualification -Context $connection -ErrorAction Ignore
                New-Qualification 1
            } | Export-PcQualificationReport $path
            [System.IO.File]::ReadAllText($path) | Should -Not -Match 'class="notice missing"'
            (Get-Data $path).PSObject.Properties.Name | Should -Not -Contain 'missing'
        }

        It 'does not call a customer removed whose row cannot be read' {
            $path = New-Path
            (New-Qualification 1), (New-Qualification 2 -Created 'soon') |
                Export-PcQualificationReport $path -Compare (New-Qualification 1), (New-Qualification 2), (New-Qualification 3) -ErrorAction Ignore -WarningAction SilentlyContinue
            (Get-Data $path).changes | ForEach-Object { "$($_.kind) $($_.before.customerName)" } | Should -BeExactly 'CustomerRemoved Customer 3'
        }

        It 'names a customer of which a part could not be read, and calls nothing of it removed: <Name>' -ForEach @(
            @{
                Name = 'an item of a response'
                Ask = {
                    Set-Host $server responses @{
                        path = "/v1/customers/$($customers[0].CustomerId)/qualifications"; statusCode = 200; body = '[42,{"qualification":"StateOwnedEntity"}]'; once = $true
                    }
                    $customers[0] | Get-PcCustomerQualification -Context $connection -ErrorAction Ignore
                }
            }
            @{
                Name = 'a row of a file'
                Ask = {
                    foreach ($row in @{ Qualification = 'StateOwnedEntity' }, @{ Qualification = 'Education'; VettingCreatedDate = '05.12.2026' }) {
                        [pscustomobject] ($row + @{ CustomerId = $customers[0].CustomerId; CustomerName = $customers[0].CompanyName; VettingStatus = '' })
                    }
                }
            }
        ) {
            $path = New-Path
            $customer = $customers[0]
            $had = 'Education', 'StateOwnedEntity' | ForEach-Object { [pscustomobject]@{ CustomerId = $customer.CustomerId; Qualification = $_; VettingStatus = '' } }
            & $Ask | Export-PcQualificationReport $path -Compare $had -ErrorAction Ignore -WarningVariable warnings -WarningAction SilentlyContinue
            $warnings.Where{ $_ -notmatch 'emulated' } |
                Should -BeExactly "Some qualifications of these customers could not be read: $($customer.CompanyName) ($($customer.CustomerId))."
            $page = [System.IO.File]::ReadAllText($path)
            $page | Should -Match '<strong>Incomplete\.</strong> 1 customer could not be read completely\. Some of its qualifications might be missing\.</p>'
            $page -match '(?s)<div class="notice missing".*?</div>' | Should -BeTrue
            [System.Net.WebUtility]::HtmlDecode(($Matches[0] -replace '<[^>]+>')).Trim() | Should -BeExactly "$($customer.CompanyName) $($customer.CustomerId) (not read completely)"
            $data = Get-Data $path
            $data.changes | Should -BeNullOrEmpty
            $data.partlyRead.customerId | Should -Be $customer.CustomerId
            $data.qualifications.qualification | Should -Be 'StateOwnedEntity'

            # What could not be read then can count as new later.
            $had | Compare-PcQualification $path -WarningVariable later -WarningAction SilentlyContinue | ForEach-Object Kind | Should -Be 'QualificationAdded'
            "$later" | Should -Match 'Customers were missing from the earlier qualifications\.'
        }

        It 'names the first ten customers of which a part could not be read, by name, in the warning: <Count>' -ForEach @(
            @{ Count = 10; More = '' }
            @{ Count = 12; More = ', and 2 more' }
        ) {
            $rows = foreach ($number in $Count..1) {
                $id = "$number".PadLeft(2, '0')
                New-Qualification $id -Name "Customer $(99 - $number)"
                New-Qualification $id -Qualification Nonprofit -Created 'soon' -Name "Customer $(99 - $number)"
            }
            $rows | Export-PcQualificationReport (New-Path) -ErrorAction Ignore -WarningVariable warnings -WarningAction SilentlyContinue
            $named = foreach ($number in $Count..($Count - 9)) { 'Customer {0} (00000000-0000-0000-0000-{1:d12})' -f (99 - $number), $number }
            "$warnings" | Should -BeExactly "Some qualifications of these customers could not be read: $($named -join ', ')$More."
        }

        It 'counts a customer of the list that could not be read' {
            $path = New-Path
            Set-Host $server responses @{ path = '/v1/customers'; statusCode = 200; body = "{`"totalCount`":2,`"items`":[{`"companyProfile`":{}},{`"id`":`"$($customers[0].CustomerId)`"}]}"; once = $true }
            Get-PcCustomer -Context $connection -ErrorAction Ignore | Get-PcCustomerQualification -Context $connection |
                Export-PcQualificationReport $path -WarningVariable warnings -WarningAction SilentlyContinue
            "$warnings" | Should -BeExactly '1 customer could not be read and is missing.'
        }

        It 'counts a customer that came in at the second try as there, and one that failed twice once' {
            $path = New-Path
            $customers[0..3] | ForEach-Object {
                if ($_ -eq $customers[0]) { Get-PcCustomerQualification 00000000-0000-0000-0000-000000000009 -Context $connection -ErrorAction Ignore }
                if ($_ -eq $customers[3]) {
                    $_ | Get-PcCustomerQualification -Context $connection -ErrorAction Ignore
                    New-Qualification 9
                    $_ | Get-PcCustomerQualification -Context $connection -ErrorAction Ignore
                }
                else { $_ | Get-PcCustomerQualification -Context $connection }
            } | Export-PcQualificationReport $path -WarningVariable warnings -WarningAction SilentlyContinue
            "$warnings" | Should -BeExactly '1 customer could not be read and is missing.'
        }

        It 'counts an object that could not be read' {
            $path = New-Path
            (New-Qualification 1), (New-Qualification 2 -Created 'yesterday-ish') |
                Export-PcQualificationReport $path -ErrorAction Ignore -WarningVariable warnings -WarningAction SilentlyContinue
            "$warnings" | Should -BeExactly '1 customer could not be read and is missing.'
        }

        It 'does not count what failed before, after or beside it' {
            $path = New-Path
            $customers[3] | Get-PcCustomerQualification -Context $connection -ErrorAction Ignore
            $before = $customers[0] | Get-PcCustomerQualification -Context $connection
            $customers[3, 0] | Get-PcCustomerQualification -Context $connection -ErrorAction Ignore |
                ForEach-Object { $before | Export-PcQualificationReport $path -WarningVariable warnings }
            $warnings | Should -BeNullOrEmpty
            [System.IO.File]::ReadAllText($path) | Should -Not -Match 'Incomplete\.'
            (Get-Data $path).PSObject.Properties.Name | Should -Not -Contain 'missingCustomers'
        }

        It 'does not call a customer gone that could not be read' {
            $earlier = New-Path
            $customers | ForEach-Object { New-Object PSObject -Property @{ CustomerId = $_.CustomerId; Qualification = 'None' } } |
                Export-PcQualificationReport $earlier
            $path = New-Path
            $customers | Get-PcCustomerQualification -Context $connection -ErrorAction Ignore |
                Export-PcQualificationReport $path -Compare $earlier -WarningAction SilentlyContinue
            @((Get-Data $path).changes | Where-Object kind -EQ CustomerRemoved).Count | Should -Be 0

            # And not new, without a word, where the earlier report lacked it.
            $next = New-Path
            New-Qualification 1 | Export-PcQualificationReport $next -Compare $path
            [System.IO.File]::ReadAllText($next) | Should -Match 'Customers were missing from that report'
        }

        It 'says of the report that it is compared with what it says where nobody failed, too: <Mark>' -ForEach @(
            @{ Mark = 'missingCustomers'; Value = 2 }
            @{ Mark = 'mayBeIncomplete'; Value = $true }
        ) {
            $earlier = New-Path
            $customers | ForEach-Object { [pscustomobject]@{ CustomerId = $_.CustomerId; Qualification = 'None' } } |
                Export-PcQualificationReport $earlier -AsOf '2026-02-01T08:30:00Z'
            $data = Get-DataText $earlier | ConvertFrom-Json -DateKind String -AsHashtable
            $data[$Mark] = $Value
            $json = New-Path "$([guid]::NewGuid()).json"
            $data | ConvertTo-Json -Depth 5 | Set-Content $json
            foreach ($asked in $customers[0..2], $customers) {
                $path = New-Path
                $asked | Get-PcCustomerQualification -Context $connection -ErrorAction Ignore |
                    Export-PcQualificationReport $path -Compare $json -WarningAction SilentlyContinue
                $text = [System.IO.File]::ReadAllText($path)
                $text | Should -Match 'Compared with the report of 2026-02-01 08:30 UTC\. Customers were missing from that report'
            }
        }

        It 'says of the report that it is compared with whether that one was complete: <Name>' -ForEach @(
            @{ Name = 'complete'; Marks = @{}; IsComplete = $true }
            @{ Name = 'customers were missing'; Marks = @{ missingCustomers = 2 }; IsComplete = $false }
            @{ Name = 'a command had ended the pipeline'; Marks = @{ mayBeIncomplete = $true }; IsComplete = $false }
            @{ Name = 'both'; Marks = @{ missingCustomers = 1; mayBeIncomplete = $true }; IsComplete = $false }
        ) {
            $earlier = New-Path
            New-Qualification 1 | Export-PcQualificationReport $earlier
            $data = Get-DataText $earlier | ConvertFrom-Json -DateKind String -AsHashtable
            foreach ($mark in $Marks.Keys) { $data[$mark] = $Marks[$mark] }
            $json = New-Path "$([guid]::NewGuid()).json"
            $data | ConvertTo-Json -Depth 5 | Set-Content $json

            # With a change and without one, for both say what they compare with.
            foreach ($now in @((New-Qualification 1), (New-Qualification 2)), @(New-Qualification 1)) {
                $path = New-Path
                $now | Export-PcQualificationReport $path -Compare $json
                [System.IO.File]::ReadAllText($path).Contains('Customers were missing from that report') | Should -Be (-not $IsComplete)
            }
        }

        It 'is not written, and the earlier one stays, where nobody could be read' {
            $folder = New-Path 'nobody'
            New-Item -ItemType Directory $folder | Out-Null
            $path = Join-Path $folder 'report.html'
            Set-Content $path 'earlier'
            $failure = Get-Failure {
                $customers[3, 7] | Get-PcCustomerQualification -Context $connection -ErrorAction Ignore | Export-PcQualificationReport $path
            }
            $failure.FullyQualifiedErrorId | Should -Be "InvalidRequest,$command"
            $failure.Exception.Message | Should -Match 'no customer could be read'
            Get-Content $path | Should -Be 'earlier'
            (Get-ChildItem $folder -Force).Name | Should -Be 'report.html'
        }

        It 'is not written, and the earlier one stays, where nobody was given, unless -Force asks for it: <Name>' -ForEach @(
            @{ Name = 'an empty array'; Given = { @() } }
            @{
                Name = 'a variable that a failed list left empty'
                Given = {
                    $listed = Get-PcCustomer -Context $connection -ErrorAction SilentlyContinue -CompanyName 'Nobody has this name'
                    $listed | Get-PcCustomerQualification -Context $connection
                }
            }
            @{ Name = 'nothing that a filter lets through'; Given = { $everything | Where-Object CustomerName -EQ 'Nobody has this name' } }
            @{ Name = 'an empty file'; Given = { 'CustomerId,Qualification' | ConvertFrom-Csv } }
        ) {
            $folder = New-Path "nobody given $([guid]::NewGuid())"
            New-Item -ItemType Directory $folder | Out-Null
            $path = Join-Path $folder 'report.html'
            Set-Content $path 'earlier'
            $failure = Get-Failure { & $Given | Export-PcQualificationReport $path -Compare $everything[0] }
            $failure.FullyQualifiedErrorId | Should -Be "InvalidRequest,$command"
            $failure.Exception.Message | Should -Match 'is unchanged because the input contained no customers'
            $failure.ErrorDetails.RecommendedAction | Should -Match '-Force'
            Get-Content $path | Should -Be 'earlier'
            (Get-ChildItem $folder -Force).Name | Should -Be 'report.html'
            & $Given | Export-PcQualificationReport $path -Force
            [System.IO.File]::ReadAllText($path) | Should -Match 'The report contains no customers\.'

            # A new file would say that all earlier customers are removed.
            $new = Join-Path $folder 'new.html'
            $failure = Get-Failure { & $Given | Export-PcQualificationReport $new -Compare $everything[0] }
            $failure.FullyQualifiedErrorId | Should -Be "InvalidRequest,$command"
            $failure.Exception.Message | Should -Match "^No report was written to .* because the input contained no customers\."
            $new | Should -Not -Exist
            & $Given | Export-PcQualificationReport $new -Compare $everything[0] -Force
            $new | Should -Exist
        }

        It 'is not written, and the earlier one stays, where <Name> comes instead of the list' -ForEach @(
            @{ Name = 'an empty object'; Body = '{}' }
            @{ Name = 'an error'; Body = '{"code":"2000","description":"internal error","data":[],"source":"PartnerAPI"}' }
            @{ Name = 'a page without items'; Body = '{"totalCount":25,"items":null}' }
            @{
                Name = 'a page of fewer than the service counts'
                Body = '{"totalCount":25,"items":[{"id":"00000000-0000-4000-8000-000000000001"}],"links":{"self":{"uri":"/customers"}}}'
            }
        ) {
            $path = New-Path
            Set-Content $path 'earlier'
            Set-Host $server responses @{ path = '/v1/customers'; body = $Body; once = $false }
            try {
                $failure = Get-Failure {
                    Get-PcCustomer -Context $connection | Get-PcCustomerQualification -Context $connection -ErrorAction Ignore |
                        Export-PcQualificationReport $path
                }
                $failure.FullyQualifiedErrorId | Should -Be 'InvalidResponse,PartnerCenter.Qualifications.Commands.GetPcCustomerCommand'
                "$failure" | Should -Match '[^.]\. The list of customers is incomplete: [01] had been listed\.'
                Get-Content $path | Should -Be 'earlier'
            }
            finally {
                Clear-HostResponse $server
                foreach ($id in $customers[3, 7, 11].CustomerId) {
                    Set-Host $server responses @{
                        path = "/v1/customers/$id/qualifications"
                        statusCode = 403
                        body = '{"code":"900308","description":"no"}'
                        once = $false
                    }
                }
            }
        }

        It 'counts each row that names no customer' {
            $path = New-Path
            $file = New-Path 'rows.csv'
            Set-Content $file 'CustomerId,CompanyName', "$($customers[0].CustomerId),Good", ',No id A', ',No id B', ' ,No id C', 'n/a,No id D', 'n/a,No id E',
                "$($customers[3].CustomerId),Denied", "$($customers[3].CustomerId),Denied"
            Import-Csv $file | Get-PcCustomerQualification -Context $connection -ErrorAction SilentlyContinue -ErrorVariable failures |
                Export-PcQualificationReport $path -WarningVariable warnings -WarningAction SilentlyContinue
            $failures.Count | Should -Be 7
            "$warnings" | Should -BeExactly '6 customers could not be read and are missing.'
        }

        It 'is not written, and the earlier one stays, where a list in a script block failed: <Given> objects before' -ForEach @(
            @{ Given = 0 }
            @{ Given = 2 }
        ) {
            $path = New-Path
            Set-Content $path 'earlier'
            Disconnect-PcAccount
            $pipeline = {
                # As without a try around it, where PowerShell goes on after an error that ends one statement.
                1 | ForEach-Object { if ($Given) { New-Qualification 1; New-Qualification 2 }; try { Get-PcCustomer } catch { Write-Verbose "$_" } } |
                    Export-PcQualificationReport $path -WarningVariable warnings -WarningAction SilentlyContinue
                "$warnings"
            }
            if ($Given) {
                # What there is is told, with what is wrong with it.
                & $pipeline | Should -BeExactly 'A command in the pipeline ended with an error, so other customers might be missing.'
                [System.IO.File]::ReadAllText($path) | Should -Match 'Incomplete\.</strong> A command in the pipeline ended'
            }
            else {
                (Get-Failure $pipeline).Exception.Message | Should -Match 'no customer could be read'
                Get-Content $path | Should -Be 'earlier'
            }
        }

        It 'is not written, and the earlier one stays, with nothing beside it, where <Name>' -ForEach @(
            @{
                Name = 'the list fails'
                Pipeline = { Get-PcCustomer -Context $dead | Get-PcCustomerQualification -Context $connection | Export-PcQualificationReport $path }
            }
            @{
                Name = 'the command before it ends with an error'
                Pipeline = { $customers | Get-PcCustomerQualification -Context $dead | Export-PcQualificationReport $path }
            }
            @{
                Name = 'a customer fails under -ErrorAction Stop'
                Pipeline = { $customers | Get-PcCustomerQualification -Context $connection -ErrorAction Stop | Export-PcQualificationReport $path }
            }
        ) {
            $dead = Connect-PcAccount -Emulator
            $dead | Disconnect-PcAccount
            $folder = New-Path "ended $([guid]::NewGuid())"
            New-Item -ItemType Directory $folder | Out-Null
            $path = Join-Path $folder 'report.html'
            Set-Content $path 'earlier'
            Get-Failure $Pipeline | Should -Not -BeNullOrEmpty
            Get-Content $path | Should -Be 'earlier'
            (Get-ChildItem $folder -Force).Name | Should -Be 'report.html'
        }
    }

    Context 'an emulator' {
        It 'is named in the page and in its data: <Name>' -ForEach @(
            @{ Name = 'in one pipeline'; Make = { Get-PcCustomer | Select-Object -First 3 | Get-PcCustomerQualification } }
            @{ Name = 'objects of before'; Make = { $everything[0..2] } }
            @{ Name = 'one object among others'; Make = { New-Qualification 1; $everything[0] } }
            @{ Name = 'selected properties'; Make = { Get-PcCustomer | Select-Object -First 3 | Get-PcCustomerQualification | Select-Object * } }
            @{ Name = 'selected properties of before'; Make = { $everything[0..2] | Select-Object CustomerId, Qualification, VettingStatus } }
            @{
                Name = 'calculated properties'
                Make = { $everything[0..2] | Select-Object @{ Name = 'CustomerId'; Expression = { $_.Id.ToUpper() } }, Qualification, VettingStatus }
            }
            @{ Name = 'rows of a file of CSV'; Make = { $everything[0..2] | Export-Csv (New-Path 'emulated.csv'); Import-Csv (New-Path 'emulated.csv') } }
            @{ Name = 'JSON'; Make = { $everything[0..2] | ConvertTo-Json | ConvertFrom-Json } }
            @{
                Name = 'a file of Export-Clixml'
                Make = { $everything[0..2] | Export-Clixml (New-Path 'emulated.xml'); Import-Clixml (New-Path 'emulated.xml') }
            }
            @{
                Name = 'a job'
                Make = {
                    Start-Job {
                        Import-Module $using:moduleRoot
                        Connect-PcAccount -Emulator -EmulatorCustomerCount 3 -WarningAction Ignore | Out-Null
                        Get-PcCustomer | Get-PcCustomerQualification
                    } | Receive-Job -Wait -AutoRemoveJob
                }
            }
            @{
                Name = 'another seed, with the mark of one row in many'
                Make = {
                    $other = Connect-PcAccount -Emulator -EmulatorSeed 77
                    (1..50).ForEach{ New-Qualification $_ }
                    Get-PcCustomer -Context $other | Select-Object -Last 1 CustomerId, @{ Name = 'Qualification'; Expression = { 'None' } }
                }
            }
        ) {
            $path = New-Path
            & $Make | Export-PcQualificationReport $path
            [System.IO.File]::ReadAllText($path) | Should -Match '<p class="notice"><strong>Emulator\.</strong> These customers are fictitious. They are not from Partner Center\.</p>'
            (Get-Data $path).emulator | Should -BeTrue
        }

        It 'is named where it is at an address: <Name>' -ForEach @(
            @{ Name = 'in one pipeline'; Make = { Get-PcCustomer $chosen -Context $connection | Get-PcCustomerQualification -Context $connection } }
            @{
                Name = 'rows of a file'
                Make = {
                    Get-PcCustomer -Context $connection | Select-Object -First 3 | Get-PcCustomerQualification -Context $connection | ConvertTo-Csv |
                        ConvertFrom-Csv
                }
            }
            @{
                Name = 'a customer that was added'
                Make = { Get-PcCustomer $added -Context $connection | Get-PcCustomerQualification -Context $connection | ConvertTo-Csv | ConvertFrom-Csv }
            }
        ) {
            $server = Start-EmulatorHost
            try {
                $target = $server.Target
                $connection = Connect-PcAccount -ServicePrincipal -TenantId $emulated.Domain -Credential (New-Credential) @target
                $chosen = '0a0a0a0a-0000-4000-8000-00000000000a'
                Set-Host $server customers @{ customerId = $chosen; companyName = 'Contoso'; domain = 'contoso.example' }
                $added = (Invoke-RestMethod "$($server.Address)/emulator/customers" -Method Post -ContentType 'application/json' -Body '{"companyName":"Fabrikam","domain":"fabrikam.example"}').customerId
                $added | Should -Not -BeNullOrEmpty
                $path = New-Path
                & $Make | Export-PcQualificationReport $path
                [System.IO.File]::ReadAllText($path) | Should -Match '<strong>Emulator\.</strong> These customers are fictitious'
            }
            finally {
                Disconnect-PcAccount $connection
                Stop-EmulatorHost $server
                Connect-PcAccount -Emulator -EmulatorCustomerCount 120 | Out-Null
            }
        }

        It 'is said where a report of its customers is compared with another, and the other way round: <Name>' -ForEach @(
            @{
                Name = 'a report'
                Earlier = { $everything[0..2] | Export-PcQualificationReport (New-Path 'emulated.html'); New-Path 'emulated.html' }
                Now = { New-Qualification 1 }
            }
            @{
                Name = 'JSON'
                Earlier = { $everything[0..2] | ConvertTo-Json | Set-Content (New-Path 'emulated.json'); New-Path 'emulated.json' }
                Now = { New-Qualification 1 }
            }
            @{ Name = 'objects'; Earlier = { $everything[0..2] }; Now = { New-Qualification 1 } }
            @{ Name = 'rows'; Earlier = { $everything[0..2] | ConvertTo-Csv | ConvertFrom-Csv }; Now = { New-Qualification 1 } }
            @{ Name = 'the other way round'; Earlier = { New-Qualification 1 }; Now = { $everything[0..2] } }
        ) {
            $path = New-Path
            & $Now | Export-PcQualificationReport $path -Compare (& $Earlier) -WarningVariable warnings -WarningAction SilentlyContinue
            "$warnings" | Should -Match "^One of the two reports is of emulated customers"
            [System.IO.File]::ReadAllText($path) | Should -Match '<p class="notice"><strong>Emulator\.</strong> One of the two reports'
        }

        It 'is not said where both are of it, or neither' {
            $path = New-Path
            $everything[0..2] | Export-PcQualificationReport $path -Compare $everything[0..1] -WarningVariable warnings
            [System.IO.File]::ReadAllText($path) | Should -Not -Match 'One of the two reports'
            New-Qualification 1 | Export-PcQualificationReport $path -Compare (New-Qualification 2) -WarningVariable +warnings
            $warnings | Should -BeNullOrEmpty
            [System.IO.File]::ReadAllText($path) | Should -Not -Match 'Emulator'
        }

        It 'is not named where the customers are not from one' {
            $path = New-Path
            New-Qualification 1 | Export-PcQualificationReport $path
            [System.IO.File]::ReadAllText($path) | Should -Not -Match 'Emulator'
            (Get-Data $path).PSObject.Properties.Name | Should -Not -Contain 'emulator'
        }

        It 'adds no property to what users export' {
            ($everything[0] | ConvertTo-Csv)[0] | Should -Not -Match 'Emulat'
            $everything[0] | ConvertTo-Json | Should -Not -Match 'Emulat'
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
            $shown = [PartnerCenter.Qualifications.DisplayText]::Clean($_)
            $data.customerName | Should -BeExactly $shown
            $data.vettingReason | Should -BeExactly $shown
            @(Get-Row $path 'denied-list')[0] | Should -BeLike "$([System.Management.Automation.WildcardPattern]::Escape(($shown -replace ' +', ' ')))*"
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
            @{
                Name = 'objects from another process'
                Make = { [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($some, 3)) }
            }
            @{ Name = 'a file of Export-Clixml'; Make = { $some | Export-Clixml (New-Path 'some.clixml'); Import-Clixml (New-Path 'some.clixml') } }
            @{ Name = 'rows of a CSV file'; Make = { $some | Export-Csv (New-Path 'some.csv'); Import-Csv (New-Path 'some.csv') } }
            @{ Name = 'objects of JSON'; Make = { $some | ConvertTo-Json | ConvertFrom-Json } }
            @{ Name = 'objects of JSON with words'; Make = { $some | ConvertTo-Json -EnumsAsStrings | ConvertFrom-Json } }
            @{ Name = 'selected properties'; Make = { $some | Select-Object * } }
            @{
                Name = 'hash tables'
                Make = {
                    $some |
                        ForEach-Object {
                            @{
                                CustomerId = $_.CustomerId
                                CustomerName = $_.CustomerName
                                Domain = $_.Domain
                                Qualification = $_.Qualification
                                VettingStatus = $_.VettingStatus
                                VettingReason = $_.VettingReason
                                VettingCreatedDate = $_.VettingCreatedDate
                            }
                        }
                }
            }
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
            $failure.Exception.Message | Should -BeExactly 'An object has no property Qualification. It is not a customer''s qualification.'
            $failure.ErrorDetails.RecommendedAction | Should -Match 'Get-PcCustomerQualification'
            $path | Should -Not -Exist
        }

        It 'leaves out, with an error, what <Name>, and goes on' -ForEach @(
            @{ Name = 'has no id'; Broken = { $item = New-Qualification 2; $item.CustomerId = ' '; $item }; Words = 'CustomerId' }
            @{ Name = 'has a date that is none'; Broken = { New-Qualification 2 -Created 'yesterday-ish' }; Words = 'yesterday-ish' }
        ) {
            $path = New-Path
            $item = & $Broken
            (New-Qualification 1), $item, (New-Qualification 3) |
                Export-PcQualificationReport $path -ErrorAction SilentlyContinue -ErrorVariable failures -WarningAction SilentlyContinue
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
                'Customer 4 00000000-0000-0000-0000-000000000004 | Education | Customer removed | Approved | '
            )
            $earlier = New-Path
            $before | Export-PcQualificationReport $earlier -AsOf '2026-02-01T08:30:00Z'
        }

        It 'shows what changed since <Name>' -ForEach @(
            @{ Name = 'an earlier report'; Given = { $earlier }; Since = 'Compared with the report of 2026-02-01 08:30 UTC.' }
            @{ Name = 'an earlier report as a file object'; Given = { Get-Item $earlier }; Since = 'Compared with the report of 2026-02-01 08:30 UTC.' }
            @{ Name = 'the data of an earlier report'; Given = { $json = New-Path 'data.json'; Get-DataText $earlier | Set-Content $json; $json }; Since = 'Compared with the report of 2026-02-01 08:30 UTC.' }
            @{ Name = 'a file of ConvertTo-Json'; Given = { $json = New-Path 'array.json'; $before | ConvertTo-Json | Set-Content $json; $json }; Since = 'Compared with the specified earlier qualifications.' }
            @{ Name = 'a file of ConvertTo-Json in UTF-16'; Given = { $json = New-Path 'wide.json'; $before | ConvertTo-Json | Set-Content $json -Encoding unicode; $json }; Since = 'Compared with the specified earlier qualifications.' }
            @{ Name = 'earlier objects'; Given = { $before }; Since = 'Compared with the specified earlier qualifications.' }
            @{ Name = 'rows of an earlier CSV file'; Given = { $before | ConvertTo-Csv | ConvertFrom-Csv }; Since = 'Compared with the specified earlier qualifications.' }
        ) {
            $path = New-Path
            $after | Export-PcQualificationReport $path -Compare (& $Given)
            @(Get-Row $path 'changes-list') | Should -Be $expected
            [System.IO.File]::ReadAllText($path) | Should -Match ([regex]::Escape($Since))
            foreach ($tile in 'New customers', 'Qualifications added', 'Statuses changed', 'Qualifications removed', 'Customers removed') { Get-Tile $path $tile | Should -Be 1 }
            $data = Get-Data $path
            $data.changes.Count | Should -Be 5
            $data.changes.kind | Should -Be 'StatusChanged', 'QualificationAdded', 'CustomerAdded', 'QualificationRemoved', 'CustomerRemoved'
        }

        It 'says so where nothing changed' {
            $path = New-Path
            $before | Export-PcQualificationReport $path -Compare $earlier
            [System.IO.File]::ReadAllText($path) | Should -Match 'No changes\.'
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
            @{ Name = 'a page that is no report'; Given = { $p = New-Path 'page.html'; Set-Content $p '<html></html>'; $p }; Words = 'contains no customer qualifications' }
            @{ Name = 'a report that was cut'; Given = { $p = New-Path 'cut.html'; (Get-Content $earlier -Raw) -replace '(?s)"qualifications":.*' | Set-Content $p; $p }; Words = 'contains no customer qualifications' }
            @{ Name = 'JSON of something else'; Given = { $p = New-Path 'else.json'; Set-Content $p '[{"name":"x"}]'; $p }; Words = 'contains no customer qualifications' }
            @{ Name = 'an object of something else'; Given = { $p = New-Path 'object.json'; Set-Content $p '{"name":"x"}'; $p }; Words = 'contains no customer qualifications' }
            @{ Name = 'no JSON'; Given = { $p = New-Path 'broken.json'; Set-Content $p '[{"customerId":'; $p }; Words = 'could not be read' }
            @{
                Name = 'a newer format'
                Given = { $p = New-Path 'newer.json'; (Get-DataText $earlier) -replace '"version":1', '"version":2' | Set-Content $p; $p }
                Words = 'newer version'
            }
            @{ Name = 'two paths'; Given = { $earlier, $earlier }; Words = '2 values' }
            @{ Name = 'two files'; Given = { (Get-Item $earlier), (Get-Item $earlier) }; Words = '2 values' }
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

        It 'is accepted where the name opens in a browser: <_>' -ForEach 'report.html', 'report.htm', 'REPORT.HTM' {
            # The name is checked before anything is written.
            $path = New-Path $_
            Export-PcQualificationReport $path -InputObject $everything[0] -Open -WhatIf -ErrorAction Stop
            $path | Should -Not -Exist
        }

        It 'opens the report with what the system opens pages with' -Skip:(-not $IsLinux) {
            $folder = New-Path 'opener'
            New-Item -ItemType Directory $folder | Out-Null
            Set-Content (Join-Path $folder 'xdg-open') "#!/bin/sh`nprintf '%s' ""`$1"" > '$folder/part' && mv '$folder/part' '$folder/opened'"
            chmod +x (Join-Path $folder 'xdg-open')
            $path = Join-Path $folder 'my [first] report.html'
            $other = Invoke-OtherPowerShell "Export-PcQualificationReport -InputObject @() -Path '$path' -Open" @{
                PATH = "${folder}:$env:PATH"
                DISPLAY = ':0'
            }
            $other.Errors | Should -BeNullOrEmpty
            Wait-Until { Test-Path "$folder/opened" } 'the report was opened'
            [uri]::UnescapeDataString((Get-Content "$folder/opened" -Raw)) -replace '^file://' | Should -BeExactly $path
        }
    }

    It 'says so in a warning where the report cannot be opened, and returns it all the same' -Skip:(-not $IsLinux) {
        $path = New-Path
        $other = Invoke-OtherPowerShell "(Export-PcQualificationReport -InputObject @() -Path '$path' -Open -PassThru -WarningVariable said -WarningAction Ignore).Name; `"`$said`"; `$Error.Count" @{ PATH = '/nowhere' }
        $other.Errors | Should -BeNullOrEmpty
        $lines = @($other.Output.Trim() -split '\r?\n')
        $lines[0] | Should -BeExactly (Split-Path $path -Leaf)
        $lines[1] | Should -BeLike "The report '$path' was written, but could not be opened: *"
    }

    It 'brings nothing into the session when the module is imported' {
        $other = Invoke-OtherPowerShell '[AppDomain]::CurrentDomain.GetAssemblies().GetName().Name -match "^(PartnerCenter\.(Client|Emulator)|System\.Text\.Encodings\.Web)$"'
        $other.Errors | Should -BeNullOrEmpty
        $other.Output.Trim() | Should -BeNullOrEmpty
    }
}
