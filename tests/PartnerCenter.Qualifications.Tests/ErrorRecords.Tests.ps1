BeforeDiscovery {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    Import-Module $moduleRoot -Force

    # By hand: scripts rely on them.
    $categories = @{
        NotConnected = 'ConnectionError'; InvalidCustomerId = 'InvalidArgument'; CustomerNotFound = 'ObjectNotFound'; AccessDenied = 'PermissionDenied'
        AppOnlyNotSupported = 'PermissionDenied'; MfaRequired = 'AuthenticationError'; InvalidAudience = 'AuthenticationError'
        SignInExpired = 'AuthenticationError'; SignInFailed = 'AuthenticationError'; TooManyRequests = 'LimitsExceeded'
        ServiceUnavailable = 'ResourceUnavailable'; RequestTimeout = 'OperationTimeout'; InvalidResponse = 'InvalidResult'; InvalidRequest = 'InvalidArgument'
        Conflict = 'ResourceExists'; QualificationNotAllowed = 'PermissionDenied'; ValidationCodeExhausted = 'QuotaExceeded'
        QualificationConflict = 'ResourceExists'; OutcomeUnknown = 'OperationStopped'; UnreportedWrites = 'OperationStopped'
        VettingTimeout = 'OperationTimeout'; TokenCacheFailed = 'ResourceUnavailable'; NotFound = 'ObjectNotFound'; EndpointRetired = 'NotImplemented'
    }
    $errorIds = foreach ($name in [enum]::GetNames([PartnerCenter.Qualifications.PartnerErrorCode])) { @{ Name = $name; Category = $categories[$name] } }
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'TestHost.ps1')
    . (Join-Path $PSScriptRoot 'TestContexts.ps1')
    Import-Module $moduleRoot -Force
    $create = (Get-CmdletType ErrorRecords).GetMethod('Create', $anyMember)
}

AfterAll {
    Remove-Module PartnerCenter.Qualifications -Force -ErrorAction Ignore
}

Describe 'The error record' {
    It 'of <Name> is of the category <Category>, and holds message, advice and target' -ForEach $errorIds {
        $target = [object]::new()
        $failure = [PartnerCenter.Qualifications.PartnerCenterException]::new($Name, 'What happened.', 'What to do.')
        $record = $create.Invoke($null, @($failure, $target))
        $record.CategoryInfo.Category | Should -Be $Category
        $record.FullyQualifiedErrorId | Should -Be $Name
        $record.CategoryInfo.Reason | Should -Be $Name
        $record.ErrorDetails.Message | Should -Match '^What happened\.'
        $record.ErrorDetails.RecommendedAction | Should -Be 'What to do.'
        [object]::ReferenceEquals($record.TargetObject, $target) | Should -BeTrue
        [object]::ReferenceEquals($record.Exception, $failure) | Should -BeTrue
    }

    It 'quotes the correlation id where the advice is to quote it: <Name>' -ForEach ($errorIds |
        Where-Object { $_.Category -in 'AuthenticationError', 'ResourceUnavailable', 'InvalidResult' }) {
        $failure = [PartnerCenter.Qualifications.PartnerCenterException]::new($Name, 'What happened.', 'What to do.')
        $failure.GetType().GetProperty('CorrelationId').SetValue($failure, '11111111-2222-3333-4444-555555555555')
        $create.Invoke($null, @($failure, $null)).ErrorDetails.Message | Should -BeExactly 'What happened. Correlation id: 11111111-2222-3333-4444-555555555555.'
    }

    It 'does not quote it where nobody needs it: <Name>' -ForEach ($errorIds |
        Where-Object { $_.Category -notin 'AuthenticationError', 'ResourceUnavailable', 'InvalidResult' }) {
        $failure = [PartnerCenter.Qualifications.PartnerCenterException]::new($Name, 'What happened.', 'What to do.')
        $failure.GetType().GetProperty('CorrelationId').SetValue($failure, '11111111-2222-3333-4444-555555555555')
        $create.Invoke($null, @($failure, $null)).ErrorDetails.Message | Should -BeExactly 'What happened.'
    }
}
