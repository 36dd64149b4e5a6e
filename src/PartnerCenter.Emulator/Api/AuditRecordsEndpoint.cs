using System;
using System.Globalization;
using System.Text.Json;
using PartnerCenter.Emulator.State;
using PartnerCenter.Emulator.Transport;

namespace PartnerCenter.Emulator.Api;

/// <summary>
/// <c>GET /v1/auditrecords</c>.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/get-a-record-of-partner-center-activity-by-user">Get a record of Partner Center
/// activity</see>.
/// </remarks>
internal sealed class AuditRecordsEndpoint(EmulatorOptions options, PartnerState state, ApiErrors errors)
{
    private const int MaxSpanDays = 30;
    private const string ResourceType = "customer";
    private const string OperationType = "update_customer_qualification";

    public void Map(ApiRoutes routes) => routes.Map(EmulatorRoute.ListAuditRecords, "GET", "auditrecords", call => List(call.Request));

    private EmulatorResponse List(EmulatorRequest request)
    {
        var query = request.Query;
        query.TryGetValue("startDate", out var start);
        query.TryGetValue("endDate", out var end);
        query.TryGetValue("filter", out var filter);

        // Without an end the collection ends now, for all of its pages.
        var narrowing = string.Join("\n", start, end, filter, state.Now.UtcTicks.ToString(CultureInfo.InvariantCulture));
        var paging = Paging.Read(request, narrowing, tokenSuffices: true, out var problem);
        if (paging is null)
        {
            return errors.BadRequest(problem!);
        }

        var parts = paging.Filter.Split('\n');
        if (parts.Length != 4 || !long.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out var asked))
        {
            return errors.BadRequest("The header 'MS-ContinuationToken' is not valid.");
        }

        (start, end, filter) = (parts[0], parts[1], parts[2]);
        if (!ReadSpan(start, end, new DateTimeOffset(asked, TimeSpan.Zero), out var from, out var before, out problem)
            || !ReadFilter(filter, out var predicate, out problem))
        {
            return errors.BadRequest(problem!);
        }

        var records = state.Audit.Find(from, before, predicate!);
        var limit = paging.Limit(options.AuditPageSize, options.MaxPageSize);
        var first = paging.Start(records.Count, limit);
        var last = Math.Min(first + limit, records.Count);
        return EmulatorResponse.Json(200, JsonBuffer.Write(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("totalCount", records.Count);
            json.WriteStartArray("items");
            for (var i = first; i < last; i++)
            {
                Write(json, records[i]);
            }

            json.WriteEndArray();
            var parameters = Parameter("startDate", start) + Parameter("endDate", end) + Parameter("filter", filter);
            paging.WriteLinks(json, options, "/auditrecords", parameters, first, last, records.Count);
            if (last < records.Count)
            {
                // The SDK asks for the next page with this alone.
                json.WriteString("continuationToken", paging.Token(first, last));
            }

            json.WriteStartObject("attributes");
            json.WriteString("objectType", "Collection");
            json.WriteEndObject();
            json.WriteEndObject();
        }));
    }

    private static string Parameter(string name, string value) => value.Length == 0 ? string.Empty : "&" + name + "=" + Uri.EscapeDataString(value);

    private static bool ReadSpan(string start, string end, DateTimeOffset now, out DateTimeOffset from, out DateTimeOffset before, out string? problem)
    {
        from = before = default;
        problem = null;
        var today = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        DateTimeOffset? startDate = null;
        DateTimeOffset? endDate = null;
        if (start.Length > 0 && (startDate = ReadDay(start)) is null)
        {
            problem = "The parameter 'startDate' is not a date.";
        }
        else if (end.Length > 0 && (endDate = ReadDay(end)) is null)
        {
            problem = "The parameter 'endDate' is not a date.";
        }

        if (problem is not null)
        {
            return false;
        }

        // Without an end: today, or as far as a request may span, whichever is less. Without a start: as far back as it may span.
        var last = endDate ?? Earlier(today, (startDate ?? today).AddDays(MaxSpanDays));
        var first = startDate ?? last.AddDays(-MaxSpanDays);
        if (first > last)
        {
            problem = "The start date lies after the end date.";
        }
        else if ((last - first).TotalDays > MaxSpanDays)
        {
            problem = "A request may span 30 days at most.";
        }
        else if (first < today - AuditLog.Kept)
        {
            problem = "Audit records are kept for 90 days; the start date lies before that.";
        }

        from = first;

        // What comes in while pages are read must not move them.
        before = Earlier(last.AddDays(1), now.AddTicks(1));
        return problem is null;
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    // Whole days in UTC, whatever time is given, in the forms of the pages and of the SDK.
    private static DateTimeOffset? ReadDay(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date)
            ? new DateTimeOffset(date.UtcDateTime.Date, TimeSpan.Zero)
            : null;

    private static bool ReadFilter(string filter, out Func<AuditRecord, bool>? predicate, out string? problem)
    {
        predicate = null;
        problem = null;
        if (filter.Length == 0)
        {
            predicate = _ => true;
            return true;
        }

        var (field, value, comparison) = FieldFilter.Read(filter);
        predicate = (field?.ToLowerInvariant(), comparison?.ToLowerInvariant()) switch
        {
            ("customerid", "equals") when value is not null => r => r.CustomerId.Equals(value, StringComparison.OrdinalIgnoreCase),
            ("companyname", "substring") when value is not null => r => r.CustomerName.Contains(value, StringComparison.OrdinalIgnoreCase),
            ("resourcetype", "equals") when value is not null => _ => ResourceType.Equals(value, StringComparison.OrdinalIgnoreCase),
            _ => null,
        };
        if (predicate is null)
        {
            problem = "The filter must be CustomerId equals, CompanyName substring or ResourceType equals, with a value.";
        }

        return predicate is not null;
    }

    private void Write(Utf8JsonWriter json, AuditRecord record)
    {
        json.WriteStartObject();
        json.WriteString("id", record.Id);
        json.WriteString("partnerId", EmulatorDefaults.PartnerId);
        json.WriteString("customerId", record.CustomerId);
        json.WriteString("customerName", record.CustomerName);
        json.WriteString("userPrincipalName", record.UserPrincipalName);
        json.WriteString("applicationId", record.ApplicationId);
        json.WriteString("resourceType", ResourceType);
        json.WriteString("operationType", OperationType);
        json.WriteString("operationDate", record.Date.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture));
        json.WriteString("operationStatus", record.Status);
        WriteValue(json, "resourceOldValue", record.OldValue, options.AuditValuesAsObjects);
        WriteValue(json, "resourceNewValue", record.NewValue, options.AuditValuesAsObjects);
        json.WriteString("originalCorrelationId", record.CorrelationId);
        json.WriteStartArray("customizedData");
        json.WriteStartObject();
        json.WriteString("key", "Qualification");
        json.WriteString("value", record.Qualification);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("attributes");
        json.WriteString("objectType", "AuditRecord");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, string name, string? value, bool asObject)
    {
        if (value is null)
        {
            json.WriteNull(name);
        }
        else if (asObject)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(value);
        }
        else
        {
            json.WriteString(name, value);
        }
    }
}
