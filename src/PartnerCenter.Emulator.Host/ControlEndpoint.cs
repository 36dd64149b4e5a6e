using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using PartnerCenter.Emulator.Transport;

namespace PartnerCenter.Emulator.Host;

/// <summary>
/// <c>/emulator/…</c>: what another process may ask of the emulator and tell it, from this machine only. Not counted as requests.
/// </summary>
internal sealed class ControlEndpoint
{
    private const string Prefix = "/emulator/";

    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    private readonly PartnerCenterEmulator emulator;

    public ControlEndpoint(PartnerCenterEmulator emulator) => this.emulator = emulator;

    public static bool IsControl(string path) => path.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    public EmulatorResponse Answer(EmulatorRequest request, IPAddress? caller)
    {
        if (Refusal(request, caller) is { } refusal)
        {
            return refusal;
        }

        try
        {
            using var body = request.Body.Length == 0 ? null : Parse(request.Body);
            var parts = request.RawPath[Prefix.Length..].ToLowerInvariant().TrimEnd('/').Split('/');
            return Dispatch(request.Method, parts, new ControlSettings(body?.RootElement));
        }
        catch (JsonException)
        {
            return Refuse(400, "The body is not valid JSON.");
        }
        catch (HostArgumentException e)
        {
            return Refuse(400, e.Message);
        }
        catch (ArgumentException e)
        {
            return Refuse(400, e.Message);
        }
        catch (KeyNotFoundException e)
        {
            return Refuse(404, e.Message);
        }
    }

    /// <exception cref="JsonException">It is no JSON, or a name or text in it is none.</exception>
    private static JsonDocument Parse(byte[] body)
    {
        var document = JsonDocument.Parse(body, Lenient);
        try
        {
            Read(document.RootElement);
            return document;
        }
        catch (InvalidOperationException e)
        {
            document.Dispose();
            throw new JsonException(e.Message, e);
        }
    }

    // Whether a text is UTF-8 without halves of surrogate pairs turns out when it is read, and then it is an error of another kind.
    private static void Read(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                {
                    _ = property.Name;
                    Read(property.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    Read(item);
                }

                break;
            case JsonValueKind.String:
                _ = value.GetString();
                break;
        }
    }

    // A web page can send requests to this machine, and a name that leads here from elsewhere can read the answers (DNS rebinding). Browsers name the page's origin and
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

        return request.Body.Length > 0 && !IsJson(request.Header("Content-Type")) ? Refuse(415, "The body must be sent with the content type application/json.") : null;
    }

    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type) && string.Equals(type.MediaType, "application/json", StringComparison.OrdinalIgnoreCase);

    private EmulatorResponse Dispatch(string method, string[] parts, ControlSettings settings)
    {
        switch (method + " " + parts[0])
        {
            case "GET statistics" when parts.Length == 1:
                return EmulatorResponse.Json(200, ControlAnswers.Statistics(emulator.Statistics));
            case "GET requests" when parts.Length == 1:
                return emulator.Options.RecordRequests
                    ? EmulatorResponse.Json(200, ControlAnswers.Requests(emulator.Statistics.RecordedRequests))
                    : Refuse(409, "Requests are not recorded: POST /emulator/settings {\"recordRequests\": true}.");
            case "GET settings" when parts.Length == 1:
                return Settings();
            case "POST settings" when parts.Length == 1:
                settings.ApplyTo(emulator.Options);
                return Settings();
            case "POST faults" when parts.Length == 1:
                emulator.Options.Faults = settings.ReadFaults();
                return Settings();
            case "POST reset" when parts.Length == 1:
                emulator.Statistics.Reset();
                return new EmulatorResponse(204);
            case "POST revoke-tokens" when parts.Length == 1:
                emulator.RevokeAccessTokens();
                return new EmulatorResponse(204);
            case "POST revoke-refresh-tokens" when parts.Length == 1:
                emulator.RevokeRefreshTokens();
                return new EmulatorResponse(204);
            case "POST responses" when parts.Length == 1:
                settings.Respond(emulator);
                return new EmulatorResponse(204);
            case "DELETE responses" when parts.Length == 1:
                emulator.ClearResponses();
                return new EmulatorResponse(204);
            case "POST certificates" when parts.Length == 1:
                emulator.AddCertificate(settings.ReadCertificate());
                return new EmulatorResponse(204);
            case "POST customers" when parts.Length == 1:
                return EmulatorResponse.Json(201, ControlAnswers.Customer(settings.AddCustomer(emulator)));
            case "POST customers" when parts.Length == 2:
                return EmulatorResponse.Json(200, ControlAnswers.Customer(settings.ChangeCustomer(emulator, parts[1])));
            default:
                return Refuse(404, "There is no " + method + " /emulator/" + string.Join('/', parts) + ".");
        }
    }

    private EmulatorResponse Settings() => EmulatorResponse.Json(200, ControlAnswers.Settings(emulator.Options));

    private static EmulatorResponse Refuse(int status, string message) => EmulatorResponse.Json(status, JsonBuffer.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("error", message);
        json.WriteEndObject();
    }));
}
