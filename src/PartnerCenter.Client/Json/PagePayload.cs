using System.Collections.Generic;

namespace PartnerCenter.Client.Json;

/// <summary>
/// A page of a collection as the service sends it, with the way to the next one.
/// </summary>
internal sealed class PagePayload<T>
{
    public int? TotalCount { get; set; }

    public List<T>? Items { get; set; }

    public PageLinks? Links { get; set; }
}

internal sealed class PageLinks
{
    public PageLink? Next { get; set; }
}

internal sealed class PageLink
{
    public string? Uri { get; set; }

    public string? Method { get; set; }

    public List<PageHeader>? Headers { get; set; }
}

internal sealed class PageHeader
{
    public string? Key { get; set; }

    public string? Value { get; set; }
}
