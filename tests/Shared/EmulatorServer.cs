using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Net.Http;
using System.Net.Http.Json;
using System.Text.Json;
using System.Threading.Tasks;

namespace PartnerCenter.Tests.Shared;

/// <summary>
/// The server that is measured against: the emulator's host in a process of its own, or another one that answers at an address.
/// </summary>
internal sealed class EmulatorServer : IDisposable
{
    private readonly Process? _process;
    private readonly HttpClient _control;

    private EmulatorServer(Uri address, Process? process)
    {
        Address = address;
        _process = process;
        _control = new HttpClient { BaseAddress = address };
    }

    public Uri Address { get; }

    /// <summary>Whether the server can be told how slow to be, and asked what it saw.</summary>
    public bool IsEmulator => _process is not null;

    public static EmulatorServer At(Uri address) => new(address, null);

    public static async Task<EmulatorServer> StartAsync(int customers)
    {
        var host = Path.Combine(
            RepositoryPaths.Root, "src", "PartnerCenter.Emulator.Host", "bin", RepositoryPaths.Configuration, "net10.0", "PartnerCenter.Emulator.Host.dll");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (var argument in new[] { host, "--urls", "http://127.0.0.1:0", "--customers", customers.ToString(CultureInfo.InvariantCulture), "--page-size",
            "500" })
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        const string Ready = "Now listening on: ";
        while (await process.StandardOutput.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            if (line.StartsWith(Ready, StringComparison.Ordinal))
            {
                // Nobody reads the rest; it must not fill the pipe.
                _ = process.StandardOutput.ReadToEndAsync();
                return new EmulatorServer(new Uri(line[Ready.Length..]), process);
            }
        }

        throw new InvalidOperationException("The emulator's host did not start.");
    }

    public async Task SetAsync(object settings)
    {
        using var response = await _control.PostAsJsonAsync("/emulator/settings", settings).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
    }

    public async Task SetFaultsAsync(object plan)
    {
        using var response = await _control.PostAsJsonAsync("/emulator/faults", plan).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
    }

    public async Task ResetAsync()
    {
        using var response = await _control.PostAsync("/emulator/reset", null).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
    }

    public async Task<JsonElement> StatisticsAsync() => await _control.GetFromJsonAsync<JsonElement>("/emulator/statistics").ConfigureAwait(false);

    public void Dispose()
    {
        _control.Dispose();
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            _process.Dispose();
        }
    }
}
