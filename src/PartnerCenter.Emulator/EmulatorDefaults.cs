using System;

namespace PartnerCenter.Emulator;

/// <summary>
/// What an emulator answers to when nothing else is set: names for documents, samples and tests.
/// </summary>
/// <remarks>None of these is a secret of anyone: they open nothing but an emulator.</remarks>
public static class EmulatorDefaults
{
    /// <summary>The partner's tenant (a GUID).</summary>
    public const string TenantId = "4f0c2f6a-3c1d-4f5e-9b7a-0d5a1c7e2b11";

    /// <summary>The partner tenant's initial domain, accepted wherever the tenant's id is.</summary>
    public const string TenantDomain = "contoso.onmicrosoft.com";

    /// <summary>The application (client) id that is registered in the partner's tenant; both a confidential and a public client.</summary>
    public const string ApplicationId = "7d3c8a54-91e2-4b0f-8f67-2a6b1e9c0d42";

    /// <summary>The application's client secret.</summary>
    public const string ApplicationSecret = "Emu~lator.Not-A-Real-Secret_0000000000";

    /// <summary>The partner's user that signs in interactively.</summary>
    public const string UserPrincipalName = "admin@contoso.onmicrosoft.com";

    /// <summary>The object id of that user (a GUID).</summary>
    public const string UserObjectId = "c1b5f3de-6a49-4f4b-9d0e-7f3c52a8e610";

    /// <summary>The partner's id in the service's answers (a GUID).</summary>
    public const string PartnerId = "9f1d2c64-0b8e-4d3f-a6c7-5e2b8a1f4d90";

    /// <summary>The indirect reseller that some customers were made by (a GUID).</summary>
    public const string IndirectResellerId = "3a7e5d18-6c2f-4b90-8d41-b0f9c3e2a675";

    /// <summary>A Government Community Cloud validation code with creates left.</summary>
    public const string ValidationCode = "204518";

    /// <summary>A Government Community Cloud validation code with one create left.</summary>
    public const string ValidationCodeWithOneLeft = "317052";

    /// <summary>A Government Community Cloud validation code without creates left.</summary>
    public const string ValidationCodeExhausted = "198007";

    /// <summary>What the managed identity endpoint of the App Service kind wants to see in <c>X-IDENTITY-HEADER</c>.</summary>
    public const string IdentityHeader = "emulator-identity-header";

    /// <summary>The client id of the user-assigned managed identity; without one the system-assigned identity answers.</summary>
    public const string IdentityClientId = "e47b1c9d-2f63-4d8a-8b5e-71a0c6d3f928";

    /// <summary>How many customers the partner has.</summary>
    public const int CustomerCount = 25;

    /// <summary>How many customers a page holds when the request leaves it to the service (<c>size=0</c> or none).</summary>
    public const int PageSize = 100;

    /// <summary>How many audit records a page holds when the request leaves it to the service.</summary>
    public const int AuditPageSize = 500;

    /// <summary>How many times a customer can be vetted for Education.</summary>
    public const int MaxEducationVerifications = 3;

    /// <summary>The most customers that a page holds, whatever the request asks for.</summary>
    public const int MaxPageSize = 500;

    /// <summary>How long an access token lives.</summary>
    public static TimeSpan AccessTokenLifetime { get; } = TimeSpan.FromMinutes(60);

    /// <summary>How long the vetting of a requested Education qualification takes.</summary>
    public static TimeSpan VettingDuration { get; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a refresh token may lie unused before it is dead.</summary>
    public static TimeSpan RefreshTokenIdleLifetime { get; } = TimeSpan.FromDays(90);
}
