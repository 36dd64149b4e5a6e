using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client;

namespace PartnerCenter.Qualifications;

/// <summary>
/// Finds the customers whose name or domain begins with the typed text. Separate from the completer, which must not load the client before there's a
/// connection.
/// </summary>
internal static class CustomerLookup
{
    /// <summary>The maximum number of suggestions of each kind. A longer list isn't useful.</summary>
    private const int Most = 50;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static IReadOnlyList<Customer> Find(object connection, string prefix)
    {
        // The response to a shorter prefix contains the result, if that response was complete.
        for (var length = prefix.Length - 1; length >= 0; length--)
        {
            if (CompletionCache.Peek<Customer>(connection, Question(prefix.Substring(0, length))) is { Count: < Most } known)
            {
                return [.. known.Where(
                    customer => Begins(customer.CompanyName, prefix) || Begins(customer.Domain, prefix) || Begins(customer.CustomerId, prefix))];
            }
        }

        var client = ((PartnerClient)connection).With(new PartnerOperation());
        return CompletionCache.Get(connection, client.Connection.Clock, Question(prefix), stopping => ListAsync(client, prefix, stopping));
    }

    private static string Question(string prefix) => "customers " + prefix.ToUpperInvariant();

    private static bool Begins(string? text, string prefix) => text?.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) == true;

    private static async Task<IReadOnlyList<Customer>> ListAsync(PartnerClient client, string prefix, CancellationToken stopping)
    {
        if (prefix.Length == 0)
        {
            return await TakeAsync(client, new CustomerQuery { PageSize = Most }, stopping).ConfigureAwait(false);
        }

        var byName = TakeAsync(client, new CustomerQuery { CompanyName = prefix, PageSize = Most }, stopping);
        var byDomain = TakeAsync(client, new CustomerQuery { Domain = prefix, PageSize = Most }, stopping);
        var found = await Task.WhenAll(byName, byDomain).ConfigureAwait(false);
        return [.. found.SelectMany(customers => customers).GroupBy(customer => customer.CustomerId).Select(same => same.First())];
    }

    private static async Task<List<Customer>> TakeAsync(PartnerClient client, CustomerQuery query, CancellationToken stopping)
    {
        var customers = new List<Customer>();
        await foreach (var customer in client.Customers.ListAsync(query, stopping).ConfigureAwait(false))
        {
            customers.Add(customer);
            if (customers.Count == Most)
            {
                break;
            }
        }

        return customers;
    }
}
