using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace PartnerCenter.Qualifications.Views;

/// <summary>
/// A dictionary whose text is that of its entries, as in <c>Qualification = Education, Source = Portal</c>, instead of the name of its type.
/// </summary>
/// <remarks>For PowerShell, it's the dictionary itself.</remarks>
internal sealed class TextTable(IReadOnlyDictionary<string, string?> table) : PSObject(table)
{
    public override string ToString() =>
        string.Join(", ", ((IReadOnlyDictionary<string, string?>)BaseObject).Select(entry => $"{entry.Key} = {entry.Value}"));
}
