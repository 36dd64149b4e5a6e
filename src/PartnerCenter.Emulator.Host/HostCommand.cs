using System;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PartnerCenter.Emulator.Host;

/// <summary>
/// The command line: its options, what each accepts, and what <c>--help</c> says of them.
/// </summary>
internal sealed class HostCommand : RootCommand
{
    private const string Purpose = """
        Serves the Partner Center emulator over HTTP and HTTPS.

        While it runs, programs on this machine can control it over JSON. The emulator's README lists all properties:

          GET  /emulator/statistics, /emulator/requests, /emulator/settings
          POST /emulator/settings, /emulator/faults, /emulator/reset, /emulator/revoke-tokens, /emulator/revoke-refresh-tokens
          POST /emulator/certificates   {"pem": "-----BEGIN CERTIFICATE-----\n..."}: the application may sign in with it; its public part suffices
          POST /emulator/customers      {"companyName": "...", "domain": "..."}; /emulator/customers/{id} changes one
          POST /emulator/responses      {"path": "/v1/customers", "statusCode": 503}; DELETE removes all
        """;

    private readonly Option<string[]> _urls = Create(
        "--urls", "url;url", "The addresses to listen on. Port 0 takes a free one.", SplitUrls, ["http://127.0.0.1:5088"]);

    private readonly Option<X509Certificate2?> _certificate = Create<X509Certificate2?>(
        "--certificate", "file", "The certificate of https addresses: PFX without a password, or PEM with its key. Clients may use HTTP/2 there.",
        ReadCertificate);

    private readonly Option<bool> _http2 = CreateSwitch("--http2", "Use HTTP/2 only. Without TLS, clients need prior knowledge of that.");
    private readonly Option<int> _customers = CreateNumber("--customers", "The number of customers that the partner has.", 0, EmulatorDefaults.CustomerCount);
    private readonly Option<int> _seed = CreateNumber("--seed", "The number that decides what the customers are.", 0, 1);
    private readonly Option<int> _pageSize = CreateNumber("--page-size", "Customers per page where a request does not say it.", 1, EmulatorDefaults.PageSize);
    private readonly Option<string?> _tenant = Create<string?>("--tenant", "guid", "The partner's tenant id.", ParseTenant);
    private readonly Option<TimeSpan?> _latency = CreateTime("--latency", "The time that every response takes: 50ms, 2s, 1m.");

    private readonly Option<RateLimit> _rateLimit = Create(
        "--rate-limit", "n/s", "Requests per second that the service accepts (n/m: per minute).", SettingText.ParseLimit);

    private readonly Option<double> _faultRate = Create("--fault-rate", "0..1", "The share of responses that fail. See --faults.", SettingText.ParseRate);
    private readonly Option<FaultKinds> _faults = Create(
        "--faults", "kind,kind", "The kinds of faults to choose from.", SettingText.ParseKinds, FaultKinds.All);
    private readonly Option<int> _faultSeed = CreateNumber("--fault-seed", "The number that decides which requests fail, and how.", 0, 1);

    private readonly Option<TimeSpan?> _tokenLifetime = CreateTime("--token-lifetime", "How long an access token is valid. Default: 60m.");

    private readonly Option<TimeSpan?> _vettingDuration = CreateTime(
        "--vetting-duration", "How long the vetting of an Education qualification takes. Default: 30s.");

    private readonly Option<bool> _noMfa = CreateSwitch("--no-mfa", "Users sign in without multifactor authentication, so that the API refuses them.");
    private readonly Option<bool> _recordRequests = CreateSwitch("--record-requests", "Keep the last requests for GET /emulator/requests.");

    public HostCommand()
        : base(Purpose)
    {
        foreach (var option in (Option[])
            [_urls, _certificate, _http2, _customers, _seed, _pageSize, _tenant, _latency, _rateLimit, _faultRate, _faults, _faultSeed, _tokenLifetime,
                _vettingDuration, _noMfa, _recordRequests])
        {
            Options.Add(option);
        }

        Validators.Add(result =>
        {
            if (result.GetResult(_faultRate) is null
                && (result.GetResult(_faults) is { Implicit: false } || result.GetResult(_faultSeed) is { Implicit: false }))
            {
                result.AddError("--faults and --fault-seed need --fault-rate.");
            }
        });
    }

    /// <summary>Reads a command line that has no errors.</summary>
    public HostArguments Read(ParseResult result)
    {
        var (requests, window) = result.GetValue(_rateLimit);
        var options = new EmulatorOptions
        {
            CustomerCount = result.GetValue(_customers),
            Seed = result.GetValue(_seed),
            DefaultPageSize = result.GetValue(_pageSize),
            Latency = result.GetValue(_latency) ?? TimeSpan.Zero,
            AccessTokenLifetime = result.GetValue(_tokenLifetime) ?? EmulatorDefaults.AccessTokenLifetime,
            VettingDuration = result.GetValue(_vettingDuration) ?? EmulatorDefaults.VettingDuration,
            UserHasMfa = !result.GetValue(_noMfa),
            RecordRequests = result.GetValue(_recordRequests),
        };
        if (requests > 0)
        {
            (options.RateLimit, options.RateLimitWindow) = (requests, window);
        }

        if (result.GetValue(_tenant) is { } id)
        {
            options.TenantId = id;
        }

        if (result.GetValue(_faultRate) is > 0 and var rate)
        {
            options.Faults = new FaultPlan { Rate = rate, Kinds = result.GetValue(_faults), Seed = result.GetValue(_faultSeed) };
        }

        return new HostArguments
        {
            Urls = result.GetValue(_urls)!,
            Certificate = result.GetValue(_certificate),
            Http2 = result.GetValue(_http2),
            Options = options,
        };
    }

    /// <summary>Makes the exception of a command line that has errors.</summary>
    public static HostArgumentException CreateException(ParseResult result) =>
        new(string.Join(Environment.NewLine, result.Errors.Select(error => error.Message)));

    private static Option<T> Create<T>(string name, string valueName, string description, Func<string, T> parse) => new(name)
    {
        Description = description,
        HelpName = valueName,
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = argument => Parse(argument, name, parse),
    };

    private static Option<T> Create<T>(string name, string valueName, string description, Func<string, T> parse, T standard)
    {
        var option = Create(name, valueName, description, parse);
        option.DefaultValueFactory = _ => standard;
        return option;
    }

    private static Option<int> CreateNumber(string name, string description, int min, int standard) =>
        Create(name, "n", description, text => SettingText.ParseNumber(text, min), standard);

    private static Option<TimeSpan?> CreateTime(string name, string description) =>
        Create<TimeSpan?>(name, "time", description, text => SettingText.ParseTime(text));

    private static Option<bool> CreateSwitch(string name, string description)
    {
        var option = new Option<bool>(name) { Description = description };

        // Without this, the library takes "--name false" for a value.
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0)
            {
                result.AddError(name + " takes no value.");
            }
        });
        return option;
    }

    private static T? Parse<T>(ArgumentResult argument, string name, Func<string, T> parse)
    {
        try
        {
            return parse(argument.Tokens[0].Value);
        }
        catch (FormatException e)
        {
            argument.AddError($"{name}: {e.Message}");
            return default;
        }
    }

    private static string[] SplitUrls(string text) => text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string ParseTenant(string text) =>
        Guid.TryParse(text, out var id) ? id.ToString("D") : throw new FormatException($"'{text}' is not a GUID.");

    private static X509Certificate2 ReadCertificate(string file)
    {
        try
        {
            using var pem = X509Certificate2.GetCertContentType(file) == X509ContentType.Pfx ? null : X509Certificate2.CreateFromPemFile(file);

            // Not as it is read from PEM: Windows does not serve with a key that has never been stored.
            return pem is null
                ? X509CertificateLoader.LoadPkcs12FromFile(file, null)
                : X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"'{file}' cannot be read. {e.Message}");
        }
    }
}
