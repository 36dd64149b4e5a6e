using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Emulator;
using PartnerCenter.Tests.Shared;

namespace PartnerCenter.Stress.Chaos;

/// <summary>
/// The emulator's host: a real port, real sockets.
/// </summary>
internal sealed class HostChaosServer(EmulatorServer server) : IChaosServer
{
    // In every so many attempts to connect, those from one to another find no address.
    private const int Period = 500;
    private const int OutageBegins = 100;
    private const int OutageEnds = 200;

    public Uri? Address => server.Address;

    public HttpMessageHandler CreateHandler(bool outages)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.All, UseCookies = false };
        if (outages)
        {
            // A connection for each request, so that the name is asked for all the time.
            handler.PooledConnectionLifetime = TimeSpan.Zero;
            var connections = 0;
            handler.ConnectCallback = async (context, cancellationToken) =>
            {
                if (Interlocked.Increment(ref connections) % Period is >= OutageBegins and < OutageEnds)
                {
                    throw new SocketException((int)SocketError.HostNotFound);
                }

                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                try
                {
                    await socket.ConnectAsync(context.DnsEndPoint, cancellationToken).ConfigureAwait(false);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            };
        }

        return handler;
    }

    public async Task<string> IssueRefreshTokenAsync()
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        var code = await PostAsync("devicecode", ("scope", "https://api.partnercenter.microsoft.com/user_impersonation offline_access openid profile"))
            .ConfigureAwait(false);
        while (true)
        {
            var answer = await PostAsync(
                "token", ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"), ("device_code", code.GetProperty("device_code").GetString()!))
                    .ConfigureAwait(false);
            if (answer.TryGetProperty("refresh_token", out var token))
            {
                return token.GetString()!;
            }
        }

        async Task<JsonElement> PostAsync(string what, params (string Key, string Value)[] values)
        {
            using var form = new FormUrlEncodedContent(
                [KeyValuePair.Create("client_id", EmulatorDefaults.ApplicationId), .. values.Select(value => KeyValuePair.Create(value.Key, value.Value))]);
            using var answer = await http.PostAsync($"/{EmulatorDefaults.TenantId}/oauth2/v2.0/{what}", form).ConfigureAwait(false);
            return await answer.Content.ReadFromJsonAsync<JsonElement>().ConfigureAwait(false);
        }
    }

    public Task SetFaultsAsync(FaultPlan? plan) => server.SetFaultsAsync(plan is null
        ? new { }
        : new
        {
            seed = plan.Seed,
            rate = plan.Rate,
            kinds = plan.Kinds.ToString(),
            retryAfter = Time(plan.RetryAfter),
            slowAnswerDelay = Time(plan.SlowAnswerDelay),
            maxInARow = plan.MaxInARow,
            includeTokenRequests = plan.IncludeTokenRequests,
            expireTokensAt = plan.ExpireTokensAt,
            revokeTokensAt = plan.RevokeTokensAt,
        });

    public Task ResetAsync() => server.ResetAsync();

    public async Task<ServerCount> CountAsync()
    {
        var all = await server.StatisticsAsync().ConfigureAwait(false);
        var faults = all.GetProperty("faults");
        return new ServerCount(
            all.GetProperty("apiRequests").GetInt64(),
            all.GetProperty("faultsInjected").GetInt64(),
            faults.GetProperty("pageRepeats").GetInt64(),
            faults.GetProperty("tokenExpired").GetInt64() + faults.GetProperty("tokenRevoked").GetInt64(),
            all.GetProperty("writes").GetInt64(),
            all.GetProperty("concurrency").GetInt64());
    }

    private static string Time(TimeSpan time) => time.TotalMilliseconds.ToString(CultureInfo.InvariantCulture) + "ms";
}
