BeforeAll {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    Import-Module $moduleRoot -Force
    $server = Start-EmulatorHost '--customers', '0', '--record-requests'
    $target = $server.Target
    $app = Connect-PcAccount -ServicePrincipal -Credential (New-Credential) -TenantId $emulated.Tenant @target
    $refresh = ConvertTo-Secret (Get-UserToken $server).refresh_token
    $user = Connect-PcAccount -RefreshToken $refresh -ApplicationId $emulated.Application @target
    $command = 'PartnerCenter.Qualifications.Commands.SetPcCustomerQualificationCommand'
    $unknown = '00000000-1111-2222-3333-444444444444'
    $codes = $emulated.Codes

    # A customer that holds nothing yet.
    function Add-Customer([string] $Name = 'Adatum School') {
        Add-HostCustomer $server @{ companyName = $Name; domain = 'adatum.example' }
    }

    function Get-Writes { @(Get-HostRequest $server setQualification) }
}

AfterAll {
    Disconnect-PcAccount
    Stop-EmulatorHost $server
    Remove-Module PartnerCenter.Qualifications -Force -ErrorAction Ignore
}

Describe 'Set-PcCustomerQualification' {
    BeforeEach { Set-Host $server reset }

    AfterEach {
        Set-Host $server faults
        Set-Host $server settings @{ rateLimit = '0/s' }
        Clear-HostResponse $server
    }

    Context 'the parameter sets' {
        It 'sets Education as a bare word' {
            $id = (Add-Customer).customerId
            $set = Set-PcCustomerQualification $id Education -Confirm:$false
            $set | Should -BeOfType ([PartnerCenter.Qualifications.CustomerQualification])
            $set.CustomerId | Should -Be $id
            $set.Qualification | Should -Be 'Education'
            $writes = Get-Writes
            $writes.Count | Should -Be 1
            $writes[0].method | Should -Be 'PUT'
            $writes[0].body | Should -BeExactly '1'
            $writes[0].pathAndQuery | Should -BeExactly "/v1/customers/$id/qualification"
            (Get-PcCustomerQualification $id).VettingStatus | Should -Be 'Approved'
        }

        It 'returns the qualification that was set, of a customer that has another one, too: <Qualification>' -ForEach @(
            @{ Qualification = 'Education'; More = @{} }
            @{ Qualification = 'GovernmentCommunityCloud'; More = @{ ValidationCode = '204518' } }
        ) {
            $id = (Add-Customer).customerId
            Set-Host $server "customers/$id" @{ qualifications = @(@{ qualification = 'StateOwnedEntity' }) }
            Set-PcCustomerQualification $id $Qualification @More -Force | ForEach-Object { "$_" } | Should -Be "$Qualification (Approved)"
        }

        It 'makes a row that lacks its code, or whose code is none, that row''s error' {
            $ids = @(1..4 | ForEach-Object { (Add-Customer).customerId })
            $rows = @(
                [pscustomobject]@{ CustomerId = $ids[0] }
                [pscustomobject]@{ CustomerId = $ids[1]; ValidationCode = @(1, 2) }
                [pscustomobject]@{ CustomerId = $ids[2]; ValidationId = 5512 }
                [pscustomobject]@{ CustomerId = $ids[3]; ValidationCode = 'code' }
            )
            $rows | Set-PcCustomerQualification -Qualification GovernmentCommunityCloud -Force -ErrorVariable failures -ErrorAction SilentlyContinue
            $failures[0, 1].TargetObject.CustomerId | Should -Be $ids[0, 1]
            $failures[0, 1].FullyQualifiedErrorId | Should -Be @("InvalidRequest,$command", "InvalidRequest,$command")
            "$($failures[0])" | Should -Match 'GovernmentCommunityCloud requires -ValidationCode'
            "$($failures[1])" | Should -Match '''1 2'' in the column ValidationCode is not a valid value for -ValidationCode'
            (Get-Writes).pathAndQuery | Should -Be @("/v1/customers/$($ids[2])/qualification?code=5512", "/v1/customers/$($ids[3])/qualification?code=code")
        }

        It 'emits what was written before an error ends it in a function that sets $ErrorActionPreference' {
            $ids = @(1..4 | ForEach-Object { (Add-Customer).customerId })
            Set-Host $server responses @{
                path = "/v1/customers/$($ids[0])/qualification"
                statusCode = 403
                body = '{"code":"900308","description":"no"}'
                delay = '300ms'
                once = $false
            }
            $set = [System.Collections.Generic.List[object]]::new()
            $failure = Get-Failure {
                $ErrorActionPreference = 'Stop'
                $ids | Set-PcCustomerQualification -Qualification Education -Force -ThrottleLimit 4 | ForEach-Object { $set.Add($_) }
            }
            $failure.FullyQualifiedErrorId | Should -Be "AccessDenied,$command"
            $set.CustomerId | Should -Be $ids[1..3]
        }

        It 'sets Government Community Cloud with the code in the address: <Name>' -ForEach @(
            @{ Name = 'as text'; Make = { $codes.Ten } }
            @{ Name = 'as an object'; Make = { Get-PcValidationCode -Available | Where-Object ValidationId -EQ $codes.Ten } }
        ) {
            $id = (Add-Customer).customerId
            $code = & $Make
            Set-Host $server reset
            (Set-PcCustomerQualification $id GovernmentCommunityCloud -ValidationCode $code -Confirm:$false).Qualification |
                Should -Be 'GovernmentCommunityCloud'
            $writes = Get-Writes
            $writes[0].body | Should -BeExactly '3'
            $writes[0].pathAndQuery | Should -BeExactly "/v1/customers/$id/qualification?code=$($codes.Ten)"
        }

        It 'takes the code from the pipeline, and from a row with the customer' {
            $ids = 1..3 | ForEach-Object { (Add-Customer).customerId }
            $code = Get-PcValidationCode -Available | Where-Object ValidationId -EQ $codes.Ten
            ($code | Set-PcCustomerQualification -CustomerId $ids[0, 1] -Qualification GovernmentCommunityCloud -Confirm:$false).CustomerId |
                Should -Be $ids[0, 1]
            $row = [pscustomobject]@{ CustomerId = $ids[2]; ValidationId = $codes.Ten }
            ($row | Set-PcCustomerQualification -Qualification GovernmentCommunityCloud -Confirm:$false).CustomerId | Should -Be $ids[2]
            (Get-PcValidationCode | Where-Object ValidationId -EQ $codes.Ten).RemainingCreates | Should -Be ($code.RemainingCreates - 3)
        }

        It 'refuses <Name> before any request' -ForEach @(
            @{ Name = 'Government without a code'; Parameters = @{ Qualification = 'GovernmentCommunityCloud' }; Message = 'GovernmentCommunityCloud requires -ValidationCode' }
            @{ Name = 'Education with a code'; Parameters = @{ Qualification = 'Education'; ValidationCode = 'x' }; Message = '-ValidationCode cannot be used with the qualification Education' }
        ) {
            $failure = Get-Failure { $unknown | Set-PcCustomerQualification @Parameters -Confirm:$false }
            $failure.FullyQualifiedErrorId | Should -Be "InvalidRequest,$command"
            $failure.Exception.Message | Should -Match ([regex]::Escape($Message))
            $failure.ErrorDetails.RecommendedAction | Should -Match '-Qualification Education alone'
            (Get-HostStatistics $server).requests | Should -Be 0
        }

        It 'makes a qualification that cannot be set an error of its row, in words: <_>' -ForEach 'Educaton', 'StateOwnedEntity', 'None' {
            $row = [pscustomobject]@{ CustomerId = (Add-Customer).customerId; CompanyName = 'Wrong School'; Qualification = $_ }
            $last = [pscustomobject]@{ CustomerId = (Add-Customer).customerId; Qualification = 'Education' }
            $set = @($row, $last | Set-PcCustomerQualification -Force -ErrorVariable failures -ErrorAction SilentlyContinue)
            $set.CustomerId | Should -Be $last.CustomerId
            $failures.FullyQualifiedErrorId | Should -Be "InvalidRequest,$command"
            "$($failures[0])" | Should -BeExactly "Wrong School ($($row.CustomerId)): '$_' in the column Qualification is not a valid value for -Qualification."
            $failures[0].ErrorDetails.RecommendedAction | Should -BeExactly 'Use one of these values: Education, GovernmentCommunityCloud.'
        }

        It 'cannot be typed: <_>' -ForEach 'StateOwnedEntity', 'Nonprofit', 'None', 'Unknown', 'Hospital' {
            $failure = Get-Failure { Set-PcCustomerQualification $unknown $_ -Confirm:$false }
            $failure.FullyQualifiedErrorId | Should -Be "CannotConvertArgumentNoMessage,$command"
            "$failure" | Should -Match '-Qualification must be one of these values: Education, GovernmentCommunityCloud.'
            (Get-HostStatistics $server).requests | Should -Be 0
        }
    }

    Context 'confirmation' {
        # What becomes of the answers, Confirmation.Tests.ps1 says.
        It 'asks by default' {
            $attribute = (Get-Command Set-PcCustomerQualification).ImplementingType.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $true)
            $attribute.SupportsShouldProcess | Should -BeTrue
            $attribute.ConfirmImpact | Should -Be 'High'
        }

        It 'names customer and qualification with -WhatIf, and sends nothing' {
            $said = (Invoke-OtherPowerShell @"
                Connect-PcAccount -AccessToken (ConvertTo-SecureString '$((Get-UserToken $server).access_token)' -AsPlainText -Force) -Endpoint $($server.Address) | Out-Null
                [pscustomobject]@{ CustomerId = '$unknown'; CompanyName = 'Adatum School' } | Set-PcCustomerQualification -Qualification Education -WhatIf
"@).Output
            $said | Should -Match "Set the qualification Education`" on target `"Adatum School \($unknown\)`""
            (Get-HostStatistics $server).apiRequests | Should -Be 0
        }
    }

    Context 'many customers' {
        It 'gives the refused of a hundred an error each, and the others what they asked for' {
            $ids = [System.Collections.Generic.List[string]](1..97 | ForEach-Object { (Add-Customer).customerId })
            foreach ($index in 5, 25, 45, 65) { Set-Host $server "customers/$($ids[$index])" @{ taggingDenied = $true } }
            foreach ($index in 15, 35, 55) { Set-Host $server "customers/$($ids[$index])" @{ noRelationship = $true } }
            $expected = @(0..96 | Where-Object { $_ -notin 5, 15, 25, 35, 45, 55, 65 } | ForEach-Object { $ids[$_] })
            $ids.InsertRange(50, [string[]]($unknown, 'not-an-id', '5aa9d8cf-1f1c-4b6e-9a0c-999999999999'))
            Set-Host $server reset
            $set = @($ids | Set-PcCustomerQualification -Qualification Education -Confirm:$false -ErrorVariable failures -ErrorAction SilentlyContinue)
            $set.CustomerId | Should -Be $expected
            $set.Count | Should -Be 90
            @($failures | Group-Object FullyQualifiedErrorId | Sort-Object Name | ForEach-Object { "$($_.Name): $($_.Count)" }) | Should -Be @(
                "AccessDenied,${command}: 3", "CustomerNotFound,${command}: 2", "InvalidCustomerId,${command}: 1", "QualificationNotAllowed,${command}: 4")
            (Get-HostStatistics $server).writes | Should -Be 90
        }

        It 'keeps each customer''s name and domain, whatever comes next: <_> at a time' -ForEach 1, 4 {
            $rows = foreach ($number in 1..12) {
                $row = [ordered]@{ CustomerId = (Add-Customer "School $number").customerId; Qualification = 'Education'; ValidationCode = '' }
                if ($number -eq 5) { $row.Qualification = 'GovernmentCommunityCloud'; $row.ValidationCode = $codes.Ten }
                if ($number % 2 -eq 0) { $row.CompanyName = "School $number"; $row.Domain = "school$number.example" }
                [pscustomobject]$row
            }

            Set-Host $server settings @{ latency = '10ms' }
            $set = @($rows | Set-PcCustomerQualification -Force -ThrottleLimit $_)
            Set-Host $server settings @{ latency = '0s' }
            $set.CustomerId | Should -Be $rows.CustomerId
            @($set | ForEach-Object { "$($_.CustomerName) $($_.Domain)" }) | Should -Be @($rows | ForEach-Object { "$($_.CompanyName) $($_.Domain)" })
            $set.Qualification | Should -Be $rows.Qualification
        }

        It 'waits while the service throttles, and sets each once' {
            $ids = 1..20 | ForEach-Object { (Add-Customer).customerId }
            Set-Host $server settings @{ rateLimit = '12/s' }
            Set-Host $server reset
            ($ids | Set-PcCustomerQualification -Qualification Education -Confirm:$false -ErrorVariable failures).CustomerId | Should -Be $ids
            $failures.Count | Should -Be 0
            $statistics = Get-HostStatistics $server
            $statistics.throttledAnswers | Should -BeGreaterThan 0
            $statistics.writes | Should -Be 20
        }
    }

    Context 'what the service does' {
        It 'sets once where the answer is lost, under one MS-RequestId' {
            $id = (Add-Customer).customerId
            Set-Host $server faults @{ rate = 1; kinds = 'LostAnswer'; maxInARow = 1 }
            Set-Host $server reset
            (Set-PcCustomerQualification $id GovernmentCommunityCloud -ValidationCode $codes.One -Confirm:$false).Qualification |
                Should -Be 'GovernmentCommunityCloud'
            $writes = Get-Writes
            $writes.Count | Should -Be 2
            @($writes.headers.'MS-RequestId' | Sort-Object -Unique).Count | Should -Be 1
            (Get-HostStatistics $server).writes | Should -Be 1
            (Get-HostStatistics $server).faults.lostAnswer | Should -Be 1
        }

        It 'reads the value in whatever form: <Body>' -ForEach @(
            @{ Body = '"education"' }, @{ Body = '1' }, @{ Body = '"EDUCATION"' }
        ) {
            Set-Host $server responses @{ path = '/v1/customers/*'; body = $Body }
            (Set-PcCustomerQualification $unknown Education -Confirm:$false).Qualification | Should -Be 'Education'
        }

        It 'says that a code has no creates left' {
            $failure = Get-Failure {
                Set-PcCustomerQualification (Add-Customer).customerId GovernmentCommunityCloud -ValidationCode $codes.None -Confirm:$false -ErrorAction Stop
            }
            $failure.FullyQualifiedErrorId | Should -Be "ValidationCodeExhausted,$command"
            $failure.CategoryInfo.Category | Should -Be 'QuotaExceeded'
        }

        It 'says that one excludes the other' {
            $id = (Add-Customer).customerId
            Set-PcCustomerQualification $id Education -Confirm:$false | Out-Null
            $failure = Get-Failure { Set-PcCustomerQualification $id GovernmentCommunityCloud -ValidationCode $codes.Ten -Confirm:$false -ErrorAction Stop }
            $failure.FullyQualifiedErrorId | Should -Be "QualificationConflict,$command"
            (Get-HostStatistics $server).writes | Should -Be 1
        }

        It 'gives the row <Status> <Code> of the service''s table its error id <ErrorId>' -ForEach @(
            @{ Status = 400; Code = '3000'; ErrorId = 'InvalidRequest' }
            @{ Status = 400; Code = '900118'; ErrorId = 'InvalidCustomerId' }
            @{ Status = 401; Code = '900420'; ErrorId = 'InvalidAudience' }
            @{ Status = 401; Code = '900421'; ErrorId = 'MfaRequired' }
            @{ Status = 401; Code = '800001'; ErrorId = 'SignInExpired' }
            @{ Status = 403; Code = '900329'; ErrorId = 'AppOnlyNotSupported' }
            @{ Status = 403; Code = '900308'; ErrorId = 'AccessDenied' }
            @{ Status = 403; Code = '900309'; ErrorId = 'AccessDenied' }
            @{ Status = 404; Code = '60003'; ErrorId = 'CustomerNotFound' }
            @{ Status = 409; Code = '1'; ErrorId = 'QualificationConflict' }
            @{ Status = 501; Code = '1'; ErrorId = 'ServiceUnavailable' }
        ) {
            Set-Host $server responses @{ path = '/v1/customers/*'; statusCode = $Status; body = "{`"code`":`"$Code`",`"description`":`"No.`"}"; once = $false }
            (Get-Failure { Set-PcCustomerQualification $unknown Education -Confirm:$false -ErrorAction Stop }).FullyQualifiedErrorId |
                Should -Be "$ErrorId,$command"
        }
    }

    Context 'an application' {
        It 'is refused before any request' {
            $failure = Get-Failure { $unknown, $unknown | Set-PcCustomerQualification -Qualification Education -Confirm:$false -Context $app }
            $failure.FullyQualifiedErrorId | Should -Be "AppOnlyNotSupported,$command"
            $failure.CategoryInfo.Category | Should -Be 'PermissionDenied'
            (Get-HostStatistics $server).requests | Should -Be 0
        }
    }
}
