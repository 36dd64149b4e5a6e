#if !NETFRAMEWORK
using System;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// The tests of dates and of the service's words on machines elsewhere: on one in UTC a date without an offset proves nothing, and in English no format does.
/// </summary>
public sealed class TimeZoneTests
{
    private static readonly string[] Classes =
    [
        nameof(DateTests), nameof(QualificationChangesTests), nameof(QualificationComparisonTests), nameof(QualificationParserTests), nameof(SnapshotJsonTests),
        nameof(ValidationCodesTests), nameof(PlaceTests),
    ];

    [Theory]
    [InlineData("America/New_York", "de_DE")]
    [InlineData("Asia/Kolkata", "th_TH")]
    [InlineData("Pacific/Kiritimati", "tr_TR")]
    [InlineData("Etc/UTC", "ar_SA")]
    public async Task Dates_and_words_are_the_same(string zone, string culture)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows takes the time zone from nowhere but its settings.");
        var start = new ProcessStartInfo(
            "dotnet", [typeof(TimeZoneTests).Assembly.Location, "-noLogo", "-noColor"])
        { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in Classes)
        {
            start.ArgumentList.Add("-class");
            start.ArgumentList.Add($"PartnerCenter.Client.Tests.{name}");
        }

        start.Environment["TZ"] = zone;
        start.Environment["LC_ALL"] = culture + ".UTF-8";
        start.Environment["PC_TEST_PLACE"] = $"{zone} {culture.Replace('_', '-')}";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        var said = await output;
        Assert.True(process.ExitCode == 0, said + await errors);
        var passed = Regex.Match(said, "Total: ([0-9]+), Errors: 0, Failed: 0, Skipped: 0, Not Run: 0,");
        Assert.True(passed.Success, said);
        Assert.InRange(int.Parse(passed.Groups[1].Value, CultureInfo.InvariantCulture), 60, int.MaxValue);
    }
}

/// <summary>
/// Of tests in a process that was started to be elsewhere: that they are there.
/// </summary>
public sealed class PlaceTests
{
    [Fact]
    public void Machine_is_where_it_should_be()
    {
        var place = Environment.GetEnvironmentVariable("PC_TEST_PLACE");
        Assert.SkipWhen(place is null, "This process is where it is.");
        Assert.Equal(place, $"{TimeZoneInfo.Local.Id} {CultureInfo.CurrentCulture.Name}");
    }
}
#endif
