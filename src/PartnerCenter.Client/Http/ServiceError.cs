using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client.Json;

namespace PartnerCenter.Client.Http;

/// <summary>
/// What an error answer says, whichever of the shapes it has: the documented object, a bare string, the gateway's object, HTML, text, nothing.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/error-codes">Partner Center REST error codes</see>.
/// </remarks>
internal sealed class ServiceError
{
    private const int MostBytes = 64 * 1024;
    private const int MostCharacters = 500;

    private static readonly Regex Blanks = new(@"\s+", RegexOptions.None, TimeSpan.FromSeconds(1));

    public string? Code { get; private init; }

    public string? Description { get; private init; }

    /// <summary>Whether the body is a page for a browser, as gateways and proxies send in place of the service.</summary>
    public bool IsPage { get; private init; }

    /// <summary>Reads the body of an error answer.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="attempt">Ends the attempt, when its time is over for example: then the answer is taken as one without words.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public static async Task<ServiceError> ReadAsync(HttpResponseMessage response, CancellationToken attempt, CancellationToken cancellationToken)
    {
        byte[] body;
        try
        {
            body = await ReadBytesAsync(response, attempt).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or InvalidDataException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();

            // The status has arrived, and it decides; without the body only the words are missing.
            return new ServiceError();
        }

        return Parse(body);
    }

    public static ServiceError Parse(byte[] body)
    {
        var text = Encoding.UTF8.GetString(body).Trim('\uFEFF', ' ', '\r', '\n', '\t', '\0');
        if (text.Length == 0)
        {
            return new ServiceError();
        }

        if (text[0] is '{' or '"')
        {
            try
            {
                using var document = JsonDocument.Parse(text, PartnerJson.DocumentOptions);
                var words = new Words();
                words.Read(document.RootElement);

                // Of a shape that nobody knows, all of it is shown.
                return new ServiceError { Code = words.Code, Description = Clean(words.ToString()) ?? (words.Code is null ? Clean(text) : null) };
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException)
            {
                // Not JSON after all, or with escapes that no string can hold: shown as the text that it is.
            }
        }

        if (text[0] == '<')
        {
            return new ServiceError { Description = Clean(WebUtility.HtmlDecode(TitleOf(text))) ?? "HTML", IsPage = true };
        }

        return new ServiceError { Description = Clean(text) };
    }

    // Each search goes forward once: a page made of nothing but tags must not cost a second.
    private static string? TitleOf(string html)
    {
        var tag = html.IndexOf("<title", StringComparison.OrdinalIgnoreCase);
        var start = tag < 0 ? -1 : html.IndexOf('>', tag) + 1;
        var end = start <= 0 ? -1 : html.IndexOf("</title", start, StringComparison.OrdinalIgnoreCase);
        return end < 0 ? null : html.Substring(start, end - start);
    }

    // One line, of a length that an error message can carry, without control characters: the words come from outside.
    private static string? Clean(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var line = new StringBuilder(Math.Min(text.Length, MostCharacters));
        foreach (var character in Blanks.Replace(text, " ").Trim())
        {
            if (line.Length == MostCharacters)
            {
                line.Append('…');
                break;
            }

            if (!char.IsControl(character))
            {
                line.Append(character);
            }
        }

        return line.Length == 0 ? null : line.ToString().TrimEnd('.');
    }

    private static async Task<byte[]> ReadBytesAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
#if NETFRAMEWORK
        using var stream = await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
#else
        using var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
#endif
        using var copy = new MemoryStream();
        var buffer = new byte[4096];
        int read;
        do
        {
            read = await stream.ReadAsync(buffer, 0, buffer.Length, cancellationToken).ConfigureAwait(false);
            copy.Write(buffer, 0, read);
        }
        while (read > 0 && copy.Length < MostBytes);

        return copy.ToArray();
    }

    /// <summary>
    /// The words and the code of an error, wherever they stand: at the top, as the service documents it; in <c>error</c> or <c>odata.error</c>, as its neighbours and
    /// gateways write; in a <c>message</c> that is an object with a <c>value</c>; in <c>innererror</c>.
    /// </summary>
    private sealed class Words
    {
        private const int MaxDepth = 4;

        private string? _text;
        private string? _inner;

        public string? Code { get; private set; }

        public override string? ToString() =>
            string.IsNullOrWhiteSpace(_text) ? _inner
            : string.IsNullOrWhiteSpace(_inner) || _text!.IndexOf(_inner, StringComparison.OrdinalIgnoreCase) >= 0 ? _text
            : _text.TrimEnd('.', ' ') + ": " + _inner;

        public void Read(JsonElement error, int depth = 0)
        {
            if (error.ValueKind != JsonValueKind.Object)
            {
                _text ??= Text(error);
                return;
            }

            JsonElement? nested = null;
            string? description = null;
            string? message = null;
            foreach (var property in error.EnumerateObject())
            {
                switch (property.Name.ToUpperInvariant())
                {
                    case "CODE":
                        Code ??= Text(property.Value);
                        break;
                    case "DESCRIPTION" or "ERROR_DESCRIPTION" or "DETAIL":
                        description ??= Text(property.Value);
                        break;
                    case "MESSAGE" or "TITLE":
                        message ??= Text(property.Value);
                        break;
                    case "ERROR" or "ODATA.ERROR" when property.Value.ValueKind is JsonValueKind.Object or JsonValueKind.String:
                        nested = property.Value;
                        break;
                    case "INNERERROR" when property.Value.ValueKind == JsonValueKind.Object && depth < MaxDepth:
                        var inner = new Words();
                        inner.Read(property.Value, depth + 1);
                        _inner ??= inner.ToString();
                        break;
                }
            }

            _text ??= description ?? message;
            if (nested is { } next && depth < MaxDepth)
            {
                Read(next, depth + 1);
            }
        }

        private static string? Text(JsonElement value) => value.ValueKind switch
        {
            JsonValueKind.String => Blank(value.GetString()),
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.Object when value.TryGetProperty("value", out var text) && text.ValueKind == JsonValueKind.String => Blank(text.GetString()),
            JsonValueKind.Object or JsonValueKind.Array => value.GetRawText(),
            _ => null,
        };

        private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
    }
}
