using System;
using System.Collections.Generic;

namespace PartnerCenter.Emulator.Host.Control;

/// <summary>
/// The body of <c>POST /emulator/settings</c>. It collects what is to change, so that a body with an error changes nothing.
/// </summary>
internal sealed class SettingsChange
{
    private readonly List<Action<EmulatorOptions>> _changes = [];

    public TimeSpan Latency { set => _changes.Add(options => options.Latency = value); }

    public RateLimit RateLimit { set => _changes.Add(options => (options.RateLimit, options.RateLimitWindow) = value); }

    public TimeSpan TokenLifetime { set => _changes.Add(options => options.AccessTokenLifetime = value); }

    public TimeSpan VettingDuration { set => _changes.Add(options => options.VettingDuration = value); }

    public bool UserHasMfa { set => _changes.Add(options => options.UserHasMfa = value); }

    public bool EnforceMfa { set => _changes.Add(options => options.EnforceMfa = value); }

    public bool RecordRequests { set => _changes.Add(options => options.RecordRequests = value); }

    public bool WrapQualifications { set => _changes.Add(options => options.WrapQualifications = value); }

    public bool StrictRefreshTokenRotation { set => _changes.Add(options => options.StrictRefreshTokenRotation = value); }

    public EmulatedTokenError TokenError { set => _changes.Add(options => options.TokenError = value); }

    public EmulatedAnswerShape CreatedShape { set => _changes.Add(options => options.CreatedShape = value); }

    public EmulatedDateSpelling DateSpelling { set => _changes.Add(options => options.DateSpelling = value); }

    public EmulatedWordSpelling QualificationSpelling { set => _changes.Add(options => options.QualificationSpelling = value); }

    public EmulatedWriteAnswer WriteAnswer { set => _changes.Add(options => options.WriteAnswer = value); }

    public bool DeduplicateWrites { set => _changes.Add(options => options.DeduplicateWrites = value); }

    public int RequestLogCapacity { set => _changes.Add(options => options.RequestLogCapacity = value); }

    public int DefaultPageSize { set => _changes.Add(options => options.DefaultPageSize = value); }

    public int AuditPageSize { set => _changes.Add(options => options.AuditPageSize = value); }

    public int MaxEducationVerifications { set => _changes.Add(options => options.MaxEducationVerifications = value); }

    public bool ByteOrderMark { set => _changes.Add(options => options.ByteOrderMark = value); }

    public int? RetiredEndpointStatus
    {
        set
        {
            if (value is { } status && !SettingText.IsStatus(status))
            {
                throw new HostArgumentException("retiredEndpointStatus must be a number from 200 to 599.");
            }

            _changes.Add(options => options.RetiredEndpointStatus = value);
        }
    }

    public bool ValidationIdsAsNumbers { set => _changes.Add(options => options.ValidationIdsAsNumbers = value); }

    public bool AuditValuesAsObjects { set => _changes.Add(options => options.AuditValuesAsObjects = value); }

    public bool ErrorCodesAsNumbers { set => _changes.Add(options => options.ErrorCodesAsNumbers = value); }

    public bool VersionInNextLink { set => _changes.Add(options => options.VersionInNextLink = value); }

    public void ApplyTo(EmulatorOptions options) => _changes.ForEach(change => change(options));
}
