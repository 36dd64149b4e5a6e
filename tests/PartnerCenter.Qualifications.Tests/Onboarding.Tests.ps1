BeforeAll {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    Import-Module $moduleRoot -Force
    $server = Start-EmulatorHost '--customers', '0', '--record-requests', '--vetting-duration', '500ms'
    $target = $server.Target
    $started = [DateTimeOffset]::UtcNow.AddSeconds(-1)
    $context = Connect-PcAccount -RefreshToken (ConvertTo-Secret (Get-UserToken $server).refresh_token) -ApplicationId $emulated.Application @target

    # The partner's list of new customers, as a colleague sends it.
    $file = Join-Path $TestDrive 'new-customers.csv'
    $(foreach ($row in @(
                @{ companyName = 'Fabrikam'; domain = 'fabrikam.example'; website = 'https://www.fabrikam.edu' }
                @{ companyName = 'Tailspin Toys'; domain = 'tailspin.example'; website = 'denied.example' }
                @{ companyName = 'Wingtip'; domain = 'wingtip.example'; website = 'inreview.example' }
            )) {
            $id = (Add-HostCustomer $server @{ companyName = $row.companyName; domain = $row.domain }).customerId
            [pscustomobject]@{ TenantId = $id; CompanyName = $row.companyName; Website = $row.website }
        }) | Export-Csv $file
    $rows = @(Import-Csv $file)
    $school, $shop, $pending = $rows.TenantId
}

AfterAll {
    Disconnect-PcAccount
    Stop-EmulatorHost $server
    Remove-Module PartnerCenter.Qualifications -Force -ErrorAction Ignore
}

# One story: each step stands on the one before.
Describe 'Three new customers become schools, or do not' {
    It 'starts with customers who have nothing, at a service that accepts how the user signed in' {
        (Test-PcMfaCompliance).IsCompliant | Should -BeTrue
        foreach ($row in $rows) { Test-PcCustomerQualification $row.TenantId None | Should -BeTrue }
    }

    It 'requests Education for them' {
        $requested = foreach ($row in $rows) {
            $row | New-PcCustomerQualification -Qualification Education -EducationSegment K12 -Website $row.Website -Confirm:$false
        }
        $requested.CustomerId | Should -Be $rows.TenantId
        $requested.CustomerName | Should -Be $rows.CompanyName
        $requested.Qualification | Should -Be @('Education', 'Education', 'Education')
        $requested.VettingStatus | Should -Be @('InReview', 'InReview', 'InReview')
        (Get-HostStatistics $server).writes | Should -Be 3
    }

    It 'waits: one is approved, one is denied with a reason, one is still in review at the time-out' {
        $decided = @($rows |
            Wait-PcCustomerQualification -Qualification Education -PollingInterval 00:00:00.2 -Timeout 00:00:04 -ErrorVariable failures -ErrorAction SilentlyContinue)
        @($decided.CustomerId | Sort-Object) | Should -Be @($school, $shop | Sort-Object)
        $approved = $decided | Where-Object CustomerId -EQ $school
        $approved.VettingStatus | Should -Be 'Approved'
        $approved.CustomerName | Should -Be 'Fabrikam'
        $denied = $decided | Where-Object CustomerId -EQ $shop
        $denied.VettingStatus | Should -Be 'Denied'
        $denied.VettingReason | Should -Be 'Not an Education Customer'
        $failures.Count | Should -Be 1
        $failures[0].FullyQualifiedErrorId | Should -Be 'VettingTimeout,PartnerCenter.Qualifications.Commands.WaitPcCustomerQualificationCommand'
        $failures[0].Exception.CustomerId | Should -Be $pending
        $failures[0].Exception.Message | Should -Match 'Wingtip'
    }

    It 'reads what changed since it began' {
        $changes = @($rows | Get-PcQualificationChange -Since $started)
        @($changes | Sort-Object ChangedDate | ForEach-Object CustomerId | Select-Object -First 3) | Should -Be $rows.TenantId
        $changes.Count | Should -Be 5
        $told = @{}
        foreach ($row in $rows) {
            $told[$row.TenantId] = @($changes | Where-Object CustomerId -EQ $row.TenantId | ForEach-Object { "$($_.OldValue) > $($_.NewValue)" })
        }
        $told[$school] | Should -Be @(' > Education (InReview)', 'Education (InReview) > Education (Approved)')
        $told[$shop] | Should -Be @(' > Education (InReview)', 'Education (InReview) > Education (Denied)')
        $told[$pending] | Should -Be @(' > Education (InReview)')
        @($changes | Where-Object { "$($_.OldValue)" -eq '' }).ChangedBy | Should -Be (@($emulated.User) * 3)
        ($changes | Where-Object { "$($_.NewValue)" -eq 'Education (Denied)' }).NewValue[0].VettingReason | Should -Be 'Not an Education Customer'
        @($changes.Status | Sort-Object -Unique) | Should -Be @('Succeeded')
    }

    It 'asserts it in the words of a test' {
        Test-PcCustomerQualification $school Education | Should -BeTrue
        Test-PcCustomerQualification $shop Education | Should -BeFalse
        Test-PcCustomerQualification $shop Education -VettingStatus Denied | Should -BeTrue
        Test-PcCustomerQualification $pending Education | Should -BeFalse
        Test-PcCustomerQualification $pending Education -VettingStatus InReview | Should -BeTrue
        $rows | Test-PcCustomerQualification -Qualification Education | Should -Be @($true, $false, $false)
    }

    It 'can try again for who was denied, and for nobody else' {
        $again = @($rows |
            New-PcCustomerQualification -Qualification Education -EducationSegment K12 -Website www.tailspin.edu -Confirm:$false -ErrorVariable failures -ErrorAction SilentlyContinue)
        $again.CustomerId | Should -Be @($shop)
        $failures.Exception.CustomerId | Should -Be @($school, $pending)
        $failures.FullyQualifiedErrorId | Should -Be (@('QualificationConflict,PartnerCenter.Qualifications.Commands.NewPcCustomerQualificationCommand') * 2)
        (Wait-PcCustomerQualification $shop -PollingInterval 00:00:00.2 -Timeout 00:00:20).VettingStatus | Should -Be 'Approved'
        Test-PcCustomerQualification $shop Education | Should -BeTrue
    }
}
