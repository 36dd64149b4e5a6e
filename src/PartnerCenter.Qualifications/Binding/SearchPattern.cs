using System.Management.Automation;

namespace PartnerCenter.Qualifications;

/// <summary>
/// What a customer is searched by. The service finds beginnings only: of a pattern with wildcards, it gets what stands before the first one, and what it finds
/// is compared here.
/// </summary>
internal sealed class SearchPattern
{
    private static readonly char[] Wildcards = ['*', '?', '[', '`'];

    private readonly WildcardPattern? _pattern;

    private SearchPattern(string text)
    {
        var first = text.IndexOfAny(Wildcards);
        Beginning = first < 0 ? text : first == 0 ? null : text.Substring(0, first);
        _pattern = first < 0 ? null : WildcardPattern.Get(text, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant);
    }

    /// <summary>What the service searches for; null for everything.</summary>
    public string? Beginning { get; }

    public static SearchPattern? Create(string? text) => text is null ? null : new SearchPattern(text);

    /// <summary>Whether something that the service found is meant.</summary>
    public bool IsMatch(string? text) => _pattern?.IsMatch(text ?? string.Empty) ?? true;
}
