using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PartnerCenter.Emulator.Host;

/// <summary>
/// The command line, understood.
/// </summary>
public sealed class HostArguments
{
    /// <summary>What <c>--help</c> prints.</summary>
    public const string Usage = """
        Serves the Partner Center emulator over HTTP and HTTPS.

        Usage: pc-emulator [options]

          --urls <url;url>            Addresses to listen on; port 0 takes a free one. Default: http://127.0.0.1:5088
          --certificate <file>        The certificate of https addresses: PFX without a password, or PEM with the key in it.
                                      HTTP/2 is spoken there with whoever can
          --http2                     Speak HTTP/2 only; without TLS by prior knowledge
          --customers <n>             How many customers the partner has. Default: 25
          --seed <n>                  Decides about the customers. Default: 1
          --page-size <n>             Customers per page when the request leaves it to the service. Default: 100
          --tenant <guid>             The partner's tenant id
          --latency <time>            How long every answer is on its way: 50ms, 2s, 1m
          --rate-limit <n/s>          Requests that the service takes per second (n/m: per minute)
          --fault-rate <0..1>         Which part of the answers fails; see --faults. Default: none
          --faults <kind,kind>        The kinds of faults to choose from. Default: all
          --fault-seed <n>            Decides which requests fail, and how. Default: 1
          --token-lifetime <time>     How long an access token lives. Default: 60m
          --vetting-duration <time>   How long the vetting of an Education qualification takes. Default: 30s
          --no-mfa                    Users sign in without a second factor, which the API then refuses
          --record-requests           Keep the last requests for GET /emulator/requests (with the emulator's tokens)
          --help                      Show this
          --version                   Show the version

        While it runs, programs on this machine can ask and tell it more, over JSON (the README of the emulator lists all properties):

          GET  /emulator/statistics, /emulator/requests, /emulator/settings
          POST /emulator/settings, /emulator/faults, /emulator/reset, /emulator/revoke-tokens, /emulator/revoke-refresh-tokens
          POST /emulator/certificates   {"pem": "-----BEGIN CERTIFICATE-----\n..."}: the application may sign in with it; its public part suffices
          POST /emulator/customers      {"companyName": "...", "domain": "..."}; /emulator/customers/{id} changes one
          POST /emulator/responses      {"path": "/v1/customers", "statusCode": 503}; DELETE takes all away
        """;

    private readonly FaultPlan faults = new();
    private bool faultsNamed;

    /// <summary>The addresses to listen on.</summary>
    public IReadOnlyList<string> Urls { get; private set; } = ["http://127.0.0.1:5088"];

    /// <summary>What https addresses show that they are; null for none.</summary>
    public X509Certificate2? Certificate { get; private set; }

    /// <summary>Whether to speak nothing but HTTP/2.</summary>
    public bool Http2 { get; private set; }

    /// <summary>Whether only the usage was asked for.</summary>
    public bool Help { get; private set; }

    /// <summary>Whether only the version was asked for.</summary>
    public bool Version { get; private set; }

    /// <summary>How the emulator is to behave.</summary>
    public EmulatorOptions Options { get; } = new();

    /// <summary>Reads a command line.</summary>
    /// <param name="args">The arguments: <c>--name value</c> or <c>--name=value</c>.</param>
    /// <returns>What they say.</returns>
    /// <exception cref="HostArgumentException">An argument is unknown, lacks its value, or has one that it cannot have.</exception>
    public static HostArguments Parse(IReadOnlyList<string> args)
    {
        ArgumentNullException.ThrowIfNull(args);
        var result = new HostArguments();
        for (var i = 0; i < args.Count; i++)
        {
            var name = args[i];
            string? value = null;
            var equals = name.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                value = name[(equals + 1)..];
                name = name[..equals];
            }

            if (result.ReadSwitch(name))
            {
                if (value is not null)
                {
                    throw new HostArgumentException($"{name} takes no value.");
                }

                continue;
            }

            if (value is null && i + 1 < args.Count)
            {
                value = args[++i];
            }

            result.ReadOption(name, value);
        }

        if (result.faults.Rate > 0)
        {
            result.Options.Faults = result.faults;
        }
        else if (result.faultsNamed)
        {
            throw new HostArgumentException("--faults and --fault-seed need --fault-rate.");
        }

        return result;
    }

    /// <summary>Reads a time such as <c>50ms</c>, <c>2s</c>, <c>1.5m</c>, <c>1h</c>.</summary>
    /// <param name="name">The option's name, for the message.</param>
    /// <param name="value">The text.</param>
    /// <returns>The time.</returns>
    /// <exception cref="HostArgumentException">The text is no such time.</exception>
    public static TimeSpan ReadTime(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        (string Suffix, double Milliseconds)[] units = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000)];
        foreach (var (suffix, milliseconds) in units)
        {
            if (value.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)
                && double.TryParse(value[..^suffix.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                && number * milliseconds < int.MaxValue)
            {
                return TimeSpan.FromMilliseconds(number * milliseconds);
            }
        }

        throw new HostArgumentException($"{name}: '{value}' is not a time. Write it with its unit: 50ms, 2s, 1m.");
    }

    /// <summary>Reads a limit such as <c>200/s</c> or <c>1000/m</c>; a number alone is per second.</summary>
    /// <param name="name">The option's name, for the message.</param>
    /// <param name="value">The text.</param>
    /// <returns>How many requests in which window.</returns>
    /// <exception cref="HostArgumentException">The text is no such limit.</exception>
    public static (int Requests, TimeSpan Window) ReadLimit(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var window = TimeSpan.FromSeconds(1);
        var number = value;
        if (value.EndsWith("/s", StringComparison.OrdinalIgnoreCase))
        {
            number = value[..^2];
        }
        else if (value.EndsWith("/m", StringComparison.OrdinalIgnoreCase))
        {
            number = value[..^2];
            window = TimeSpan.FromMinutes(1);
        }

        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var requests)
            ? (requests, window)
            : throw new HostArgumentException($"{name}: '{value}' is not a limit. Write it as 200/s or 1000/m.");
    }

    /// <summary>Reads a part of the whole.</summary>
    /// <param name="name">The option's name, for the message.</param>
    /// <param name="value">The text.</param>
    /// <returns>A number from 0 to 1.</returns>
    /// <exception cref="HostArgumentException">The text is no such number.</exception>
    public static double ReadRate(string name, string value) =>
        double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate) && rate is >= 0 and <= 1
            ? rate
            : throw new HostArgumentException($"{name}: '{value}' is not a number from 0 to 1.");

    /// <summary>Reads the names of faults.</summary>
    /// <param name="name">The option's name, for the message.</param>
    /// <param name="value">Names of <see cref="FaultKinds"/>, separated by commas, in any letter case.</param>
    /// <returns>The kinds.</returns>
    /// <exception cref="HostArgumentException">A name is unknown.</exception>
    public static FaultKinds ReadKinds(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var kinds = FaultKinds.None;
        foreach (var word in value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!char.IsLetter(word[0]) || !Enum.TryParse<FaultKinds>(word, ignoreCase: true, out var kind))
            {
                throw new HostArgumentException($"{name}: '{word}' is not a kind of fault. There are: {string.Join(", ", Enum.GetNames<FaultKinds>())}.");
            }

            kinds |= kind;
        }

        return kinds;
    }

    private static X509Certificate2 ReadCertificate(string name, string file)
    {
        try
        {
            using var pem = X509Certificate2.GetCertContentType(file) == X509ContentType.Pfx ? null : X509Certificate2.CreateFromPemFile(file);

            // Not as it is read from PEM: Windows does not serve with a key that has never been stored.
            return pem is null ? X509CertificateLoader.LoadPkcs12FromFile(file, null) : X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new HostArgumentException($"{name}: '{file}' cannot be read. {e.Message}");
        }
    }

    private bool ReadSwitch(string name)
    {
        switch (name)
        {
            case "--help" or "-h" or "-?":
                Help = true;
                return true;
            case "--version":
                Version = true;
                return true;
            case "--http2":
                Http2 = true;
                return true;
            case "--no-mfa":
                Options.UserHasMfa = false;
                return true;
            case "--record-requests":
                Options.RecordRequests = true;
                return true;
            default:
                return false;
        }
    }

    private void ReadOption(string name, string? value)
    {
        if (!Usage.Contains("  " + name + " <", StringComparison.Ordinal))
        {
            throw new HostArgumentException($"'{name}' is not an option.");
        }

        if (string.IsNullOrEmpty(value))
        {
            throw new HostArgumentException($"{name} needs a value.");
        }

        switch (name)
        {
            case "--urls":
                Urls = value.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
                break;
            case "--certificate":
                Certificate = ReadCertificate(name, value);
                break;
            case "--customers":
                Options.CustomerCount = ReadNumber(name, value, 0);
                break;
            case "--seed":
                Options.Seed = ReadNumber(name, value, 0);
                break;
            case "--page-size":
                Options.DefaultPageSize = ReadNumber(name, value, 1);
                break;
            case "--tenant":
                Options.TenantId = Guid.TryParse(value, out var tenant) ? tenant.ToString("D") : throw new HostArgumentException($"{name}: '{value}' is not a GUID.");
                break;
            case "--latency":
                Options.Latency = ReadTime(name, value);
                break;
            case "--rate-limit":
                (Options.RateLimit, Options.RateLimitWindow) = ReadLimit(name, value);
                break;
            case "--fault-rate":
                faults.Rate = ReadRate(name, value);
                break;
            case "--faults":
                faults.Kinds = ReadKinds(name, value);
                faultsNamed = true;
                break;
            case "--fault-seed":
                faults.Seed = ReadNumber(name, value, 0);
                faultsNamed = true;
                break;
            case "--token-lifetime":
                Options.AccessTokenLifetime = ReadTime(name, value);
                break;
            case "--vetting-duration":
                Options.VettingDuration = ReadTime(name, value);
                break;
        }
    }

    private static int ReadNumber(string name, string value, int least) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least
            ? number
            : throw new HostArgumentException($"{name}: '{value}' is not a whole number from {least}.");
}
