#requires -Version 7.4

<#
.SYNOPSIS
Builds, tests, packs and publishes the module and its packages.

.DESCRIPTION
For users of PowerShell. Each task calls the same dotnet targets that the continuous integration uses. Without PowerShell, use "dotnet build" and
"dotnet test".

.PARAMETER Task
Build: Builds everything and creates an importable module in out/PartnerCenter.Qualifications.
Test: Builds and runs every test.
Help: Generates the module's help from the pages in docs/en-US and saves it in the repository.
Package: Builds and creates packages in artifacts/: the module for the PowerShell Gallery, the library PartnerCenter.Client with its symbols, and the
tool pc-emulator. Each package contains a bill of materials (CycloneDX, bom.json). With -Certificate, the packages are signed.
Publish: Publishes the module's package from artifacts/ to a repository.

.PARAMETER Configuration
The build configuration. Use Release for packages that you publish.

.PARAMETER Certificate
The code signing certificate, for example from Get-Item Cert:/CurrentUser/My/<thumbprint>. The Package task then signs the module's files (Authenticode,
which requires Windows) and the NuGet packages. Without a certificate, nothing is signed.

.PARAMETER TimestampServer
The address of the timestamp authority. With a timestamp, the signatures stay valid after the certificate expires.

.PARAMETER Repository
The name of the repository to publish to, as registered with Register-PSResourceRepository.

.PARAMETER ApiKey
The API key of the repository.

.EXAMPLE
./build.ps1

Builds the module.

.EXAMPLE
./build.ps1 -Task Test, Package

Runs every test and then creates the packages.

.EXAMPLE
./build.ps1 -Task Package -Certificate (Get-Item Cert:/CurrentUser/My/0123456789ABCDEF0123456789ABCDEF01234567) -TimestampServer http://timestamp.digicert.com

Creates and signs the packages.

.EXAMPLE
./build.ps1 -Task Publish -ApiKey (Get-Secret PSGallery) -WhatIf

Shows what would be published to which repository.
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

# Creates the bill of materials of a package in CycloneDX format. Compile-time references are excluded, because they aren't in the packages.
function New-BillOfMaterials([string] $Name) {
    $version = (Test-ModuleManifest (Join-Path $module 'PartnerCenter.Qualifications.psd1')).Version
    dotnet tool run dotnet-CycloneDX (Join-Path $PSScriptRoot "src/$Name/$Name.csproj") --output (Join-Path $artifacts "bom/$Name") --filename bom.json `
        --output-format Json --set-name $Name --set-version $version --set-type Library --disable-package-restore `
        --exclude-filter 'PowerShellStandard.Library,Microsoft.NETFramework.ReferenceAssemblies,Microsoft.NETFramework.ReferenceAssemblies.net472'
}

# Signs the module's own files. Third-party files keep their own signatures.
function Set-ModuleSignature {
    $files = Get-ChildItem $module -Recurse -File | Where-Object { $_.Extension -in '.psd1', '.ps1xml' -or $_.Name -like 'PartnerCenter.*.dll' }
    $time = if ($TimestampServer) { @{ TimestampServer = $TimestampServer } } else { @{} }
    $unsigned = Set-AuthenticodeSignature -LiteralPath $files.FullName -Certificate $Certificate -HashAlgorithm SHA256 @time | Where-Object Status -NE 'Valid'
    if ($unsigned) { throw "Not signed: $($unsigned.ForEach{ "$($_.Path): $($_.StatusMessage)" } -join '; ')" }
}

# Signs the NuGet packages. The PowerShell Gallery package isn't signed, because the Gallery relies on the signatures of the files.
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

            # Build as in the continuous integration, so that the packages contain no paths of this machine.
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
