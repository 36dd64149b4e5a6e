using System;
using System.Globalization;
using System.Text.Json;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Emulator.Api;

/// <summary>
/// The enumeration as requests may spell it: its word in any letter case, with underscores or without, or its number.
/// </summary>
internal static class QualificationWords
{
    public static bool TryRead(JsonElement value, out Qualification qualification)
    {
        qualification = Qualification.Unknown;
        switch (value.ValueKind)
        {
            case JsonValueKind.Number when value.TryGetInt32(out var number):
                qualification = (Qualification)number;
                break;
            case JsonValueKind.String:
                var word = value.GetString()!.Replace("_", string.Empty);
                if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed))
                {
                    qualification = (Qualification)parsed;
                }
                else if (!Enum.TryParse(word, ignoreCase: true, out qualification))
                {
                    return false;
                }

                break;
        }

        return qualification != Qualification.Unknown && Enum.IsDefined(typeof(Qualification), qualification);
    }
}
