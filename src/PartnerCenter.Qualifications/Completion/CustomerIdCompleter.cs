using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace PartnerCenter.Qualifications;

/// <summary>
/// Completes -CustomerId. The user types the beginning of the company's name or of the domain, and the completer inserts the ID.
/// </summary>
public sealed class CustomerIdCompleter : IArgumentCompleter
{
    /// <summary>Called by PowerShell.</summary>
    /// <param name="commandName">The cmdlet.</param>
    /// <param name="parameterName">The parameter.</param>
    /// <param name="wordToComplete">The typed text.</param>
    /// <param name="commandAst">The command.</param>
    /// <param name="fakeBoundParameters">The parameters that were already typed.</param>
    /// <returns>The matching customers by name, or none if there's no connection or no response within a second.</returns>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        CompletionContext.FindConnection(fakeBoundParameters) is { } connection
            ? CustomerLookup.Find(connection, CompletionContext.Unquote(wordToComplete))
                .Where(customer => Guid.TryParseExact(customer.CustomerId, "D", out _))
                .OrderBy(customer => customer.ToString(), StringComparer.CurrentCultureIgnoreCase)
                .Select(customer => new CompletionResult(
                    customer.CustomerId,
                    CompletionContext.ToLine(customer.ToString()),
                    CompletionResultType.ParameterValue,
                    CompletionContext.ToLine(customer.ToString(), customer.Domain)))
            : [];
}
