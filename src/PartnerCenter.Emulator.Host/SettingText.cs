using System;
using System.Globalization;

namespace PartnerCenter.Emulator.Host;

/// <summary>
/// Reads the texts that command line and control endpoint have in common. Each method throws a <see cref="FormatException"/> that says how the value is
/// written.
/// </summary>
internal static class SettingText
{
    private static readonly (string Suffix, double Milliseconds)[] Units = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000)];

    /// <summary>Reads a time such as <c>50ms</c>, <c>2s</c>, <c>1.5m</c>, <c>1h</c>.</summary>
    public static TimeSpan ParseTime(string text)
    {
        foreach (var (suffix, milliseconds) in Units)
        {
            if (text.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)
                && double.TryParse(text[..^suffix.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                && number * milliseconds < int.MaxValue)
            {
                return TimeSpan.FromMilliseconds(number * milliseconds);
            }
        }

        throw new FormatException($"'{text}' is not a time. Write it with its unit: 50ms, 2s, 1m.");
    }

    /// <summary>Writes a time as <see cref="ParseTime"/> reads it.</summary>
    public static string Format(TimeSpan time) => time.TotalMilliseconds.ToString(CultureInfo.InvariantCulture) + "ms";

    /// <summary>Reads a limit such as <c>200/s</c> or <c>1000/m</c>. A number alone is per second.</summary>
    public static RateLimit ParseLimit(string text)
    {
        var isPerMinute = text.EndsWith("/m", StringComparison.OrdinalIgnoreCase);
        var number = isPerMinute || text.EndsWith("/s", StringComparison.OrdinalIgnoreCase) ? text[..^2] : text;
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var requests)
            ? new RateLimit(requests, isPerMinute ? TimeSpan.FromMinutes(1) : TimeSpan.FromSeconds(1))
            : throw new FormatException($"'{text}' is not a limit. Write it as 200/s or 1000/m.");
    }

    /// <summary>Reads a share of the whole.</summary>
    public static double ParseRate(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate) && IsRate(rate)
            ? rate
            : throw new FormatException($"'{text}' is not a number from 0 to 1.");

    /// <summary>Whether a number is a share of the whole.</summary>
    public static bool IsRate(double number) => number is >= 0 and <= 1;

    /// <summary>Whether a number is a status that ends a response.</summary>
    public static bool IsStatus(int number) => number is >= 200 and <= 599;

    /// <summary>Reads names of <see cref="FaultKinds"/>, separated by commas, in any letter case.</summary>
    public static FaultKinds ParseKinds(string text)
    {
        var kinds = FaultKinds.None;
        foreach (var word in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            // A number would be accepted as an enumeration's value.
            if (!char.IsLetter(word[0]) || !Enum.TryParse<FaultKinds>(word, ignoreCase: true, out var kind))
            {
                throw new FormatException($"'{word}' is not a kind of fault. There are: {string.Join(", ", Enum.GetNames<FaultKinds>())}.");
            }

            kinds |= kind;
        }

        return kinds;
    }

    /// <summary>Reads a whole number that is not less than <paramref name="min"/>.</summary>
    public static int ParseNumber(string text, int min) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min
            ? number
            : throw new FormatException($"'{text}' is not a whole number from {min}.");
}
