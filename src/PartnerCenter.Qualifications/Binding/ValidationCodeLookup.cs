using System.Collections.Generic;
using System.Runtime.CompilerServices;
using PartnerCenter.Client;

namespace PartnerCenter.Qualifications;

/// <summary>
/// Reads the partner's validation codes for completion. Separate from the completer, which must not load the client before there's a connection.
/// </summary>
internal static class ValidationCodeLookup
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static IReadOnlyList<ValidationCode> Find(object connection)
    {
        var client = ((PartnerClient)connection).With(new PartnerOperation());
        return CompletionCache.Get(connection, client.Connection.Clock, "codes", stopping => client.Validations.GetAsync(stopping));
    }
}
