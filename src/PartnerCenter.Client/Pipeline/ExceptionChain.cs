using System;
using System.Collections.Generic;

namespace PartnerCenter.Client.Pipeline;

/// <summary>
/// An exception and its causes: the transport hides what went wrong some levels down, how many depends on the framework.
/// </summary>
internal static class ExceptionChain
{
    /// <summary>The exception, then its cause, then the cause of that.</summary>
    public static IEnumerable<Exception> Of(Exception? exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }
}
