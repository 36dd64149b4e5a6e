using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace PartnerCenter.Emulator.Tests;

/// <summary>
/// An answer, read whole.
/// </summary>
internal sealed class TestAnswer
{
    private TestAnswer(HttpResponseMessage response, string text)
    {
        Status = (int)response.StatusCode;
        Text = text;
        _headers = response;
    }

    private readonly HttpResponseMessage _headers;

    public int Status { get; }

    public string Text { get; }

    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    /// <summary>The code of an error in the documented shape.</summary>
    public string? Code => Json.GetProperty("code").GetString();

    public static async Task<TestAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        new(response, await response.Content.ReadAsStringAsync(cancellationToken));

    public string? Header(string name) =>
        _headers.Headers.TryGetValues(name, out var values) || _headers.Content.Headers.TryGetValues(name, out values)
            ? string.Join(", ", values.ToArray())
            : null;
}
