using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Emulator.Host;
using Xunit;

namespace PartnerCenter.Emulator.Tests;

/// <summary>
/// The emulator on a real port.
/// </summary>
public class HostTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_from_the_port_lists_customers_from_the_port()
    {
        await using var host = await Start("--customers", "7", "--seed", "3");
        using var http = new HttpClient { BaseAddress = new Uri(host.Addresses[0]) };
        using var form = new FormUrlEncodedContent(
        [
            new("grant_type", "client_credentials"), new("client_id", EmulatorDefaults.ApplicationId), new("client_secret", EmulatorDefaults.ApplicationSecret),
            new("scope", "https://api.partnercenter.microsoft.com/.default"),
        ]);
        using var response = await http.PostAsync("/" + EmulatorDefaults.TenantDomain + "/oauth2/v2.0/token", form, Cancel);
        var token = (await TestAnswer.ReadAsync(response, Cancel)).Json.GetProperty("access_token").GetString();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);

        using var page = await http.GetAsync("/v1/customers?size=5", Cancel);
        var answer = await TestAnswer.ReadAsync(page, Cancel);

        Assert.Equal(5, answer.Json.GetProperty("items").GetArrayLength());
        Assert.Equal(7, answer.Json.GetProperty("totalCount").GetInt32());
        Assert.Equal("application/json; charset=utf-8", answer.Header("Content-Type"));
        Assert.True(Guid.TryParse(answer.Header("MS-RequestId"), out _));
    }

    [Fact]
    public async Task Connections_are_counted_and_reused()
    {
        await using var host = await Start();
        using var http = new HttpClient { BaseAddress = new Uri(host.Addresses[0]) };

        for (var i = 0; i < 5; i++)
        {
            using var response = await http.GetAsync("/v1/customers", Cancel);
            Assert.Equal(401, (int)response.StatusCode);
        }

        Assert.Equal(1, host.Emulator.Statistics.Connections);
        Assert.Equal(5, host.Emulator.Statistics.ApiRequests);
        using var statistics = await http.GetAsync("/emulator/statistics", Cancel);
        var json = (await TestAnswer.ReadAsync(statistics, Cancel)).Json;
        Assert.Equal(5, json.GetProperty("apiRequests").GetInt64());
        Assert.Equal(1, json.GetProperty("connections").GetInt64());
        Assert.Equal(5, json.GetProperty("operations").GetProperty("listCustomers").GetInt64());
    }

    [Fact]
    public async Task What_a_client_failed_to_escape_is_seen()
    {
        await using var host = await Start("--record-requests");
        using var client = new TcpClient();
        var address = new Uri(host.Addresses[0]);
        await client.ConnectAsync(address.Host, address.Port, Cancel);
        await client.GetStream()
            .WriteAsync("GET /v1/customers/a%2Fb/qualifications?type=%20y HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"u8.ToArray(), Cancel);
        using var reader = new StreamReader(client.GetStream());
        await reader.ReadToEndAsync(Cancel);

        Assert.Equal("/v1/customers/a%2Fb/qualifications?type=%20y", Assert.Single(host.Emulator.Statistics.RecordedRequests).PathAndQuery);
        Assert.Equal(EmulatorRoute.GetQualifications, host.Emulator.Statistics.RecordedRequests[0].Operation);
    }

    [Fact]
    public async Task Http2_without_tls_is_spoken_when_asked_for()
    {
        await using var host = await Start("--http2");
        using var http = new HttpClient
        {
            BaseAddress = new Uri(host.Addresses[0]),
            DefaultRequestVersion = new Version(2, 0),
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact
        };

        using var response = await http.GetAsync("/v1/customers", Cancel);

        Assert.Equal(new Version(2, 0), response.Version);
        Assert.Equal(401, (int)response.StatusCode);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task With_tls_both_versions_are_spoken_to_whoever_can(int version)
    {
        var file = Path.GetTempFileName();
        try
        {
            using var certificate = TestCertificates.Create("localhost");
            await File.WriteAllTextAsync(file, certificate.ExportCertificatePem() + "\n" + certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem(), Cancel);
            await using var host = await EmulatorHost.StartAsync(HostArguments.Parse(["--urls", "https://127.0.0.1:0", "--certificate", file]), Cancel);
            using var handler = new HttpClientHandler
            {
                ServerCertificateCustomValidationCallback = (_, shown, _, _) =>
                shown!.Thumbprint == certificate.Thumbprint
            };
            using var http = new HttpClient(handler)
            {
                BaseAddress = new Uri(host.Addresses[0]),
                DefaultRequestVersion = version == 1 ? HttpVersion.Version11 : HttpVersion.Version20,
                DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            };

            using var response = await http.GetAsync("/v1/customers", Cancel);

            Assert.StartsWith("https://127.0.0.1:", host.Addresses[0], StringComparison.Ordinal);
            Assert.Equal(version, response.Version.Major);
            Assert.Equal(401, (int)response.StatusCode);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Options_reach_the_emulator()
    {
        var arguments = HostArguments.Parse(
        [
            "--urls", "http://127.0.0.1:0;http://[::1]:0", "--customers=3", "--latency", "50ms", "--rate-limit", "200/s", "--token-lifetime", "60s",
            "--vetting-duration", "1.5m", "--no-mfa",
                "--tenant", "11111111-2222-4333-8444-555555555555", "--page-size", "2",
                "--fault-rate", "0.25", "--faults", "error500,ResetMidBody", "--fault-seed", "9",
            ]);

        Assert.Equal(["http://127.0.0.1:0", "http://[::1]:0"], arguments.Urls);
        var options = arguments.Options;
        Assert.Equal(3, options.CustomerCount);
        Assert.Equal(TimeSpan.FromMilliseconds(50), options.Latency);
        Assert.Equal((200, TimeSpan.FromSeconds(1)), (options.RateLimit, options.RateLimitWindow));
        Assert.Equal(TimeSpan.FromMinutes(1), options.AccessTokenLifetime);
        Assert.Equal(TimeSpan.FromSeconds(90), options.VettingDuration);
        Assert.False(options.UserHasMfa);
        Assert.Equal("11111111-2222-4333-8444-555555555555", options.TenantId);
        Assert.Equal(2, options.DefaultPageSize);
        Assert.Equal((0.25, FaultKinds.Error500 | FaultKinds.ResetMidBody, 9), (options.Faults!.Rate, options.Faults.Kinds, options.Faults.Seed));
        Assert.Null(HostArguments.Parse([]).Options.Faults);
    }

    [Fact]
    public void Without_options_the_emulator_is_the_standard_one()
    {
        var arguments = HostArguments.Parse([]);

        Assert.Equal(["http://127.0.0.1:5088"], arguments.Urls);
        Assert.Equal((false, null), (arguments.Http2, arguments.Certificate));
        Assert.Equal(string.Empty, OptionSnapshot.Changed(arguments.Options));
    }

    [Theory]
    [InlineData("--customers", "7", "CustomerCount=7")]
    [InlineData("--customers", "0", "CustomerCount=0")]
    [InlineData("--seed", "3", "Seed=3")]
    [InlineData("--page-size", "9", "DefaultPageSize=9")]
    [InlineData("--tenant", "{11111111-2222-4333-8444-55555555555A}", "TenantId=11111111-2222-4333-8444-55555555555a")]
    [InlineData("--latency", "50ms", "Latency=00:00:00.0500000")]
    [InlineData("--latency", "1.5S", "Latency=00:00:01.5000000")]
    [InlineData("--token-lifetime", "2h", "AccessTokenLifetime=02:00:00")]
    [InlineData("--vetting-duration", "3m", "VettingDuration=00:03:00")]
    [InlineData("--vetting-duration", "0s", "VettingDuration=00:00:00")]
    [InlineData("--rate-limit", "5/m", "RateLimit=5;RateLimitWindow=00:01:00")]
    [InlineData("--rate-limit", "0/m", "")]
    [InlineData("--fault-rate", "0", "")]
    [InlineData("--fault-rate", "1", "Faults=1,All,1,0,00:00:01,00:00:05,False,,")]
    [InlineData("--fault-rate=0.5", "--faults=lostAnswer, TokenExpired", "Faults=0.5,LostAnswer, TokenExpired,1,0,00:00:01,00:00:05,False,,")]
    [InlineData("--fault-rate=0.5", "--fault-seed=8", "Faults=0.5,All,8,0,00:00:01,00:00:05,False,,")]
    [InlineData("--no-mfa", null, "UserHasMfa=False")]
    [InlineData("--record-requests", null, "RecordRequests=True")]
    [InlineData("--http2", null, "")]
    public void Each_option_changes_its_own_setting_and_no_other(string option, string? value, string changed)
    {
        var arguments = HostArguments.Parse(value is null ? [option] : [option, value]);

        Assert.Equal(changed, OptionSnapshot.Changed(arguments.Options));
        Assert.Equal(option == "--http2", arguments.Http2);
    }

    [Fact]
    public async Task A_body_of_more_than_a_mebibyte_is_refused()
    {
        await using var host = await Start();
        using var http = new HttpClient { BaseAddress = new Uri(host.Addresses[0]) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", host.Emulator.IssueAccessToken());
        var path = "/v1/customers/" + host.Emulator.Customers[0].CustomerId + "/qualifications";
        foreach (var (length, status) in ((int, int)[])[(1024 * 1024, 400), ((1024 * 1024) + 1, 413)])
        {
            using var content = new ByteArrayContent(new byte[length]);
            using var response = await http.PostAsync(path, content, Cancel);
            Assert.Equal((length, status), (length, (int)response.StatusCode));
            Assert.False(response.Headers.Contains("Server"));
        }
    }

    [Fact]
    public async Task A_certificate_can_be_a_PFX_file_without_a_password()
    {
        var file = Path.GetTempFileName();
        try
        {
            using var certificate = TestCertificates.Create("localhost");
            await File.WriteAllBytesAsync(file, certificate.Export(X509ContentType.Pkcs12), Cancel);

            using var read = HostArguments.Parse(["--certificate", file]).Certificate!;

            Assert.Equal((certificate.Thumbprint, true), (read.Thumbprint, read.HasPrivateKey));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("200", 200, 1)]
    [InlineData("200/s", 200, 1)]
    [InlineData("200/S", 200, 1)]
    [InlineData("1000/m", 1000, 60)]
    [InlineData("1000/M", 1000, 60)]
    public void A_rate_limit_is_per_second_unless_it_says_otherwise(string text, int requests, int seconds)
    {
        var options = HostArguments.Parse(["--rate-limit", text]).Options;
        Assert.Equal((requests, TimeSpan.FromSeconds(seconds)), (options.RateLimit, options.RateLimitWindow));
    }

    [Theory]
    [InlineData("--bogus")]
    [InlineData("--bogus", "1")]
    [InlineData("5088")]
    [InlineData("--customers")]
    [InlineData("--customers", "-1")]
    [InlineData("--customers", "many")]
    [InlineData("--page-size", "0")]
    [InlineData("--seed", "1.5")]
    [InlineData("--fault-rate", "1.1")]
    [InlineData("--fault-rate", "-0.1")]
    [InlineData("--fault-seed", "1")]
    [InlineData("--latency", "25d")]
    [InlineData("--latency", "600h")]
    [InlineData("--rate-limit", "-1")]
    [InlineData("--urls", "http://127.0.0.1:0/path")]
    [InlineData("--latency", "50")]
    [InlineData("--latency=fast")]
    [InlineData("--rate-limit", "200/h")]
    [InlineData("--tenant", "contoso")]
    [InlineData("--fault-rate", "2")]
    [InlineData("--faults", "Error500")]
    [InlineData("--faults", "Meteor", "--fault-rate", "1")]
    [InlineData("--no-mfa=true")]
    [InlineData("--urls", "127.0.0.1")]
    [InlineData("--urls", "https://127.0.0.1:5088")]
    [InlineData("--urls", "ftp://127.0.0.1:5088")]
    [InlineData("--urls", "http://somewhere.example:5088")]
    [InlineData("--certificate", "/no/such/file.pem")]
    public async Task A_wrong_command_line_ends_with_2_and_says_why(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();

        var code = await Program.RunAsync(args, output, error, Cancel);

        Assert.Equal(2, code);
        Assert.Contains(args[0].Split('=')[0], error.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("Try --help." + Environment.NewLine, error.ToString(), StringComparison.Ordinal);
        Assert.Empty(output.ToString());
    }

    [Fact]
    public async Task A_taken_port_ends_with_1_and_names_it()
    {
        await using var host = await Start();
        using var output = new StringWriter();
        using var error = new StringWriter();

        var code = await Program.RunAsync(["--urls", host.Addresses[0]], output, error, Cancel);

        Assert.Equal(1, code);
        Assert.Contains(
            new Uri(host.Addresses[0]).Port.ToString(System.Globalization.CultureInfo.InvariantCulture), error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_not_this_machines_ends_with_1()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();

        Assert.Equal(1, await Program.RunAsync(["--urls", "http://192.0.2.1:0"], output, error, Cancel));

        Assert.NotEmpty(error.ToString());
    }

    [Fact]
    public async Task The_command_says_where_it_listens_and_what_to_use_until_it_is_stopped()
    {
        var text = await Introduce("--urls", "http://*:0");
        Assert.Matches(@"^Now listening on: http://0\.0\.0\.0:[1-9][0-9]*\r?\n", text);
        Assert.Contains("Warning: other machines reach this emulator.", text, StringComparison.Ordinal);
        Assert.Contains($"tenant       {EmulatorDefaults.TenantId} ({EmulatorDefaults.TenantDomain})", text, StringComparison.Ordinal);
        Assert.Contains($"application  {EmulatorDefaults.ApplicationId}", text, StringComparison.Ordinal);
        Assert.Contains($"secret       {EmulatorDefaults.ApplicationSecret}", text, StringComparison.Ordinal);
        Assert.Contains($"user         {EmulatorDefaults.UserPrincipalName}", text, StringComparison.Ordinal);
        Assert.Contains("customers    25", text, StringComparison.Ordinal);
        Assert.Contains(EmulatorDefaults.ApplicationId, text, StringComparison.Ordinal);
        Assert.Contains(EmulatorDefaults.ApplicationSecret, text, StringComparison.Ordinal);
        Assert.Contains(EmulatorDefaults.TenantId, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:0;http://localhost:0", false)]
    [InlineData("http://LOCALHOST:0 ; http://[::1]:0;", false)]
    [InlineData("http://+:0", true)]
    [InlineData("http://127.0.0.1:0;http://*:0", true)]
    [InlineData("http://*:0;http://localhost:0", true)]
    public async Task The_command_warns_where_one_of_its_addresses_is_reached_by_other_machines(string urls, bool isWarning) =>
        Assert.Equal(isWarning, (await Introduce("--urls", urls)).Contains("Warning: other machines", StringComparison.Ordinal));

    [Theory]
    [InlineData("--help", "--customers <n>")]
    [InlineData("--help", "POST /emulator/certificates")]
    [InlineData("--version", "0.")]
    public async Task Help_and_version_are_printed(string option, string expected)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();

        Assert.Equal(0, await Program.RunAsync([option], output, error, Cancel));

        Assert.Contains(expected, output.ToString(), StringComparison.Ordinal);
    }

    // Nobody knows the issuer of the certificate, so an example that checks it fails.
    [Fact]
    public async Task The_example_checks_no_certificate_where_there_is_one_and_works_as_it_is_where_there_is_none()
    {
        var plain = await Introduce("--urls", "http://127.0.0.1:0");
        Assert.Matches(@"TOKEN=\$\(curl -s http://127\.0\.0\.1:[0-9]+/", plain);
        Assert.Matches(@"(?m)^ *curl -s http://127\.0\.0\.1:[0-9]+/v1/customers\?size=5 ", plain);

        var file = Path.GetTempFileName();
        try
        {
            using var certificate = TestCertificates.Create("localhost");
            await File.WriteAllTextAsync(file, certificate.ExportCertificatePem() + "\n" + certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem(), Cancel);
            var secure = await Introduce("--urls", "https://127.0.0.1:0", "--certificate", file);
            Assert.Matches(@"TOKEN=\$\(curl -sk https://127\.0\.0\.1:[0-9]+/", secure);
            Assert.Matches(@"(?m)^ *curl -sk https://127\.0\.0\.1:[0-9]+/v1/customers\?size=5 ", secure);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Runs the command until it has said everything, and returns what it said.</summary>
    private static async Task<string> Introduce(params string[] args)
    {
        using var output = new LockedWriter();
        using var error = new StringWriter();
        using var stop = new CancellationTokenSource();
        var running = Program.RunAsync(args, output, error, stop.Token);
        while (!output.ToString().Contains("/v1/customers", StringComparison.Ordinal) && !running.IsCompleted)
        {
            await Task.Delay(10, Cancel);
        }

        await stop.CancelAsync();
        Assert.Equal(0, await running.WaitAsync(TimeSpan.FromSeconds(10), Cancel));
        return output.ToString();
    }

    private static Task<EmulatorHost> Start(params string[] args) =>
        EmulatorHost.StartAsync(HostArguments.Parse(["--urls", "http://127.0.0.1:0", .. args]), Cancel);

    /// <summary>A writer that can be read while somebody writes.</summary>
    private sealed class LockedWriter : StringWriter
    {
        public override Task WriteLineAsync(string? value)
        {
            lock (this)
            {
                WriteLine(value);
            }

            return Task.CompletedTask;
        }

        public override string ToString()
        {
            lock (this)
            {
                return base.ToString();
            }
        }
    }
}
