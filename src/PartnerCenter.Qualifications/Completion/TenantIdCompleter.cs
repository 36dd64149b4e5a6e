using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace PartnerCenter.Qualifications;

/// <summary>
/// Completes -TenantId of a sign-in with the tenants that this runspace has signed in to, latest first.
/// </summary>
public sealed class TenantIdCompleter : IArgumentCompleter
{
    /// <summary>Called by PowerShell.</summary>
    /// <param name="commandName">The cmdlet.</param>
    /// <param name="parameterName">The parameter.</param>
    /// <param name="wordToComplete">The typed text.</param>
    /// <param name="commandAst">The command.</param>
    /// <param name="fakeBoundParameters">The parameters that were already typed.</param>
    /// <returns>The matching tenants.</returns>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = CompletionContext.Unquote(wordToComplete);
        return RecentTenants.Get()
            .Where(recent => recent.Tenant.StartsWith(word, StringComparison.OrdinalIgnoreCase) && CompletionContext.ToWord(recent.Tenant) is not null)
            .Select(recent => new CompletionResult(
                CompletionContext.ToWord(recent.Tenant)!,
                CompletionContext.ToLine(recent.Tenant),
                CompletionResultType.ParameterValue,
                CompletionContext.ToLine(recent.Account)));
    }
}
