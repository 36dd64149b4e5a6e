using System;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Emulator.State;

/// <summary>
/// How the emulator decides about an Education qualification. The service's people look at documents; these rules can be foreseen by a test.
/// </summary>
internal static class VettingRules
{
    public const string DeniedHost = "denied.example";
    public const string UndecidedHost = "inreview.example";
    public const string Reason = "Not an Education Customer";

    /// <summary>Every reason that the service's change log lists.</summary>
    public static readonly string[] Reasons =
    [
        Reason,
        "No longer an Education Customer",
        "Not an Education Customer - After Review",
        "No longer an Education Customer - After Review",
        "Restricted being an Education Customer",
        "Not an Academic Domain",
        "Not an eligible Library",
        "Not an eligible Museum",
    ];

    private static readonly string[] Words =
    [
        "school", "college", "university", "academy", "institute", "education", "kindergarten", "schule", "universität", "école", "lycée", "université",
        "escuela", "colegio", "universidad", "scuola", "università", "skola", "szkoła", "universiteit", "学校", "大学", "學校", "大學",
    ];

    /// <summary>Whether the vetting is never decided.</summary>
    public static bool IsUndecided(string? website) => website is not null && IsAt(HostOf(website), UndecidedHost);

    /// <summary>The decision.</summary>
    public static VettingStatus Decide(string? website, string companyName)
    {
        if (website is not null)
        {
            var host = HostOf(website);
            if (IsAt(host, DeniedHost))
            {
                return VettingStatus.Denied;
            }

            if (host.EndsWith(".edu", StringComparison.Ordinal) || host.Contains(".edu.", StringComparison.Ordinal))
            {
                return VettingStatus.Approved;
            }
        }

        return Array.Exists(Words, w => companyName.Contains(w, StringComparison.OrdinalIgnoreCase)) ? VettingStatus.Approved : VettingStatus.Denied;
    }

    /// <summary>Why it was denied: a host such as <c>not-an-eligible-library.denied.example</c> names the reason.</summary>
    public static string ReasonFor(string? website)
    {
        var host = website is null ? string.Empty : HostOf(website);
        return Array.Find(Reasons, reason => host == reason.Replace(" - ", "-").Replace(' ', '-').ToLowerInvariant() + "." + DeniedHost) ?? Reason;
    }

    private static bool IsAt(string host, string domain) => host == domain || host.EndsWith("." + domain, StringComparison.Ordinal);

    // An address or a bare host: both are typed.
    private static string HostOf(string website)
    {
        var text = website.Trim();
        var address = text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text;
        return (Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri.Host : text).TrimEnd('.').ToLowerInvariant();
    }
}
