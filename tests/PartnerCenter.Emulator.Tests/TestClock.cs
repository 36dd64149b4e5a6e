using System;
using Microsoft.Extensions.Time.Testing;

namespace PartnerCenter.Emulator.Tests;

/// <summary>
/// Makes clocks that move when they are told to.
/// </summary>
internal static class TestClock
{
    public static FakeTimeProvider Create() => new(new DateTimeOffset(2026, 11, 5, 12, 0, 0, TimeSpan.Zero));
}
