namespace PartnerCenter.Qualifications;

/// <summary>
/// One difference between customers' qualifications at an earlier and at a later time.
/// </summary>
public sealed class QualificationDifference : IFromConnection
{
    /// <summary>The customer's ID: a GUID in lower case with hyphens.</summary>
    public string? CustomerId => Latest?.CustomerId;

    /// <summary>The name of the customer's company, if it's known. The later name, unless only the earlier one is known.</summary>
    public string? CustomerName => NewValue?.CustomerName ?? OldValue?.CustomerName;

    /// <summary>The customer's initial domain, if it's known.</summary>
    public string? Domain => NewValue?.Domain ?? OldValue?.Domain;

    /// <summary>What happened.</summary>
    public DifferenceKind Kind { get; init; }

    /// <summary>The qualification.</summary>
    public Qualification Qualification => Latest?.Qualification ?? Qualification.None;

    /// <summary>The earlier status of the vetting, or null if the customer didn't have the qualification.</summary>
    public VettingStatus? OldVettingStatus => OldValue?.VettingStatus;

    /// <summary>The later status of the vetting, or null if the customer no longer has the qualification.</summary>
    public VettingStatus? NewVettingStatus => NewValue?.VettingStatus;

    /// <summary>Why the qualification was denied, as the service describes it.</summary>
    public string? VettingReason => Latest?.VettingReason;

    /// <summary>The service's own value of <see cref="Qualification"/>, or null if it isn't known.</summary>
    public string? RawQualification => Latest?.RawQualification;

    /// <summary>The earlier qualification, or null if the customer didn't have it.</summary>
    public CustomerQualification? OldValue { get; init; }

    /// <summary>The later qualification, or null if the customer no longer has it.</summary>
    public CustomerQualification? NewValue { get; init; }

    /// <summary>The later of the two values, which has the customer's current name.</summary>
    internal CustomerQualification? Latest => NewValue ?? OldValue;

    PcContext? IFromConnection.Origin
    {
        get => field ?? (Latest as IFromConnection)?.Origin;
        set;
    }

    /// <summary>Returns the kind and the values, such as <c>StatusChanged: Education (InReview) -> Education (Approved)</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => this switch
    {
        { OldValue: null } => $"{Kind}: {NewValue}",
        { NewValue: null } => $"{Kind}: {OldValue}",
        _ => $"{Kind}: {OldValue} -> {NewValue}",
    };
}
