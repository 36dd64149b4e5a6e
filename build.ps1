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
and the tool pc-emulator. Each holds a bill of materials (CycloneDX, bom.json); with -Certificate, they are signed.
Publish: publishes the module's package from artifacts/ to a repository.

.PARAMETER Configuration
How to compile. What is packed for others is a Release.

.PARAMETER Certificate
The code signing certificate to sign with, as from Get-Item Cert:/CurrentUser/My/<thumbprint>. Package then signs the module's files (Authenticode,
which needs Windows) and the NuGet packages. Without it, nothing is signed.

.PARAMETER TimestampServer
The address of the timestamp authority that the signatures are given a time by, so that they outlive the certificate.

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
./build.ps1 -Task Package -Certificate (Get-Item Cert:/CurrentUser/My/0123456789ABCDEF0123456789ABCDEF01234567) -TimestampServer http://timestamp.digicert.com

Packs and signs.

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

    [System.Security.Cryptography.X509Certificates.X509Certificate2] $Certificate,

    [uri] $TimestampServer,

    [string] $Repository = 'PSGallery',

    [securestring] $ApiKey
)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
$solution = Join-Path $PSScriptRoot 'PcQualifications.sln'
$project = Join-Path $PSScriptRoot 'src/PartnerCenter.Qualifications'
$module = Join-Path $PSScriptRoot 'out/PartnerCenter.Qualifications'
$artifacts = Join-Path $PSScriptRoot 'artifacts'

# What a package brings along, in CycloneDX's format. What is only compiled against is not in the packages.
function New-BillOfMaterials([string] $Name) {
    $version = (Test-ModuleManifest (Join-Path $module 'PartnerCenter.Qualifications.psd1')).Version
    dotnet tool run dotnet-CycloneDX (Join-Path $PSScriptRoot "src/$Name/$Name.csproj") --output (Join-Path $artifacts "bom/$Name") --filename bom.json `
        --output-format Json --set-name $Name --set-version $version --set-type Library --disable-package-restore `
        --exclude-filter 'PowerShellStandard.Library,Microsoft.NETFramework.ReferenceAssemblies,Microsoft.NETFramework.ReferenceAssemblies.net472'
}

# Signs the module's own files; those of others bear their makers' signatures.
function Set-ModuleSignature {
    $files = Get-ChildItem $module -Recurse -File | Where-Object { $_.Extension -in '.psd1', '.ps1xml' -or $_.Name -like 'PartnerCenter.*.dll' }
    $time = if ($TimestampServer) { @{ TimestampServer = $TimestampServer } } else { @{} }
    $unsigned = Set-AuthenticodeSignature -LiteralPath $files.FullName -Certificate $Certificate -HashAlgorithm SHA256 @time | Where-Object Status -NE 'Valid'
    if ($unsigned) { throw "Not signed: $($unsigned.ForEach{ "$($_.Path): $($_.StatusMessage)" } -join '; ')" }
}

# Signs the NuGet packages. The PowerShell Gallery's package is not among them: there, the files' signatures count.
function Set-PackageSignature {
    $time = if ($TimestampServer) { '--timestamper', $TimestampServer } else { @() }
    $hash = [System.Convert]::ToHexString($Certificate.GetCertHash('SHA256'))
    foreach ($package in (Get-Item (Join-Path $artifacts '*.nupkg')).FullName) {
        dotnet nuget sign $package --certificate-fingerprint $hash --certificate-store-name My --certificate-store-location CurrentUser --overwrite @time
    }
}

foreach ($one in $Task) {
    switch ($one) {
        'Build' { dotnet build $solution --configuration $Configuration }
        'Test' { dotnet test $solution --configuration $Configuration }
        'Help' { dotnet build $project --configuration $Configuration '-target:KeepHelp' }
        'Package' {
            if ($Certificate -and -not (Get-Command Set-AuthenticodeSignature -ErrorAction Ignore)) {
                throw 'Set-AuthenticodeSignature is not available here: the module''s files can be signed on Windows only.'
            }

            # As in the continuous integration: nothing of this machine gets into what others install.
            dotnet tool restore
            dotnet build $solution --configuration $Configuration '-property:ContinuousIntegrationBuild=true'
            foreach ($name in 'PartnerCenter.Qualifications', 'PartnerCenter.Client', 'PartnerCenter.Emulator.Host') { New-BillOfMaterials $name }
            Copy-Item (Join-Path $artifacts 'bom/PartnerCenter.Qualifications/bom.json') $module -WhatIf:$false -Confirm:$false
            if ($Certificate) { Set-ModuleSignature }

            Get-Item (Join-Path $artifacts '*.nupkg') -ErrorAction Ignore | Remove-Item -WhatIf:$false -Confirm:$false
            dotnet pack $solution --configuration $Configuration --no-build --output $artifacts
            if ($Certificate) { Set-PackageSignature }

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
