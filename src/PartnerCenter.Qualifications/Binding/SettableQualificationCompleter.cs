using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace PartnerCenter.Qualifications;

/// <summary>
/// Completes -Qualification with what the older endpoint can set.
/// </summary>
public sealed class SettableQualificationCompleter : IArgumentCompleter
{
    private readonly RequestableQualificationCompleter _all = new();

    /// <summary>Called by PowerShell.</summary>
    /// <param name="commandName">The cmdlet.</param>
    /// <param name="parameterName">The parameter.</param>
    /// <param name="wordToComplete">What is typed so far.</param>
    /// <param name="commandAst">The command.</param>
    /// <param name="fakeBoundParameters">The parameters typed so far.</param>
    /// <returns>The qualifications that fit.</returns>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        _all.CompleteArgument(commandName, parameterName, wordToComplete, commandAst, fakeBoundParameters)
            .Where(result => !result.CompletionText.Equals(nameof(Qualification.StateOwnedEntity), StringComparison.Ordinal));
}
