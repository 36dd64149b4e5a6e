using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client.Authentication;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// What is told of the requests of a sign-in.
/// </summary>
public sealed class TraceHandlerTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_address_is_told_without_its_query_which_may_hold_a_code(bool fails)
    {
        var told = new List<string>();
        var operation = new PartnerOperation { TraceRequests = true, Listener = happened => told.Add(happened.Message) };
        using var network = new Network { Failure = fails ? new HttpRequestException("No route.") : null };
        using var client = new HttpMessageInvoker(new TraceHandler(operation, network));
        using var request = new HttpRequestMessage(HttpMethod.Post, "https://login.example/tenant/token?code=the-code&client_secret=the-secret#the-fragment");
        if (fails)
        {
            await Assert.ThrowsAsync<HttpRequestException>(() => client.SendAsync(request, TestContext.Current.CancellationToken));
        }
        else
        {
            using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        }

        var line = Assert.Single(told);
        Assert.Contains("POST https://login.example/tenant/token ", line, StringComparison.Ordinal);
        Assert.Contains(fails ? "No route." : "418", line, StringComparison.Ordinal);
        Assert.DoesNotContain("the-", line, StringComparison.Ordinal);
        Assert.DoesNotContain("?", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_told_where_nobody_wants_to_hear_of_requests()
    {
        var told = new List<string>();
        var operation = new PartnerOperation { Listener = happened => told.Add(happened.Message) };
        using var network = new Network();
        using var client = new HttpMessageInvoker(new TraceHandler(operation, network));
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://login.example/");
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Empty(told);
    }

    private sealed class Network : HttpMessageHandler
    {
        public Exception? Failure { get; init; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Failure is null ? Task.FromResult(new HttpResponseMessage((HttpStatusCode)418)) : Task.FromException<HttpResponseMessage>(Failure);
    }
}
