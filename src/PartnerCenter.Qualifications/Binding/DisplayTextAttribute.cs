using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;

namespace PartnerCenter.Qualifications;

/// <summary>
/// Removes control characters from text that is passed to a parameter of another type.
/// </summary>
/// <remarks>
/// If the text can't be converted, PowerShell's own error repeats it, and it can be a company's name. No valid value of such a parameter contains
/// control characters, so removing them doesn't affect valid values.
/// </remarks>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DisplayTextAttribute : ArgumentTransformationAttribute
{
    /// <summary>Called by PowerShell when the parameter is bound.</summary>
    /// <param name="engineIntrinsics">The engine.</param>
    /// <param name="inputData">What was given.</param>
    /// <returns>Text, and the texts of a list, without control characters; anything else as it is.</returns>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        PSValue.Unwrap(inputData) switch
        {
            string text => DisplayText.Clean(text),
            IList list and not byte[] when list.Cast<object?>().Any(IsText) =>
                list.Cast<object?>().Select(item => IsText(item) ? DisplayText.Clean(item!.ToString()) : item).ToArray(),
            _ => inputData,
        };

    private static bool IsText(object? value) => PSValue.Unwrap(value) is string;
}
