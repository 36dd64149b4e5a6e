namespace PartnerCenter.Emulator.Api;

/// <summary>
/// Where a page lies from the one whose continuation token is sent. The pages spell the words, the OpenAPI document the numbers.
/// </summary>
internal enum SeekOperation
{
    Next = 0,
    Previous = 1,
    First = 2,
    Last = 3,
}
