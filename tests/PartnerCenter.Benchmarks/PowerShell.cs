using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;

namespace PartnerCenter.Benchmarks;

/// <summary>
/// Runs a script in a real PowerShell of its own; the script's last line is its result as JSON.
/// </summary>
internal static class PowerShell
{
    public static async Task<JsonElement> RunAsync(string script, params (string Name, object Value)[] parameters)
    {
        var start = new ProcessStartInfo("pwsh") { RedirectStandardOutput = true };
        var arguments = new List<string> { "-NoLogo", "-NoProfile", "-NonInteractive", "-File", Places.Script(script) };
        foreach (var (name, value) in parameters)
        {
            arguments.Add("-" + name);
            arguments.Add(Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!);
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync().ConfigureAwait(false);
        await process.WaitForExitAsync().ConfigureAwait(false);
        var last = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault();
        return process.ExitCode == 0 && last is not null
            ? JsonDocument.Parse(last).RootElement
            : throw new InvalidOperationException($"{script} ended with {process.ExitCode}: {output}");
    }
}
