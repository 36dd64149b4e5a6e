using System;
using System.Linq;
using System.Text.Json;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Stress.Ledger;

/// <summary>
/// One request as the server received it, and what the server did.
/// </summary>
public sealed record LedgerRequest(int Ordinal, string CustomerId, string Method, string Path, string Query, string Body, string RequestId, LedgerFault Fault)
{
    /// <summary>Whether it asks for a change.</summary>
    public bool IsWrite => Method is "POST" or "PUT";

    /// <summary>Whether the service changed something because of it.</summary>
    public bool IsPerformed { get; set; }

    /// <summary>The status that was sent; 0 where the connection was broken before the answer was complete.</summary>
    public int Status { get; set; }

    /// <summary>What is requested, in one way of writing for both endpoints.</summary>
    public string Payload
    {
        get
        {
            string? qualification = null, segment = null, website = null, code = null;
            try
            {
                using var document = JsonDocument.Parse(Body);
                if (document.RootElement.ValueKind == JsonValueKind.String)
                {
                    qualification = document.RootElement.GetString();
                }
                else if (document.RootElement.ValueKind == JsonValueKind.Number)
                {
                    qualification = ((Qualification)document.RootElement.GetInt32()).ToString();
                }
                else
                {
                    foreach (var property in document.RootElement.EnumerateObject().Where(property => property.Value.ValueKind != JsonValueKind.Null))
                    {
                        var value = property.Value.GetString();
                        switch (property.Name.ToUpperInvariant())
                        {
                            case "QUALIFICATION":
                                qualification = value;
                                break;
                            case "EDUCATIONSEGMENT":
                                segment = value;
                                break;
                            case "WEBSITE":
                                website = value;
                                break;
                            case "VALIDATIONCODE":
                                code = value;
                                break;
                            default:
                                return $"an unknown property: {Body}";
                        }
                    }
                }
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                return $"no JSON that is understood: {Body}";
            }

            if (Query.Length > 0)
            {
                const string Name = "?code=";
                var inQuery = Query.StartsWith(Name, StringComparison.Ordinal) && !Query.Contains('&', StringComparison.Ordinal)
                    ? Uri.UnescapeDataString(Query[Name.Length..])
                    : $"an unknown query: {Query}";
                code = code is null || code == inQuery ? inQuery : $"{code} in the body and {inQuery} in the query";
            }

            return Describe(qualification, segment, website, code);
        }
    }

    public static string Describe(string? qualification, string? segment, string? website, string? code) =>
        $"{qualification} segment={segment} website={website} code={code}".ToUpperInvariant();
}
