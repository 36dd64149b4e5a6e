using System;
using System.Collections.Generic;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// Collects what the module's other cmdlets report in this runspace while a cmdlet watches: in its own pipeline, and in the script blocks of that pipeline.
/// </summary>
/// <remarks>
/// A cmdlet at the end of a pipeline doesn't see the errors of the cmdlets before it. Events in other runspaces, as in ForEach-Object -Parallel, and
/// events before the pipeline started aren't collected.
/// </remarks>
internal sealed class PipelineWatch : IDisposable
{
    private static readonly ConditionalWeakTable<Runspace, List<PipelineWatch>> Watches = new();

    private readonly List<PipelineWatch> _watches;
    private readonly Dictionary<string, string?> _failedCustomers = new(StringComparer.OrdinalIgnoreCase);

    private PipelineWatch(List<PipelineWatch> watches)
    {
        _watches = watches;
        _watches.Add(this);
    }

    /// <summary>The IDs of the customers that ended in an error, each once, with the name if it's known.</summary>
    public IReadOnlyDictionary<string, string?> FailedCustomers => _failedCustomers;

    /// <summary>The IDs of the customers of which a part couldn't be read, while other parts can have been returned.</summary>
    public HashSet<string> PartlyReadCustomers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The number of failed rows whose ID is unknown, blank, or isn't a GUID. Two of them can't be recognized as the same customer.</summary>
    public int FailedRows { get; private set; }

    /// <summary>Whether a cmdlet ended with a terminating error, such as an incomplete list of customers.</summary>
    public bool HasEndedCmdlet { get; private set; }

    /// <summary>Whether objects came from an emulator.</summary>
    public bool HasEmulatorOutput { get; private set; }

    /// <summary>Starts to watch the current runspace, until <see cref="Dispose"/>.</summary>
    public static PipelineWatch Start() => new(Watches.GetOrCreateValue(Runspace.DefaultRunspace));

    /// <summary>Reports that a customer ended in an error.</summary>
    public static void AddFailedCustomer(string? customerId, string? customerName) => ForEach(watch =>
    {
        if (Guid.TryParse(customerId, out var id))
        {
            var key = id.ToString("D");
            watch._failedCustomers[key] = watch._failedCustomers.TryGetValue(key, out var known) ? customerName ?? known : customerName;
        }
        else
        {
            watch.FailedRows++;
        }
    });

    /// <summary>Reports that a part of a customer couldn't be read.</summary>
    public static void AddPartlyReadCustomer(string customerId) => ForEach(watch => watch.PartlyReadCustomers.Add(customerId));

    /// <summary>Reports a terminating error.</summary>
    public static void AddEndedCmdlet() => ForEach(watch => watch.HasEndedCmdlet = true);

    /// <summary>Reports an object that came from an emulator.</summary>
    public static void AddEmulatorOutput() => ForEach(watch => watch.HasEmulatorOutput = true);

    /// <inheritdoc/>
    public void Dispose() => _watches.Remove(this);

    private static void ForEach(Action<PipelineWatch> report)
    {
        // Only the runspace's own thread writes. A cmdlet that is disposed on another thread has no runspace.
        if (Runspace.DefaultRunspace is { } runspace && Watches.TryGetValue(runspace, out var watches))
        {
            watches.ForEach(report);
        }
    }
}
