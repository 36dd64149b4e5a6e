using System.Management.Automation;

namespace PartnerCenter.Qualifications;

/// <summary>
/// The search value for customers. The service finds only values that begin with a text. Of a pattern with wildcards, it gets the text before the
/// first wildcard, and this class compares the results with the pattern.
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

    /// <summary>The text that the service searches for, or null for all customers.</summary>
    public string? Beginning { get; }

    public static SearchPattern? Create(string? text) => text is null ? null : new SearchPattern(text);

    /// <summary>Whether a result of the service matches the pattern.</summary>
    public bool IsMatch(string? text) => _pattern?.IsMatch(text ?? string.Empty) ?? true;
}
