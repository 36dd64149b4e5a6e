using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;

namespace PartnerCenter.Client.Tests.Support;

/// <summary>
/// The payloads of the service's documents, byte for byte: <c>000</c> English, <c>001</c> the synchronous endpoint, <c>002</c> English with
/// State Owned Entity, <c>003</c> Swedish, <c>004</c> Dutch.
/// </summary>
internal static class SeedPayloads
{
    private static readonly Assembly Home = typeof(SeedPayloads).Assembly;

    public static IEnumerable<string> Names => Home.GetManifestResourceNames().Where(name => char.IsAsciiDigit(name[0]));

    public static byte[] Read(string name)
    {
        using var stream = Home.GetManifestResourceStream(name) ?? throw new ArgumentException(name);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
