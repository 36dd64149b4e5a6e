using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace PartnerCenter.Qualifications;

/// <summary>
/// The service's answers for completion, kept for a short while per connection. Whoever presses Tab waits less than a second: an answer that takes
/// longer comes in behind the scenes, and is there the next time.
/// </summary>
internal static class CompletionCache
{
    private const int MaxEntries = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(800);
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);
    private static readonly ConditionalWeakTable<object, ConcurrentDictionary<string, Entry>> Caches = new();

    /// <summary>Asks, or takes the answer that is there; nothing where the service fails or is slow.</summary>
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
            // Not the moment to report it: the command itself will.
            return [];
        }
    }

    /// <summary>An answer that is there already.</summary>
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
