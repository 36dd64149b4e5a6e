using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using System.Threading;
using PartnerCenter.Client.Json;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.Pipeline;

/// <summary>
/// Follows the pages of a collection. Each item is returned once, even if the service repeats a page.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/get-a-list-of-customers">Get a list of customers</see>.
/// </remarks>
internal static class PagedReader
{
    private const string ContinuationToken = "MS-ContinuationToken";
    private const int MaxPagesWithoutNewItems = 100;

    // The service can send a page twice. That alone isn't an endless loop.
    private const int MaxRequestsPerPage = 3;
    private const int MaxShownCharacters = 200;

    public static async IAsyncEnumerable<TItem> ReadAsync<TPayload, TItem>(
        RequestPipeline caller,
        PartnerOperation operation,
        string path,
        JsonTypeInfo<PagePayload<TPayload>> type,
        Func<TPayload, TItem?> convert,
        Func<TItem, string> identify,
        string withoutId,
        Action<TItem, TItem>? merge,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where TPayload : class
        where TItem : class
    {
        var seen = new SeenItems<TItem>(identify, merge);
        var headers = Array.Empty<(string Name, string Value)>();
        var requested = new Dictionary<string, int>(StringComparer.Ordinal);
        var pagesWithoutNewItems = 0;
        PartnerCenterException? unreported = null;
        var received = 0;
        int? expected = null;
        for (var number = 1; ; number++)
        {
            var call = new PartnerRequest<PagePayload<TPayload>>(
                HttpMethod.Get, path, (response, _, token) => JsonBody.ReadAsync(response, type, token))
            { Headers = headers };
            var page = await caller.SendAsync(call, operation, cancellationToken).ConfigureAwait(false);
            var next = page.Links?.Next;
            seen.Presize(page.TotalCount.Value);

            // Repeated items are counted, because the service also counts a customer with two relationships twice. Only the last count of the service is
            // compared, because customers can be added and removed while the pages are read.
            var items = page.Items ?? throw Invalid(Messages.PageWithoutItems, call, operation);
            received += items.Count;
            expected = page.TotalCount.Value ?? expected;
            var newItems = new List<TItem>(items.Count);
            var position = 0;
            foreach (var entry in items)
            {
                position++;
                var item = entry.Value is { } payload ? convert(payload) : null;
                if (item is null)
                {
                    var failure = UnreadableItems.Create(
                        string.Format(CultureInfo.CurrentCulture, Messages.UnreadablePageItem, position, number, entry.Unreadable ?? withoutId), call,
                        operation);
                    operation.UnreadableItem?.Invoke(failure);
                    unreported ??= operation.UnreadableItem is null ? failure : null;
                    continue;
                }

                if (seen.Add(item))
                {
                    newItems.Add(item);
                }
            }

            foreach (var item in newItems)
            {
                yield return item;
            }

            if (next is { IsUnreadable: true })
            {
                throw Invalid(Messages.UnreadableNextPage, call, operation);
            }

            if (next?.Uri is null or "")
            {
                if (unreported is not null)
                {
                    throw unreported;
                }

                if (received < expected)
                {
                    throw Invalid(string.Format(CultureInfo.CurrentCulture, Messages.ListTooShort, expected, received), call, operation);
                }

                yield break;
            }

            // Pages that form a loop, or that continue without any new item, would never end.
            pagesWithoutNewItems = newItems.Count > 0 ? 0 : pagesWithoutNewItems + 1;
            var key = Key(path, headers);
            requested[key] = requested.TryGetValue(key, out var times) ? times + 1 : 1;
            (path, headers) = (PathOf(next.Uri, caller, call, operation), HeadersOf(next, call, operation));
            if (newItems.Count == 0
                && (pagesWithoutNewItems > MaxPagesWithoutNewItems || (requested.TryGetValue(Key(path, headers), out times) && times >= MaxRequestsPerPage)))
            {
                throw Invalid(Messages.PagingLoop, call, operation);
            }
        }
    }

    private static string Key(string path, (string Name, string Value)[] headers) => path + "\n" + string.Join("\n", headers);

    // The link is relative, with or without the version. An absolute address is rejected, because it would determine where the token is sent.
    private static string PathOf(string uri, RequestPipeline caller, IPartnerRequest call, PartnerOperation operation)
    {
        var path = uri.TrimStart('/');
        var isElsewhere = path.Contains("://") || uri.StartsWith("//", StringComparison.Ordinal) || path.Split('?')[0].Contains("..");
        path = path.StartsWith("v1/", StringComparison.OrdinalIgnoreCase) ? path : "v1/" + path;
        if (isElsewhere || !caller.CanAddress(path))
        {
            var shown = uri.Length > MaxShownCharacters ? uri.Remove(MaxShownCharacters) + "…" : uri;
            throw Invalid(string.Format(CultureInfo.CurrentCulture, Messages.ForeignPage, shown), call, operation);
        }

        return path;
    }

    // The continuation token is the only header of a link that the client sends back. Any other header would let the service change the client's requests.
    private static (string Name, string Value)[] HeadersOf(PageLink next, IPartnerRequest call, PartnerOperation operation)
    {
        var token = next.Headers.LastOrDefault(
            header => header.Value is not null && ContinuationToken.Equals(header.Key, StringComparison.OrdinalIgnoreCase))?.Value;
        if (token is null)
        {
            return [];
        }

        return HeaderValue.IsValid(token) ? [(ContinuationToken, token)] : throw Invalid(Messages.InvalidContinuationToken, call, operation);
    }

    private static PartnerCenterException Invalid(string what, IPartnerRequest call, PartnerOperation operation) =>
        new(
            PartnerErrorCode.InvalidResponse, string.Format(CultureInfo.CurrentCulture, Messages.InvalidResponse, what),
            Advice.Of(nameof(Messages.InvalidResponseAction)))
        {
            RequestId = call.RequestId,
            CorrelationId = operation.CorrelationId,
        };
}
