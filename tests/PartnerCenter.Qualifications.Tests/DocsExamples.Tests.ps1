BeforeAll {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    . (Join-Path $PSScriptRoot 'ScriptedHost.ps1')
    Import-Module $moduleRoot -Force
    $examples = [System.IO.Path]::GetFullPath((Join-Path $PSScriptRoot '../../docs/examples'))
}

AfterAll {
    Disconnect-PcAccount
    Remove-Module PartnerCenter.Qualifications -Force -ErrorAction Ignore
}

Describe 'Test-CustomerQualification.Tests.ps1' -Tag UsesPester {
    BeforeAll {
        $check = Join-Path $examples 'Test-CustomerQualification.Tests.ps1'
        $expected = Join-Path $TestDrive 'expected.csv'

        # In a PowerShell of its own, for a test cannot run tests; says which ones passed and which failed.
        function Invoke-Check([string] $Choose, [string] $Data, [string] $Connect = 'Connect-PcAccount -Emulator -WarningAction SilentlyContinue') {
            $said = Invoke-OtherPowerShell -Limit '00:01:30' @"
                Import-Module '$(Join-Path (Get-Module Pester).ModuleBase Pester.psd1)'
                $Connect | Out-Null
                `$all = @(Get-PcCustomer | Get-PcCustomerQualification -ErrorAction Ignore)
                Set-Content '$expected' 'CustomerId,Qualification'
                $Choose | Select-Object CustomerId, Qualification | Export-Csv '$expected' -Append
                `$container = New-PesterContainer -Path '$check' -Data (@{ ExpectedPath = '$expected' } + $Data)
                `$configuration = New-PesterConfiguration @{ Run = @{ Container = `$container; PassThru = `$true }; Output = @{ Verbosity = 'None' } }
                `$run = Invoke-Pester -Configuration `$configuration
                `$run.Tests | ForEach-Object { "`$(`$_.Result)|`$(`$_.Block.Name)|`$(`$_.ExpandedName)|`$(`$_.ErrorRecord)" }
                `$run.FailedContainers | ForEach-Object { "Failed|discovery||`$(`$_.ErrorRecord)" }
"@
            $said.Errors | Should -BeNullOrEmpty
            @($said.Output.Trim() -split '\r?\n')
        }
    }

    It 'passes where everything is as expected' {
        $lines = Invoke-Check '$all | Where-Object VettingStatus -EQ Approved' '@{ LongestReview = [timespan]::MaxValue; KnownDenial = @(($all | Where-Object VettingStatus -EQ Denied).CustomerId) }'
        $lines.Where{ $_ -like 'Passed|What is invoiced|*' }.Count | Should -BeGreaterThan 5
        $lines.Where{ $_ -like 'Passed|What is in review|*' }.Count | Should -BeGreaterThan 0
        $lines | Should -Not -Match '^Failed'
    }

    It 'fails for what is not held, waits too long, or was denied' {
        $lines = Invoke-Check '$all | Where-Object { $_.Qualification -eq "Education" -and $_.VettingStatus -eq "Denied" }' '@{ LongestReview = [timespan]::Zero }'
        $lines | Should -Match '^Failed'
        $lines -match '^Failed\|What is invoiced\|is held: [0-9a-f-]{36} Education\|Expected \$true, but got \$false' | Should -Not -BeNullOrEmpty
        $lines -match '^Failed\|What is in review\|.* Education\|Expected the actual value to be less than or equal' | Should -Not -BeNullOrEmpty
        $lines -match '^Failed\|What was denied\|.* Education\|.*because somebody has to talk' | Should -Not -BeNullOrEmpty
    }

    It 'fails where the list has no customers, such as after a failed export' {
        $lines = @(Invoke-Check '@()' '@{ LongestReview = [timespan]::MaxValue; KnownDenial = @($all.CustomerId) }')
        $lines -match '^Failed\|discovery\|' | Should -Match 'expected\.csv contains no customers'
    }

    Context 'against a service of its own' {
        BeforeAll {
            $server = Start-EmulatorHost '--customers', '0'
            $adatum = (Add-HostCustomer $server @{ companyName = 'Adatum'; domain = 'adatum.example' }).customerId
            $fabrikam = (Add-HostCustomer $server @{ companyName = 'Fabrikam'; domain = 'fabrikam.example' }).customerId
            $connect = "Connect-PcAccount -AccessToken (ConvertTo-SecureString '$((Get-UserToken $server).access_token)' -AsPlainText -Force) -Endpoint $($server.Address) -WarningAction SilentlyContinue"
            Set-Host $server "customers/$adatum" @{ qualifications = @(@{ qualification = 'Education'; vettingStatus = 'Approved' }) }
        }

        AfterAll { Stop-EmulatorHost $server }

        It 'passes where nothing waits and nothing is denied' {
            Set-Host $server "customers/$fabrikam" @{ qualifications = @() }
            Invoke-Check '$all | Where-Object VettingStatus -EQ Approved' '@{}' $connect |
                Should -Match '^Passed\|What is invoiced\|is held: [0-9a-f-]{36} Education\|$'
        }

        It 'fails for a denial, whether or not the service gives a reason: <Reason>' -ForEach @{ Reason = 'Not an Academic Domain' }, @{ Reason = $null } {
            $denial = @{ qualification = 'Education'; vettingStatus = 'Denied' }
            if ($Reason) { $denial.vettingReason = $Reason }
            Set-Host $server "customers/$fabrikam" @{ qualifications = @($denial) }
            $lines = @(Invoke-Check '$all | Where-Object VettingStatus -EQ Approved' '@{}' $connect)
            @($lines -match '^Passed\|What is invoiced').Count | Should -Be 1
            @($lines -match '^Failed').Count | Should -Be 1
            @($lines -match "^Failed\|What was denied\|is known: Fabrikam Education\|.*because somebody has to talk.*$Reason").Count | Should -Be 1
        }

        It 'fails where a customer cannot be read, instead of passing without it' {
            Set-Host $server "customers/$fabrikam" @{ qualifications = @(); noRelationship = $true }
            $lines = @(Invoke-Check '$all | Where-Object VettingStatus -EQ Approved' '@{}' $connect)
            $lines | Should -Not -Match '^Passed'
            $lines -match '^Failed\|discovery\|' | Should -Match $fabrikam
        }
    }
}

Describe 'Request-SchoolQualification.ps1' {
    BeforeAll {
        $request = Join-Path $examples 'Request-SchoolQualification.ps1'
        $server = Start-EmulatorHost '--vetting-duration', '300ms', '--record-requests'
        $target = $server.Target
        $token = ConvertTo-Secret (Get-UserToken $server).access_token
        Connect-PcAccount -AccessToken $token -TenantId $emulated.Tenant @target | Out-Null
        $soon = @{ EducationSegment = 'K12'; PollingInterval = '00:00:00.2'; Timeout = '00:00:20'; Confirm = $false }
        function Get-CreateCount { @(Get-HostRequest $server 'CreateQualification' | Where-Object operation -EQ 'CreateQualification').Count }
        $free = @(Get-PcCustomer | Where-Object { -not @(Get-PcCustomerQualification -CustomerId $_.CustomerId).Where{ $_.Qualification -ne 'None' } })
    }

    AfterAll {
        Disconnect-PcAccount
        Stop-EmulatorHost $server
    }

    It 'asks for nothing with -WhatIf' {
        & $request -CustomerId $free[0].CustomerId -Website https://northwood.edu -EducationSegment K12 -WhatIf | Should -BeNullOrEmpty
        Get-CreateCount | Should -Be 0
    }

    It 'requests, waits and returns the approval; once, however often it is run' {
        $before = Get-CreateCount
        foreach ($time in 1..2) {
            $approved = & $request -CustomerId $free[0].CustomerId -Website https://northwood.edu @soon
            $approved.Qualification | Should -Be 'Education'
            $approved.VettingStatus | Should -Be 'Approved'
        }

        (Get-CreateCount) - $before | Should -Be 1
    }

    It 'requests what it is told: <_>' -ForEach 'K12', 'HigherEducation' {
        $id = (Add-HostCustomer $server @{ companyName = 'Northwood'; domain = 'northwood.example' }).customerId
        & $request -CustomerId $id -Website "www.$_.edu" -EducationSegment $_ -PollingInterval 00:00:00.2 -Timeout 00:00:20 -Force | Should -Not -BeNullOrEmpty
        $body = @(Get-HostRequest $server 'CreateQualification')[-1].body | ConvertFrom-Json
        "$($body.qualification) $($body.educationSegment) $($body.website)" | Should -Be "Education $_ www.$_.edu"
    }

    It 'requests <Requests> times for a customer that has: <Held>' -ForEach @(
        @{ Held = 'nothing'; Qualifications = @(); Requests = 1 }
        @{ Held = 'another qualification'; Qualifications = @(@{ qualification = 'StateOwnedEntity' }); Requests = 1 }
        @{ Held = 'a denial'; Qualifications = @(@{ qualification = 'Education'; vettingStatus = 'Denied' }); Requests = 1 }
        @{ Held = 'an approval'; Qualifications = @(@{ qualification = 'Education'; vettingStatus = 'Approved' }); Requests = 0 }
        @{ Held = 'a vetting under way'; Qualifications = @(@{ qualification = 'Education'; vettingStatus = 'InReview' }); Requests = 0 }
    ) {
        $id = (Add-HostCustomer $server @{ companyName = 'Northwood'; domain = 'northwood.example' }).customerId
        Set-Host $server "customers/$id" @{ qualifications = $Qualifications }
        $before = Get-CreateCount
        $decision = & $request -CustomerId $id -Website https://northwood.edu -EducationSegment K12 -PollingInterval 00:00:00.2 -Timeout 00:00:03 -Force 2>&1
        if ($Held -eq 'a vetting under way') {
            $decision.FullyQualifiedErrorId | Should -Match '^VettingTimeout,'
        }
        else {
            $decision.VettingStatus | Should -Be 'Approved'
        }
        (Get-CreateCount) - $before | Should -Be $Requests
    }

    It 'tells why a customer is no school' {
        # What was denied may be requested again.
        $denied = (Get-PcCustomer | Get-PcCustomerQualification | Where-Object VettingStatus -EQ 'Denied')[0]
        $before = Get-CreateCount
        $decision = [pscustomobject]@{ CustomerId = $denied.CustomerId; Website = 'https://denied.example' } |
            & $request @soon -ErrorVariable failure -ErrorAction SilentlyContinue 2>$null
        $decision | Should -BeNullOrEmpty
        Get-CreateCount | Should -Be ($before + 1)
        "$failure" | Should -Match 'is not approved as a school: .*Not an Education Customer'
    }

    Context 'with the rows of a file' {
        BeforeAll {
            # Each has a website that decides the vetting.
            function New-School([string] $Name, [string] $Website = 'https://school.edu') {
                $id = (Add-HostCustomer $server @{ companyName = $Name; domain = 'school.example' }).customerId
                [pscustomobject]@{ CustomerId = $id; Website = $Website }
            }

            $unknown = [pscustomobject]@{ CustomerId = '00000000-0000-0000-0000-000000000001'; Website = 'https://school.edu' }
            # Runs a line in a session of its own, whose user answers.
            function Invoke-AsUser([string] $Line, [string[]] $Answers) {
                $connect = 'Connect-PcAccount -AccessToken $token -Endpoint $address | Out-Null'
                Invoke-WithUser ([scriptblock]::Create("$connect; $Line")) $Answers @{
                    schools = $schools; request = $request; token = $token; address = $server.Address
                    soon = @{ EducationSegment = 'K12'; PollingInterval = '00:00:00.2'; Timeout = '00:00:20' }
                }
            }

            function Get-Requested([int] $From) {
                @(Get-HostRequest $server 'CreateQualification' | Select-Object -Skip $From | ForEach-Object { ($_.pathAndQuery -split '/')[3] })
            }
        }

        BeforeEach { $before = Get-CreateCount }

        It 'requests for all before it waits, and an error of one is only its own' {
            $schools = (New-School 'Undecided' 'https://inreview.example'), $unknown, (New-School 'Denied' 'https://denied.example'), (New-School 'Approved')
            $found = @($schools | & $request -EducationSegment K12 -PollingInterval 00:00:00.2 -Timeout 00:00:03 -Confirm:$false 2>&1)
            $failures = @($found | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] })
            Get-Requested -From $before | Should -Be $schools[0, 2, 3].CustomerId
            @($found | Where-Object { $_ -notin $failures }).CustomerName | Should -Be 'Approved'
            $failures.Count | Should -Be 3
            $failures[0].FullyQualifiedErrorId | Should -Match '^CustomerNotFound,'
            $failures[1].FullyQualifiedErrorId | Should -Match '^VettingTimeout,'
            "$($failures[2])" | Should -Match 'Denied is not approved as a school: '
        }

        It 'waits for nothing with -WhatIf, and shows all that would be requested' {
            $held = New-School 'In review already'
            Set-Host $server "customers/$($held.CustomerId)" @{ qualifications = @(@{ qualification = 'Education'; vettingStatus = 'InReview' }) }
            $schools = $held, $unknown, (New-School 'First School'), (New-School 'Second School')
            $said = Invoke-AsUser '$schools | & $request -EducationSegment K12 -Timeout 00:00:03 -WhatIf' 'Yes'
            $said.Ended | Should -BeNullOrEmpty
            @($said.Lines -match 'What if').Count | Should -Be 2
            "$($said.Lines)" | Should -Match 'First School.*Second School'
            $said.Errors.FullyQualifiedErrorId | Should -Match '^CustomerNotFound,'
            Get-CreateCount | Should -Be $before
        }

        It 'asks before each request, with the name of the customer, and waits only for those that were requested' {
            $schools = (New-School 'First School'), (New-School 'Second School'), (New-School 'Third School')
            $said = Invoke-AsUser '$schools | & $request @soon' 'No', 'Yes', 'No'
            $said.Ended | Should -BeNullOrEmpty
            $said.Questions.Count | Should -Be 3
            foreach ($number in 0..2) { $said.Questions[$number] | Should -Match "(First|Second|Third) School \($($schools[$number].CustomerId)\)" }
            Get-Requested -From $before | Should -Be $schools[1].CustomerId
            $said.Output.CustomerName | Should -Be 'Second School'
        }

        It 'requests for all after one answer' {
            $schools = (New-School 'First School'), (New-School 'Second School')
            $said = Invoke-AsUser '$schools | & $request @soon' 'Yes to All'
            Get-Requested -From $before | Should -Be $schools.CustomerId
            $said.Output.CustomerName | Should -Be 'First School', 'Second School'
        }

        It 'requests nothing where nobody can be asked' {
            $schools = (New-School 'First School'), (New-School 'Second School')
            $shell = [powershell]::Create()
            try {
                # The host of this session can't prompt.
                $line = "Import-Module $moduleRoot; Connect-PcAccount -AccessToken `$args[0] -Endpoint `$args[1] | Out-Null; `$args[2] | & `$args[3] -EducationSegment K12"
                { $shell.AddScript($line).AddArgument($token).AddArgument($server.Address).AddArgument($schools).AddArgument($request).Invoke() } |
                    Should -Throw '*must be confirmed*'
            }
            finally { $shell.Dispose() }
            Get-CreateCount | Should -Be $before
        }

        It 'goes on after a row that makes no sense' {
            $school = New-School 'Good School'
            $bad = [pscustomobject]@{ CustomerId = 'n/a'; Website = 'https://school.edu' }, [pscustomobject]@{ CustomerId = (New-School 'No Website').CustomerId; Website = '' }
            $found = @($bad[0], $bad[1], $school | & $request @soon 2>&1)
            $failures = @($found | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] })
            @($found | Where-Object { $_ -notin $failures }).CustomerName | Should -Be 'Good School'
            $failures.Count | Should -Be 2
            Get-Requested -From $before | Should -Be $school.CustomerId
        }

        It 'returns what was requested before the sign-in was refused' {
            $default = Get-PcContext
            $server = Start-EmulatorHost '--customers', '0', '--record-requests'
            try {
                $own = Connect-PcAccount -AccessToken (ConvertTo-Secret (Get-UserToken $server).access_token) -Endpoint $server.Address
                $schools = (New-School 'First School'), (New-School 'Second School'), (New-School 'Third School')

                # Each customer is read with two requests. The next ones are a request that reads and one that writes for each customer.
                Set-Host $server faults @{ revokeTokensAt = @(11) }
                $found = [System.Collections.Generic.List[object]]::new()
                { $schools | & $request @soon 2>$null | ForEach-Object { $found.Add($_) } } | Should -Throw
                @(Get-HostRequest $server CreateQualification).customerId | Should -Be $schools[0, 1].CustomerId
                $found.CustomerName | Should -Be 'First School', 'Second School'
            }
            finally {
                $own | Disconnect-PcAccount
                Stop-EmulatorHost $server
                if ($default) { $default | Select-PcContext }
            }
        }

        It 'requests once for a customer that is in the file twice' {
            $school = New-School 'Twice School'
            (@($school, $school) | & $request @soon).VettingStatus | Should -Be 'Approved', 'Approved'
            Get-CreateCount | Should -Be ($before + 1)
        }
    }
}

Describe 'Send-MonthlyQualificationReport.ps1' {
    BeforeAll {
        $send = Join-Path $examples 'Send-MonthlyQualificationReport.ps1'
        $folder = Join-Path $TestDrive 'reports'
        $pickup = (New-Item (Join-Path $TestDrive 'pickup') -ItemType Directory).FullName
        $mail = @{ Folder = $folder; From = 'reports@contoso.com'; To = 'sales@contoso.com', 'service@contoso.com' }
        Connect-PcAccount -Emulator | Out-Null
    }

    It 'writes and sends nothing with -WhatIf, also where a report is there' {
        & $send @mail -PickupDirectory $pickup -Month '2026-09-01' -WhatIf | Should -BeNullOrEmpty
        $folder | Should -Not -Exist
        $there = & $send @mail -Month '2026-09-01' -Send { }
        [System.IO.File]::ReadAllText($there.FullName) | Should -Not -Match '>What changed'
        Set-Content $there.FullName 'the report that was sent'
        & $send @mail -PickupDirectory $pickup -Month '2026-09-01' -WhatIf | Should -BeNullOrEmpty
        & $send @mail -Send { throw 'sent' } -Month '2026-09-01' -WhatIf | Should -BeNullOrEmpty
        Get-Content $there.FullName | Should -BeExactly 'the report that was sent'
        Get-ChildItem $pickup | Should -BeNullOrEmpty
        & $send @mail -Month '2026-09-01' -Send { } | Out-Null
    }

    It 'asks once for all' {
        $file = Join-Path $TestDrive 'asked/qualifications-2026-09.html'
        foreach ($answer in 'No', 'Yes') {
            $said = Invoke-WithUser { Connect-PcAccount -Emulator | Out-Null; & $send @mail -Month '2026-09-01' -Send { 'sent' } -Confirm } $answer @{
                send = $send; mail = @{ Folder = Split-Path $file; From = $mail.From; To = $mail.To }
            }
            $said.Questions.Count | Should -Be 1
            Test-Path $file | Should -Be ($answer -eq 'Yes')
            @($said.Output -eq 'sent').Count | Should -Be ([int] ($answer -eq 'Yes'))
        }
    }

    It 'writes the report and the mail, with figures and attachment' {
        $report = & $send @mail -PickupDirectory $pickup -Month '2026-10-01'
        $report.Name | Should -Be 'qualifications-2026-10.html'
        $sent = @(Get-ChildItem $pickup -Filter *.eml)
        $sent.Count | Should -Be 1
        $text = [System.IO.File]::ReadAllText($sent[0].FullName)
        $text | Should -Match 'Subject: Qualifications, October 2026'
        $text | Should -Match 'To: sales@contoso.com, service@contoso.com'
        $text | Should -Match '\d  Education, Approved'
        $text | Should -Match 'name=qualifications-2026-10.html'
        $text | Should -Match '(?m)^From: reports@contoso\.com\r?$'
        $text | Should -Match 'The report is attached'

        # The most first, and each figure that of the report.
        $counts = [regex]::Matches(($text -replace '=\r?\n'), '(\d+)  \w+, \w+').ForEach{ [int] $_.Groups[1].Value }
        $counts.Count | Should -BeGreaterThan 4
        $counts | Should -Be ($counts | Sort-Object -Descending)
        ($counts | Measure-Object -Sum).Sum | Should -Be @(Get-PcCustomerQualification).Count
        [System.IO.File]::ReadAllText($report.FullName) | Should -Match '<title>Qualifications, October 2026</title>'
    }

    It 'is of this month where no other is named' {
        $before = Get-Date
        $report = & $send -Folder (Join-Path $TestDrive 'this month') -From $mail.From -To $mail.To -Send { }
        $report.Name | Should -BeIn ($before, (Get-Date) | ForEach-Object { 'qualifications-{0:yyyy-MM}.html' -f $_ })
    }

    It 'sends to the server and the port that it is given, and only where that one speaks TLS' {
        $listener = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
        $listener.Start()
        $heard = [System.Collections.Concurrent.ConcurrentQueue[string]]::new()
        $smtp = [powershell]::Create().AddScript({
                param($listener, $heard)
                try { $client = $listener.AcceptTcpClient() } catch { return }
                $stream = $client.GetStream()
                $reader = [System.IO.StreamReader]::new($stream)
                $writer = [System.IO.StreamWriter]::new($stream)
                $writer.AutoFlush = $true
                $writer.Write("220 test`r`n")
                while ($line = $reader.ReadLine()) { $heard.Enqueue($line); $writer.Write("250 ok`r`n") }
            }).AddArgument($listener).AddArgument($heard)
        $running = $smtp.BeginInvoke()
        $server = @{ SmtpServer = '127.0.0.1'; Port = $listener.LocalEndpoint.Port; Credential = New-Credential }
        try { $failure = Get-Failure { & $send @mail @server -Folder (Join-Path $TestDrive 'smtp') -Month '2026-09-01' } }
        finally {
            $listener.Stop()
            $smtp.Stop()
            $smtp.Dispose()
        }
        "$($failure.Exception.GetBaseException().Message)" | Should -Match 'secure connection'
        @($heard) -match '^EHLO' | Should -Not -BeNullOrEmpty
        @($heard) -match '^(MAIL|AUTH)' | Should -BeNullOrEmpty
    }

    It 'names the report by the same calendar in every culture: <_>' -ForEach 'th-TH', 'ar-SA', 'fa-IR' {
        $previous = [cultureinfo]::CurrentCulture
        [cultureinfo]::CurrentCulture = $_
        try { $report = & $send -Folder (Join-Path $TestDrive "reports-$_") -From $mail.From -To $mail.To -Send { } -Month ([datetime]::new(2026, 8, 1)) }
        finally { [cultureinfo]::CurrentCulture = $previous }
        $report.Name | Should -BeExactly 'qualifications-2026-08.html'
    }

    It 'compares with the month before, and sends in another way where it is told one' {
        $sent = [System.Collections.Generic.List[string]]::new()
        $report = & $send @mail -Month '2026-11-01' -Send { param($Message) $sent.Add("$($Message.Subject): $($Message.Attachments[0].Name)") }
        $sent | Should -Be 'Qualifications, November 2026: qualifications-2026-11.html'
        [System.IO.File]::ReadAllText($report.FullName) | Should -Match '>What changed'
        @(Get-ChildItem $folder).Count | Should -Be 3
    }

    It 'compares with the newest earlier report, also when it is run once more: <Month> with <Earlier>' -ForEach @(
        @{ Month = '2027-01'; Earlier = '2026-11' }
        @{ Month = '2026-11'; Earlier = '2026-10' }
        @{ Month = '2026-12'; Earlier = '2026-11' }
        @{ Month = '2026-12'; Earlier = '2026-11' }
    ) {
        # When a report was made, and when the one that it was compared with.
        function Read-Report([string] $Name) {
            $page = [System.IO.File]::ReadAllText((Join-Path $folder "qualifications-$Name.html"))
            [regex]::Match($page, '(?s)<script type="application/json" id="report-data">(.*?)</script>').Groups[1].Value | ConvertFrom-Json -DateKind String
        }

        $times = @(Get-ChildItem $folder).ForEach{ (Read-Report $_.BaseName.Replace('qualifications-', '')).generated }
        @($times | Select-Object -Unique).Count | Should -Be $times.Count
        $expected = (Read-Report $Earlier).generated
        & $send @mail -Month "$Month-01" -Send { } | Out-Null
        (Read-Report $Month).comparedWith | Should -BeExactly $expected
    }

    Context 'with customers that deny access' {
        BeforeAll {
            $server = Start-EmulatorHost '--customers', '0'
            $ids = foreach ($name in 'Adatum', 'Fabrikam') { (Add-HostCustomer $server @{ companyName = $name; domain = "$name.example" }).customerId }
            Connect-PcAccount -AccessToken (ConvertTo-Secret (Get-UserToken $server).access_token) -Endpoint $server.Address | Out-Null
            $mail.Folder = Join-Path $TestDrive 'incomplete'
            $mail.Month = '2026-10-01'
        }

        AfterAll {
            Disconnect-PcAccount
            Stop-EmulatorHost $server
        }

        It 'sends a report that names the customer that could not be read' {
            Set-Host $server "customers/$($ids[1])" @{ noRelationship = $true }
            $sent = [System.Collections.Generic.List[string]]::new()
            $report = & $send @mail -Send { param($Message) $sent.Add($Message.Body) } 2>$null 3>$null
            $sent | Should -Match 'not all customers could be read completely'
            [System.IO.File]::ReadAllText($report.FullName) | Should -Match '(?s)class="notice[^>]*>.*Incomplete\..*Fabrikam'
        }

        It 'sends nothing and keeps the report where no customer could be read' {
            Set-Host $server "customers/$($ids[0])" @{ noRelationship = $true }
            $file = Join-Path $mail.Folder 'qualifications-2026-10.html'
            $before = [System.IO.File]::ReadAllText($file)
            $sent = [System.Collections.Generic.List[string]]::new()
            Get-Failure { & $send @mail -Send { $sent.Add('sent') } 2>$null } | Should -Not -BeNullOrEmpty
            $sent | Should -BeNullOrEmpty
            [System.IO.File]::ReadAllText($file) | Should -BeExactly $before
        }
    }
}
