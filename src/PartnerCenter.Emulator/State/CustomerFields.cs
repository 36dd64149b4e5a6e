namespace PartnerCenter.Emulator.State;

/// <summary>
/// The fields that the customers' search knows.
/// </summary>
internal static class CustomerFields
{
    public const string CompanyName = "CompanyName";
    public const string Domain = "Domain";

    /// <summary>The id of the indirect reseller.</summary>
    public const string IndirectReseller = "IndirectReseller";

    /// <summary>The same, by its other name.</summary>
    public const string IndirectCloudSolutionProvider = "IndirectCloudSolutionProvider";
}
