namespace PartnerCenter.Qualifications;

/// <summary>
/// What remembers the connection that it came from, so that a command behind it in a pipeline uses the same one.
/// </summary>
internal interface IFromConnection
{
    /// <summary>The connection; null where it is unknown, as for an object that came from a file.</summary>
    PcContext? Origin { get; set; }
}
