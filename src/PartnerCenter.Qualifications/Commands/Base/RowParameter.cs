using System.Globalization;
using System.Management.Automation;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// A parameter that a row of a file can bring in a column of its name.
/// </summary>
/// <param name="Name">The parameter.</param>
/// <param name="Value">Its value for the current record; null for none.</param>
/// <param name="Alias">Another name of the column; null for none.</param>
internal sealed record RowParameter(string Name, object? Value, string? Alias = null)
{
    /// <summary>The values that it takes; empty where it takes any text.</summary>
    public string[] Accepted { get; init; } = [];

    /// <summary>Returns the column of a row that has a value for this parameter; null where there is none, or its cell is blank.</summary>
    public (string Name, string Value)? FindIn(PSObject row)
    {
        foreach (var name in new[] { Name, Alias })
        {
            // As PowerShell writes it: a list by its items.
            if (name is not null && row.Properties[name] is { } column
                && LanguagePrimitives.TryConvertTo<string>(column.Value, CultureInfo.CurrentCulture, out var text) && !string.IsNullOrWhiteSpace(text))
            {
                return (column.Name, text);
            }
        }

        return null;
    }
}
