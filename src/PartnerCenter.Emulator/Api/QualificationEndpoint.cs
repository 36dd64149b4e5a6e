using System;
using System.Globalization;
using System.Linq;
using PartnerCenter.Emulator.Transport;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Emulator.Api;

/// <summary>
/// <c>/v1/customers/{id}/qualification</c>: synchronous validation, the older form, which knows one qualification only.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/get-customer-qualification-synchronous">Get a customer's qualification</see>,
/// <see href="https://learn.microsoft.com/partner-center/developer/update-customer-qualification-synchronous">update it</see>.
/// </remarks>
internal sealed class QualificationEndpoint
{
    private readonly EmulatorOptions options;

    public QualificationEndpoint(EmulatorOptions options) => this.options = options;

    public EmulatorResponse Get(EmulatedCustomer customer) => Bare(Held(customer));

    private EmulatorResponse Bare(string word)
    {
        if (options.QualificationAsNumber && Enum.TryParse<Qualification>(word.Replace("_", string.Empty), ignoreCase: true, out var value))
        {
            return EmulatorResponse.Json(200, System.Text.Encoding.ASCII.GetBytes(((int)value).ToString(CultureInfo.InvariantCulture)));
        }

        return EmulatorResponse.Json(200, JsonBuffer.Write(json => json.WriteStringValue(word.ToLowerInvariant())));
    }

    /// <summary>The one qualification that the customer has been granted; a state-owned entity's other one comes first.</summary>
    private static string Held(EmulatedCustomer customer)
    {
        var granted = customer.Qualifications.Where(q => q.VettingStatus is null || q.HasStatus(VettingStatus.Approved)).ToList();
        var held = granted.FirstOrDefault(q => !q.Is(Qualification.StateOwnedEntity)) ?? granted.FirstOrDefault();
        return held?.Qualification ?? nameof(Qualification.None);
    }
}
