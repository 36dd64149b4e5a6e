using System;
using System.Collections.Concurrent;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Qualifications.Tests;
using Xunit;

[assembly: AssemblyFixture(typeof(PesterSessions))]

namespace PartnerCenter.Qualifications.Tests;

/// <summary>
/// The sessions that run Pester files: as many as files run at a time. A session in which a file did not pass runs no other.
/// </summary>
public sealed class PesterSessions : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, ConcurrentBag<PesterSession>> _idle = new(StringComparer.Ordinal);

    /// <summary>Runs a file, or only its tests with a tag, in a session that is idle or starts for it.</summary>
    internal async Task<(int ExitCode, string Output)> RunAsync(
        string file, string pester, string? tag, TimeSpan limit, CancellationToken cancellationToken)
    {
        var idle = _idle.GetOrAdd(pester, _ => []);
        if (!idle.TryTake(out var session))
        {
            session = await PesterSession.StartAsync(pester, cancellationToken);
        }

        var result = (ExitCode: -1, Output: string.Empty);
        try
        {
            result = await session.RunAsync(file, tag, limit, cancellationToken);
            return result;
        }
        finally
        {
            if (result.ExitCode == 0)
            {
                idle.Add(session);
            }
            else
            {
                await session.DisposeAsync();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var idle in _idle.Values)
        {
            while (idle.TryTake(out var session))
            {
                await session.DisposeAsync();
            }
        }
    }
}
