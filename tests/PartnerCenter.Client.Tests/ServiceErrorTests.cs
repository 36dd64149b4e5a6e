using System;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using PartnerCenter.Client.Tests.Support;
using PartnerCenter.Emulator;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// Every row of the service's error tables, in every shape that an error's body has.
/// </summary>
public sealed class ServiceErrorTests
{
    private const string ServerRequestId = "aaaaaaaa-0000-4000-8000-000000000001";
    private const string ServerCorrelationId = "aaaaaaaa-0000-4000-8000-000000000002";

    private static CannedResponse WithIds(CannedResponse response) =>
        response.WithHeader("MS-RequestId", ServerRequestId).WithHeader("MS-CorrelationId", ServerCorrelationId);

    private static async Task<(PartnerCenterException Failure, string CustomerId)> FailAsync(CannedResponse response, int attempts = 1)
    {
        using var connection = await TestConnection.OpenAsync(retries: 0, callTimeout: TimeSpan.FromSeconds(10));
        connection.Respond(WithIds(response));
        var failure = await connection.FailAsync();
        Assert.Equal(attempts, connection.ApiRequests.Count);
        return (failure, connection.CustomerId);
    }

    private static async Task<PartnerCenterException> FailAsync(string body, string contentType, int status) =>
        (await FailAsync(CannedResponse.Text(body, contentType, status))).Failure;

    [Theory]
    [InlineData(400, "800002", PartnerErrorCode.InvalidRequest, false, "Correct the input")]
    [InlineData(400, "3000", PartnerErrorCode.InvalidRequest, false, "Correct the input")]
    [InlineData(400, "900118", PartnerErrorCode.InvalidCustomerId, false, "GUID")]
    [InlineData(401, "800001", PartnerErrorCode.SignInExpired, true, "Connect again")]
    [InlineData(401, "900420", PartnerErrorCode.InvalidAudience, true, "https://api.partnercenter.microsoft.com/.default")]
    [InlineData(401, "900421", PartnerErrorCode.MfaRequired, true, "multi-factor")]
    [InlineData(403, "900329", PartnerErrorCode.AppOnlyNotSupported, true, "app + user")]
    [InlineData(403, "900308", PartnerErrorCode.AccessDenied, false, "GDAP")]
    [InlineData(403, "2032", PartnerErrorCode.AccessDenied, false, "GDAP")]
    [InlineData(403, "20002", PartnerErrorCode.AccessDenied, false, "reseller relationship")]
    [InlineData(403, "1002", PartnerErrorCode.AccessDenied, false, "reseller relationship")]
    [InlineData(403, "900309", PartnerErrorCode.AccessDenied, true, "Conditional Access")]
    [InlineData(403, "900123", PartnerErrorCode.AccessDenied, true, "accept the agreement")]
    [InlineData(403, "900124", PartnerErrorCode.AccessDenied, true, "accept the agreement")]
    [InlineData(403, "900149", PartnerErrorCode.AccessDenied, true, "enrollment")]
    [InlineData(403, "900150", PartnerErrorCode.AccessDenied, true, "Assign the Partner Center role")]
    [InlineData(404, "1000", PartnerErrorCode.CustomerNotFound, false, "Check the ID")]
    [InlineData(404, "60003", PartnerErrorCode.CustomerNotFound, false, "Check the ID")]
    [InlineData(404, "77", PartnerErrorCode.NotFound, false, "Check the ID")]
    [InlineData(410, "77", PartnerErrorCode.EndpointRetired, true, "newer version")]
    [InlineData(409, "4000", PartnerErrorCode.Conflict, false, "Read the current state")]
    [InlineData(429, "429", PartnerErrorCode.TooManyRequests, false, "57 s")]
    [InlineData(500, "100", PartnerErrorCode.ServiceUnavailable, false, "Try again later")]
    [InlineData(502, "100", PartnerErrorCode.ServiceUnavailable, false, "Try again later")]
    [InlineData(503, "100", PartnerErrorCode.ServiceUnavailable, false, "Try again later")]
    [InlineData(504, "100", PartnerErrorCode.ServiceUnavailable, false, "Try again later")]
    [InlineData(501, "100", PartnerErrorCode.ServiceUnavailable, false, "Try again later")]
    [InlineData(408, "100", PartnerErrorCode.RequestTimeout, false, "Try again later")]
    [InlineData(412, "100", PartnerErrorCode.Conflict, false, "Read the current state")]
    [InlineData(418, "100", PartnerErrorCode.InvalidRequest, false, "Correct the input")]
    public async Task A_status_with_a_code(int status, string code, PartnerErrorCode error, bool affectsEveryCustomer, string action)
    {
        foreach (var written in new[] { $"\"{code}\"", code })
        {
            var response = CannedResponse.Json($$"""{"code": {{written}}, "description": "The words.", "data": [], "source": "PartnerAPI"}""", status)
                .WithHeader("Retry-After", "57");
            var (failure, customerId) = await FailAsync(response);
            Assert.Equal(error, failure.Error);
            Assert.Equal(status, failure.StatusCode);
            Assert.Equal(code, failure.ServiceCode);
            Assert.Equal("The words", failure.Description);
            Assert.Equal(ServerRequestId, failure.RequestId);
            Assert.Equal(ServerCorrelationId, failure.CorrelationId);
            Assert.Equal(TimeSpan.FromSeconds(57), failure.RetryAfter);
            Assert.Equal(customerId, failure.CustomerId);
            Assert.Equal(affectsEveryCustomer, failure.AffectsEveryCustomer);
            Assert.Contains(action, failure.RecommendedAction, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(400, PartnerErrorCode.InvalidRequest)]
    [InlineData(401, PartnerErrorCode.SignInExpired)]
    [InlineData(403, PartnerErrorCode.AccessDenied)]
    [InlineData(404, PartnerErrorCode.NotFound)]
    [InlineData(410, PartnerErrorCode.EndpointRetired)]
    [InlineData(409, PartnerErrorCode.Conflict)]
    [InlineData(429, PartnerErrorCode.TooManyRequests)]
    [InlineData(500, PartnerErrorCode.ServiceUnavailable)]
    [InlineData(502, PartnerErrorCode.ServiceUnavailable)]
    [InlineData(503, PartnerErrorCode.ServiceUnavailable)]
    [InlineData(504, PartnerErrorCode.ServiceUnavailable)]
    public async Task A_status_without_a_body(int status, PartnerErrorCode error)
    {
        var (failure, customerId) = await FailAsync(new CannedResponse(status).WithHeader("Retry-After", "57"));
        Assert.Equal(error, failure.Error);
        Assert.Equal(status, failure.StatusCode);
        Assert.Null(failure.ServiceCode);
        Assert.Null(failure.Description);
        Assert.Equal(customerId, failure.CustomerId);
        Assert.NotEmpty(failure.RecommendedAction);
    }

    // Nothing is read as success that is none of the documented ones.
    [Theory]
    [InlineData(202)]
    [InlineData(204)]
    [InlineData(302)]
    [InlineData(304)]
    public async Task A_status_that_the_service_does_not_send(int status)
    {
        var (failure, _) = await FailAsync(CannedResponse.Json("[]", status));
        Assert.Equal(PartnerErrorCode.InvalidResponse, failure.Error);
        Assert.Equal(status, failure.StatusCode);
        Assert.Contains(status.ToString(CultureInfo.InvariantCulture), failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bare_string()
    {
        var failure = await FailAsync("\"Customer tagging denied.\"", "application/json", 403);
        Assert.Equal(PartnerErrorCode.QualificationNotAllowed, failure.Error);
        Assert.Equal("Customer tagging denied", failure.Description);
        Assert.Null(failure.ServiceCode);
        Assert.Contains("Customer tagging denied", failure.Message, StringComparison.Ordinal);
        Assert.Contains("eligible", failure.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CUSTOMER TAGGING DENIED")]
    [InlineData("The request failed: customer tagging denied for this tenant")]
    public async Task The_words_of_a_refused_qualification_in_any_letter_case(string words)
    {
        Assert.Equal(PartnerErrorCode.QualificationNotAllowed, (await FailAsync(words, "text/plain", 403)).Error);
        Assert.Equal(
            PartnerErrorCode.QualificationNotAllowed,
            (await FailAsync(CannedResponse.Json("{\"code\":\"1\",\"description\":\"" + words + "\"}", 403))).Failure.Error);
    }

    [Theory]
    [InlineData(400, PartnerErrorCode.ValidationCodeExhausted)]
    [InlineData(403, PartnerErrorCode.ValidationCodeExhausted)]
    [InlineData(409, PartnerErrorCode.ValidationCodeExhausted)]
    [InlineData(412, PartnerErrorCode.ValidationCodeExhausted)]
    [InlineData(422, PartnerErrorCode.InvalidRequest)]
    public async Task The_words_of_a_validation_code_that_is_used_up(int status, PartnerErrorCode error)
    {
        using var connection = await TestConnection.OpenAsync(retries: 0);
        connection.Respond(CannedResponse.Json("{\"code\":\"1\",\"description\":\"This Validation Code has no creates REMAINING.\"}", status));
        foreach (var method in new[] { WriteConnection.Create, WriteConnection.Update })
        {
            Assert.Equal(error, (await connection.Customer.FailToWriteAsync(method, "7")).Error);
        }

        // Whoever only reads has used no code.
        Assert.NotEqual(PartnerErrorCode.ValidationCodeExhausted, (await connection.FailAsync()).Error);
    }

    // The service documents no code of its own for it. Each of these sentences says that the code is used up, in one word that tells.
    [Theory]
    [InlineData("The validation code has none remaining.", PartnerErrorCode.ValidationCodeExhausted)]
    [InlineData("The validation code is exhausted.", PartnerErrorCode.ValidationCodeExhausted)]
    [InlineData("There are no creates for this validation code.", PartnerErrorCode.ValidationCodeExhausted)]
    [InlineData("No more creates left on the validation code.", PartnerErrorCode.ValidationCodeExhausted)]
    [InlineData("The validation code has reached its Maximum.", PartnerErrorCode.ValidationCodeExhausted)]
    [InlineData("The validation code is at its LIMIT.", PartnerErrorCode.ValidationCodeExhausted)]
    [InlineData("The validation code is not known.", PartnerErrorCode.QualificationConflict)]
    [InlineData("The maximum was reached.", PartnerErrorCode.QualificationConflict)]
    public async Task Each_word_for_a_validation_code_that_is_used_up(string words, PartnerErrorCode error)
    {
        using var connection = await TestConnection.OpenAsync(retries: 0);
        connection.Respond(CannedResponse.Json("{\"code\":\"1\",\"description\":\"" + words + "\"}", 409));
        Assert.Equal(error, (await connection.Customer.FailToWriteAsync(WriteConnection.Create, "7")).Error);
    }

    [Fact]
    public async Task The_ids_of_an_answer_that_cannot_be_read_are_the_server_s()
    {
        var (failure, _) = await FailAsync(CannedResponse.Text("<html>", "text/html", 200));
        Assert.Equal(PartnerErrorCode.InvalidResponse, failure.Error);
        Assert.Equal(ServerCorrelationId, failure.CorrelationId);
        Assert.Equal(ServerRequestId, failure.RequestId);
    }

    [Fact]
    public async Task The_gateway_s_throttling()
    {
        var (failure, _) = await FailAsync(
            CannedResponse.Json("""{"statusCode": 429, "message": "Rate limit is exceeded. Try again in 57 seconds."}""", 429).WithHeader("Retry-After", "57"));
        Assert.Equal(PartnerErrorCode.TooManyRequests, failure.Error);
        Assert.Equal("Rate limit is exceeded. Try again in 57 seconds", failure.Description);
        Assert.Null(failure.ServiceCode);
        Assert.Equal(TimeSpan.FromSeconds(57), failure.RetryAfter);
        Assert.Contains("57 s", failure.RecommendedAction, StringComparison.Ordinal);
    }

    // Neighbours of the service, and gateways before it.
    [Theory]
    [InlineData("""{"error":{"code":"Request_BadRequest","message":"The words."}}""", "Request_BadRequest", "The words")]
    [InlineData("""{"error":{"code":404,"message":"The words.","innererror":{"message":"More of them.","date":"2026-01-01"}}}""", "404",
        "The words: More of them")]
    [InlineData("""{"error":{"message":"","innererror":{"message":"The words."}}}""", null, "The words")]
    [InlineData("""{"odata.error":{"code":"Authorization_RequestDenied","message":{"lang":"en","value":"The words."}}}""", "Authorization_RequestDenied",
        "The words")]
    [InlineData("""{"odata.error":{"message":{"value":"The words."}}}""", null, "The words")]
    [InlineData("""{"message":"The words."}""", null, "The words")]
    [InlineData("""{"Message":"The words."}""", null, "The words")]
    [InlineData("""{"Message":"The words.","ExceptionMessage":"x"}""", null, "The words")]
    [InlineData("""{"statusCode":404,"message":"The words."}""", null, "The words")]
    [InlineData("""{"error":"invalid_request","error_description":"The words."}""", null, "The words")]
    [InlineData("""{"error":"The words."}""", null, "The words")]
    [InlineData("""{"code":"7","description":"","message":"The words."}""", "7", "The words")]
    [InlineData("""{"title":"The words.","status":404}""", null, "The words")]
    [InlineData("""{"title":"Bad","detail":"The words."}""", null, "The words")]
    [InlineData("""{"code":"3000","description":"Invalid property.","data":["website","must be absolute"],"source":"x"}""", "3000",
        "Invalid property: website: must be absolute")]
    [InlineData("""{"title":"Invalid.","status":404,"errors":{"website":["Not reachable."]}}""", null, "Invalid: website: Not reachable")]
    [InlineData("""{"error":{"code":"Bad","message":"Two.","details":[{"code":"Null","target":"phone","message":"No phone."}]}}""", "Bad",
        "Two: code: Null: target: phone: No phone")]
    [InlineData("""{"message":"An error has occurred.","error":{"code":"X1","message":"The cause."}}""", "X1", "An error has occurred: The cause")]
    [InlineData("""{"code":"7","description":"Bad.","message":"The website is taken."}""", "7", "Bad: The website is taken")]
    [InlineData("""{"errorCode":"7","errorMessage":"The words."}""", "7", "The words")]
    [InlineData("""{"error":{"code":"Forbidden","message":"No.","innererror":{"code":"7","message":"The words."}}}""", "7", "No: The words")]
    [InlineData("""
        "{\"code\":\"7\",\"description\":\"The words.\"}"
        """, "7", "The words")]
    [InlineData("""<?xml version="1.0"?><Error xmlns="x"><Code>ServerBusy</Code><Message>The words.</Message></Error>""", "ServerBusy", "The words")]
    [InlineData("<error><errorCode>7</errorCode><errorMessage>The words.</errorMessage></error>", "7", "The words")]
    [InlineData("<fault><text><![CDATA[The words.]]></text></fault>", null, "The words")]
    [InlineData("""{"reason":"The words"}""", null, """{"reason":"The words"}""")]
    [InlineData("""{"code":"7","description":["The words"]}""", "7", """["The words"]""")]
    [InlineData("The words.", null, "The words")]
    [InlineData("\uFEFF\"The words.\"", null, "The words")]
    public async Task The_words_and_the_code_of_every_shape(string body, string? code, string words)
    {
        foreach (var (status, error) in new[]
        {
            (404, PartnerErrorCode.NotFound), (403, PartnerErrorCode.AccessDenied), (400, PartnerErrorCode.InvalidRequest), (409, PartnerErrorCode.Conflict),
            (503, PartnerErrorCode.ServiceUnavailable),
            })
        {
            var failure = await FailAsync(body, "application/json", status);
            Assert.Equal((error, status, code, words), (failure.Error, failure.StatusCode!.Value, failure.ServiceCode, failure.Description));
            Assert.Contains(code is null ? $"{words} ({status})" : $"{words} ({status}, {code})", failure.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("""{"error":{"code":"1000","message":"No such customer."}}""", PartnerErrorCode.CustomerNotFound)]
    [InlineData("""{"code":60003,"description":"No such customer."}""", PartnerErrorCode.CustomerNotFound)]
    [InlineData("""{"code":"4000","description":"No such thing."}""", PartnerErrorCode.NotFound)]
    [InlineData("\"No such customer.\"", PartnerErrorCode.NotFound)]
    [InlineData("", PartnerErrorCode.NotFound)]
    public async Task A_customer_is_not_found_only_where_the_service_names_it(string body, PartnerErrorCode error)
    {
        var failure = await FailAsync(body, "application/json", 404);
        Assert.Equal((error, false), (failure.Error, failure.AffectsEveryCustomer));
    }

    [Theory]
    [InlineData(404, "", PartnerErrorCode.EndpointRetired)]
    [InlineData(404, "\"Resource not found.\"", PartnerErrorCode.EndpointRetired)]
    [InlineData(404, """{"message":"No HTTP resource was found."}""", PartnerErrorCode.EndpointRetired)]
    [InlineData(410, "", PartnerErrorCode.EndpointRetired)]
    [InlineData(410, """{"code":"1000","description":"Gone."}""", PartnerErrorCode.EndpointRetired)]
    [InlineData(404, """{"code":"1000","description":"No such customer."}""", PartnerErrorCode.CustomerNotFound)]
    [InlineData(404, """{"code":"4000","description":"No such thing."}""", PartnerErrorCode.NotFound)]
    [InlineData(404, """{"error":{"code":"ResourceNotFound","message":"No HTTP resource was found."}}""", PartnerErrorCode.EndpointRetired)]
    [InlineData(404, """{"code":"404","message":"Resource not found."}""", PartnerErrorCode.EndpointRetired)]
    [InlineData(404, """{"code":0,"description":"No route."}""", PartnerErrorCode.EndpointRetired)]
    [InlineData(404, "<Error><Message>No HTTP resource was found.</Message></Error>", PartnerErrorCode.EndpointRetired)]
    public async Task The_synchronous_endpoint_is_retired_and_the_customer_is_not_gone(int status, string body, PartnerErrorCode error)
    {
        using var connection = await TestConnection.OpenAsync(retries: 0);
        connection.Respond(CannedResponse.Text(body, "application/json", status));
        var read = await Assert.ThrowsAsync<PartnerCenterException>(
            async () => await connection.Customer.Qualification.GetAsync(TestContext.Current.CancellationToken));
        var written = await connection.Customer.FailToWriteAsync(WriteConnection.Update);
        foreach (var failure in new[] { read, written })
        {
            Assert.Equal((error, error == PartnerErrorCode.EndpointRetired), (failure.Error, failure.AffectsEveryCustomer));
            if (error == PartnerErrorCode.EndpointRetired)
            {
                Assert.Contains("Use the asynchronous endpoint", failure.RecommendedAction, StringComparison.Ordinal);
            }
        }
    }

    // A proxy's page or that of a server without the endpoint: nobody can tell, but it is so for every customer.
    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    public async Task A_page_in_place_of_the_synchronous_endpoint_is_said_once_with_both_advices(int status)
    {
        using var connection = await TestConnection.OpenAsync(retries: 0);
        connection.Respond(CannedResponse.Text("<html><title>File not found</title></html>", "text/html", status));
        var failure = await Assert.ThrowsAsync<PartnerCenterException>(
            async () => await connection.Customer.Qualification.GetAsync(TestContext.Current.CancellationToken));
        Assert.Equal((PartnerErrorCode.InvalidResponse, true), (failure.Error, failure.AffectsEveryCustomer));
        Assert.Contains("no proxy responds in its place", failure.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains("Use the asynchronous endpoint", failure.RecommendedAction, StringComparison.Ordinal);
    }

    // A cause of our own does not stand in place of what the service said.
    [Theory]
    [InlineData(400, 900118)]
    [InlineData(401, 900420)]
    [InlineData(401, 900421)]
    [InlineData(403, 900329)]
    [InlineData(403, 900123)]
    [InlineData(404, 1000)]
    [InlineData(404, 60003)]
    public async Task The_words_of_a_code_with_a_cause_of_its_own(int status, int code)
    {
        var failure = await FailAsync($$"""{"code":"{{code}}","description":"In its own words."}""", "application/json", status);
        Assert.Contains($"In its own words ({status}, {code})", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("is not a customer ID", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("the connection is app only", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("iso-8859-1")]
    [InlineData("utf-16")]
    [InlineData("\"utf-8\"")]
    [InlineData("x-unknown")]
    public void Words_in_another_encoding(string charset)
    {
        var encoding = charset switch { "iso-8859-1" => Encoding.Latin1, "utf-16" => Encoding.Unicode, _ => Encoding.UTF8 };
        var error = Pipeline.ServiceError.Parse(encoding.GetBytes("""{"code":"900123","description":"Für Schüler"}"""), charset);
        Assert.Equal(("900123", "Für Schüler"), (error.Code, error.Description));
    }

    [Theory]
    [InlineData("<html><head><title>502 Bad\r\n Gateway &amp; more</title></head><body>secret internals</body></html>", "502 Bad Gateway & more")]
    [InlineData("<html><body>secret internals</body></html>", "HTML")]
    public async Task A_gateway_s_html(string body, string description)
    {
        var failure = await FailAsync(body, "text/html", 502);
        Assert.Equal(PartnerErrorCode.ServiceUnavailable, failure.Error);
        Assert.Equal(description, failure.Description);
        Assert.DoesNotContain("internals", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("upstream\tconnect\n error.", "upstream connect error")]
    [InlineData("{ not json", "{ not json")]
    [InlineData("[1, 2]", "[1, 2]")]
    public async Task Plain_text(string body, string description)
    {
        var failure = await FailAsync(body, "text/plain", 503);
        Assert.Equal(PartnerErrorCode.ServiceUnavailable, failure.Error);
        Assert.Equal(description, failure.Description);
    }

    [Fact]
    public async Task A_body_with_comments_and_trailing_commas()
    {
        var failure = await FailAsync("{ \"Code\": 20002, // why\n \"Description\": \"No relationship\", }", "application/json", 403);
        Assert.Equal("20002", failure.ServiceCode);
        Assert.Equal("No relationship", failure.Description);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(503)]
    public async Task A_proxy_s_page_is_not_taken_for_the_service_s_word(int status)
    {
        var failure = await FailAsync("<html><head><title>Blocked by proxy</title></head></html>", "text/html", status);
        Assert.Equal(status == 404 ? PartnerErrorCode.InvalidResponse : PartnerErrorCode.ServiceUnavailable, failure.Error);
        Assert.Contains("Blocked by proxy", failure.Message, StringComparison.Ordinal);
    }

    // Words from outside end up in terminals and logs.
    [Fact]
    public async Task Long_words_and_control_characters_are_cut()
    {
        var failure = await FailAsync("\"\\u001b[31mred\\u0007 " + new string('x', 10_000) + "\"", "application/json", 400);
        Assert.StartsWith("[31mred xxx", failure.Description, StringComparison.Ordinal);
        Assert.True(failure.Description!.Length <= 501, failure.Description);
    }

    // What no JSON reader can make a string of, a body larger than anyone reads, and a page made to be searched for ever.
    [Fact]
    public async Task A_hostile_body_costs_the_words_but_not_the_error()
    {
        var bodies = new[]
        {
            "\"\\ud800\"",
            """{"code":"\ud800","description":"\udc00"}""",
            """{"\ud800":1}""",
            new string('[', 100_000),
            "{\"a\":" + new string('[', 100),
            "<" + string.Concat(Enumerable.Repeat("<title>", 9_000)),
            "\"" + new string('x', 200_000) + "\"",
        };
        foreach (var body in bodies)
        {
            var failure = await FailAsync(body, "application/json", 403);
            Assert.Equal(PartnerErrorCode.AccessDenied, failure.Error);
            Assert.Equal(403, failure.StatusCode);
        }

        var bytes = await FailAsync(new CannedResponse(403, [0xFF, 0xFE, 0x00, 0x80, 0x22], "application/json"));
        Assert.Equal(PartnerErrorCode.AccessDenied, bytes.Failure.Error);
    }

    [Fact]
    public async Task Without_ids_in_the_answer_those_of_the_request_are_told()
    {
        using var connection = await TestConnection.OpenAsync(retries: 0);
        connection.Respond(new CannedResponse(403));
        var failure = await connection.FailAsync();
        var request = Assert.Single(connection.ApiRequests);
        Assert.Equal(request.Headers["MS-RequestId"], failure.RequestId);
        Assert.Equal(request.Headers["MS-CorrelationId"], failure.CorrelationId);
    }

    [Fact]
    public async Task A_failure_that_concerns_no_customer_names_none()
    {
        using var connection = await TestConnection.OpenAsync(retries: 0);
        connection.Respond(CannedResponse.Json("""{"code":"900308","description":"No privilege."}""", 403));
        var failure = await Assert.ThrowsAsync<PartnerCenterException>(
            async () =>
                await connection.Client.Customers.ListAsync(null, TestContext.Current.CancellationToken).FirstAsync(TestContext.Current.CancellationToken));
        Assert.Equal(PartnerErrorCode.AccessDenied, failure.Error);
        Assert.Null(failure.CustomerId);
        Assert.DoesNotContain("{0}", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(408)]
    [InlineData(409)]
    [InlineData(429)]
    [InlineData(500)]
    public async Task The_message_holds_the_service_s_words(int status)
    {
        var (failure, _) = await FailAsync(CannedResponse.Json("""{"code":"77","description":"Quite particular."}""", status).WithHeader("Retry-After", "57"));

        // What took too long because of throttling has words of its own around the service's.
        Assert.Contains(status == 429 ? "Quite particular" : $"Quite particular ({status}, 77)", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Quite particular", failure.ToString(), StringComparison.Ordinal);
        Assert.Contains(ServerCorrelationId, failure.ToString(), StringComparison.Ordinal);
    }

    // The emulator is built from the same page, but knows nothing of the client.
    [Fact]
    public async Task The_emulator_s_own_refusals()
    {
        using var connection = await TestConnection.OpenAsync();
        var stranger = await Assert.ThrowsAsync<PartnerCenterException>(async () =>
            await connection.Client.Customers["00000000-1111-2222-3333-444444444444"].Qualifications.GetAsync(TestContext.Current.CancellationToken));
        Assert.Equal(PartnerErrorCode.CustomerNotFound, stranger.Error);
        Assert.Equal("1000", stranger.ServiceCode);
        Assert.Equal("00000000-1111-2222-3333-444444444444", stranger.CustomerId);

        connection.Emulator.GetCustomer(connection.CustomerId).NoRelationship = true;
        var lost = await connection.FailAsync();
        Assert.Equal(PartnerErrorCode.AccessDenied, lost.Error);
        Assert.Equal("20002", lost.ServiceCode);
    }

    [Theory]
    [InlineData("https://graph.windows.net", true, PartnerErrorCode.InvalidAudience, "900420")]
    [InlineData(null, false, PartnerErrorCode.MfaRequired, "900421")]
    public async Task A_token_that_the_emulator_refuses(string? audience, bool hasMfa, PartnerErrorCode error, string code)
    {
        // The client would refuse the wrong audience by itself, so the token is swapped where it cannot see it.
        using var emulator = new PartnerCenterEmulator();
        var token = emulator.IssueAccessToken(new EmulatedToken { Audience = audience, HasMfa = hasMfa });
        using var handler = new TokenSwappingHandler(token, emulator.CreateHandler());
        using var client = await PartnerClient.ConnectAsync(
            PartnerCredentials.AccessToken(Authentication.Secret.Hide("opaque")), new PartnerClientOptions { HttpHandler = handler },
            TestContext.Current.CancellationToken);
        var failure = await Assert.ThrowsAsync<PartnerCenterException>(async () =>
            await client.Customers[emulator.Customers[0].CustomerId].GetAsync(TestContext.Current.CancellationToken));
        Assert.Equal(error, failure.Error);
        Assert.Equal(code, failure.ServiceCode);
        Assert.True(failure.AffectsEveryCustomer);
    }

    private sealed class TokenSwappingHandler(string token, System.Net.Http.HttpMessageHandler inner) : System.Net.Http.DelegatingHandler(inner)
    {
        protected override Task<System.Net.Http.HttpResponseMessage> SendAsync(
            System.Net.Http.HttpRequestMessage request, System.Threading.CancellationToken cancellationToken)
        {
            request.Headers.Authorization = new("Bearer", token);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
