using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using Microsoft.Identity.Client;
using PartnerCenter.Emulator;
using PartnerCenter.Emulator.Host;
using Xunit;

namespace PartnerCenter.Strangers;

/// <summary>
/// Sign-in libraries that the module does not use, over a real port with TLS.
/// </summary>
public sealed class SignInTests : IAsyncLifetime
{
    private const string Scope = "https://api.partnercenter.microsoft.com/.default";

    private readonly X509Certificate2 _server = Certificate("localhost");
    private readonly X509Certificate2 _application = Certificate("application");
    private readonly string _file = Path.GetTempFileName();
    private EmulatorHost _host = null!;
    private HttpClient _http = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Uri Address => new(_host.Addresses[0].Replace("127.0.0.1", "localhost", StringComparison.Ordinal));

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(_file, _server.ExportCertificatePem() + "\n" + _server.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem(), Cancel);
        _host = await EmulatorHost.StartAsync(HostArguments.Parse(["--urls", "https://127.0.0.1:0", "--certificate", _file]), Cancel);
        _host.Emulator.AddCertificate(_application);
        _http = new HttpClient(Handler()) { BaseAddress = Address };
    }

    public async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        File.Delete(_file);
        _server.Dispose();
        _application.Dispose();
    }

    [Fact]
    public void The_older_sign_in_library_is_older_than_the_modules() =>
        Assert.True(typeof(ConfidentialClientApplication).Assembly.GetName().Version < new Version(4, 92), "The test no longer tests another version.");

    [Fact]
    public async Task Azure_Identity_signs_in_with_a_client_secret()
    {
        var credential = new ClientSecretCredential(
            EmulatorDefaults.TenantId, EmulatorDefaults.ApplicationId, EmulatorDefaults.ApplicationSecret, Options(new ClientSecretCredentialOptions()));

        await Works(await credential.GetTokenAsync(new TokenRequestContext([Scope]), Cancel));
    }

    [Fact]
    public async Task Azure_Identity_signs_in_with_a_certificate()
    {
        var credential = new ClientCertificateCredential(
            EmulatorDefaults.TenantId, EmulatorDefaults.ApplicationId, _application, Options(new ClientCertificateCredentialOptions()));

        await Works(await credential.GetTokenAsync(new TokenRequestContext([Scope]), Cancel));
    }

    [Fact]
    public async Task Azure_Identity_tells_the_emulators_refusal_in_its_words()
    {
        var credential = new ClientSecretCredential(
            EmulatorDefaults.TenantId, EmulatorDefaults.ApplicationId, "wrong", Options(new ClientSecretCredentialOptions()));

        var failure = await Assert.ThrowsAsync<AuthenticationFailedException>(
            async () => await credential.GetTokenAsync(new TokenRequestContext([Scope]), Cancel));

        Assert.Contains("AADSTS7000215", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_older_MSAL_signs_an_application_in(bool withCertificate)
    {
        var builder = ConfidentialClientApplicationBuilder.Create(EmulatorDefaults.ApplicationId)
            .WithAuthority(new Uri(Address, EmulatorDefaults.TenantId).ToString(), validateAuthority: false)
            .WithInstanceDiscovery(false)
            .WithHttpClientFactory(new Factory(_http));
        var client = (withCertificate ? builder.WithCertificate(_application) : builder.WithClientSecret(EmulatorDefaults.ApplicationSecret)).Build();

        var result = await client.AcquireTokenForClient([Scope]).ExecuteAsync(Cancel);

        await Works(new AccessToken(result.AccessToken, result.ExpiresOn));
        Assert.Equal(TokenSource.IdentityProvider, result.AuthenticationResultMetadata.TokenSource);
        Assert.Equal(TokenSource.Cache, (await client.AcquireTokenForClient([Scope]).ExecuteAsync(Cancel)).AuthenticationResultMetadata.TokenSource);
    }

    [Fact]
    public async Task An_older_MSAL_signs_a_user_in_with_a_device_code_and_renews()
    {
        var client = PublicClientApplicationBuilder.Create(EmulatorDefaults.ApplicationId)
            .WithAuthority(new Uri(Address, EmulatorDefaults.TenantId).ToString(), validateAuthority: false)
            .WithInstanceDiscovery(false)
            .WithHttpClientFactory(new Factory(_http))
            .Build();

        var first = await client.AcquireTokenWithDeviceCode(["https://api.partnercenter.microsoft.com/user_impersonation"], _ => Task.CompletedTask)
            .ExecuteAsync(Cancel);
        await Works(new AccessToken(first.AccessToken, first.ExpiresOn));

        var second = await client.AcquireTokenSilent(["https://api.partnercenter.microsoft.com/user_impersonation"], first.Account).WithForceRefresh(true)
            .ExecuteAsync(Cancel);
        Assert.NotEqual(first.AccessToken, second.AccessToken);
        await Works(new AccessToken(second.AccessToken, second.ExpiresOn));
    }

    private static X509Certificate2 Certificate(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private HttpClientHandler Handler() =>
        new() { ServerCertificateCustomValidationCallback = (_, shown, _, _) => shown!.Thumbprint == _server.Thumbprint };

    private T Options<T>(T options)
        where T : TokenCredentialOptions
    {
        options.AuthorityHost = Address;
        options.Transport = new HttpClientTransport(_http);
        options.Retry.MaxRetries = 0;
        switch (options)
        {
            case ClientSecretCredentialOptions secret:
                secret.DisableInstanceDiscovery = true;
                break;
            case ClientCertificateCredentialOptions certificate:
                certificate.DisableInstanceDiscovery = true;
                break;
        }

        return options;
    }

    private async Task Works(AccessToken token)
    {
        Assert.InRange(token.ExpiresOn, DateTimeOffset.UtcNow.AddMinutes(50), DateTimeOffset.UtcNow.AddMinutes(70));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/customers?size=3");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Token);
        using var response = await _http.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(3, json.RootElement.GetProperty("items").GetArrayLength());
    }

    private sealed class Factory(HttpClient client) : IMsalHttpClientFactory
    {
        public HttpClient GetHttpClient() => client;
    }
}
