# Tests two tenants in one process, and a context that is passed to other runspaces, threads, and processes.

BeforeAll {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    Import-Module $moduleRoot -Force
    $tenants = $emulated.Tenant, 'b0c1d2e3-f4a5-4b6c-8d7e-9f0a1b2c3d4e'
    $servers = foreach ($tenant in $tenants) { Start-EmulatorHost '--record-requests', '--latency', '5ms', '--tenant', $tenant }

    function Get-Claim([string] $Header, [string] $Name) {
        $payload = ($Header -replace '^Bearer ').Split('.')[1].Replace('-', '+').Replace('_', '/')
        $text = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($payload.PadRight([math]::Ceiling($payload.Length / 4) * 4, '=')))
        ($text | ConvertFrom-Json).$Name
    }

    function Connect-Server([int] $Tenant) {
        $address = $servers[$Tenant].Address
        Connect-PcAccount -ServicePrincipal -Credential (New-Credential) -TenantId $tenants[$Tenant] -Endpoint $address -Authority $address
    }

    # What a script does in a runspace of its own, as in a program that hosts PowerShell.
    function Invoke-Hosted([scriptblock] $Script, [object[]] $Arguments = @()) {
        $hosted = [powershell]::Create()
        try {
            $hosted.AddCommand('Import-Module').AddArgument($moduleRoot).Invoke() | Out-Null
            $hosted.Commands.Clear()
            $hosted.AddScript($Script)  | Out-Null
            foreach ($argument in $Arguments) { $hosted.AddArgument($argument) | Out-Null }
            $hosted.Invoke()
            if ($hosted.HadErrors) { throw $hosted.Streams.Error[0] }
        }
        finally {
            $hosted.Dispose()
        }
    }
}

AfterAll {
    Disconnect-PcAccount
    $servers | Stop-EmulatorHost
    Remove-Module PartnerCenter.Qualifications -Force -ErrorAction Ignore
}

Describe 'Two tenants in one process' {
    It 'never mix: 200 interleaved calls in 8 runspaces' {
        # Each call asks for a customer that nobody else asks for, so that the servers' logs tell who asked.
        $runspaces = foreach ($index in 0..7) {
            $ids = foreach ($call in 1..25) { [guid]::NewGuid().ToString() }
            foreach ($id in $ids) {
                Set-Host $servers[$index % 2] customers @{
                    customerId = $id
                    companyName = "Customer of $index"
                    domain = "c$($id.Substring(0, 8)).onmicrosoft.com"
                }
            }
            [pscustomobject]@{ Index = $index; Ids = $ids; Shell = [powershell]::Create(); Running = $null }
        }
        foreach ($server in $servers) { Set-Host $server reset }
        $together = [System.Threading.Barrier]::new(8)
        try {
            foreach ($runspace in $runspaces) {
                $tenant = $runspace.Index % 2
                $call = {
                    param($Module, $Ids, $Tenant, $Address, [pscredential] $Credential, $Together)
                    Import-Module $Module
                    $context = Connect-PcAccount -ServicePrincipal -Credential $Credential -TenantId $Tenant -Endpoint $Address -Authority $Address
                    if (-not $Together.SignalAndWait(60000)) { throw 'The others did not come.' }
                    foreach ($id in $Ids) { (Get-PcCustomer -CustomerId $id).CompanyName }
                    if (-not [object]::ReferenceEquals($context, (Get-PcContext))) { throw 'The default context is another one.' }
                }
                $parameters = @{
                    Module = $moduleRoot; Ids = $runspace.Ids; Tenant = $tenants[$tenant]; Address = $servers[$tenant].Address
                    Credential = New-Credential; Together = $together
                }
                $runspace.Shell.AddScript($call).AddParameters($parameters) | Out-Null
                $runspace.Running = $runspace.Shell.BeginInvoke()
            }

            foreach ($runspace in $runspaces) {
                $names = $runspace.Shell.EndInvoke($runspace.Running)
                $runspace.Shell.Streams.Error | Should -BeNullOrEmpty
                $names | Should -Be (@("Customer of $($runspace.Index)") * 25)
            }
        }
        finally {
            foreach ($runspace in $runspaces) { $runspace.Shell.Dispose() }
            $together.Dispose()
        }

        $owner = @{}
        foreach ($runspace in $runspaces) { foreach ($id in $runspace.Ids) { $owner[$id] = $runspace.Index } }
        $tokens = @{}
        $checked = 0
        foreach ($tenant in 0, 1) {
            $switches = 0
            $last = $null
            foreach ($request in Get-HostRequest $servers[$tenant] getCustomer) {
                $index = $owner[($request.pathAndQuery -split '[/?]')[3]]
                $index | Should -Not -BeNullOrEmpty
                $index % 2 | Should -Be $tenant
                $request.statusCode | Should -Be 200
                Get-Claim $request.headers.Authorization tid | Should -Be $tenants[$tenant]
                # A runspace has a sign-in, and so a token, of its own.
                if (-not $tokens.ContainsKey($request.headers.Authorization)) { $tokens[$request.headers.Authorization] = $index }
                $tokens[$request.headers.Authorization] | Should -Be $index
                if ($index -ne $last) { $switches++ }
                $last = $index
                $checked++
            }

            # They really took turns.
            $switches | Should -BeGreaterThan 8
        }

        $checked | Should -Be 200
        $tokens.Count | Should -Be 8
    }

    It 'can both be used from one runspace, each with -Context' {
        $first = Connect-Server 0
        $second = Connect-Server 1
        foreach ($server in $servers) { Set-Host $server reset }
        foreach ($round in 1..5) {
            Get-PcCustomer -Context $first | Out-Null
            Get-PcCustomer -Context $second | Out-Null
        }

        foreach ($tenant in 0, 1) {
            $seen = @((Get-HostRequest $servers[$tenant] listCustomers).headers.Authorization)
            $seen.Count | Should -BeGreaterOrEqual 5
            foreach ($header in $seen) { Get-Claim $header tid | Should -Be $tenants[$tenant] }
        }
    }
}

Describe 'A context' {
    BeforeAll {
        $context = Connect-Server 1
        $count = @(Get-PcCustomer -Context $context).Count
        $count | Should -BeGreaterOrEqual 25
    }

    It 'goes with $using: into ForEach-Object -Parallel' {
        $module = $moduleRoot
        $seen = 1..6 | ForEach-Object -ThrottleLimit 3 -Parallel {
            Import-Module $using:module
            "$(@(Get-PcCustomer -Context $using:context -PageSize 50).Count) $(($using:context).IsConnected) $(@(Get-PcContext).Count)"
        }
        $seen | Should -Be (@("$count True 0") * 6)
    }

    It 'goes with $using: into a thread job' {
        $module = $moduleRoot
        $jobs = foreach ($number in 1..3) {
            Start-ThreadJob { Import-Module $using:module; @(Get-PcCustomer -Context $using:context -PageSize 50).Count }
        }
        $jobs | Receive-Job -Wait -AutoRemoveJob | Should -Be $count, $count, $count
    }

    It 'can be handed to a hosted PowerShell' {
        Invoke-Hosted { param($Given) @(Get-PcCustomer -Context $Given -PageSize 50).Count } $context | Should -Be $count
    }

    It 'is not the default of a hosted PowerShell, which has its own' {
        (Get-Failure { Invoke-Hosted { Get-PcCustomer } }).Exception.Message | Should -Match 'There is no connection to Partner Center'
        Invoke-Hosted { Connect-PcAccount -Emulator -EmulatorCustomerCount 3 | Out-Null; @(Get-PcCustomer).Count } | Should -Be 3
        [object]::ReferenceEquals((Get-PcContext), $context) | Should -BeTrue
    }

    It 'comes into another process as a picture without a secret, which is not connected and is refused' {
        $module = $moduleRoot
        $job = Start-Job {
            Import-Module $using:module
            $picture = $using:context
            [pscustomobject]@{
                Type      = $picture.PSObject.TypeNames[0]
                Tenant    = $picture.TenantId
                Connected = [bool] $picture.IsConnected
                Text      = "$picture`n$($picture | ConvertTo-Json -Depth 10)`n$($picture | Format-List * -Force | Out-String -Width 4000)"
            }
            foreach ($use in { Get-PcCustomer -Context $picture }, { Disconnect-PcAccount -Context $picture },
                { $picture | Disconnect-PcAccount -ErrorAction Stop }) {
                try { & $use } catch { "$($_.FullyQualifiedErrorId): $_" }
            }

            # What the words advise works.
            Connect-PcAccount -Emulator | Out-Null
            @(Get-PcCustomer).Count
        }
        $said = @(Receive-Job $job -Wait -AutoRemoveJob)
        $said[0].Type | Should -Be 'Deserialized.PartnerCenter.Qualifications.PcContext'
        $said[0].Tenant | Should -Be $tenants[1]
        $said[0].Connected | Should -BeFalse
        $said[0].Text | Should -Match $tenants[1]
        $said[0].Text | Should -Not -Match 'eyJ|Bearer|Emu~lator'
        foreach ($words in $said[1..3]) {
            $words | Should -Match 'copy from another process'
            $words | Should -Match 'Connect again in this process with Connect-PcAccount'
        }
        $said.Count | Should -Be 5
        $said[-1] | Should -Be 25
    }

    It 'comes back from another process as such a picture, too' {
        $module = $moduleRoot
        $job = Start-Job { Import-Module $using:module; Connect-PcAccount -Emulator }
        $picture = Receive-Job $job -Wait -AutoRemoveJob
        $picture.TenantId | Should -Be $emulated.Tenant
        [bool] $picture.IsConnected | Should -BeFalse
        $picture.PSObject.Properties.Name | Should -Contain 'User'
        (Get-Failure { Get-PcCustomer -Context $picture }).Exception.Message | Should -Match 'copy from another process'
        $context.IsConnected | Should -BeTrue
    }

    It 'is such a picture in a file, too, whichever runspace writes it, and after the module is removed' {
        $file = Join-Path $TestDrive 'context.xml'
        $read = {
            $picture = Import-Clixml $file
            "$($picture.PSObject.TypeNames[0]) $($picture.TenantId) [$($picture.IsConnected)]"
            Get-Content $file -Raw | Should -Not -Match 'eyJ|Bearer|Emu~lator'
            Remove-Item $file
        }
        $expected = "Deserialized.PartnerCenter.Qualifications.PcContext $($tenants[1]) []"
        $context | Export-Clixml $file
        & $read | Should -Be $expected
        $foreign = [powershell]::Create()
        try {
            $foreign.AddScript({ param($Given, $File) $Given | Export-Clixml $File }).AddArgument($context).AddArgument($file).Invoke() | Out-Null
            $foreign.HadErrors | Should -BeFalse
        }
        finally {
            $foreign.Dispose()
        }

        & $read | Should -Be $expected
        Remove-Module PartnerCenter.Qualifications
        $context | Export-Clixml $file
        & $read | Should -Be $expected
        Import-Module $moduleRoot
        $context.IsConnected | Should -BeTrue
    }
}
