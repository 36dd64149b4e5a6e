using System;
using System.Globalization;
using System.Management.Automation;

namespace PartnerCenter.Qualifications;

/// <summary>
/// Rejects a number without a unit as a time span. PowerShell interprets it as ticks of 100 ns, which is never intended.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NoBareNumberAttribute : ArgumentTransformationAttribute
{
    /// <summary>Called by PowerShell when the parameter is bound.</summary>
    /// <param name="engineIntrinsics">The engine.</param>
    /// <param name="inputData">The specified value.</param>
    /// <returns>The unchanged value.</returns>
    /// <exception cref="ArgumentTransformationMetadataException">The value is a number other than zero.</exception>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var value = PSValue.Unwrap(inputData);
        if (value is int or long or double or decimal or float or short or byte or uint or ulong or ushort or sbyte
            && Convert.ToDouble(value, CultureInfo.InvariantCulture) != 0)
        {
            throw new ArgumentTransformationMetadataException(CommandMessages.InvalidTimeAction);
        }

        return inputData;
    }
}
