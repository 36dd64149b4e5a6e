using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace PartnerCenter.Stress.Chaos;

/// <summary>
/// Counts, on the client's side of the wire, how often each call was sent: all attempts of a call carry the same request id.
/// </summary>
internal sealed class CountingHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private readonly ConcurrentDictionary<string, Call> _calls = new(StringComparer.OrdinalIgnoreCase);
    private int _failedSignIns;

    /// <summary>The calls to a path that ends so.</summary>
    public int CallsTo(HttpMethod method, string ending) =>
        _calls.Values.Count(call => call.Method == method && call.Path.EndsWith(ending, StringComparison.Ordinal));

    public int Calls => _calls.Count;

    public long Attempts => _calls.Values.Sum(call => (long)call.Attempts);

    /// <summary>The most attempts of one call that its number of retries limits: not those that were throttled or whose token was refused.</summary>
    public int MaxLimitedAttempts => _calls.Values.Select(call => call.Attempts - call.Unlimited).DefaultIfEmpty().Max();

    public int Unauthorized => _calls.Values.Sum(call => call.Refusals);

    /// <summary>The sign-in requests that got no token.</summary>
    public int FailedSignIns => _failedSignIns;

    public int LimitedAttemptsOf(string? requestId) =>
        requestId is not null && _calls.TryGetValue(requestId, out var call) ? call.Attempts - call.Unlimited : 0;

    public void Reset()
    {
        _calls.Clear();
        _failedSignIns = 0;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!request.Headers.TryGetValues("MS-RequestId", out var ids))
        {
            return await SignInAsync(request, cancellationToken).ConfigureAwait(false);
        }

        var call = _calls.GetOrAdd(ids.Single(), static (_, request) => new Call(request.Method, request.RequestUri!.AbsolutePath), request);
        Interlocked.Increment(ref call.Attempts);
        var answer = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if ((int)answer.StatusCode is 401 or 429)
        {
            Interlocked.Increment(ref call.Unlimited);
        }

        if (answer.StatusCode == HttpStatusCode.Unauthorized)
        {
            Interlocked.Increment(ref call.Refusals);
        }

        return answer;
    }

    private async Task<HttpResponseMessage> SignInAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var hasToken = false;
        try
        {
            var answer = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            hasToken = answer.IsSuccessStatusCode;
            return answer;
        }
        finally
        {
            if (!hasToken)
            {
                Interlocked.Increment(ref _failedSignIns);
            }
        }
    }

    private sealed class Call(HttpMethod method, string path)
    {
        public int Attempts;
        public int Unlimited;
        public int Refusals;

        public HttpMethod Method { get; } = method;

        public string Path { get; } = path;
    }
}
