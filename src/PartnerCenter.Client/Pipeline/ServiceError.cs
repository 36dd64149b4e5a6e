using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using System.Xml;
using PartnerCenter.Client.Authentication;
using PartnerCenter.Client.Json;

namespace PartnerCenter.Client.Pipeline;

/// <summary>
/// What an error answer says, whichever of the shapes it has: the documented object, a bare string, the gateway's object, HTML, text, nothing.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/error-codes">Partner Center REST error codes</see>.
/// </remarks>
internal sealed class ServiceError
{
    private const int MaxBytes = 64 * 1024;
    private const int MaxCharacters = 500;

    private static readonly Regex Blanks = new(@"\s+", RegexOptions.None, TimeSpan.FromSeconds(1));

    public string? Code { get; private init; }

    public string? Description { get; private init; }

    /// <summary>Whether the code is one of the service's own: they are numbers. A gateway's is a word, or says no more than the status does.</summary>
    /// <param name="status">The status of the answer.</param>
    public bool HasServiceCode(int status) => IsNumber(Code) && Code!.TrimStart('0').Length > 0 && Code != status.ToString(CultureInfo.InvariantCulture);

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

        return Parse(body, response.Content.Headers.ContentType?.CharSet);
    }

    /// <summary>Reads a body.</summary>
    /// <param name="body">The body.</param>
    /// <param name="charset">The name of its encoding, where the answer gives one.</param>
    /// <param name="isPublic">Whether a body of an unknown shape may be shown as it is. That of a token endpoint may hold a token.</param>
    public static ServiceError Parse(byte[] body, string? charset = null, bool isPublic = true)
    {
        var text = EncodingOf(charset).GetString(body).Trim('\uFEFF', ' ', '\r', '\n', '\t', '\0');
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
                words.ReadAny(document.RootElement);

                // Of a shape that nobody knows, all of it is shown.
                return new ServiceError { Code = words.Code, Description = Clean(words.ToString()) ?? (words.Code is null && isPublic ? Clean(text) : null) };
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException)
            {
                // Not JSON after all, or with escapes that no string can hold: shown as the text that it is.
            }
        }

        if (text[0] == '<')
        {
            if (isPublic && XmlWords(text) is { } xml)
            {
                return new ServiceError { Code = xml.Code, Description = Clean(xml.ToString()) ?? Clean(text) };
            }

            return new ServiceError { Description = Clean(WebUtility.HtmlDecode(TitleOf(text))) ?? "HTML", IsPage = true };
        }

        return new ServiceError { Description = isPublic ? Clean(text) : null };
    }

    // UTF-8 but for what says otherwise, and is known here.
    private static Encoding EncodingOf(string? charset) =>
        (string.IsNullOrWhiteSpace(charset) ? null : CharacterSet.Find(charset!.Trim('"', '\'', ' '))) ?? Encoding.UTF8;

    // XML is an error's own form at some gateways; a page for a browser is none, even where it is well-formed.
    private static Words? XmlWords(string text)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(text), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            reader.MoveToContent();
            if (reader.LocalName.Equals("html", StringComparison.OrdinalIgnoreCase))
            {
                return null;
            }

            var words = new Words();
            var name = string.Empty;
            while (reader.Read())
            {
                name = reader.NodeType == XmlNodeType.Element ? reader.LocalName : name;
                if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA)
                {
                    words.Add(name, reader.Value);
                }
            }

            return words;
        }
        catch (XmlException)
        {
            return null;
        }
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

        var line = new StringBuilder(Math.Min(text.Length, MaxCharacters));
        foreach (var character in Blanks.Replace(text, " ").Trim())
        {
            if (line.Length == MaxCharacters)
            {
                line.Append(SecretText.CutMark);
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
        using var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        using var copy = new MemoryStream();
        var buffer = new byte[4096];
        int read;
        do
        {
            read = await stream.ReadAsync(buffer, 0, buffer.Length, cancellationToken).ConfigureAwait(false);
            copy.Write(buffer, 0, read);
        }
        while (read > 0 && copy.Length < MaxBytes);

        return copy.ToArray();
    }

    /// <summary>
    /// The words and the code of an error, wherever they stand: at the top, as the service documents it; in <c>error</c> or <c>odata.error</c>, as its
    /// neighbours and
    /// gateways write; in a <c>message</c> that is an object with a <c>value</c>; in <c>innererror</c>; in the lists of what is wrong in particular.
    /// </summary>
    private sealed class Words
    {
        private const int MaxDepth = 4;

        private readonly List<string> _texts = [];

        public string? Code { get; private set; }

        // What repeats an earlier text says nothing new.
        public override string? ToString() =>
            _texts.Count == 0 ? null : string.Join(": ", _texts.Select((text, i) => i == _texts.Count - 1 ? text : text.TrimEnd('.', ' ')));

        // The error, or a text that holds it.
        public void ReadAny(JsonElement error)
        {
            if (error.ValueKind == JsonValueKind.String && error.GetString()!.TrimStart() is var json && json.StartsWith("{", StringComparison.Ordinal))
            {
                try
                {
                    using var document = JsonDocument.Parse(json, PartnerJson.DocumentOptions);
                    Read(document.RootElement);
                    if (Code is not null || _texts.Count > 0)
                    {
                        return;
                    }
                }
                catch (JsonException)
                {
                    // A text like any other.
                }
            }

            Read(error);
        }

        /// <summary>Adds a value by its name.</summary>
        public void Add(string name, string value)
        {
            if (name.ToUpperInvariant() is "CODE" or "ERRORCODE")
            {
                AddCode(value);
            }
            else
            {
                AddText(value);
            }
        }

        private void Read(JsonElement error, int depth = 0)
        {
            if (error.ValueKind != JsonValueKind.Object)
            {
                AddText(Text(error));
                return;
            }

            JsonElement? nested = null;
            JsonElement? inner = null;
            string? description = null;
            string? message = null;
            string? title = null;
            var particulars = new List<string>();
            foreach (var property in error.EnumerateObject())
            {
                switch (property.Name.ToUpperInvariant())
                {
                    case "CODE" or "ERRORCODE":
                        AddCode(Text(property.Value));
                        break;
                    case "DESCRIPTION" or "ERROR_DESCRIPTION" or "DETAIL":
                        description ??= Text(property.Value);
                        break;
                    case "MESSAGE" or "ERRORMESSAGE":
                        message ??= Text(property.Value);
                        break;
                    case "TITLE":
                        title ??= Text(property.Value);
                        break;
                    case "DATA" or "DETAILS" or "ERRORS" or "MESSAGEDETAIL":
                        Collect(property.Value, null, particulars, depth);
                        break;
                    case "ERROR" or "ODATA.ERROR" when property.Value.ValueKind is JsonValueKind.Object or JsonValueKind.String:
                        nested = property.Value;
                        break;
                    case "INNERERROR" when property.Value.ValueKind == JsonValueKind.Object:
                        inner = property.Value;
                        break;
                }
            }

            AddText(description);
            AddText(message);
            AddText(description is null && message is null ? title : null);
            foreach (var one in new[] { nested, inner })
            {
                // A text beside a description is a code of OAuth.
                if (one is { } next && depth < MaxDepth && (next.ValueKind == JsonValueKind.Object || _texts.Count == 0))
                {
                    Read(next, depth + 1);
                }
            }

            particulars.ForEach(AddText);
        }

        // What is wrong in particular: texts, objects with a message, or texts by the name of a property.
        private static void Collect(JsonElement value, string? name, List<string> texts, int depth)
        {
            if (depth > MaxDepth)
            {
                return;
            }

            switch (value.ValueKind)
            {
                case JsonValueKind.Array:
                    foreach (var item in value.EnumerateArray())
                    {
                        Collect(item, name, texts, depth + 1);
                    }

                    break;
                case JsonValueKind.Object:
                    foreach (var property in value.EnumerateObject())
                    {
                        Collect(property.Value, property.Name.ToUpperInvariant() is "MESSAGE" or "DESCRIPTION" ? null : property.Name, texts, depth + 1);
                    }

                    break;
                default:
                    if (Text(value) is { } text)
                    {
                        texts.Add(name is null ? text : name + ": " + text);
                    }

                    break;
            }
        }

        // The service's own codes are numbers, and say more than a gateway's words.
        private void AddCode(string? code) => Code = Code is null || (!IsNumber(Code) && IsNumber(code)) ? code ?? Code : Code;

        private void AddText(string? text)
        {
            if (!string.IsNullOrWhiteSpace(text) && !_texts.Any(earlier => earlier.IndexOf(text!.TrimEnd('.', ' '), StringComparison.OrdinalIgnoreCase) >= 0))
            {
                _texts.Add(text!);
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

    private static bool IsNumber(string? text) => text?.Length > 0 && text.All(character => character is >= '0' and <= '9');
}
