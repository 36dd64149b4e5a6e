using System;

namespace PartnerCenter.Qualifications;

/// <summary>
/// How the ids of customers that an emulator made up are told from ids of Microsoft Entra tenants, in whatever file or object they are found.
/// </summary>
/// <remarks>
/// They are GUIDs of version 8, which RFC 9562 leaves to everybody's own use, with a third group of <c>8e8e</c>. Microsoft Entra gives GUIDs of version 4.
/// A mark in the id cannot get lost: an export, a selection of properties and a report all need the id.
/// </remarks>
internal static class EmulatedCustomers
{
    /// <summary>The id of the key that an emulator signs its tokens with, as the token's header names it.</summary>
    public const string TokenKeyId = "emulator";

    private const byte Mark = 0x8E;

    /// <summary>Puts the mark into an id.</summary>
    public static Guid Include(Guid id)
    {
        var bytes = id.ToByteArray();
        bytes[6] = Mark;
        bytes[7] = Mark;
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes);
    }

    /// <summary>Whether an id has the mark.</summary>
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
