using System;
using System.Text.Json;
using PartnerCenter.Emulator.State;
using PartnerCenter.Emulator.Transport;

namespace PartnerCenter.Emulator.Api;

/// <summary>
/// <c>GET /v1/customers</c> and <c>GET /v1/customers/{id}</c>.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/get-a-list-of-customers">Get a list of customers</see>,
/// <see href="https://learn.microsoft.com/partner-center/developer/get-a-customer-by-name">filtered by a search field</see>,
/// <see href="https://learn.microsoft.com/partner-center/developer/get-a-customer-by-id">get a customer by id</see>.
/// </remarks>
internal sealed class CustomersEndpoint(EmulatorOptions options, CustomerStore customers, ApiErrors errors)
{
    private static readonly string[] Fields = [CustomerFields.CompanyName, CustomerFields.Domain, CustomerFields.IndirectReseller,
        CustomerFields.IndirectCloudSolutionProvider];

    public void Map(ApiRoutes routes)
    {
        routes.Map(EmulatorRoute.ListCustomers, "GET", "customers", call => List(call.Request));
        routes.Map(EmulatorRoute.GetCustomer, "GET", "customers/{id}", call => Get(call.Customer));
    }

    private EmulatorResponse List(EmulatorRequest request)
    {
        request.Query.TryGetValue("filter", out var sent);
        var paging = Paging.Read(request, sent ?? string.Empty, tokenSuffices: false, out var problem);
        if (paging is null)
        {
            return errors.BadRequest(problem!);
        }

        int[]? matches = null;
        if (paging.Filter.Length > 0)
        {
            var (field, value) = ReadFilter(paging.Filter, out problem);
            if (problem is not null)
            {
                return errors.BadRequest(problem);
            }

            matches = customers.Search(field!, value!);
        }

        var total = matches?.Length ?? customers.Count;
        var limit = paging.Limit(options.DefaultPageSize, options.MaxPageSize);
        var first = paging.Start(total, limit);
        var last = Math.Min(first + limit, total);
        var buffer = JsonBuffer.Rent();
        var json = buffer.Writer;
        json.WriteStartObject();
        json.WriteNumber("totalCount", total);
        json.WriteStartArray("items");
        for (var i = first; i < last; i++)
        {
            Write(json, customers.Peek(matches is null ? i : matches[i]), whole: false);
        }

        json.WriteEndArray();
        var filter = paging.Filter.Length == 0 ? string.Empty : "&filter=" + Uri.EscapeDataString(paging.Filter);
        paging.WriteLinks(json, options, "/customers", filter, first, last, total);
        WriteAttributes(json, "Collection");
        json.WriteEndObject();
        return EmulatorResponse.Json(200, buffer.Finish());
    }

    private static EmulatorResponse Get(EmulatedCustomer customer)
    {
        var buffer = JsonBuffer.Rent();
        Write(buffer.Writer, customer, whole: true);
        return EmulatorResponse.Json(200, buffer.Finish());
    }

    // By id a customer has more properties than in a list.
    private static void Write(Utf8JsonWriter json, EmulatedCustomer customer, bool whole)
    {
        json.WriteStartObject();
        json.WriteString("id", customer.CustomerId);
        json.WriteString("commerceId", customer.CommerceId);
        json.WriteStartObject("companyProfile");
        json.WriteString("tenantId", customer.CustomerId);
        json.WriteString("domain", customer.Domain);
        json.WriteString("companyName", customer.CompanyName);
        json.WriteStartObject("links");
        Paging.WriteLink(json, "self", "/customers/" + customer.CustomerId + "/profiles/company", null);
        json.WriteEndObject();
        WriteAttributes(json, "CustomerCompanyProfile");
        json.WriteEndObject();
        json.WriteString("relationshipToPartner", customer.RelationshipToPartner);
        if (whole)
        {
            WriteDetails(json, customer);
        }

        json.WriteStartObject("links");
        Paging.WriteLink(json, "self", "/customers/" + customer.CustomerId, null);
        json.WriteEndObject();
        WriteAttributes(json, "Customer");
        json.WriteEndObject();
    }

    private static void WriteDetails(Utf8JsonWriter json, EmulatedCustomer customer)
    {
        json.WriteBoolean("allowDelegatedAccess", customer.AllowDelegatedAccess);
        json.WriteStartArray("customDomains");
        foreach (var domain in customer.CustomDomains)
        {
            json.WriteStringValue(domain);
        }

        json.WriteEndArray();
        if (customer.AssociatedPartnerId is not null)
        {
            json.WriteString("associatedPartnerId", customer.AssociatedPartnerId);
        }

        json.WriteStartObject("billingProfile");
        json.WriteString("id", customer.CommerceId);
        json.WriteString("firstName", "Robin");
        json.WriteString("lastName", "Counts");
        json.WriteString("email", "billing@" + customer.Domain);
        json.WriteString("culture", "en-US");
        json.WriteString("language", "en");
        json.WriteString("companyName", customer.CompanyName);
        json.WriteStartObject("defaultAddress");
        json.WriteString("country", "US");
        json.WriteString("city", "Redmond");
        json.WriteString("state", "WA");
        json.WriteString("addressLine1", "One Microsoft Way");
        json.WriteString("postalCode", "98052");
        json.WriteEndObject();
        json.WriteStartObject("links");
        Paging.WriteLink(json, "self", "/customers/" + customer.CustomerId + "/profiles/billing", null);
        json.WriteEndObject();
        WriteAttributes(json, "CustomerBillingProfile");
        json.WriteEndObject();
    }

    private static void WriteAttributes(Utf8JsonWriter json, string objectType)
    {
        json.WriteStartObject("attributes");
        json.WriteString("objectType", objectType);
        json.WriteEndObject();
    }

    private static (string? Field, string? Value) ReadFilter(string filter, out string? problem)
    {
        problem = null;
        var (sent, value, comparison) = FieldFilter.Read(filter);
        var field = Array.Find(Fields, f => f.Equals(sent, StringComparison.OrdinalIgnoreCase));
        if (field is null)
        {
            problem = "The filter's field is not one of " + string.Join(", ", Fields) + ".";
        }
        else if (!string.Equals(comparison, "starts_with", StringComparison.OrdinalIgnoreCase))
        {
            problem = "The filter's operator must be starts_with.";
        }
        else if (value is null)
        {
            problem = "The filter has no value.";
        }

        return (field, value);
    }
}
