#requires -Version 7.4

<#
.SYNOPSIS
Builds, tests, packs and publishes the module and its packages.

.DESCRIPTION
For people with PowerShell: each task is a few lines over the same dotnet targets that the continuous integration uses. Without PowerShell,
"dotnet build" and "dotnet test" do the same.

.PARAMETER Task
Build: builds everything; leaves an importable module in out/PartnerCenter.Qualifications.
Test: builds and runs every test.
Help: makes the module's help from the pages in docs/en-US and keeps it in the repository.
Package: builds and leaves in artifacts/ the package of the module for the PowerShell Gallery, the library PartnerCenter.Client with its symbols
and the tool pc-emulator.
Publish: publishes the module's package from artifacts/ to a repository.

.PARAMETER Configuration
How to compile. What is packed for others is a Release.

.PARAMETER Repository
Where to publish to: the name of a repository that is registered with Register-PSResourceRepository.

.PARAMETER ApiKey
The key for publishing.

.EXAMPLE
./build.ps1

Builds the module.

.EXAMPLE
./build.ps1 -Task Test, Package

Runs every test, then packs.

.EXAMPLE
./build.ps1 -Task Publish -ApiKey (Get-Secret PSGallery) -WhatIf

Says what would be published where.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Help', 'Package', 'Publish')]
    [string[]] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release',

    [string] $Repository = 'PSGallery',

    [securestring] $ApiKey
)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
$solution = Join-Path $PSScriptRoot 'PcQualifications.sln'
$project = Join-Path $PSScriptRoot 'src/PartnerCenter.Qualifications'
$module = Join-Path $PSScriptRoot 'out/PartnerCenter.Qualifications'
$artifacts = Join-Path $PSScriptRoot 'artifacts'

foreach ($one in $Task) {
    switch ($one) {
        'Build' { dotnet build $solution --configuration $Configuration }
        'Test' { dotnet test $solution --configuration $Configuration }
        'Help' { dotnet build $project --configuration $Configuration '-target:KeepHelp' }
        'Package' {
            # As in the continuous integration: nothing of this machine gets into what others install.
            dotnet build $solution --configuration $Configuration '-property:ContinuousIntegrationBuild=true'
            dotnet pack $solution --configuration $Configuration --no-build --output $artifacts
            Get-Item (Join-Path $artifacts 'PartnerCenter.Qualifications.*.nupkg') -ErrorAction Ignore | Remove-Item -WhatIf:$false -Confirm:$false
            Compress-PSResource -Path $module -DestinationPath $artifacts
        }
        'Publish' {
            $package = (Get-Item (Join-Path $artifacts 'PartnerCenter.Qualifications.*.nupkg')).FullName
            if ($PSCmdlet.ShouldProcess($package, "Publish to $Repository")) {
                $key = if ($ApiKey) { @{ ApiKey = ConvertFrom-SecureString $ApiKey -AsPlainText } } else { @{} }
                Publish-PSResource -NupkgPath $package -Repository $Repository @key
            }
        }
    }
}
