using System.Globalization;
using System.Management.Automation;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// A parameter whose value a row of a file can contain in a column of its name.
/// </summary>
/// <param name="Name">The parameter.</param>
/// <param name="Value">Its value for the current record, or null.</param>
/// <param name="Alias">Another name of the column, or null.</param>
internal sealed record RowParameter(string Name, object? Value, string? Alias = null)
{
    /// <summary>The valid values, or empty if any text is valid.</summary>
    public string[] Accepted { get; init; } = [];

    /// <summary>Whether a row that has the column must have a value in it.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Returns the column of a row that contains a value for this parameter, or null if there's none or its cell is blank.</summary>
    public (string Name, string Value)? FindIn(PSObject row)
    {
        foreach (var name in new[] { Name, Alias })
        {
            // Format as in PowerShell, which writes a list by its items.
            if (name is not null && row.Properties[name] is { } column
                && LanguagePrimitives.TryConvertTo<string>(column.Value, CultureInfo.CurrentCulture, out var text) && !string.IsNullOrWhiteSpace(text))
            {
                return (column.Name, text);
            }
        }

        return null;
    }
}
