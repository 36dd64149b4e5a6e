using System.Text.Json;

namespace PartnerCenter.Client.Json;

/// <summary>
/// How leniently the service's JSON is read: its own documents show comments, trailing commas and any letter case.
/// </summary>
internal static class PartnerJson
{
    public static readonly JsonDocumentOptions DocumentOptions = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
    };

    /// <summary>The source-generated contract, with the lenient options.</summary>
    public static PartnerJsonContext Context { get; } = PartnerJsonContext.Default;
}
