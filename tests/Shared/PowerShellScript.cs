using System;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using PartnerCenter.Qualifications.Tests;

namespace PartnerCenter.Tests.Shared;

/// <summary>
/// Runs a script in a real PowerShell of its own; the script's last line is its result as JSON.
/// </summary>
internal static class PowerShellScript
{
    public static async Task<JsonElement> RunAsync(string script, params (string Name, object Value)[] parameters)
    {
        using var process = Start(script, parameters);
        var output = await process.StandardOutput.ReadToEndAsync().ConfigureAwait(false);
        await process.WaitForExitAsync().ConfigureAwait(false);
        var last = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault();
        return process.ExitCode == 0 && last is not null
            ? JsonDocument.Parse(last).RootElement
            : throw new InvalidOperationException($"{script} ended with {process.ExitCode}: {output}");
    }

    /// <summary>Starts a script; its output has to be read.</summary>
    public static Process Start(string script, params (string Name, object Value)[] parameters)
    {
        var arguments = parameters.SelectMany(parameter => new[] { "-" + parameter.Name, Convert.ToString(parameter.Value, CultureInfo.InvariantCulture)! });
        var start = PowerShellEngine.CreateStart(["-File", RepositoryPaths.Script(script), .. arguments]);
        start.RedirectStandardInput = false;
        start.RedirectStandardError = false;
        return Process.Start(start)!;
    }
}
