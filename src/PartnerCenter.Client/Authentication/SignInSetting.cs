using System;
using System.Net.Http;

namespace PartnerCenter.Client.Authentication;

/// <summary>
/// Where and how a credential signs in.
/// </summary>
internal sealed class SignInSetting(PartnerCloud cloud, Uri authority, HttpMessageHandler handler, PartnerClientOptions options, PartnerOperation operation)
{
    public PartnerCloud Cloud { get; } = cloud;

    public Uri Authority { get; } = authority;

    public HttpMessageHandler Handler { get; } = handler;

    public PartnerClientOptions Options { get; } = options;

    public PartnerOperation Operation { get; } = operation;

    public TimeProvider Clock => Options.TimeProvider;
}
