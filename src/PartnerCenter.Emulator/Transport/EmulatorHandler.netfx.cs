using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;

namespace PartnerCenter.Emulator.Transport;

internal sealed partial class EmulatorHandler
{
    private static HttpRequestException NameResolutionFailure(Uri address, SocketException unknown) => new(
        "An error occurred while sending the request.",
        new WebException("The remote name could not be resolved: '" + address.Host + "'", unknown, WebExceptionStatus.NameResolutionFailure, null));

    private static HttpRequestException ResetFailure(IOException reset) => new(
        "An error occurred while sending the request.",
        new WebException("The underlying connection was closed: The connection was closed unexpectedly.", reset, WebExceptionStatus.ReceiveFailure, null));
}
