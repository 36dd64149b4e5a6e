using System;
using System.Collections.Generic;

namespace PartnerCenter.Client.Pipeline;

/// <summary>
/// An exception and its inner exceptions. The transport reports the actual cause some levels down, and the number of levels depends on the framework.
/// </summary>
internal static class ExceptionChain
{
    /// <summary>The exception, followed by its inner exceptions.</summary>
    public static IEnumerable<Exception> Of(Exception? exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }
}
