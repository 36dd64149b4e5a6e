using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace PartnerCenter.Qualifications;

/// <summary>
/// Completes -CompanyName and -Domain of Get-PcCustomer with the names or domains that begin with the typed text.
/// </summary>
public sealed class CustomerSearchCompleter : IArgumentCompleter
{
    /// <summary>Called by PowerShell.</summary>
    /// <param name="commandName">The cmdlet.</param>
    /// <param name="parameterName">The parameter: Domain, or otherwise the company's name.</param>
    /// <param name="wordToComplete">The typed text.</param>
    /// <param name="commandAst">The command.</param>
    /// <param name="fakeBoundParameters">The parameters that were already typed.</param>
    /// <returns>The values in alphabetical order, or none if there's no connection or no response within a second.</returns>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        if (CompletionContext.FindConnection(fakeBoundParameters) is not { } connection)
        {
            return [];
        }

        var word = CompletionContext.Unquote(wordToComplete);
        var isDomain = "Domain".Equals(parameterName, StringComparison.OrdinalIgnoreCase);
        return CustomerLookup.Find(connection, word)
            .Select(customer => (Value: isDomain ? customer.Domain : customer.CompanyName, Other: isDomain ? customer.CompanyName : customer.Domain))
            .Where(item => item.Value?.StartsWith(word, StringComparison.OrdinalIgnoreCase) == true && ToWord(item.Value) is not null)
            .GroupBy(item => item.Value, StringComparer.OrdinalIgnoreCase)
            .Select(same => same.First())
            .OrderBy(item => item.Value, StringComparer.CurrentCultureIgnoreCase)
            .Select(item => new CompletionResult(
                ToWord(item.Value)!,
                CompletionContext.ToLine(item.Value),
                CompletionResultType.ParameterValue,
                CompletionContext.ToLine(item.Value, item.Other)));
    }

    // Both parameters accept wildcards, which a name can contain.
    private static string? ToWord(string? value) => value is null ? null : CompletionContext.ToWord(WildcardPattern.Escape(value));
}
