using System;
using System.Globalization;
using System.Text.Json;
using PartnerCenter.Emulator.Transport;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Emulator.Api;

/// <summary>
/// <c>/v1/customers/{id}/qualifications</c>: asynchronous validation.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/get-customer-qualification-asynchronous">Get a customer's qualifications</see>,
/// <see href="https://learn.microsoft.com/partner-center/developer/update-customer-qualification-asynchronous">update them</see>.
/// </remarks>
internal sealed class QualificationsEndpoint
{
    private readonly EmulatorOptions options;

    public QualificationsEndpoint(EmulatorOptions options) => this.options = options;

    public EmulatorResponse Get(EmulatedCustomer customer)
    {
        var buffer = JsonBuffer.Rent();
        var json = buffer.Writer;
        if (options.WrapQualifications)
        {
            json.WriteStartObject();
            json.WritePropertyName("qualifications");
        }

        json.WriteStartArray();
        foreach (var qualification in customer.Qualifications)
        {
            Write(json, qualification);
        }

        json.WriteEndArray();
        if (options.WrapQualifications)
        {
            json.WriteEndObject();
        }

        return EmulatorResponse.Json(200, buffer.Finish());
    }

    private void Write(Utf8JsonWriter json, EmulatedQualification qualification)
    {
        json.WriteStartObject();
        json.WriteString("qualification", qualification.Qualification);
        if (qualification.VettingStatus is not null)
        {
            json.WriteString("vettingStatus", qualification.VettingStatus);
        }

        if (qualification.VettingReason is not null)
        {
            json.WriteString("vettingReason", qualification.VettingReason);
        }

        if (qualification.VettingCreatedDate is { } date)
        {
            WriteDate(json, qualification, date);
        }

        json.WriteEndObject();
    }

    private void WriteDate(Utf8JsonWriter json, EmulatedQualification qualification, DateTimeOffset date)
    {
        var spelling = options.DateSpelling;
        if (spelling == EmulatedDateSpelling.AsDocumented)
        {
            spelling = qualification.Is(Qualification.GovernmentCommunityCloud) ? EmulatedDateSpelling.CreateDate : EmulatedDateSpelling.CreatedDate;
        }

        if (spelling == EmulatedDateSpelling.CreateDate)
        {
            json.WriteString("vettingCreateDate", date.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fffffffzzz", CultureInfo.InvariantCulture));
        }
        else
        {
            json.WriteString("vettingCreatedDate", date.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        }
    }
}
