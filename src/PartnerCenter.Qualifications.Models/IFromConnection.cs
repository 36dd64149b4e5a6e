namespace PartnerCenter.Qualifications;

/// <summary>
/// An object that stores the connection that it came from, so that the next command in a pipeline uses the same connection.
/// </summary>
internal interface IFromConnection
{
    /// <summary>The connection, or null if it's unknown, as for an object from a file.</summary>
    PcContext? Origin { get; set; }
}
