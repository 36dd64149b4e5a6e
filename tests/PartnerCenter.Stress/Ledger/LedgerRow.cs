using PartnerCenter.Qualifications;

namespace PartnerCenter.Stress.Ledger;

/// <summary>
/// What makes a row special.
/// </summary>
public enum RowKind
{
    /// <summary>Nothing: the service does as it is asked.</summary>
    Ordinary = 0,

    /// <summary>The customer has the qualification already.</summary>
    Held,

    /// <summary>The service denies it.</summary>
    Denied,

    /// <summary>The service knows no such customer.</summary>
    Missing,

    /// <summary>What the row asks for contradicts itself, so that nothing is to be sent.</summary>
    Nonsense,

    /// <summary>The row names a qualification that does not exist, so that nothing is to be sent.</summary>
    Misspelt,
}

/// <summary>
/// One row of the file: a customer, and what is requested for it.
/// </summary>
/// <param name="CustomerId">The customer's id.</param>
/// <param name="Qualification">The qualification.</param>
/// <param name="Segment">The kind of school; null for none.</param>
/// <param name="Website">The website; null for none.</param>
/// <param name="Code">The validation code; null for none.</param>
/// <param name="Kind">What makes the row special.</param>
public sealed record LedgerRow(string CustomerId, Qualification Qualification, EducationSegment? Segment, string? Website, string? Code, RowKind Kind)
{
    /// <summary>Whether the service may be asked to write anything for the row.</summary>
    public bool IsSent => Kind is not (RowKind.Nonsense or RowKind.Misspelt);

    /// <summary>The payload that has to arrive, in the words of <see cref="LedgerRequest.Payload"/>.</summary>
    public string Payload => LedgerRequest.Describe(Qualification.ToString(), Segment?.ToString(), Website, Code);
}
