using System.Net.Http;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
#if !NETFRAMEWORK
using System.Runtime.CompilerServices;
#endif
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.Http;

/// <summary>
/// Reads a JSON body from the response's stream.
/// </summary>
internal static class JsonBody
{
    /// <exception cref="JsonException">The body is not the JSON that was expected.</exception>
#if !NETFRAMEWORK
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    public static async ValueTask<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
#if NETFRAMEWORK
        using var stream = await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
#else
        using var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
#endif
        return await JsonSerializer.DeserializeAsync(stream, type, cancellationToken).ConfigureAwait(false) ?? throw new JsonException(Messages.NullAnswer);
    }
}
