using System;
using System.Linq;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.Pipeline;

/// <summary>
/// Prevents header injection by external values.
/// </summary>
internal static class HeaderValue
{
    /// <summary>Whether the value is valid in a header: visible ASCII characters and spaces.</summary>
    public static bool IsValid(string value) => value.All(character => character is >= ' ' and <= '~');

    /// <exception cref="ArgumentException">The value isn't valid in a header.</exception>
    public static string Require(string value, string name) =>
        IsValid(value ?? throw new ArgumentNullException(name)) ? value : throw new ArgumentException(Messages.InvalidHeaderValue, name);
}
