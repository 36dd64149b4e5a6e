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
            Page = 'Get-PcCustomer'; Says = 'Only in this case does the service return AllowDelegatedAccess, CustomDomains, and AssociatedPartnerId.'
            Check = {
                @($everyone | Where-Object { $null -ne $_.AllowDelegatedAccess -or $_.CustomDomains -or $_.AssociatedPartnerId }).Count | Should -Be 0
                (Get-PcCustomer $everyone[0].CustomerId).AllowDelegatedAccess | Should -BeTrue
            }
        }
        @{
            Page = 'Get-PcCustomer'; Says = 'If the pattern begins with a wildcard, all customers are listed.'
            Check = {
                $said = Get-PcCustomer -CompanyName '*school*' -Debug 5>&1
                @($said | Where-Object { "$_" -match '^GET ' }) | Should -Not -Match 'filter='
                @($said | Where-Object { $_ -is [PartnerCenter.Qualifications.Customer] }).CompanyName | Should -Match '(?i)school'
            }
        }
        @{
            Page = 'Get-PcCustomer'; Says = 'The comparison isn''t case-sensitive.'
            Check = { @(Get-PcCustomer -CompanyName 'uNIV*oF*').CompanyName | Should -Be @($everyone.CompanyName -like 'University of*') }
        }
        @{
            Page = 'Get-PcCustomer'; Says = 'This parameter doesn''t limit the total number of customers.'
            Check = { @(Get-PcCustomer -PageSize 4).CustomerId | Should -Be $everyone.CustomerId }
        }
        @{
            Page = 'Get-PcCustomerQualification'; Says = 'For a customer without qualifications, it returns one object with the qualification None.'
            Check = { @(Get-PcCustomerQualification $holders.None).Qualification | Should -Be 'None' }
        }
        @{
            Page = 'Get-PcCustomerQualification'; Says = 'With None, the cmdlet returns the customers that have none.'
            Check = {
                $none = @(Get-PcCustomerQualification -Qualification None).CustomerId
                $none | Should -Be @(Get-PcCustomerQualification | Where-Object { "$_" -eq 'None' }).CustomerId
                $none | Should -Contain $holders.None
            }
        }
        @{
            Page = 'Get-PcCustomerQualification'; Says = 'A variable that contains nothing causes an error.'
            Check = {
                $nothing = $null
                (Get-Failure { Get-PcCustomerQualification $nothing }).FullyQualifiedErrorId | Should -Match '^ParameterArgumentValidationError'
            }
        }
        @{
            Page = 'Get-PcCustomerQualification'; Says = 'You can''t use -VettingStatus with this parameter.'
            Check = { (Get-Failure { Get-PcCustomerQualification $holders.Two -Synchronous -VettingStatus Approved }).FullyQualifiedErrorId | Should -Match '^InvalidRequest,' }
        }
        @{
            Page = 'Get-PcCustomerQualification'; Says = 'supports one qualification per customer and no vetting'
            Check = {
                $read = @(Get-PcCustomerQualification $holders.Two -Synchronous)
                "$($read.Qualification) $($read.VettingStatus)" | Should -Be 'Education None'
            }
        }
        @{
            Page = 'Get-PcCustomerQualification'; Says = 'Without -CustomerId and without pipeline input, the cmdlet lists all customers of the partner and gets their qualifications.'
            Check = { @(Get-PcCustomerQualification | ForEach-Object CustomerId | Get-Unique) | Should -Be $everyone.CustomerId }
        }
        @{
            Page = 'New-PcCustomerQualification'; Says = 'It''s required for Education, and can''t be used with any other qualification.'
            Check = {
                "$(Get-Failure { New-PcCustomerQualification $holders.None Education -Force })" | Should -Match 'requires -EducationSegment'
                foreach ($other in 'GovernmentCommunityCloud', 'StateOwnedEntity') {
                    "$(Get-Failure { New-PcCustomerQualification $holders.None $other -EducationSegment K12 -Force })" | Should -Match "-EducationSegment cannot be used with the qualification $other"
                }
            }
        }
        @{
            Page = 'New-PcCustomerQualification'; Says = 'It can only be used with Education.'
            Check = {
                foreach ($other in @{ Qualification = 'GovernmentCommunityCloud'; ValidationCode = '204518' }, @{ Qualification = 'StateOwnedEntity' }) {
                    "$(Get-Failure { New-PcCustomerQualification $holders.None @other -Website a.edu -Force })" | Should -Match "-Website cannot be used with the qualification $($other.Qualification)"
                }
                New-PcCustomerQualification $holders.None Education -EducationSegment K12 -Website a.edu -Force | Should -Not -BeNullOrEmpty
            }
        }
        @{
            Page = 'New-PcCustomerQualification'; Says = 'It''s required for GovernmentCommunityCloud, and can''t be used with any other qualification.'
            Check = {
                "$(Get-Failure { New-PcCustomerQualification $holders.None GovernmentCommunityCloud -Force })" | Should -Match 'requires -ValidationCode'
                foreach ($other in @{ Qualification = 'Education'; EducationSegment = 'K12' }, @{ Qualification = 'StateOwnedEntity' }) {
                    "$(Get-Failure { New-PcCustomerQualification $holders.None @other -ValidationCode x -Force })" | Should -Match "-ValidationCode cannot be used with the qualification $($other.Qualification)"
                }
            }
        }
        @{
            Page = 'New-PcCustomerQualification'; Says = 'Education and GovernmentCommunityCloud exclude each other, and you can''t remove a qualification through this interface.'
            Check = {
                (Get-Failure { New-PcCustomerQualification $holders.Approved GovernmentCommunityCloud -ValidationCode 204518 -Force -ErrorAction Stop }).FullyQualifiedErrorId |
                    Should -Match '^QualificationConflict,'
                New-PcCustomerQualification $holders.None GovernmentCommunityCloud -ValidationCode 204518 -Force | Out-Null
                (Get-Failure { New-PcCustomerQualification $holders.None Education -EducationSegment K12 -Force -ErrorAction Stop }).FullyQualifiedErrorId |
                    Should -Match '^QualificationConflict,'
                @((Get-Command -Module PartnerCenter.Qualifications).Verb -eq 'Remove').Count | Should -Be 0
            }
        }
        @{
            Page = 'New-PcCustomerQualification'; Says = 'An empty cell of a CSV file counts as absent.'
            Check = {
                $row = "CustomerId,Qualification,EducationSegment,Website,ValidationCode`n$($holders.None),StateOwnedEntity,,," | ConvertFrom-Csv
                "$($row | New-PcCustomerQualification -Force)" | Should -Be 'StateOwnedEntity'
            }
        }
        @{
            Page = 'New-PcCustomerQualification'; Says = '-WhatIf and an explicit -Confirm still apply.'
            Check = {
                New-PcCustomerQualification $holders.None StateOwnedEntity -Force -WhatIf | Should -BeNullOrEmpty
                "$(Get-PcCustomerQualification $holders.None)" | Should -Be 'None'
            }
        }
        @{
            Page = 'New-PcCustomerQualification'; Says = 'a request starts as InReview and ends as Approved or Denied'
            Check = { "$(New-PcCustomerQualification $holders.None Education -EducationSegment K12 -Force)" | Should -Be 'Education (InReview)' }
        }
        @{
            Page = 'Set-PcCustomerQualification'; Says = 'Specifies the qualification to set: Education or GovernmentCommunityCloud.'
            Check = {
                foreach ($name in [enum]::GetNames([PartnerCenter.Qualifications.Qualification])) {
                    $failure = Get-Failure { Set-PcCustomerQualification $holders.None $name -ValidationCode x -WhatIf }
                    "$failure" -match 'must be one of these values' | Should -Be ($name -notin 'Education', 'GovernmentCommunityCloud') -Because $name
                }
            }
        }
        @{
            Page = 'Set-PcCustomerQualification'; Says = 'It returns the new qualification immediately.'
            Check = { "$(Set-PcCustomerQualification $holders.None Education -Force)" | Should -Be 'Education (Approved)' }
        }
        @{
            Page = 'Test-PcCustomerQualification'; Says = 'A negative result isn''t an error. If a customer can''t be read, the cmdlet writes an error and doesn''t return $false.'
            Check = {
                $said = @($holders.Denied, [guid]::NewGuid() | Test-PcCustomerQualification -Qualification Education -ErrorVariable failures -ErrorAction SilentlyContinue)
                $said | Should -Be @($false)
                $failures.Count | Should -Be 1
            }
        }
        @{
            Page = 'Wait-PcCustomerQualification'; Says = 'By default, the cmdlet waits without a limit.'
            Check = { [Activator]::CreateInstance((Get-Command Wait-PcCustomerQualification).ImplementingType).Timeout | Should -Be ([timespan]::MaxValue) }
        }
        @{
            Page = 'Wait-PcCustomerQualification'; Says = 'When the time-out expires, each undecided customer causes one error, VettingTimeout.'
            Check = {
                $holders.InReview, $holders.Approved | Wait-PcCustomerQualification -Timeout 0 -ErrorVariable failures -ErrorAction SilentlyContinue | Should -HaveCount 1
                $failures.FullyQualifiedErrorId | Should -Match '^VettingTimeout,'
                $failures.Count | Should -Be 1
            }
        }
        @{
            Page = 'Compare-PcQualification'; Says = 'If nothing changed, the cmdlet returns no output.'
            Check = { $all = @(Get-PcCustomerQualification); $all | Compare-PcQualification $all | Should -BeNullOrEmpty }
        }
        @{
            Page = 'Compare-PcQualification'; Says = 'VettingReason is the reason of the later value, or of the earlier value if the qualification was removed.'
            Check = {
                $rows = 'first', 'second' | ForEach-Object { [pscustomobject]@{ CustomerId = $everyone[0].CustomerId; Qualification = 'Education'; VettingStatus = 'Denied'; VettingReason = $_ } }
                $rows[0].VettingStatus = 'InReview'
                $other = [pscustomobject]@{ CustomerId = $everyone[1].CustomerId; Qualification = 'None'; VettingStatus = '' }
                ($rows[1] | Compare-PcQualification $rows[0]).VettingReason | Should -Be 'second'
                ($other | Compare-PcQualification $rows[1], $other).VettingReason | Should -Be 'second'
            }
        }
        @{
            Page = 'Compare-PcQualification'; Says = 'Changes and additions come first, in the order of the later qualifications. Removals follow, in the order of the earlier qualifications.'
            Check = {
                function New-Row([int] $Number, [string] $Status) { [pscustomobject]@{ CustomerId = $everyone[$Number].CustomerId; Qualification = 'Education'; VettingStatus = $Status } }
                $found = (New-Row 5 Denied), (New-Row 1 Denied) | Compare-PcQualification (New-Row 4 Denied), (New-Row 1 InReview), (New-Row 0 Denied)
                @($found.CustomerId) | Should -Be $everyone[5, 1, 4, 0].CustomerId
            }
        }
        @{
            Page = 'Measure-PcQualification'; Says = 'A customer with several qualifications counts once for each of them.'
            Check = { Get-PcCustomerQualification $holders.Two | Measure-PcQualification | ForEach-Object Count | Should -Be 1, 1 }
        }
        @{
            Page = 'Measure-PcQualification'; Says = 'Customers without a qualification are counted with the qualification None.'
            Check = { "$(Get-PcCustomerQualification $holders.None, $holders.Bare | Measure-PcQualification)" | Should -Be 'None: 2' }
        }
        @{
            Page = 'Export-PcQualificationReport'; Says = 'Each object needs the properties CustomerId (a GUID), Qualification, and VettingStatus. VettingStatus can be empty.'
            Check = {
                $whole = @{ CustomerId = $everyone[0].CustomerId; Qualification = 'Education'; VettingStatus = '' }
                [pscustomobject] $whole | Export-PcQualificationReport (Join-Path $TestDrive 'needs.html') -PassThru | Should -Not -BeNullOrEmpty
                foreach ($name in @($whole.Keys)) {
                    $part = $whole.Clone()
                    $part.Remove($name)
                    "$(Get-Failure { [pscustomobject] $part | Export-PcQualificationReport (Join-Path $TestDrive 'needs.html') })" | Should -Match "no property $name"
                }
            }
        }
        @{
            Page = 'Get-PcContext'; Says = 'In the table, Tenant is Emulator if the customers are emulated. Auth is App (the application itself), User, NoMFA (a user without multi-factor authentication), or Closed.'
            Check = {
                $context = Get-PcContext
                $context | Out-String | Should -Match ' Emulator +User\s'
                Disconnect-PcAccount
                $context | Out-String | Should -Match ' Emulator +Closed\s'
            }
        }
        @{
            Page = 'Select-PcContext'; Says = 'No connection is closed, and no request is sent.'
            Check = {
                $first = Get-PcContext
                $second = Connect-PcAccount -Emulator
                @(Select-PcContext $first -Debug 5>&1 | Where-Object { "$_" -match '^(GET|POST) ' }).Count | Should -Be 0
                $first.IsConnected, $second.IsConnected | Should -Be $true, $true
            }
        }
        @{
            Page = 'Select-PcContext'; Says = 'Customers that came from a connection go back to it, regardless of the default connection.'
            Check = {
                $there = Get-PcCustomer -Context (Connect-PcAccount -Emulator -EmulatorSeed 9) | Select-Object -First 1
                Connect-PcAccount -Emulator | Out-Null
                ($there | Get-PcCustomer).CustomerId | Should -Be $there.CustomerId
            }
        }
        @{
            Page = 'Disconnect-PcAccount'; Says = 'If there''s no connection, the cmdlet does nothing.'
            Check = {
                Disconnect-PcAccount
                @(Disconnect-PcAccount *>&1).Count | Should -Be 0
            }
        }
        @{
            Page = 'Get-PcRefreshToken'; Says = 'The cmdlet sends no requests.'
            Check = { @(Get-PcRefreshToken -Debug 5>&1 | Where-Object { $_ -is [System.Management.Automation.DebugRecord] -and "$_" -match '^(GET|POST) ' }).Count | Should -Be 0 }
        }
        @{
            Page = 'Get-PcValidationCode'; Says = 'RemainingCreates is the number of customers that it can still qualify.'
            Check = {
                $left = (Get-PcValidationCode -Available)[1]
                $left.RemainingCreates | Should -Be 1
                New-PcCustomerQualification $holders.None GovernmentCommunityCloud -ValidationCode $left -Force | Should -Not -BeNullOrEmpty
                (Get-Failure { New-PcCustomerQualification $holders.Bare GovernmentCommunityCloud -ValidationCode $left -Force -ErrorAction Stop }).FullyQualifiedErrorId |
                    Should -Match '^ValidationCodeExhausted,'
            }
        }
        @{
            Page = 'Test-PcMfaCompliance'; Says = 'This cmdlet queries the service, compares the response with the token, and recommends an action.'
            Check = {
                $said = @(Test-PcMfaCompliance -Debug 5>&1)
                @($said | Where-Object { "$_" -match '^GET ' }).Count | Should -Be 1
                $said[-1].ServiceAnswer, $said[-1].TokenHasMfa | Should -Be $true, $true
                $said[-1].Recommendation | Should -Not -BeNullOrEmpty
            }
        }
        @{
            Page = 'about_PcEmulator'; Says = 'The third group of an emulated customer''s ID is 8e8e'
            Check = { foreach ($customer in $everyone) { $customer.CustomerId | Should -Match '^[0-9a-f]{8}-[0-9a-f]{4}-8e8e-' } }
        }
        @{
            Page = 'about_PcEmulator'; Says = 'The customers are fictitious, and the same each time. Use -EmulatorSeed for different customers, and -EmulatorCustomerCount for more:'
            Check = {
                Connect-PcAccount -Emulator | Out-Null
                (Get-PcCustomer).CustomerId | Should -Be $everyone.CustomerId
                Connect-PcAccount -Emulator -EmulatorCustomerCount 26 | Out-Null
                (Get-PcCustomer).CustomerId[0..24] | Should -Be $everyone.CustomerId
                Connect-PcAccount -Emulator -EmulatorSeed 2 | Out-Null
                @((Get-PcCustomer).CustomerId | Where-Object { $_ -in $everyone.CustomerId }).Count | Should -Be 0
            }
        }
        @{
            Page = 'about_PartnerCenter.Qualifications'; Says = 'Nonprofit is shown, but can''t be requested.'
            Check = {
                (Get-PcCustomerQualification -Context (Connect-PcAccount -Emulator -EmulatorCustomerCount 100)).Qualification | Should -Contain ([PartnerCenter.Qualifications.Qualification]::Nonprofit)
                "$(Get-Failure { New-PcCustomerQualification $holders.None Nonprofit -Force })" | Should -Match 'must be one of these values'
            }
        }
        @{
            Page = 'about_PartnerCenter.Qualifications'; Says = "Government Community Cloud`nrequires a validation code and is approved immediately."
            Check = { "$(New-PcCustomerQualification $holders.None GovernmentCommunityCloud -ValidationCode 204518 -Force)" | Should -Be 'GovernmentCommunityCloud (Approved)' }
        }
        @{
            Page = 'about_PcAuthentication'; Says = 'Every cmdlet that uses a connection supports it:'
            Check = {
                foreach ($command in Get-Command -Module PartnerCenter.Qualifications) {
                    $isWithout = $command.Name -in 'Connect-PcAccount', 'New-PcRefreshToken', 'Get-PcContext', 'Compare-PcQualification', 'Measure-PcQualification', 'Export-PcQualificationReport'
                    $command.Parameters.ContainsKey('Context') | Should -Be (-not $isWithout) -Because $command.Name
                }
            }
        }
        @{
            Page = 'Connect-PcAccount'; Says = 'A token for another service and an expired token are rejected immediately.'
            Check = {
                foreach ($case in @{ aud = 'https://graph.microsoft.com'; exp = 4102444800; Id = 'InvalidAudience' }, @{ aud = 'https://api.partnercenter.microsoft.com'; exp = 1700000000; Id = 'SignInExpired' }) {
                    $parts = '{"alg":"none"}', (@{ aud = $case.aud; exp = $case.exp; idtyp = 'app' } | ConvertTo-Json -Compress), 'x'
                    $token = $parts.ForEach{ [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($_)).TrimEnd('=').Replace('+', '-').Replace('/', '_') } -join '.'
                    (Get-Failure { Connect-PcAccount -AccessToken (ConvertTo-Secret $token) }).FullyQualifiedErrorId | Should -Match "^$($case.Id),"
                }
            }
        }
        @{
            Page = 'Connect-PcAccount'; Says = 'You can''t combine this parameter with -Environment, -Endpoint, or -Authority.'
            Check = {
                foreach ($more in @{ Environment = 'Global' }, @{ Endpoint = 'https://a.example' }, @{ Authority = 'https://a.example' }) {
                    "$(Get-Failure { Connect-PcAccount -Emulator @more })" | Should -Match "-Emulator cannot be combined with -$($more.Keys)"
                }
            }
        }
        @{
            Page = 'Connect-PcAccount'; Says = 'Specifies the national cloud of the partner''s tenant: Global, USGovernment, or China (operated by 21Vianet).'
            Check = { [enum]::GetNames([PartnerCenter.Qualifications.PartnerEnvironment]) | Should -Be 'Global', 'USGovernment', 'China' }
        }
        @{
            Page = 'Connect-PcAccount'; Says = 'Specifies how long the user''s sign-in is kept: Process (until PowerShell ends), or CurrentUser (encrypted on disk for this user, until Disconnect-PcAccount).'
            Check = { [enum]::GetNames([PartnerCenter.Qualifications.TokenCacheMode]) | Should -Be 'Process', 'CurrentUser' }
        }
        @{
            Page = 'Disconnect-PcAccount'; Says = 'Without this parameter, the default connection of the current runspace is closed.'
            Check = {
                $first = Get-PcContext
                $second = Connect-PcAccount -Emulator
                Disconnect-PcAccount
                $first.IsConnected, $second.IsConnected | Should -Be $true, $false
            }
        }
        @{
            Page = 'Compare-PcQualification'; Says = 'Kind is CustomerAdded, QualificationAdded, StatusChanged, QualificationRemoved, or CustomerRemoved.'
            Check = {
                [enum]::GetNames([PartnerCenter.Qualifications.QualificationDifference].GetProperty('Kind').PropertyType) | Sort-Object |
                    Should -Be ('CustomerAdded', 'QualificationAdded', 'StatusChanged', 'QualificationRemoved', 'CustomerRemoved' | Sort-Object)
            }
        }
        @{
            Page = 'Get-PcCustomerValidationStatus'; Says = 'With an app-only connection, the cmdlet fails before it sends a request, with the error AppOnlyNotSupported.'
            Check = {
                foreach ($command in Get-Command -Module PartnerCenter.Qualifications) {
                    $property = $command.ImplementingType.GetProperty('NeedsUser', [System.Reflection.BindingFlags] 'Instance, NonPublic')
                    $needsUser = $property -and $property.GetValue([System.Activator]::CreateInstance($command.ImplementingType))
                    $page = [System.IO.File]::ReadAllText((Join-Path $PSScriptRoot "../../docs/en-US/$command.md"))
                    $page -match 'error AppOnlyNotSupported' | Should -Be $needsUser -Because $command.Name
                    $page -match 'Credentials: app \+ user only' | Should -Be $needsUser -Because $command.Name
                }
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
