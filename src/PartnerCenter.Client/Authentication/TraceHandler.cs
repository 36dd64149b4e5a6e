using System;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.Authentication;

/// <summary>
/// Tells of each request of a sign-in: method, address without its query, status and time. Bodies and queries hold secrets and codes.
/// </summary>
internal sealed class TraceHandler(PartnerOperation operation, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <summary>The header, and the key of an exception's data, that holds MSAL's correlation id.</summary>
    public const string CorrelationIdHeader = "client-request-id";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var address = request.RequestUri?.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
        try
        {
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (operation.TraceRequests)
            {
                Notify(Messages.SignInRequestEvent, request.Method, address, (int)response.StatusCode, watch.ElapsedMilliseconds);
            }

            return response;
        }
        catch (HttpRequestException exception)
        {
            if (operation.TraceRequests)
            {
                Notify(
                    Messages.SignInRequestFailedEvent, request.Method, address, watch.ElapsedMilliseconds,
                    SecretText.Hide(exception.Message, request.RequestUri!));
            }

            // MSAL passes the exception on as it is; only the request knows under which id MSAL made it.
            exception.Data[CorrelationIdHeader] = request.Headers.TryGetValues(CorrelationIdHeader, out var ids) ? ids.FirstOrDefault() : null;
            throw;
        }
    }

    private void Notify(string format, params object?[] arguments) =>
        operation.Listener?.Invoke(new PartnerEvent(PartnerEventKind.Request, string.Format(CultureInfo.CurrentCulture, format, arguments)));
}
