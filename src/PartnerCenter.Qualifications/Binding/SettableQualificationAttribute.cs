using System;
using System.Linq;
using System.Management.Automation;

namespace PartnerCenter.Qualifications;

/// <summary>
/// Binds a qualification that can't be set, or that doesn't exist, as <see cref="Qualification.Unknown"/>, so that the cmdlet reports it.
/// </summary>
/// <remarks>
/// For such a value in a row, PowerShell's own message names neither the customer nor the value, and says that a mandatory parameter is missing.
/// </remarks>
/// <param name="settable">The values that can be set.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SettableQualificationAttribute(params Qualification[] settable) : ArgumentTransformationAttribute
{
    /// <summary>Called by PowerShell when the parameter is bound.</summary>
    /// <param name="engineIntrinsics">The engine.</param>
    /// <param name="inputData">The specified value.</param>
    /// <returns>The qualification, or Unknown if it can't be set.</returns>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        LanguagePrimitives.TryConvertTo<Qualification>(inputData, out var qualification) && settable.Contains(qualification)
            ? qualification
            : Qualification.Unknown;
}
