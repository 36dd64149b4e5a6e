using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using PartnerCenter.Emulator.Host.Control;

namespace PartnerCenter.Emulator.Host;

/// <summary>
/// An emulator that listens on real ports.
/// </summary>
public sealed class EmulatorHost : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly IServer _server;

    private EmulatorHost(WebApplication application, PartnerCenterEmulator emulator, bool isLoopbackOnly)
    {
        _application = application;
        _server = application.Services.GetRequiredService<IServer>();
        Emulator = emulator;
        IsLoopbackOnly = isLoopbackOnly;
    }

    /// <summary>The emulator that answers.</summary>
    public PartnerCenterEmulator Emulator { get; }

    /// <summary>The addresses that it listens on, with their real ports.</summary>
    public IReadOnlyList<string> Addresses { get; private set; } = [];

    /// <summary>Whether nothing but this machine reaches it.</summary>
    public bool IsLoopbackOnly { get; }

    /// <summary>Starts to listen.</summary>
    /// <param name="arguments">Where to listen and how to behave.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <returns>The host, ready for requests.</returns>
    /// <exception cref="HostArgumentException">An address cannot be understood, or lacks a certificate.</exception>
    /// <exception cref="System.IO.IOException">A port is taken.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">An address is not this machine's, or may not be listened on.</exception>
    public static async Task<EmulatorHost> StartAsync(HostArguments arguments, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var emulator = new PartnerCenterEmulator(arguments.Options);
        var endpoints = arguments.Urls.Select(ReadUrl).ToList();
        if (endpoints.Exists(endpoint => endpoint.IsTls) && arguments.Certificate is null)
        {
            throw new HostArgumentException("--urls: https needs --certificate.");
        }

        // Only Kestrel's part of a web application is used: what it hands over goes straight to the emulator.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;

            // The client decides how long a connection lies idle and how slowly it reads: a benchmark's server must not.
            options.Limits.MinResponseDataRate = null;
            options.Limits.MinRequestBodyDataRate = null;
            options.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(10);
            options.Limits.Http2.MaxStreamsPerConnection = 1000;
            foreach (var (address, port, isTls) in endpoints)
            {
                options.Listen(address, port, listen =>
                {
                    // Without TLS nothing negotiates the version.
                    listen.Protocols = arguments.Http2 ? HttpProtocols.Http2 : isTls ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http1;
                    listen.Use(next => connection =>
                    {
                        emulator.Statistics.CountConnection();
                        return next(connection);
                    });
                    if (isTls)
                    {
                        listen.UseHttps(arguments.Certificate!);
                    }
                });
            }
        });
        var host = new EmulatorHost(builder.Build(), emulator, endpoints.TrueForAll(endpoint => IPAddress.IsLoopback(endpoint.Address)));
        try
        {
            await host._server.StartAsync(new EmulatorApplication(emulator, new ControlEndpoint(emulator)), cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await host._application.DisposeAsync().ConfigureAwait(false);
            emulator.Dispose();
            throw;
        }

        host.Addresses = host._server.Features.Get<IServerAddressesFeature>()?.Addresses.ToList() ?? [];
        return host;
    }

    /// <summary>Stops listening and drops what is under way.</summary>
    /// <returns>When it has stopped.</returns>
    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync().ConfigureAwait(false);
        await _server.StopAsync(atOnce.Token).ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
        Emulator.Dispose();
    }

    private static (IPAddress Address, int Port, bool IsTls) ReadUrl(string url)
    {
        BindingAddress binding;
        try
        {
            binding = BindingAddress.Parse(url);
        }
        catch (FormatException)
        {
            throw new HostArgumentException($"--urls: '{url}' is not an address. Write it as http://127.0.0.1:5088.");
        }

        var isTls = binding.Scheme.Equals("https", StringComparison.OrdinalIgnoreCase);
        if (binding.IsUnixPipe
            || binding.IsNamedPipe
            || binding.PathBase.Length > 0
            || !(isTls || binding.Scheme.Equals("http", StringComparison.OrdinalIgnoreCase)))
        {
            throw new HostArgumentException($"--urls: '{url}' is not served. Only http and https addresses without a path are.");
        }

        var address = binding.Host switch
        {
            "*" or "+" => IPAddress.Any,
            _ when binding.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) => IPAddress.Loopback,
            _ => IPAddress.TryParse(binding.Host.Trim('[', ']'), out var parsed)
                ? parsed
                : throw new HostArgumentException($"--urls: '{binding.Host}' is neither localhost nor an IP address."),
        };
        return (address, binding.Port, isTls);
    }
}
