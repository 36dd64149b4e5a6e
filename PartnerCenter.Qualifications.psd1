@{
    # The build keeps one folder per edition; the manifest is the only place that chooses.
    RootModule             = if ($PSEdition -eq 'Desktop') { 'net472/PartnerCenter.Qualifications.dll' } else { 'net8.0/PartnerCenter.Qualifications.dll' }
    ModuleVersion          = '0.1.0'
    GUID                   = 'abbef23b-948d-49c2-a24d-093434ebb157'
    Author                 = 'PartnerCenter.Qualifications contributors'
    CompanyName            = 'PartnerCenter.Qualifications contributors'
    Copyright              = '(c) PartnerCenter.Qualifications contributors. MIT License.'
    Description            = 'Read, request and watch the qualifications (Education, Government Community Cloud, State Owned Entity) of a Microsoft partner''s customers through the Partner Center API.'
    PowerShellVersion      = '5.1'
    DotNetFrameworkVersion = '4.7.2'
    CompatiblePSEditions   = @('Desktop', 'Core')
    FormatsToProcess       = @('PartnerCenter.Qualifications.Format.ps1xml')
    FunctionsToExport      = @()
    CmdletsToExport        = @(
        'Compare-PcQualification'
        'Connect-PcAccount'
        'Disconnect-PcAccount'
        'Export-PcQualificationReport'
        'Get-PcContext'
        'Get-PcCustomer'
        'Get-PcCustomerQualification'
        'Get-PcCustomerValidationStatus'
        'Get-PcQualificationChange'
        'Get-PcRefreshToken'
        'Get-PcValidationCode'
        'Measure-PcQualification'
        'New-PcCustomerQualification'
        'New-PcRefreshToken'
        'Select-PcContext'
        'Set-PcCustomerQualification'
        'Test-PcCustomerQualification'
        'Test-PcMfaCompliance'
        'Wait-PcCustomerQualification'
    )
    VariablesToExport      = @()
    AliasesToExport        = @()
    PrivateData            = @{
        PSData = @{
            Tags         = @('PartnerCenter', 'CSP', 'Microsoft', 'Partner', 'Customer', 'Qualification', 'Education', 'GCC', 'Report', 'PSEdition_Core', 'PSEdition_Desktop', 'Windows', 'Linux', 'MacOS')
            LicenseUri   = 'https://github.com/partnercenter-qualifications/PartnerCenter.Qualifications/blob/main/LICENSE'
            ProjectUri   = 'https://github.com/partnercenter-qualifications/PartnerCenter.Qualifications'
            # The build puts the newest section of CHANGELOG.md here.
            ReleaseNotes = 'CHANGELOG.md'
        }
    }
}
