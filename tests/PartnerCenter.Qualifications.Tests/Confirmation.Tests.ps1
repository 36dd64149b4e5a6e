BeforeAll {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    . (Join-Path $PSScriptRoot 'ScriptedHost.ps1')
    Import-Module $moduleRoot -Force
    $server = Start-EmulatorHost '--customers', '0', '--record-requests'
    $context = Connect-PcAccount -AccessToken (ConvertTo-Secret (Get-UserToken $server).access_token) -Endpoint $server.Address

    # Customers that hold nothing yet.
    function Add-Customers([int] $Count) {
        1..$Count | ForEach-Object {
            $customer = Add-HostCustomer $server @{ companyName = "School $_"; domain = "school$_.example" }
            [pscustomobject]@{ CustomerId = $customer.customerId; CompanyName = $customer.companyName }
        }
    }

    # Whose qualification the server was told to change, in order.
    function Get-Written {
        @($(Get-HostRequest $server createQualification; Get-HostRequest $server setQualification) | ForEach-Object { ($_.pathAndQuery -split '/')[3] })
    }

    # Runs a line whose $customers are piped or given, with the cmdlet's own parameters as $what.
    function Invoke-Write([string] $Command, [hashtable] $What, $Customers, [string[]] $Answers, [string] $Before, [string] $Switches, [switch] $AsArgument) {
        $line = if ($AsArgument) {
            "$Command -CustomerId `$ids @what -Context `$context $Switches"
        } else { "`$customers | $Command @what -Context `$context $Switches" }
        Invoke-WithUser ([scriptblock]::Create("$Before`n$line")) $Answers @{
            customers = $Customers
            ids = @($Customers.CustomerId)
            what = $What
            context = $context
        }
    }
}

AfterAll {
    Disconnect-PcAccount
    Stop-EmulatorHost $server
    Remove-Module PartnerCenter.Qualifications -Force -ErrorAction Ignore
}

# Whoever answers has to see everything that is sent.
Describe 'The question of <Command>' -ForEach @(
    @{
        Command = 'New-PcCustomerQualification'
        What = @{ Qualification = 'Education'; EducationSegment = 'HigherEducation' }
        Words = 'Request the qualification Education (HigherEducation)'
    }
    @{
        Command = 'New-PcCustomerQualification'
        What = @{ Qualification = 'Education'; EducationSegment = 'K12'; Website = 'www.contoso.edu' }
        Words = 'Request the qualification Education (K12, website www.contoso.edu)'
    }
    @{
        Command = 'New-PcCustomerQualification'
        What = @{ Qualification = 'GovernmentCommunityCloud'; ValidationCode = '204518' }
        Words = 'Request the qualification GovernmentCommunityCloud (validation code 204518)'
    }
    @{ Command = 'New-PcCustomerQualification'; What = @{ Qualification = 'StateOwnedEntity' }; Words = 'Request the qualification StateOwnedEntity' }
    @{ Command = 'Set-PcCustomerQualification'; What = @{ Qualification = 'Education' }; Words = 'Set the qualification Education' }
    @{
        Command = 'Set-PcCustomerQualification'
        What = @{ Qualification = 'GovernmentCommunityCloud'; ValidationCode = '204518' }
        Words = 'Set the qualification GovernmentCommunityCloud (validation code 204518)'
    }
) {
    It 'names what is sent: <Words>' {
        $customers = @(Add-Customers 1)
        $target = "on target `"School 1 ($($customers[0].CustomerId))`""
        (Invoke-Write $Command $What $customers @('No') '' '').Questions | Should -BeLike "*`"$Words`" $target*"
        (Invoke-Write $Command $What $customers @() '' '-WhatIf').Lines | Should -Contain "What if: Performing the operation `"$Words`" $target."
    }
}

Describe 'The user''s answer to <Command>' -ForEach @(
    @{
        Command = 'New-PcCustomerQualification'
        What = @{ Qualification = 'Education'; EducationSegment = 'K12' }
        Words = 'Request the qualification Education (K12)'
    }
    @{ Command = 'Set-PcCustomerQualification'; What = @{ Qualification = 'Education' }; Words = 'Set the qualification Education' }
) {
    BeforeEach {
        $customers = @(Add-Customers 3)
        Set-Host $server reset
    }

    It '<Answers> writes the customers <Expected>' -ForEach @(
        @{ Answers = 'Yes', 'Yes', 'Yes'; Expected = 0, 1, 2 }
        @{ Answers = 'Yes', 'No', 'Yes'; Expected = 0, 2 }
        @{ Answers = 'No', 'No', 'Yes'; Expected = @(2) }
        @{ Answers = 'No', 'No', 'No'; Expected = @() }
        @{ Answers = @('Yes to All'); Expected = 0, 1, 2 }
        @{ Answers = 'No', 'Yes to All'; Expected = 1, 2 }
        @{ Answers = @('No to All'); Expected = @() }
        @{ Answers = 'Yes', 'No to All'; Expected = @(0) }
    ) {
        foreach ($asArgument in $false, $true) {
            $customers = @(Add-Customers 3)
            Set-Host $server reset
            $done = Invoke-Write $Command $What $customers $Answers -AsArgument:$asArgument
            $done.Errors | Should -BeNullOrEmpty
            $done.Ended | Should -BeNullOrEmpty
            $done.AnswersLeft | Should -Be 0
            $done.Questions.Count | Should -Be $Answers.Count
            $wanted = @($Expected | ForEach-Object { $customers[$_].CustomerId })
            Get-Written | Should -Be $wanted
            $done.Output.CustomerId | Should -Be $wanted

            # Each question says what becomes of whom.
            for ($i = 0; $i -lt $Answers.Count; $i++) {
                $name = if ($asArgument) { $customers[$i].CustomerId } else { "$($customers[$i].CompanyName) ($($customers[$i].CustomerId))" }
                $done.Questions[$i] | Should -BeLike "*`"$Words`" on target `"$name`"*"
            }
        }
    }

    It 'is not asked for, and nothing is sent, with <Name>' -ForEach @(
        @{ Name = '$WhatIfPreference'; Before = '$WhatIfPreference = $true'; Switches = '' }
        @{ Name = '$WhatIfPreference and -Force'; Before = '$WhatIfPreference = $true'; Switches = '-Force' }
        @{ Name = '$WhatIfPreference and -Confirm:$false'; Before = '$WhatIfPreference = $true'; Switches = '-Confirm:$false' }
        @{ Name = '-WhatIf'; Before = ''; Switches = '-WhatIf' }
        @{ Name = '-WhatIf and -Force'; Before = ''; Switches = '-WhatIf -Force' }
        @{ Name = '-WhatIf and -Confirm'; Before = ''; Switches = '-WhatIf -Confirm' }
    ) {
        foreach ($asArgument in $false, $true) {
            $done = Invoke-Write $Command $What $customers @() $Before $Switches -AsArgument:$asArgument
            $done.Errors | Should -BeNullOrEmpty
            $done.Ended | Should -BeNullOrEmpty
            $done.Output.Count | Should -Be 0
            @($done.Lines | Where-Object { $_ -like "What if: Performing the operation `"$Words`"*" }).Count | Should -Be 3
            (Get-HostStatistics $server).requests | Should -Be 0
        }
    }

    It 'is not asked for with <Name>' -ForEach @(
        @{ Name = '-Force'; Before = ''; Switches = '-Force' }
        @{ Name = '-Confirm:$false'; Before = ''; Switches = '-Confirm:$false' }
        @{ Name = '$ConfirmPreference None'; Before = '$ConfirmPreference = ''None'''; Switches = '' }
        @{ Name = '-Force and -WhatIf:$false under $WhatIfPreference'; Before = '$WhatIfPreference = $true'; Switches = '-Force -WhatIf:$false' }
    ) {
        $done = Invoke-Write $Command $What $customers @() $Before $Switches
        $done.Errors | Should -BeNullOrEmpty
        $done.Ended | Should -BeNullOrEmpty
        $done.Lines | Should -BeNullOrEmpty
        Get-Written | Should -Be $customers.CustomerId
    }

    It 'cannot be had where nobody is there: that is an error, and nothing is sent' {
        $said = Invoke-OtherPowerShell @"
            Connect-PcAccount -AccessToken (ConvertTo-SecureString '$((Get-UserToken $server).access_token)' -AsPlainText -Force) -Endpoint $($server.Address) | Out-Null
            `$what = ConvertFrom-Json -AsHashtable '$($What | ConvertTo-Json -Compress)'
            try { '$($customers[0].CustomerId)' | $Command @what } catch { `"It ended with `$(`$_.FullyQualifiedErrorId): `$_`" }
"@
        $said.Output | Should -Match "It ended with [^,]+,PartnerCenter\.Qualifications\.Commands\.$($Command -replace '-')Command: $Command must be confirmed, and this session cannot prompt\."
        Get-Written | Should -BeNullOrEmpty
    }

    It 'counts with <Name>' -ForEach @(
        @{ Name = '-Confirm under $ConfirmPreference None'; Before = '$ConfirmPreference = ''None'''; Switches = '-Confirm' }
        @{ Name = '-Confirm and -Force'; Before = ''; Switches = '-Confirm -Force' }
        @{ Name = '-WhatIf:$false under $WhatIfPreference'; Before = '$WhatIfPreference = $true'; Switches = '-WhatIf:$false' }
        @{ Name = '$ConfirmPreference Low'; Before = '$ConfirmPreference = ''Low'''; Switches = '' }
    ) {
        $done = Invoke-Write $Command $What $customers ('No', 'Yes', 'No') $Before $Switches
        $done.Errors | Should -BeNullOrEmpty
        $done.Questions.Count | Should -Be 3
        Get-Written | Should -Be @($customers[1].CustomerId)
    }
}

Describe 'An error of one customer, with -ErrorAction Inquire' {
    BeforeEach {
        $customers = @(Add-Customers 5)
        Set-Host $server "customers/$($customers[1].CustomerId)" @{ noRelationship = $true }
        Set-Host $server reset
    }

    It 'lets the others go on where the user says so: <_> at a time' -ForEach 1, 3 {
        $done = Invoke-Write New-PcCustomerQualification @{ Qualification = 'StateOwnedEntity' } $customers @('Yes') '' "-Force -ThrottleLimit $_ -ErrorAction Inquire"
        $done.Ended | Should -BeNullOrEmpty
        $done.Questions | Should -Match "^School 2: Partner Center denied access to customer $($customers[1].CustomerId)"
        @($done.Output.CustomerId | Sort-Object) | Should -Be @($customers[0, 2, 3, 4].CustomerId | Sort-Object)
        @(Get-HostRequest $server createQualification | Where-Object statusCode -EQ 201 | ForEach-Object customerId | Sort-Object) |
            Should -Be @($customers[0, 2, 3, 4].CustomerId | Sort-Object)
    }

    It 'tells of the writes behind it before it asks, and goes on with those that had not begun' {
        $seen = [System.Collections.Generic.List[object]]::new()
        $path = { "/v1/customers/$($customers[$args[0]].CustomerId)/qualifications" }
        Set-Host $server "customers/$($customers[1].CustomerId)" @{ noRelationship = $false }
        foreach ($case in @{ Answer = 'Halt Command'; More = ''; Delay = '400ms'; Expected = 0, 2 }, @{ Answer = 'Yes'; More = '-SkipExisting'; Delay = '0ms'; Expected = 0, 2 }) {
            $customers = @(Add-Customers 3)
            Set-Host $server responses @{ path = (& $path 1); statusCode = 403; body = '{"code":"900308","description":"No."}'; delay = $case.Delay }

            # With -SkipExisting, the last one is still being read when the error comes.
            if ($case.More) { Set-Host $server responses @{ path = (& $path 2); body = '[]'; delay = '1500ms' } }
            $done = Invoke-WithUser ([scriptblock]::Create(
                    "`$customers | New-PcCustomerQualification -Qualification StateOwnedEntity -Force -ThrottleLimit 3 -ErrorAction Inquire -Context `$context $($case.More) | ForEach-Object { `$seen.Add(`$_) }"
                )) $case.Answer @{ customers = $customers; context = $context; seen = $seen }
            $done.Questions.Count | Should -Be 1
            $seen.CustomerId | Should -Be $customers[$case.Expected].CustomerId -Because $case.Answer
            $seen.Clear()
        }
    }

    It 'ends there where the user says so' {
        $done = Invoke-Write New-PcCustomerQualification @{ Qualification = 'StateOwnedEntity' } $customers @('Halt Command') '' '-Force -ErrorAction Inquire'
        $done.Ended | Should -Not -BeNullOrEmpty
        $done.Questions.Count | Should -Be 1
        Get-Written | Should -Be $customers[0, 1].CustomerId
    }
}

Describe 'The prompt for a parameter of a sign-in' {
    It 'explains the parameter: <Line>' -ForEach @(
        @{ Line = 'Connect-PcAccount'; Words = 'ApplicationId: .*app registration.*entra\.microsoft\.com.*Connect-PcAccount -Emulator' }
        @{ Line = 'Connect-PcAccount -UseDeviceAuthentication'; Words = 'ApplicationId: .*app registration' }
        @{ Line = 'Connect-PcAccount -ServicePrincipal -Credential ([pscredential]::new("x", [securestring]::new()))'; Words = 'TenantId: .*partner' }
        @{ Line = 'New-PcRefreshToken'; Words = 'ApplicationId: .*app registration' }
    ) {
        (Invoke-WithUser ([scriptblock]::Create($Line))).Questions | Should -Match $Words
    }
}
