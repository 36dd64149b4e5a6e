using System;
using System.Net.Http;
using Microsoft.Identity.Client;

namespace PartnerCenter.Emulator.Tests;

/// <summary>
/// Leads the real sign-in library to an emulator.
/// </summary>
internal sealed class MsalFactory(PartnerCenterEmulator emulator) : IMsalHttpClientFactory, IDisposable
{
    private readonly HttpClient _client = new(emulator.CreateHandler());

    public HttpClient GetHttpClient() => _client;

    public void Dispose() => _client.Dispose();
}
