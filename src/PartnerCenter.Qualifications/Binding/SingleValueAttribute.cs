using System;
using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace PartnerCenter.Qualifications;

/// <summary>
/// Accepts exactly one of an enumeration's values, by its name or as itself. Turns anything else into a value that PowerShell can't convert.
/// </summary>
/// <remarks>
/// <para>
/// PowerShell adds up the numbers of several values: <c>Education,Nonprofit</c> would request Government Community Cloud.
/// </para>
/// <para>
/// PowerShell ignores a value in a row that it can't convert, and the cmdlet reports it with the customer. On the command line, it's PowerShell's error,
/// which shows the text. An exception, or a value that ValidateSet rejects, would be PowerShell's error also in a row.
/// </para>
/// </remarks>
/// <param name="accepted">The accepted values. The name of their type is that of the parameter.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SingleValueAttribute(params object[] accepted) : ArgumentTransformationAttribute
{
    /// <summary>Whether a missing value is accepted.</summary>
    public bool IsOptional { get; init; }

    /// <summary>Called by PowerShell when the parameter is bound.</summary>
    /// <param name="engineIntrinsics">The engine.</param>
    /// <param name="inputData">The specified value.</param>
    /// <returns>The value, or an object that can't be converted. An accepted missing value is returned unchanged.</returns>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var value = PSValue.Unwrap(inputData);
        if (value is IList { Count: 1 } list)
        {
            value = PSValue.Unwrap(list[0]);
        }

        if (IsOptional && (value is null || (value is string text && string.IsNullOrWhiteSpace(text))))
        {
            return inputData;
        }

        return Array.Find(accepted, item => IsSame(item, value)) ?? new Rejected(string.Format(
            CultureInfo.CurrentCulture,
            CommandMessages.NotSingleValue,
            LanguagePrimitives.ConvertTo<string>(inputData),
            accepted[0].GetType().Name,
            string.Join(", ", accepted)));
    }

    // ConvertFrom-Json returns a number, if the objects were converted without -EnumsAsStrings.
    private static bool IsSame(object accepted, object? value) => value switch
    {
        string text => text.Trim().Equals(accepted.ToString(), StringComparison.OrdinalIgnoreCase),
        int or long => Convert.ToInt64(accepted, CultureInfo.InvariantCulture) == Convert.ToInt64(value, CultureInfo.InvariantCulture),
        _ => accepted.Equals(value),
    };

    private sealed class Rejected(string text)
    {
        public override string ToString() => DisplayText.Clean(text);
    }
}
