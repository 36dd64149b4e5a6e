BeforeDiscovery {
    $folder = [System.IO.Path]::GetFullPath((Join-Path $PSScriptRoot '../../docs/en-US'))

    # The examples of a page, and the PowerShell in a topic; what needs a browser, a vault or a real tenant says so.
    $examples = @(
        foreach ($page in Get-ChildItem $folder -Filter *.md) {
            $text = [System.IO.File]::ReadAllText($page.FullName)
            $found = if ($page.Name -like 'about_*') {
                $number = 0
                [regex]::Matches($text, '(?ms)^```powershell\n(# real tenant\n)?(.*?)\n```$') |
                    ForEach-Object { @{ Title = "block $((++$number))"; Code = $_.Groups[2].Value; IsReal = $_.Groups[1].Success } }
            }
            else {
                [regex]::Matches($text, '(?ms)^### (Example \d+: [^\n]*)\n\n```powershell\n(.*?)\n```$') |
                    ForEach-Object { @{ Title = $_.Groups[1].Value; Code = $_.Groups[2].Value; IsReal = $_.Groups[1].Value.EndsWith(' (real tenant)') } }
            }

            foreach ($one in $found) { $one + @{ Page = $page.BaseName } }
        }
    )
    $runnable = @($examples | Where-Object { -not $_.IsReal } | Group-Object { $_.Page } | ForEach-Object { @{ Page = $_.Name; Examples = @($_.Group) } })
    $counts = @{ All = $examples.Count; Real = @($examples | Where-Object { $_.IsReal }).Count }
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    Import-Module $moduleRoot -Force

    # What each example gives, by hand: how many objects, how many files, and what they are, with the emulator's customers.
    $word = { "$_" }
    $name = { $_.CustomerName }
    $expected = @{
        'about_PartnerCenter.Qualifications, block 1' = @{
            Objects = 3
            Check = { "$(@($output)[1, 2].CustomerName -join ';')" | Should -Be 'Fairview Law Partners;Ashford Tutoring & Test Prep, LLC' }
        }
        'about_PartnerCenter.Qualifications, block 2' = @{
            # A row for each cmdlet, and the frame of the table.
            Objects = (Get-Command -Module PartnerCenter.Qualifications).Count + 4
            Check = { $output | Out-String -Width 200 | Should -Match "(?m)^Get-PcCustomer +Gets the partner's customers\.\s*$" }
        }
        'about_PartnerCenter.Qualifications, block 3' = @{ Objects = 2; Check = { [guid]::Parse(@($output)[1]) | Should -Not -Be ([guid]::Empty) } }
        'about_PcAuthentication, block 4' = @{ Objects = 1; Show = { $_.Count }; Says = 27 }
        'about_PcBulkOperations, block 1' = @{
            Objects = 1
            Files = 1
            Check = { @((Import-Csv qualifications.csv).CustomerId | Sort-Object -Unique).Count | Should -Be 500 }
        }
        'about_PcBulkOperations, block 2' = @{ Objects = 1 }
        'about_PcBulkOperations, block 3' = @{ Objects = 1 }
        'about_PcBulkOperations, block 4' = @{ Objects = 3; Files = 1; Check = { "$(@($output)[1, 2].VettingStatus)" | Should -Be 'InReview InReview' } }
        'about_PcBulkOperations, block 5' = @{ Objects = 3; Files = 1; Check = { "$(@($output)[1, 2].VettingStatus)" | Should -Be 'InReview InReview' } }
        'about_PcBulkOperations, block 6' = @{ Objects = 1; Files = 1; Check = { @(Import-Csv for-a-spreadsheet.csv).Count | Should -Be 27 } }
        'about_PcBulkOperations, block 7' = @{ Objects = 4; Check = { "$(@($output)[1..3].VettingStatus)" | Should -Be 'Denied Denied Denied' } }
        'about_PcBulkOperations, block 8' = @{ Objects = 1 }
        'about_PcEmulator, block 1' = @{ Objects = 8; Check = { $output | Select-Object -Skip 1 | Out-String -Width 80 | Should -Match '(?m)^Education +Denied +2' } }
        'about_PcEmulator, block 2' = @{ Objects = 2; Check = { @($output)[1].Count | Should -Be 1000 } }
        'about_PcEmulator, block 3' = @{
            Objects = 3
            Check = { @($output)[2].CustomerName | Should -Be 'University of Glenwood'; "$(@($output)[2].NewValue)" | Should -Match 'Education' }
        }
        'about_PcEmulator, block 4' = @{ Objects = 1 }
        'about_PcEmulator, block 5' = @{ Objects = 1; Files = 1; Show = { "$($_.PassedCount) $($_.FailedCount)" }; Says = '1 0' }
        'Wait-PcCustomerQualification, Example 1' = @{ Objects = 25; Check = { "$($output.VettingStatus)" | Should -Not -Match 'InReview' } }
        'Wait-PcCustomerQualification, Example 2' = @{ Objects = 1; Show = { "$($_.CustomerName): $_" }; Says = 'University of Glenwood: Education (Approved)' }
        'Wait-PcCustomerQualification, Example 3' = @{
            Objects = 3
            Check = {
                @($output)[-1] | Should -Be 0
                "$(@($output)[0, 1].CustomerName -join ';')" | Should -Be 'University of Harborview;University of Glenwood'
            }
        }
        'Compare-PcQualification, Example 1' = @{
            Objects = 1
            Files = 1
            Show = { "$($_.CustomerName): $_" }
            Says = 'Universität Fairview, Fakultät für Maschinenbau: QualificationAdded: StateOwnedEntity'
        }
        'Compare-PcQualification, Example 2' = @{ Objects = 1; Show = { "$($_.Name) $($_.Count)" }; Says = 'QualificationAdded 1' }
        'Compare-PcQualification, Example 3' = @{
            Objects = 0
            Files = 1
            Check = { Import-Csv changes.csv | ForEach-Object { "$($_.Kind) $($_.NewValue)" } | Should -Be 'QualificationAdded StateOwnedEntity' }
        }
        'Compare-PcQualification, Example 4' = @{ Objects = 0; Files = 1 }
        'Connect-PcAccount, Example 1' = @{ Objects = 28 }
        'Connect-PcAccount, Example 2' = @{ Objects = 1; Show = { $_.Count }; Says = 2000 }
        'Disconnect-PcAccount, Example 1' = @{ Objects = 1; Show = { $_.IsConnected }; Says = $false }
        'Disconnect-PcAccount, Example 2' = @{ Objects = 1; Show = { $_.Count }; Says = 25 }
        'Disconnect-PcAccount, Example 3' = @{ Objects = 3; Check = { @($output)[0].IsConnected | Should -BeFalse; "$(@($output)[1..2])" | Should -Be 'Education (InReview) Education (InReview)' } }
        'Export-PcQualificationReport, Example 1' = @{ Objects = 0; Files = 1; Check = { 'report.html' | Should -FileContentMatch '<strong>25</strong> <span>Customers' } }
        'Export-PcQualificationReport, Example 2' = @{ Objects = 1; Files = 1; Show = { $_.Name }; Says = 'education.html'; Check = { 'education.html' | Should -FileContentMatch 'Education, November' } }
        'Export-PcQualificationReport, Example 3' = @{ Objects = 0; Files = 2; Check = { 'november.html' | Should -FileContentMatch 'No changes\.' } }
        'Export-PcQualificationReport, Example 4' = @{ Objects = 0; Files = 2; Check = { 'from-csv.html' | Should -FileContentMatch '<strong>25</strong> <span>Customers' } }
        'Get-PcContext, Example 1' = @{ Objects = 1; Show = { $_.User }; Says = 'admin@contoso.onmicrosoft.com' }
        'Get-PcContext, Example 2' = @{
            Objects = 5
            Check = { ($output | Out-String) | Should -Match '(?m)^TenantId +: 4f0c2f6a-3c1d-4f5e-9b7a-0d5a1c7e2b11' }
        }
        'Get-PcContext, Example 3' = @{ Objects = 0 }
        'Get-PcContext, Example 4' = @{ Objects = 0 }
        'Get-PcContext, Example 5' = @{ Objects = 2; Show = { "$($_.IsConnected)" }; Says = 'True', 'True' }
        'Select-PcContext, Example 1' = @{ Objects = 2; Check = { @($output)[1] | Should -Be 3 } }
        'Select-PcContext, Example 2' = @{ Objects = 1; Show = { $_.TenantId }; Says = '4f0c2f6a-3c1d-4f5e-9b7a-0d5a1c7e2b11' }
        'Select-PcContext, Example 3' = @{ Objects = 2; Show = { $_ }; Says = 3, 5 }
        'Get-PcCustomer, Example 1' = @{ Objects = 25 }
        'Get-PcCustomer, Example 2' = @{ Objects = 2; Show = $word; Says = 'University of Harborview', 'University of Glenwood' }
        'Get-PcCustomer, Example 3' = @{
            Objects = 4
            Show = $word
            Says = 'Universität Fairview, Fakultät für Maschinenbau', 'Fairview Law Partners', 'University of Harborview', 'Harborview Elementary School'
        }
        'Get-PcCustomer, Example 4' = @{ Objects = 1; Show = $word; Says = 'Fairview Law Partners' }
        'Get-PcCustomer, Example 5' = @{ Objects = 5 }
        'Get-PcCustomer, Example 6' = @{
            Objects = 2
            Files = 1
            Show = { $_.CustomerId }
            Says = '73252792-608c-8e8e-a18c-f9c9886cbd35', 'b980acca-f1be-8e8e-8ad0-87b19bff397e'
        }
        'Get-PcCustomer, Example 7' = @{ Objects = 0; Files = 1; Check = { @(Import-Csv customers.csv).Count | Should -Be 25 } }
        'Get-PcCustomerQualification, Example 1' = @{ Objects = 28 }
        'Get-PcCustomerQualification, Example 2' = @{
            Objects = 2; Show = { "$($_.CustomerName): $($_.Qualification), $($_.VettingReason)" }
            Says = 'Fairview Law Partners: Education, No longer an Education Customer', 'Ashford Tutoring & Test Prep, LLC: Education, Not an eligible Library'
        }
        'Get-PcCustomerQualification, Example 3' = @{
            Objects = 2
            Show = $word
            Says = 'Education (InReview)', 'Education (InReview)'
            Check = { @($output)[0].VettingCreatedDate | Should -BeLessThan @($output)[1].VettingCreatedDate }
        }
        'Get-PcCustomerQualification, Example 4' = @{
            Objects = 7
            Check = {
                $shown = $output | Out-String -Width 80
                $shown | Should -Match '(?m)^Education +Denied +2'
                $shown | Should -Match '(?m)^GovernmentCommunityCloud +Approved +3'
            }
        }
        'Get-PcCustomerQualification, Example 5' = @{
            Objects = 5
            Check = { ($output | Out-String) | Should -Match '(?m)^CustomerId +: 2024924b-df90-8e8e-9eaa-18937a1f8789' }
        }
        'Get-PcCustomerQualification, Example 6' = @{
            Objects = 0
            Files = 2
            Check = { @((Import-Csv qualifications.csv).CustomerName | Sort-Object -Unique).Count | Should -Be 4 }
        }
        'Get-PcCustomerQualification, Example 7' = @{
            Objects = 2
            Check = { "$(@($output)[0])" | Should -Be 'Education (Approved)'; @($output)[1].TargetObject | Should -Be '00000000-0000-0000-0000-000000000001' }
        }
        'Get-PcCustomerValidationStatus, Example 1' = @{ Objects = 1; Show = { $_.CustomerId }; Says = '0aaf1731-56e7-8e8e-917a-df5e259ad0c1' }
        'Get-PcCustomerValidationStatus, Example 2' = @{ Objects = 1; Show = $name; Says = 'City of Foxborough' }
        'Get-PcCustomerValidationStatus, Example 3' = @{ Objects = 1; Show = { $_.Count }; Says = 25 }
        'Get-PcCustomerValidationStatus, Example 4' = @{
            Objects = 5
            Check = { for ($i = 1; $i -lt 5; $i++) { @($output)[$i].LastUpdateDateTime | Should -Not -BeGreaterThan @($output)[$i - 1].LastUpdateDateTime } }
        }
        'Get-PcQualificationChange, Example 1' = @{
            Objects = 1
            Check = {
                @($output)[0].CustomerId | Should -Be '0aaf1731-56e7-8e8e-917a-df5e259ad0c1'
                "$(@($output)[0].NewValue)" | Should -Match 'StateOwnedEntity'
            }
        }
        'Get-PcQualificationChange, Example 2' = @{ Objects = 5 }
        'Get-PcQualificationChange, Example 3' = @{
            Objects = 5
            Check = { ($output | Out-String) | Should -Match '(?m)^CustomerId +: 0aaf1731-56e7-8e8e-917a-df5e259ad0c1' }
        }
        'Get-PcQualificationChange, Example 4' = @{ Objects = 1; Show = { $_.Name }; Says = 'admin@contoso.onmicrosoft.com' }
        'Get-PcQualificationChange, Example 5' = @{ Objects = 1; Show = { $_.Name }; Says = 'Succeeded' }
        'Get-PcRefreshToken, Example 3' = @{ Objects = 2; Check = { @($output)[1] | Should -BeTrue } }
        'Get-PcValidationCode, Example 1' = @{ Objects = 3; Show = $word; Says = '204518', '317052', '198007' }
        'Get-PcValidationCode, Example 2' = @{ Objects = 2; Show = $word; Says = '204518', '317052' }
        'Get-PcValidationCode, Example 3' = @{ Objects = 1; Show = { $_.OrganizationName -like 'Contoso*' }; Says = $true }
        'Get-PcValidationCode, Example 4' = @{ Objects = 2; Show = { "$_ $($_.RemainingCreates)" }; Says = '198007 0', '317052 1' }
        'Measure-PcQualification, Example 1' = @{ Objects = 7; Check = { ($output | Where-Object { "$_" -eq 'Education (Denied): 2' }).Count | Should -Be 2 } }
        'Measure-PcQualification, Example 2' = @{ Objects = 1; Check = { @($output).LongestInReview | Should -Not -Contain $null } }
        'Measure-PcQualification, Example 3' = @{ Objects = 7; Files = 1; Check = { ($output | Measure-Object Count -Sum).Sum | Should -Be 28 } }
        'New-PcCustomerQualification, Example 1' = @{ Objects = 1; Show = { "$($_.CustomerName): $_" }; Says = 'University of Glenwood: Education (InReview)' }
        'New-PcCustomerQualification, Example 2' = @{
            Objects = 0
            Check = { @(Get-PcQualificationChange | Where-Object CustomerName -Like 'Brookhaven*').Count | Should -Be 0 }
        }
        'New-PcCustomerQualification, Example 3' = @{
            Objects = 1
            Show = { "$($_.CustomerName): $_" }
            Says = 'Rosemont Public Works Department: GovernmentCommunityCloud (Approved)'
        }
        'New-PcCustomerQualification, Example 4' = @{ Objects = 1; Show = { "$($_.CustomerName -like 'Town of *') $_" }; Says = 'True StateOwnedEntity' }
        'New-PcCustomerQualification, Example 5' = @{
            Objects = 1
            Files = 1
            Show = { "$($_.CustomerName): $($_.VettingStatus)" }
            Says = 'Kingsport Animal Shelter: InReview'
        }
        'New-PcCustomerQualification, Example 6' = @{ Objects = 2; Files = 1; Show = $word; Says = 'Education (InReview)', 'StateOwnedEntity' }
        'Set-PcCustomerQualification, Example 1' = @{ Objects = 0 }
        'Set-PcCustomerQualification, Example 2' = @{ Objects = 1; Show = { "$($_.CustomerName): $_" }; Says = 'University of Glenwood: Education (Approved)' }
        'Set-PcCustomerQualification, Example 3' = @{
            Objects = 1
            Show = { "$($_.CustomerId): $_" }
            Says = '3ea3d246-9791-8e8e-b416-6e8733d0d15c: GovernmentCommunityCloud (Approved)'
        }
        'Test-PcCustomerQualification, Example 1' = @{ Objects = 1; Show = { $_ }; Says = $true }
        'Test-PcCustomerQualification, Example 2' = @{ Objects = 0 }
        'Test-PcCustomerQualification, Example 3' = @{ Objects = 1; Show = $word; Says = 'Harborview Elementary School gets education prices.' }
        'Test-PcCustomerQualification, Example 4' = @{ Objects = 1; Show = { $_ }; Says = 2 }
        'Test-PcMfaCompliance, Example 1' = @{ Objects = 1; Show = { $_.IsCompliant }; Says = $true }
        'Test-PcMfaCompliance, Example 2' = @{ Objects = 0 }
        'Test-PcMfaCompliance, Example 3' = @{ Objects = 2; Show = { $_.IsCompliant }; Says = $true, $true }
    }
}

AfterAll {
    Disconnect-PcAccount
    Remove-Module PartnerCenter.Qualifications -Force -ErrorAction Ignore
}

Describe 'Examples' {
    It 'are many, and few need a real tenant: <All>, of which <Real>' -ForEach $counts {
        # Each of the few is known by its mark; a new one has to be counted here.
        $Real | Should -Be 15
        $All | Should -BeGreaterThan 75
    }

    It 'can be typed: <Page>, <Title>' -ForEach $examples {
        $tokens = $errors = $null
        $tree = [System.Management.Automation.Language.Parser]::ParseInput($Code, [ref] $tokens, [ref] $errors)
        $errors | Should -BeNullOrEmpty
        $calls = $tree.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true) | Where-Object { $_.GetCommandName() -like '*-Pc*' }

        # A file that the example writes.
        $calls = @($calls) + @($tree.FindAll({ $args[0] -is [System.Management.Automation.Language.StringConstantExpressionAst] -and $args[0].Value -match '(?m)^Describe ' }, $true) | ForEach-Object {
                [System.Management.Automation.Language.Parser]::ParseInput($_.Value, [ref] $tokens, [ref] $errors).FindAll(
                    { $args[0] -is [System.Management.Automation.Language.CommandAst] -and $args[0].GetCommandName() -like '*-Pc*' }, $true)
                $errors | Should -BeNullOrEmpty
            }) | Where-Object { $_ }
        if ($Code -notmatch 'Get-Command -Module PartnerCenter\.Qualifications') { $calls | Should -Not -BeNullOrEmpty }
        foreach ($call in $calls) {
            $command = Get-Command $call.GetCommandName()
            $known = $command.Parameters.Keys + $command.Parameters.Values.Aliases
            $call.CommandElements | Where-Object { $_ -is [System.Management.Automation.Language.CommandParameterAst] } |
                ForEach-Object { $_.ParameterName | Should -BeIn $known }
        }
    }

    It 'run without an error, and give something: <Page>' -ForEach $runnable {
        $server = $null
        Push-Location (New-Item (Join-Path $TestDrive $Page) -ItemType Directory)
        try {
            if ($Page -eq 'Wait-PcCustomerQualification') {
                # Where the vetting takes no half minute.
                $server = Start-EmulatorHost '--vetting-duration', '1s'
                $target = $server.Target
                Connect-PcAccount -UseDeviceAuthentication -ApplicationId $emulated.Application -TenantId $emulated.Tenant @target 6>$null | Out-Null
            }
            else {
                Connect-PcAccount -Emulator | Out-Null
            }

            # So that there is a change to be seen.
            New-PcCustomerQualification 0aaf1731-56e7-8e8e-917a-df5e259ad0c1 StateOwnedEntity -Confirm:$false | Out-Null
            foreach ($example in $Examples) {
                $before = @(Get-ChildItem)
                $output = try {
                    & {
                        $ErrorActionPreference = 'Stop'
                        $ProgressPreference = 'SilentlyContinue'
                        & ([scriptblock]::Create($example.Code)) 6>$null
                    }
                }
                catch {
                    throw "$($example.Title): $_"
                }

                $key = "$Page, $($example.Title -replace ':.*')"
                $wanted = $expected[$key]
                $expected.ContainsKey($key) | Should -BeTrue -Because "what '$key' gives has to be said here"
                @($output).Count | Should -Be $wanted.Objects -Because $key
                @(Get-ChildItem).Count - $before.Count | Should -Be ([int]$wanted.Files) -Because "files of $key"
                if ($wanted.Show) { @($output | ForEach-Object $wanted.Show) | Should -Be $wanted.Says -Because $key }
                if ($wanted.Check) { & $wanted.Check }
                if (-not (Get-PcContext)) { Connect-PcAccount -Emulator | Out-Null }
            }
        }
        finally {
            Pop-Location
            Disconnect-PcAccount
            Stop-EmulatorHost $server
        }
    }
}
