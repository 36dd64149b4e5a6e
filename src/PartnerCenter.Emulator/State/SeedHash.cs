using System;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Emulator.State;

/// <summary>
/// Numbers that depend on a seed and nothing else: the same on every machine and framework, and for customer n without having made the n − 1 before it.
/// </summary>
internal static class SeedHash
{
    public static ulong Mix(ulong value)
    {
        unchecked
        {
            value += 0x9E3779B97F4A7C15UL;
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
            return value ^ (value >> 31);
        }
    }

    public static ulong Of(int seed, int index, int purpose) =>
        Mix(Mix(Mix((uint)seed) ^ (uint)index) ^ ((ulong)(uint)purpose << 32));

    /// <summary>A number from 0 to <paramref name="count"/> − 1.</summary>
    public static int Pick(int seed, int index, int purpose, int count) => (int)(Of(seed, index, purpose) % (uint)count);

    /// <summary>A GUID of version 4 in looks, without the index in it.</summary>
    public static Guid Guid(int seed, int index, int purpose)
    {
        var bytes = new byte[16];
        Fill(bytes, 0, Of(seed, index, purpose));
        Fill(bytes, 8, Of(seed, index, purpose + 1000));
        return ApplyTo(bytes);
    }

    /// <summary>
    /// The id of a customer that holds its index, scrambled: a customer is found by it without a table of 100,000 entries.
    /// </summary>
    public static Guid IndexedGuid(int seed, int index)
    {
        var bytes = new byte[16];
        Fill(bytes, 0, Of(seed, index, 1));
        Fill(bytes, 8, Of(seed, index, 2));
        var scrambled = Scramble(seed, (uint)index);
        bytes[0] = (byte)scrambled;
        bytes[1] = (byte)(scrambled >> 8);
        bytes[2] = (byte)(scrambled >> 16);
        bytes[3] = (byte)(scrambled >> 24);
        return EmulatedCustomers.Include(new Guid(bytes));
    }

    /// <summary>The index that the GUID would hold if it were one of <see cref="IndexedGuid"/>; the caller compares.</summary>
    public static int IndexOf(int seed, Guid id)
    {
        var bytes = id.ToByteArray();
        return unchecked((int)Unscramble(seed, (uint)(bytes[0] | (bytes[1] << 8) | (bytes[2] << 16) | (bytes[3] << 24))));
    }

    // A Feistel network of four rounds over two halves of 16 bits: each index has one scrambled number and the other way round.
    private static uint Scramble(int seed, uint value)
    {
        var left = (ushort)(value >> 16);
        var right = (ushort)value;
        for (var round = 0; round < 4; round++)
        {
            (left, right) = (right, (ushort)(left ^ (ushort)Of(seed, right, 100 + round)));
        }

        return ((uint)left << 16) | right;
    }

    private static uint Unscramble(int seed, uint value)
    {
        var left = (ushort)(value >> 16);
        var right = (ushort)value;
        for (var round = 3; round >= 0; round--)
        {
            (left, right) = ((ushort)(right ^ (ushort)Of(seed, left, 100 + round)), left);
        }

        return ((uint)left << 16) | right;
    }

    private static void Fill(byte[] bytes, int offset, ulong value)
    {
        for (var i = 0; i < 8; i++)
        {
            bytes[offset + i] = (byte)(value >> (8 * i));
        }
    }

    private static Guid ApplyTo(byte[] bytes)
    {
        bytes[7] = (byte)((bytes[7] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes);
    }
}
