using System.Threading.Tasks;
using Microsoft.Identity.Client;
using Xunit;

namespace PartnerCenter.Emulator.Tests;

public class ClientCredentialsTests
{
    private const string Scope = "https://api.partnercenter.microsoft.com/.default";

    [Fact]
    public async Task A_secret_gets_an_application_token_that_lists_customers()
    {
        using var emulator = new PartnerCenterEmulator();
        using var factory = new MsalFactory(emulator);
        var app = ConfidentialClientApplicationBuilder.Create(EmulatorDefaults.ApplicationId)
            .WithClientSecret(EmulatorDefaults.ApplicationSecret)
            .WithAuthority("https://login.microsoftonline.com/" + EmulatorDefaults.TenantDomain)
            .WithHttpClientFactory(factory)
            .Build();

        var result = await app.AcquireTokenForClient([Scope]).ExecuteAsync(TestContext.Current.CancellationToken);

        using var api = new TestApi(emulator);
        api.Client.DefaultRequestHeaders.Authorization = new("Bearer", result.AccessToken);
        var answer = await api.GetAsync("/v1/customers");
        Assert.Equal(200, answer.Status);
        Assert.Equal(25, answer.Json.GetProperty("items").GetArrayLength());
    }
}
