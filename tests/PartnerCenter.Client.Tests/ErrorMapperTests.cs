using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Threading.Tasks;
using PartnerCenter.Client.Pipeline;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// What a failure without an answer of the service means, and what the earlier attempts mean for the last one.
/// </summary>
public sealed class ErrorMapperTests
{
    private static readonly Uri Endpoint = new("https://service.example/");

    private readonly PartnerOperation _operation = new();
    private readonly Call _read = new();
    private readonly Call _write = new() { IsWrite = true };

    private PartnerCenterException Transport(Exception exception, Call? call = null, HttpStatusCode? accepted = null) =>
        ErrorMapper.FromTransport(exception, call ?? _write, _operation, Endpoint, accepted);

    private static RequestFailures Failures(params IEnumerable<PartnerCenterException> all)
    {
        var failures = new RequestFailures();
        foreach (var failure in all)
        {
            failures.Add(failure);
        }

        return failures;
    }

    private static PartnerCenterException Failure(
        int? status = 503, bool mayHaveArrived = false, bool mayPass = true, int? retryAfter = null,
        PartnerErrorCode error = PartnerErrorCode.ServiceUnavailable) =>
        new(error, "It broke.", "Do this.")
        {
            StatusCode = status,
            MayHaveArrived = mayHaveArrived,
            RetryKind = mayPass ? RetryKind.Transient : RetryKind.None,
            RetryAfter = retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            CustomerId = "c",
        };

    [Theory]
    [InlineData(SocketError.ConnectionRefused, true)]
    [InlineData(SocketError.HostNotFound, true)]
    [InlineData(SocketError.HostUnreachable, true)]
    [InlineData(SocketError.NetworkUnreachable, true)]
    [InlineData(SocketError.TryAgain, true)]
    [InlineData(SocketError.NoData, true)]
    [InlineData(SocketError.ConnectionReset, false)]
    [InlineData(SocketError.TimedOut, false)]
    public void A_write_whose_connection_could_not_be_made_has_not_arrived(SocketError error, bool wasNotSent)
    {
        var socket = new SocketException((int)error);
        foreach (var exception in (Exception[])[socket, new HttpRequestException("Outer.", socket),
            new HttpRequestException("Outer.", new IOException("Middle.", socket))])
        {
            var failure = Transport(exception);
            Assert.Equal((PartnerErrorCode.ServiceUnavailable, wasNotSent, !wasNotSent), (failure.Error, failure.WasNotSent, failure.MayHaveArrived));
            Assert.Equal((RetryKind.Transient, false, null), (failure.RetryKind, failure.AffectsEveryCustomer, failure.StatusCode));
            Assert.StartsWith("Partner Center could not be reached at https://service.example/: " + socket.Message, failure.Message, StringComparison.Ordinal);
            Assert.Contains("name resolution", failure.RecommendedAction, StringComparison.Ordinal);
            Assert.Equal(("c", "r", _operation.CorrelationId), (failure.CustomerId, failure.RequestId, failure.CorrelationId));
            Assert.Equal((wasNotSent, false), (Transport(exception, _read).WasNotSent, Transport(exception, _read).MayHaveArrived));
        }
    }

    [Theory]
    [InlineData(WebExceptionStatus.ConnectFailure, true)]
    [InlineData(WebExceptionStatus.NameResolutionFailure, true)]
    [InlineData(WebExceptionStatus.ProxyNameResolutionFailure, true)]
    [InlineData(WebExceptionStatus.SecureChannelFailure, true)]
    [InlineData(WebExceptionStatus.ReceiveFailure, false)]
    [InlineData(WebExceptionStatus.ConnectionClosed, false)]
    public void So_it_is_where_the_framework_reports_it(WebExceptionStatus status, bool wasNotSent)
    {
        var failure = Transport(new HttpRequestException("Outer.", new WebException("Inner.", status)));
        Assert.Equal((wasNotSent, !wasNotSent, false), (failure.WasNotSent, failure.MayHaveArrived, failure.AffectsEveryCustomer));
    }
#if !NETFRAMEWORK

    [Theory]
    [InlineData(HttpRequestError.ConnectionError, true)]
    [InlineData(HttpRequestError.NameResolutionError, true)]
    [InlineData(HttpRequestError.SecureConnectionError, true)]
    [InlineData(HttpRequestError.ProxyTunnelError, true)]
    [InlineData(HttpRequestError.ResponseEnded, false)]
    [InlineData(HttpRequestError.Unknown, false)]
    public void So_it_is_where_the_transport_says_it_itself(HttpRequestError error, bool wasNotSent)
    {
        var failure = Transport(new HttpRequestException(error, "It broke."));
        Assert.Equal((wasNotSent, !wasNotSent, false), (failure.WasNotSent, failure.MayHaveArrived, failure.AffectsEveryCustomer));
    }
#endif

    [Fact]
    public void A_connection_that_cannot_be_trusted_affects_every_customer()
    {
        foreach (var cause in (Exception[])[new AuthenticationException("A stranger."), new WebException("A stranger.", WebExceptionStatus.TrustFailure)])
        {
            var failure = Transport(new HttpRequestException("Outer.", cause));
            Assert.Equal((true, true, false, RetryKind.None), (failure.AffectsEveryCustomer, failure.WasNotSent, failure.MayHaveArrived, failure.RetryKind));
            Assert.Equal("A trusted connection to https://service.example/ could not be established: A stranger.", failure.Message);
        }
    }

    [Fact]
    public void A_write_that_was_accepted_before_its_answer_broke_off_is_not_sent_again()
    {
        var failure = Transport(new IOException("Reset."), accepted: HttpStatusCode.Accepted);
        Assert.Equal((RetryKind.None, 202, true), (failure.RetryKind, failure.StatusCode, failure.MayHaveArrived));
        failure = ErrorMapper.FromAttemptTimeout(_write, _operation, TimeSpan.FromSeconds(9), HttpStatusCode.Created);
        Assert.Equal((RetryKind.None, 201, true), (failure.RetryKind, failure.StatusCode, failure.MayHaveArrived));
        failure = ErrorMapper.FromAttemptTimeout(_write, _operation, TimeSpan.FromSeconds(9), null);
        Assert.Equal((RetryKind.Transient, null, true), (failure.RetryKind, failure.StatusCode, failure.MayHaveArrived));
    }

    [Fact]
    public void An_answer_that_came_too_late_says_how_long_it_was_waited_for_and_what_to_do()
    {
        var read = ErrorMapper.FromAttemptTimeout(_read, _operation, TimeSpan.FromSeconds(9), null);
        Assert.Equal((PartnerErrorCode.RequestTimeout, false), (read.Error, read.MayHaveArrived));
        Assert.Contains("within 00:00:09", read.Message, StringComparison.Ordinal);
        Assert.Contains("Try again later", read.RecommendedAction, StringComparison.Ordinal);
        var write = ErrorMapper.FromAttemptTimeout(_write, _operation, TimeSpan.FromSeconds(9), null);
        Assert.Contains("before you request again", write.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(true, false, true)]
    [InlineData(false, true, true)]
    public void A_write_may_have_arrived_when_the_connection_is_closed(bool isUnderWay, bool hadArrived, bool mayHaveArrived)
    {
        var call = new Call { IsWrite = true, IsUnderWay = isUnderWay };
        var failure = ErrorMapper.Closed(call, _operation, Failures(Failure(mayHaveArrived: hadArrived)));
        Assert.Equal((PartnerErrorCode.NotConnected, true, mayHaveArrived), (failure.Error, failure.AffectsEveryCustomer, failure.MayHaveArrived));
        Assert.Equal(isUnderWay, ErrorMapper.Closed(call, _operation, null).MayHaveArrived);
        Assert.False(ErrorMapper.Closed(new Call { IsUnderWay = true }, _operation, null).MayHaveArrived);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_pause_says_who_is_throttled_and_for_how_long(bool isPartner)
    {
        var admission = new Admission(isPartner ? AdmissionKind.PartnerPaused : AdmissionKind.CustomerPaused, 1, TimeSpan.FromSeconds(90.2));
        var failure = ErrorMapper.FromPause(_write, _operation, admission, TimeSpan.FromSeconds(60));
        Assert.Equal(
            (PartnerErrorCode.TooManyRequests, isPartner, RetryKind.Throttled, false),
            (failure.Error, failure.AffectsEveryCustomer, failure.RetryKind, failure.MayHaveArrived));
        Assert.Equal(90.2, failure.RetryAfter!.Value.TotalSeconds);
        Assert.Equal(
            (isPartner ? "Partner Center throttles this partner." : "Partner Center throttles requests for customer c.")
            + " The service asks to wait 91 s, which is longer than the remaining time of the call (00:01:00).",
            failure.Message);
        Assert.Contains("Wait 91 s", failure.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "c", false)]
    [InlineData(true, null, true)]
    [InlineData(false, "c", true)]
    public void A_renewed_token_that_is_refused_for_one_customer_only_is_that_customer_s(bool wasAccepted, string? customerId, bool affectsEveryCustomer)
    {
        foreach (var description in (string?[])["The words", null])
        {
            var refusal = new PartnerCenterException(
                PartnerErrorCode.SignInExpired, "No.", "Connect.")
            { StatusCode = 401, AffectsEveryCustomer = true, Description = description };
            var failure = ErrorMapper.FromRenewedToken(refusal, new Call { CustomerId = customerId }, wasAccepted);
            Assert.Equal(
                (affectsEveryCustomer ? PartnerErrorCode.SignInExpired : PartnerErrorCode.AccessDenied, affectsEveryCustomer, 401),
                (failure.Error, failure.AffectsEveryCustomer, failure.StatusCode));
            Assert.Contains(description ?? "no description", failure.Message, StringComparison.OrdinalIgnoreCase);
            Assert.Contains(affectsEveryCustomer ? "a renewed one" : "other requests with the token succeed", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_outage_says_how_long_it_lasts_and_why()
    {
        var failure = ErrorMapper.FromOutage(_read, Failures(Failure()), TimeSpan.FromSeconds(61.9));
        Assert.Equal("No call has succeeded for 61 s, so the operation ends. It broke.", failure.Message);
        Assert.Equal((true, "Do this.", 503), (failure.AffectsEveryCustomer, failure.RecommendedAction, failure.StatusCode));
        failure = ErrorMapper.FromOutage(_write, Failures(Failure(mayHaveArrived: true), Failure()), TimeSpan.FromSeconds(61.9));
        Assert.True(failure.MayHaveArrived);
    }

    [Theory]
    [InlineData(503, true, 1, true, true, true)]
    [InlineData(503, true, 2, true, true, true)]
    [InlineData(400, false, 2, true, true, false)]
    [InlineData(503, true, 2, false, false, false)]
    [InlineData(400, false, 2, false, false, false)]
    [InlineData(409, false, 1, false, false, false)]
    [InlineData(409, false, 2, false, true, false)]
    [InlineData(412, false, 2, false, true, false)]
    [InlineData(412, false, 1, false, false, false)]
    public void A_write_that_may_have_been_performed_is_looked_for(int status, bool mayPass, int count, bool hadArrived, bool mayHaveArrived, bool isAdvised)
    {
        var last = Failure(status, mayHaveArrived: hadArrived && count == 1, mayPass);
        var failures = Failures([.. Enumerable.Repeat(Failure(mayHaveArrived: hadArrived), count - 1), last]);
        var failure = ErrorMapper.WithHistory(_write, failures);
        Assert.Equal((mayHaveArrived, status, last.Message), (failure.MayHaveArrived, failure.StatusCode, failure.Message));
        Assert.Equal(isAdvised, failure.RecommendedAction != "Do this.");
        Assert.Equal(isAdvised, failure.RecommendedAction.Contains("before you request again"));
        Assert.Same(last, ErrorMapper.WithHistory(_read, failures));
    }

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(true, false, false)]
    [InlineData(true, true, true)]
    public void A_call_that_ran_out_of_time_without_a_failure_is_a_timeout(bool isWrite, bool isUnderWay, bool mayHaveArrived)
    {
        var failure = ErrorMapper.FromCallTimeout(
            new Call { IsWrite = isWrite, IsUnderWay = isUnderWay }, _operation, null, TimeSpan.FromSeconds(30), TimeSpan.Zero);
        Assert.Equal((PartnerErrorCode.RequestTimeout, mayHaveArrived, RetryKind.Transient), (failure.Error, failure.MayHaveArrived, failure.RetryKind));
        Assert.Contains("within 00:00:30", failure.Message, StringComparison.Ordinal);
        Assert.Contains(isWrite ? "before you request again" : "Try again later", failure.RecommendedAction, StringComparison.Ordinal);
    }

    // Eleven seconds are less than the limit, and more than is left of it.
    [Theory]
    [InlineData(null, 10, "The call could not be completed within 00:00:30. It broke.")]
    [InlineData(9, 10, "The call could not be completed within 00:00:30. It broke.")]
    [InlineData(10, 10, "The call could not be completed within 00:00:30. It broke.")]
    [InlineData(11, 10, "It broke. The service asks to wait 11 s, which is longer than the remaining time of the call (00:00:30).")]
    public void A_call_that_ran_out_of_time_tells_its_last_failure(int? retryAfter, int remaining, string message)
    {
        var failures = Failures(Failure(retryAfter: retryAfter));
        var failure = ErrorMapper.FromCallTimeout(_read, _operation, failures, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(remaining));
        Assert.Equal((message, 503, false), (failure.Message, failure.StatusCode, failure.MayHaveArrived));
    }

    [Theory]
    [InlineData(true, true, false, true)]
    [InlineData(true, false, true, true)]
    [InlineData(true, false, false, false)]
    [InlineData(false, true, false, false)]
    public void A_write_that_ran_out_of_time_under_way_may_have_arrived(bool isWrite, bool isUnderWay, bool hadArrived, bool mayHaveArrived)
    {
        var failures = Failures(Failure(mayHaveArrived: hadArrived), Failure());
        var failure = ErrorMapper.FromCallTimeout(
            new Call { IsWrite = isWrite, IsUnderWay = isUnderWay }, _operation, failures, TimeSpan.FromSeconds(30), TimeSpan.Zero);
        Assert.Equal(mayHaveArrived, failure.MayHaveArrived);
    }

    [Theory]
    [InlineData(null, PartnerErrorCode.TooManyRequests, true)]
    [InlineData(429, PartnerErrorCode.TooManyRequests, false)]
    [InlineData(null, PartnerErrorCode.ServiceUnavailable, false)]
    public void A_pause_that_was_too_long_has_been_told_as_such(int? status, PartnerErrorCode error, bool isKept)
    {
        var last = Failure(status, error: error);
        var failure = ErrorMapper.FromCallTimeout(_read, _operation, Failures(last), TimeSpan.FromSeconds(30), TimeSpan.Zero);
        Assert.Equal(isKept, ReferenceEquals(last, failure));
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("7", null, 7.0)]
    [InlineData("Thu, 01 Jan 2015 00:00:23 GMT", "Thu, 01 Jan 2015 00:00:20 GMT", 3.0)]
    [InlineData("Thu, 01 Jan 2015 00:00:20 GMT", "Thu, 01 Jan 2015 00:00:23 GMT", 0.0)]
    [InlineData("Thu, 01 Jan 2015 00:00:20 GMT", null, 0.0)]
    public async Task How_long_the_service_asks_to_wait(string? retryAfter, string? date, double? expected)
    {
        using var response = new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { Content = new StringContent(string.Empty) };
        if (retryAfter is not null)
        {
            response.Headers.TryAddWithoutValidation("Retry-After", retryAfter);
        }

        if (date is not null)
        {
            response.Headers.TryAddWithoutValidation("Date", date);
        }

        var stop = TestContext.Current.CancellationToken;
        var failure = await ErrorMapper.FromResponseAsync(response, _write, _operation, stop, stop);
        Assert.Equal(expected, failure.RetryAfter?.TotalSeconds);
    }

    // A 503 says that the service did not begin.
    [Theory]
    [InlineData(408, true)]
    [InlineData(500, true)]
    [InlineData(502, true)]
    [InlineData(504, true)]
    [InlineData(503, false)]
    [InlineData(501, false)]
    [InlineData(400, false)]
    [InlineData(409, false)]
    [InlineData(429, false)]
    public async Task What_failed_while_the_service_worked_on_it_may_have_been_performed(int status, bool mayHaveArrived)
    {
        var stop = TestContext.Current.CancellationToken;
        foreach (var (call, expected) in ((Call, bool)[])[(_write, mayHaveArrived), (_read, false)])
        {
            using var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(string.Empty) };
            Assert.Equal(expected, (await ErrorMapper.FromResponseAsync(response, call, _operation, stop, stop)).MayHaveArrived);
        }
    }

    [Fact]
    public void An_answer_that_cannot_be_read_is_asked_for_again_unless_it_is_a_write_s()
    {
        using var response = new HttpResponseMessage(HttpStatusCode.Created);
        foreach (var (call, transience) in ((Call, RetryKind)[])[(_read, RetryKind.Malformed), (_write, RetryKind.None)])
        {
            var failure = ErrorMapper.FromUnreadable(new FormatException("Not a date."), response, call, _operation);
            Assert.Equal(
                (PartnerErrorCode.InvalidResponse, 201, transience, call.IsWrite),
                (failure.Error, failure.StatusCode, failure.RetryKind, failure.MayHaveArrived));
            Assert.Contains("Not a date.", failure.Message, StringComparison.Ordinal);
        }
    }

    private sealed class Call : IPartnerRequest
    {
        public HttpMethod Method => HttpMethod.Get;

        public string Path => "v1/customers/c";

        public string? CustomerId { get; init; } = "c";

        public string RequestId => "r";

        public RequestPurpose Purpose => IsWrite ? RequestPurpose.QualificationWrite : RequestPurpose.Other;

        public bool IsSynchronous => false;

        public bool IsUnderWay { get; init; }

        public bool IsWrite { get; init; }

        public bool IsSuccess(HttpStatusCode status) => status == HttpStatusCode.OK;
    }
}
