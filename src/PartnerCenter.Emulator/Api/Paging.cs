using System;
using System.Globalization;
using System.Text;
using System.Text.Json;
using PartnerCenter.Emulator.Transport;

namespace PartnerCenter.Emulator.Api;

/// <summary>
/// Where in a collection a request stands, and the links that lead on from there.
/// </summary>
/// <remarks>
/// The continuation token holds everything that the next page needs, so that a client may come back with it alone and the emulator keeps nothing.
/// </remarks>
internal sealed class Paging
{
    public const string TokenHeader = "MS-ContinuationToken";
    private const char Separator = '\u0001';

    private readonly bool repeats;

    private Paging(EmulatorRequest request, int offset, int size, string filter)
    {
        repeats = request.RepeatPage;
        Offset = offset;
        Size = size;
        Filter = filter;
    }

    /// <summary>How many entries lie before this page.</summary>
    public int Offset { get; }

    /// <summary>The page size as it was asked for; 0: left to the service.</summary>
    public int Size { get; }

    /// <summary>The filter (or whatever else narrows the collection) as it was asked for; empty: none.</summary>
    public string Filter { get; }

    /// <summary>How many entries the page holds at most.</summary>
    public int Limit(EmulatorOptions options) => Math.Max(1, Math.Min(Size == 0 ? options.DefaultPageSize : Size, options.MaxPageSize));

    /// <summary>Reads a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="narrowing">What narrows the collection; of the first page, the token holds it for the next ones.</param>
    /// <param name="problem">What is wrong with the request; otherwise <see langword="null"/>.</param>
    public static Paging? Read(EmulatorRequest request, string narrowing, out string? problem)
    {
        problem = null;
        var query = request.Query;
        var size = 0;
        if (query.TryGetValue("size", out var text) && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out size) || size < 0))
        {
            problem = "The parameter 'size' must be a number from 0.";
            return null;
        }

        if (!query.TryGetValue("seekOperation", out var seek))
        {
            return new Paging(request, 0, size, narrowing);
        }

        if (!seek.Equals("Next", StringComparison.OrdinalIgnoreCase))
        {
            problem = "The parameter 'seekOperation' must be 'Next'.";
            return null;
        }

        var parts = request.Header(TokenHeader) is { } token && Compat.FromBase64Url(token) is { } bytes ? Encoding.UTF8.GetString(bytes).Split(Separator) : [];
        if (parts.Length != 4 || parts[0] != "pc"
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
            || !int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var firstSize))
        {
            problem = "The header '" + TokenHeader + "' is missing or not valid.";
            return null;
        }

        return new Paging(request, offset, query.ContainsKey("size") ? size : firstSize, parts[3]);
    }

    /// <summary>Writes the <c>links</c> object.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="options">The emulator's options.</param>
    /// <param name="collection">The collection's path without version, such as <c>/customers</c>.</param>
    /// <param name="parameters">Further parameters of the query, encoded, each with its ampersand in front.</param>
    /// <param name="nextOffset">How many entries lie before the next page; negative: this is the last.</param>
    public void WriteLinks(Utf8JsonWriter json, EmulatorOptions options, string collection, string parameters, int nextOffset)
    {
        var address = (options.VersionInNextLink ? "/v1" : string.Empty) + collection + "?size=" + Size.ToString(CultureInfo.InvariantCulture) + parameters;
        json.WriteStartObject("links");
        if (nextOffset >= 0)
        {
            json.WriteStartObject("next");
            json.WriteString("uri", address + "&seekOperation=Next");
            json.WriteString("method", "GET");
            json.WriteStartArray("headers");
            json.WriteStartObject();
            json.WriteString("key", TokenHeader);
            json.WriteString("value", Token(repeats ? Offset : nextOffset));
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteStartObject("self");
        json.WriteString("uri", address);
        json.WriteString("method", "GET");
        json.WriteStartArray("headers");
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private string Token(int offset) =>
        Compat.Base64Url(string.Join(Separator.ToString(), "pc", offset.ToString(CultureInfo.InvariantCulture), Size.ToString(CultureInfo.InvariantCulture), Filter));
}
