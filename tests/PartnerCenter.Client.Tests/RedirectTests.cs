using System;
using System.Threading.Tasks;
using PartnerCenter.Client.Authentication;
using PartnerCenter.Client.Tests.Support;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// A token goes where the user said, and not to wherever an answer points.
/// </summary>
public sealed class RedirectTests
{
    private const string CustomerId = "5aa9d8cf-1f1c-4b6e-9a0c-000000000001";

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_not_followed(int status)
    {
        await using var other = new LoopbackServer((_, connection, token) => LoopbackServer.SendAsync(connection, LoopbackServer.Ok("[]"), token));
        await using var server = new LoopbackServer((_, connection, token) => LoopbackServer.SendAsync(
            connection,
            $"HTTP/1.1 {status} Moved\r\nLocation: http://localhost:{other.Address.Port}/v1/customers/{CustomerId}/qualifications\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            token));
        using var client = await PartnerClient.ConnectAsync(
            PartnerCredentials.AccessToken(Secret.Hide("opaque-token")), new PartnerClientOptions { Endpoint = server.Address },
            TestContext.Current.CancellationToken);

        var failure = await Assert.ThrowsAsync<PartnerCenterException>(
            async () => await client.Customers[CustomerId].Qualifications.GetAsync(TestContext.Current.CancellationToken));

        Assert.Equal(PartnerErrorCode.InvalidResponse, failure.Error);
        Assert.Equal(status, failure.StatusCode);
        Assert.Empty(other.Requests);
        var request = Assert.Single(server.Requests);
        Assert.Contains("Authorization: Bearer opaque-token", request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sign_in_is_not_redirected_either()
    {
        await using var other = new LoopbackServer((_, connection, token) => LoopbackServer.SendAsync(connection, LoopbackServer.Ok("{}"), token));
        await using var server = new LoopbackServer((_, connection, token) => LoopbackServer.SendAsync(
            connection, $"HTTP/1.1 307 Moved\r\nLocation: http://localhost:{other.Address.Port}/token\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            token));

        var failure = await Assert.ThrowsAsync<PartnerCenterException>(() => PartnerClient.ConnectAsync(
            PartnerCredentials.ClientSecret(CustomerId, CustomerId, Secret.Hide("the-secret")),
            new PartnerClientOptions { Authority = server.Address },
            TestContext.Current.CancellationToken));

        Assert.Equal(PartnerErrorCode.SignInFailed, failure.Error);
        Assert.Empty(other.Requests);
        Assert.NotEmpty(server.Requests);
    }
}
