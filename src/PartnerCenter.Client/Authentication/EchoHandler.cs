using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client.Pipeline;

namespace PartnerCenter.Client.Authentication;

/// <summary>
/// Takes the secrets of a sign-in's request out of its answer, where that is no grant.
/// </summary>
/// <remarks>
/// MSAL puts what the server answered into its exceptions, and remembers some of them for the whole process. So a secret is removed before MSAL sees it,
/// and nothing has to keep the secret until an exception is translated.
/// </remarks>
internal sealed class EchoHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private static readonly HashSet<string> Fields = new(StringComparer.Ordinal)
    {
        "client_secret", "client_assertion", "refresh_token", "assertion", "code", "code_verifier", "device_code", "password",
    };

    // With these, a managed identity is told that the request comes from its own machine.
    private static readonly string[] Headers = ["X-IDENTITY-HEADER", "secret", "Authorization"];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var secrets = await FindSecretsAsync(request).ConfigureAwait(false);
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.Content is not { } content)
        {
            return response;
        }

        // Gateways name character sets that nobody knows ("utf8"), and then the answer could not be read at all, neither here nor by MSAL. The .NET Framework
        // doesn't know a name in quotation marks either.
        if (content.Headers.ContentType is { CharSet: { } name } type)
        {
            var unquoted = name.Trim('"');
            type.CharSet = CharacterSet.Find(unquoted) is null ? null : unquoted;
        }

        if (secrets.Count == 0)
        {
            return response;
        }

        var body = await ReadAsync(response, content, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode && body.IndexOf("\"access_token\"", StringComparison.Ordinal) >= 0)
        {
            // The answer is all secrets, and may hold the refresh token that was sent.
            return response;
        }

        var clean = SecretText.Hide(body, request.RequestUri!, secrets);
        if (clean != body)
        {
            var replacement = new StringContent(clean, Encoding.UTF8);
            replacement.Headers.ContentType = content.Headers.ContentType;
            response.Content = replacement;
            content.Dispose();
        }

        if (response.ReasonPhrase is { } reason)
        {
            response.ReasonPhrase = SecretText.Hide(reason, request.RequestUri!, secrets);
        }

        return response;
    }

    // What was read stays in memory for who reads it next.
    private static async Task<string> ReadAsync(HttpResponseMessage response, HttpContent content, CancellationToken cancellationToken)
    {
        try
        {
            return await content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            response.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
    }

    private static async Task<List<string>> FindSecretsAsync(HttpRequestMessage request)
    {
        var secrets = Headers.Where(request.Headers.Contains)
            .SelectMany(request.Headers.GetValues)
            .Select(value => value.Substring(value.IndexOf(' ') + 1))
            .ToList();
        if (request.Content is { } form)
        {
            // A form that MSAL made is in memory already.
            var values = BrowserCodeReceiver.ReadValues(await form.ReadAsStringAsync().ConfigureAwait(false));
            secrets.AddRange(values.Where(value => Fields.Contains(value.Key)).Select(value => value.Value));
        }

        return secrets;
    }
}
