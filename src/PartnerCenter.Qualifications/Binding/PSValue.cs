using System.Management.Automation;

namespace PartnerCenter.Qualifications;

/// <summary>
/// A value as PowerShell passes it, which can be wrapped in a <see cref="PSObject"/>.
/// </summary>
internal static class PSValue
{
    /// <summary>Returns the value itself.</summary>
    public static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
