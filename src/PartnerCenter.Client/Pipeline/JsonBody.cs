using System.Globalization;
using System.IO;
using System.Net.Http;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.Pipeline;

/// <summary>
/// Reads a JSON body from the response's stream.
/// </summary>
internal static class JsonBody
{
    // The largest page, 500 customers, takes about half a megabyte.
    private const long MaxBytes = 32 * 1024 * 1024;

    /// <exception cref="JsonException">The body is not the JSON that was expected.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        using var stream = await OpenAsync(response, cancellationToken).ConfigureAwait(false);
        return await DeserializeAsync(stream, type, cancellationToken).ConfigureAwait(false) ?? throw new JsonException(Messages.NullAnswer);
    }

    /// <summary>Reads the body of an answer that may have none.</summary>
    /// <returns>What the body holds; null where there is none, or it is the JSON word null.</returns>
    /// <exception cref="JsonException">The body is not the JSON that was expected.</exception>
    public static async ValueTask<T?> ReadOptionalAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        using var stream = await OpenAsync(response, cancellationToken).ConfigureAwait(false);
        using var body = new MemoryStream();
        await stream.CopyToAsync(body, 4096, cancellationToken).ConfigureAwait(false);
        if (IsBlank(body))
        {
            return null;
        }

        body.Position = 0;
        return await DeserializeAsync(body, type, cancellationToken).ConfigureAwait(false);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<T?> DeserializeAsync<T>(Stream stream, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(stream, type, cancellationToken).ConfigureAwait(false);
        }
        catch (JsonException exception) when (exception.LineNumber is not null)
        {
            throw new JsonException(Describe(exception), exception);
        }
    }

    // The serializer names types of this library, which tell a user nothing.
    private static string Describe(JsonException exception)
    {
        var (line, position) = (exception.LineNumber + 1, exception.BytePositionInLine + 1);
        return exception.InnerException is JsonException syntax
            ? string.Format(CultureInfo.CurrentCulture, Messages.JsonMalformed, line, position, syntax.Message.Split(['.'], 2)[0])
            : string.Format(CultureInfo.CurrentCulture, Messages.JsonUnexpected, line, position, exception.Path);
    }

    // Nothing, white space, or a byte order mark alone.
    private static bool IsBlank(MemoryStream body)
    {
        for (var i = 0; i < body.Length; i++)
        {
            if (body.GetBuffer()[i] is not (0xEF or 0xBB or 0xBF or (byte)' ' or (byte)'\r' or (byte)'\n' or (byte)'\t'))
            {
                return false;
            }
        }

        return true;
    }

    private static async ValueTask<Stream> OpenAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        return new BoundedStream(stream, MaxBytes);
    }
}
