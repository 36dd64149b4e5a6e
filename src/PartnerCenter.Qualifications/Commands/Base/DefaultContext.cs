using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// The default context of each runspace. Two runspaces in one process never use each other's account by accident.
/// </summary>
internal static class DefaultContext
{
    private static readonly ConditionalWeakTable<Runspace, StrongBox<PcContext?>> Contexts = new();

    public static PcContext? Get() => Contexts.GetOrCreateValue(Runspace.DefaultRunspace).Value;

    public static void Set(PcContext? context) => Contexts.GetOrCreateValue(Runspace.DefaultRunspace).Value = context;
}
