namespace PartnerCenter.Reporting;

/// <summary>
/// A customer that couldn't be read.
/// </summary>
/// <param name="CustomerId">The customer's ID.</param>
/// <param name="CustomerName">The name of the customer's company, or null if it's unknown.</param>
internal sealed record MissingCustomer(string CustomerId, string? CustomerName);
