using System;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace PartnerCenter.Qualifications.Views;

/// <summary>
/// Registers with a session how PowerShell presents and serializes the module's objects.
/// </summary>
/// <remarks>
/// A types file in the manifest would do the same, but a session can load its definitions only once, so that a second copy of the module couldn't be
/// imported. Importing the module registers nothing, because that loads another module, which takes time.
/// </remarks>
internal static class ResultTypes
{
    private static readonly ConditionalWeakTable<Runspace, object> Registered = new();

    /// <summary>The classes of the objects that reach the pipeline.</summary>
    public static readonly Type[] All = Find(type => type is { IsClass: true, IsAbstract: false } && !typeof(Exception).IsAssignableFrom(type));

    // In another process, these are text instead of numbers, so that the same filters find the same objects.
    private static readonly Type[] Enumerations = Find(type => type.IsEnum);

    /// <summary>Registers once for each runspace.</summary>
    public static void Register()
    {
        if (Runspace.DefaultRunspace is not { } runspace || Registered.TryGetValue(runspace, out _))
        {
            return;
        }

        Registered.GetValue(runspace, _ => new object());
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        foreach (var type in All)
        {
            Add(shell, new TypeData(type) { TypeAdapter = typeof(ResultAdapter) });
        }

        foreach (var type in Enumerations)
        {
            Add(shell, new TypeData(type) { SerializationMethod = "String" });
        }

        try
        {
            shell.Invoke();
        }
        catch (CommandNotFoundException)
        {
            // A restricted session can lack the command. Dates are then written with its culture.
        }
    }

    private static Type[] Find(Predicate<Type> isResult) => Array.FindAll(typeof(Customer).Assembly.GetExportedTypes(), isResult);

    private static void Add(PowerShell shell, TypeData data) =>
        shell.AddStatement().AddCommand(@"Microsoft.PowerShell.Utility\Update-TypeData").AddParameter("TypeData", data).AddParameter("Force")
            .AddParameter("WhatIf", false).AddParameter("Confirm", false);
}
