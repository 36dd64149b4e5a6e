using System.Text.Json;

namespace PartnerCenter.Client.Json;

/// <summary>
/// How leniently the service's JSON is read: its own documents show comments, trailing commas and any letter case.
/// </summary>
internal static class PartnerJson
{
    /// <summary>How deep values may be nested. What is not needed is passed over, and must not cost the page that it stands in.</summary>
    public const int MaxDepth = 1000;

    public static readonly JsonDocumentOptions DocumentOptions = new()
    {
        MaxDepth = MaxDepth,
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
    };

    /// <summary>The source-generated contract, with the lenient options.</summary>
    public static PartnerJsonContext Context { get; } = PartnerJsonContext.Default;
}
