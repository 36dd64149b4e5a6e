using System;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.SignIn;

/// <summary>
/// Tells of each request of a sign-in: method, address without its query, status and time. Bodies and queries hold secrets and codes.
/// </summary>
internal sealed class TraceHandler(PartnerOperation operation, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!operation.TraceRequests)
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }

        var watch = Stopwatch.StartNew();
        var address = request.RequestUri?.GetLeftPart(UriPartial.Path);
        try
        {
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            Tell(Messages.SignInRequestEvent, request.Method, address, (int)response.StatusCode, watch.ElapsedMilliseconds);
            return response;
        }
        catch (HttpRequestException exception)
        {
            Tell(Messages.SignInRequestFailedEvent, request.Method, address, watch.ElapsedMilliseconds, exception.Message);
            throw;
        }
    }

    private void Tell(string format, params object?[] arguments) =>
        operation.Listener?.Invoke(new PartnerEvent(PartnerEventKind.Request, string.Format(CultureInfo.CurrentCulture, format, arguments)));
}
