using System;
using System.Linq;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.Pipeline;

/// <summary>
/// Keeps values that come from outside from becoming headers of their own.
/// </summary>
internal static class HeaderValue
{
    /// <summary>Whether a header can hold the value: visible ASCII characters and spaces.</summary>
    public static bool IsValid(string value) => value.All(character => character is >= ' ' and <= '~');

    /// <exception cref="ArgumentException">A header cannot hold the value.</exception>
    public static string Require(string value, string name) =>
        IsValid(value ?? throw new ArgumentNullException(name)) ? value : throw new ArgumentException(Messages.InvalidHeaderValue, name);
}
