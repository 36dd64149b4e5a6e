using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;

namespace PartnerCenter.Qualifications;

/// <summary>
/// Takes control characters out of text that is given to a parameter of another type.
/// </summary>
/// <remarks>
/// Where the text cannot be converted, PowerShell's own error repeats it, and it may be a company's name. No value of such a parameter holds such a
/// character, so nothing that could be converted is lost.
/// </remarks>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DisplayTextAttribute : ArgumentTransformationAttribute
{
    /// <summary>Called by PowerShell when the parameter is bound.</summary>
    /// <param name="engineIntrinsics">The engine.</param>
    /// <param name="inputData">What was given.</param>
    /// <returns>Text, and the texts of a list, without control characters; anything else as it is.</returns>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
        {
            string text => DisplayText.Clean(text),
            IList list and not byte[] when list.Cast<object?>().Any(IsText) =>
                list.Cast<object?>().Select(item => IsText(item) ? DisplayText.Clean(item!.ToString()) : item).ToArray(),
            _ => inputData,
        };

    private static bool IsText(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) is string;
}
