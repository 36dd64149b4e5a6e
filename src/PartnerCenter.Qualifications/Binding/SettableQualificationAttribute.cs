using System;
using System.Globalization;
using System.Linq;
using System.Management.Automation;

namespace PartnerCenter.Qualifications;

/// <summary>
/// Turns a qualification that can't be set, or that doesn't exist, into a value that PowerShell can't convert.
/// </summary>
/// <remarks>
/// PowerShell ignores such a value in a row, and the cmdlet reports it with the customer. On the command line, it's PowerShell's error, which shows the text.
/// An exception, or a value that ValidateSet rejects, would be PowerShell's error also in a row.
/// </remarks>
/// <param name="settable">The values that can be set.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SettableQualificationAttribute(params Qualification[] settable) : ArgumentTransformationAttribute
{
    /// <summary>Called by PowerShell when the parameter is bound.</summary>
    /// <param name="engineIntrinsics">The engine.</param>
    /// <param name="inputData">The specified value.</param>
    /// <returns>The qualification, or a value that can't be converted.</returns>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        LanguagePrimitives.TryConvertTo<Qualification>(inputData, out var qualification) && settable.Contains(qualification)
            ? qualification
            : new Rejected($"{inputData}: {string.Format(CultureInfo.CurrentCulture, CommandMessages.QualificationNotSettable, string.Join(", ", settable))}");

    private sealed class Rejected(string text)
    {
        public override string ToString() => DisplayText.Clean(text);
    }
}
