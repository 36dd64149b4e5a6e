// What newer frameworks have and the tests use, for the .NET Framework.

using System.Collections.Generic;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

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
    /// <summary>Members that came later.</summary>
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
            public static string Join(char separator, IEnumerable<string> parts) => string.Join(separator.ToString(), parts);
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

        public static void Deconstruct<TKey, TValue>(this KeyValuePair<TKey, TValue> pair, out TKey key, out TValue value) => (key, value) = (pair.Key, pair.Value);

        public static async Task WaitAsync(this Task task, CancellationToken cancellationToken) => await WaitAsync(task, Timeout.InfiniteTimeSpan, cancellationToken);

        public static async Task WaitAsync(this Task task, TimeSpan limit, CancellationToken cancellationToken)
        {
            if (await Task.WhenAny(task, Task.Delay(limit, cancellationToken)) != task)
            {
                cancellationToken.ThrowIfCancellationRequested();
                throw new TimeoutException();
            }

            await task;
        }

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

        public static IEnumerable<(T1, T2)> Zip<T1, T2>(this IEnumerable<T1> left, IEnumerable<T2> right) => Linq.Enumerable.Zip(left, right, (a, b) => (a, b));

        public static string[] Split(this string text, char separator, int count) => text.Split([separator], count);
    }
}
