using System;
using System.Management.Automation;

namespace PartnerCenter.Qualifications;

/// <summary>
/// Says clearly why a context that came from another process cannot be used.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class LiveContextAttribute : ArgumentTransformationAttribute
{
    /// <summary>Called by PowerShell when the parameter is bound.</summary>
    /// <param name="engineIntrinsics">The engine.</param>
    /// <param name="inputData">What the user gave.</param>
    /// <returns>The same.</returns>
    /// <exception cref="ArgumentTransformationMetadataException">It is the picture of a context from another process.</exception>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (inputData is PSObject picture && picture.TypeNames.Contains("Deserialized." + typeof(PcContext).FullName))
        {
            throw new ArgumentTransformationMetadataException($"{CommandMessages.DeserializedContext} {CommandMessages.DeserializedContextAction}");
        }

        return inputData;
    }
}
