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

    /// <summary>Whether the body is one that Partner Center itself sends, and not a gateway's or a proxy's page.</summary>
    public bool IsFromService { get; private init; }

    public static async Task<ServiceError> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        byte[] body;
        try
        {
            body = await ReadBytesAsync(response, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or InvalidDataException)
        {
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
            return new ServiceError { IsFromService = true };
        }

        if (text[0] is '{' or '"')
        {
            try
            {
                using var document = JsonDocument.Parse(text, PartnerJson.DocumentOptions);
                return Parse(document.RootElement);
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException)
            {
                // Not JSON after all, or with escapes that no string can hold: shown as the text that it is.
            }
        }

        if (text[0] == '<')
        {
            return new ServiceError { Description = Clean(WebUtility.HtmlDecode(TitleOf(text))) ?? "HTML" };
        }

        return new ServiceError { Description = Clean(text) };
    }

    private static ServiceError Parse(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.String)
        {
            return new ServiceError { Description = Clean(root.GetString()), IsFromService = true };
        }

        string? code = null;
        string? description = null;
        foreach (var property in root.EnumerateObject())
        {
            if (property.Name.Equals("code", StringComparison.OrdinalIgnoreCase))
            {
                code = Text(property.Value);
            }
            else if (property.Name.Equals("description", StringComparison.OrdinalIgnoreCase)
                || (property.Name.Equals("message", StringComparison.OrdinalIgnoreCase) && description is null))
            {
                description = Clean(Text(property.Value));
            }
        }

        return new ServiceError { Code = code, Description = description, IsFromService = code is not null || description is not null };
    }

    // Each search goes forward once: a page made of nothing but tags must not cost a second.
    private static string? TitleOf(string html)
    {
        var tag = html.IndexOf("<title", StringComparison.OrdinalIgnoreCase);
        var start = tag < 0 ? -1 : html.IndexOf('>', tag) + 1;
        var end = start <= 0 ? -1 : html.IndexOf("</title", start, StringComparison.OrdinalIgnoreCase);
        return end < 0 ? null : html.Substring(start, end - start);
    }

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        _ => null,
    };

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
        while (copy.Length < MostBytes && (read = await stream.ReadAsync(buffer, 0, buffer.Length, cancellationToken).ConfigureAwait(false)) > 0)
        {
            copy.Write(buffer, 0, read);
        }

        return copy.ToArray();
    }
}
