using System;

namespace PartnerCenter.Client;

/// <summary>
/// What a user has to be shown to sign in with a code on another device.
/// </summary>
public sealed class DeviceCodePrompt
{
    internal DeviceCodePrompt(string userCode, Uri verificationUri, DateTimeOffset expiresOn, string message)
    {
        UserCode = userCode;
        VerificationUri = verificationUri;
        ExpiresOn = expiresOn;
        Message = message;
    }

    /// <summary>The code to enter.</summary>
    public string UserCode { get; }

    /// <summary>The address to enter it at.</summary>
    public Uri VerificationUri { get; }

    /// <summary>Until when the code is accepted, in UTC.</summary>
    public DateTimeOffset ExpiresOn { get; }

    /// <summary>Code and address in a sentence, in Microsoft Entra's words.</summary>
    public string Message { get; }
}
