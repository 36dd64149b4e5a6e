using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading;
using PartnerCenter.Client.Json;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.Http;

/// <summary>
/// Follows the pages of a collection; each item comes once, even where the service repeats a page.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/get-a-list-of-customers">Get a list of customers</see>.
/// </remarks>
internal static class PagedReader
{
#if !NETFRAMEWORK
    private const int MostExpected = 1_000_000;

#endif
    private const string ContinuationToken = "MS-ContinuationToken";
    private const int MostBarrenPages = 100;
    private const int MostShown = 200;

    public static async IAsyncEnumerable<TItem> ReadAsync<TPayload, TItem>(
        ServiceCaller caller,
        PartnerOperation operation,
        string path,
        JsonTypeInfo<PagePayload<TPayload>> type,
        Func<TPayload, TItem> convert,
        Func<TItem, string> identify,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Ids as GUIDs, as they are in all but odd cases: a set for 100,000 customers then takes a few megabytes.
        var seen = new HashSet<Guid>();
        var seenOdd = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var headers = Array.Empty<(string Name, string Value)>();
        var asked = new HashSet<string>(StringComparer.Ordinal);
        var barren = 0;
        var received = 0;
        int? expected = null;
        while (true)
        {
            var call = new ServiceCall<(List<TItem> Items, PageLink? Next, int? Total)>(HttpMethod.Get, path, async (response, _, token) =>
            {
                var page = await JsonBody.ReadAsync(response, type, token).ConfigureAwait(false);

                // An empty list has an empty array. Without one, it is no page of a list, and "nobody" is not what it says.
                var list = page.Items ?? throw new JsonException(Messages.PageWithoutItems);
                return (list.ConvertAll(item => convert(item ?? throw new JsonException(Messages.NullAnswer))), page.Links?.Next, page.TotalCount);
            })
            { Headers = headers };
            var (items, next, total) = await caller.SendAsync(call, operation, cancellationToken).ConfigureAwait(false);
            Presize(seen, total);

            // Items that come twice count twice: the service counts a customer of two relationships so. Its last count is the one that holds,
            // for customers come and go while the pages are read.
            received += items.Count;
            expected = total ?? expected;
            var news = false;
            foreach (var item in items)
            {
                var id = identify(item);
                if (Guid.TryParse(id, out var guid) ? seen.Add(guid) : seenOdd.Add(id))
                {
                    news = true;
                    yield return item;
                }
            }

            if (next?.Uri is null or "")
            {
                if (received < expected)
                {
                    throw Invalid(string.Format(CultureInfo.CurrentCulture, Messages.ListTooShort, expected, received), call, operation);
                }

                yield break;
            }

            // Pages that lead in a circle, or on and on without ever holding anyone new, would have no end.
            barren = news ? 0 : barren + 1;
            asked.Add(Key(path, headers));
            (path, headers) = (PathOf(next.Uri, caller, call, operation), HeadersOf(next, call, operation));
            if (!news && (barren > MostBarrenPages || asked.Contains(Key(path, headers))))
            {
                throw Invalid(Messages.PagingLoop, call, operation);
            }
        }
    }

    private static string Key(string path, (string Name, string Value)[] headers) => path + "\n" + string.Join("\n", headers);

    // A set that grows leaves its former selves behind, which for many customers are megabytes.
    private static void Presize(HashSet<Guid> seen, int? total)
    {
#if !NETFRAMEWORK
        if (seen.Count == 0 && total is > 0 and <= MostExpected)
        {
            seen.EnsureCapacity(total.Value);
        }
#endif
    }

    // Relative, with or without the version. An absolute address would decide where the token goes, so it is refused.
    private static string PathOf(string uri, ServiceCaller caller, IServiceCall call, PartnerOperation operation)
    {
        var path = uri.TrimStart('/');
        var isElsewhere = path.Contains("://") || uri.StartsWith("//", StringComparison.Ordinal) || path.Split('?')[0].Contains("..");
        path = path.StartsWith("v1/", StringComparison.OrdinalIgnoreCase) ? path : "v1/" + path;
        if (isElsewhere || !caller.CanAddress(path))
        {
            var shown = uri.Length > MostShown ? uri.Remove(MostShown) + "…" : uri;
            throw Invalid(string.Format(CultureInfo.CurrentCulture, Messages.ForeignPage, shown), call, operation);
        }

        return path;
    }

    // The continuation token is the one header of a link that is ours to send back. Any other would decide what the client says of itself.
    private static (string Name, string Value)[] HeadersOf(PageLink next, IServiceCall call, PartnerOperation operation)
    {
        var token = next.Headers?.LastOrDefault(header => header is { Value: not null } && ContinuationToken.Equals(header.Key, StringComparison.OrdinalIgnoreCase))?.Value;
        if (token is null)
        {
            return [];
        }

        return HeaderValue.IsValid(token) ? [(ContinuationToken, token)] : throw Invalid(Messages.InvalidContinuationToken, call, operation);
    }

    private static PartnerCenterException Invalid(string what, IServiceCall call, PartnerOperation operation) =>
        new(PartnerCenterError.InvalidResponse, string.Format(CultureInfo.CurrentCulture, Messages.InvalidResponse, what), Messages.InvalidResponseAction)
        {
            RequestId = call.RequestId,
            CorrelationId = operation.CorrelationId,
        };
}
