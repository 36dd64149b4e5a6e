using System;
using System.Globalization;
using System.Management.Automation;

namespace PartnerCenter.Qualifications;

/// <summary>
/// Reads a date that is passed as text as ISO 8601. PowerShell would read it with the culture of the session, whose calendar can be another one.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class IsoDateAttribute : ArgumentTransformationAttribute
{
    /// <summary>Called by PowerShell when the parameter is bound.</summary>
    /// <param name="engineIntrinsics">The engine.</param>
    /// <param name="inputData">The specified value.</param>
    /// <returns>The date for text, and any other value unchanged.</returns>
    /// <exception cref="ArgumentTransformationMetadataException">The text isn't a date in ISO 8601 format.</exception>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if ((inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is not string text)
        {
            return inputData;
        }

        return IsoDate.TryParse(text, DateTimeStyles.AssumeLocal, out var date)
            ? date
            : throw new ArgumentTransformationMetadataException(
                string.Format(CultureInfo.CurrentCulture, CommandMessages.InvalidDate, DisplayText.Clean(text)));
    }
}
