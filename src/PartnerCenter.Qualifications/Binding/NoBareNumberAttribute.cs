using System;
using System.Globalization;
using System.Management.Automation;

namespace PartnerCenter.Qualifications;

/// <summary>
/// Refuses a number as a time span: PowerShell takes it for ticks of 100 ns, and nobody means those.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NoBareNumberAttribute : ArgumentTransformationAttribute
{
    /// <summary>Called by PowerShell when the parameter is bound.</summary>
    /// <param name="engineIntrinsics">The engine.</param>
    /// <param name="inputData">What the user gave.</param>
    /// <returns>The same.</returns>
    /// <exception cref="ArgumentTransformationMetadataException">It is a number other than zero.</exception>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (value is int or long or double or decimal or float or short or byte or uint or ulong or ushort or sbyte
            && Convert.ToDouble(value, CultureInfo.InvariantCulture) != 0)
        {
            throw new ArgumentTransformationMetadataException(CommandMessages.InvalidTimeAction);
        }

        return inputData;
    }
}
