using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace PartnerCenter.Qualifications;

/// <summary>
/// Caches the service's responses for completion for a short time, per connection. Completion waits less than a second. A response that takes longer
/// arrives in the background and is available the next time.
/// </summary>
internal static class CompletionCache
{
    private const int MaxEntries = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(800);
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);
    private static readonly ConditionalWeakTable<object, ConcurrentDictionary<string, Entry>> Caches = new();

    /// <summary>Reads from the service, or from the cache. Returns nothing if the service fails or is slow.</summary>
    public static IReadOnlyList<T> Get<T>(object connection, TimeProvider clock, string question, Func<CancellationToken, Task<IReadOnlyList<T>>> query)
    {
        var entries = Caches.GetOrCreateValue(connection);
        if (entries.Count >= MaxEntries)
        {
            entries.Clear();
        }

        if (!entries.TryGetValue(question, out var entry) || entry.IsOver)
        {
            entry = new Entry(InvokeAsync(query), clock);
            entries[question] = entry;
        }

        try
        {
            return entry.Answer.Wait(Patience) ? ((Task<IReadOnlyList<T>>)entry.Answer).Result : [];
        }
        catch (AggregateException)
        {
            // Completion doesn't report the failure. The command itself will report it.
            return [];
        }
    }

    /// <summary>A cached response.</summary>
    public static IReadOnlyList<T>? Peek<T>(object connection, string question) =>
        Caches.TryGetValue(connection, out var entries) && entries.TryGetValue(question, out var entry) && !entry.IsOver
            && entry.Answer is Task<IReadOnlyList<T>> { Status: TaskStatus.RanToCompletion } answer
            ? answer.Result
            : null;

    private static Task<IReadOnlyList<T>> InvokeAsync<T>(Func<CancellationToken, Task<IReadOnlyList<T>>> query) => Task.Run(async () =>
    {
        using var limit = new CancellationTokenSource(CallTimeout);
        return await query(limit.Token).ConfigureAwait(false);
    });

    private sealed class Entry(Task answer, TimeProvider clock)
    {
        private readonly long _asked = clock.GetTimestamp();

        public Task Answer { get; } = answer;

        public bool IsOver => Answer.IsFaulted || Answer.IsCanceled || clock.GetElapsedTime(_asked) > Lifetime;
    }
}
