BeforeAll {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    $module = Join-Path $PSScriptRoot '../../out/PartnerCenter.Qualifications'
    Import-Module $module -Force
}

AfterAll {
    Remove-Module PartnerCenter.Qualifications -Force -ErrorAction Ignore
}

Describe 'The module' {
    It 'has a valid manifest' {
        (Test-ModuleManifest (Join-Path $module 'PartnerCenter.Qualifications.psd1')).Version | Should -Be (Get-Module PartnerCenter.Qualifications).Version
    }

    It 'asks for the .NET Framework that it is compiled for' {
        $version = @((Get-ChildItem $module -Directory).Name -match '^net4\d+$')[0].Substring(3).ToCharArray() -join '.'
        $manifest = [System.IO.File]::ReadAllText((Join-Path $module 'PartnerCenter.Qualifications.psd1'))
        $manifest | Should -Match "(?m)^ *DotNetFrameworkVersion *= *'$([regex]::Escape($version))'"
    }

    It 'exports every cmdlet of the assembly, and nothing else' {
        $assembly = [PartnerCenter.Qualifications.Commands.ConnectPcAccountCommand].Assembly
        $cmdlets = foreach ($type in $assembly.GetExportedTypes()) {
            $attribute = $type.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false)
            if ($attribute) { '{0}-{1}' -f $attribute.VerbName, $attribute.NounName }
        }
        (Get-Module PartnerCenter.Qualifications).ExportedCommands.Keys | Sort-Object | Should -Be ($cmdlets | Sort-Object)
    }

    It 'shows no other type than cmdlets, their bases, and what PowerShell creates by name' {
        $cmdlet = [PartnerCenter.Qualifications.Commands.ConnectPcAccountCommand]
        $cmdlet.Assembly.GetExportedTypes() |
            Where-Object { -not $_.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false) } |
            ForEach-Object FullName | Sort-Object | Should -Be @(
                'PartnerCenter.Qualifications.Commands.PcBulkCmdlet`1'
                'PartnerCenter.Qualifications.Commands.PcCmdlet'
                'PartnerCenter.Qualifications.Commands.PcConnectedCmdlet'
                'PartnerCenter.Qualifications.Commands.PcQualificationCmdlet'
                'PartnerCenter.Qualifications.Commands.PcSignInCmdlet'
                'PartnerCenter.Qualifications.Commands.PcWriteCmdlet`1'
                'PartnerCenter.Qualifications.Commands.SafeOutputCmdlet'
                'PartnerCenter.Qualifications.CustomerIdCompleter'
                'PartnerCenter.Qualifications.CustomerIdentity'
                'PartnerCenter.Qualifications.CustomerSearchCompleter'
                'PartnerCenter.Qualifications.Hosting.ModuleInitializer'
                'PartnerCenter.Qualifications.TenantIdCompleter'
                'PartnerCenter.Qualifications.ValidationCodeCompleter'
            )
    }

    It 'resolves <_> by name' -ForEach 'VettingStatus', 'Qualification', 'Customer', 'CustomerQualification', 'PcContext', 'PartnerCenterException' {
        "PartnerCenter.Qualifications.$_" -as [type] | Should -Not -BeNullOrEmpty
    }

    It 'keeps its dependencies out of everybody''s way' {
        $said = Invoke-OtherPowerShell @'
            function Show([string] $When) {
                foreach ($context in [System.Runtime.Loader.AssemblyLoadContext]::All) {
                    foreach ($assembly in $context.Assemblies) {
                        $name = $assembly.GetName().Name
                        if ($name -match '^(PartnerCenter|Microsoft\.Identity|Polly)') { "$When|$($context -eq [System.Runtime.Loader.AssemblyLoadContext]::Default ? 'default' : $context.Name)|$name" }
                    }
                }
            }
            Show imported
            Get-PcContext
            Disconnect-PcAccount
            try { Get-PcCustomer } catch { $_.FullyQualifiedErrorId }
            Connect-PcAccount -Emulator | Out-Null
            (Get-PcCustomer).Count
            Show connected
'@
        $said.Errors | Should -BeNullOrEmpty
        $lines = @($said.Output.Trim() -split '\r?\n')
        $lines | Where-Object { $_ -like 'imported|*' } | Sort-Object | Should -Be @(
            'imported|default|PartnerCenter.Qualifications', 'imported|default|PartnerCenter.Qualifications.Models')
        $lines | Should -Contain 'NotConnected,PartnerCenter.Qualifications.Commands.GetPcCustomerCommand'
        $lines | Should -Contain '25'
        $lines | Where-Object { $_ -like 'connected|default|*' } | Sort-Object | Should -Be @(
            'connected|default|PartnerCenter.Qualifications', 'connected|default|PartnerCenter.Qualifications.Models')
        $lines | Should -Contain 'connected|PartnerCenter.Qualifications|Microsoft.Identity.Client'
        $lines | Should -Contain 'connected|PartnerCenter.Qualifications|PartnerCenter.Client'
    }
}
