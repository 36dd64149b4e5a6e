using System;
using System.Globalization;
using System.Linq;
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

    private readonly bool _repeats;

    private readonly SeekOperation? _seek;
    private readonly int _from;
    private readonly int _to;

    private Paging(EmulatorRequest request, int size, string filter)
    {
        _repeats = request.RepeatPage;
        Size = size;
        Filter = filter;
    }

    private Paging(EmulatorRequest request, int size, string filter, SeekOperation seek, int from, int to)
        : this(request, size, filter)
    {
        _seek = seek;
        _from = from;
        _to = to;
    }

    /// <summary>The page size as it was asked for; 0: left to the service.</summary>
    public int Size { get; }

    /// <summary>The filter (or whatever else narrows the collection) as it was asked for; empty: none.</summary>
    public string Filter { get; }

    /// <summary>How many entries the page holds at most.</summary>
    /// <param name="defaultSize">How many where it is left to the service.</param>
    /// <param name="maxSize">The most that the service gives.</param>
    public int Limit(int defaultSize, int maxSize) => Math.Max(1, Math.Min(Size == 0 ? defaultSize : Size, maxSize));

    /// <summary>How many entries lie before this page.</summary>
    /// <param name="total">How many there are.</param>
    /// <param name="limit">How many the page holds at most.</param>
    public int Start(int total, int limit) => _seek switch
    {
        SeekOperation.Next => Math.Min(_to, total),
        SeekOperation.Previous => Math.Min(Math.Max(0, _from - limit), total),
        SeekOperation.Last => Math.Max(0, (total - 1) / limit * limit),
        _ => 0,
    };

    /// <summary>Reads a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="narrowing">What narrows the collection; of the first page, the token holds it for the next ones.</param>
    /// <param name="tokenSuffices">Whether a continuation token leads on without <c>seekOperation</c>.</param>
    /// <param name="problem">What is wrong with the request; otherwise <see langword="null"/>.</param>
    public static Paging? Read(EmulatorRequest request, string narrowing, bool tokenSuffices, out string? problem)
    {
        problem = null;
        var query = request.Query;
        var size = 0;
        if (query.TryGetValue("size", out var text) && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out size) || size < 0))
        {
            problem = "The parameter 'size' must be a number from 0.";
            return null;
        }

        var token = request.Header(TokenHeader);
        var seek = SeekOperation.Next;
        if (query.TryGetValue("seekOperation", out var word))
        {
            if (!Enum.TryParse(word, ignoreCase: true, out seek) || !Enum.IsDefined(typeof(SeekOperation), seek))
            {
                problem = "The parameter 'seekOperation' must be one of " + string.Join(", ", Enum.GetNames(typeof(SeekOperation))) + ".";
                return null;
            }
        }
        else if (!tokenSuffices || token is null)
        {
            return new Paging(request, size, narrowing);
        }

        var parts = token is not null && Base64Url.Decode(token) is { } bytes ? Encoding.UTF8.GetString(bytes).Split(Separator) : [];
        if (parts.Length != 5 || parts[0] != "pc"
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var from)
            || !int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var to)
            || !int.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out var firstSize))
        {
            problem = "The header '" + TokenHeader + "' is missing or not valid.";
            return null;
        }

        return new Paging(request, query.ContainsKey("size") ? size : firstSize, parts[4], seek, from, to);
    }

    /// <summary>The token that leads on from this page, and back.</summary>
    /// <param name="first">How many entries lie before this page.</param>
    /// <param name="last">How many entries lie before the next one.</param>
    public string Token(int first, int last)
    {
        var numbers = new[] { first, _repeats ? first : last, Size }.Select(number => number.ToString(CultureInfo.InvariantCulture));
        return Base64Url.Encode("pc" + Separator + string.Join(Separator.ToString(), numbers) + Separator + Filter);
    }

    /// <summary>Writes the <c>links</c> object.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="options">The emulator's options.</param>
    /// <param name="collection">The collection's path without version, such as <c>/customers</c>.</param>
    /// <param name="parameters">Further parameters of the query, encoded, each with its ampersand in front.</param>
    /// <param name="first">How many entries lie before this page.</param>
    /// <param name="last">How many entries lie before the next page.</param>
    /// <param name="total">How many entries there are.</param>
    public void WriteLinks(Utf8JsonWriter json, EmulatorOptions options, string collection, string parameters, int first, int last, int total)
    {
        var address = (options.VersionInNextLink ? "/v1" : string.Empty) + collection + "?size=" + Size.ToString(CultureInfo.InvariantCulture) + parameters;
        var token = Token(first, last);
        json.WriteStartObject("links");
        if (last < total)
        {
            WriteLink(json, "next", address + "&seekOperation=Next", token);
        }

        if (first > 0)
        {
            WriteLink(json, "previous", address + "&seekOperation=Previous", token);
        }

        WriteLink(json, "self", address, null);
        json.WriteEndObject();
    }

    public static void WriteLink(Utf8JsonWriter json, string name, string uri, string? token)
    {
        json.WriteStartObject(name);
        json.WriteString("uri", uri);
        json.WriteString("method", "GET");
        json.WriteStartArray("headers");
        if (token is not null)
        {
            json.WriteStartObject();
            json.WriteString("key", TokenHeader);
            json.WriteString("value", token);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
