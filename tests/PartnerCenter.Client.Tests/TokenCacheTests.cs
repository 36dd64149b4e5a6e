#if !NETFRAMEWORK
using System;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Identity.Client.Extensions.Msal;
using PartnerCenter.Client.Authentication;
using PartnerCenter.Client.Tests.Support;
using PartnerCenter.Emulator;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// The token cache on disk: whom it lets read, what it does about what is in the way, and that forgetting is forgetting.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class TokenCacheTests : IDisposable
{
    private const string OtherUser = "other.user@contoso.onmicrosoft.com";
    private const string OtherUserId = "aaaaaaaa-6a49-4f4b-9d0e-7f3c52a8e610";
    private const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _root = Directory.CreateTempSubdirectory("pc-cache").FullName;
    private readonly PartnerCenterEmulator _emulator = new(new EmulatorOptions { RecordRequests = true, DeviceCodePollsBeforeApproval = 0 });
    private readonly System.Net.Http.HttpMessageHandler _handler;
    private int _browsed;

    public TokenCacheTests() => _handler = _emulator.CreateHandler();

    private string Folder => Path.Combine(_root, "cache");

    private string CacheFile => Path.Combine(Folder, "tokens.cache");

    private string LockFile => CacheFile + ".lockfile";

    private int SignIns => _emulator.Statistics.RecordedRequests.Count(request => request.Operation == EmulatorRoute.DeviceCode);

    public void Dispose()
    {
        _handler.Dispose();
        _emulator.Dispose();
        if (Directory.Exists(_root))
        {
            Directory.Delete(_root, recursive: true);
        }
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private Task<PartnerClient> ConnectAsync(
        bool allowPlainText = true, CancellationToken? cancellationToken = null, string? folder = null, string? authority = null,
        TimeProvider? clock = null) => PartnerClient.ConnectAsync(
        PartnerCredentials.DeviceCode(EmulatorDefaults.ApplicationId, _ => Task.CompletedTask, EmulatorDefaults.TenantId),
        new PartnerClientOptions
        {
            HttpHandler = _handler,
            TokenCache = TokenCacheMode.CurrentUser,
            AllowUnencryptedTokenCache = allowPlainText,
            TokenCacheFolder = folder ?? Folder,
            Authority = authority is null ? null : new Uri(authority),
            TimeProvider = clock ?? TimeProvider.System,
        },
        cancellationToken ?? Stop);

    private Task<PartnerClient> BrowseAsync(string? hint) => PartnerClient.ConnectAsync(
        PartnerCredentials.InteractiveBrowser(EmulatorDefaults.ApplicationId, EmulatorDefaults.TenantId, hint, address =>
        {
            _browsed++;
            return new HeadlessBrowser(_emulator).OpenAsync(address);
        }),
        new PartnerClientOptions
        {
            HttpHandler = _handler,
            TokenCache = TokenCacheMode.CurrentUser,
            AllowUnencryptedTokenCache = true,
            TokenCacheFolder = Folder,
        },
        Stop);

    // As if another user had signed in, too: everything that is in the cache once more, under other names.
    private void AddOtherUser()
    {
        var cache = JsonNode.Parse(Cache())!.AsObject();
        var other = JsonNode.Parse(Cache()
            .Replace(EmulatorDefaults.UserObjectId, OtherUserId, StringComparison.Ordinal)
            .Replace(EmulatorDefaults.UserPrincipalName, OtherUser, StringComparison.Ordinal))!.AsObject();
        var added = 0;
        foreach (var (kind, entries) in cache)
        {
            foreach (var (key, entry) in other[kind]!.AsObject().Where(item => !entries!.AsObject().ContainsKey(item.Key)).ToArray())
            {
                entries![key] = entry!.DeepClone();
                added++;
            }
        }

        // An account, an access token, an id token and a refresh token.
        Assert.Equal(4, added);
        File.WriteAllText(CacheFile, cache.ToJsonString());
    }

    private async Task<PartnerCenterException> FailAsync(Func<Task>? act = null)
    {
        var failure = await Assert.ThrowsAsync<PartnerCenterException>(act ?? (() => ConnectAsync()));
        Assert.Equal(PartnerErrorCode.TokenCacheFailed, failure.Error);
        Assert.True(failure.AffectsEveryCustomer);
        Assert.NotEmpty(failure.RecommendedAction);
        return failure;
    }

    private string Cache() => File.Exists(CacheFile) ? File.ReadAllText(CacheFile) : string.Empty;

    private static void SkipOnWindows() => Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows encrypts the cache.");

    [Fact]
    public async Task The_next_client_finds_the_sign_in_until_it_signs_out()
    {
        SkipOnWindows();
        using (await ConnectAsync())
        {
            // Closing is not signing out.
        }

        Assert.Contains("1.ARoA", Cache(), StringComparison.Ordinal);
        using var second = await ConnectAsync();
        Assert.Equal(1, SignIns);
        Assert.NotNull(await second.GetRefreshTokenAsync(Stop));
        await second.SignOutAsync(Stop);
        Assert.DoesNotContain("1.ARoA", Cache(), StringComparison.Ordinal);
        Assert.DoesNotContain("eyJ", Cache(), StringComparison.Ordinal);
        using var third = await ConnectAsync();
        Assert.Equal(2, SignIns);
    }

    // Who is taken out of the cache without a browser, where one or two users are in it: only who is meant beyond doubt.
    [Theory]
    [InlineData(1, null, true)]
    [InlineData(1, EmulatorDefaults.UserPrincipalName, true)]
    [InlineData(1, "ADMIN@Contoso.onmicrosoft.com", true)]
    [InlineData(1, OtherUser, false)]
    [InlineData(2, null, false)]
    [InlineData(2, EmulatorDefaults.UserPrincipalName, true)]
    [InlineData(2, OtherUser, true)]
    [InlineData(2, "third.user@contoso.onmicrosoft.com", false)]
    public async Task The_sign_in_of_an_earlier_session_is_taken_where_it_is_clear_whose(int users, string? hint, bool isFound)
    {
        SkipOnWindows();
        using (await BrowseAsync(null))
        {
            // The first user has signed in.
        }

        if (users == 2)
        {
            AddOtherUser();
        }

        Assert.Equal(1, _browsed);
        if (isFound)
        {
            using var client = await BrowseAsync(hint);
            Assert.Equal(1, _browsed);

            // Whose sign-in it is, what a sign-out leaves behind tells.
            await client.SignOutAsync(Stop);
            Assert.Equal(users == 2 && hint != OtherUser, Cache().Contains(OtherUserId, StringComparison.Ordinal));
            Assert.Equal(hint == OtherUser, Cache().Contains(EmulatorDefaults.UserObjectId, StringComparison.Ordinal));
        }
        else if (hint is null)
        {
            using var client = await BrowseAsync(hint);
            Assert.Equal(2, _browsed);
        }
        else
        {
            // The one who then signs in is not the one who was asked for.
            var failure = await Assert.ThrowsAsync<PartnerCenterException>(() => BrowseAsync(hint));
            Assert.Equal(PartnerErrorCode.SignInFailed, failure.Error);
            Assert.Contains(hint, failure.Message, StringComparison.Ordinal);
            Assert.Equal(2, _browsed);
        }
    }

    [Fact]
    public async Task What_is_made_is_the_owner_s_alone()
    {
        SkipOnWindows();
        using var client = await ConnectAsync();
        Assert.Equal(FolderMode, File.GetUnixFileMode(Folder));
        Assert.Equal(OwnerMode, File.GetUnixFileMode(CacheFile));
        Assert.Equal(["tokens.cache"], Directory.EnumerateFiles(Folder).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData(0b111_111_111, 0b110_100_100)]
    [InlineData(0b111_101_101, 0b110_110_110)]
    [InlineData(0b111_000_000, 0b110_100_000)]
    [InlineData(0b111_111_111, 0b110_000_000)]
    public async Task What_is_found_too_open_is_tightened_before_a_token_is_written(int folderMode, int fileMode)
    {
        SkipOnWindows();
        using (await ConnectAsync())
        {
            File.SetUnixFileMode(Folder, (UnixFileMode)folderMode);
            File.SetUnixFileMode(CacheFile, (UnixFileMode)fileMode);
        }

        // Whoever has the file open already must not read on in it.
        using var reader = new StreamReader(new FileStream(CacheFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        using var client = await ConnectAsync();
        Assert.Equal(1, SignIns);
        Assert.Equal(FolderMode, File.GetUnixFileMode(Folder));
        Assert.Equal(OwnerMode, File.GetUnixFileMode(CacheFile));
        await client.SignOutAsync(Stop);
        Assert.Contains("1.ARoA", await reader.ReadToEndAsync(Stop), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("folder")]
    [InlineData("file")]
    [InlineData("lock")]
    [InlineData("dangling")]
    public async Task A_link_in_the_way_is_refused_in_words_and_nothing_is_written_through_it(string where)
    {
        SkipOnWindows();
        var target = Path.Combine(_root, "target");
        if (where == "folder")
        {
            Directory.CreateDirectory(target);
            Directory.CreateSymbolicLink(Folder, target);
        }
        else
        {
            Directory.CreateDirectory(Folder, FolderMode);
            if (where != "dangling")
            {
                File.WriteAllText(target, "precious");
                File.SetUnixFileMode(target, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
            }

            File.CreateSymbolicLink(where == "lock" ? LockFile : CacheFile, target);
        }

        var failure = await FailAsync();
        Assert.Contains("is a link", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, SignIns);
        if (where is "file" or "lock")
        {
            Assert.Equal("precious", File.ReadAllText(target));
            Assert.True(File.GetUnixFileMode(target).HasFlag(UnixFileMode.GroupRead));
        }
        else
        {
            Assert.False(File.Exists(target));
            Assert.False(Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any());
        }
    }

    // The sign-in library knows a host only, and takes several hosts for one.
    [Theory]
    [InlineData("http://localhost:14016", "http://localhost:14017")]
    [InlineData("http://localhost:14016", "https://localhost:14016")]
    [InlineData("http://localhost:14016", "http://127.0.0.1:14016")]
    [InlineData("http://127.0.0.1:14016", "http://[::1]:14016")]
    [InlineData("https://login.microsoftonline.com", "https://login.microsoftonline.com:8443")]
    [InlineData("https://login.microsoftonline.com", "https://login.windows.net")]
    [InlineData("https://login.microsoftonline.com", "https://login.microsoftonline.us")]
    public async Task A_sign_in_at_one_address_is_not_used_at_another(string first, string second)
    {
        SkipOnWindows();
        using (await ConnectAsync(authority: first))
        {
        }

        using var other = await ConnectAsync(authority: second);
        Assert.Equal(2, SignIns);
        Assert.DoesNotContain(_emulator.Statistics.RecordedRequests, request => request.Body.Contains("refresh_token=", StringComparison.Ordinal));
        await other.SignOutAsync(Stop);
        using var again = await ConnectAsync(authority: first);
        Assert.Equal(2, SignIns);
        Assert.NotNull(await again.GetRefreshTokenAsync(Stop));
        await again.SignOutAsync(Stop);
        Assert.All(Directory.EnumerateFiles(Folder), file => Assert.DoesNotContain("1.ARoA", File.ReadAllText(file), StringComparison.Ordinal));
        Assert.All(Directory.EnumerateFiles(Folder), file => Assert.Equal(OwnerMode, File.GetUnixFileMode(file)));
    }

    // Even an administrator, who could take it.
    [Theory]
    [InlineData("folder")]
    [InlineData("file")]
    [InlineData("lock")]
    [InlineData("parent")]
    public async Task What_is_somebody_else_s_is_refused_in_words_and_stays_theirs(string what)
    {
        SkipOnWindows();
        Assert.SkipUnless(Environment.UserName == "root", "Only root can make what belongs to another user.");
        const uint Stranger = 2002;
        Directory.CreateDirectory(what == "parent" ? _root : Folder, FolderMode);
        var path = what switch { "folder" => Folder, "file" => CacheFile, "lock" => LockFile, _ => _root };
        if (what is "file" or "lock")
        {
            File.WriteAllText(path, "{}");
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        }

        var mode = File.GetUnixFileMode(path);
        Assert.Equal(0, ChangeOwner(ToNative(path), Stranger, Stranger));
        var failure = await FailAsync();
        Assert.Contains($"'{path}' belongs to another user", failure.Message, StringComparison.Ordinal);
        Assert.Contains("keep the tokens in memory only", failure.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(0, SignIns);
        Assert.Equal(mode, File.GetUnixFileMode(path));
        Assert.Equal(Stranger.ToString(System.Globalization.CultureInfo.InvariantCulture), OwnerOf(path));
        Assert.Equal(what != "parent", Directory.Exists(Folder));
        Assert.Equal(0, ChangeOwner(ToNative(path), 0, 0));
        using var client = await ConnectAsync();
        Assert.NotNull(client);
    }

    // Containers run as a user whom nobody knows, in a home folder that its group may write to.
    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(1001, 0, false)]
    [InlineData(1001, 1001, true)]
    [InlineData(0, 1001, true)]
    [InlineData(1001, 1000680000, true)]
    public void Only_an_administrator_is_kept_from_somebody_else_s_place(uint owner, uint user, bool mayCreate) =>
        Assert.Equal(mayCreate, PrivateFolder.MayCreateIn(owner, user));

    // Drives of Windows and of the network take a mode without an error, and keep their own.
    [Theory]
    [InlineData(0b111_101_101, true)]
    [InlineData(0b111_000_001, true)]
    [InlineData(0b111_000_000, false)]
    [InlineData(0b101_000_000, false)]
    public void What_stays_open_to_others_is_refused_in_words(int mode, bool isRefused)
    {
        SkipOnWindows();
        Directory.CreateDirectory(Folder);
        File.SetUnixFileMode(Folder, (UnixFileMode)mode);
        var failure = Record.Exception(() => PrivateFolder.RequirePrivate(Folder));
        Assert.Equal(isRefused, failure is IOException);
        Assert.Equal(isRefused, failure?.Message.Contains($"'{Folder}' is open to other users", StringComparison.Ordinal) ?? false);
    }

    // To open one waits for its other end, without end.
    [Theory]
    [InlineData("file")]
    [InlineData("lock")]
    public async Task What_is_no_ordinary_file_is_refused_in_words_and_not_opened(string what)
    {
        SkipOnWindows();
        Directory.CreateDirectory(Folder, FolderMode);
        var path = what == "file" ? CacheFile : LockFile;
        Assert.Equal(0, MakePipe(ToNative(path), 0b110_000_000));
        var failure = await FailAsync(() => Task.Run(() => ConnectAsync(), Stop).WaitAsync(TimeSpan.FromSeconds(20), Stop));
        Assert.Contains($"'{path}' is not a regular file", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, SignIns);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_wrong_account_is_not_kept_and_leaves_its_earlier_sign_in_alone(bool isConfidential)
    {
        SkipOnWindows();
        Task<PartnerClient> ConnectAsync(string? hint)
        {
            var browser = new HeadlessBrowser(_emulator);
            return PartnerClient.ConnectAsync(
                isConfidential
                    ? PartnerCredentials.InteractiveBrowser(
                        EmulatorDefaults.ApplicationId, Secret.Hide(EmulatorDefaults.ApplicationSecret), EmulatorDefaults.TenantId, hint, browser.OpenAsync)
                    : PartnerCredentials.InteractiveBrowser(EmulatorDefaults.ApplicationId, EmulatorDefaults.TenantId, hint, browser.OpenAsync),
                new PartnerClientOptions
                {
                    HttpHandler = _handler,
                    TokenCache = TokenCacheMode.CurrentUser,
                    AllowUnencryptedTokenCache = true,
                    TokenCacheFolder = Folder
                },
                Stop);
        }

        int Visits() => _emulator.Statistics.RecordedRequests.Count(request => request.Operation == EmulatorRoute.Authorize);

        async Task AssertRefusedAsync()
        {
            var failure = await Assert.ThrowsAsync<PartnerCenterException>(() => ConnectAsync("somebody.else@contoso.onmicrosoft.com"));
            Assert.Equal(PartnerErrorCode.SignInFailed, failure.Error);
            Assert.Contains("signed in", failure.Message, StringComparison.Ordinal);
        }

        await AssertRefusedAsync();
        Assert.DoesNotContain("1.ARoA", Cache(), StringComparison.Ordinal);
        using (await ConnectAsync(null))
        {
        }

        var kept = Cache();
        Assert.Contains("1.ARoA", kept, StringComparison.Ordinal);
        await AssertRefusedAsync();
        Assert.Equal(kept, Cache());
        Assert.Equal(3, Visits());
        using (await ConnectAsync(null))
        using (await ConnectAsync(EmulatorDefaults.UserPrincipalName))
        {
            Assert.Equal(3, Visits());
        }
    }

    private static byte[] ToNative(string path) => System.Text.Encoding.UTF8.GetBytes(path + '\0');

    private static string OwnerOf(string path)
    {
        using var stat = Process.Start(new ProcessStartInfo("stat", ["-c", "%u", path]) { RedirectStandardOutput = true })!;
        return stat.StandardOutput.ReadToEnd().Trim();
    }

    [DllImport("libc", EntryPoint = "chown")]
    private static extern int ChangeOwner(byte[] path, uint user, uint group);

    [DllImport("libc", EntryPoint = "mkfifo")]
    private static extern int MakePipe(byte[] path, uint mode);

    [Theory]
    [InlineData("not JSON at all")]
    [InlineData("{\"RefreshToken\":")]
    [InlineData("[]")]
    [InlineData("{\"RefreshToken\":5}")]
    [InlineData("\0\0\0\0")]
    public async Task A_corrupt_cache_is_told_in_words_and_kept(string content)
    {
        SkipOnWindows();
        Directory.CreateDirectory(Folder, FolderMode);
        File.WriteAllText(CacheFile, content);
        File.SetUnixFileMode(CacheFile, OwnerMode);
        var failure = await FailAsync();
        Assert.Contains(CacheFile, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Delete the file", failure.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllText(CacheFile));
        File.Delete(CacheFile);
        using var client = await ConnectAsync();
        Assert.NotNull(client);
    }

    [Fact]
    public async Task A_cache_that_becomes_corrupt_is_told_in_words_wherever_it_is_used()
    {
        SkipOnWindows();
        using var client = await ConnectAsync();
        var good = Cache();
        File.WriteAllText(CacheFile, "not JSON");
        await FailAsync(() => Task.Run(() => client.GetRefreshTokenAsync(Stop), Stop));
        await FailAsync(() => client.SignOutAsync(Stop));
        File.WriteAllText(CacheFile, good);
        await client.SignOutAsync(Stop);
        Assert.DoesNotContain("1.ARoA", Cache(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file in place of the folder")]
    [InlineData("folder in place of the file")]
    [InlineData("below a file")]
    [InlineData("no name")]
    public async Task An_unusable_folder_is_told_in_words_before_anybody_signs_in(string kind)
    {
        var folder = Folder;
        switch (kind)
        {
            case "file in place of the folder":
                File.WriteAllText(Folder, "x");
                break;
            case "folder in place of the file":
                Directory.CreateDirectory(CacheFile);
                break;
            case "below a file":
                File.WriteAllText(Folder, "x");
                folder = Path.Combine(Folder, "below");
                break;
            default:
                folder = string.Empty;
                break;
        }

        var clock = Stopwatch.StartNew();
        var failure = await FailAsync(() => ConnectAsync(folder: folder));
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(8));
        Assert.Contains("keep the tokens in memory only", failure.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(0, SignIns);
    }

    [Fact]
    public async Task Signing_out_while_another_process_has_the_lock_fails_in_words_each_time_and_then_succeeds()
    {
        SkipOnWindows();
        var clock = new ManualTimeProvider();
        using var client = await ConnectAsync(clock: clock);
        using (HoldLock())
        {
            for (var i = 0; i < 2; i++)
            {
                var began = clock.GetUtcNow();
                var failure = await clock.RunAsync(FailAsync(() => client.SignOutAsync(Stop)));
                Assert.InRange(clock.GetUtcNow() - began, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(2));
                Assert.Contains("in use", failure.Message, StringComparison.Ordinal);
                Assert.Contains(LockFile, failure.RecommendedAction, StringComparison.Ordinal);
                Assert.Contains("1.ARoA", Cache(), StringComparison.Ordinal);
            }
        }

        await client.SignOutAsync(Stop).WaitAsync(TimeSpan.FromSeconds(30), Stop);
        Assert.DoesNotContain("1.ARoA", Cache(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_waits_for_the_lock_can_be_cancelled()
    {
        SkipOnWindows();
        using var client = await ConnectAsync();
        _emulator.RevokeAccessTokens();
        using var held = HoldLock();
        foreach (var act in new Func<CancellationToken, Task>[]
        {
            client.SignOutAsync,
            stop => client.Customers[_emulator.Customers[0].CustomerId].Qualifications.GetAsync(stop),
            stop => ConnectAsync(cancellationToken: stop),
            client.GetRefreshTokenAsync,
        })
        {
            using var cancellation = new CancellationTokenSource();
            var work = act(cancellation.Token);
            await Task.Delay(300, Stop);
            Assert.False(work.IsCompleted, work.Exception?.ToString());
            await cancellation.CancelAsync();
            var clock = Stopwatch.StartNew();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work);
            Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(3));
        }

        Assert.Contains("1.ARoA", Cache(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_gets_the_lock_in_time_has_waited_for_nothing_worse()
    {
        SkipOnWindows();
        using var client = await ConnectAsync();
        var held = HoldLock();
        var leaving = client.SignOutAsync(Stop);
        await Task.Delay(300, Stop);
        held.Dispose();
        await leaving;
        Assert.DoesNotContain("1.ARoA", Cache(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cache_that_cannot_be_written_is_no_success()
    {
        SkipOnWindows();
        using var client = await ConnectAsync();

        // The new content cannot take the old one's place.
        var good = Cache();
        File.Delete(CacheFile);
        Directory.CreateDirectory(Path.Combine(CacheFile, "x"));
        await Assert.ThrowsAsync<PartnerCenterException>(() => PartnerClient.ConnectAsync(
            PartnerCredentials.DeviceCode(EmulatorDefaults.ApplicationId, _ => Task.CompletedTask, EmulatorDefaults.TenantId),
            new PartnerClientOptions
            {
                HttpHandler = _handler,
                TokenCache = TokenCacheMode.CurrentUser,
                AllowUnencryptedTokenCache = true,
                TokenCacheFolder = Folder
            },
            Stop));
        Directory.Delete(CacheFile, recursive: true);
        File.WriteAllText(CacheFile, good);
        await client.SignOutAsync(Stop);
        Assert.DoesNotContain("1.ARoA", Cache(), StringComparison.Ordinal);
    }

    // The keyring's library is a stand-in, compiled on the spot, because the real one wants a desktop.
    [Fact]
    public async Task With_a_keyring_nothing_stays_behind_in_plain_text()
    {
        SkipWithoutKeyring();
        using (await ConnectAsync())
        {
            Assert.Contains("1.ARoA", Cache(), StringComparison.Ordinal);
        }

        using (StandInKeyring.Set(StandInKeyring.State.New))
        {
            using var client = await ConnectAsync(allowPlainText: false);
            Assert.DoesNotContain("1.ARoA", Cache(), StringComparison.Ordinal);
            Assert.DoesNotContain("eyJ", Cache(), StringComparison.Ordinal);
            Assert.NotNull(await client.GetRefreshTokenAsync(Stop));
            using var second = await ConnectAsync(allowPlainText: false);
            Assert.Equal(2, SignIns);
            await second.SignOutAsync(Stop);
            using var third = await ConnectAsync(allowPlainText: false);
            Assert.Equal(3, SignIns);
            await third.SignOutAsync(Stop);
        }
    }

    [Fact]
    public async Task A_keyring_that_is_only_locked_is_no_reason_for_plain_text()
    {
        SkipWithoutKeyring();
        using (StandInKeyring.Set(StandInKeyring.State.Locked))
        {
            var failure = await FailAsync(() => ConnectAsync(allowPlainText: true));
            Assert.Contains("locked", failure.Message, StringComparison.Ordinal);
            Assert.Contains("Unlock", failure.RecommendedAction, StringComparison.Ordinal);
            Assert.Equal(0, SignIns);
            Assert.Empty(Cache());
        }

        using var plain = await ConnectAsync(allowPlainText: true);
        Assert.Contains("1.ARoA", Cache(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_out_with_a_keyring_that_was_locked_meanwhile_is_no_success()
    {
        SkipWithoutKeyring();
        PartnerClient client;
        using (StandInKeyring.Set(StandInKeyring.State.New))
        {
            client = await ConnectAsync(allowPlainText: false);
        }

        using (client)
        using (StandInKeyring.Set(StandInKeyring.State.Locked))
        {
            await FailAsync(() => client.SignOutAsync(Stop));
            await FailAsync(() => client.SignOutAsync(Stop));
        }

        using (StandInKeyring.Set(StandInKeyring.State.Open))
        {
            await client.SignOutAsync(Stop);
        }
    }

    [Fact]
    public async Task Without_a_keyring_nothing_is_kept_in_plain_text_unless_that_is_allowed()
    {
        SkipWithoutKeyring();
        var failure = await Assert.ThrowsAsync<PartnerCenterException>(() => ConnectAsync(allowPlainText: false));
        Assert.Equal((PartnerErrorCode.SignInFailed, true), (failure.Error, failure.AffectsEveryCustomer));
        Assert.Contains("encrypt", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, SignIns);
        Assert.Empty(Cache());
    }

    // What doesn't begin as plain text is somebody's encrypted cache.
    [Theory]
    [InlineData("{\"RefreshToken\":{}}", false)]
    [InlineData("", true)]
    [InlineData("\u0001\u0002{", true)]
    public async Task With_a_keyring_only_a_file_in_plain_text_is_deleted(string content, bool isKept)
    {
        SkipWithoutKeyring();
        Directory.CreateDirectory(Folder, FolderMode);
        File.WriteAllText(CacheFile, content);
        File.SetUnixFileMode(CacheFile, OwnerMode);
        using var held = new StreamReader(new FileStream(CacheFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        using (StandInKeyring.Set(StandInKeyring.State.New))
        {
            await TokenCacheStore.OpenAsync(
                new PartnerClientOptions { TokenCache = TokenCacheMode.CurrentUser, TokenCacheFolder = Folder },
                new Uri("https://login.microsoftonline.com/"),
                Stop);
        }

        Assert.Equal(isKept, await IsSameFileAsync(held));
    }

    [Fact]
    public async Task The_default_folder_is_below_the_user_s_local_application_data()
    {
        SkipOnWindows();
        var data = Environment.GetEnvironmentVariable("XDG_DATA_HOME");
        Assert.SkipWhen(OperatingSystem.IsMacOS(), "The folder can't be chosen there.");
        Environment.SetEnvironmentVariable("XDG_DATA_HOME", _root);
        try
        {
            var options = new PartnerClientOptions { TokenCache = TokenCacheMode.CurrentUser, AllowUnencryptedTokenCache = true };
            var store = await TokenCacheStore.OpenAsync(options, new Uri("https://login.microsoftonline.com/"), Stop);
            Assert.Equal(Path.Combine(_root, "PartnerCenter.Qualifications", "tokens.cache"), store.Name);
        }
        finally
        {
            Environment.SetEnvironmentVariable("XDG_DATA_HOME", data);
        }
    }

    [Theory]
    [InlineData(0b110_000_000, false, false)]
    [InlineData(0b110_000_000, true, true)]
    [InlineData(0b110_100_000, false, true)]
    [InlineData(0b110_000_010, false, true)]
    [InlineData(0b100_000_000, false, false)]
    public async Task A_file_that_others_could_open_is_replaced_by_a_new_one(int mode, bool wasOpen, bool isReplaced)
    {
        SkipOnWindows();
        Directory.CreateDirectory(Folder, FolderMode);
        File.WriteAllText(CacheFile, "content");
        File.SetUnixFileMode(CacheFile, (UnixFileMode)mode);
        using var held = new StreamReader(new FileStream(CacheFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        PrivateFolder.TightenFile(CacheFile, wasOpen);
        Assert.Equal((OwnerMode, "content"), (File.GetUnixFileMode(CacheFile), File.ReadAllText(CacheFile)));
        Assert.Equal([CacheFile], Directory.EnumerateFiles(Folder));
        Assert.Equal(isReplaced, !await IsSameFileAsync(held));

        // Nothing is made where nothing is.
        File.Delete(CacheFile);
        PrivateFolder.TightenFile(CacheFile, wasOpen);
        Assert.False(File.Exists(CacheFile));
    }

    [Fact]
    public void A_file_that_cannot_be_replaced_leaves_no_copy_behind()
    {
        SkipOnWindows();
        Directory.CreateDirectory(Path.Combine(CacheFile, "in the way"));
        Assert.ThrowsAny<Exception>(() => PrivateFolder.WriteFile(CacheFile, [1]));
        Assert.Equal([CacheFile], Directory.EnumerateFileSystemEntries(Folder));
    }

    // Each in a file of its own: two processes can write at the same time.
    [Fact]
    public async Task A_file_that_is_replaced_is_complete_for_whoever_reads_it()
    {
        SkipOnWindows();
        Directory.CreateDirectory(Folder, FolderMode);
        byte[][] contents = [.. Enumerable.Range(1, 4).Select(value => Enumerable.Repeat((byte)value, 10_000).ToArray())];
        PrivateFolder.WriteFile(CacheFile, contents[0]);
        var writing = contents.Select(content => Task.Run(
            () =>
            {
                for (var i = 0; i < 50; i++)
                {
                    PrivateFolder.WriteFile(CacheFile, content);
                }
            },
            Stop)).ToArray();
        do
        {
            var read = File.ReadAllBytes(CacheFile);
            Assert.Equal((10_000, 1), (read.Length, read.Distinct().Count()));
        }
        while (!writing.All(task => task.IsCompleted));

        await Task.WhenAll(writing);
        Assert.Equal([CacheFile], Directory.EnumerateFiles(Folder));
    }

    [Fact]
    public async Task Whoever_has_cancelled_does_not_get_the_lock()
    {
        SkipOnWindows();
        Directory.CreateDirectory(Folder, FolderMode);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => TokenCacheStore.OpenAsync(
            new PartnerClientOptions { TokenCacheFolder = Folder, AllowUnencryptedTokenCache = true },
            new Uri("https://login.microsoftonline.com/"),
            new CancellationToken(canceled: true)));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Folder));
    }

    [Fact]
    public async Task A_folder_that_becomes_unusable_is_told_in_words_at_once()
    {
        SkipOnWindows();
        using var client = await ConnectAsync();
        Directory.Move(Folder, Folder + "-moved");
        File.WriteAllText(Folder, "in the way");
        var clock = Stopwatch.StartNew();
        foreach (var act in (Func<Task>[])[() => client.SignOutAsync(Stop), () => client.GetRefreshTokenAsync(Stop)])
        {
            var failure = await FailAsync(act);
            Assert.Contains(CacheFile, failure.Message, StringComparison.Ordinal);
            Assert.Contains("keep the tokens in memory only", failure.RecommendedAction, StringComparison.Ordinal);
        }

        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(8));
        File.Delete(Folder);
        Directory.Move(Folder + "-moved", Folder);
        await client.SignOutAsync(Stop);
        Assert.DoesNotContain("1.ARoA", Cache(), StringComparison.Ordinal);
    }

    // A session that still has the tokens in memory must not write them again: not when it renews later, and not with a response that was under way.
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Who_signed_out_in_another_session_stays_signed_out(bool isConfidential, bool isRenewing)
    {
        SkipOnWindows();
        using var gate = new TokenGate(_handler);
        Task<PartnerClient> ConnectAsync() => PartnerClient.ConnectAsync(
            isConfidential
                ? PartnerCredentials.InteractiveBrowser(
                    EmulatorDefaults.ApplicationId, Secret.Hide(EmulatorDefaults.ApplicationSecret), EmulatorDefaults.TenantId, null,
                    new HeadlessBrowser(_emulator).OpenAsync)
                : PartnerCredentials.DeviceCode(EmulatorDefaults.ApplicationId, _ => Task.CompletedTask, EmulatorDefaults.TenantId),
            new PartnerClientOptions
            {
                HttpHandler = gate,
                TokenCache = TokenCacheMode.CurrentUser,
                AllowUnencryptedTokenCache = true,
                TokenCacheFolder = Folder,
            },
            Stop);

        using var first = await ConnectAsync();
        using var second = await ConnectAsync();
        Assert.Equal(1, _emulator.Statistics.TokenRequests);
        _emulator.RevokeAccessTokens();
        if (isRenewing)
        {
            gate.Close();
        }
        else
        {
            await second.SignOutAsync(Stop);
        }

        var reading = first.Customers[_emulator.Customers[0].CustomerId].Qualifications.GetAsync(Stop);
        if (isRenewing)
        {
            // Entra has responded, and the response is still on its way.
            await gate.Reached.WaitAsync(TimeSpan.FromSeconds(20), Stop);
            await second.SignOutAsync(Stop);
            gate.Open();
            await reading;
        }
        else
        {
            var failure = await Assert.ThrowsAsync<PartnerCenterException>(() => reading);
            Assert.Equal((PartnerErrorCode.SignInExpired, true), (failure.Error, failure.AffectsEveryCustomer));
        }

        Assert.Null(await first.GetRefreshTokenAsync(Stop));
        Assert.DoesNotContain("1.ARoA", Cache(), StringComparison.Ordinal);
        Assert.DoesNotContain("eyJ", Cache(), StringComparison.Ordinal);
        Assert.Equal(isRenewing ? 2 : 1, _emulator.Statistics.TokenRequests);

        // Whoever signs in now is remembered again.
        using var third = await ConnectAsync();
        Assert.Contains("1.ARoA", Cache(), StringComparison.Ordinal);
        await third.SignOutAsync(Stop);
    }

    [Fact]
    public async Task Without_a_cache_on_disk_the_refresh_token_is_the_current_one_until_the_end()
    {
        using var client = await PartnerClient.ConnectAsync(
            PartnerCredentials.DeviceCode(EmulatorDefaults.ApplicationId, _ => Task.CompletedTask, EmulatorDefaults.TenantId),
            new PartnerClientOptions { HttpHandler = _handler },
            Stop);
        using var first = await client.GetRefreshTokenAsync(Stop);
        Assert.StartsWith("1.ARoA", Secret.Reveal(first!), StringComparison.Ordinal);
        _emulator.RevokeAccessTokens();
        await client.Customers[_emulator.Customers[0].CustomerId].Qualifications.GetAsync(Stop);
        using var second = await client.GetRefreshTokenAsync(Stop);

        // It rotates with each renewal, and the renewal was made with the one before.
        Assert.NotEqual(Secret.Reveal(first!), Secret.Reveal(second!));
        Assert.Contains(
            _emulator.Statistics.RecordedRequests, request => request.Body.Contains(Uri.EscapeDataString(Secret.Reveal(first!)), StringComparison.Ordinal));
        client.Dispose();
        Assert.Null(await client.GetRefreshTokenAsync(Stop));
    }

    // Whether the file is still the one that was opened: what is added to the file appears in it.
    private async Task<bool> IsSameFileAsync(StreamReader held)
    {
        if (!File.Exists(CacheFile))
        {
            return false;
        }

        await File.AppendAllTextAsync(CacheFile, "-the-mark-", Stop);
        return (await held.ReadToEndAsync(Stop)).Contains("-the-mark-", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("message:'GDBus.Error:org.freedesktop.Secret.Error.IsLocked: Gesperrt'", true)]
    [InlineData("Cannot create an item in a locked collection", true)]
    [InlineData("Cannot set property on a locked object", true)]
    [InlineData("Cannot get secret of a locked object", true)]
    [InlineData("message:'The keyring is locked.'", true)]
    [InlineData("The connection was blocked", false)]
    [InlineData("The prompt was dismissed", true)]
    [InlineData("The name org.freedesktop.secrets was not provided by any .service files", false)]
    [InlineData("Cannot autolaunch D-Bus without X11 $DISPLAY", false)]
    [InlineData("", false)]
    public void The_words_of_a_locked_keyring_are_known(string words, bool isLocked) => Assert.Equal(isLocked, TokenCacheStore.IsLocked(words));

    // Before any test asks for a keyring: the runtime keeps the library that it found first, and many machines have a real one.
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "Nobody but the test runner loads this assembly.")]
    internal static void LoadStandInKeyring() => _ = StandInKeyring.IsThere;

    private static void SkipWithoutKeyring() =>
        Assert.SkipUnless(StandInKeyring.IsThere, "There is no C compiler for the keyring's stand-in, or this is not Linux.");

    /// <summary>Holds back the responses of the token endpoint while it's closed.</summary>
    private sealed class TokenGate(System.Net.Http.HttpMessageHandler inner) : System.Net.Http.HttpMessageHandler
    {
        private readonly System.Net.Http.HttpMessageInvoker _inner = new(inner, disposeHandler: false);
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile TaskCompletionSource? _closed;

        public Task Reached => _reached.Task;

        public void Close() => _closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Open() => _closed!.SetResult();

        protected override async Task<System.Net.Http.HttpResponseMessage> SendAsync(
            System.Net.Http.HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await _inner.SendAsync(request, cancellationToken);
            if (_closed is { } closed && request.RequestUri!.AbsolutePath.EndsWith("/token", StringComparison.Ordinal))
            {
                _reached.TrySetResult();
                await closed.Task.WaitAsync(cancellationToken);
            }

            return response;
        }

        protected override void Dispose(bool disposing)
        {
            _inner.Dispose();
            base.Dispose(disposing);
        }
    }

    /// <summary>Holds the lock as another process does.</summary>
    private FileStream HoldLock() => new(LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);

    /// <summary>
    /// The few functions of libsecret that the sign-in library calls. Where nothing is set, there is no keyring; tests of this class alone use one.
    /// </summary>
    private static class StandInKeyring
    {
        private const string Source = """
            void* malloc(unsigned long size);
            int strcmp(const char* a, const char* b);
            char* strdup(const char* text);
            struct error { unsigned int domain; int code; char* message; };
            static int state = 0;
            static char* stored[2];
            void stand_in_set(int value) { state = value & 3; if (value & 4) stored[0] = stored[1] = 0; }
            void* secret_schema_new(const char* n, int f, const char* a1, int t1, const char* a2, int t2, void* end) { static int schema; return &schema; }
            static int fails(struct error** e) {
                if (state == 1) return 0;
                struct error* made = malloc(sizeof(struct error));
                made->domain = 1; made->code = 2;
                made->message = state == 2 ? "Cannot create an item in a locked collection" : "The name org.freedesktop.secrets was not provided by any .service files";
                *e = made;
                return 1;
            }
            static char** slot(const char* value) { return &stored[strcmp(value, "test") == 0]; }
            int secret_password_store_sync(void* s, const char* c, const char* l, const char* p, void* x, struct error** e, const char* k1, const char* v1, const char* k2, const char* v2, void* end) {
                if (fails(e)) return 0;
                *slot(v1) = strdup(p);
                return 1;
            }
            char* secret_password_lookup_sync(void* s, void* x, struct error** e, const char* k1, const char* v1, const char* k2, const char* v2, void* end) {
                if (fails(e)) return 0;
                char* found = *slot(v1);
                return found ? strdup(found) : 0;
            }
            int secret_password_clear_sync(void* s, void* x, struct error** e, const char* k1, const char* v1, const char* k2, const char* v2, void* end) {
                if (fails(e)) return 0;
                *slot(v1) = 0;
                return 1;
            }
            """;

        private static readonly IntPtr Library = Load();

        private delegate void Setter(int value);

        public enum State
        {
            Absent,
            Open,
            Locked,
            New = Open | 4,
        }

        public static bool IsThere => Library != IntPtr.Zero;

        public static IDisposable Set(State state)
        {
            Marshal.GetDelegateForFunctionPointer<Setter>(NativeLibrary.GetExport(Library, "stand_in_set"))((int)state);
            return new Reset();
        }

        private static IntPtr Load()
        {
            if (!OperatingSystem.IsLinux())
            {
                return IntPtr.Zero;
            }

            var folder = Directory.CreateTempSubdirectory("pc-keyring").FullName;
            try
            {
                var (source, binary) = (Path.Combine(folder, "keyring.c"), Path.Combine(folder, "keyring.so"));
                File.WriteAllText(source, Source);
                using var compiler = Process.Start(
                    new ProcessStartInfo("cc", ["-shared", "-fPIC", "-w", "-o", binary, source]) { RedirectStandardError = true })!;
                compiler.WaitForExit();
                var library = compiler.ExitCode == 0 ? NativeLibrary.Load(binary) : IntPtr.Zero;
                if (library != IntPtr.Zero)
                {
                    NativeLibrary.SetDllImportResolver(
                        typeof(MsalCacheHelper).Assembly, (name, _, _) => name.StartsWith("libsecret", StringComparison.Ordinal) ? library : IntPtr.Zero);
                }

                return library;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return IntPtr.Zero;
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        private sealed class Reset : IDisposable
        {
            public void Dispose() => Set(State.Absent);
        }
    }
}
#endif
