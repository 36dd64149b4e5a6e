using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Reflection;

namespace PartnerCenter.Emulator.Tests;

/// <summary>
/// All options of an emulator as text, so that a test sees which ones changed, and that no other did.
/// </summary>
internal static class OptionSnapshot
{
    /// <summary>The options that differ from those of a new emulator, in ordinal order: <c>Seed=3;UserHasMfa=False</c>.</summary>
    public static string Changed(EmulatorOptions options)
    {
        var standard = Take(new EmulatorOptions());
        return string.Join(";", Take(options).Where(pair => standard[pair.Key] != pair.Value).Select(pair => pair.Key + "=" + pair.Value));
    }

    private static SortedDictionary<string, string> Take(EmulatorOptions options)
    {
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in typeof(EmulatorOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            values.Add(property.Name, Format(property.GetValue(options)));
        }

        return values;
    }

    private static string Format(object? value) => value switch
    {
        FaultPlan plan => string.Join(
            ",", plan.Rate.ToString(CultureInfo.InvariantCulture), plan.Kinds, plan.Seed, plan.MaxInARow, plan.RetryAfter, plan.SlowAnswerDelay,
            plan.IncludeTokenRequests, string.Join("+", plan.ExpireTokensAt), string.Join("+", plan.RevokeTokensAt)),
        IEnumerable list and not string => string.Join(",", list.Cast<object>()),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty,
    };
}
