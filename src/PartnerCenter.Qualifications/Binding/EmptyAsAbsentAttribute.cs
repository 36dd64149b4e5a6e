using System;
using System.Management.Automation;

namespace PartnerCenter.Qualifications;

/// <summary>
/// Treats an empty value as absent, because an empty cell of a CSV file is empty text.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class EmptyAsAbsentAttribute : ArgumentTransformationAttribute
{
    /// <summary>Called by PowerShell when the parameter is bound, also for null.</summary>
    public override bool TransformNullOptionalParameters => true;

    /// <summary>Called by PowerShell when the parameter is bound.</summary>
    /// <param name="engineIntrinsics">The engine.</param>
    /// <param name="inputData">The specified value.</param>
    /// <returns>Null for blank text, and trimmed text otherwise. Any other value is unchanged.</returns>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        PSValue.Unwrap(inputData) is not string text ? inputData
        : string.IsNullOrWhiteSpace(text) ? null
        : text.Trim();
}
