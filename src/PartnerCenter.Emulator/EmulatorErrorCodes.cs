namespace PartnerCenter.Emulator;

/// <summary>
/// Error codes of the emulator's own making, where the service's documents give none. All others are the service's.
/// </summary>
internal static class EmulatorErrorCodes
{
    /// <summary>With status 409: what is requested and what the customer holds exclude each other, or are the same.</summary>
    public const int QualificationConflict = 600501;

    /// <summary>With status 409: the validation code has no creates left.</summary>
    public const int ValidationCodeExhausted = 600502;

    /// <summary>With status 409: the customer has been vetted for Education as often as it can be.</summary>
    public const int VerificationsExhausted = 600503;

    /// <summary>With status 500: a fault that was asked for.</summary>
    public const int InternalError = 600500;
}
