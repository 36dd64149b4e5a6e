@{
    RootModule        = 'PartnerCenter.EmptyModule.dll'
    ModuleVersion     = '1.0.0'
    GUID              = '0f9d6c1e-6a0b-4f0c-8b53-57d6a1f6b1b2'
    FormatsToProcess  = @('PartnerCenter.EmptyModule.Format.ps1xml')
    FunctionsToExport = @()
    CmdletsToExport   = @('Get-PcNothing')
    VariablesToExport = @()
    AliasesToExport   = @()
}
