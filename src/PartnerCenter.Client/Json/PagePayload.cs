using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace PartnerCenter.Client.Json;

/// <summary>
/// A page of a collection as the service sends it, with the link to the next page.
/// </summary>
internal sealed class PagePayload<T>
    where T : class
{
    [JsonConverter(typeof(CountConverter))]
    public Lenient<int> TotalCount { get; set; }

    public List<PayloadItem<T>>? Items { get; set; }

    [JsonConverter(typeof(PageLinksConverter))]
    public PageLinks? Links { get; set; }
}

internal sealed class PageLinks
{
    public PageLink? Next { get; init; }
}

internal sealed class PageLink
{
    public string? Uri { get; init; }

    public List<PageHeader> Headers { get; init; } = [];

    /// <summary>Whether there's a link that can't be followed because it can't be read.</summary>
    public bool IsUnreadable { get; init; }
}

internal sealed class PageHeader
{
    public required string Key { get; init; }

    public string? Value { get; init; }
}
