using System;
using System.Collections.Generic;

namespace PartnerCenter.Emulator.Host.Control;

/// <summary>
/// The body of <c>POST /emulator/settings</c>. It collects what is to change, so that a body with an error changes nothing.
/// </summary>
internal sealed class SettingsChange
{
    private readonly List<Action<EmulatorOptions>> changes = [];

    public TimeSpan Latency { set => changes.Add(options => options.Latency = value); }

    public RateLimit RateLimit { set => changes.Add(options => (options.RateLimit, options.RateLimitWindow) = value); }

    public TimeSpan TokenLifetime { set => changes.Add(options => options.AccessTokenLifetime = value); }

    public TimeSpan VettingDuration { set => changes.Add(options => options.VettingDuration = value); }

    public bool UserHasMfa { set => changes.Add(options => options.UserHasMfa = value); }

    public bool EnforceMfa { set => changes.Add(options => options.EnforceMfa = value); }

    public bool RecordRequests { set => changes.Add(options => options.RecordRequests = value); }

    public bool WrapQualifications { set => changes.Add(options => options.WrapQualifications = value); }

    public bool StrictRefreshTokenRotation { set => changes.Add(options => options.StrictRefreshTokenRotation = value); }

    public EmulatedTokenError TokenError { set => changes.Add(options => options.TokenError = value); }

    public EmulatedAnswerShape CreatedShape { set => changes.Add(options => options.CreatedShape = value); }

    public EmulatedDateSpelling DateSpelling { set => changes.Add(options => options.DateSpelling = value); }

    public EmulatedWordSpelling QualificationSpelling { set => changes.Add(options => options.QualificationSpelling = value); }

    public EmulatedWriteAnswer WriteAnswer { set => changes.Add(options => options.WriteAnswer = value); }

    public bool DeduplicateWrites { set => changes.Add(options => options.DeduplicateWrites = value); }

    public int RequestLogCapacity { set => changes.Add(options => options.RequestLogCapacity = value); }

    public int DefaultPageSize { set => changes.Add(options => options.DefaultPageSize = value); }

    public int AuditPageSize { set => changes.Add(options => options.AuditPageSize = value); }

    public int MaxEducationVerifications { set => changes.Add(options => options.MaxEducationVerifications = value); }

    public bool ByteOrderMark { set => changes.Add(options => options.ByteOrderMark = value); }

    public int? RetiredEndpointStatus { set => changes.Add(options => options.RetiredEndpointStatus = value); }

    public bool ValidationIdsAsNumbers { set => changes.Add(options => options.ValidationIdsAsNumbers = value); }

    public bool AuditValuesAsObjects { set => changes.Add(options => options.AuditValuesAsObjects = value); }

    public bool ErrorCodesAsNumbers { set => changes.Add(options => options.ErrorCodesAsNumbers = value); }

    public bool VersionInNextLink { set => changes.Add(options => options.VersionInNextLink = value); }

    public void ApplyTo(EmulatorOptions options) => changes.ForEach(change => change(options));
}
