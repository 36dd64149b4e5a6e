using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace PartnerCenter.Qualifications;

/// <summary>
/// Completes -Qualification with what can be requested, and where a parameter is typed already, with what goes with it.
/// </summary>
public sealed class RequestableQualificationCompleter : IArgumentCompleter
{
    /// <summary>Called by PowerShell.</summary>
    /// <param name="commandName">The cmdlet.</param>
    /// <param name="parameterName">The parameter.</param>
    /// <param name="wordToComplete">What is typed so far.</param>
    /// <param name="commandAst">The command.</param>
    /// <param name="fakeBoundParameters">The parameters typed so far.</param>
    /// <returns>The qualifications that fit.</returns>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var typed = fakeBoundParameters?.Keys.Cast<string>().ToArray() ?? [];
        var word = (wordToComplete ?? string.Empty).Trim('\'', '"');
        foreach (var qualification in Fitting(typed))
        {
            var name = qualification.ToString();
            if (name.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            {
                yield return new CompletionResult(name, name, CompletionResultType.ParameterValue, name);
            }
        }
    }

    private static Qualification[] Fitting(string[] typed) =>
        Has(typed, "EducationSegment") || Has(typed, "Website") ? [Qualification.Education]
        : Has(typed, "ValidationCode") ? [Qualification.GovernmentCommunityCloud]
        : [Qualification.Education, Qualification.GovernmentCommunityCloud, Qualification.StateOwnedEntity];

    private static bool Has(string[] typed, string name) => typed.Contains(name, StringComparer.OrdinalIgnoreCase);
}
