using System;
using System.IO;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading;

namespace PartnerCenter.Emulator.Transport;

internal sealed partial class EmulatorHandler
{
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        SendAsync(request, cancellationToken).GetAwaiter().GetResult();

    private static HttpRequestException NameResolutionFailure(Uri address, SocketException unknown) =>
        new(HttpRequestError.NameResolutionError, unknown.Message + " (" + address.Authority + ")", unknown);

    private static HttpRequestException ResetFailure(IOException reset) => new("An error occurred while sending the request.", reset);
}
