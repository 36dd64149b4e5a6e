using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Reflection;
using System.Text.Json;
using System.Threading.Tasks;
using PartnerCenter.Client.Authentication;
using PartnerCenter.Client.Tests.Support;
using PartnerCenter.Emulator;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// Nothing that a program can print holds what must not be seen.
/// </summary>
public sealed class SecrecyTests
{
    // Values of the token endpoint's forms and answers that are nobody's business.
    private static readonly string[] SecretFields = ["client_secret", "client_assertion", "refresh_token", "code", "device_code", "code_verifier"];

    private static IEnumerable<string> SecretsIn(PartnerCenterEmulator emulator)
    {
        foreach (var request in emulator.Statistics.RecordedRequests)
        {
            if (request.AccessToken is { } token)
            {
                yield return token;
            }

            foreach (var pair in request.Body.Split('&').Select(pair => pair.Split('=', 2)).Where(pair => pair.Length == 2 && SecretFields.Contains(pair[0])))
            {
                yield return WebUtility.UrlDecode(pair[1]);
            }
        }
    }

    public static TheoryData<CredentialKind> Kinds =>
    [
        CredentialKind.ClientSecret, CredentialKind.ClientCertificate, CredentialKind.RefreshToken, CredentialKind.DeviceCode,
        CredentialKind.InteractiveBrowser, CredentialKind.AccessToken,
        ];

    private static PartnerCredential Credential(CredentialKind kind, PartnerCenterEmulator emulator, List<string> secrets)
    {
        string Note(string secret)
        {
            secrets.Add(secret);
            return secret;
        }

        return kind switch
        {
            CredentialKind.ClientSecret =>
                PartnerCredentials.ClientSecret(
                    EmulatorDefaults.TenantId, emulator.Options.ApplicationId, Secret.Hide(Note(EmulatorDefaults.ApplicationSecret))),
            CredentialKind.ClientCertificate =>
                PartnerCredentials.ClientCertificate(EmulatorDefaults.TenantId, emulator.Options.ApplicationId, TestCertificates.Shared),
            CredentialKind.RefreshToken => PartnerCredentials.RefreshToken(
                Secret.Hide(Note(emulator.IssueRefreshToken())), emulator.Options.ApplicationId, Secret.Hide(Note(EmulatorDefaults.ApplicationSecret))),
            CredentialKind.DeviceCode => PartnerCredentials.DeviceCode(emulator.Options.ApplicationId, _ => Task.CompletedTask),
            CredentialKind.InteractiveBrowser =>
                PartnerCredentials.InteractiveBrowser(emulator.Options.ApplicationId, openBrowser: new HeadlessBrowser(emulator).OpenAsync),
            _ => PartnerCredentials.AccessToken(Secret.Hide(Note(emulator.IssueAccessToken()))),
        };
    }

    // All that a curious program gets by printing an object: the text, and every public property, as JSON too.
    private static string Print(object? value)
    {
        if (value is null)
        {
            return string.Empty;
        }

        var texts = new List<string?> { value.ToString() };
        foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetIndexParameters().Length == 0))
        {
            texts.Add(property.GetValue(value)?.ToString());
        }

        if (value is not Exception)
        {
            texts.Add(JsonSerializer.Serialize(value, value.GetType()));
        }

        return string.Join('\n', texts);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_whole_session_prints_no_secret(CredentialKind kind)
    {
        using var emulator = new PartnerCenterEmulator(new EmulatorOptions { RecordRequests = true, DeviceCodePollsBeforeApproval = 0 });
        emulator.AddCertificate(TestCertificates.Shared);
        using var handler = emulator.CreateHandler();
        var secrets = new List<string>();
        var printed = new ConcurrentQueue<string>();
        var operation = new PartnerOperation { TraceRequests = true, Listener = happened => printed.Enqueue(Print(happened)) };
        var credential = Credential(kind, emulator, secrets);
        printed.Enqueue(Print(credential));
        using var client = await PartnerClient.ConnectAsync(
            credential, new PartnerClientOptions { HttpHandler = handler, RetryDelay = TimeSpan.FromMilliseconds(1), RetryAttempts = 1 }, operation,
            TestContext.Current.CancellationToken);
        printed.Enqueue(Print(client.Identity));
        printed.Enqueue(client.ToString()!);
        var customer = client.With(operation).Customers[emulator.Customers[0].CustomerId];

        // Everything that makes an event or an error: success, retry, renewal, refusals of the service and of the sign-in, a closed connection.
        await customer.GetAsync(TestContext.Current.CancellationToken);
        foreach (var status in new[] { 401, 403, 404, 500, 200 })
        {
            emulator.RespondWith(request => request.IsApiRequest, CannedResponse.Text("no JSON", "text/plain", status));
            printed.Enqueue(Print(await Assert.ThrowsAsync<PartnerCenterException>(() => customer.GetAsync(TestContext.Current.CancellationToken))));
            emulator.ClearResponses();
        }

        emulator.RevokeAccessTokens();
        emulator.Options.TokenError = kind switch
        {
            CredentialKind.ClientSecret or CredentialKind.ClientCertificate => EmulatedTokenError.InvalidClientSecret,
            _ => EmulatedTokenError.RefreshTokenRevoked,
        };
        printed.Enqueue(Print(await Assert.ThrowsAsync<PartnerCenterException>(() => customer.GetAsync(TestContext.Current.CancellationToken))));
        client.Dispose();
        printed.Enqueue(Print(await Assert.ThrowsAsync<PartnerCenterException>(() => customer.GetAsync(TestContext.Current.CancellationToken))));

        AssertHidden(printed, secrets.Concat(SecretsIn(emulator)).ToHashSet(), atLeast: kind == CredentialKind.AccessToken ? 1 : 2);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_sign_in_that_fails_prints_no_secret(CredentialKind kind)
    {
        foreach (var error in Enum.GetValues<EmulatedTokenError>().Where(error => error != EmulatedTokenError.None))
        {
            // An application of its own: the sign-in library remembers for a minute, and for the whole process, that Entra had trouble with one.
            var options = new EmulatorOptions
            {
                RecordRequests = true,
                DeviceCodePollsBeforeApproval = 0,
                TokenError = error,
                ApplicationId = Guid.NewGuid().ToString()
            };
            using var emulator = new PartnerCenterEmulator(options);
            emulator.AddCertificate(TestCertificates.Shared);
            using var handler = emulator.CreateHandler();
            var secrets = new List<string>();
            var printed = new ConcurrentQueue<string>();
            var operation = new PartnerOperation { TraceRequests = true, Listener = happened => printed.Enqueue(Print(happened)) };
            try
            {
                using var client = await PartnerClient.ConnectAsync(
                    Credential(kind, emulator, secrets),
                    new PartnerClientOptions { HttpHandler = handler, RetryAttempts = 1, RetryDelay = TimeSpan.FromMilliseconds(1) },
                    operation,
                    TestContext.Current.CancellationToken);
                printed.Enqueue(Print(client.Identity));
            }
            catch (PartnerCenterException failure)
            {
                printed.Enqueue(Print(failure));
            }

            AssertHidden(
                printed, secrets.Concat(SecretsIn(emulator)).ToHashSet(),
                atLeast: kind == CredentialKind.InteractiveBrowser && error == EmulatedTokenError.UserDeclined ? 0 : 1);
        }
    }

    // What a token endpoint says beside its error is nobody's business either.
    [Fact]
    public async Task A_sign_in_that_fails_prints_nothing_of_the_answer_but_its_error()
    {
        using var emulator = new PartnerCenterEmulator();
        using var handler = emulator.CreateHandler();
        emulator.RespondWith(
            _ => true,
            CannedResponse.Json(
                """{"error":"invalid_client","error_description":"AADSTS7000215: Wrong.","echo":"the-secret","access_token":"the-token"}""", 401));
        var failure = await Assert.ThrowsAsync<PartnerCenterException>(() => PartnerClient.ConnectAsync(
            PartnerCredentials.ClientSecret(EmulatorDefaults.TenantId, EmulatorDefaults.ApplicationId, Secret.Hide("the-secret")),
            new PartnerClientOptions { HttpHandler = handler },
            TestContext.Current.CancellationToken));
        Assert.Equal("AADSTS7000215", failure.ServiceCode);
        Assert.DoesNotContain("the-secret", Print(failure), StringComparison.Ordinal);
        Assert.DoesNotContain("the-token", Print(failure), StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_does_not_print_itself() =>
        Assert.DoesNotContain("the-token", PartnerToken.Create("the-token", null).ToString(), StringComparison.Ordinal);

    private static void AssertHidden(IReadOnlyCollection<string> printed, HashSet<string> secrets, int atLeast)
    {
        Assert.NotEmpty(printed);
        Assert.True(secrets.Count >= atLeast, "Nothing was looked for.");
        Assert.All(secrets, secret => Assert.All(printed, text =>
        {
            Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
            Assert.DoesNotContain(Uri.EscapeDataString(secret), text, StringComparison.Ordinal);
        }));
    }
}
