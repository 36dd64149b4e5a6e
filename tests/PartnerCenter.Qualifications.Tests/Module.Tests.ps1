BeforeAll {
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

    It 'exports every cmdlet of the assembly, and nothing else' {
        $assembly = [PartnerCenter.Qualifications.Commands.ConnectPcAccountCommand].Assembly
        $cmdlets = foreach ($type in $assembly.GetExportedTypes()) {
            $attribute = $type.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false)
            if ($attribute) { '{0}-{1}' -f $attribute.VerbName, $attribute.NounName }
        }
        (Get-Module PartnerCenter.Qualifications).ExportedCommands.Keys | Sort-Object | Should -Be ($cmdlets | Sort-Object)
    }

    It 'resolves <_> by name' -ForEach 'VettingStatus', 'Qualification', 'Customer', 'CustomerQualification', 'PcContext', 'PartnerCenterException' {
        "PartnerCenter.Qualifications.$_" -as [type] | Should -Not -BeNullOrEmpty
    }
}
