BeforeDiscovery {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    $root = [System.IO.Path]::GetFullPath((Join-Path $PSScriptRoot '../..'))
    $canAnalyze = [bool] (Get-Module PSScriptAnalyzer -ListAvailable)

    # Rules that cannot apply, by where the file is; every other rule applies to every file.
    $exclusions = @(
        @{ Where = '\.Tests\.ps1$'; Rules = @{
                PSUseDeclaredVarsMoreThanAssignments        = 'Pester''s blocks see the variables of the blocks around them; the rule takes each block for itself.'
                PSReviewUnusedParameter                     = 'Pester''s blocks see the parameters of the script.'
                PSAvoidUsingPositionalParameters            = 'Helpers of the tests are written to be read as a sentence.'
                PSUseShouldProcessForStateChangingFunctions = 'Nobody calls a helper of a test with -WhatIf.'
                PSUseSingularNouns                          = 'Helpers of the tests are no commands.'
                PSUseBOMForUnicodeEncodedFile               = 'Only PowerShell 7 runs the tests, and it reads UTF-8 without a mark.'
                PSAvoidLongLines                            = 'Some tests stand beside the line that they expect.'
            }
        }
        @{ Where = '^tests/[^/]+/(TestHost|TestContexts|ScriptedHost|SignInModes|Pipelines)\.ps1$'; Rules = @{
                PSUseShouldProcessForStateChangingFunctions    = 'Nobody calls a helper of a test with -WhatIf.'
                PSUseSingularNouns                             = 'Helpers of the tests are no commands.'
                PSAvoidUsingConvertToSecureStringWithPlainText = 'The emulator''s secret is public.'
            }
        }
        @{ Where = '/Examples\.Tests\.ps1$'; Rules = @{
                PSAvoidGlobalVars = 'The vault that stands in for a real one has to be seen by the runbook.'
            }
        }
        @{ Where = '^build\.ps1$'; Rules = @{
                PSReviewUnusedParameter                     = 'The functions of the script see its parameters.'
                PSUseShouldProcessForStateChangingFunctions = 'Nobody calls a function of the script with -WhatIf.'
            }
        }
        @{ Where = '/Build\.Tests\.ps1$'; Rules = @{
                PSAvoidOverwritingBuiltInCmdlets = 'Only Windows has the real one.'
            }
        }
        @{ Where = '/Write-Ledger\.ps1$'; Rules = @{
                PSAvoidGlobalVars       = 'The pipelines find their variables there, as at a prompt.'
                PSReviewUnusedParameter = 'The functions of the script see its parameters.'
            }
        }
        @{ Where = '^tests/PartnerCenter\.(Benchmarks|Stress)/Scripts/'; Rules = @{
                PSAvoidUsingConvertToSecureStringWithPlainText = 'The emulator''s secret is public.'
                PSAvoidUsingPlainTextForPassword               = 'It is a PSCredential, handed over to another runspace.'
            }
        }
    )

    # The manifest as it ships: the analyzer looks for the files that it names.
    $files = @(
        Get-Item (Join-Path $root '*.ps1'), (Join-Path $root 'PSScriptAnalyzerSettings.psd1'), (Join-Path $moduleRoot '*.psd1')
        Get-ChildItem (Join-Path $root 'docs'), (Join-Path $root 'tests'), (Join-Path $root 'src') -Recurse -File -Include *.ps1, *.psd1, *.psm1
    )
    $scripts = foreach ($file in $files) {
        $name = [System.IO.Path]::GetRelativePath($root, $file.FullName).Replace('\', '/')
        if ($name -notmatch '(^|/)(bin|obj)/') {
            @{ Name = $name; Path = $file.FullName; Excluded = @($exclusions | Where-Object { $name -match $_.Where } | ForEach-Object { $_.Rules.Keys }) }
        }
    }
}

Describe 'PSScriptAnalyzer (needs the module PSScriptAnalyzer)' -Skip:(-not $canAnalyze) {
    BeforeAll {
        $settings = [System.IO.Path]::GetFullPath((Join-Path $PSScriptRoot '../../PSScriptAnalyzerSettings.psd1'))
    }

    It 'finds nothing in <Name>' -ForEach $scripts {
        $found = Invoke-ScriptAnalyzer -Path $Path -Settings $settings | Where-Object RuleName -NotIn $Excluded
        $found | ForEach-Object { '{0}:{1} {2} {3}' -f $Name, $_.Line, $_.RuleName, $_.Message } | Should -BeNullOrEmpty
    }

    It 'looks at what there is: <Expected>' -ForEach @(
        @{ Expected = 'build.ps1'; Names = $scripts.Name }
        @{ Expected = 'docs/examples/Request-SchoolQualification.ps1'; Names = $scripts.Name }
        @{ Expected = 'out/PartnerCenter.Qualifications/PartnerCenter.Qualifications.psd1'; Names = $scripts.Name }
        @{ Expected = 'tests/PartnerCenter.Benchmarks/Scripts/Measure-Import.ps1'; Names = $scripts.Name }
    ) {
        $Names | Should -Contain $Expected
    }
}
