using System;
using System.Globalization;

namespace PartnerCenter.Emulator.Host;

/// <summary>
/// How many requests the service accepts within a time. It is written as <see cref="SettingText.ParseLimit"/> reads it.
/// </summary>
internal readonly record struct RateLimit(int Requests, TimeSpan Window)
{
    public override string ToString() => Requests.ToString(CultureInfo.InvariantCulture) + (Window == TimeSpan.FromMinutes(1) ? "/m" : "/s");
}
