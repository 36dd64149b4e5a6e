#if !NETFRAMEWORK
using System;
using System.IO;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client.Authentication;
using PartnerCenter.Client.Tests.Support;
using PartnerCenter.Emulator;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// A renewal whose response arrives after a sign-out, or after another sign-in, of the same user in another session.
/// </summary>
public sealed class SignOutConflictTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("pc-conflict-").FullName;
    private readonly PartnerCenterEmulator _emulator = new(new EmulatorOptions { DeviceCodePollsBeforeApproval = 0 });
    private readonly Gate _gate;
    private int _browsed;

    public SignOutConflictTests() => _gate = new Gate(_emulator.CreateHandler());

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string CacheFile => Path.Combine(_root, "cache", "tokens.cache");

    private string Cache => File.ReadAllText(CacheFile);

    public void Dispose()
    {
        _gate.Dispose();
        _emulator.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    // Entra can tell MSAL when to renew a token that is still valid. MSAL returns that token and renews it in the background.
    [Fact]
    public async Task A_renewal_in_the_background_does_not_undo_a_sign_out_in_another_session()
    {
        using var second = await ConnectAsync();
        Edit(cache =>
        {
            foreach (var (_, token) in cache["AccessToken"]!.AsObject())
            {
                token!["refresh_on"] = "1";
            }
        });
        _gate.Close();
        using var first = await ConnectAsync();
        await _gate.Reached.WaitAsync(TimeSpan.FromSeconds(30), Stop);
        await second.SignOutAsync(Stop);
        Assert.DoesNotContain("1.ARoA", Cache, StringComparison.Ordinal);
        await _gate.OpenAsync();
        for (var i = 0; i < 50; i++)
        {
            Assert.DoesNotContain("1.ARoA", Cache, StringComparison.Ordinal);
            await Task.Delay(10, Stop);
        }
    }

    [Fact]
    public async Task A_response_to_a_sign_in_that_was_removed_does_not_replace_a_newer_sign_in()
    {
        using var first = await ConnectAsync();
        using var second = await ConnectAsync();
        _emulator.RevokeAccessTokens();
        _gate.Close();
        var reading = ReadAsync(first);
        await _gate.Reached.WaitAsync(TimeSpan.FromSeconds(30), Stop);
        await second.SignOutAsync(Stop);
        _emulator.RevokeRefreshTokens();
        using var handler = _emulator.CreateHandler();
        using var third = await ConnectAsync(handler);
        var newer = Secret.Reveal((await third.GetRefreshTokenAsync(Stop))!);
        await _gate.OpenAsync();
        await reading;
        Assert.Equal(newer, Secret.Reveal((await third.GetRefreshTokenAsync(Stop))!));
        _emulator.RevokeAccessTokens();
        await ReadAsync(third);
    }

    [Fact]
    public async Task A_user_with_a_new_name_can_sign_out_with_the_earlier_name_as_hint()
    {
        using (await BrowseAsync())
        {
        }

        _emulator.Options.UserPrincipalName = "renamed@contoso.onmicrosoft.com";
        Edit(cache => cache["AccessToken"] = new JsonObject());
        using var client = await BrowseAsync();
        Assert.Equal(1, _browsed);
        await client.SignOutAsync(Stop);
        Assert.DoesNotContain("1.ARoA", Cache, StringComparison.Ordinal);
    }

    private PartnerClientOptions Options(HttpMessageHandler? handler) => new()
    {
        HttpHandler = handler ?? _gate,
        TokenCache = TokenCacheMode.CurrentUser,
        AllowUnencryptedTokenCache = true,
        TokenCacheFolder = Path.GetDirectoryName(CacheFile),
    };

    private Task<PartnerClient> ConnectAsync(HttpMessageHandler? handler = null) => PartnerClient.ConnectAsync(
        PartnerCredentials.DeviceCode(EmulatorDefaults.ApplicationId, _ => Task.CompletedTask, EmulatorDefaults.TenantId), Options(handler), Stop);

    private Task<PartnerClient> BrowseAsync() => PartnerClient.ConnectAsync(
        PartnerCredentials.InteractiveBrowser(EmulatorDefaults.ApplicationId, EmulatorDefaults.TenantId, EmulatorDefaults.UserPrincipalName, address =>
        {
            _browsed++;
            return new HeadlessBrowser(_emulator).OpenAsync(address);
        }),
        Options(null),
        Stop);

    private async Task ReadAsync(PartnerClient client) => await client.Customers[_emulator.Customers[0].CustomerId].Qualifications.GetAsync(Stop);

    private void Edit(Action<JsonObject> edit)
    {
        var cache = JsonNode.Parse(Cache)!.AsObject();
        edit(cache);
        File.WriteAllText(CacheFile, cache.ToJsonString());
    }

    /// <summary>Holds the responses of the token endpoint back while it is closed.</summary>
    private sealed class Gate(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _passed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile TaskCompletionSource? _closed;

        public Task Reached => _reached.Task;

        public void Close() => _closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task OpenAsync()
        {
            _closed!.SetResult();
            return _passed.Task;
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (_closed is { } closed && request.RequestUri!.AbsolutePath.EndsWith("/token", StringComparison.Ordinal))
            {
                _reached.TrySetResult();
                await closed.Task.WaitAsync(cancellationToken);
                _passed.TrySetResult();
            }

            return response;
        }
    }
}
#endif
