using System;
using System.Net.Http;

namespace PartnerCenter.Client.SignIn;

/// <summary>
/// Where a credential signs in.
/// </summary>
internal sealed class SignInSetting(PartnerCloud cloud, Uri authority, HttpMessageHandler handler, TimeProvider clock)
{
    public PartnerCloud Cloud { get; } = cloud;

    public Uri Authority { get; } = authority;

    public HttpMessageHandler Handler { get; } = handler;

    public TimeProvider Clock { get; } = clock;
}
