using System;
using System.Net;
using System.Text.Json;
using PartnerCenter.Emulator.Transport;

namespace PartnerCenter.Emulator.Host;

/// <summary>
/// <c>/emulator/…</c>: what another process may ask of the emulator and tell it, from this machine only.
/// </summary>
internal sealed class ControlEndpoint
{
    private const string Prefix = "/emulator/";

    private readonly PartnerCenterEmulator emulator;

    public ControlEndpoint(PartnerCenterEmulator emulator) => this.emulator = emulator;

    public static bool IsControl(string path) => path.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    public EmulatorResponse Answer(EmulatorRequest request, IPAddress? caller)
    {
        if (caller is null || !IPAddress.IsLoopback(caller))
        {
            return new EmulatorResponse(403);
        }

        return (request.Method, request.RawPath[Prefix.Length..].ToLowerInvariant()) switch
        {
            ("GET", "statistics") => EmulatorResponse.Json(200, Statistics()),
            _ => new EmulatorResponse(404),
        };
    }

    private byte[] Statistics() => JsonBuffer.Write(json =>
    {
        var statistics = emulator.Statistics;
        json.WriteStartObject();
        json.WriteNumber("requests", statistics.Requests);
        json.WriteNumber("apiRequests", statistics.ApiRequests);
        json.WriteNumber("tokenRequests", statistics.TokenRequests);
        json.WriteNumber("retries", statistics.Retries);
        json.WriteNumber("throttledAnswers", statistics.ThrottledAnswers);
        json.WriteNumber("faultsInjected", statistics.FaultsInjected);
        json.WriteNumber("writes", statistics.Writes);
        json.WriteNumber("concurrency", statistics.Concurrency);
        json.WriteNumber("maxConcurrency", statistics.MaxConcurrency);
        json.WriteNumber("connections", statistics.Connections);
        json.WriteStartObject("operations");
        foreach (var operation in Enum.GetValues<EmulatorOperation>())
        {
            json.WriteNumber(JsonNamingPolicy.CamelCase.ConvertName(operation.ToString()), statistics.RequestsFor(operation));
        }

        json.WriteEndObject();
        json.WriteEndObject();
    });
}
