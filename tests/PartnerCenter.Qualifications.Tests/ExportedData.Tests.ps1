# What leaves the session in a file, or comes back from a file or another process.

BeforeDiscovery {
    $cultures = @('en-US', 'en-GB', 'de-DE', 'th-TH', 'ar-SA', 'fa-IR' | ForEach-Object { @{ Culture = $_ } })
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    $manifest = Join-Path $moduleRoot 'PartnerCenter.Qualifications.psd1'
    Import-Module $manifest
    $previous = [cultureinfo]::CurrentCulture
    Connect-PcAccount -Emulator -WarningAction SilentlyContinue | Out-Null

    # Read with .NET, without the adapter under test.
    function Get-Value([object] $From, [string] $Property) { $From.PSObject.BaseObject.GetType().GetProperty($Property).GetValue($From.PSObject.BaseObject) }

    $qualifications = @(Get-PcCustomer | Get-PcCustomerQualification)
    $inReview = @($qualifications | Where-Object { "$(Get-Value $_ VettingStatus)" -eq 'InReview' })
    $inReview.Count | Should -BeGreaterThan 1
    $dated = @($qualifications | Where-Object { $null -ne (Get-Value $_ VettingCreatedDate) })
    $dated.Count | Should -BeGreaterThan 3
    $isoDates = @($dated | ForEach-Object { (Get-Value $_ VettingCreatedDate).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", [cultureinfo]::InvariantCulture) })
    @($isoDates | Sort-Object -Unique).Count | Should -BeGreaterThan 3

    $changes = @(Get-PcQualificationChange -Since ([datetime]::UtcNow.AddDays(-60)))
    $changes.Count | Should -BeGreaterThan 2

    # A day that is another one where day and month change places.
    $one = [PartnerCenter.Qualifications.CustomerQualification]@{
        CustomerId = '11111111-2222-4333-8444-555555555555'; Qualification = 'Education'; VettingStatus = 'InReview'; VettingCreatedDate = '2026-05-12T08:30:01.5Z'
    }
}

AfterAll {
    Disconnect-PcAccount
}

Describe 'Exported data' {
    AfterEach {
        [cultureinfo]::CurrentCulture = $previous
    }

    Context 'dates' {
        It 'are ISO 8601 in CSV, whatever the culture: <Culture>' -ForEach $cultures {
            [cultureinfo]::CurrentCulture = $Culture
            @($dated | ConvertTo-Csv | ConvertFrom-Csv).VettingCreatedDate | Should -BeExactly $isoDates
            @($dated | Select-Object CustomerId, VettingCreatedDate | ConvertTo-Csv | ConvertFrom-Csv).VettingCreatedDate | Should -BeExactly $isoDates
        }

        It 'are ISO 8601 in lists and tables, whatever the culture: <Culture>' -ForEach $cultures {
            [cultureinfo]::CurrentCulture = $Culture
            ($one | Format-List * | Out-String) -match 'VettingCreatedDate +: 2026-05-12T08:30:01\.5Z' | Should -BeTrue
            ($one | Format-Table VettingCreatedDate | Out-String) -match '2026-05-12T08:30:01\.5Z' | Should -BeTrue
            ($one | Format-List | Out-String) -match 'VettingCreatedDate +: 2026-05-12 08:30:01Z' | Should -BeTrue
        }

        It 'of a change, a validation status and a context are ISO 8601, whatever the culture: <Culture>' -ForEach $cultures {
            [cultureinfo]::CurrentCulture = $Culture
            $iso = '^20[23]\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$'
            foreach ($text in @($changes | ConvertTo-Csv | ConvertFrom-Csv).ChangedDate) { $text | Should -Match $iso }
            foreach ($text in @(Get-PcCustomer | Select-Object -First 3 | Get-PcCustomerValidationStatus | ConvertTo-Csv | ConvertFrom-Csv).LastUpdateDateTime) { $text | Should -Match $iso }
            (Get-PcContext | ConvertTo-Csv | ConvertFrom-Csv).ExpiresOn | Should -Match $iso

            # The view has no calendar of the culture, either.
            $shown = $changes[0] | Out-String -Width 200
            $shown | Should -Match (Get-Value $changes[0] ChangedDate).UtcDateTime.ToString('yyyy-MM-dd HH:mm', [cultureinfo]::InvariantCulture)
        }

        It 'are dates for scripts' {
            [cultureinfo]::CurrentCulture = 'de-DE'
            $date = $one.VettingCreatedDate
            $date -is [DateTimeOffset] | Should -BeTrue
            $date -eq [DateTimeOffset]'2026-05-12T08:30:01.5Z' | Should -BeTrue
            $date -lt [datetime]::UtcNow.AddYears(10) | Should -BeTrue
            $date -gt [datetime]::UtcNow.AddYears(10) | Should -BeFalse
            ([DateTimeOffset]'2026-05-13T08:30:01.5Z' - $date).TotalHours | Should -Be 24
            $date.UtcDateTime.Month | Should -Be 5
            $date.ToString('yyyy') | Should -BeExactly '2026'
            '{0:dd.MM.yyyy}' -f $date | Should -BeExactly '12.05.2026'
            ($one | ConvertTo-Json | ConvertFrom-Json -DateKind Offset).VettingCreatedDate | Should -Be ([DateTimeOffset]'2026-05-12T08:30:01.5Z')
            @($dated | Sort-Object VettingCreatedDate | ForEach-Object { Get-Value $_ VettingCreatedDate }) |
                Should -Be @($dated | ForEach-Object { Get-Value $_ VettingCreatedDate } | Sort-Object)
            @($dated | Group-Object VettingCreatedDate).Count | Should -Be @($isoDates | Sort-Object -Unique).Count
        }

        It 'of a file are refused where they are ambiguous: <Text>' -ForEach @(
            @{ Text = '12/05/2026 08:30:00 +00:00' }
            @{ Text = '05.12.2026 08:30:00' }
            @{ Text = '12/05/2569 08:30:00 +00:00' }
            @{ Text = '2026-13-01' }
            @{ Text = 'yesterday' }
        ) {
            $rows = 1..3 | ForEach-Object {
                [pscustomobject]@{ CustomerId = "11111111-2222-4333-8444-00000000000$_"; Qualification = 'Education'; VettingStatus = 'InReview'; VettingCreatedDate = '2026-05-12T08:30:00Z' }
            }
            $rows[1].VettingCreatedDate = $Text
            $report = Join-Path (Get-PSDrive TestDrive).Root 'ambiguous.html'
            $rows | Export-PcQualificationReport $report -ErrorAction SilentlyContinue -ErrorVariable failures -WarningAction SilentlyContinue
            $failures.Count | Should -Be 1
            "$($failures[0])" | Should -BeLike "*'$Text'*VettingCreatedDate*ISO 8601*"
            $page = [System.IO.File]::ReadAllText($report)
            $data = [regex]::Match($page, '(?s)<script type="application/json" id="report-data">(.*?)</script>').Groups[1].Value | ConvertFrom-Json
            $data.qualifications.customerId | Should -Be '11111111-2222-4333-8444-000000000001', '11111111-2222-4333-8444-000000000003'
        }

        It 'make the same report after CSV, whatever the culture: <Culture>' -ForEach $cultures {
            [cultureinfo]::CurrentCulture = $Culture
            $folder = (Get-PSDrive TestDrive).Root
            $moment = @{ AsOf = [DateTimeOffset]::UtcNow; Confirm = $false }
            $qualifications | Export-PcQualificationReport (Join-Path $folder 'direct.html') @moment
            $qualifications | Export-Csv (Join-Path $folder 'all.csv')
            Import-Csv (Join-Path $folder 'all.csv') | Export-PcQualificationReport (Join-Path $folder 'csv.html') @moment
            [System.IO.File]::ReadAllText((Join-Path $folder 'csv.html')) | Should -BeExactly ([System.IO.File]::ReadAllText((Join-Path $folder 'direct.html')))
        }
    }

    Context 'enumerations' {
        It 'are found by the same filters after <Name>' -ForEach @(
            @{ Name = 'Export-Clixml and Import-Clixml'; Convert = { $qualifications | Export-Clixml TestDrive:/all.xml; Import-Clixml TestDrive:/all.xml } }
            @{ Name = 'Export-Csv and Import-Csv'; Convert = { $qualifications | Export-Csv TestDrive:/all.csv; Import-Csv TestDrive:/all.csv } }
            @{ Name = 'ConvertTo-Json -EnumsAsStrings and ConvertFrom-Json'; Convert = { $qualifications | ConvertTo-Json -EnumsAsStrings | ConvertFrom-Json } }
            @{
                Name = 'Start-Job'
                Convert = {
                    Start-Job {
                        Import-Module $using:manifest
                        Connect-PcAccount -Emulator -WarningAction SilentlyContinue | Out-Null
                        Get-PcCustomer | Get-PcCustomerQualification
                    } | Receive-Job -Wait -AutoRemoveJob
                }
            }
        ) {
            $there = @(& $Convert)
            $there.Count | Should -Be $qualifications.Count
            foreach ($status in 'InReview', 'Approved', 'Denied', 'None') {
                $expected = @($qualifications | Where-Object { "$(Get-Value $_ VettingStatus)" -eq $status } | ForEach-Object { Get-Value $_ CustomerId })
                $expected.Count | Should -BeGreaterThan 0
                @($there | Where-Object VettingStatus -eq $status).CustomerId | Should -BeExactly $expected -Because $status
            }

            foreach ($qualification in 'Education', 'GovernmentCommunityCloud') {
                $expected = @($qualifications | Where-Object { "$(Get-Value $_ Qualification)" -eq $qualification } | ForEach-Object { Get-Value $_ CustomerId })
                $expected.Count | Should -BeGreaterThan 0
                @($there | Where-Object Qualification -eq $qualification).CustomerId | Should -BeExactly $expected -Because $qualification
            }
        }

        It 'of a change and a context are words after Export-Clixml' {
            $changes | Export-Clixml TestDrive:/changes.xml
            @(Import-Clixml TestDrive:/changes.xml | Where-Object Status -eq Succeeded).Count | Should -Be @($changes | Where-Object { "$(Get-Value $_ Status)" -eq 'Succeeded' }).Count
            Get-PcContext | Export-Clixml TestDrive:/context.xml
            $context = Import-Clixml TestDrive:/context.xml
            $context.Authentication -eq 'AppUser' | Should -BeTrue
            $context.CredentialKind -eq 'Emulator' | Should -BeTrue
            $context.Environment -eq 'Global' | Should -BeTrue
        }
    }

    Context 'columns' {
        It 'has the customer''s ID once: <Name>' -ForEach @(
            @{ Name = 'a customer'; Get = { Get-PcCustomer } }
            @{ Name = 'a qualification'; Get = { $qualifications } }
            @{ Name = 'a change'; Get = { $changes } }
            @{ Name = 'a validation status'; Get = { Get-PcCustomer | Select-Object -First 3 | Get-PcCustomerValidationStatus } }
        ) {
            $objects = @(& $Get | Select-Object -First 3)
            $objects.Count | Should -Be 3
            foreach ($row in @($objects | ConvertTo-Csv | ConvertFrom-Csv) + @($objects | ConvertTo-Json -EnumsAsStrings -Depth 1 -WarningAction SilentlyContinue | ConvertFrom-Json)) {
                $id = $row.CustomerId
                @($row.PSObject.Properties | Where-Object { "$($_.Value)" -eq $id }).Name | Should -Be 'CustomerId'
                $row.PSObject.Properties.Name[0] | Should -Be 'CustomerId'
            }
        }

        It 'lets cmdlets of other modules bind the ID by Id and TenantId' {
            function Get-Bound {
                param([Parameter(ValueFromPipelineByPropertyName)] $Id, [Parameter(ValueFromPipelineByPropertyName)] $TenantId, [Parameter(ValueFromPipelineByPropertyName)] $CustomerId)
                process { "$Id $TenantId $CustomerId" }
            }
            $customers = @(Get-PcCustomer | Select-Object -First 3)
            $expected = @($customers | ForEach-Object { $id = Get-Value $_ CustomerId; "$id $id $id" })
            @($customers | Get-Bound) | Should -BeExactly $expected
            @($customers | Get-PcCustomerQualification | Get-Bound | Select-Object -Unique) | Should -BeExactly $expected
            @($customers | Select-Object Id, TenantId, CustomerId | Get-Bound) | Should -BeExactly $expected
        }

        It 'has properties of the types that scripts expect' {
            $types = @{}
            foreach ($member in $qualifications[0] | Get-Member -MemberType Property) { $types[$member.Name] = $member.Definition }
            $types.CustomerId | Should -Be 'System.String CustomerId {get;set;}'
            $types.VettingStatus | Should -Be 'PartnerCenter.Qualifications.VettingStatus VettingStatus {get;set;}'
            $types.VettingCreatedDate | Should -Be 'System.DateTimeOffset VettingCreatedDate {get;set;}'
            $types.InReviewFor | Should -Be 'System.TimeSpan InReviewFor {get;}'
            (Get-Failure { $qualifications[0].InReviewFor = [timespan]::Zero }) | Should -Not -BeNullOrEmpty
        }

        It 'shows the items of a list' {
            $change = $changes | Where-Object { $_.NewValue.Count -gt 0 } | Select-Object -First 1
            ($change | ConvertTo-Csv | ConvertFrom-Csv).NewValue | Should -BeExactly (@($change.NewValue | ForEach-Object { "$_" }) -join ', ')
            $change.NewValue[0].GetType().Name | Should -Be 'CustomerQualification'
            @($change.NewValue | ForEach-Object { $_ }).Count | Should -Be $change.NewValue.Count
            (Get-PcCustomer | Select-Object -First 1 | ConvertTo-Csv | ConvertFrom-Csv).CustomDomains | Should -BeNullOrEmpty
        }
    }

    Context 'dictionaries' {
        It 'are text in CSV, and dictionaries for scripts and in JSON' {
            $change = [PartnerCenter.Qualifications.QualificationChange]@{ RecordId = '1' }
            $pairs = [System.Collections.Generic.Dictionary[string, string]]::new()
            $pairs.Add('Qualification', 'Education')
            $pairs.Add('Reason', [NullString]::Value)
            [PartnerCenter.Qualifications.QualificationChange].GetProperty('CustomizedData').SetValue($change, $pairs)
            ($change | ConvertTo-Csv | ConvertFrom-Csv).CustomizedData | Should -BeExactly 'Qualification = Education, Reason = '
            ($change | Select-Object CustomizedData | ConvertTo-Csv | ConvertFrom-Csv).CustomizedData | Should -BeExactly 'Qualification = Education, Reason = '
            ($change | ConvertTo-Json -Compress) | Should -Match '"CustomizedData":\{"Qualification":"Education","Reason":null\}'
            ($change | Select-Object CustomizedData | ConvertTo-Json -Compress) | Should -BeExactly '{"CustomizedData":{"Qualification":"Education","Reason":null}}'
            $change.CustomizedData['Qualification'] | Should -BeExactly 'Education'
            $change.CustomizedData.Qualification | Should -BeExactly 'Education'
            $change.CustomizedData.ContainsKey('Reason') | Should -BeTrue
            $change.CustomizedData.Keys | Should -Be 'Qualification', 'Reason'
            $change.CustomizedData.Count | Should -Be 2
            @($change.CustomizedData.GetEnumerator()).Count | Should -Be 2
            $change | Export-Clixml TestDrive:/customized.xml
            (Import-Clixml TestDrive:/customized.xml).CustomizedData['Qualification'] | Should -BeExactly 'Education'
            $pairs.Clear()
            ($change | ConvertTo-Csv | ConvertFrom-Csv).CustomizedData | Should -BeExactly ''
        }
    }

    Context 'files as input' {
        BeforeAll {
            $customers = @(Get-PcCustomer)
            $folder = (Get-PSDrive TestDrive).Root
            foreach ($set in @{ Name = 'customers'; Objects = $customers }, @{ Name = 'qualifications'; Objects = $qualifications }) {
                $file = Join-Path $folder $set.Name
                $set.Objects | Export-Csv "$file.csv"
                $set.Objects | Export-Clixml "$file.xml"
                $set.Objects | ConvertTo-Json -EnumsAsStrings | Set-Content "$file.json"
                $set.Objects | ConvertTo-Json | Set-Content "$file-numbers.json"
            }
        }

        It 'are taken by every cmdlet that takes customers: <File>' -ForEach @(
            'customers.csv', 'customers.xml', 'customers.json', 'qualifications.csv', 'qualifications.xml', 'qualifications.json', 'qualifications-numbers.json' |
                ForEach-Object { @{ File = $_ } }
        ) {
            $path = Join-Path $folder $File
            $rows = @(switch -Wildcard ($File) { '*.csv' { Import-Csv $path } '*.xml' { Import-Clixml $path } '*.json' { Get-Content $path -Raw | ConvertFrom-Json } })
            $ids = @($(if ($File -like 'customers*') { $customers } else { $qualifications }) | ForEach-Object { Get-Value $_ CustomerId })
            $rows.Count | Should -Be $ids.Count
            @(($rows | Get-PcCustomer -ErrorAction Stop).CustomerId) | Should -Be $ids
            @(($rows | Get-PcCustomerQualification -ErrorAction Stop).CustomerId | Get-Unique) | Should -Be @($ids | Get-Unique)
            @(($rows | Get-PcCustomerValidationStatus -ErrorAction Stop).CustomerId) | Should -Be $ids
            @($rows | Test-PcCustomerQualification -Qualification Education -ErrorAction Stop).Count | Should -Be $ids.Count
            @($rows | Get-PcQualificationChange -Since ([datetime]::UtcNow.AddDays(-60)) -ErrorAction Stop).Count | Should -Be $changes.Count
            $rows | Select-Object -First 3 | New-PcCustomerQualification -Qualification StateOwnedEntity -WhatIf -ErrorAction Stop | Should -BeNullOrEmpty
            $rows | Select-Object -First 3 | Set-PcCustomerQualification -Qualification Education -WhatIf -ErrorAction Stop | Should -BeNullOrEmpty
            @($rows | Select-Object -First 1 | Wait-PcCustomerQualification -Timeout 00:00:00.001 -ErrorAction SilentlyContinue -ErrorVariable waited).Count + @($waited).Count |
                Should -BeGreaterThan 0
        }

        It 'are compared as the objects are: <File>' -ForEach @('qualifications.csv', 'qualifications.xml', 'qualifications.json', 'qualifications-numbers.json' | ForEach-Object { @{ File = $_ } }) {
            $path = Join-Path $folder $File
            $rows = @(switch -Wildcard ($File) { '*.csv' { Import-Csv $path } '*.xml' { Import-Clixml $path } '*.json' { Get-Content $path -Raw | ConvertFrom-Json } })
            $report = Join-Path $folder 'compared.html'
            $qualifications | Export-PcQualificationReport $report -Compare $rows -Confirm:$false
            $report | Should -FileContentMatch 'No changes\.'
            $qualifications | Select-Object -Skip 1 | Export-PcQualificationReport $report -Compare $rows -Confirm:$false
            $report | Should -Not -FileContentMatch 'No changes\.'
        }
    }

    It 'is as it should be where the session only shows what it would do' {
        $said = Invoke-OtherPowerShell @"
            `$WhatIfPreference = `$true
            Connect-PcAccount -Emulator -WarningAction SilentlyContinue | Out-Null
            @(Get-TypeData PartnerCenter.*).Count
"@
        $said.Errors | Should -BeNullOrEmpty
        $said.Output.Trim() | Should -Be '19'
    }

    It 'changes nothing in the session before the first cmdlet runs' {
        $said = Invoke-OtherPowerShell @"
            @(Get-TypeData PartnerCenter.*).Count
            Connect-PcAccount -Emulator -WarningAction SilentlyContinue | Out-Null
            @(Get-TypeData PartnerCenter.*).Count
"@
        $said.Errors | Should -BeNullOrEmpty
        @($said.Output.Trim() -split '\r?\n') | Should -Be '0', '19'
    }

    It 'is the same from a second copy of the module, and after the module is removed and imported again' {
        $said = Invoke-OtherPowerShell -WithoutModule @"
            `$copy = Join-Path '$((Get-PSDrive TestDrive).Root)' 'copy/PartnerCenter.Qualifications'
            Copy-Item (Split-Path '$manifest') `$copy -Recurse
            [cultureinfo]::CurrentCulture = 'de-DE'
            foreach (`$path in '$manifest', (Join-Path `$copy 'PartnerCenter.Qualifications.psd1'), '$manifest') {
                Import-Module `$path -ErrorAction Stop
                Connect-PcAccount -Emulator -WarningAction SilentlyContinue | Out-Null
                `$row = Get-PcCustomerQualification | Where-Object VettingStatus -eq InReview | Select-Object -First 1 | ConvertTo-Csv | ConvertFrom-Csv
                `$row.VettingCreatedDate
                if (`$path -like '*copy*') { Get-Module PartnerCenter.Qualifications | Remove-Module }
            }
"@
        $said.Errors | Should -BeNullOrEmpty
        $lines = @($said.Output.Trim() -split '\r?\n')
        $lines.Count | Should -Be 3
        foreach ($line in $lines) { $line | Should -Match '^\d{4}-\d\d-\d\dT' }
    }
}
