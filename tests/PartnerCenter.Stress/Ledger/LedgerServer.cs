using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using PartnerCenter.Emulator;

namespace PartnerCenter.Stress.Ledger;

/// <summary>
/// The emulator behind a port, with a scenario's customers, delays and faults; writes down everything that it receives and does.
/// </summary>
internal sealed class LedgerServer : IAsyncDisposable
{
    private const string CustomersPath = "/v1/customers/";
    private static readonly TimeSpan TimeToArrive = TimeSpan.FromMilliseconds(20);

    private readonly LedgerScenario _scenario;
    private readonly PartnerCenterEmulator _emulator = new(new EmulatorOptions { CustomerCount = 0, VettingDuration = TimeSpan.FromSeconds(-1) });
    private readonly HttpMessageInvoker _service;
    private readonly ConcurrentDictionary<string, Account> _accounts = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentQueue<LedgerRequest> _requests = new();
    private WebApplication? _application;
    private int _ordinal;
    private int _underWay;
    private int _writers;
    private int _failingSignIns;
    private volatile bool _isClosed;

    private LedgerServer(LedgerScenario scenario)
    {
        _scenario = scenario;
        _service = new HttpMessageInvoker(_emulator.CreateHandler());
        foreach (var code in scenario.Rows.Select(row => row.Code).Distinct().OfType<string>())
        {
            _emulator.AddValidationCode("Town", int.MaxValue, code);
        }

        foreach (var row in scenario.Rows.Where(row => row.Kind != RowKind.Missing))
        {
            var customer = _emulator.AddCustomer("Customer", row.CustomerId[..8] + ".onmicrosoft.com", row.CustomerId);
            customer.TaggingDenied = row.Kind == RowKind.Denied;
            if (row.Kind == RowKind.Held)
            {
                _emulator.SetQualifications(row.CustomerId, new EmulatedQualification(row.Qualification, Qualifications.VettingStatus.Approved));
            }

            _accounts[row.CustomerId] = new Account(customer);
        }
    }

    /// <summary>Called when the first write for another customer has arrived, with the number of such customers.</summary>
    public Action<int>? WriteReceived { get; set; }

    public Uri Address { get; private set; } = null!;

    public string AccessToken => _emulator.IssueAccessToken();

    public string RefreshToken => _emulator.IssueRefreshToken();

    public int RequestCount => _requests.Count;

    /// <summary>What was received, in order.</summary>
    public IReadOnlyList<LedgerRequest> Requests => [.. _requests];

    public static async Task<LedgerServer> StartAsync(LedgerScenario scenario)
    {
        var server = new LedgerServer(scenario);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => options.Listen(System.Net.IPAddress.Loopback, 0));
        var application = builder.Build();
        application.Run(server.AnswerAsync);
        await application.StartAsync().ConfigureAwait(false);
        server._application = application;
        server.Address = new Uri(application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());
        return server;
    }

    /// <summary>Waits until nothing is under way: what a client has given up is done all the same.</summary>
    public async Task CompleteAsync(TimeSpan limit)
    {
        for (var rest = limit; Volatile.Read(ref _underWay) > 0; rest -= TimeToArrive)
        {
            if (rest < TimeSpan.Zero)
            {
                throw new TimeoutException($"{_underWay} requests are still under way.");
            }

            await Task.Delay(TimeToArrive).ConfigureAwait(false);
        }

        _isClosed = true;
    }

    public async ValueTask DisposeAsync()
    {
        if (_application is not null)
        {
            using var atOnce = new CancellationTokenSource();
            await atOnce.CancelAsync().ConfigureAwait(false);
            await _application.StopAsync(atOnce.Token).ConfigureAwait(false);
            await _application.DisposeAsync().ConfigureAwait(false);
        }

        _service.Dispose();
        _emulator.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        // From the first byte on: an end is only an end when this one is through as well.
        Interlocked.Increment(ref _underWay);
        try
        {
            using var buffer = new MemoryStream();
            try
            {
                await context.Request.Body.CopyToAsync(buffer, context.RequestAborted).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                // Half a request is none.
                return;
            }

            await AnswerAsync(context, buffer.ToArray()).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    private async Task AnswerAsync(HttpContext context, byte[] body)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var question = target.IndexOf('?', StringComparison.Ordinal);
        var (path, query) = question < 0 ? (target, string.Empty) : (target[..question], target[question..]);
        if (!path.StartsWith(CustomersPath, StringComparison.Ordinal))
        {
            if (path.EndsWith("/token", StringComparison.Ordinal) && Interlocked.Decrement(ref _failingSignIns) >= 0)
            {
                context.Response.StatusCode = 500;
                return;
            }

            await SendAsync(context, await ServeAsync(context, body, null).ConfigureAwait(false)).ConfigureAwait(false);
            return;
        }

        var id = path[CustomersPath.Length..].Split('/')[0];
        var account = _accounts.GetOrAdd(id, static _ => new Account(null));
        var isWrite = context.Request.Method is "POST" or "PUT";
        LedgerRequest request;
        bool isFirst;
        lock (account)
        {
            isFirst = isWrite && account.Writes == 0;
            var times = isWrite ? ++account.Writes : ++account.Reads;
            var fault = _scenario.Faults.TryGetValue(id, out var script) && times <= script.Times && (isWrite || script.ReadsToo)
                ? script.Kind
                : LedgerFault.None;
            request = new LedgerRequest(
                Interlocked.Increment(ref _ordinal), id, context.Request.Method, path, query, Encoding.UTF8.GetString(body),
                context.Request.Headers["MS-RequestId"].ToString(), fault);
            _requests.Enqueue(request);
        }

        if (isFirst)
        {
            WriteReceived?.Invoke(Interlocked.Increment(ref _writers));
        }

        // Performed before or after the time that it takes: a client that gives up cannot know.
        var delay = _scenario.DelayOf(request);
        var before = request.Ordinal % 2 == 0 ? delay : 0;
        await Task.Delay(before).ConfigureAwait(false);
        var answer = await PerformAsync(context, request, body, account).ConfigureAwait(false);
        await Task.Delay(delay - before).ConfigureAwait(false);
        await SendAsync(context, request, answer).ConfigureAwait(false);
    }

    private async Task<Answer> PerformAsync(HttpContext context, LedgerRequest request, byte[] body, Account account)
    {
        switch (request.Fault)
        {
            case LedgerFault.Throttled:
                return Answer.Text(429, """{"code":"429","description":"Too many requests."}""").With("Retry-After", "1");
            case LedgerFault.ThrottledDate:
                return Answer.Text(429, string.Empty).With("Retry-After", DateTimeOffset.UtcNow.AddSeconds(1).ToString("R", CultureInfo.InvariantCulture));
            case LedgerFault.ThrottledBare:
                return Answer.Text(429, string.Empty);
            case LedgerFault.Error500:
                return Answer.Text(500, """{"code":"500","description":"Something went wrong in the service."}""");
            case LedgerFault.BadGateway:
                return Answer.Text(502, "<html><title>502 Bad Gateway</title></html>");
            case LedgerFault.RequestTimeout:
                return Answer.Text(408, string.Empty);
            case LedgerFault.Unavailable:
                return Answer.Text(503, "Service Unavailable");
            case LedgerFault.UnavailableWait:
                return Answer.Text(503, "Service Unavailable").With("Retry-After", "1");
            case LedgerFault.GatewayTimeout:
                return Answer.Text(504, string.Empty);
            case LedgerFault.ResetBefore:
                return Answer.Text(0, string.Empty);
            case LedgerFault.SignInExpired:
                return Answer.Text(401, """{"code":"800001","description":"The access token has expired."}""")
                    .With("WWW-Authenticate", "Bearer error=\"invalid_token\"");
            case LedgerFault.MfaRequired:
                return Answer.Text(401, """{"code":"900421","description":"Multi-factor authentication is required for app + user access."}""");
            case LedgerFault.TokenRevoked or LedgerFault.TokenRevokedSignInFails:
                _emulator.RevokeAccessTokens();
                Interlocked.Exchange(ref _failingSignIns, request.Fault == LedgerFault.TokenRevokedSignInFails ? 1 : 0);
                break;
        }

        var answer = await ServeAsync(context, body, request.IsWrite ? (account, request) : null).ConfigureAwait(false);
        return request.Fault switch
        {
            LedgerFault.LostAnswer => Answer.Text(0, string.Empty),
            LedgerFault.PerformedError500 => Answer.Text(500, string.Empty),
            LedgerFault.PerformedGatewayTimeout => Answer.Text(504, string.Empty),
            LedgerFault.Accepted when request.IsPerformed => Answer.Text(202, string.Empty),
            LedgerFault.NoContent when request.IsPerformed => Answer.Text(204, string.Empty),
            LedgerFault.EmptyOk when request.IsPerformed => Answer.Text(200, string.Empty),
            _ => answer,
        };
    }

    // Leads to the emulator; what it did to the customer tells whether the request was performed.
    private async Task<Answer> ServeAsync(HttpContext context, byte[] body, (Account Account, LedgerRequest Request)? write)
    {
        using var message = new HttpRequestMessage(
            new HttpMethod(context.Request.Method), new Uri(Address, context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget));
        using var content = new ByteArrayContent(body);
        message.Content = body.Length > 0 ? content : null;
        foreach (var header in context.Request.Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(header.Key, header.Value.AsEnumerable()))
            {
                content.Headers.TryAddWithoutValidation(header.Key, header.Value.AsEnumerable());
            }
        }

        if (write is null)
        {
            return await SendOnAsync(message).ConfigureAwait(false);
        }

        if (!_scenario.Deduplicates)
        {
            message.Headers.Remove("MS-RequestId");
            message.Headers.TryAddWithoutValidation("MS-RequestId", Guid.NewGuid().ToString());
        }

        var (account, request) = write.Value;
        await account.Gate.WaitAsync().ConfigureAwait(false);
        try
        {
            var before = account.Held();
            var answer = await SendOnAsync(message).ConfigureAwait(false);
            request.IsPerformed = account.Held().Except(before).Any();
            return answer;
        }
        finally
        {
            account.Gate.Release();
        }
    }

    private async Task<Answer> SendOnAsync(HttpRequestMessage message)
    {
        using var response = await _service.SendAsync(message, CancellationToken.None).ConfigureAwait(false);
        return new Answer(
            (int)response.StatusCode,
            await response.Content.ReadAsByteArrayAsync().ConfigureAwait(false),
            [.. response.Headers.Concat(response.Content.Headers).Where(header => header.Key != "Content-Length")
                .Select(header => (header.Key, string.Join(',', header.Value)))]);
    }

    private async Task SendAsync(HttpContext context, LedgerRequest request, Answer answer)
    {
        if (_isClosed)
        {
            throw new InvalidOperationException("A request came after the end.");
        }

        if (answer.Status == 0)
        {
            context.Abort();
            return;
        }

        if (request.Fault is LedgerFault.ResetMidBody or LedgerFault.Truncated && answer.Body.Length > 1)
        {
            WriteHead(context, answer);
            await context.Response.Body.WriteAsync(answer.Body.AsMemory(0, answer.Body.Length / 2)).ConfigureAwait(false);
            await context.Response.Body.FlushAsync().ConfigureAwait(false);
            await Task.Delay(TimeToArrive).ConfigureAwait(false);
            if (request.Fault == LedgerFault.Truncated)
            {
                context.Features.Get<IConnectionSocketFeature>()?.Socket.Shutdown(SocketShutdown.Send);
                await Task.Delay(TimeToArrive).ConfigureAwait(false);
            }

            context.Abort();
            return;
        }

        request.Status = answer.Status;
        await SendAsync(context, answer).ConfigureAwait(false);
    }

    private static async Task SendAsync(HttpContext context, Answer answer)
    {
        try
        {
            WriteHead(context, answer);
            await context.Response.Body.WriteAsync(answer.Body).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // The client has hung up.
        }
    }

    private static void WriteHead(HttpContext context, Answer answer)
    {
        context.Response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers)
        {
            context.Response.Headers[name] = value;
        }

        if (answer.Status != 204)
        {
            context.Response.ContentLength = answer.Body.Length;
        }
    }

    private sealed record Answer(int Status, byte[] Body, (string Name, string Value)[] Headers)
    {
        public static Answer Text(int status, string text) =>
            new(status, Encoding.UTF8.GetBytes(text), text.StartsWith('{') ? [("Content-Type", "application/json")] : []);

        public Answer With(string name, string value) => this with { Headers = [.. Headers, (name, value)] };
    }

    private sealed class Account(EmulatedCustomer? customer)
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public int Writes { get; set; }

        public int Reads { get; set; }

        public HashSet<EmulatedQualification> Held()
        {
            if (customer is null)
            {
                return [];
            }

            lock (customer.Qualifications)
            {
                return new HashSet<EmulatedQualification>(customer.Qualifications, ReferenceEqualityComparer.Instance);
            }
        }
    }
}
