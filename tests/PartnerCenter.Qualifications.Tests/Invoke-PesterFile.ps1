# Runs one Pester file, or its tests with a tag, with the Pester of the specified manifest. Exit codes: 0 all tests passed, 1 some tests failed, 2 no test
# ran, 3 every test was skipped. A line that begins with 'Skipped: ' names a skipped test with its reason, or a skipped block.
param([string] $Path, [string] $Pester, [string] $Tag)

Import-Module $Pester
$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path
$configuration.Run.PassThru = $true
if ($Tag) { $configuration.Filter.Tag = $Tag }
$configuration.Output.Verbosity = 'Detailed'
$configuration.Output.RenderMode = 'Plaintext'
$result = Invoke-Pester -Configuration $configuration
$skipped = foreach ($test in $result.Skipped) {
    # The outermost block that is skipped says more than each of its tests.
    $outermost = $null
    for ($block = $test.Block; $block -and -not $block.IsRoot; $block = $block.Parent) { if ($block.Skip) { $outermost = $block } }
    if ($outermost) { $outermost.ExpandedPath } else { "$($test.ExpandedPath)$(if ($test.ErrorRecord) { ": $($test.ErrorRecord[0])" })" }
}
$skipped | Group-Object -NoElement | ForEach-Object { "Skipped: $($_.Name)$(if ($_.Count -gt 1) { ", $($_.Count) tests" })" }

if ($result.TotalCount -eq $result.NotRunCount) { 'The file has no test.'; exit 2 }
if ($result.Result -ne 'Passed') { exit 1 }
if ($result.PassedCount -eq 0) { exit 3 }
exit 0
