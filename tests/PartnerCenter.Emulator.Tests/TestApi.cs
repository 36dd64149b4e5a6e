using System;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace PartnerCenter.Emulator.Tests;

/// <summary>
/// A plain HTTP client of the emulated API.
/// </summary>
internal sealed class TestApi : IDisposable
{
    public TestApi(PartnerCenterEmulator emulator, EmulatedToken? token = null, string baseAddress = "https://api.partnercenter.microsoft.com")
    {
        Client = new HttpClient(emulator.CreateHandler()) { BaseAddress = new Uri(baseAddress) };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", emulator.IssueAccessToken(token));
    }

    public HttpClient Client { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async Task<TestAnswer> SendAsync(HttpMethod method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, null, "application/json");
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await Client.SendAsync(request, Cancel);
        return await TestAnswer.ReadAsync(response, Cancel);
    }

    public Task<TestAnswer> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, headers);

    public Task<TestAnswer> PostAsync(string path, string body, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, body, headers);

    public Task<TestAnswer> PutAsync(string path, string body, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Put, path, body, headers);

    public void UseToken(string? token) => Client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);

    public void Dispose() => Client.Dispose();
}
