using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client.Authentication;
using PartnerCenter.Emulator;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests.Support;

/// <summary>
/// A client that is connected to an emulator of its own, with a token in hand unless a test says otherwise.
/// </summary>
internal sealed class TestConnection : IDisposable
{
    private readonly HttpMessageHandler _handler;

    private TestConnection(PartnerCenterEmulator emulator, HttpMessageHandler handler, PartnerClient client)
    {
        Emulator = emulator;
        _handler = handler;
        Client = client;
    }

    public PartnerCenterEmulator Emulator { get; }

    public PartnerClient Client { get; }

    /// <summary>The emulator's first customer.</summary>
    public string CustomerId => Emulator.Customers[0].CustomerId;

    public CustomerOperations Customer => Client.Customers[CustomerId];

    /// <summary>What the API was asked, sign-in left out.</summary>
    public IReadOnlyList<RecordedRequest> ApiRequests =>
        Emulator.Statistics.RecordedRequests.Where(request => request.Operation is not (EmulatorRoute.Token or EmulatorRoute.Authorize
            or EmulatorRoute.DeviceCode or EmulatorRoute.Discovery or EmulatorRoute.ManagedIdentity)).ToList();

    public static async Task<TestConnection> OpenAsync(
        Action<EmulatorOptions>? emulate = null,
        TimeProvider? clock = null,
        TimeSpan? retryDelay = null,
        int retries = 5,
        TimeSpan? attemptTimeout = null,
        TimeSpan? callTimeout = null,
        Func<PartnerCenterEmulator, PartnerCredential>? credential = null,
        int parallelism = 128,
        string? applicationName = null)
    {
        var options = new EmulatorOptions { RecordRequests = true, Clock = clock ?? TimeProvider.System };
        emulate?.Invoke(options);
        var emulator = new PartnerCenterEmulator(options);
        var handler = emulator.CreateHandler();
        var defaults = new PartnerClientOptions();
        var client = await PartnerClient.ConnectAsync(
            credential?.Invoke(emulator) ?? PartnerCredentials.AccessToken(Secret.Hide(emulator.IssueAccessToken())),
            new PartnerClientOptions
            {
                HttpHandler = handler,
                TimeProvider = clock ?? TimeProvider.System,
                RetryDelay = retryDelay ?? TimeSpan.FromMilliseconds(1),
                RetryAttempts = retries,
                AttemptTimeout = attemptTimeout ?? defaults.AttemptTimeout,
                CallTimeout = callTimeout ?? defaults.CallTimeout,
                MaxParallelism = parallelism,
                ApplicationName = applicationName ?? defaults.ApplicationName,
            },
            TestContext.Current.CancellationToken);
        return new TestConnection(emulator, handler, client);
    }

    /// <summary>Reads the first customer's qualifications, however the emulator was told to answer.</summary>
    public Task<IReadOnlyList<CustomerQualification>> ReadAsync(CancellationToken? cancellationToken = null) =>
        Customer.Qualifications.GetAsync(cancellationToken ?? TestContext.Current.CancellationToken);

    /// <summary>The failure that reading the first customer's qualifications ends with.</summary>
    public Task<PartnerCenterException> FailAsync() => Assert.ThrowsAsync<PartnerCenterException>(() => ReadAsync());

    /// <summary>Answers every request to the API so.</summary>
    public void Respond(CannedResponse response) => Emulator.RespondWith(request => request.IsApiRequest, response);

    /// <summary>Answers the next request to the API so.</summary>
    public void RespondOnce(CannedResponse response) => Emulator.RespondOnce(request => request.IsApiRequest, response);

    public void Dispose()
    {
        Client.Dispose();
        _handler.Dispose();
        Emulator.Dispose();
    }
}
