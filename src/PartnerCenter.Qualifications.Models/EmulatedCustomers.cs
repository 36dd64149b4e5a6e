using System;

namespace PartnerCenter.Qualifications;

/// <summary>
/// Distinguishes the IDs of emulated customers from IDs of Microsoft Entra tenants, in any file or object.
/// </summary>
/// <remarks>
/// They're GUIDs of version 8, which RFC 9562 reserves for custom use, with the third group <c>8e8e</c>. Microsoft Entra uses GUIDs of version 4.
/// A mark in the ID can't get lost, because exports, selected properties, and reports all contain the ID.
/// </remarks>
internal static class EmulatedCustomers
{
    /// <summary>The ID of the key that signs an emulator's tokens, as named in the token's header.</summary>
    public const string TokenKeyId = "emulator";

    private const byte Mark = 0x8E;

    /// <summary>Adds the mark to an ID.</summary>
    public static Guid Include(Guid id)
    {
        var bytes = id.ToByteArray();
        bytes[6] = Mark;
        bytes[7] = Mark;
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes);
    }

    /// <summary>Whether an ID has the mark.</summary>
    public static bool Includes(string? customerId)
    {
        if (!Guid.TryParse(customerId, out var id))
        {
            return false;
        }

        var bytes = id.ToByteArray();
        return bytes[6] == Mark && bytes[7] == Mark;
    }
}
