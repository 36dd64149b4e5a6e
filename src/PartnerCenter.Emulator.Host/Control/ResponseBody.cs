using System;
using System.Collections.Generic;

namespace PartnerCenter.Emulator.Host.Control;

/// <summary>
/// The body of <c>POST /emulator/responses</c>: what a path answers next, or from now on.
/// </summary>
internal sealed record ResponseBody(
    string Path,
    int StatusCode = 200,
    string Body = "",
    string ContentType = "application/json",
    bool Once = true,
    TimeSpan Delay = default,
    Dictionary<string, string>? Headers = null)
{
    public void ApplyTo(PartnerCenterEmulator emulator)
    {
        if (!SettingText.IsStatus(StatusCode))
        {
            throw new HostArgumentException("statusCode must be a number from 200 to 599.");
        }

        var response = CannedResponse.Text(Body, ContentType, StatusCode);
        response.Delay = Delay;
        foreach (var header in Headers ?? [])
        {
            response.Headers.Add(header);
        }

        if (Once)
        {
            emulator.RespondOnce(Path, response);
        }
        else
        {
            emulator.RespondWith(Path, response);
        }
    }
}
