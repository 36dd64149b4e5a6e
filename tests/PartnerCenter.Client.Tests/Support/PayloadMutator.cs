using System;
using System.Collections.Generic;
using System.Text;

namespace PartnerCenter.Client.Tests.Support;

/// <summary>
/// Makes bodies that no server should send: random bytes, and payloads with bytes and values deleted, inserted, doubled, flipped and swapped.
/// The same seed makes the same body.
/// </summary>
internal static class PayloadMutator
{
    private static readonly string[] Values =
    [
        "null", "true", "{}", "[]", "\"\"", "0", "-1", "1e999", "1e-999", "99999999999999999999", "1.5", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u0000\"",
        "\"9999-12-31T23:59:59.9999999-14:00\"",
            "\"0001-01-01T00:00:00+14:00\"", "\"2020-02-30T00:00:00Z\"", "\"2020\"", "[[[]]]", "{\"qualifications\":[]}", "{\"qualification\":null}", "[null]",
            "NaN", "Infinity", "// c\n1", "/* c */", "\"Education\"",
                "\"/customers?seekOperation=Next\"", "\"https://evil.example/\"", "\"\\u202e\"",
            ];

    private static readonly byte[][] Fragments =
    [
        "{"u8.ToArray(), "}"u8.ToArray(), "["u8.ToArray(), "]"u8.ToArray(), ","u8.ToArray(), ":"u8.ToArray(), "\""u8.ToArray(), "\\"u8.ToArray(),
        "//"u8.ToArray(), "/*"u8.ToArray(), "*/"u8.ToArray(),
            "\\u"u8.ToArray(), [0], [0xEF, 0xBB, 0xBF], [0xFF, 0xFE], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80], [0x1F, 0x8B],
            "\r\n"u8.ToArray(),
            ];

    /// <summary>Makes a body.</summary>
    /// <param name="payloads">Good payloads to start from.</param>
    /// <param name="seed">Decides about everything.</param>
    /// <returns>The body.</returns>
    public static byte[] Mutate(IReadOnlyList<byte[]> payloads, int seed)
    {
        var random = new Random(seed);
        if (random.Next(8) == 0)
        {
            var noise = new byte[random.Next(200)];
            random.NextBytes(noise);
            return noise;
        }

        var body = new List<byte>(payloads[random.Next(payloads.Count)]);
        for (var changes = random.Next(1, 6); changes > 0; changes--)
        {
            Change(body, payloads, random);
        }

        return [.. body];
    }

    private static void Change(List<byte> body, IReadOnlyList<byte[]> payloads, Random random)
    {
        var at = random.Next(body.Count + 1);
        var length = Math.Min(random.Next(1, 24), body.Count - at);
        switch (random.Next(11))
        {
            case 0:
                body.RemoveRange(at, length);
                break;
            case 1:
                body.RemoveRange(at, body.Count - at);
                break;
            case 2:
                body.InsertRange(at, Fragments[random.Next(Fragments.Length)]);
                break;
            case 3:
                body.InsertRange(random.Next(body.Count + 1), body.GetRange(at, length));
                break;
            case 4 when at < body.Count:
                body[at] ^= (byte)(1 << random.Next(8));
                break;
            case 5 when at < body.Count:
                body[at] = (byte)random.Next(256);
                break;
            case 6:
                body.InsertRange(at, new List<byte>(payloads[random.Next(payloads.Count)]));
                break;
            case 7:
                var deep = (byte)(random.Next(2) == 0 ? '[' : '{');
                body.InsertRange(at, new List<byte>(new byte[random.Next(1, 200)]).ConvertAll(_ => deep));
                break;
            case 8:
                // Longer than the buffers on the way.
                body.InsertRange(at, new List<byte>(new byte[random.Next(10_000, 40_000)]).ConvertAll(_ => (byte)' '));
                break;
            default:
                ReplaceValue(body, random);
                break;
        }
    }

    // A string or a number becomes another value, or the same twice, or another one of the same body.
    private static void ReplaceValue(List<byte> body, Random random)
    {
        var values = FindValues(body);
        if (values.Count == 0)
        {
            return;
        }

        var (start, length) = values[random.Next(values.Count)];
        var (otherStart, otherLength) = values[random.Next(values.Count)];
        var replacement = random.Next(3) == 0
            ? body.GetRange(otherStart, otherLength)
            : new List<byte>(Encoding.UTF8.GetBytes(Values[random.Next(Values.Length)]));
        body.RemoveRange(start, length);
        body.InsertRange(start, replacement);
    }

    private static List<(int Start, int Length)> FindValues(List<byte> body)
    {
        var values = new List<(int, int)>();
        for (var i = 0; i < body.Count; i++)
        {
            var start = i;
            if (body[i] == '"')
            {
                for (i++; i < body.Count && body[i] != '"'; i++)
                {
                    if (body[i] == '\\')
                    {
                        i++;
                    }
                }

                if (i < body.Count)
                {
                    values.Add((start, i - start + 1));
                }
            }
            else if (body[i] is >= (byte)'0' and <= (byte)'9')
            {
                while (i + 1 < body.Count && body[i + 1] is >= (byte)'0' and <= (byte)'9')
                {
                    i++;
                }

                values.Add((start, i - start + 1));
            }
        }

        return values;
    }
}
