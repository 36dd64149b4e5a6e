using System;
using System.Linq;
using System.Text.Json;
using Json.Schema;

namespace PartnerCenter.Strangers;

/// <summary>
/// The description of the service's answers in <c>payloads.schema.json</c>.
/// </summary>
internal static class DocumentedPayloads
{
    private static readonly JsonSchema Description = Load();

    /// <summary>What is wrong with an answer, by the description; empty: nothing.</summary>
    public static string ProblemsOf(string payload, string json)
    {
        var schema = new JsonSchemaBuilder().Ref(Description.BaseUri + "#/$defs/" + payload).Build();
        using var document = JsonDocument.Parse(json);
        var results = schema.Evaluate(document.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        return results.IsValid
            ? string.Empty
            : string.Join(
                "\n",
                (results.Details ?? []).Where(d => d.Errors is not null).SelectMany(d => d.Errors!.Select(e => d.InstanceLocation + ": " + e.Value))
                    .DefaultIfEmpty("not valid"));
    }

    private static JsonSchema Load()
    {
        using var stream = typeof(DocumentedPayloads).Assembly.GetManifestResourceStream("payloads.schema.json")
            ?? throw new InvalidOperationException("The description is missing.");
        using var document = JsonDocument.Parse(stream);
        var schema = JsonSchema.FromText(document.RootElement.GetRawText());
        SchemaRegistry.Global.Register(schema);
        return schema;
    }
}
