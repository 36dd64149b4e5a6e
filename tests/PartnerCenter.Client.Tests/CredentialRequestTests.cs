using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using PartnerCenter.Client.Authentication;
using PartnerCenter.Client.Tests.Support;
using PartnerCenter.Emulator;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// What a credential sends of that which a caller specified, as the emulator recorded it.
/// </summary>
[Collection(nameof(EscapeRoom.EscapeRoomTests))]
public sealed class CredentialRequestTests : IDisposable
{
    private readonly PartnerCenterEmulator _emulator = new(new EmulatorOptions { RecordRequests = true });
    private readonly System.Net.Http.HttpMessageHandler _handler;
    private readonly string _file = Path.GetTempFileName();

    public CredentialRequestTests() => _handler = _emulator.CreateHandler();

    public void Dispose()
    {
        _handler.Dispose();
        _emulator.Dispose();
        File.Delete(_file);
    }

    private static string Base64Url(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static string FederatedToken(string subject) =>
        $"{Base64Url("{\"alg\":\"RS256\"}")}.{Base64Url($"{{\"iss\":\"https://token.example\",\"sub\":\"{subject}\"}}")}.{Base64Url("signature")}";

    private Task<PartnerClient> ConnectAsync(PartnerCredential credential) => PartnerClient.ConnectAsync(
        credential, new PartnerClientOptions { HttpHandler = _handler, RetryDelay = TimeSpan.FromMilliseconds(1) }, TestContext.Current.CancellationToken);

    private RecordedRequest[] Requests(EmulatorRoute route) =>
        [.. _emulator.Statistics.RecordedRequests.Where(request => request.Operation == route)];

    [Theory]
    [InlineData(false, null)]
    [InlineData(false, EmulatorDefaults.UserPrincipalName)]
    [InlineData(true, null)]
    [InlineData(true, EmulatorDefaults.UserPrincipalName)]
    public async Task The_browser_opens_the_sign_in_of_the_user_who_was_specified(bool isConfidential, string? hint)
    {
        var browser = new HeadlessBrowser(_emulator);
        for (var i = 0; i < 2; i++)
        {
            using var client = await ConnectAsync(isConfidential
                ? PartnerCredentials.InteractiveBrowser(
                    EmulatorDefaults.ApplicationId, Secret.Hide(EmulatorDefaults.ApplicationSecret), EmulatorDefaults.TenantId, hint, browser.OpenAsync)
                : PartnerCredentials.InteractiveBrowser(EmulatorDefaults.ApplicationId, EmulatorDefaults.TenantId, hint, browser.OpenAsync));
            Assert.Equal(EmulatorDefaults.UserPrincipalName, client.Identity.User);
        }

        var addresses = Requests(EmulatorRoute.Authorize).Select(request => BrowserCodeReceiver.ReadValues(request.Query)).ToArray();
        Assert.Equal(2, addresses.Length);
        Assert.All(addresses, values =>
        {
            Assert.Equal(hint, values.TryGetValue("login_hint", out var found) ? found : null);
            Assert.Equal(("select_account", "S256"), (values["prompt"], values["code_challenge_method"]));

            // Nobody can guess it, and it works in this sign-in only.
            Assert.InRange(values["state"].Length, 32, 200);
        });
        Assert.NotEqual(addresses[0]["state"], addresses[1]["state"]);
        Assert.NotEqual(addresses[0]["code_challenge"], addresses[1]["code_challenge"]);
    }

    // The token of each identity is remembered by the sign-in library for the whole process, so the identity with an ID has one of its own.
    [Fact]
    public async Task A_user_assigned_identity_is_asked_for_by_its_id()
    {
        var identity = Guid.NewGuid().ToString();
        _emulator.Options.UserAssignedIdentities.Add(identity);
        using var client = await ConnectAsync(PartnerCredentials.ManagedIdentity(EmulatorDefaults.TenantId, EmulatorDefaults.ApplicationId, identity));
        var values = BrowserCodeReceiver.ReadValues(Assert.Single(Requests(EmulatorRoute.ManagedIdentity)).Query);
        Assert.Equal(identity, values["client_id"]);
        Assert.Equal("api://AzureADTokenExchange", values["resource"]);
    }

    // The platform replaces the file before the token in it expires.
    [Fact]
    public async Task The_file_of_a_federated_token_is_read_for_each_renewal()
    {
        _emulator.Options.AcceptFederatedAssertion = _ => true;
        string[] tokens = [FederatedToken("first"), FederatedToken("second")];
        File.WriteAllText(_file, tokens[0] + "\r\n");
        using var client = await ConnectAsync(PartnerCredentials.FederatedTokenFile(EmulatorDefaults.TenantId, EmulatorDefaults.ApplicationId, _file));
        File.WriteAllText(_file, " " + tokens[1]);
        _emulator.RevokeAccessTokens();
        await client.Customers[_emulator.Customers[0].CustomerId].Qualifications.GetAsync(TestContext.Current.CancellationToken);
        Assert.Equal(tokens, Requests(EmulatorRoute.Token).Select(request => BrowserCodeReceiver.ReadValues(request.Body)["client_assertion"]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_of_a_federated_token_that_cannot_be_read_is_named(bool isFolder)
    {
        var path = isFolder ? Path.GetTempPath() : _file + ".missing";
        var failure = await Assert.ThrowsAsync<PartnerCenterException>(() => ConnectAsync(
            PartnerCredentials.FederatedTokenFile(EmulatorDefaults.TenantId, EmulatorDefaults.ApplicationId, path)));
        Assert.Equal(PartnerErrorCode.SignInFailed, failure.Error);
        Assert.StartsWith($"The federated token file '{path}' could not be read: ", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Requests(EmulatorRoute.Token));
    }

    [Fact]
    public void A_certificate_that_is_missing_is_the_caller_s_mistake()
    {
        Assert.Equal("thumbprint", Assert.Throws<ArgumentNullException>(() => PartnerCertificates.FromStore(null!)).ParamName);
        Assert.Equal("path", Assert.Throws<ArgumentNullException>(() => PartnerCertificates.FromFile(null!)).ParamName);
        Assert.Equal("certificate", Assert.Throws<ArgumentNullException>(() => PartnerCertificates.RequirePrivateKey(null!)).ParamName);
    }
}
