using System.Collections.Generic;
using System.Linq;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// The open contexts of each runspace, one of which is its default. Two runspaces in one process never use each other's account by accident.
/// </summary>
internal static class RunspaceContexts
{
    // A script that connects in a loop and never disconnects must not keep every connection.
    private const int MaxContexts = 50;

    private static readonly ConditionalWeakTable<Runspace, State> States = new();

    /// <summary>The default context, or null if there's none.</summary>
    public static PcContext? Default => Current.Default;

    private static State Current => States.GetOrCreateValue(Runspace.DefaultRunspace);

    /// <summary>The open contexts: the default one first, then the others, latest first.</summary>
    public static IReadOnlyList<PcContext> GetAll() =>
        [.. Current.Contexts.Where(context => context.IsConnected).Reverse().OrderByDescending(context => ReferenceEquals(context, Default))];

    /// <summary>Makes a context the default one.</summary>
    public static void Select(PcContext context)
    {
        var state = Current;
        state.Contexts.RemoveAll(other => ReferenceEquals(other, context) || !other.IsConnected);
        state.Contexts.Add(context);
        if (state.Contexts.Count > MaxContexts)
        {
            state.Contexts.RemoveAt(0);
        }

        state.Default = context;
    }

    /// <summary>Forgets a closed context.</summary>
    public static void Remove(PcContext? context)
    {
        var state = Current;
        state.Contexts.RemoveAll(other => ReferenceEquals(other, context));
        if (ReferenceEquals(state.Default, context))
        {
            state.Default = null;
        }
    }

    private sealed class State
    {
        public List<PcContext> Contexts { get; } = [];

        public PcContext? Default { get; set; }
    }
}
