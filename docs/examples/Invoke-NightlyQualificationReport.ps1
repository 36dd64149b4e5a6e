<#
.SYNOPSIS
Writes a report of all customers' qualifications unattended, on behalf of a user who signed in once.

.DESCRIPTION
A runbook for Azure Automation, a scheduled task, or a pipeline. It gets the refresh token of the Secure Application Model from a vault, connects,
stores the rotated token immediately, writes the report, and returns the denied qualifications and those still in review. The report names the customers
that can't be read. If no customer can be read, the run fails, and an earlier report stays.
To learn how to store the token in the vault, see secure-application-model.md.

The vault is any vault that Get-Secret and Set-Secret (Microsoft.PowerShell.SecretManagement) support. If that module isn't installed, it's an Azure key
vault (Az.KeyVault), and the runbook signs in to it with its managed identity.

.EXAMPLE
./Invoke-NightlyQualificationReport.ps1 -ApplicationId 7d3c8a54-91e2-4b0f-8f67-2a6b1e9c0d42 -TenantId contoso.com -VaultName partner-vault -Path ./report.html
#>
[CmdletBinding()]
param(
    # The application that the refresh token was issued to.
    [Parameter(Mandatory)]
    [guid] $ApplicationId,

    # The partner's tenant: its ID or one of its domains.
    [Parameter(Mandatory)]
    [string] $TenantId,

    # The name of the vault.
    [Parameter(Mandatory)]
    [string] $VaultName,

    # The path of the report.
    [Parameter(Mandatory)]
    [string] $Path,

    # The name of the refresh token in the vault.
    [string] $RefreshTokenName = 'PartnerCenter-RefreshToken',

    # The name of the application's secret in the vault. Omit it for a public client.
    [string] $ApplicationSecretName,

    # Ends the run as failed if a customer can't be read. Otherwise, such a customer causes an error record and a warning, and the run is successful.
    [switch] $FailIfIncomplete,

    # Additional parameters of Connect-PcAccount, such as -Environment.
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
    throw "The vault $VaultName has no secret $RefreshTokenName. Create it with New-PcRefreshToken."
}

$context = Connect-PcAccount -RefreshToken $token -TenantId $TenantId @credential @Connection
try {
    # Store the token immediately, so that a later failure loses the report but not the sign-in.
    Write-Vault $RefreshTokenName (Get-PcRefreshToken)
    try {
        # One pipeline, so that the report names the customers that could not be read. If no customer can be read, or the service itself fails, this line
        # ends the run, and an earlier report stays.
        Get-PcCustomerQualification -ErrorAction Continue -ErrorVariable failures -OutVariable qualifications |
            Export-PcQualificationReport -Path $Path
    }
    finally {
        # A long run renews the sign-in, and the refresh token with it.
        Write-Vault $RefreshTokenName (Get-PcRefreshToken)
    }

    $qualifications | Where-Object VettingStatus -In 'Denied', 'InReview'
    if ($failures -and $FailIfIncomplete) {
        throw "Not all customers could be read completely. The report in $Path names them."
    }
}
finally {
    Disconnect-PcAccount -Context $context
}
