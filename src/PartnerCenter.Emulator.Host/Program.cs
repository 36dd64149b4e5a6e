using System;
using System.CommandLine;
using System.CommandLine.Invocation;
using System.IO;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace PartnerCenter.Emulator.Host;

/// <summary>
/// The command: <c>dotnet run --project src/PartnerCenter.Emulator.Host -- --urls http://127.0.0.1:5088</c>.
/// </summary>
public static class Program
{
    private const int BadArguments = 2;
    private const int CannotListen = 1;

    /// <summary>Serves until Ctrl+C or a termination signal.</summary>
    /// <param name="args">The command line; see <c>--help</c>.</param>
    /// <returns>0; 1 where it cannot listen; 2 where the command line is wrong.</returns>
    public static Task<int> Main(string[] args) => RunAsync(args, Console.Out, Console.Error, CancellationToken.None);

    /// <summary>The command with everything that it touches given.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="output">Where it says what it does.</param>
    /// <param name="error">Where it says what is wrong.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);
        try
        {
            var command = new HostCommand();
            command.SetAction((result, cancellationToken) => ServeAsync(command.Read(result), output, cancellationToken));
            var result = command.Parse(args);
            if (result.Action is ParseErrorAction)
            {
                throw HostCommand.CreateException(result);
            }

            var configuration = new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false };
            return await result.InvokeAsync(configuration, stop).ConfigureAwait(false);
        }
        catch (HostArgumentException e)
        {
            await error.WriteLineAsync(e.Message).ConfigureAwait(false);
            await error.WriteLineAsync("Try --help.").ConfigureAwait(false);
            return BadArguments;
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            await error.WriteLineAsync(e.Message).ConfigureAwait(false);
            return CannotListen;
        }
    }

    private static async Task<int> ServeAsync(HostArguments arguments, TextWriter output, CancellationToken stop)
    {
        var host = await EmulatorHost.StartAsync(arguments, stop).ConfigureAwait(false);
        await using var disposal = host.ConfigureAwait(false);
        await IntroduceAsync(host, output).ConfigureAwait(false);
        await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 0;
    }

    private static async Task IntroduceAsync(EmulatorHost host, TextWriter output)
    {
        foreach (var address in host.Addresses)
        {
            await output.WriteLineAsync("Now listening on: " + address).ConfigureAwait(false);
        }

        if (!host.IsLoopbackOnly)
        {
            await output.WriteLineAsync("Warning: other machines reach this emulator. Its secret is public and its tokens travel unencrypted.")
                .ConfigureAwait(false);
        }

        var options = host.Emulator.Options;

        // Nobody knows the issuer of such a certificate.
        var curl = host.Addresses[0].StartsWith("https:", StringComparison.Ordinal) ? "curl -sk" : "curl -s";
        var example = $"""
              tenant       {options.TenantId} ({options.TenantDomain})
              application  {options.ApplicationId}
              secret       {options.ApplicationSecret}
              user         {options.UserPrincipalName}
              customers    {host.Emulator.Customers.Count}

            Try it:
              TOKEN=$({curl} {host.Addresses[0]}/{options.TenantId}/oauth2/v2.0/token -d grant_type=client_credentials -d client_id={options.ApplicationId} \
                --data-urlencode client_secret={options.ApplicationSecret} -d scope=https://api.partnercenter.microsoft.com/.default | sed 's/.*"access_token":"\([^"]*\)".*/\1/')
              {curl} {host.Addresses[0]}/v1/customers?size=5 -H "Authorization: Bearer $TOKEN"
            """;
        await output.WriteLineAsync(example).ConfigureAwait(false);
        await output.FlushAsync().ConfigureAwait(false);
    }
}
