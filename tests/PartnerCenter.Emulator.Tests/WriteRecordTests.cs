using System;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using Xunit;

namespace PartnerCenter.Emulator.Tests;

/// <summary>
/// What a test that counts writes relies on: which were performed, for whom, with what, and how they were answered.
/// </summary>
public sealed class WriteRecordTests : IDisposable
{
    private const string StateOwned = """{"qualification":"StateOwnedEntity"}""";
    private const string Education = """{"qualification":"Education","educationSegment":"K12"}""";

    private readonly PartnerCenterEmulator _emulator = new(new EmulatorOptions { RecordRequests = true });
    private readonly TestApi _api;
    private readonly EmulatedCustomer _customer;

    public WriteRecordTests()
    {
        _api = new TestApi(_emulator);
        _customer = _emulator.AddCustomer("Adatum School", "adatum.example");
    }

    private string Address => "/v1/customers/" + _customer.CustomerId + "/qualifications";

    public void Dispose()
    {
        _api.Dispose();
        _emulator.Dispose();
    }

    [Theory]
    [InlineData("", Education)]
    [InlineData("?code=1", StateOwned)]
    public async Task A_request_id_used_for_another_body_or_query_is_refused_and_counted(string query, string body)
    {
        var id = Guid.NewGuid().ToString();
        Assert.Equal(201, (await _api.PostAsync(Address, StateOwned, ("MS-RequestId", id))).Status);

        var other = await _api.PostAsync(Address + query, body, ("MS-RequestId", id));

        Assert.Equal((400, "800002"), (other.Status, other.Code));
        Assert.Contains(id, other.Text, StringComparison.Ordinal);
        Assert.Equal((1L, 1L), (_emulator.Statistics.Writes, _emulator.Statistics.RequestIdConflicts));
        Assert.Equal("StateOwnedEntity", Assert.Single(_customer.Qualifications).Qualification);
        Assert.Equal(201, (await _api.PostAsync(Address, StateOwned, ("MS-RequestId", id))).Status);
        Assert.Equal(1, _emulator.Statistics.Writes);
    }

    [Fact]
    public async Task A_request_id_used_for_another_customer_or_method_is_refused_even_after_a_refusal()
    {
        var id = Guid.NewGuid().ToString();
        _customer.TaggingDenied = true;
        Assert.Equal(403, (await _api.PostAsync(Address, Education, ("MS-RequestId", id))).Status);
        var neighbour = _emulator.AddCustomer("Fabrikam School", "fabrikam.example");

        Assert.Equal(400, (await _api.PostAsync("/v1/customers/" + neighbour.CustomerId + "/qualifications", Education, ("MS-RequestId", id))).Status);
        Assert.Equal(400, (await _api.PutAsync("/v1/customers/" + neighbour.CustomerId + "/qualification", "\"Education\"", ("MS-RequestId", id))).Status);

        Assert.Equal((0L, 2L), (_emulator.Statistics.Writes, _emulator.Statistics.RequestIdConflicts));
        _emulator.Statistics.Reset();
        Assert.Equal(0, _emulator.Statistics.RequestIdConflicts);
    }

    [Fact]
    public async Task The_same_call_in_another_letter_case_gets_the_first_answer()
    {
        (string, string) id = ("MS-RequestId", Guid.NewGuid().ToString());
        Assert.Equal(201, (await _api.PostAsync(Address, StateOwned, id)).Status);
        Assert.Equal(201, (await _api.PostAsync(Address.ToUpperInvariant(), StateOwned, id)).Status);
        Assert.Equal((1L, 0L, 1L), (_emulator.Statistics.Writes, _emulator.Statistics.RequestIdConflicts, _emulator.Statistics.Retries));

        // Without an id, or with the empty one, every request is one of its own.
        Assert.Equal(409, (await _api.PostAsync(Address, StateOwned)).Status);
        Assert.Equal(409, (await _api.PostAsync(Address, StateOwned, ("MS-RequestId", Guid.Empty.ToString()))).Status);
    }

    [Fact]
    public async Task Without_deduplication_every_request_is_performed_for_itself_and_conflicts_are_counted()
    {
        _emulator.Options.DeduplicateWrites = false;
        var id = Guid.NewGuid().ToString();

        Assert.Equal(201, (await _api.PostAsync(Address, StateOwned, ("MS-RequestId", id))).Status);
        Assert.Equal(409, (await _api.PostAsync(Address, StateOwned, ("MS-RequestId", id))).Status);
        Assert.Equal(0, _emulator.Statistics.RequestIdConflicts);
        Assert.Equal(201, (await _api.PostAsync(Address, Education, ("MS-RequestId", id))).Status);

        Assert.Equal((2L, 1L), (_emulator.Statistics.Writes, _emulator.Statistics.RequestIdConflicts));
    }

    [Theory]
    [InlineData(EmulatedWriteAnswer.Accepted, 202, false)]
    [InlineData(EmulatedWriteAnswer.AcceptedWithLocation, 202, true)]
    [InlineData(EmulatedWriteAnswer.NoContent, 204, false)]
    [InlineData(EmulatedWriteAnswer.EmptyOk, 200, false)]
    public async Task A_performed_write_can_be_answered_without_a_body(EmulatedWriteAnswer shape, int status, bool hasLocation)
    {
        _emulator.Options.WriteAnswer = shape;
        var id = Guid.NewGuid().ToString();

        foreach (var answer in new[]
        {
            await _api.PostAsync(Address, StateOwned, ("MS-RequestId", id)),
            await _api.PostAsync(Address, StateOwned, ("MS-RequestId", id)),
            await _api.PutAsync("/v1/customers/" + _customer.CustomerId + "/qualification", "1"),
        })
        {
            Assert.Equal((status, string.Empty), (answer.Status, answer.Text));
            Assert.Equal(hasLocation ? Address : null, answer.Header("Location"));
        }

        Assert.Equal(409, (await _api.PostAsync(Address, StateOwned)).Status);
        Assert.Equal(["StateOwnedEntity", "Education"], _customer.Qualifications.Select(q => q.Qualification));
        Assert.Equal(2, _emulator.Statistics.Writes);
    }

    [Fact]
    public async Task One_customer_is_throttled_while_others_are_served()
    {
        var other = _emulator.AddCustomer("Fabrikam School", "fabrikam.example");
        _customer.ThrottledRetryAfter = TimeSpan.FromSeconds(29.5);

        foreach (var path in (string[])[Address, "/v1/customers/" + _customer.CustomerId, "/v1/customers/" + _customer.CustomerId + "/validations"])
        {
            var answer = await _api.GetAsync(path);
            Assert.Equal((429, "30"), (answer.Status, answer.Header("Retry-After")));
        }

        Assert.Equal(429, (await _api.PostAsync(Address, StateOwned)).Status);
        Assert.Equal(200, (await _api.GetAsync("/v1/customers/" + other.CustomerId + "/qualifications")).Status);
        Assert.Equal(200, (await _api.GetAsync("/v1/customers")).Status);
        Assert.Equal((4L, 0L), (_emulator.Statistics.ThrottledAnswers, _emulator.Statistics.Writes));
        _customer.ThrottledRetryAfter = null;
        Assert.Equal(200, (await _api.GetAsync(Address)).Status);
    }

    [Fact]
    public async Task Each_request_is_recorded_with_customer_request_id_body_and_whether_it_wrote()
    {
        var id = Guid.NewGuid().ToString();
        await _api.PostAsync(Address + "?code=7", StateOwned, ("MS-RequestId", id));
        await _api.PostAsync(Address + "?code=7", StateOwned, ("MS-RequestId", id));
        await _api.PostAsync(Address, StateOwned);
        await _api.GetAsync("/v1/customers/all/validations");

        var recorded = _emulator.Statistics.RecordedRequests;

        Assert.Equal([true, false, false, false], recorded.Select(r => r.IsWritePerformed));
        Assert.Equal([201, 201, 409, 200], recorded.Select(r => r.StatusCode));
        Assert.Equal([id, id, null, null], recorded.Select(r => r.RequestId));
        Assert.Equal([_customer.CustomerId, _customer.CustomerId, _customer.CustomerId, null], recorded.Select(r => r.CustomerId));
        Assert.Equal(("POST", Address, "?code=7", StateOwned), (recorded[0].Method, recorded[0].Path, recorded[0].Query, recorded[0].Body));
    }

    [Fact]
    public async Task A_share_of_the_writes_loses_its_answer_after_it_was_performed()
    {
        _emulator.Options.Faults = new FaultPlan { Rate = 0.5, Kinds = FaultKinds.LostAnswer };
        var customers = Enumerable.Range(0, 200).Select(i => _emulator.AddCustomer("School " + i, i + ".example")).ToList();
        var lost = 0;
        foreach (var each in customers)
        {
            try
            {
                Assert.Equal(201, (await _api.PostAsync("/v1/customers/" + each.CustomerId + "/qualifications", StateOwned)).Status);
            }
            catch (HttpRequestException)
            {
                lost++;
            }
        }

        Assert.InRange(lost, 60, 140);
        Assert.Equal(200, _emulator.Statistics.Writes);
        Assert.Equal(lost, _emulator.Statistics.RecordedRequests.Count(r => r is { IsWritePerformed: true, StatusCode: 0 }));
    }

    [Fact]
    public async Task The_audit_record_of_a_renewed_request_holds_what_it_replaced()
    {
        _emulator.SetQualifications(_customer.CustomerId, new EmulatedQualification("Education", "Denied", "Not an Academic Domain"));
        await _api.PostAsync(Address, Education);

        var page = await _api.GetAsync(
            "/v1/auditrecords?filter="
                + Uri.EscapeDataString("""{"Field":"CustomerId","Value":"ID","Operator":"equals"}""".Replace("ID", _customer.CustomerId)));

        var record = page.Json.GetProperty("items")[0];
        Assert.Contains("\"Not an Academic Domain\"", record.GetProperty("resourceOldValue").GetString(), StringComparison.Ordinal);
        Assert.Contains("\"InReview\"", record.GetProperty("resourceNewValue").GetString(), StringComparison.Ordinal);
    }
}
