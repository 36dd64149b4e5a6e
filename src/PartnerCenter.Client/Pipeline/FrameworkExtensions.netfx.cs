using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace PartnerCenter.Client.Pipeline;

/// <summary>
/// Members of .NET that the .NET Framework lacks.
/// </summary>
internal static class FrameworkExtensions
{
    extension(HttpClient)
    {
        public static IWebProxy? DefaultProxy => WebRequest.DefaultWebProxy;
    }

    /// <summary>Does nothing: the framework's set cannot make room in advance.</summary>
    public static void EnsureCapacity<T>(this HashSet<T> set, int capacity)
    {
    }

    /// <summary>Cannot be cancelled: the headers are there, and to open the stream waits for nothing.</summary>
    public static Task<Stream> ReadAsStreamAsync(this HttpContent content, CancellationToken cancellationToken) => content.ReadAsStreamAsync();

    /// <summary>Reads the text; a cancellation disposes the content, which is the only way to end the wait.</summary>
    public static async Task<string> ReadAsStringAsync(this HttpContent content, CancellationToken cancellationToken)
    {
        using (cancellationToken.Register(content.Dispose))
        {
            return await content.ReadAsStringAsync().ConfigureAwait(false);
        }
    }
}
