using System.Text.Json;

namespace PartnerCenter.Emulator.Api;

/// <summary>
/// <c>{"Field": …, "Value": …, "Operator": …}</c>, the form in which the service's collections are searched.
/// </summary>
internal static class FieldFilter
{
    /// <summary>Reads it; what is missing, or no text, is <see langword="null"/>.</summary>
    public static (string? Field, string? Value, string? Operator) Read(string filter)
    {
        try
        {
            using var document = JsonDocument.Parse(filter);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return default;
            }

            string? field = null;
            string? value = null;
            string? comparison = null;
            foreach (var property in document.RootElement.EnumerateObject())
            {
                var text = property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString() : null;
                switch (property.Name.ToLowerInvariant())
                {
                    case "field":
                        field = text;
                        break;
                    case "value":
                        value = text;
                        break;
                    case "operator":
                        comparison = text;
                        break;
                }
            }

            return (field, value, comparison);
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
