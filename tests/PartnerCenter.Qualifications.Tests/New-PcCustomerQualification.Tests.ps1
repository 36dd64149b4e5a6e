BeforeAll {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    Import-Module $moduleRoot -Force
    $server = Start-EmulatorHost '--customers', '0', '--record-requests'
    $target = $server.Target
    $app = Connect-PcAccount -ServicePrincipal -Credential (New-Credential) -TenantId $emulated.Tenant @target
    $refresh = ConvertTo-Secret (Get-UserToken $server).refresh_token
    $user = Connect-PcAccount -RefreshToken $refresh -ApplicationId $emulated.Application @target
    $command = 'PartnerCenter.Qualifications.Commands.NewPcCustomerQualificationCommand'
    $unknown = '00000000-1111-2222-3333-444444444444'
    $codes = $emulated.Codes

    # A customer that holds nothing yet.
    function Add-Customer([string] $Name = 'Adatum School') {
        Add-HostCustomer $server @{ companyName = $Name; domain = 'adatum.example' }
    }

    function Get-Writes { @(Get-HostRequest $server createQualification) }
}

AfterAll {
    Disconnect-PcAccount
    Stop-EmulatorHost $server
    Remove-Module PartnerCenter.Qualifications -Force -ErrorAction Ignore
}

Describe 'New-PcCustomerQualification' {
    BeforeEach { Set-Host $server reset }

    AfterEach {
        Set-Host $server faults
        Set-Host $server settings @{ createdShape = 'Item'; rateLimit = '0/s'; latency = '0s'; deduplicateWrites = $true }
        Clear-HostResponse $server
    }

    Context 'the parameter sets' {
        It 'requests <Body>' -ForEach @(
            @{
                Parameters = @{ Qualification = 'Education'; EducationSegment = 'K12' }
                Body = '{"qualification":"Education","educationSegment":"K12"}'
                Vetting = 'InReview'
            }
            @{
                Parameters = @{ Qualification = 'Education'; EducationSegment = 'HigherEducation'; Website = 'www.contoso.edu' }
                Body = '{"qualification":"Education","educationSegment":"HigherEducation","website":"www.contoso.edu"}'; Vetting = 'InReview'
            }
            @{
                Parameters = @{ Qualification = 'Education'; EducationSegment = 'K12'; Website = [uri]'https://www.contoso.edu/about' }
                Body = '{"qualification":"Education","educationSegment":"K12","website":"https://www.contoso.edu/about"}'; Vetting = 'InReview'
            }
            @{
                Parameters = @{ Qualification = 'Education'; EducationSegment = 'HigherEducation'; Website = ' http://contoso.edu:8080/a?b=c ' }
                Body = '{"qualification":"Education","educationSegment":"HigherEducation","website":"http://contoso.edu:8080/a?b=c"}'; Vetting = 'InReview'
            }
            @{
                Parameters = @{ Qualification = 'GovernmentCommunityCloud'; ValidationCode = '204518' }
                Body = '{"qualification":"GovernmentCommunityCloud","validationCode":"204518"}'; Vetting = 'Approved'
            }
            @{ Parameters = @{ Qualification = 'StateOwnedEntity' }; Body = '{"qualification":"StateOwnedEntity"}'; Vetting = 'None' }
        ) {
            $customer = Add-Customer
            $created = New-PcCustomerQualification $customer.customerId @Parameters -Confirm:$false
            $created | Should -BeOfType ([PartnerCenter.Qualifications.CustomerQualification])
            $created.CustomerId | Should -Be $customer.customerId
            $created.Qualification | Should -Be $Parameters.Qualification
            $created.VettingStatus | Should -Be $Vetting
            $writes = Get-Writes
            $writes.Count | Should -Be 1
            $writes[0].body | Should -BeExactly $Body
            $writes[0].pathAndQuery | Should -BeExactly "/v1/customers/$($customer.customerId)/qualifications"
            (Get-HostStatistics $server).writes | Should -Be 1
        }

        It 'takes a validation code as Get-PcValidationCode returns it, as parameter and from the pipeline' {
            $code = Get-PcValidationCode -Available | Where-Object RemainingCreates -GT 2 | Select-Object -First 1
            (New-PcCustomerQualification (Add-Customer).customerId GovernmentCommunityCloud -ValidationCode $code -Confirm:$false).VettingStatus |
                Should -Be 'Approved'
            $created = $code |
                New-PcCustomerQualification -CustomerId (Add-Customer).customerId,
                    (Add-Customer).customerId -Qualification GovernmentCommunityCloud -Confirm:$false
            $created.Count | Should -Be 2
            (Get-Writes).body | ForEach-Object { ($_ | ConvertFrom-Json).validationCode | Should -Be $code.ValidationId }
            (Get-PcValidationCode | Where-Object ValidationId -EQ $code.ValidationId).RemainingCreates | Should -Be ($code.RemainingCreates - 3)
        }

        It 'takes no customer''s id for a validation code' {
            $failure = Get-Failure { $unknown | New-PcCustomerQualification -Qualification GovernmentCommunityCloud -Confirm:$false }
            $failure.FullyQualifiedErrorId | Should -Be "InvalidRequest,$command"
            $failure.Exception.Message | Should -Match 'GovernmentCommunityCloud requires -ValidationCode'
            (Get-HostStatistics $server).requests | Should -Be 0
        }

        It 'takes customer and code from one row' {
            $row = [pscustomobject]@{ TenantId = (Add-Customer).customerId; ValidationCode = $codes.Ten }
            ($row | New-PcCustomerQualification -Qualification GovernmentCommunityCloud -Confirm:$false).CustomerId | Should -Be $row.TenantId
            (Get-Writes)[0].body | Should -Match $codes.Ten
        }

        It 'refuses <Name> before any request' -ForEach @(
            @{ Name = 'Education without a segment'; Parameters = @{ Qualification = 'Education' }; Message = 'Education requires -EducationSegment' }
            @{ Name = 'Education with a code'; Parameters = @{ Qualification = 'Education'; ValidationCode = 'x' }; Message = '-ValidationCode cannot be used with the qualification Education' }
            @{ Name = 'Government without a code'; Parameters = @{ Qualification = 'GovernmentCommunityCloud' }; Message = 'GovernmentCommunityCloud requires -ValidationCode' }
            @{ Name = 'Government with a segment'; Parameters = @{ Qualification = 'GovernmentCommunityCloud'; EducationSegment = 'K12' }; Message = '-EducationSegment cannot be used with' }
            @{ Name = 'State Owned with a segment'; Parameters = @{ Qualification = 'StateOwnedEntity'; EducationSegment = 'K12' }; Message = '-EducationSegment cannot be used with' }
            @{ Name = 'State Owned with a code'; Parameters = @{ Qualification = 'StateOwnedEntity'; ValidationCode = 'x' }; Message = '-ValidationCode cannot be used with' }
            @{ Name = 'a segment and a code'; Parameters = @{ Qualification = 'Education'; EducationSegment = 'K12'; ValidationCode = 'x' }; Message = '-ValidationCode cannot be used with the qualification Education' }
            @{ Name = 'Government with a website'; Parameters = @{ Qualification = 'GovernmentCommunityCloud'; ValidationCode = 'x'; Website = 'contoso.edu' }; Message = '-Website cannot be used with' }
            @{ Name = 'State Owned with a website'; Parameters = @{ Qualification = 'StateOwnedEntity'; Website = 'contoso.edu' }; Message = '-Website cannot be used with the qualification StateOwnedEntity' }
            @{ Name = 'what is no website'; Parameters = @{ Qualification = 'Education'; EducationSegment = 'K12'; Website = 'school' }; Message = "'school' is not a website" }
            @{ Name = 'an e-mail address as website'; Parameters = @{ Qualification = 'Education'; EducationSegment = 'K12'; Website = 'info@contoso.edu' }; Message = "'info@contoso.edu' is not a website" }
            @{ Name = 'an e-mail address with its scheme as website'; Parameters = @{ Qualification = 'Education'; EducationSegment = 'K12'; Website = 'mailto:info@contoso.edu' }; Message = 'is not a website' }
            @{ Name = 'an address with a user as website'; Parameters = @{ Qualification = 'Education'; EducationSegment = 'K12'; Website = 'https://info@contoso.edu/x' }; Message = 'is not a website' }
            @{ Name = 'a website that is none'; Parameters = @{ Qualification = 'Education'; EducationSegment = 'K12'; Website = 'ftp://contoso.edu' }; Message = 'is not a website' }
        ) {
            $failure = Get-Failure { New-PcCustomerQualification $unknown @Parameters -Confirm:$false }
            $failure.FullyQualifiedErrorId | Should -Be "InvalidRequest,$command"
            $failure.CategoryInfo.Category | Should -Be 'InvalidArgument'
            $failure.Exception.Message | Should -Match ([regex]::Escape($Message))
            $failure.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
            (Get-HostStatistics $server).requests | Should -Be 0

            # And from the pipeline the same, once.
            $Error.Clear()
            $piped = Get-Failure { $unknown, $unknown | New-PcCustomerQualification @Parameters -Confirm:$false -ErrorAction SilentlyContinue }
            $piped.FullyQualifiedErrorId | Should -Be "InvalidRequest,$command"
            $Error.Count | Should -Be 1
            (Get-HostStatistics $server).requests | Should -Be 0
        }

        It 'cannot be typed: <Name>' -ForEach @(
            @{ Name = 'Nonprofit'; Parameters = @{ Qualification = 'Nonprofit' }; Id = 'CannotConvertArgument' }
            @{ Name = 'None'; Parameters = @{ Qualification = 'None' }; Id = 'CannotConvertArgument' }
            @{ Name = 'Hospital'; Parameters = @{ Qualification = 'Hospital' }; Id = 'CannotConvertArgument' }
            @{ Name = 'two values'; Parameters = @{ Qualification = 'Education', 'Nonprofit' }; Id = 'CannotConvertArgument' }
            @{ Name = 'two values in one text'; Parameters = @{ Qualification = 'Education,Nonprofit' }; Id = 'CannotConvertArgument' }
            @{ Name = 'a number'; Parameters = @{ Qualification = 2 }; Id = 'CannotConvertArgument' }
            @{ Name = 'nothing'; Parameters = @{ Qualification = $null }; Id = 'CannotConvertArgument' }
            @{ Name = 'no qualification'; Parameters = @{}; Id = 'InvalidRequest' }
            @{ Name = 'an unknown segment'; Parameters = @{ Qualification = 'Education'; EducationSegment = 'K13' }; Id = 'CannotConvertArgumentNoMessage' }
        ) {
            $failure = Get-Failure { New-PcCustomerQualification $unknown @Parameters -Confirm:$false }
            $failure.FullyQualifiedErrorId | Should -Match "^$Id"
            if ($Parameters.EducationSegment -ne 'K13') { "$failure" | Should -Match '-Qualification must be one of these values: Education, GovernmentCommunityCloud, StateOwnedEntity\.' }
            (Get-HostStatistics $server).requests | Should -Be 0
        }
    }

    Context 'rows of a file' {
        BeforeAll {
            # Forty rows, each of which asks for something else than its neighbours.
            function New-Rows([int] $Count = 40) {
                foreach ($i in 0..($Count - 1)) {
                    $row = [ordered]@{
                        CustomerId = (Add-Customer "School $i").customerId
                        Qualification = ''
                        EducationSegment = ''
                        Website = ''
                        ValidationCode = ''
                    }
                    switch ($i % 4) {
                        0 { $row.Qualification = 'Education'; $row.EducationSegment = 'K12'; $row.Website = "www.school$i.example.edu" }
                        1 { $row.Qualification = 'GovernmentCommunityCloud'; $row.ValidationCode = "code-$i" }
                        2 { $row.Qualification = 'StateOwnedEntity' }
                        3 { $row.Qualification = 'Education'; $row.EducationSegment = 'HigherEducation' }
                    }

                    [pscustomobject]$row
                }
            }

            function Get-Sent { Get-Writes | Where-Object pathAndQuery -NotMatch '\?' |
                ForEach-Object {
                    $body = $_.body | ConvertFrom-Json
                    "$(($_.pathAndQuery -split '/')[3]) $($body.qualification) $($body.educationSegment) $($body.website) $($body.validationCode)"
                } }
            function Get-Wanted($Rows) { $Rows |
                ForEach-Object { "$($_.CustomerId) $($_.Qualification) $($_.EducationSegment) $($_.Website) $($_.ValidationCode)" } }
        }

        It 'sends for each customer what its row says, with -ThrottleLimit <_> and a slow server' -ForEach 1, 3, 16, 40, 128 {
            $file = Join-Path $TestDrive "rows$_.csv"
            $rows = New-Rows
            $rows | Export-Csv $file
            Set-Host $server settings @{ latency = '20ms' }
            $created = @(Import-Csv $file | New-PcCustomerQualification -ThrottleLimit $_ -Force -ErrorVariable failures -ErrorAction SilentlyContinue)

            # The codes are nobody's, but each is its row's own.
            $created.CustomerId | Should -Be ($rows | Where-Object ValidationCode -EQ '').CustomerId
            $failures.TargetObject.CustomerId | Should -Be ($rows | Where-Object ValidationCode -NE '').CustomerId
            @(Get-Sent | Sort-Object) | Should -Be @(Get-Wanted $rows | Sort-Object)

            # A refused code is sent once more in the form of older pages, and is still its row's own.
            $again = @(Get-Writes | Where-Object pathAndQuery -Match '\?' |
                ForEach-Object { ($_.pathAndQuery -split '/')[3] + ' ' + ($_.pathAndQuery -split '\?code=')[1] })
            @($again | Sort-Object) |
                Should -Be @($rows | Where-Object ValidationCode -NE '' | ForEach-Object { "$($_.CustomerId) $($_.ValidationCode)" } | Sort-Object)
        }

        It 'makes a row that makes no sense that row''s error' {
            $rows = @(New-Rows 6)
            $rows[0].EducationSegment = ''
            $rows[2].ValidationCode = 'x'
            $rows[3].EducationSegment = 'K13'
            $rows[4].Website = 'no website'
            $rows[5].Qualification = 'Hospital'
            $rows[1].ValidationCode = $codes.Ten
            $created = @($rows | New-PcCustomerQualification -Force -ErrorVariable failures -ErrorAction SilentlyContinue)
            $created.CustomerId | Should -Be @($rows[1].CustomerId)
            @($failures.TargetObject.CustomerId | Sort-Object) | Should -Be @($rows[0, 2, 3, 4, 5].CustomerId | Sort-Object)
            $failures.FullyQualifiedErrorId | Should -Contain "InvalidRequest,$command"
        }

        It 'goes on after a first row that makes no sense' {
            $rows = @(New-Rows 3)
            $rows[0].EducationSegment = ''
            $rows[1].ValidationCode = $codes.Ten
            $created = @($rows | New-PcCustomerQualification -Force -ErrorVariable failures -ErrorAction SilentlyContinue)
            $created.CustomerId | Should -Be $rows[1, 2].CustomerId
            $failures.Count | Should -Be 1
            $failures[0].TargetObject.CustomerId | Should -Be $rows[0].CustomerId
        }

        It 'goes on after a first row that lacks the column of the others' {
            # As from JSON, where each row has its own properties, and the command line names the qualification.
            $rows = @(
                [pscustomobject]@{ CustomerId = (Add-Customer).customerId }
                [pscustomobject]@{ CustomerId = (Add-Customer).customerId; EducationSegment = 'K12' }
                [pscustomobject]@{ CustomerId = (Add-Customer).customerId; EducationSegment = 'HigherEducation' }
            )
            $created = @($rows | New-PcCustomerQualification -Qualification Education -Force -ErrorVariable failures -ErrorAction SilentlyContinue)
            $created.CustomerId | Should -Be $rows[1, 2].CustomerId
            $failures.FullyQualifiedErrorId | Should -Be "InvalidRequest,$command"
            $failures[0].TargetObject | Should -Be $rows[0]
            $failures[0].Exception.CustomerId | Should -Be $rows[0].CustomerId
            "$($failures[0])" | Should -BeExactly "$($rows[0].CustomerId): Education requires -EducationSegment."
        }

        It 'ends, once, where no row can bring what is missing: <Name>' -ForEach @(
            @{
                Name = 'the parameters contradict each other'
                Parameters = @{ Qualification = 'StateOwnedEntity'; EducationSegment = 'K12' }
                Make = { [pscustomobject]@{ CustomerId = $unknown } }
            }
            @{
                Name = 'the value on the command line is blank'
                Parameters = @{ Qualification = 'Education'; EducationSegment = '' }
                Make = { [pscustomobject]@{ CustomerId = $unknown } }
            }
            @{ Name = 'customers have no such property'; Parameters = @{ Qualification = 'Education' }; Make = { Get-PcCustomer } }
        ) {
            1..3 | ForEach-Object { Add-Customer }
            $made = @(1..3 | ForEach-Object { & $Make })
            $Error.Clear()
            $failure = Get-Failure { $made | New-PcCustomerQualification @Parameters -Force -ErrorAction SilentlyContinue }
            $failure.FullyQualifiedErrorId | Should -Be "InvalidRequest,$command"
            $Error.Count | Should -Be 1
            (Get-Writes).Count | Should -Be 0
        }

        It 'makes a value that no parameter takes an error of its row, whatever the row asks for: <Column> <Value> with <Qualification>' -ForEach @(
            @{ Column = 'EducationSegment'; Value = 'Primary school'; Qualification = 'StateOwnedEntity'; Accepted = 'K12, HigherEducation' }
            @{ Column = 'EducationSegment'; Value = 'K-12'; Qualification = 'GovernmentCommunityCloud'; Accepted = 'K12, HigherEducation' }
            @{ Column = 'EducationSegment'; Value = 'K-12'; Qualification = 'Education'; Accepted = 'K12, HigherEducation' }
            @{ Column = 'EducationSegment'; Value = '7'; Qualification = 'Education'; Accepted = 'K12, HigherEducation' }
            @{ Column = 'educationsegment'; Value = @('K12', 'K13'); Qualification = 'Education'; Accepted = 'K12, HigherEducation' }
            @{ Column = 'ValidationCode'; Value = @(1, 2); Qualification = 'Education'; Accepted = '' }
        ) {
            $good = [pscustomobject]@{ CustomerId = (Add-Customer).customerId; Qualification = 'Education'; EducationSegment = 'K12' }
            $row = [ordered]@{ CustomerId = (Add-Customer).customerId; Qualification = $Qualification }
            if ($Qualification -eq 'GovernmentCommunityCloud') { $row.ValidationCode = $codes.Ten }
            if ($Qualification -eq 'Education' -and $Column -ne 'EducationSegment') { $row.EducationSegment = 'K12' }
            $row[$Column] = $Value
            $last = [pscustomobject]@{ CustomerId = (Add-Customer).customerId; Qualification = 'StateOwnedEntity' }
            $created = @($good, ([pscustomobject]$row), $last | New-PcCustomerQualification -Force -ErrorVariable failures -ErrorAction SilentlyContinue)
            $created.CustomerId | Should -Be $good.CustomerId, $last.CustomerId
            (Get-Writes).Count | Should -Be 2
            $failures.FullyQualifiedErrorId | Should -Be "InvalidRequest,$command"
            $failures[0].TargetObject.CustomerId | Should -Be $row.CustomerId
            "$($failures[0])" | Should -Match "in the column $Column is not a valid value for -$Column"
            $failures[0].ErrorDetails.RecommendedAction | Should -Match $Accepted
        }

        It 'makes a qualification that cannot be requested an error of its row, in words: <Qualification>' -ForEach @(
            @{ Qualification = 'Educaton'; Words = "'Educaton' in the column Qualification is not a valid value for -Qualification." }
            @{ Qualification = 'None'; Words = "'None' in the column Qualification is not a valid value for -Qualification." }
            @{ Qualification = 'Nonprofit'; Words = "'Nonprofit' in the column Qualification is not a valid value for -Qualification." }
            @{ Qualification = 7; Words = "'7' in the column Qualification is not a valid value for -Qualification." }
            @{ Qualification = 'Education,Nonprofit'; Words = "'Education,Nonprofit' in the column Qualification is not a valid value for -Qualification." }
            @{ Qualification = 'StateOwnedEntity, None'; Words = "'StateOwnedEntity, None' in the column Qualification is not a valid value for -Qualification." }
            @{ Qualification = @('Education', 'GovernmentCommunityCloud'); Words = "'Education GovernmentCommunityCloud' in the column Qualification is not a valid value for -Qualification." }
            @{ Qualification = '4'; Words = "'4' in the column Qualification is not a valid value for -Qualification." }
            @{ Qualification = 'StateOwned'; Words = "'StateOwned' in the column Qualification is not a valid value for -Qualification." }
            @{ Qualification = ''; Words = 'An object has no value in its property Qualification.' }
            @{ Qualification = $null; Words = 'An object has no value in its property Qualification.' }
        ) {
            $row = [pscustomobject]@{ CustomerId = (Add-Customer).customerId; CompanyName = 'Wrong School'; Qualification = $Qualification }
            $last = [pscustomobject]@{ CustomerId = (Add-Customer).customerId; Qualification = 'stateownedentity' }
            $created = @($row, $last | New-PcCustomerQualification -Force -ErrorVariable failures -ErrorAction SilentlyContinue)
            $created.CustomerId | Should -Be $last.CustomerId
            (Get-Writes).Count | Should -Be 1
            $failures.FullyQualifiedErrorId | Should -Be "InvalidRequest,$command"
            "$($failures[0])" | Should -BeExactly "Wrong School ($($row.CustomerId)): $Words"
            $failures[0].ErrorDetails.RecommendedAction | Should -BeExactly 'Use one of these values: Education, GovernmentCommunityCloud, StateOwnedEntity.'
            $failures[0].TargetObject | Should -Be $row
        }

        It 'takes one value by its name or number, as JSON has it: <Given>' -ForEach @(@{ Given = ' stateOwnedEntity ' }, @{ Given = 4 }, @{ Given = [long] 4 }, @{ Given = , 'StateOwnedEntity' }) {
            $row = [pscustomobject]@{ CustomerId = (Add-Customer).customerId; Qualification = $Given }
            ($row | New-PcCustomerQualification -Force).Qualification | Should -Be 'StateOwnedEntity'
        }

        It 'makes two segments in one cell an error of its row' {
            $row = [pscustomobject]@{ CustomerId = (Add-Customer).customerId; Qualification = 'Education'; EducationSegment = 'K12,HigherEducation'; Website = 'https://school.edu' }
            $row | New-PcCustomerQualification -Force -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            "$($failures[0])" | Should -BeLike "*'K12,HigherEducation' in the column EducationSegment is not a valid value for -EducationSegment."
            (Get-Writes).Count | Should -Be 0
        }

        It 'names the column that the value is in, also where the column has the other name, and says what to do' {
            $row = [pscustomobject]@{ CustomerId = (Add-Customer).customerId; Qualification = 'GovernmentCommunityCloud'; validationid = @(1, 2) }
            $row | New-PcCustomerQualification -Force -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            "$($failures[0])" | Should -BeLike "*: '1 2' in the column validationid is not a valid value for -ValidationCode."
            $failures[0].ErrorDetails.RecommendedAction | Should -BeExactly 'Correct the value, or leave the cell empty.'
            $row = [pscustomobject]@{ CustomerId = $row.CustomerId; Qualification = 'Education'; EducationSegment = 'K13' }
            $row | New-PcCustomerQualification -Force -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $failures[0].ErrorDetails.RecommendedAction | Should -BeExactly 'Use one of these values, or leave the cell empty: K12, HigherEducation.'
            (Get-Failure { New-PcCustomerQualification $unknown }).ErrorDetails.RecommendedAction |
                Should -BeExactly 'Use one of these values: Education, GovernmentCommunityCloud, StateOwnedEntity.'
        }

        It 'ends, once, where nothing names the qualification' {
            $Error.Clear()
            $failure = Get-Failure { $unknown, $unknown | New-PcCustomerQualification -Force -ErrorAction SilentlyContinue }
            $failure.FullyQualifiedErrorId | Should -Be "InvalidRequest,$command"
            $failure.Exception.Message | Should -BeExactly '-Qualification must be one of these values: Education, GovernmentCommunityCloud, StateOwnedEntity.'
            $Error.Count | Should -Be 1
        }

        It 'takes a number from JSON as a validation code' {
            $rows = "[{`"CustomerId`":`"$((Add-Customer).customerId)`",`"ValidationCode`":771234}]" | ConvertFrom-Json
            $rows | New-PcCustomerQualification -Qualification GovernmentCommunityCloud -Force -ErrorAction SilentlyContinue
            (Get-Writes)[0].body | Should -BeExactly '{"qualification":"GovernmentCommunityCloud","validationCode":"771234"}'
        }

        It 'takes the parameter before a column that it could not take' {
            $row = [pscustomobject]@{ CustomerId = (Add-Customer).customerId; EducationSegment = 'Primary school' }
            ($row | New-PcCustomerQualification -Qualification Education -EducationSegment K12 -Force).Qualification | Should -Be 'Education'
        }

        It 'takes the parameter before the column' {
            $rows = @(New-Rows 4)
            $created = @($rows | Select-Object CustomerId, Qualification | New-PcCustomerQualification -Qualification StateOwnedEntity -Force)
            @($created.Qualification | Sort-Object -Unique) | Should -Be @('StateOwnedEntity')
            $created.Count | Should -Be 4
        }

        It 'takes blanks around a value for nothing' {
            $row = [pscustomobject]@{
                CustomerId = (Add-Customer).customerId
                Qualification = 'Education'
                EducationSegment = ' K12 '
                Website = ' '
                ValidationCode = '  '
            }
            ($row | New-PcCustomerQualification -Force).VettingStatus | Should -Be 'InReview'
            (Get-Writes)[0].body | Should -BeExactly '{"qualification":"Education","educationSegment":"K12"}'
        }

        It 'leaves alone who has it already, with -SkipExisting, so that a run can be repeated' {
            $rows = @(New-Rows 8)
            $rows | Where-Object ValidationCode | ForEach-Object { $_.ValidationCode = $codes.Ten }
            $first = @($rows | New-PcCustomerQualification -Force -SkipExisting)
            $first.CustomerId | Should -Be $rows.CustomerId
            (Get-HostStatistics $server).writes | Should -Be 8
            $second = @($rows | New-PcCustomerQualification -Force -SkipExisting -ErrorVariable failures)
            $failures.Count | Should -Be 0
            $second.CustomerId | Should -Be $rows.CustomerId
            $second.Qualification | Should -Be $first.Qualification
            (Get-HostStatistics $server).writes | Should -Be 8
        }

        It 'returns the customer''s name and domain, with -SkipExisting, also for whom it leaves alone' {
            $customer = Get-PcCustomer (Add-Customer).customerId
            foreach ($time in 1..2) {
                $found = $customer | New-PcCustomerQualification -Qualification StateOwnedEntity -Force -SkipExisting
                $found.CustomerName | Should -BeExactly 'Adatum School'
                $found.Domain | Should -BeExactly 'adatum.example'
            }

            (Get-Writes).Count | Should -Be 1
        }

        It 'requests again, with -SkipExisting, what was denied' {
            $id = (Add-Customer).customerId
            Set-Host $server "customers/$id" @{
                qualifications = @(@{ qualification = 'Education'; vettingStatus = 'Denied'; vettingReason = 'Not an Education Customer' })
            }
            (New-PcCustomerQualification $id Education -EducationSegment K12 -Force -SkipExisting).VettingStatus | Should -Be 'InReview'
            (Get-Writes).Count | Should -Be 1
        }

        It 'returns, with -SkipExisting, only the qualification that was asked for: <Held>' -ForEach @(
            @{ Held = 'with another beside it'; Qualifications = @(@{ qualification = 'StateOwnedEntity' }, @{ qualification = 'Education'; vettingStatus = 'Approved' }); Expected = 'Education (Approved)' }
            @{ Held = 'in review, with another beside it'; Qualifications = @(@{ qualification = 'StateOwnedEntity' }, @{ qualification = 'Education'; vettingStatus = 'InReview' }); Expected = 'Education (InReview)' }
            @{ Held = 'in review again after a denial'; Qualifications = @(@{ qualification = 'Education'; vettingStatus = 'Denied' }, @{ qualification = 'Education'; vettingStatus = 'InReview' }); Expected = 'Education (InReview)' }
            @{ Held = 'in a status that is new'; Qualifications = @(@{ qualification = 'Education'; vettingStatus = 'OnHold' }); Expected = 'Education (OnHold)' }
        ) {
            $id = (Add-Customer).customerId
            Set-Host $server "customers/$id" @{ qualifications = $Qualifications }
            @(New-PcCustomerQualification $id Education -EducationSegment K12 -Force -SkipExisting | ForEach-Object { "$_" }) | Should -Be @($Expected)
            @(Get-Writes).Count | Should -Be 0
        }

        It 'writes nothing, with -SkipExisting, where it cannot be read in full what is there' {
            $id = (Add-Customer).customerId
            Set-Host $server responses @{ path = "/v1/customers/$id/qualifications"; body = '[{"qualification":"StateOwnedEntity"}, 7]'; once = $false }
            New-PcCustomerQualification $id Education -EducationSegment K12 -Force -SkipExisting -ErrorVariable failures -ErrorAction SilentlyContinue |
                Should -BeNullOrEmpty
            Clear-HostResponse $server
            $failures.Count | Should -Be 1
            $failures[0].FullyQualifiedErrorId | Should -Match '^InvalidResponse,'
            $failures[0].Exception.Message | Should -Match 'item 2 of the response could not be read: 7'
            @(Get-Writes).Count | Should -Be 0
        }
    }

    Context 'the end of the pipeline' {
        BeforeAll {
            function Add-Customers([int] $Count) { 1..$Count | ForEach-Object { (Add-Customer "Town $_").customerId } }
            function Get-Written { @((Get-Writes | Where-Object statusCode -EQ 201).pathAndQuery | ForEach-Object { ($_ -split '/')[3] } | Sort-Object) }
        }

        It 'emits what was written before a sign-in that fails ends it, and starts nothing new' {
            $ids = @(Add-Customers 12)
            Set-Host $server settings @{ latency = '30ms' }
            Set-Host $server responses @{ path = "/v1/customers/$($ids[3])/qualifications"; statusCode = 401; body = ''; delay = '400ms'; once = $false }
            $created = [System.Collections.Generic.List[object]]::new()
            $failure = Get-Failure {
                $ids | New-PcCustomerQualification -Qualification StateOwnedEntity -Force -ThrottleLimit 6 | ForEach-Object { $created.Add($_) }
            }
            $failure.FullyQualifiedErrorId | Should -Be "SignInExpired,$command"
            @($created.CustomerId | Sort-Object) | Should -Be (Get-Written)
            $created.Count | Should -BeLessThan 10
            $failure.Exception.Message | Should -Match "$($created.Count) of \d+ customers were completed before"
        }

        It 'sends one at a time unless it is told otherwise' {
            $ids = @(Add-Customers 6)
            $created = @($ids | New-PcCustomerQualification -Qualification StateOwnedEntity -Force | Select-Object -First 2)
            $created.CustomerId | Should -Be $ids[0, 1]
            (Get-HostStatistics $server).writes | Should -Be 2
        }

        It 'names what it wrote and could not emit where Select-Object -First ends it' {
            $ids = @(Add-Customers 30)
            Set-Host $server settings @{ latency = '30ms' }
            $created = @($ids |
                New-PcCustomerQualification -Qualification StateOwnedEntity -Force -ThrottleLimit 8 -ErrorAction SilentlyContinue -ErrorVariable failures | Select-Object -First 1)
            $created.CustomerId | Should -Be @($ids[0])
            $failures.FullyQualifiedErrorId | Should -Be "UnreportedWrites,$command"
            $written = $failures[0].Exception.Data['WrittenCustomers']
            $failures[0].Exception.Data['UnknownOutcomes'] | Should -BeNullOrEmpty
            @(@($written) + $ids[0] | Sort-Object) | Should -Be (Get-Written)
            $written | ForEach-Object { "$($failures[0])" | Should -Match $_ }
        }

        It 'emits what was written before an error ends it with -ErrorAction Stop' {
            $ids = @(Add-Customers 6)
            Set-Host $server settings @{ latency = '30ms' }
            Set-Host $server "customers/$($ids[1])" @{ noRelationship = $true }
            $created = [System.Collections.Generic.List[object]]::new()
            $failure = Get-Failure {
                $ids | New-PcCustomerQualification -Qualification StateOwnedEntity -Force -ThrottleLimit 4 -ErrorAction Stop |
                    ForEach-Object { $created.Add($_) }
            }
            $failure.FullyQualifiedErrorId | Should -Be "AccessDenied,$command"
            $failure.TargetObject | Should -Be $ids[1]
            @($created.CustomerId | Sort-Object) | Should -Be (Get-Written)
            $created.Count | Should -BeGreaterThan 1
        }

        It 'does the same where <Name>' -ForEach @(
            @{ Name = 'a function sets $ErrorActionPreference'; Run = { param($run) $ErrorActionPreference = 'Stop'; . $run } }
            @{ Name = 'a function sets it with other letters'; Run = { param($run) $ErrorActionPreference = 'stop'; . $run } }
            @{ Name = 'a script block in a function does'; Run = { param($run) & { $ErrorActionPreference = 'Stop'; & { . $run } } } }
            @{ Name = 'a function sets it by Set-Variable'; Run = { param($run) Set-Variable ErrorActionPreference Stop; . $run } }
            @{
                Name = 'a function sets it as an enumeration'
                Run = { param($run) $ErrorActionPreference = [System.Management.Automation.ActionPreference]::Stop; . $run }
            }
        ) {
            $ids = @(Add-Customers 6)
            Set-Host $server settings @{ latency = '30ms' }
            Set-Host $server responses @{
                path = "/v1/customers/$($ids[0])/qualifications"
                statusCode = 403
                body = '{"code":"900308","description":"no"}'
                delay = '300ms'
                once = $false
            }
            $created = [System.Collections.Generic.List[object]]::new()
            $failure = Get-Failure {
                & $Run { $ids | New-PcCustomerQualification -Qualification StateOwnedEntity -Force -ThrottleLimit 6 | ForEach-Object { $created.Add($_) } }
            }
            $failure.FullyQualifiedErrorId | Should -Be "AccessDenied,$command"
            $created.CustomerId | Should -Be $ids[1..5]
            @($created.CustomerId | Sort-Object) | Should -Be (Get-Written)
        }

        It 'warns of what it could not emit where Select-Object -First ends it under $ErrorActionPreference of a function' {
            $ids = @(Add-Customers 6)
            Set-Host $server settings @{ latency = '30ms' }
            $created = & {
                $ErrorActionPreference = 'Stop'
                $ids |
                    New-PcCustomerQualification -Qualification StateOwnedEntity -Force -ThrottleLimit 6 -WarningVariable script:warnings -WarningAction SilentlyContinue | Select-Object -First 1
            }
            $created.CustomerId | Should -Be $ids[0]
            $written = Get-Written
            $written.Count | Should -Be 6
            $ids[1..5] | ForEach-Object { "$script:warnings" | Should -Match "The write was performed for .*$_" }
        }

        It 'gives the unknown outcome in the exception''s data, too: -ThrottleLimit <Limit>, -ErrorAction <Action>' -ForEach @(
            @{ Limit = 1; Action = 'Stop' }
            @{ Limit = 3; Action = 'Stop' }
            @{ Limit = 1; Action = 'SilentlyContinue' }
            @{ Limit = 3; Action = 'SilentlyContinue' }
        ) {
            $ids = @(Add-Customers 3)
            # The write's answer cannot be understood, and the customer cannot be read afterwards.
            Set-Host $server responses @{ path = "/v1/customers/$($ids[1])/qualifications"; statusCode = 201; body = '{"qual'; once = $true }
            Set-Host $server responses @{
                path = "/v1/customers/$($ids[1])/qualifications"
                statusCode = 403
                body = '{"code":"900308","description":"no privilege"}'
                once = $false
            }
            $failures = @()
            $ended = Get-Failure {
                $ids |
                    New-PcCustomerQualification -Qualification StateOwnedEntity -Force -ThrottleLimit $Limit -ErrorAction $Action -ErrorVariable +script:failures
            }
            $failure = if ($Action -eq 'Stop') { $ended } else { $script:failures[0] }
            $script:failures = @()
            $failure.FullyQualifiedErrorId | Should -Be "OutcomeUnknown,$command"
            $failure.Exception.Data['UnknownOutcomes'] | Should -Be @($ids[1])
            # Once, in the error's own words.
            [regex]::Matches("$failure", 'is unknown whether').Count | Should -Be 1
        }

        It 'does not call a customer written that was skipped, with -SkipExisting' {
            $ids = @(Add-Customers 8)
            $ids | ForEach-Object { Set-Host $server "customers/$_" @{ qualifications = @(@{ qualification = 'StateOwnedEntity' }) } }
            Set-Host $server settings @{ latency = '30ms' }
            $created = @($ids |
                New-PcCustomerQualification -Qualification StateOwnedEntity -Force -SkipExisting -ThrottleLimit 4 -ErrorAction SilentlyContinue -ErrorVariable failures | Select-Object -First 1)
            $created.CustomerId | Should -Be @($ids[0])
            (Get-Writes).Count | Should -Be 0
            $failures.Count | Should -Be 0
        }

        It 'names of a pipeline with -SkipExisting exactly those that were written' {
            $ids = @(Add-Customers 6)
            $ids[0, 2, 4] | ForEach-Object { Set-Host $server "customers/$_" @{ qualifications = @(@{ qualification = 'StateOwnedEntity' }) } }
            Set-Host $server responses @{
                path = "/v1/customers/$($ids[0])/qualifications"
                delay = '600ms'
                statusCode = 200
                body = '[{"qualification":"StateOwnedEntity"}]'
                once = $false
            }
            $created = @($ids |
                New-PcCustomerQualification -Qualification StateOwnedEntity -Force -SkipExisting -ThrottleLimit 6 -ErrorAction SilentlyContinue -ErrorVariable failures | Select-Object -First 1)
            $created.CustomerId | Should -Be @($ids[0])
            @($failures[0].Exception.Data['WrittenCustomers'] | Sort-Object) | Should -Be @($ids[1, 3, 5] | Sort-Object)
            $failures[0].Exception.Data['UnknownOutcomes'] | Should -BeNullOrEmpty
            Get-Written | Should -Be @($ids[1, 3, 5] | Sort-Object)
        }

        It 'neither waits for nor writes a customer that it is still reading, with -SkipExisting: <Name>' -ForEach @(
            @{
                Name = 'Select-Object -First'
                Run = {
                    $ids |
                        New-PcCustomerQualification -Qualification StateOwnedEntity -Force -SkipExisting -ThrottleLimit 4 -ErrorAction SilentlyContinue -ErrorVariable script:failures | Select-Object -First 1
                }
            }
            @{
                Name = 'an exception downstream'
                Run = {
                    try {
                        $ids |
                            New-PcCustomerQualification -Qualification StateOwnedEntity -Force -SkipExisting -ThrottleLimit 4 -ErrorAction SilentlyContinue -ErrorVariable script:failures | ForEach-Object { throw 'enough' }
                    } catch { "$_" | Should -Be 'enough' }
                }
            }
        ) {
            $ids = @(Add-Customers 4)
            Set-Host $server "customers/$($ids[0])" @{ qualifications = @(@{ qualification = 'StateOwnedEntity' }) }
            foreach ($id in $ids[1..3]) {
                Set-Host $server responses @{ path = "/v1/customers/$id/qualifications"; delay = '3s'; statusCode = 200; body = '[]'; once = $false }
            }

            Set-Host $server responses @{
                path = "/v1/customers/$($ids[0])/qualifications"
                delay = '200ms'
                statusCode = 200
                body = '[{"qualification":"StateOwnedEntity"}]'
                once = $false
            }
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            $null = & $Run
            $clock.Elapsed.TotalSeconds | Should -BeLessThan 2.5
            $script:failures.Count | Should -Be 0
            Start-Sleep -Seconds 3
            (Get-Writes).Count | Should -Be 0
        }

        It 'names whose outcome is unknown where the connection is closed' {
            $ids = @(Add-Customers 3)
            $own = Connect-PcAccount -AccessToken (ConvertTo-Secret (Get-UserToken $server).access_token) -Endpoint $server.Address
            Connect-PcAccount -AccessToken (ConvertTo-Secret (Get-UserToken $server).access_token) -Endpoint $server.Address | Out-Null
            Set-Host $server settings @{ latency = '30s' }
            $closing = Start-ThreadJob { Import-Module $using:moduleRoot; Start-Sleep -Milliseconds 500; Disconnect-PcAccount -Context $using:own }
            $failure = Get-Failure { $ids | New-PcCustomerQualification -Qualification StateOwnedEntity -Force -Context $own -ThrottleLimit 3 }
            $closing | Wait-Job | Remove-Job -Force
            $failure.FullyQualifiedErrorId | Should -Be "NotConnected,$command"
            @($failure.Exception.Data['UnknownOutcomes'] | Sort-Object) | Should -Be @($ids | Sort-Object)
            $ids | ForEach-Object { $failure.Exception.Message | Should -Match $_ }
        }

        It 'settles a conflict with its own lost write by reading back' {
            $ids = @(Add-Customers 4)
            Set-Host $server settings @{ deduplicateWrites = $false }
            Set-Host $server faults @{ rate = 1; kinds = 'LostAnswer'; maxInARow = 1 }
            $created = @($ids | New-PcCustomerQualification -Qualification StateOwnedEntity -Force -ErrorVariable failures)
            $failures.Count | Should -Be 0
            $created.CustomerId | Should -Be $ids
            @($created.Qualification | Sort-Object -Unique) | Should -Be @('StateOwnedEntity')
        }
    }

    Context 'confirmation' {
        # What becomes of the answers, Confirmation.Tests.ps1 says.
        It 'asks by default: a qualification cannot be taken back' {
            $attribute = (Get-Command New-PcCustomerQualification).ImplementingType.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $true)
            $attribute.SupportsShouldProcess | Should -BeTrue
            $attribute.ConfirmImpact | Should -Be 'High'
        }

        It 'names customer and qualification with -WhatIf, and sends nothing' {
            $said = (Invoke-OtherPowerShell @"
                Connect-PcAccount -AccessToken (ConvertTo-SecureString '$((Get-UserToken $server).access_token)' -AsPlainText -Force) -Endpoint $($server.Address) | Out-Null
                [pscustomobject]@{ CustomerId = '$unknown'; CompanyName = 'Adatum School' } | New-PcCustomerQualification -Qualification Education -EducationSegment K12 -Website www.adatum.example -WhatIf
                New-PcCustomerQualification '$unknown' GovernmentCommunityCloud -ValidationCode secret -WhatIf
"@).Output
            $said | Should -Match "Request the qualification Education \(K12, website www.adatum.example\)`" on target `"Adatum School \($unknown\)`""
            $said | Should -Match "Request the qualification GovernmentCommunityCloud \(validation code secret\)`" on target `"$unknown`""
            (Get-HostStatistics $server).writes | Should -Be 0
            (Get-HostStatistics $server).apiRequests | Should -Be 0
        }
    }

    Context 'many customers' {
        It 'gives the refused of a hundred an error each, and the others what they asked for' {
            $customers = 1..97 | ForEach-Object { Add-Customer "School $_" }
            foreach ($index in 5, 25, 45, 65) { Set-Host $server "customers/$($customers[$index].customerId)" @{ taggingDenied = $true } }
            foreach ($index in 15, 35, 55) { Set-Host $server "customers/$($customers[$index].customerId)" @{ noRelationship = $true } }
            $ids = @($customers.customerId[0..50]) + @($unknown, 'not-an-id') + @($customers.customerId[51..96]) + @('5aa9d8cf-1f1c-4b6e-9a0c-999999999999')
            $ids.Count | Should -Be 100
            Set-Host $server reset
            $created = @($ids |
                New-PcCustomerQualification -Qualification Education -EducationSegment K12 -Confirm:$false -ErrorVariable failures -ErrorAction SilentlyContinue)
            $created.Count | Should -Be 90
            $expected = @($customers.customerId | Where-Object { $customers.customerId.IndexOf($_) -notin 5, 15, 25, 35, 45, 55, 65 })
            $created.CustomerId | Should -Be $expected
            @($created.VettingStatus | Sort-Object -Unique) | Should -Be @('InReview')
            $failures.Count | Should -Be 10
            @($failures | Group-Object FullyQualifiedErrorId | Sort-Object Name | ForEach-Object { "$($_.Name): $($_.Count)" }) | Should -Be @(
                "AccessDenied,${command}: 3", "CustomerNotFound,${command}: 2", "InvalidCustomerId,${command}: 1", "QualificationNotAllowed,${command}: 4")
            $denied = @($failures | Where-Object FullyQualifiedErrorId -Like 'QualificationNotAllowed*')
            $denied.TargetObject | Should -Be $customers[5, 25, 45, 65].customerId
            $denied[0].CategoryInfo.Category | Should -Be 'PermissionDenied'
            $denied[0].Exception.Message | Should -Match 'Customer tagging denied'
            $denied[0].ErrorDetails.RecommendedAction | Should -Match 'eligible'
            (Get-HostStatistics $server).writes | Should -Be 90
        }

        It 'keeps the customer''s name' {
            $id = (Add-Customer 'Fabrikam School').customerId
            $created = Get-PcCustomer $id | New-PcCustomerQualification -Qualification StateOwnedEntity -Confirm:$false
            $created.CustomerName | Should -Be 'Fabrikam School'
            $created.Domain | Should -Be 'adatum.example'
        }

        It 'waits while the service throttles, and creates each once' {
            $ids = 1..30 | ForEach-Object { (Add-Customer).customerId }
            Set-Host $server settings @{ rateLimit = '12/s' }
            Set-Host $server reset
            $said = @($ids | New-PcCustomerQualification -Qualification StateOwnedEntity -Confirm:$false -Verbose *>&1)
            @($said | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] }).Count | Should -Be 0
            @($said | Where-Object { $_ -is [PartnerCenter.Qualifications.CustomerQualification] }).CustomerId | Should -Be $ids
            "$said" | Should -Match 'The service throttles'
            $statistics = Get-HostStatistics $server
            $statistics.throttledAnswers | Should -BeGreaterThan 0
            $statistics.writes | Should -Be 30
        }
    }

    Context 'what the service does' {
        It 'creates once where the answer is lost, under one MS-RequestId' {
            $ids = 1..5 | ForEach-Object { (Add-Customer).customerId }
            Set-Host $server faults @{ rate = 1; kinds = 'LostAnswer'; maxInARow = 1 }
            Set-Host $server reset
            $created = @($ids | New-PcCustomerQualification -Qualification Education -EducationSegment K12 -Confirm:$false -ErrorVariable failures)
            $failures.Count | Should -Be 0
            $created.CustomerId | Should -Be $ids
            $statistics = Get-HostStatistics $server
            $statistics.faults.lostAnswer | Should -Be 5
            $statistics.writes | Should -Be 5
            foreach ($group in Get-Writes | Group-Object pathAndQuery) {
                $group.Count | Should -Be 2
                @($group.Group.headers.'MS-RequestId' | Sort-Object -Unique).Count | Should -Be 1
            }

            @((Get-Writes).headers.'MS-CorrelationId' | Sort-Object -Unique).Count | Should -Be 1
            @(Get-PcCustomerQualification $ids).Count | Should -Be 5
        }

        It 'reads the answer as <_>' -ForEach 'Item', 'Wrapper', 'Array' {
            Set-Host $server settings @{ createdShape = $_ }
            $created = New-PcCustomerQualification (Add-Customer).customerId Education -EducationSegment HigherEducation -Confirm:$false
            @($created).Count | Should -Be 1
            $created.Qualification | Should -Be 'Education'
            $created.VettingStatus | Should -Be 'InReview'
            $created.VettingCreatedDate | Should -BeOfType ([DateTimeOffset])
        }

        It 'says what is wrong with a validation code: <ErrorId>' -ForEach @(
            @{ Code = '198007'; ErrorId = 'ValidationCodeExhausted'; Category = 'QuotaExceeded'; Action = 'Get-PcValidationCode -Available' }
            @{ Code = 'of somebody else'; ErrorId = 'InvalidRequest'; Category = 'InvalidArgument'; Action = 'Correct the input' }
        ) {
            $failure = Get-Failure {
                New-PcCustomerQualification (Add-Customer).customerId GovernmentCommunityCloud -ValidationCode $Code -Confirm:$false -ErrorAction Stop
            }
            $failure.FullyQualifiedErrorId | Should -Be "$ErrorId,$command"
            $failure.CategoryInfo.Category | Should -Be $Category
            $failure.ErrorDetails.RecommendedAction | Should -Match $Action
        }

        It 'lets a code that runs out serve the first' {
            $ids = 1..3 | ForEach-Object { (Add-Customer).customerId }
            $created = @($ids |
                New-PcCustomerQualification -Qualification GovernmentCommunityCloud -ValidationCode $codes.One -ThrottleLimit 1 -Confirm:$false -ErrorVariable failures -ErrorAction SilentlyContinue)
            $created.CustomerId | Should -Be @($ids[0])
            $failures.FullyQualifiedErrorId | Should -Be @("ValidationCodeExhausted,$command", "ValidationCodeExhausted,$command")
            $failures.TargetObject | Should -Be $ids[1, 2]
        }

        It 'says that one excludes the other: <First>, then <Second>' -ForEach @(
            @{ First = 'Education'; Second = 'GovernmentCommunityCloud' }
            @{ First = 'GovernmentCommunityCloud'; Second = 'Education' }
            @{ First = 'Education'; Second = 'Education' }
        ) {
            $with = @{ Education = @{ EducationSegment = 'K12' }; GovernmentCommunityCloud = @{ ValidationCode = $codes.Ten } }
            $id = (Add-Customer).customerId
            $one, $other = $with[$First], $with[$Second]
            New-PcCustomerQualification $id $First @one -Confirm:$false | Out-Null
            $failure = Get-Failure { New-PcCustomerQualification $id $Second @other -Confirm:$false -ErrorAction Stop }
            $failure.FullyQualifiedErrorId | Should -Be "QualificationConflict,$command"
            $failure.CategoryInfo.Category | Should -Be 'ResourceExists'
            $failure.ErrorDetails.RecommendedAction | Should -Match 'Get-PcCustomerQualification'
            (Get-HostStatistics $server).writes | Should -Be 1

            (New-PcCustomerQualification $id StateOwnedEntity -Confirm:$false).Qualification | Should -Be 'StateOwnedEntity'
        }

        It 'gives the row <Status> <Code> of the service''s table its error id <ErrorId>' -ForEach @(
            @{ Status = 400; Code = '800002'; ErrorId = 'InvalidRequest' }
            @{ Status = 400; Code = '3000'; ErrorId = 'InvalidRequest' }
            @{ Status = 400; Code = '900118'; ErrorId = 'InvalidCustomerId' }
            @{ Status = 401; Code = '900420'; ErrorId = 'InvalidAudience'; Ends = $true }
            @{ Status = 401; Code = '900421'; ErrorId = 'MfaRequired'; Ends = $true }
            @{ Status = 401; Code = '800001'; ErrorId = 'SignInExpired'; Ends = $true }
            @{ Status = 403; Code = '900329'; ErrorId = 'AppOnlyNotSupported'; Ends = $true }
            @{ Status = 403; Code = '900308'; ErrorId = 'AccessDenied' }
            @{ Status = 403; Code = '2032'; ErrorId = 'AccessDenied' }
            @{ Status = 403; Code = '20002'; ErrorId = 'AccessDenied' }
            @{ Status = 403; Code = '1002'; ErrorId = 'AccessDenied' }
            @{ Status = 403; Code = '900309'; ErrorId = 'AccessDenied'; Ends = $true }
            @{ Status = 404; Code = '1000'; ErrorId = 'CustomerNotFound' }
            @{ Status = 404; Code = '60003'; ErrorId = 'CustomerNotFound' }
            @{ Status = 409; Code = '1'; ErrorId = 'QualificationConflict' }
            @{ Status = 501; Code = '1'; ErrorId = 'ServiceUnavailable' }
        ) {
            $ids = [string[]](1..2 | ForEach-Object { [guid]::NewGuid() })
            Set-Host $server responses @{ path = '/v1/customers/*'; statusCode = $Status; body = "{`"code`":`"$Code`",`"description`":`"No.`"}"; once = $false }
            $failures = @()
            $ended = Get-Failure {
                $ids | New-PcCustomerQualification -Qualification StateOwnedEntity -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable +script:failures
            }
            if ($Ends) {
                $ended.FullyQualifiedErrorId | Should -Be "$ErrorId,$command"
            }
            else {
                $ended | Should -BeNullOrEmpty
                $script:failures.FullyQualifiedErrorId | Should -Be @("$ErrorId,$command", "$ErrorId,$command")
                $script:failures.TargetObject | Should -Be $ids
                $script:failures = @()
            }
        }
    }

    Context 'an application' {
        It 'is refused before any request, with what to use instead' {
            $before = (Get-HostStatistics $server).requests
            $failure = Get-Failure { $unknown, $unknown | New-PcCustomerQualification -Qualification StateOwnedEntity -Confirm:$false -Context $app }
            $failure.FullyQualifiedErrorId | Should -Be "AppOnlyNotSupported,$command"
            $failure.CategoryInfo.Category | Should -Be 'PermissionDenied'
            $failure.ErrorDetails.RecommendedAction | Should -Match '-UseDeviceAuthentication'
            $failure.ErrorDetails.RecommendedAction | Should -Match '-RefreshToken'
            (Get-HostStatistics $server).requests | Should -Be $before
        }
    }
}
