using System;
using System.Management.Automation;

namespace PartnerCenter.Qualifications;

/// <summary>
/// Rejects a context from another process with a clear message.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class LiveContextAttribute : ArgumentTransformationAttribute
{
    /// <summary>Called by PowerShell when the parameter is bound.</summary>
    /// <param name="engineIntrinsics">The engine.</param>
    /// <param name="inputData">The specified value.</param>
    /// <returns>The unchanged value.</returns>
    /// <exception cref="ArgumentTransformationMetadataException">The value is a deserialized context from another process.</exception>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (inputData is PSObject picture && picture.TypeNames.Contains("Deserialized." + typeof(PcContext).FullName))
        {
            throw new ArgumentTransformationMetadataException($"{CommandMessages.DeserializedContext} {CommandMessages.DeserializedContextAction}");
        }

        return inputData;
    }
}
