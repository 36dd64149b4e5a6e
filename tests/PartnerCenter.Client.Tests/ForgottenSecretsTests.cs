using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Identity.Client;
using PartnerCenter.Client.Authentication;
using PartnerCenter.Client.Tests.EscapeRoom;
using PartnerCenter.Client.Tests.Support;
using PartnerCenter.Emulator;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// After a connection is closed, nothing that a user still holds leads to what could sign in again.
/// </summary>
public sealed class ForgottenSecretsTests
{
    private const string Marker = "forgotten-secret-4e7b";

    public static TheoryData<string> Kinds { get; } = ["secret", "browser", "device code", "refresh token", "refresh token, secret", "access token"];

    private static PartnerCredential Create(string kind, PartnerCenterEmulator emulator) => kind switch
    {
        "secret" => PartnerCredentials.ClientSecret(EmulatorDefaults.TenantId, EmulatorDefaults.ApplicationId, Secret.Hide(EmulatorDefaults.ApplicationSecret)),
        "browser" => PartnerCredentials.InteractiveBrowser(
            EmulatorDefaults.ApplicationId, EmulatorDefaults.TenantId, openBrowser: new HeadlessBrowser(emulator).OpenAsync),
        "device code" => PartnerCredentials.DeviceCode(EmulatorDefaults.ApplicationId, _ => Task.CompletedTask, EmulatorDefaults.TenantId),
        "refresh token" => PartnerCredentials.RefreshToken(Secret.Hide(emulator.IssueRefreshToken()), EmulatorDefaults.ApplicationId),
        "refresh token, secret" => PartnerCredentials.RefreshToken(
            Secret.Hide(emulator.IssueRefreshToken()), EmulatorDefaults.ApplicationId, Secret.Hide(EmulatorDefaults.ApplicationSecret)),
        _ => PartnerCredentials.AccessToken(Secret.Hide(emulator.IssueAccessToken())),
    };

    // What a user may still hold: the client, and what it handed out.
    private static object[] Held(PartnerClient client) =>
        [client, client.Customers, client.Customers["5aa9d8cf-1f1c-4b6e-9a0c-000000000001"].Qualifications, client.Validations, client.AuditRecords,
            client.With(new PartnerOperation())];

    private static void AssertNone(IReadOnlyList<string> ways) => Assert.True(ways.Count == 0, string.Join("\n", ways));

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Nothing_leads_to_the_sign_in(string kind)
    {
        using var emulator = new PartnerCenterEmulator(new EmulatorOptions { RecordRequests = true, DeviceCodePollsBeforeApproval = 0 });
        using var handler = emulator.CreateHandler();
        var client = await PartnerClient.ConnectAsync(
            Create(kind, emulator), new PartnerClientOptions { HttpHandler = handler }, TestContext.Current.CancellationToken);
        var token = ObjectGraph.WaysTo<PartnerToken>(client);
        var held = Held(client);
        Assert.NotEmpty(token);
        Assert.NotEmpty(ObjectGraph.WaysTo<TokenProvider>(client));
        client.Dispose();
        foreach (var one in held)
        {
            AssertNone(ObjectGraph.WaysTo<PartnerToken>(one));
            AssertNone(ObjectGraph.WaysTo<TokenProvider>(one));
            AssertNone(ObjectGraph.WaysTo<IApplicationBase>(one));
            AssertNone(ObjectGraph.WaysTo<PartnerCredential>(one));
        }
    }

    // Over a real socket: the buffers of the network are reached from a client, too.
    [Fact]
    public async Task Nothing_leads_to_the_secrets_that_were_sent()
    {
        using var server = new CaptureServer("""{"token_type":"Bearer","expires_in":3600,"access_token":"issued-token-1c9a"}""");
        var client = await PartnerClient.ConnectAsync(
            PartnerCredentials.ClientSecret("contoso.example", Keyring.ApplicationId, Secret.Hide(Marker)),
            new PartnerClientOptions { Authority = server.Address, Endpoint = server.Address, RetryAttempts = 0 },
            TestContext.Current.CancellationToken);
        await Record.ExceptionAsync(() => client.Customers[Keyring.ApplicationId].Qualifications.GetAsync(TestContext.Current.CancellationToken));
        Assert.Contains(Marker, string.Concat(server.Received), StringComparison.Ordinal);
        Assert.Contains("Bearer issued-token-1c9a", string.Concat(server.Received), StringComparison.Ordinal);
        var held = Held(client);
        Assert.NotEmpty(ObjectGraph.WaysTo(client, Marker));
        Assert.NotEmpty(ObjectGraph.WaysTo(client, "issued-token-1c9a"));
        client.Dispose();
        foreach (var one in held)
        {
            AssertNone(ObjectGraph.WaysTo(one, Marker));
            AssertNone(ObjectGraph.WaysTo(one, "issued-token-1c9a"));
        }
    }

    [Fact]
    public async Task A_closed_context_leads_to_nothing()
    {
        using var connection = await TestConnection.OpenAsync(credential: emulator => Create("secret", emulator));
        var client = connection.Client;
        var context = new PcContext(client, () => client.TokenExpiresOn) { Endpoint = client.Endpoint };
        Assert.NotNull(context.ExpiresOn);
        Assert.NotEmpty(ObjectGraph.WaysTo<PartnerClient>(context));
        context.Close();
        Assert.Null(context.ExpiresOn);
        AssertNone(ObjectGraph.WaysTo<PartnerClient>(context));
    }

#if !NETFRAMEWORK
    // Mono's collector is a conservative one. Statics are no way from an object, but keep it alive all the same; so the collector has the last word.
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_collector_takes_the_provider_and_the_application(string kind)
    {
        using var emulator = new PartnerCenterEmulator(new EmulatorOptions { DeviceCodePollsBeforeApproval = 0 });
        using var handler = emulator.CreateHandler();
        var (held, gone) = await ConnectAndCloseAsync(kind, emulator, handler);
        for (var i = 0; i < 200 && gone.Any(one => one.IsAlive); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Delay(25, TestContext.Current.CancellationToken);
        }

        Assert.All(gone, one => Assert.False(one.IsAlive, one.Target?.GetType().Name));
        GC.KeepAlive(held);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<(object[] Held, List<WeakReference> Gone)> ConnectAndCloseAsync(
        string kind, PartnerCenterEmulator emulator, System.Net.Http.HttpMessageHandler handler)
    {
        var gone = new List<WeakReference>();
        var client = await PartnerClient.ConnectAsync(
            new WatchedCredential(Create(kind, emulator), gone), new PartnerClientOptions { HttpHandler = handler }, TestContext.Current.CancellationToken);
        var context = new PcContext(client, () => client.TokenExpiresOn) { Endpoint = client.Endpoint };
        var held = Held(client).Append(context).ToArray();
        context.Close();
        Assert.NotEmpty(gone);
        return (held, gone);
    }

    /// <summary>Keeps an eye on the provider and on everything of the sign-in library in it.</summary>
    private sealed class WatchedCredential(
        PartnerCredential inner, List<WeakReference> watched) : PartnerCredential(inner.Kind, inner.ApplicationId, inner.TenantId)
    {
        internal override TokenProvider CreateProvider(SignInSetting setting)
        {
            var provider = inner.CreateProvider(setting);
            watched.Add(new WeakReference(provider));
            for (var type = provider.GetType(); type is not null; type = type.BaseType)
            {
                foreach (var field in type.GetFields(
                    System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.DeclaredOnly))
                {
                    if (field.GetValue(provider) is IApplicationBase application)
                    {
                        watched.Add(new WeakReference(application));
                    }
                }
            }

            Assert.True(watched.Count > 1 || inner.Kind == CredentialKind.AccessToken);
            return provider;
        }
    }
#endif
}
