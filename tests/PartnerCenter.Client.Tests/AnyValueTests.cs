using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Reflection;
using System.Text.Json;
using System.Threading.Tasks;
using FsCheck;
using FsCheck.Fluent;
using PartnerCenter.Client.Json;
using PartnerCenter.Client.Tests.Support;
using PartnerCenter.Emulator;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// Whatever value any field of any payload has, one odd value costs no more than itself, and one odd item no more than that item.
/// </summary>
public sealed class AnyValueTests
{
    private const int Cases = 300;
    private const string QualificationUpdate = "\"update_customer_qualification\"";

    private static readonly string Now = DateTimeOffset.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static readonly Gen<string> Scalars = Gen.Elements(
        "null", "true", "false", "0", "1", "-1", "1.5", "1e999", "99999999999999999999", "2147483648", "\"\"", "\" \"", "\"x\"", "\"5\"",
        "\"07/09/2020: 00:00:00\"", "\"" + Now + "\"",
            "\"2020-02-30T00:00:00Z\"", "\"5aa9d8cf-1f1c-4b6e-9a0c-00000000dead\"", "\"reseller\"", "\"Education\"", "\"\\ud800\"", "\"\\u0000\"",
            "\"[{\\\"qualification\\\":7}]\"", "\"null\"", "\"привет\"");

    // The payloads that the service sends; what the client itself writes is not among them.
    public static TheoryData<string> Payloads => [.. PayloadTypes.Select(type => type.Name)];

    private static IEnumerable<Type> PayloadTypes => typeof(CustomerPayload).Assembly.GetTypes().Where(type =>
        type.Namespace == typeof(CustomerPayload).Namespace && type.Name.EndsWith("Payload", StringComparison.Ordinal)
        && !type.Name.StartsWith("Snapshot", StringComparison.Ordinal) && type != typeof(QualificationRequestPayload));

    public static TheoryData<string> Lists => ["customers", "qualifications", "wrapped qualifications", "validation codes", "audit records"];

    [Theory]
    [MemberData(nameof(Payloads))]
    public void Every_field_of_a_payload_may_be_anything_or_nothing(string name)
    {
        var type = PayloadTypes.Single(one => one.Name == name);
        var contract = PartnerJson.Context.GetTypeInfo(type) ?? throw new InvalidOperationException($"{name} is not in the contract.");
        Assert.NotEmpty(contract.Properties);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(10 * Cases), Prop.ForAll(Arb.From(ObjectOf(type)), json =>
        {
            var read = JsonSerializer.Deserialize(json, contract);
            Assert.NotNull(read);

            // Nothing that was sent is lost without a trace: a field that is there, and is neither null nor blank nor an id, has a value or its text.
            using var sent = JsonDocument.Parse(json);
            foreach (var property in contract.Properties)
            {
                var was = sent.RootElement.TryGetProperty(property.Name, out var value) ? value.GetRawText() : "null";
                if (was is not ("null" or "\"\"" or "\" \"") && property.CustomConverter is TextConverter or DateConverter or CountConverter)
                {
                    var now = property.Get!(read);
                    Assert.True(now is string || now is Lenient<DateTimeOffset> is { } && IsKept(now), $"{property.Name}: {was}");
                }
            }
        }));
    }

    // The list with an item whose fields are anything, or that is anything itself, at any position.
    [Theory]
    [MemberData(nameof(Lists))]
    public async Task An_odd_item_costs_the_others_nothing(string list)
    {
        using var connection = await TestConnection.OpenAsync(options => options.RecordRequests = false, retries: 0);
        var came = 0;
        var failed = 0;
        var cases =
            from odd in Gen.OneOf(ObjectOf(ItemOf(list)), Json(2))
            from position in Gen.Choose(0, 3)
            select (Odd: odd, Position: position);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Cases), Prop.ForAll(Arb.From(cases), one =>
        {
            var items = Enumerable.Range(1, 3).Select(number => Good(list, number)).ToList();
            items.Insert(one.Position, one.Odd);
            connection.Emulator.ClearResponses();
            connection.Respond(CannedResponse.Json(Body(list, items)));
            var errors = new List<PartnerCenterException>();
            var read = new List<string?>();
            ReadAsync(list, connection.Client.With(new PartnerOperation { UnreadableItem = errors.Add }), read)
                .WaitAsync(TimeSpan.FromSeconds(20))
                .GetAwaiter()
                .GetResult();
            Assert.Equal(["good 1", "good 2", "good 3"], read.Where(name => name?.StartsWith("good", StringComparison.Ordinal) == true));
            if (read.Count == 4)
            {
                Assert.Empty(errors);
                came++;
                return;
            }

            Assert.Equal(3, read.Count);
            var error = Assert.Single(errors);
            Assert.Equal(PartnerErrorCode.InvalidResponse, error.Error);
            Assert.Contains($"item {one.Position + 1} ", error.Message, StringComparison.Ordinal);
            Assert.False(error.AffectsEveryCustomer);
            failed++;
        }));
        Assert.True(came > Cases / 10 && failed > Cases / 10, $"{came} and {failed}");
    }

    // What nobody reads costs nothing, however deep it is; and a name that no text can hold costs its item alone.
    [Theory]
    [MemberData(nameof(Lists))]
    public async Task Values_and_names_that_nobody_needs(string list)
    {
        using var connection = await TestConnection.OpenAsync(retries: 0);
        var deep = Good(list, 2)[..^1] + ",\"x\":" + new string('[', 500) + new string(']', 500) + "}";
        connection.RespondOnce(CannedResponse.Json(Body(list, [Good(list, 1), deep, Good(list, 3)])));
        Assert.Equal(["good 1", "good 2", "good 3"], await ReadAsync(list, connection.Client));

        connection.RespondOnce(CannedResponse.Json(Body(list, [Good(list, 1), Good(list, 2)[..^1] + ",\"\\ud800\":1}", Good(list, 3)])));
        var errors = new List<PartnerCenterException>();
        Assert.Equal(["good 1", "good 3"], await ReadAsync(list, connection.Client.With(new PartnerOperation { UnreadableItem = errors.Add })));
        Assert.Contains("item 2 ", Assert.Single(errors).Message, StringComparison.Ordinal);
    }

    // None is an answer, and this is none.
    [Theory]
    [InlineData("""{"vettingStatus":"InReview"}""")]
    [InlineData("""{"qualification":"","vettingStatus":"Approved"}""")]
    [InlineData("{}")]
    public async Task An_item_that_names_no_qualification_does_not_say_None(string item)
    {
        using var connection = await TestConnection.OpenAsync(retries: 0);
        connection.Respond(CannedResponse.Json($"[{item}]"));
        Assert.Equal(PartnerErrorCode.InvalidResponse, (await Assert.ThrowsAsync<PartnerCenterException>(async () => await connection.ReadAsync())).Error);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"code":"900123","description":"The agreement."}""")]
    public async Task A_validation_status_that_says_nothing_is_none(string body)
    {
        using var connection = await TestConnection.OpenAsync(retries: 0);
        connection.Respond(CannedResponse.Json(body));
        var failure = await Assert.ThrowsAsync<PartnerCenterException>(
            async () => await connection.Customer.GetValidationStatusAsync(TestContext.Current.CancellationToken));
        Assert.Equal(PartnerErrorCode.InvalidResponse, failure.Error);
    }

    // What stands beside the items.
    [Theory]
    [InlineData("customers")]
    [InlineData("audit records")]
    public async Task Whatever_else_a_page_holds_its_items_come(string list)
    {
        using var connection = await TestConnection.OpenAsync(options => options.RecordRequests = false, retries: 0);
        var ends = 0;
        var failures = 0;
        var cases =
            from total in Json(2)
            from links in Gen.OneOf(Json(2), Json(1).Select(next => "{\"next\":" + next + "}"), Json(1).Select(uri => "{\"next\":{\"uri\":" + uri + "}}"))
            select $"\"totalCount\":{total},\"links\":{links},\"continuationToken\":{total}";
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Cases), Prop.ForAll(Arb.From(cases), beside =>
        {
            connection.Emulator.ClearResponses();
            connection.Respond(CannedResponse.Json($$"""{"items":[{{Good(list, 1)}},{{Good(list, 2)}}],{{beside}}}"""));
            var read = new List<string?>();
            try
            {
                ReadAsync(list, connection.Client, read).WaitAsync(TimeSpan.FromSeconds(20)).GetAwaiter().GetResult();
                ends++;
            }
            catch (PartnerCenterException failure) when (failure.Error == PartnerErrorCode.InvalidResponse)
            {
                failures++;
            }

            Assert.Equal(["good 1", "good 2"], read);
        }));
        Assert.True(ends > Cases / 20 && failures > Cases / 20, $"{ends} and {failures}");
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task Unless_somebody_is_told_an_odd_item_makes_the_call_fail(string list)
    {
        using var connection = await TestConnection.OpenAsync(retries: 0);
        connection.Respond(CannedResponse.Json(Body(list, [Good(list, 1), "7", Good(list, 2)])));
        var read = new List<string?>();
        var failure = await Assert.ThrowsAsync<PartnerCenterException>(() => ReadAsync(list, connection.Client, read));
        Assert.Equal(PartnerErrorCode.InvalidResponse, failure.Error);
        Assert.Contains("item 2 ", failure.Message, StringComparison.Ordinal);

        // Of what comes page by page, everything that could be read came before.
        Assert.Equal(list is "customers" or "audit records" ? ["good 1", "good 2"] : [], read);
    }

    [Theory]
    [InlineData("qualifications")]
    [InlineData("wrapped qualifications")]
    [InlineData("validation codes")]
    public async Task An_answer_of_odd_items_alone_is_no_empty_answer(string list)
    {
        using var connection = await TestConnection.OpenAsync(retries: 0);
        connection.Respond(CannedResponse.Json(Body(list, ["7", "null"])));
        var told = 0;
        var failure = await Assert.ThrowsAsync<PartnerCenterException>(
            () => ReadAsync(list, connection.Client.With(new PartnerOperation { UnreadableItem = _ => told++ })));
        Assert.Equal(PartnerErrorCode.InvalidResponse, failure.Error);
        Assert.Equal(0, told);
    }

    // Larger than what is read at a time, so that items are cut anywhere.
    [Fact]
    public async Task A_large_page_with_odd_items_in_it()
    {
        using var connection = await TestConnection.OpenAsync(retries: 0);
        var items = Enumerable.Range(1, 500)
            .Select(number => number % 50 == 0
                ? new string(' ', number)
                    + (number % 100 == 0 ? "{\"companyProfile\":{\"companyName\":\"" + new string('x', 3000) + "\"}}" : "[\"" + new string('y', 3000) + "\"]")
                : Good("customers", number))
            .ToList();
        connection.Respond(CannedResponse.Json(Body("customers", items)));
        var errors = new List<PartnerCenterException>();
        var read = await ReadAsync("customers", connection.Client.With(new PartnerOperation { UnreadableItem = errors.Add }));
        Assert.Equal(490, read.Count);
        Assert.Equal(
            Enumerable.Range(1, 10).Select(tenth => $"item {50 * tenth} of page 1 "),
            errors.Select(
                error =>
                    error.Message[error.Message.IndexOf("item ", StringComparison.Ordinal)..][..$"item {50 * (errors.IndexOf(error) + 1)} of page 1 ".Length]));
        Assert.All(errors, error => Assert.True(error.Message.Length < 300, error.Message));
    }

    [Theory]
    [InlineData("\"07/09/2020: 00:00:00\"", "07/09/2020: 00:00:00")]
    [InlineData("\"\"", null)]
    [InlineData("null", null)]
    [InlineData("1599609600", "1599609600")]
    [InlineData("{\"date\":\"2020\"}", "{\"date\":\"2020\"}")]
    public async Task An_unreadable_date_is_null_and_its_text_is_kept(string date, string? raw)
    {
        using var connection = await TestConnection.OpenAsync(retries: 0);
        var events = new List<PartnerEvent>();
        var client = connection.Client.With(new PartnerOperation { Listener = events.Add });
        foreach (var name in new[] { "vettingCreatedDate", "VettingCreateDate" })
        {
            connection.RespondOnce(
                CannedResponse.Json(
                    $$"""[{"qualification":"Education","vettingStatus":"Approved","{{name}}":{{date}}},{"qualification":"StateOwnedEntity"}]"""));
            var items = await client.Customers[connection.CustomerId].Qualifications.GetAsync(TestContext.Current.CancellationToken);
            Assert.Equal(["Education (Approved)", "StateOwnedEntity"], items.Select(item => item.ToString()));
            Assert.Equal((null, raw), (items[0].VettingCreatedDate, items[0].RawVettingCreatedDate));
        }

        connection.RespondOnce(CannedResponse.Json($$"""{"status":"Allowed","lastUpdateDateTime":{{date}}}"""));
        var status = await client.Customers[connection.CustomerId].GetValidationStatusAsync(TestContext.Current.CancellationToken);
        Assert.Equal(("Allowed", null, raw), (status.Status, status.LastUpdateDateTime, status.RawLastUpdateDateTime));
        Assert.Equal(
            raw is null ? 0 : 3, events.Count(one => one.Kind == PartnerEventKind.UnreadableValue && one.Message.Contains(raw!, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("true", true, null)]
    [InlineData("\"False\"", false, null)]
    [InlineData("null", null, null)]
    [InlineData("\"\"", null, null)]
    [InlineData("\"yes\"", null, "yes")]
    [InlineData("1", null, "1")]
    [InlineData("[true]", null, "[true]")]
    public async Task An_unreadable_flag_is_null_and_its_text_is_kept(string flag, bool? value, string? raw)
    {
        using var connection = await TestConnection.OpenAsync(retries: 0);
        var events = new List<PartnerEvent>();
        var client = connection.Client.With(new PartnerOperation { Listener = events.Add });
        var customer = $$"""{"id":"5aa9d8cf-1f1c-4b6e-9a0c-000000000001","companyProfile":{"companyName":"Contoso"},"allowDelegatedAccess":{{flag}}}""";
        connection.RespondOnce(CannedResponse.Json(customer));
        connection.RespondOnce(CannedResponse.Json($$"""{"items":[{{customer}}]}"""));
        var read = new List<Customer> { await client.Customers[connection.CustomerId].GetAsync(TestContext.Current.CancellationToken) };
        await foreach (var listed in client.Customers.ListAsync(cancellationToken: TestContext.Current.CancellationToken))
        {
            read.Add(listed);
        }

        Assert.Equal(2, read.Count);
        Assert.All(read, item => Assert.Equal(("Contoso", value, raw), (item.CompanyName, item.AllowDelegatedAccess, item.RawAllowDelegatedAccess)));
        Assert.Equal(
            raw is null ? 0 : 2, events.Count(one => one.Kind == PartnerEventKind.UnreadableValue && one.Message.Contains(raw!, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("\"Contoso, Ltd.\"", "Contoso, Ltd.")]
    [InlineData("7", "7")]
    [InlineData("[\"Contoso\"]", "[\"Contoso\"]")]
    [InlineData("null", null)]
    public async Task What_comes_in_place_of_a_company_is_told(string profile, string? raw)
    {
        using var connection = await TestConnection.OpenAsync(retries: 0);
        var events = new List<PartnerEvent>();
        var client = connection.Client.With(new PartnerOperation { Listener = events.Add });
        connection.RespondOnce(CannedResponse.Json($$"""{"items":[{"id":"5aa9d8cf-1f1c-4b6e-9a0c-000000000001","companyProfile":{{profile}}}]}"""));
        var found = new List<Customer>();
        await foreach (var listed in client.Customers.ListAsync(cancellationToken: TestContext.Current.CancellationToken))
        {
            found.Add(listed);
        }

        Assert.Equal(("5aa9d8cf-1f1c-4b6e-9a0c-000000000001", null), (Assert.Single(found).CustomerId, found[0].CompanyName));
        Assert.Equal(
            raw is null ? 0 : 1, events.Count(one => one.Kind == PartnerEventKind.UnreadableValue && one.Message.Contains(raw!, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_readable_date_beside_an_unreadable_one_counts()
    {
        using var connection = await TestConnection.OpenAsync(retries: 0);
        connection.Respond(
            CannedResponse.Json("""[{"qualification":"Education","vettingCreatedDate":"soon","vettingCreateDate":"2020-12-03T10:37:38.885Z"}]"""));
        var item = Assert.Single(await connection.ReadAsync());
        Assert.Equal((new DateTimeOffset(2020, 12, 3, 10, 37, 38, 885, TimeSpan.Zero), null), (item.VettingCreatedDate!.Value, item.RawVettingCreatedDate));
    }

    [Theory]
    [InlineData("0", "unknown")]
    [InlineData("1", "reseller")]
    [InlineData("2", "advisor")]
    [InlineData("3", "syndication")]
    [InlineData("4", "microsoftSupport")]
    [InlineData("5", "none")]
    [InlineData("6", "6")]
    [InlineData("\"reseller\"", "reseller")]
    [InlineData("null", null)]
    [InlineData("[1]", "[1]")]
    public async Task A_relationship_as_a_number(string json, string? expected)
    {
        using var connection = await TestConnection.OpenAsync(retries: 0);
        connection.Respond(CannedResponse.Json($$"""{"id":"{{connection.CustomerId}}","relationshipToPartner":{{json}}}"""));
        Assert.Equal(expected, (await connection.Customer.GetAsync(TestContext.Current.CancellationToken)).RelationshipToPartner);
    }

    [Theory]
    [InlineData("""[{"qualification":"Education","vettingStatus":"Approved"}]""", "Education (Approved)")]
    [InlineData("""{"qualification":"Education"}""", "Education")]
    [InlineData("1", "Education")]
    [InlineData("\"education\"", "Education")]
    [InlineData("\"{\\\"qualification\\\":\\\"Education\\\",\\\"vettingCreatedDate\\\":7}\"", "Education")]
    [InlineData("""[7,{"qualification":"Education"}]""", "Education")]
    [InlineData("""{"other":7}""", null)]
    [InlineData("true", null)]
    public async Task A_record_whose_values_are_no_texts(string value, string? expected)
    {
        using var connection = await TestConnection.OpenAsync(retries: 0);
        connection.Respond(CannedResponse.Json(
            $$"""{"items":[{"resourceType":1,"operationType":"update_customer_qualification","operationDate":"07/09/2020: 00:00:00","resourceNewValue":{{value}}}]}"""));
        var change = Assert.Single(await connection.Client.AuditRecords
            .ListQualificationChangesAsync(DateTimeOffset.UtcNow.AddDays(-1), cancellationToken: TestContext.Current.CancellationToken)
                .ToListAsync(TestContext.Current.CancellationToken));
        Assert.Equal((null, null, "07/09/2020: 00:00:00"), (change.CustomerId, change.ChangedDate, change.RawChangedDate));
        Assert.Equal(expected, change.NewValue.SingleOrDefault()?.ToString());
        Assert.Equal(JsonDocument.Parse(value).RootElement is { ValueKind: JsonValueKind.String } text ? text.GetString() : value, change.RawNewValue);
    }

    [Theory]
    [InlineData("\"many\"", "many")]
    [InlineData("1.5", "1.5")]
    [InlineData("\"12\"", null)]
    public async Task An_unreadable_number_is_null_and_its_text_is_kept(string json, string? raw)
    {
        using var connection = await TestConnection.OpenAsync(retries: 0);
        connection.Respond(CannedResponse.Json($$"""[{"validationId":7,"maxCreates":{{json}},"remainingCreates":3}]"""));
        var code = Assert.Single(await connection.Client.Validations.GetAsync(TestContext.Current.CancellationToken));
        Assert.Equal(("7", raw is null ? 12 : null, raw, 3), (code.ValidationId, code.MaxCreates, code.RawMaxCreates, code.RemainingCreates!.Value));
    }

    private static bool IsKept(object? value) => value switch
    {
        Lenient<DateTimeOffset> date => date.Value is not null || date.Raw is not null,
        Lenient<int> count => count.Value is not null || count.Raw is not null,
        _ => false,
    };

    private static Gen<string> Json(int depth) => depth == 0
        ? Scalars
        : Gen.OneOf(
            Scalars,
            Scalars,
            Gen.ListOf(Json(depth - 1)).Select(items => $"[{string.Join(",", items.Take(3))}]"),
            Gen.ListOf(Gen.Zip(Gen.Elements("a", "code", "id", "uri", "value", "qualification"), Json(depth - 1)))
                .Select(fields => $"{{{string.Join(",", fields.Take(3).Select(field => $"\"{field.Item1}\":{field.Item2}"))}}}"));

    private static Gen<string> ObjectOf(Type type)
    {
        // Records of other operations are none of the client's, whatever they hold; one that does not say what it is of could be any.
        var fields = PartnerJson.Context.GetTypeInfo(type)!.Properties.Select(property => property.Name == "operationType" && type == typeof(AuditRecordPayload)
            ? Gen.OneOf(
                Gen.Constant($"\"operationType\":{QualificationUpdate}"),
                Gen.Elements(
                    "\"UpdateCustomerQualification\"", "\"update customer-qualification\"", "null", "\"\"", "36", "true", "[\"update_customer_qualification\"]",
                    "{\"a\":1}").Select(value => $"\"operationType\":{value}"),
                Gen.Constant(string.Empty))
            : property.Name == "items"
                ? Gen.OneOf(
                    Gen.Constant(string.Empty), Gen.Constant("\"items\":null"), Gen.ListOf(Json(2)).Select(items => $"\"items\":[{string.Join(",", items)}]"))
                : Gen.OneOf(
                    Gen.Constant(string.Empty), Json(3).Select(value => $"\"{property.Name}\":{value}"),
                    Json(0).Select(value => $"\"{property.Name}\":{value}")));
        return Gen.CollectToList(fields).Select(texts => "{" + string.Join(",", texts.Where(text => text.Length > 0)) + "}");
    }

    private static Type ItemOf(string list) => list switch
    {
        "customers" => typeof(CustomerPayload),
        "validation codes" => typeof(ValidationCodePayload),
        "audit records" => typeof(AuditRecordPayload),
        _ => typeof(QualificationPayload),
    };

    private static string Good(string list, int number) => list switch
    {
        "customers" => $$$"""{"id":"5aa9d8cf-1f1c-4b6e-9a0c-{{{number:D12}}}","companyProfile":{"companyName":"good {{{number}}}"}}""",
        "validation codes" => $$"""{"validationId":"1000{{number}}","organizationName":"good {{number}}"}""",
        "audit records" => $$"""{"id":"r{{number}}","operationType":{{QualificationUpdate}},"customerName":"good {{number}}","operationDate":"{{Now}}"}""",
        _ => $$"""{"qualification":"Education","vettingReason":"good {{number}}"}""",
    };

    private static string Body(string list, IEnumerable<string> items)
    {
        var array = $"[{string.Join(", ", items)}]";
        return list switch
        {
            "customers" or "audit records" => $$$"""{"totalCount":3,"items":{{{array}}},"links":{}}""",
            "wrapped qualifications" => $$"""{"qualifications":{{array}}}""",
            _ => array,
        };
    }

    private static async Task<List<string?>> ReadAsync(string list, PartnerClient client, List<string?>? read = null)
    {
        read ??= [];
        switch (list)
        {
            case "customers":
                await foreach (var customer in client.Customers.ListAsync(cancellationToken: TestContext.Current.CancellationToken))
                {
                    read.Add(customer.CompanyName);
                }

                break;
            case "audit records":
                await foreach (var change in client.AuditRecords.ListQualificationChangesAsync(
                    DateTimeOffset.UtcNow.AddHours(-1), cancellationToken: TestContext.Current.CancellationToken))
                {
                    read.Add(change.CustomerName);
                }

                break;
            case "validation codes":
                read.AddRange((await client.Validations.GetAsync(TestContext.Current.CancellationToken)).Select(code => code.OrganizationName));
                break;
            default:
                var items = await client.Customers["5aa9d8cf-1f1c-4b6e-9a0c-000000000001"].Qualifications.GetAsync(TestContext.Current.CancellationToken);
                read.AddRange(items.Select(item => item.VettingReason));
                break;
        }

        return read;
    }
}
