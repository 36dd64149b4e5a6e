using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace PartnerCenter.Qualifications;

/// <summary>
/// Completes -Qualification with the values that a cmdlet can set.
/// </summary>
internal abstract class QualificationCompleter(params Qualification[] settable) : IArgumentCompleter
{
    /// <summary>Called by PowerShell.</summary>
    /// <param name="commandName">The cmdlet.</param>
    /// <param name="parameterName">The parameter.</param>
    /// <param name="wordToComplete">The typed text.</param>
    /// <param name="commandAst">The command.</param>
    /// <param name="fakeBoundParameters">The parameters that were already typed.</param>
    /// <returns>The matching values.</returns>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = CompletionContext.Unquote(wordToComplete);
        return settable.Select(value => value.ToString()).Where(value => value.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            .Select(value => new CompletionResult(value));
    }
}

/// <summary>Completes the qualifications of New-PcCustomerQualification.</summary>
internal sealed class NewQualificationCompleter()
    : QualificationCompleter(Qualification.Education, Qualification.GovernmentCommunityCloud, Qualification.StateOwnedEntity);

/// <summary>Completes the qualifications of Set-PcCustomerQualification.</summary>
internal sealed class SetQualificationCompleter() : QualificationCompleter(Qualification.Education, Qualification.GovernmentCommunityCloud);
