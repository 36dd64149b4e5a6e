using System.Text.Json;

namespace PartnerCenter.Client.Json;

/// <summary>
/// The options for reading the service's JSON leniently. The service's documentation shows comments, trailing commas, and any letter case.
/// </summary>
internal static class PartnerJson
{
    /// <summary>The maximum nesting depth. Values that aren't needed are skipped, and must not make the whole page unreadable.</summary>
    public const int MaxDepth = 1000;

    public static readonly JsonDocumentOptions DocumentOptions = new()
    {
        MaxDepth = MaxDepth,
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
    };

    /// <summary>The source-generated context with the lenient options.</summary>
    public static PartnerJsonContext Context { get; } = PartnerJsonContext.Default;
}
