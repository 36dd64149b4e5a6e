using System;
using System.Collections.Generic;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// What the module's other cmdlets report in this runspace while a cmdlet watches: in its own pipeline, and in the script blocks of that pipeline.
/// </summary>
/// <remarks>
/// A cmdlet at the end of a pipeline does not see the errors of those before it. Other runspaces, as in ForEach-Object -Parallel, and what had happened
/// before the pipeline began, are not seen.
/// </remarks>
internal sealed class PipelineWatch : IDisposable
{
    private static readonly ConditionalWeakTable<Runspace, List<PipelineWatch>> Watches = new();

    private readonly List<PipelineWatch> _watches;
    private readonly HashSet<string> _failedCustomers = new(StringComparer.OrdinalIgnoreCase);

    private PipelineWatch(List<PipelineWatch> watches)
    {
        _watches = watches;
        _watches.Add(this);
    }

    /// <summary>The ids of the customers that ended in an error, each once.</summary>
    public IReadOnlyCollection<string> FailedCustomers => _failedCustomers;

    /// <summary>How many rows ended in an error whose id names no customer: a blank, or no GUID. Two of them are not known to be the same customer.</summary>
    public int FailedRows { get; private set; }

    /// <summary>Whether a cmdlet ended with a terminating error, such as a list of customers that broke off.</summary>
    public bool HasEndedCmdlet { get; private set; }

    /// <summary>Whether objects came from an emulator.</summary>
    public bool HasEmulatorOutput { get; private set; }

    /// <summary>Begins to watch the current runspace, until <see cref="Dispose"/>.</summary>
    public static PipelineWatch Start() => new(Watches.GetOrCreateValue(Runspace.DefaultRunspace));

    /// <summary>Reports that a customer ended in an error.</summary>
    public static void AddFailedCustomer(string? customerId) => ForEach(watch =>
    {
        if (Guid.TryParse(customerId, out var id))
        {
            watch._failedCustomers.Add(id.ToString("D"));
        }
        else
        {
            watch.FailedRows++;
        }
    });

    /// <summary>Reports a terminating error.</summary>
    public static void AddEndedCmdlet() => ForEach(watch => watch.HasEndedCmdlet = true);

    /// <summary>Reports an object that came from an emulator.</summary>
    public static void AddEmulatorOutput() => ForEach(watch => watch.HasEmulatorOutput = true);

    /// <inheritdoc/>
    public void Dispose() => _watches.Remove(this);

    private static void ForEach(Action<PipelineWatch> report)
    {
        // Only the runspace's own thread writes; a cmdlet that is disposed on another one has no runspace any more.
        if (Runspace.DefaultRunspace is { } runspace && Watches.TryGetValue(runspace, out var watches))
        {
            watches.ForEach(report);
        }
    }
}
