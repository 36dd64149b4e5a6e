using System;
using System.Management.Automation;

namespace PartnerCenter.Qualifications;

/// <summary>
/// Takes an empty value for one that was not given: an empty cell of a CSV file is empty text.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class EmptyAsAbsentAttribute : ArgumentTransformationAttribute
{
    /// <summary>Called by PowerShell when the parameter is bound, for null too.</summary>
    public override bool TransformNullOptionalParameters => true;

    /// <summary>Called by PowerShell when the parameter is bound.</summary>
    /// <param name="engineIntrinsics">The engine.</param>
    /// <param name="inputData">What was given.</param>
    /// <returns>Null for blank text; text without blanks at its ends; anything else as it is.</returns>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is not string text ? inputData
        : string.IsNullOrWhiteSpace(text) ? null
        : text.Trim();
}
