// What newer frameworks have and the tests use, for the .NET Framework.

using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Formats.Asn1;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;

namespace System.Buffers.Text
{
    internal static class Base64Url
    {
        public static string EncodeToString(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }
}

namespace System.Security.Cryptography.X509Certificates
{
    // The framework has this one, but Mono does not.
    internal sealed class CertificateRequest(string subject, RSA key, HashAlgorithmName hash, RSASignaturePadding padding)
    {
        private const string CommonName = "2.5.4.3";
        private const string RsaEncryption = "1.2.840.113549.1.1.1";
        private const string Sha256WithRsa = "1.2.840.113549.1.1.11";

        public X509Certificate2 CreateSelfSigned(DateTimeOffset from, DateTimeOffset to)
        {
            // Mono loses a key one of whose numbers begins with a zero byte; no test minds another key.
            X509Certificate2 certificate;
            while (!(certificate = Sign(from, to)).HasPrivateKey)
            {
                key = RSA.Create(2048);
            }

            return certificate;
        }

        private X509Certificate2 Sign(DateTimeOffset from, DateTimeOffset to)
        {
            var writer = new AsnWriter(AsnEncodingRules.DER);
            using (writer.PushSequence())
            {
                writer.WriteInteger(1);
                WriteAlgorithm(writer, Sha256WithRsa);
                WriteName(writer);
                using (writer.PushSequence())
                {
                    writer.WriteUtcTime(from);
                    writer.WriteUtcTime(to);
                }

                WriteName(writer);
                using (writer.PushSequence())
                {
                    WriteAlgorithm(writer, RsaEncryption);
                    writer.WriteBitString(PublicKey());
                }
            }

            var content = writer.Encode();
            writer.Reset();
            using (writer.PushSequence())
            {
                writer.WriteEncodedValue(content);
                WriteAlgorithm(writer, Sha256WithRsa);
                writer.WriteBitString(key.SignData(content, hash, padding));
            }

            using var certificate = new X509Certificate2(writer.Encode());
            return certificate.CopyWithPrivateKey(key);
        }

        private static void WriteAlgorithm(AsnWriter writer, string identifier)
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(identifier);
                writer.WriteNull();
            }
        }

        private void WriteName(AsnWriter writer)
        {
            using (writer.PushSequence())
            using (writer.PushSetOf())
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(CommonName);
                writer.WriteCharacterString(UniversalTagNumber.UTF8String, subject["CN=".Length..]);
            }
        }

        private byte[] PublicKey()
        {
            var parameters = key.ExportParameters(false);
            var writer = new AsnWriter(AsnEncodingRules.DER);
            using (writer.PushSequence())
            {
                writer.WriteIntegerUnsigned(parameters.Modulus);
                writer.WriteIntegerUnsigned(parameters.Exponent);
            }

            return writer.Encode();
        }
    }

    internal static class X509CertificateLoader
    {
        public static X509Certificate2 LoadCertificate(byte[] bytes) => new(bytes);

        public static X509Certificate2 LoadPkcs12(byte[] bytes, string password) => new(bytes, password);
    }
}

namespace System.Threading.Tasks
{
    internal sealed class TaskCompletionSource : TaskCompletionSource<bool>
    {
        public void SetResult() => SetResult(true);
    }
}

namespace System.Threading
{
    /// <summary>An object to lock.</summary>
    internal sealed class Lock
    {
        private readonly object _gate = new();

        public Scope EnterScope()
        {
            Monitor.Enter(_gate);
            return new Scope(_gate);
        }

        public readonly ref struct Scope(object entered)
        {
            public void Dispose() => Monitor.Exit(entered);
        }
    }
}

namespace System
{
    // The compiler's, for x[^1] and x[1..].
    internal readonly struct Index(int value, bool fromEnd = false)
    {
        public static implicit operator Index(int value) => new(value);

        public int GetOffset(int length) => fromEnd ? length - value : value;
    }

    internal readonly struct Range(Index start, Index end)
    {
        public Index Start => start;

        public Index End => end;

        public static Range StartAt(Index start) => new(start, new Index(0, true));

        public static Range EndAt(Index end) => new(0, end);
    }

    internal readonly record struct DateOnly(int DayNumber)
    {
        public static DateOnly FromDateTime(DateTime time) => new((int)(time.Ticks / TimeSpan.TicksPerDay));

        public static DateOnly ParseExact(string text, string format) => FromDateTime(DateTime.ParseExact(text, format, CultureInfo.InvariantCulture));

        public DateOnly AddDays(int days) => new(DayNumber + days);
    }
}

/// <summary>Members that came later; in no namespace, so that nobody has to name one.</summary>
internal static class Desktop
{
    extension(CancellationTokenSource source)
    {
        public Task CancelAsync()
        {
            source.Cancel();
            return Task.CompletedTask;
        }
    }

    extension(ValueTask)
    {
        public static ValueTask CompletedTask => default;
    }

    extension(string)
    {
        public static string Join(char separator, IEnumerable<string?> parts) => string.Join(separator.ToString(), parts);

        public static string Create(IFormatProvider provider, FormattableString text) => text.ToString(provider);
    }

    extension(Enum)
    {
        public static bool IsDefined<T>(T value)
            where T : struct, Enum => Enum.IsDefined(typeof(T), value);

        public static T[] GetValues<T>()
            where T : struct, Enum => (T[])Enum.GetValues(typeof(T));

        public static T Parse<T>(string name)
            where T : struct, Enum => (T)Enum.Parse(typeof(T), name);
    }

    extension(Encoding)
    {
        public static Encoding Latin1 => Encoding.GetEncoding("iso-8859-1");
    }

    extension(File)
    {
        public static Task WriteAllBytesAsync(string path, byte[] bytes, CancellationToken cancellationToken) =>
            Task.Run(() => File.WriteAllBytes(path, bytes), cancellationToken);
    }

    extension(Stopwatch)
    {
        public static TimeSpan GetElapsedTime(long since) => TimeSpan.FromSeconds((Stopwatch.GetTimestamp() - since) / (double)Stopwatch.Frequency);
    }

    extension(Parallel)
    {
        public static Task ForEachAsync<T>(IEnumerable<T> items, ParallelOptions options, Func<T, CancellationToken, ValueTask> body)
        {
            var left = new ConcurrentQueue<T>(items);
            return Task.WhenAll(Enumerable.Range(0, options.MaxDegreeOfParallelism).Select(_ => Task.Run(
                async () =>
                {
                    while (left.TryDequeue(out var item))
                    {
                        await body(item, options.CancellationToken);
                    }
                },
                options.CancellationToken)));
        }
    }

    extension(char)
    {
        public static bool IsAsciiDigit(char character) => character is >= '0' and <= '9';
    }

    extension(TimeSpan time)
    {
        public static TimeSpan operator *(TimeSpan left, double right) => TimeSpan.FromTicks((long)(left.Ticks * right));

        public static TimeSpan operator *(double left, TimeSpan right) => right * left;

        public static TimeSpan operator /(TimeSpan left, double right) => TimeSpan.FromTicks((long)(left.Ticks / right));
    }

    extension(ArgumentOutOfRangeException)
    {
        public static void ThrowIfGreaterThan<T>(T value, T other, [CallerArgumentExpression(nameof(value))] string? name = null)
            where T : IComparable<T>
        {
            if (value.CompareTo(other) > 0)
            {
                throw new ArgumentOutOfRangeException(name);
            }
        }

        public static void ThrowIfNotEqual<T>(T value, T other, [CallerArgumentExpression(nameof(value))] string? name = null)
        {
            if (!EqualityComparer<T>.Default.Equals(value, other))
            {
                throw new ArgumentOutOfRangeException(name);
            }
        }
    }

    public static void Deconstruct<TKey, TValue>(this KeyValuePair<TKey, TValue> pair, out TKey key, out TValue value) =>
        (key, value) = (pair.Key, pair.Value);

    public static Task WaitAsync(this Task task, CancellationToken cancellationToken) => WaitAsync(task, Timeout.InfiniteTimeSpan, cancellationToken);

    public static Task WaitAsync(this Task task, TimeSpan limit) => WaitAsync(task, limit, CancellationToken.None);

    public static async Task WaitAsync(this Task task, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var first = await Task.WhenAny(task, Task.Delay(limit, stop.Token));
        stop.Cancel();
        if (first != task)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new TimeoutException();
        }

        await task;
    }

    public static Task<T> WaitAsync<T>(this Task<T> task, TimeSpan limit) => WaitAsync(task, limit, CancellationToken.None);

    public static async Task<T> WaitAsync<T>(this Task<T> task, TimeSpan limit, CancellationToken cancellationToken)
    {
        await WaitAsync((Task)task, limit, cancellationToken);
        return await task;
    }

    public static async Task<List<T>> ToListAsync<T>(this IAsyncEnumerable<T> items, CancellationToken cancellationToken = default)
    {
        var list = new List<T>();
        await foreach (var item in items.WithCancellation(cancellationToken))
        {
            list.Add(item);
        }

        return list;
    }

    public static async IAsyncEnumerable<T> Take<T>(this IAsyncEnumerable<T> items, int count)
    {
        await foreach (var item in items)
        {
            yield return item;
            if (--count == 0)
            {
                break;
            }
        }
    }

    public static async Task<T> FirstAsync<T>(this IAsyncEnumerable<T> items, CancellationToken cancellationToken = default)
    {
        await foreach (var item in items.WithCancellation(cancellationToken))
        {
            return item;
        }

        throw new InvalidOperationException("There is none.");
    }

    public static Task<int> SendAsync(this Socket socket, byte[] bytes, CancellationToken cancellationToken) =>
        socket.SendAsync(new ArraySegment<byte>(bytes), SocketFlags.None);

    public static async Task<int> ReceiveAsync(this Socket socket, byte[] bytes, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.Register(socket.Dispose);
        return await socket.ReceiveAsync(new ArraySegment<byte>(bytes), SocketFlags.None);
    }

    public static async Task<Socket> AcceptSocketAsync(this TcpListener listener, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.Register(listener.Stop);
        try
        {
            return await listener.AcceptSocketAsync();
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    public static void Dispose(this TcpListener listener) => listener.Stop();

    public static Task<string> ReadAsStringAsync(this HttpContent content, CancellationToken cancellationToken) =>
        content.ReadAsStringAsync().WaitAsync(Timeout.InfiniteTimeSpan, cancellationToken);

    public static Task<Stream> ReadAsStreamAsync(this HttpContent content, CancellationToken cancellationToken) =>
        content.ReadAsStreamAsync().WaitAsync(Timeout.InfiniteTimeSpan, cancellationToken);

    public static Task<string> GetStringAsync(this HttpClient client, Uri address, CancellationToken cancellationToken) =>
        client.GetStringAsync(address).WaitAsync(Timeout.InfiniteTimeSpan, cancellationToken);

    public static Task CopyToAsync(this Stream from, Stream to, CancellationToken cancellationToken) => from.CopyToAsync(to, 81920, cancellationToken);

    public static Dictionary<TKey, TValue> ToDictionary<TKey, TValue>(this MatchCollection matches, Func<Match, TKey> key, Func<Match, TValue> value) =>
        matches.Cast<Match>().ToDictionary(key, value);

    public static IEnumerable<T> Order<T>(this IEnumerable<T> items, IComparer<T> comparer) => items.OrderBy(item => item, comparer);

    public static IEnumerable<(T1 First, T2 Second)> Zip<T1, T2>(this IEnumerable<T1> left, IEnumerable<T2> right) =>
        Enumerable.Zip(left, right, (a, b) => (a, b));

    public static string[] Split(this string text, char separator, int count) => text.Split([separator], count);
}
