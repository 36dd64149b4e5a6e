using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace PartnerCenter.Qualifications;

/// <summary>
/// Completes -ValidationCode with the partner's codes that can still qualify a customer, by the beginning of the code or of the organization's name.
/// </summary>
public sealed class ValidationCodeCompleter : IArgumentCompleter
{
    /// <summary>Called by PowerShell.</summary>
    /// <param name="commandName">The cmdlet.</param>
    /// <param name="parameterName">The parameter.</param>
    /// <param name="wordToComplete">The typed text.</param>
    /// <param name="commandAst">The command.</param>
    /// <param name="fakeBoundParameters">The parameters that were already typed.</param>
    /// <returns>The matching codes, or none if there's no connection or no response within a second.</returns>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        if (CompletionContext.FindConnection(fakeBoundParameters) is not { } connection)
        {
            return [];
        }

        var word = CompletionContext.Unquote(wordToComplete);
        return ValidationCodeLookup.Find(connection)
            .Where(
                code =>
                    CompletionContext.ToWord(code.ValidationId) is not null
                        && !(code.RemainingCreates <= 0)
                        && (Begins(code.ValidationId, word) || Begins(code.OrganizationName, word)))
            .OrderBy(code => code.OrganizationName, StringComparer.CurrentCultureIgnoreCase)
            .Select(code => new CompletionResult(
                CompletionContext.ToWord(code.ValidationId)!,
                CompletionContext.ToLine(code.OrganizationName, code.ValidationId),
                CompletionResultType.ParameterValue,
                CompletionContext.ToLine(code.OrganizationName ?? code.ValidationId, Left(code))));
    }

    private static bool Begins(string? text, string word) => text?.StartsWith(word, StringComparison.OrdinalIgnoreCase) == true;

    private static string? Left(ValidationCode code) =>
        code.RemainingCreates is { } left ? string.Format(CultureInfo.CurrentCulture, CommandMessages.ValidationCodeLeft, left, code.MaxCreates) : null;
}
