using System;
using System.Globalization;
using System.Text.Json;
using PartnerCenter.Emulator.State;
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
internal sealed class QualificationsEndpoint(EmulatorOptions options, PartnerState state, ApiErrors errors, QualificationWriter writer)
{
    public void Map(ApiRoutes routes)
    {
        routes.Map(EmulatorRoute.GetQualifications, "GET", "customers/{id}/qualifications", call => Get(call.Customer));
        routes.Map(EmulatorRoute.CreateQualification, "POST", "customers/{id}/qualifications", Create, needsUser: true);
    }

    private EmulatorResponse Get(EmulatedCustomer customer)
    {
        var buffer = JsonBuffer.Rent();
        var json = buffer.Writer;
        Begin(json, options.WrapQualifications);
        json.WriteStartArray();
        lock (customer.Qualifications)
        {
            foreach (var qualification in customer.Qualifications)
            {
                Write(json, qualification, EmulatedDateSpelling.CreatedDate);
            }
        }

        json.WriteEndArray();
        End(json, options.WrapQualifications);
        return EmulatorResponse.Json(200, buffer.Finish());
    }

    private EmulatorResponse Create(ApiCall call)
    {
        var wanted = Read(call, out var refusal);
        if (wanted is null)
        {
            return refusal!;
        }

        return writer.Once(call, call.Customer, kept =>
        {
            if (writer.Refusal(call, kept, wanted.Kind, mayHold: false) is { } denied)
            {
                return (denied, false);
            }

            if (wanted.Kind == Qualification.Education && kept.EducationVerifications >= options.MaxEducationVerifications)
            {
                return (errors.Error(
                    409, EmulatorErrorCodes.VerificationsExhausted, "The customer has been verified for Education as often as it can be."), false);
            }

            var now = state.Now;
            EmulatedQualification qualification;
            switch (wanted.Kind)
            {
                case Qualification.Education:
                    kept.EducationVerifications++;
                    qualification = new EmulatedQualification(Qualification.Education, VettingStatus.InReview, null, now) { Website = wanted.Website };
                    if (options.VettingDuration >= TimeSpan.Zero && !VettingRules.IsUndecided(wanted.Website))
                    {
                        qualification.DecisionDue = now + options.VettingDuration;
                    }

                    break;
                case Qualification.GovernmentCommunityCloud:
                    // The code is the proof: there is nothing left to vet.
                    if (writer.FindCode(wanted.Code, out var unusable) is not { } code)
                    {
                        return (unusable!, false);
                    }

                    state.UseCode(kept, code);
                    qualification = new EmulatedQualification(Qualification.GovernmentCommunityCloud, VettingStatus.Approved, null, now);
                    break;
                default:
                    qualification = new EmulatedQualification(Qualification.StateOwnedEntity);
                    break;
            }

            writer.Set(call, kept, qualification, wanted.Kind);
            return (Created(qualification), true);
        });
    }

    private EmulatorResponse Created(EmulatedQualification qualification) => EmulatorResponse.Json(201, JsonBuffer.Write(json =>
    {
        var shape = options.CreatedShape;
        Begin(json, shape == EmulatedAnswerShape.Wrapper);
        if (shape != EmulatedAnswerShape.Item)
        {
            json.WriteStartArray();
        }

        Write(json, qualification, EmulatedDateSpelling.CreateDate);
        if (shape != EmulatedAnswerShape.Item)
        {
            json.WriteEndArray();
        }

        End(json, shape == EmulatedAnswerShape.Wrapper);
    }));

    private Wanted? Read(ApiCall call, out EmulatorResponse? refusal)
    {
        refusal = null;
        try
        {
            using var document = JsonDocument.Parse(call.Request.Body);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                refusal = errors.BadRequest("The body must be a JSON object.");
                return null;
            }

            var wanted = new Wanted();
            var known = false;
            foreach (var property in document.RootElement.EnumerateObject())
            {
                switch (property.Name.ToLowerInvariant())
                {
                    case "qualification":
                        known = QualificationWords.TryRead(property.Value, out var kind);
                        wanted.Kind = kind;
                        break;
                    case "educationsegment":
                        wanted.Segment = Text(property.Value);
                        break;
                    case "website":
                        wanted.Website = Text(property.Value);
                        break;
                    case "validationcode":
                        wanted.Code = Text(property.Value);
                        break;
                }
            }

            if (wanted.Code is null && call.Request.Query.TryGetValue("code", out var code))
            {
                wanted.Code = code;
            }

            refusal = known ? Judge(wanted) : errors.BadProperty("The property 'qualification' is missing or not valid.");
            return refusal is null ? wanted : null;
        }
        catch (JsonException)
        {
            refusal = errors.BadRequest("The body is not valid JSON.");
            return null;
        }
    }

    private EmulatorResponse? Judge(Wanted wanted)
    {
        if (wanted.Kind is Qualification.None or Qualification.Nonprofit)
        {
            return errors.BadProperty("The qualification " + wanted.Kind + " cannot be set.");
        }

        var segmentFits = string.Equals(wanted.Segment, nameof(EducationSegment.K12), StringComparison.OrdinalIgnoreCase)
            || string.Equals(wanted.Segment, nameof(EducationSegment.HigherEducation), StringComparison.OrdinalIgnoreCase);
        return wanted.Kind == Qualification.Education && !segmentFits
            ? errors.BadProperty("Education needs the property 'educationSegment': K12 or HigherEducation.")
            : null;
    }

    private static string? Text(JsonElement value) => value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    private static void Begin(Utf8JsonWriter json, bool wrap)
    {
        if (wrap)
        {
            json.WriteStartObject();
            json.WritePropertyName("qualifications");
        }
    }

    private static void End(Utf8JsonWriter json, bool wrap)
    {
        if (wrap)
        {
            json.WriteEndObject();
        }
    }

    private void Write(Utf8JsonWriter json, EmulatedQualification qualification, EmulatedDateSpelling documented)
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
            WriteDate(json, date, options.DateSpelling == EmulatedDateSpelling.AsDocumented ? documented : options.DateSpelling);
        }

        json.WriteEndObject();
    }

    private static void WriteDate(Utf8JsonWriter json, DateTimeOffset date, EmulatedDateSpelling spelling)
    {
        if (spelling == EmulatedDateSpelling.CreateDate)
        {
            json.WriteString("vettingCreateDate", date.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fffffffzzz", CultureInfo.InvariantCulture));
        }
        else
        {
            json.WriteString("vettingCreatedDate", date.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        }
    }

    private sealed class Wanted
    {
        public Qualification Kind { get; set; }

        public string? Segment { get; set; }

        public string? Website { get; set; }

        public string? Code { get; set; }
    }
}
