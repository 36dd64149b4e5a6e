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
    private const int MinYear = 2000;
    private const int MaxYear = 2199;

    /// <summary>Called by PowerShell when the parameter is bound.</summary>
    /// <param name="engineIntrinsics">The engine.</param>
    /// <param name="inputData">The specified value.</param>
    /// <returns>The date for text, and any other value unchanged.</returns>
    /// <exception cref="ArgumentTransformationMetadataException">The text isn't a date in ISO 8601 format.</exception>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (PSValue.Unwrap(inputData) is not string text)
        {
            return inputData;
        }

        if (!IsoDate.TryParse(text, DateTimeStyles.AssumeLocal, out var date))
        {
            throw new ArgumentTransformationMetadataException(string.Format(CultureInfo.CurrentCulture, CommandMessages.InvalidDate, DisplayText.Clean(text)));
        }

        // Get-Date -Format yyyy-MM-dd writes the year of the culture's calendar, such as 2569 or 1405.
        return date.Year is >= MinYear and <= MaxYear
            ? date
            : throw new ArgumentTransformationMetadataException(string.Format(
                CultureInfo.CurrentCulture, CommandMessages.InvalidYear, DisplayText.Clean(text), MinYear, MaxYear));
    }
}
