namespace PartnerCenter.Emulator.State;

/// <summary>
/// The fields that the customers' search knows.
/// </summary>
internal static class CustomerFields
{
    public const string CompanyName = "CompanyName";
    public const string Domain = "Domain";

    /// <summary>Known, and without any match: the emulated partner deals with its customers itself.</summary>
    public const string IndirectReseller = "IndirectReseller";

    /// <summary>Known, and without any match: the emulated partner deals with its customers itself.</summary>
    public const string IndirectCloudSolutionProvider = "IndirectCloudSolutionProvider";
}
