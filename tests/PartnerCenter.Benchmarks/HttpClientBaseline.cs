using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client;
using PartnerCenter.Emulator;

namespace PartnerCenter.Benchmarks;

/// <summary>
/// The same work twice: as a bare loop over HttpClient and System.Text.Json, and through the client.
/// </summary>
internal sealed class HttpClientBaseline : IDisposable
{
    private readonly HttpClient _bare = new();
    private readonly PartnerClient _client;

    private HttpClientBaseline(Uri address, string token, PartnerClient client, string[] ids)
    {
        _bare.BaseAddress = address;
        _bare.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        _bare.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        _bare.DefaultRequestHeaders.Add("MS-CorrelationId", Guid.NewGuid().ToString());
        _bare.DefaultRequestHeaders.Add("MS-Contract-Version", "v1");
        _bare.DefaultRequestHeaders.Add("X-Locale", "en-US");
        _bare.DefaultRequestHeaders.Add("MS-PartnerCenter-Application", "PartnerCenter.Benchmarks");
        _client = client;
        Ids = ids;
    }

    public string[] Ids { get; }

    public static async Task<HttpClientBaseline> StartAsync(Uri address)
    {
        using var http = new HttpClient { BaseAddress = address };
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = EmulatorDefaults.ApplicationId,
            ["client_secret"] = EmulatorDefaults.ApplicationSecret,
            ["scope"] = "https://api.partnercenter.microsoft.com/.default",
        });
        using var answer = await http.PostAsync($"/{EmulatorDefaults.TenantId}/oauth2/v2.0/token", form).ConfigureAwait(false);
        var token = (await answer.Content.ReadFromJsonAsync<JsonElement>().ConfigureAwait(false)).GetProperty("access_token").GetString()!;
        using var secret = new System.Security.SecureString();
        foreach (var character in EmulatorDefaults.ApplicationSecret)
        {
            secret.AppendChar(character);
        }

        var client = await PartnerClient.ConnectAsync(
            PartnerCredentials.ClientSecret(EmulatorDefaults.TenantId, EmulatorDefaults.ApplicationId, secret),
            new PartnerClientOptions { Endpoint = address, Authority = address }).ConfigureAwait(false);
        var ids = new List<string>();
        await foreach (var customer in client.Customers.ListAsync(new CustomerQuery { PageSize = 500 }).ConfigureAwait(false))
        {
            ids.Add(customer.CustomerId);
        }

        return new HttpClientBaseline(address, token, client, [.. ids]);
    }

    public Task<Run> BareAsync(int customers, int parallelism) => RunAsync(customers, parallelism, async id =>
    {
        // The same request as the client's, with all the headers that the service documents.
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/customers/" + id + "/qualifications");
        request.Headers.TryAddWithoutValidation("MS-RequestId", Guid.NewGuid().ToString());
        using var response = await _bare.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
        using var stream = await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
        _ = await JsonSerializer.DeserializeAsync(stream, BareContext.Default.ListBareQualification).ConfigureAwait(false);
    });

    public Task<Run> ClientAsync(int customers, int parallelism) => RunAsync(customers, parallelism, async id =>
        _ = await _client.Customers[id].Qualifications.GetAsync().ConfigureAwait(false));

    public void Dispose()
    {
        _bare.Dispose();
        _client.Dispose();
    }

    private async Task<Run> RunAsync(int customers, int parallelism, Func<string, Task> ask)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var next = -1;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, parallelism).Select(_ => Task.Run(async () =>
        {
            int i;
            while ((i = Interlocked.Increment(ref next)) < customers)
            {
                await ask(Ids[i % Ids.Length]).ConfigureAwait(false);
            }
        }))).ConfigureAwait(false);
        watch.Stop();
        return new Run(customers / watch.Elapsed.TotalSeconds, (GC.GetTotalAllocatedBytes(precise: true) - allocated) / (double)customers);
    }

    internal readonly record struct Run(double PerSecond, double BytesPerCustomer);
}

internal sealed class BareQualification
{
    public string? Qualification { get; set; }

    public string? VettingStatus { get; set; }

    public string? VettingReason { get; set; }

    public DateTimeOffset? VettingCreatedDate { get; set; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(List<BareQualification>))]
internal sealed partial class BareContext : JsonSerializerContext;
