using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PartnerCenter.Client.Json;

/// <summary>
/// Reads the link to the next page. Without a link, there's no next page. A page with an unreadable link doesn't count as the last page.
/// </summary>
internal sealed class PageLinksConverter : JsonConverter<PageLinks?>
{
    private static readonly PageLink Unreadable = new() { IsUnreadable = true };
    private static readonly string[] Known = ["uri", "method", "headers"];

    public override PageLinks? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return new PageLinks { Next = ReadNext(document.RootElement) };
    }

    public override void Write(Utf8JsonWriter writer, PageLinks? value, JsonSerializerOptions options) => throw new NotSupportedException();

    private static PageLink? ReadNext(JsonElement links)
    {
        try
        {
            return links.ValueKind != JsonValueKind.Object ? Unreadable : Find(links, "next") is { } next ? ReadLink(next) : null;
        }
        catch (InvalidOperationException)
        {
            // Escapes that aren't valid in text.
            return Unreadable;
        }
    }

    private static PageLink? ReadLink(JsonElement next)
    {
        if (next.ValueKind != JsonValueKind.Object)
        {
            return Unreadable;
        }

        var headers = Find(next, "headers");
        if (Find(next, "uri") is not { } uri || (uri.ValueKind == JsonValueKind.String && string.IsNullOrWhiteSpace(uri.GetString())))
        {
            return LeadsOn(next, headers) ? Unreadable : null;
        }

        return uri.ValueKind == JsonValueKind.String && headers is null or { ValueKind: JsonValueKind.Array }
            ? new PageLink { Uri = uri.GetString(), Headers = headers is { } list ? ReadHeaders(list) : [] }
            : Unreadable;
    }

    // A link without an address doesn't count, unless it contains a continuation token or an unknown property.
    private static bool LeadsOn(JsonElement next, JsonElement? headers)
    {
        foreach (var property in next.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.Null && !Known.Contains(property.Name, StringComparer.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return headers is { ValueKind: not JsonValueKind.Array } || (headers is { } list && list.GetArrayLength() > 0);
    }

    private static List<PageHeader> ReadHeaders(JsonElement list)
    {
        var headers = new List<PageHeader>();
        foreach (var header in list.EnumerateArray())
        {
            if (header.ValueKind == JsonValueKind.Object && Text(header, "key") is { } key)
            {
                headers.Add(new PageHeader { Key = key, Value = Text(header, "value") });
            }
        }

        return headers;
    }

    private static string? Text(JsonElement element, string name) => Find(element, name) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => null,
    };

    // The last value applies, as everywhere in JSON. Null counts as absent.
    private static JsonElement? Find(JsonElement element, string name)
    {
        JsonElement? found = null;
        foreach (var property in element.EnumerateObject())
        {
            if (property.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                found = property.Value.ValueKind == JsonValueKind.Null ? null : property.Value;
            }
        }

        return found;
    }
}
