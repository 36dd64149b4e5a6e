<#
.SYNOPSIS
Writes a report of all customers' qualifications, unattended, as a user who signed in once.

.DESCRIPTION
A runbook for Azure Automation, a scheduled task or a pipeline. It takes the refresh token of the Secure Application Model from a vault, connects,
puts the rotated token back at once, writes the report, and returns what needs somebody's attention: denied qualifications and those still in review.
See secure-application-model.md for how the token gets into the vault.

The vault is whatever Get-Secret and Set-Secret (Microsoft.PowerShell.SecretManagement) reach, or, where that module is missing, an Azure key vault
(Az.KeyVault), for which the runbook signs in with its managed identity.

.EXAMPLE
./Invoke-NightlyQualificationReport.ps1 -ApplicationId 7d3c8a54-91e2-4b0f-8f67-2a6b1e9c0d42 -TenantId contoso.onmicrosoft.com -VaultName partner-vault -Path ./report.html
#>
[CmdletBinding()]
param(
    # The application that the refresh token was issued to.
    [Parameter(Mandatory)]
    [guid] $ApplicationId,

    # The partner's tenant: its id or one of its domains.
    [Parameter(Mandatory)]
    [string] $TenantId,

    # The vault's name.
    [Parameter(Mandatory)]
    [string] $VaultName,

    # The report's file.
    [Parameter(Mandatory)]
    [string] $Path,

    # The name under which the vault keeps the refresh token.
    [string] $RefreshTokenName = 'PartnerCenter-RefreshToken',

    # The name under which the vault keeps the application's secret; leave it out for a public client.
    [string] $ApplicationSecretName,

    # More parameters of Connect-PcAccount, such as another -Environment.
    [hashtable] $Connection = @{}
)

$ErrorActionPreference = 'Stop'

function Read-Vault([string] $Name) {
    if ($useSecretManagement) {
        Get-Secret -Vault $VaultName -Name $Name
    }
    else {
        (Get-AzKeyVaultSecret -VaultName $VaultName -Name $Name).SecretValue
    }
}

function Write-Vault([string] $Name, [securestring] $Value) {
    if ($useSecretManagement) {
        Set-Secret -Vault $VaultName -Name $Name -SecureStringSecret $Value
    }
    else {
        Set-AzKeyVaultSecret -VaultName $VaultName -Name $Name -SecretValue $Value | Out-Null
    }
}

$useSecretManagement = [bool] (Get-Command Get-Secret -ErrorAction Ignore)
if (-not $useSecretManagement) {
    Connect-AzAccount -Identity | Out-Null
}

$credential = if ($ApplicationSecretName) {
    @{ Credential = [pscredential]::new("$ApplicationId", (Read-Vault $ApplicationSecretName)) }
}
else {
    @{ ApplicationId = $ApplicationId }
}

$token = Read-Vault $RefreshTokenName
if ($null -eq $token) {
    throw "The vault $VaultName has no secret $RefreshTokenName. Put one there with New-PcRefreshToken."
}

$context = Connect-PcAccount -RefreshToken $token -TenantId $TenantId @credential @Connection
try {
    # At once, so that whatever fails below costs a night's report but not the sign-in.
    Write-Vault $RefreshTokenName (Get-PcRefreshToken)

    # One customer's failure is one error and ends nothing; those that failed are told at the end.
    $qualifications = @(Get-PcCustomer | Get-PcCustomerQualification -ErrorAction Continue -ErrorVariable failures)
    $qualifications | Export-PcQualificationReport -Path $Path -Force | Out-Null
    $qualifications | Where-Object VettingStatus -In 'Denied', 'InReview'

    # A long run renews the sign-in on its way, and the token with it.
    Write-Vault $RefreshTokenName (Get-PcRefreshToken)
    if ($failures) {
        throw "$(@($failures).Count) customers could not be read; the report in $Path is without them."
    }
}
finally {
    Disconnect-PcAccount -Context $context
}
