using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http.Headers;
using PartnerCenter.Emulator.Transport;

namespace PartnerCenter.Emulator.Host.Control;

/// <summary>
/// <c>/emulator/…</c>: what another process may ask of the emulator and tell it, from this machine only. Not counted as requests.
/// </summary>
internal sealed class ControlEndpoint
{
    private const string Prefix = "/emulator/";

    private static readonly byte[] EmptyObject = "{}"u8.ToArray();

    private readonly PartnerCenterEmulator _emulator;

    public ControlEndpoint(PartnerCenterEmulator emulator) => _emulator = emulator;

    public static bool IsControl(string path) => path.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    public EmulatorResponse Answer(EmulatorRequest request, IPAddress? caller)
    {
        if (Refusal(request, caller) is { } refusal)
        {
            return refusal;
        }

        try
        {
            var parts = request.RawPath[Prefix.Length..].ToLowerInvariant().TrimEnd('/').Split('/');
            return Dispatch(request.Method, parts, request.Body.Length == 0 ? EmptyObject : request.Body);
        }
        catch (Exception e) when (e is HostArgumentException or ArgumentException)
        {
            return Refuse(400, e.Message);
        }
        catch (KeyNotFoundException e)
        {
            return Refuse(404, e.Message);
        }
    }

    // A web page can send requests to this machine, and a name that leads here from elsewhere can read the answers (DNS rebinding). Browsers name the page's
    // origin and
    // the host that they mean; a page cannot prevent either, and cannot send JSON without naming its origin.
    private static EmulatorResponse? Refusal(EmulatorRequest request, IPAddress? caller)
    {
        if (caller is null || !IPAddress.IsLoopback(caller))
        {
            return Refuse(403, "The control endpoint answers this machine only.");
        }

        if (!EmulatorRequest.IsLoopback(request.Host))
        {
            return Refuse(403, "The control endpoint is reached as localhost, 127.0.0.1 or [::1] only.");
        }

        if (request.Header("Origin") is not null || request.Header("Sec-Fetch-Site") is not (null or "none"))
        {
            return Refuse(403, "The control endpoint does not answer web pages.");
        }

        return request.Body.Length > 0 && !IsJson(request.Header("Content-Type"))
            ? Refuse(415, "The body must be sent with the content type application/json.")
            : null;
    }

    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type) && string.Equals(type.MediaType, "application/json", StringComparison.OrdinalIgnoreCase);

    private EmulatorResponse Dispatch(string method, string[] parts, byte[] body)
    {
        switch (method, parts)
        {
            case ("GET", ["statistics"]):
                return Json(200, ControlAnswers.Statistics(_emulator.Statistics));
            case ("GET", ["requests"]):
                return _emulator.Options.RecordRequests
                    ? Json(200, _emulator.Statistics.RecordedRequests.Select(ControlAnswers.Request))
                    : Refuse(409, "Requests are not recorded: POST /emulator/settings {\"recordRequests\": true}.");
            case ("GET", ["settings"]):
                return Settings();
            case ("POST", ["settings"]):
                ControlJson.Read<SettingsChange>(body).ApplyTo(_emulator.Options);
                return Settings();
            case ("POST", ["faults"]):
                _emulator.Options.Faults = ReadFaults(body);
                return Settings();
            case ("POST", ["reset"]):
                return Run(body, _emulator.Statistics.Reset);
            case ("POST", ["revoke-tokens"]):
                return Run(body, _emulator.RevokeAccessTokens);
            case ("POST", ["revoke-refresh-tokens"]):
                return Run(body, _emulator.RevokeRefreshTokens);
            case ("POST", ["responses"]):
                ControlJson.Read<ResponseBody>(body).ApplyTo(_emulator);
                return new EmulatorResponse(204);
            case ("DELETE", ["responses"]):
                return Run(body, _emulator.ClearResponses);
            case ("POST", ["certificates"]):
                _emulator.AddCertificate(ControlJson.Read<CertificateBody>(body).Create());
                return new EmulatorResponse(204);
            case ("POST", ["customers"]):
                var added = ControlJson.Read<CustomerBody>(body);
                return Json(201, ControlAnswers.Customer(_emulator.AddCustomer(added.CompanyName, added.Domain, added.CustomerId)));
            case ("POST", ["customers", var id]):
                return Json(200, ControlAnswers.Customer(ControlJson.Read<CustomerChange>(body).ApplyTo(_emulator, id)));
            default:
                return Refuse(404, "There is no " + method + " /emulator/" + string.Join('/', parts) + ".");
        }
    }

    /// <summary>Reads a plan of faults; null, for none, where the body says nothing.</summary>
    private static FaultPlan? ReadFaults(byte[] body)
    {
        var values = ControlJson.Read<Dictionary<string, object?>>(body);
        if (values.FirstOrDefault(value => value.Value is null).Key is { } missing)
        {
            throw new HostArgumentException(missing + " must have a value.");
        }

        var plan = ControlJson.Read<FaultPlan>(body);
        if (plan.ExpireTokensAt.Any(request => request < 1))
        {
            throw new HostArgumentException("expireTokensAt must have numbers of requests, from 1.");
        }

        if (!SettingText.IsRate(plan.Rate))
        {
            throw new HostArgumentException("rate must be a number from 0 to 1.");
        }

        return values.Count > 0 ? plan : null;
    }

    private static EmulatorResponse Run(byte[] body, Action action)
    {
        ControlJson.Read<EmptyBody>(body);
        action();
        return new EmulatorResponse(204);
    }

    private static EmulatorResponse Json<T>(int status, T value) => EmulatorResponse.Json(status, ControlJson.Write(value));

    private static EmulatorResponse Refuse(int status, string message) => Json(status, new { error = message });

    private EmulatorResponse Settings() => Json(200, ControlAnswers.Settings(_emulator.Options));
}
