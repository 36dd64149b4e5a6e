using System.Collections.Generic;
using System.Management.Automation;

namespace PartnerCenter.Qualifications.Views;

/// <summary>
/// A list whose text is that of its items, as in <c>Education (InReview), StateOwnedEntity</c>, instead of the name of its type.
/// </summary>
/// <remarks>For PowerShell, it's the list itself.</remarks>
internal sealed class TextList(IReadOnlyList<object> list) : PSObject(list)
{
    public override string ToString() => string.Join(", ", (IReadOnlyList<object>)BaseObject);
}
