# Sentences of the help pages that say what a cmdlet does, each with a test that it is true. A change of such a sentence requires a change of its test.

BeforeDiscovery {
    $claims = @(
        @{
            Page = 'Get-PcCustomer'; Says = 'The listing ends after the first page.'
            Check = {
                $requests = [System.Collections.Generic.List[string]]::new()
                Get-PcCustomer -PageSize 5 -Debug 5>&1 |
                    ForEach-Object { if ($_ -is [System.Management.Automation.DebugRecord]) { $requests.Add("$_") } else { $_ } } |
                    Select-Object -First 5 | Should -HaveCount 5
                @($requests -match '/v1/customers\?').Count | Should -Be 1
            }
        }
        @{
            Page = 'Get-PcCustomer'; Says = 'A customer that the partner doesn''t have causes one error, and the other customers are still processed.'
            Check = {
                $asked = $everyone[0].CustomerId, [guid]::NewGuid(), $everyone[1].CustomerId
                $found = $asked | Get-PcCustomer -ErrorVariable failures -ErrorAction SilentlyContinue
                $found.CustomerId | Should -Be $everyone[0, 1].CustomerId
                $failures.Count | Should -Be 1
            }
        }
        @{
            Page = 'Get-PcCustomerQualification'; Says = 'This command is the same as `Get-PcCustomer | Get-PcCustomerQualification`.'
            Check = { Get-Words { Get-PcCustomerQualification } | Should -Be (Get-Words { Get-PcCustomer | Get-PcCustomerQualification }) }
        }
        @{
            Page = 'Get-PcQualificationChange'; Says = 'The default is 24 hours before -Until.'
            Check = {
                $until = [datetime]::UtcNow.Date.AddDays(-10).AddHours(12)
                $asked = Get-PcQualificationChange -Until $until -Debug 5>&1 | Where-Object { "$_" -match 'auditrecords' }
                "$asked" | Should -Match "startDate=$($until.AddDays(-1).ToString('yyyy-MM-dd'))&endDate=$($until.ToString('yyyy-MM-dd'))"
            }
        }
        @{
            Page = 'Get-PcQualificationChange'; Says = 'The service keeps audit records for 90 days. An earlier -Since is rejected.'
            Check = {
                Get-PcQualificationChange -Since ([datetime]::UtcNow.Date.AddDays(-90)) | Should -Not -BeNullOrEmpty
                $failure = Get-Failure { Get-PcQualificationChange -Since ([datetime]::UtcNow.Date.AddDays(-91)) }
                $failure.FullyQualifiedErrorId | Should -Match '^InvalidRequest,'
            }
        }
        @{
            Page = 'Get-PcCustomerValidationStatus'; Says = 'Status is the service''s own value, such as Allowed.'
            Check = { ($everyone | Get-PcCustomerValidationStatus).Status | Sort-Object -Unique | Should -Be 'Allowed' }
        }
        @{
            Page = 'New-PcCustomerQualification'; Says = 'This qualification isn''t vetted, and can be combined with another qualification.'
            Check = {
                New-PcCustomerQualification $holders.Approved StateOwnedEntity -Force | ForEach-Object { "$_" } | Should -Be 'StateOwnedEntity'
                Get-PcCustomerQualification $holders.Approved | ForEach-Object { "$_" } | Should -Be 'Education (Approved)', 'StateOwnedEntity'
            }
        }
        @{
            Page = 'New-PcCustomerQualification'; Says = 'A second run requests nothing and returns the customers'' existing qualifications.'
            Check = {
                $rows = [pscustomobject]@{ CustomerId = $holders.None; Qualification = 'StateOwnedEntity' }
                $first = $rows | New-PcCustomerQualification -Force -SkipExisting
                $second = $rows | New-PcCustomerQualification -Force -SkipExisting
                "$second" | Should -Be "$first"
                @($rows | New-PcCustomerQualification -Force -SkipExisting -Debug 5>&1 | Where-Object { "$_" -match '^POST ' }).Count | Should -Be 0
            }
        }
        @{
            Page = 'New-PcCustomerQualification'; Says = 'After a denial, the qualification is requested again.'
            Check = {
                $said = New-PcCustomerQualification $holders.Denied Education -EducationSegment K12 -Force -SkipExisting -Debug 5>&1
                @($said | Where-Object { "$_" -match '^POST ' }).Count | Should -Be 1
                $said | Where-Object { $_ -isnot [System.Management.Automation.DebugRecord] } | ForEach-Object { "$_" } | Should -Be 'Education (InReview)'
            }
        }
        @{
            Page = 'Test-PcCustomerQualification'; Says = 'By default, the result is $true for a qualification that is approved or that needs no vetting.'
            Check = {
                Test-PcCustomerQualification $holders.Approved, $holders.InReview, $holders.Denied Education | Should -Be @($true, $false, $false)
                Test-PcCustomerQualification $holders.Unvetted StateOwnedEntity | Should -BeTrue
            }
        }
        @{
            Page = 'Test-PcCustomerQualification'; Says = 'With None, the cmdlet tests whether the customer has no qualification.'
            Check = { Test-PcCustomerQualification $holders.Approved, $holders.Bare None | Should -Be @($false, $true) }
        }
        @{
            Page = 'Wait-PcCustomerQualification'; Says = 'By default, the cmdlet waits for all qualifications of a customer.'
            Check = { Get-Words { Wait-PcCustomerQualification $holders.Two } | Should -Be (Get-Words { Get-PcCustomerQualification $holders.Two }) }
        }
        @{
            Page = 'Get-PcContext'; Says = 'If nobody is signed in, the cmdlet returns nothing and writes no error.'
            Check = {
                Disconnect-PcAccount
                @(Get-PcContext *>&1).Count | Should -Be 0
            }
        }
    )
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    Import-Module $moduleRoot -Force

    function Get-Words([scriptblock] $Run) { & $Run | ForEach-Object { "$($_.CustomerId) $($_.CustomerName): $_" } }
}

AfterAll {
    Disconnect-PcAccount
    Remove-Module PartnerCenter.Qualifications -Force -ErrorAction Ignore
}

Describe 'The help pages' {
    BeforeEach {
        Connect-PcAccount -Emulator | Out-Null
        $everyone = @(Get-PcCustomer)
        $held = $everyone | Get-PcCustomerQualification | Group-Object CustomerId
        $holders = @{}
        foreach ($one in $held) {
            $key = switch ($one.Group -join ', ') {
                'Education (Approved)' { 'Approved' }
                'Education (InReview)' { 'InReview' }
                'Education (Denied)' { 'Denied' }
                'StateOwnedEntity' { 'Unvetted' }
                'None' { if ($holders.None) { 'Bare' } else { 'None' } }
                'Education (Approved), StateOwnedEntity' { 'Two' }
            }
            if ($key) { $holders[$key] = $one.Name }
        }
    }

    It 'of <Page> is right: <Says>' -ForEach $claims {
        $text = [System.IO.File]::ReadAllText((Join-Path $PSScriptRoot "../../docs/en-US/$Page.md"))
        $text.Contains($Says) | Should -BeTrue
        & $Check
    }
}
