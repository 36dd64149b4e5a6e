using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Identity.Client.Extensions.Msal;
using PartnerCenter.Client.Pipeline;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.Authentication;

/// <summary>
/// The token cache on disk: encrypted by the system, or a file in plain text that only its owner can read.
/// </summary>
internal sealed class TokenCacheStore
{
    private const string Service = "PartnerCenter.Qualifications";

    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LockPollingInterval = TimeSpan.FromMilliseconds(50);

    private static readonly Regex LockedWords = new(
        @"Secret\.Error\.IsLocked|\blocked\b|prompt was dismissed", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    private readonly string _folder;
    private readonly string _fileName;
    private readonly Storage? _encrypted;
    private readonly TimeProvider _clock;

    private TokenCacheStore(string folder, string fileName, Storage? encrypted, TimeProvider clock)
    {
        _clock = clock;
        _folder = folder;
        _fileName = fileName;
        _encrypted = encrypted;
    }

    /// <summary>What the cache is called in messages: its file, which on Linux and macOS only stands for an entry of the keyring.</summary>
    public string Name => Path.Combine(_folder, _fileName);

    private string LockFile => Name + ".lockfile";

    /// <exception cref="PartnerCenterException">The cache cannot be used, or only in plain text, which is not allowed.</exception>
    public static async Task<TokenCacheStore> OpenAsync(PartnerClientOptions options, Uri authority, CancellationToken cancellationToken)
    {
        var folder = options.TokenCacheFolder ?? DefaultFolder();
        var (fileName, entry) = NamesFor(authority);
        var plain = new TokenCacheStore(folder, fileName, null, options.TimeProvider);
        var wasOpen = plain.Try(() => PrivateFolder.Prepare(folder, [plain.Name, plain.LockFile]));
        using (await plain.LockAsync(cancellationToken).ConfigureAwait(false))
        {
            plain.Try(() => PrivateFolder.TightenFile(plain.Name, wasOpen));
            var trace = new MessageListener();
            var storage = Storage.Create(
                new StorageCreationPropertiesBuilder(fileName, folder)
                    .WithMacKeyChain(Service, entry)
                    .WithLinuxKeyring(Service, MsalCacheHelper.LinuxKeyRingDefaultCollection, entry, new("Product", entry), new("Version", "1"))
                    .Build(),
                trace.Source);
            var encrypted = new TokenCacheStore(folder, fileName, storage, options.TimeProvider);
            try
            {
                storage.VerifyPersistence();
                plain.Try(plain.DeletePlainText);
                return encrypted;
            }
            catch (MsalCachePersistenceException exception)
            {
                var cause = exception.InnerException?.Message ?? exception.Message;
                if (IsLocked(trace.Messages))
                {
                    throw Failure(
                        string.Format(CultureInfo.CurrentCulture, Messages.TokenCacheKeyringLocked, cause),
                        Advice.Of(nameof(Messages.TokenCacheKeyringLockedAction)));
                }

                if (!options.AllowUnencryptedTokenCache)
                {
                    throw new PartnerCenterException(
                        PartnerErrorCode.SignInFailed,
                        string.Format(CultureInfo.CurrentCulture, Messages.TokenCacheUnencrypted, cause),
                        Advice.Of(nameof(Messages.TokenCacheUnencryptedAction)));
                }

                return plain;
            }
        }
    }

    /// <summary>
    /// Whether the keyring is there, and only locked: the name of its error, or its words. What is locked (a collection, an object), each says in its own.
    /// </summary>
    public static bool IsLocked(string messages) => LockedWords.IsMatch(messages);

    /// <summary>Waits for the cache's lock, which other processes respect, too.</summary>
    /// <exception cref="PartnerCenterException">Somebody else kept it for longer than is worth waiting for, or the folder cannot be used.</exception>
    public async Task<IDisposable> LockAsync(CancellationToken cancellationToken)
    {
        var started = _clock.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                // One attempt: its own way to wait blocks the thread and cannot be cancelled.
                return new CrossPlatLock(LockFile, lockFileRetryDelay: 1, lockFileRetryCount: 1);
            }
            catch (InvalidOperationException exception) when (!IsHopeless(exception.InnerException))
            {
                if (_clock.GetElapsedTime(started) > LockTimeout)
                {
                    throw Failure(
                        string.Format(CultureInfo.CurrentCulture, Messages.TokenCacheBusy, Name, LockTimeout.TotalSeconds, exception.InnerException?.Message),
                        Advice.Of(nameof(Messages.TokenCacheBusyAction), LockFile),
                        RetryKind.Transient);
                }
            }
            catch (Exception exception) when (exception is InvalidOperationException or IOException or UnauthorizedAccessException)
            {
                throw Unusable(exception.InnerException ?? exception);
            }

            await Delay.WaitAsync(_clock, LockPollingInterval, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads the cache, under the lock; empty where there is none.</summary>
    /// <exception cref="PartnerCenterException">It cannot be read.</exception>
    public byte[] Read()
    {
        if (_encrypted is null)
        {
            return Try(() => File.Exists(Name) ? File.ReadAllBytes(Name) : []);
        }

        try
        {
            return _encrypted.ReadData();
        }
        catch (Exception exception)
        {
            throw Corrupt(exception);
        }
    }

    /// <summary>Writes the cache, under the lock.</summary>
    /// <exception cref="PartnerCenterException">It could not be written.</exception>
    public void Write(byte[] data)
    {
        if (_encrypted is null)
        {
            Try(() => PrivateFolder.WriteFile(Name, data));
            return;
        }

        // The library logs a failure and returns, so what it wrote is read again.
        Try(() => _encrypted.WriteData(data));
        if (!Read().SequenceEqual(data))
        {
            throw Failure(string.Format(CultureInfo.CurrentCulture, Messages.TokenCacheNotWritten, Name), Advice.Of(nameof(Messages.TokenCacheUnusableAction)));
        }
    }

    /// <summary>Does nothing where the storage works: a keyring that was locked meanwhile looks empty.</summary>
    /// <exception cref="PartnerCenterException">It does not.</exception>
    public void RequireStorage()
    {
        try
        {
            _encrypted?.VerifyPersistence();
        }
        catch (MsalCachePersistenceException exception)
        {
            throw Unusable(exception.InnerException ?? exception);
        }
    }

    public PartnerCenterException Corrupt(Exception exception)
    {
        // The sign-in library puts a whole stack trace into its message; the reason at the bottom is one line.
        var reason = exception.GetBaseException().Message.Split('\n')[0].Trim();
        return Failure(string.Format(CultureInfo.CurrentCulture, Messages.TokenCacheCorrupt, Name, reason), Advice.Of(nameof(Messages.TokenCacheDeleteAction)));
    }

    public static PartnerCenterException Failure(string message, Advice action, RetryKind transience = default) =>
        new(PartnerErrorCode.TokenCacheFailed, message, action) { RetryKind = transience };

    // MSAL knows an authority by its host alone, takes several hosts for one, and forgets an account at all of them. A token is for exactly the address that
    // issued it, so each address has a cache of its own.
    private static (string FileName, string Entry) NamesFor(Uri authority)
    {
        if (PartnerAddress.IsSameOrigin(PartnerCloud.Of(PartnerEnvironment.Global).Authority, authority))
        {
            return ("tokens.cache", Service);
        }

        // The colons of an IPv6 address are no part of a file's name everywhere.
        var origin = $"{authority.Scheme}-{authority.IdnHost.ToLowerInvariant().Replace(':', '~')}-{authority.Port.ToString(CultureInfo.InvariantCulture)}";
        return ($"tokens-{origin}.cache", $"{Service} {origin}");
    }

    private static string DefaultFolder()
    {
        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create);
        return data.Length > 0
            ? Path.Combine(data, Service)
            : throw new PartnerCenterException(
                PartnerErrorCode.TokenCacheFailed, Messages.TokenCacheNoFolder, Advice.Of(nameof(Messages.TokenCacheUnusableAction)));
    }

    // On Windows, a file that is about to be deleted is refused in the same way, and is gone a moment later.
    private static bool IsHopeless(Exception? exception) =>
        exception is DirectoryNotFoundException or PathTooLongException || (exception is UnauthorizedAccessException && Path.DirectorySeparatorChar == '/');

    /// <summary>Deletes what an earlier session kept in plain text, now that it can be encrypted.</summary>
    private void DeletePlainText()
    {
        if (File.Exists(Name))
        {
            using (var file = File.OpenRead(Name))
            {
                if (file.ReadByte() != '{')
                {
                    return;
                }
            }

            File.Delete(Name);
        }
    }

    private void Try(Action access) => Try(() =>
    {
        access();
        return true;
    });

    private T Try<T>(Func<T> access)
    {
        try
        {
            return access();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw Unusable(exception);
        }
    }

    private PartnerCenterException Unusable(Exception exception) =>
        Failure(
            string.Format(CultureInfo.CurrentCulture, Messages.TokenCacheUnusable, Name, exception.Message),
            Advice.Of(nameof(Messages.TokenCacheUnusableAction)));

    /// <summary>Keeps what the library tells only its log: why the keyring refused.</summary>
    private sealed class MessageListener : TraceListener
    {
        private readonly System.Text.StringBuilder _messages = new();

        public MessageListener()
        {
            Source = new TraceSource(nameof(TokenCacheStore), SourceLevels.Error);
            Source.Listeners.Clear();
            Source.Listeners.Add(this);
        }

        public TraceSource Source { get; }

        public string Messages => _messages.ToString();

        public override void Write(string? message) => _messages.Append(message);

        public override void WriteLine(string? message) => _messages.AppendLine(message);
    }
}
