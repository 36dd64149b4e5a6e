using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;

namespace PartnerCenter.Qualifications;

/// <summary>
/// Separates values in one text, such as <c>'Denied,InReview'</c>. PowerShell would add up their numbers to another value of the enumeration.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SeparateValuesAttribute : ArgumentTransformationAttribute
{
    /// <summary>Called by PowerShell when the parameter is bound.</summary>
    /// <param name="engineIntrinsics">The engine.</param>
    /// <param name="inputData">The specified value.</param>
    /// <returns>The values. An input without text is returned unchanged.</returns>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => PSValue.Unwrap(inputData) switch
    {
        string text when text.IndexOf(',') >= 0 => Separate(text),
        IList list when list.Cast<object?>().Any(item => PSValue.Unwrap(item) is string) =>
            list.Cast<object?>().SelectMany(item => PSValue.Unwrap(item) is string text ? Separate(text) : [item]).ToArray(),
        _ => inputData,
    };

    private static object?[] Separate(string text) => Array.ConvertAll(text.Split(','), object? (part) => part.Trim());
}
