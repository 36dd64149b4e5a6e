using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Playwright;
using PartnerCenter.Qualifications.Tests;
using PartnerCenter.Reporting.Tests;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

[assembly: AssemblyFixture(typeof(ReportFixture))]

// Times are measured here: nothing else may run beside them.
[assembly: Parallelization(Mode = ParallelMode.None)]

namespace PartnerCenter.Reporting.Tests;

/// <summary>
/// A browser, and the reports that the tests look at: made once, by the module in out/, with the emulator's customers.
/// </summary>
public sealed class ReportFixture : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("report-tests-");
    private readonly SemaphoreSlim _once = new(1, 1);
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private IPage? _page;
    private bool _made;

    /// <summary>400 customers, compared with an earlier time.</summary>
    public string Report => Path.Combine(_folder.FullName, "report.html");

    /// <summary>10,000 customers.</summary>
    public string Large => Path.Combine(_folder.FullName, "large.html");

    /// <summary>Customers whose names are attacks, and one with words that nobody knows.</summary>
    public string Hostile => Path.Combine(_folder.FullName, "hostile.html");

    /// <summary>Eleven customers, of which each differs in something from the others, compared with an earlier time.</summary>
    public string Mixed => Path.Combine(_folder.FullName, "mixed.html");

    /// <summary>Nobody.</summary>
    public string Empty => Path.Combine(_folder.FullName, "empty.html");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>
    /// Loads a report in the page that the tests share, because a page of its own for each test costs more than most tests; skips the test where there is no
    /// browser.
    /// </summary>
    public async Task<OpenReport> OpenAsync(string path, int width = 1280, int height = 900, ColorScheme scheme = ColorScheme.Light)
    {
        _page ??= await NewPageAsync(new());
        try
        {
            await PrepareAsync(_page).WaitAsync(TimeSpan.FromSeconds(15), TestContext.Current.CancellationToken);
        }
        catch (Exception failure) when (failure is TimeoutException or PlaywrightException)
        {
            // The test before has hung, crashed, or closed the page; the end of its context may hang, too.
            _ = _page.Context.CloseAsync();
            _page = await NewPageAsync(new());
            await PrepareAsync(_page);
        }

        return await OpenReport.LoadAsync(_page, path, ownsContext: false);

        async Task PrepareAsync(IPage page)
        {
            await page.SetViewportSizeAsync(width, height);
            await page.EmulateMediaAsync(new() { Media = Media.Screen, ColorScheme = scheme });
            await page.Mouse.MoveAsync(0, 0);
        }
    }

    /// <summary>Opens a report in a context of its own, as a user does who has these settings and no cache; skips the test where there is no browser.</summary>
    public async Task<OpenReport> OpenInNewContextAsync(string path, BrowserNewContextOptions? options = null) =>
        await OpenReport.LoadAsync(await NewPageAsync(options ?? new()), path, ownsContext: true);

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        _once.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task<IPage> NewPageAsync(BrowserNewContextOptions options)
    {
        options.Locale ??= "en-US";
        options.TimezoneId ??= "Europe/Berlin";
        options.ViewportSize ??= new ViewportSize { Width = 1280, Height = 900 };
        var browser = await StartAsync();
        return await (await browser.NewContextAsync(options)).NewPageAsync();
    }

    private async Task<IBrowser> StartAsync()
    {
        if (InstalledBrowser.Path is not { } executable)
        {
            Assert.Skip("No Chromium, Chrome or Edge is installed: none is on the PATH, and CHROME_PATH names none.");
            return null!;
        }

        await _once.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (!_made)
            {
                await MakeReportsAsync();
                _made = true;
            }

            _playwright ??= await Playwright.CreateAsync();
            return _browser ??= await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
            {
                ExecutablePath = executable,
                Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
                    "--disable-sync"],
            });
        }
        finally
        {
            _once.Release();
        }
    }

    private async Task MakeReportsAsync()
    {
        var (exitCode, output) = await PowerShellEngine.RunAsync(
            $$"""
            $ErrorActionPreference = 'Stop'
            Import-Module ./out/PartnerCenter.Qualifications
            Connect-PcAccount -Emulator -EmulatorCustomerCount 400 | Out-Null
            $now = @(Get-PcCustomer | Get-PcCustomerQualification)

            # A month ago some were not there yet, some were still in review, and some had what they lost.
            $before = @($now | Select-Object -Skip 3 | Select-Object *)
            for ($i = 0; $i -lt $before.Count; $i++) {
                if ($i % 23 -eq 0 -and $before[$i].VettingStatus -eq 'Approved') { $before[$i].VettingStatus = 'InReview' }
                if ($i % 31 -eq 0 -and $before[$i].VettingStatus -eq 'Denied') { $before[$i].VettingStatus = 'InReview' }
                if ($i % 97 -eq 0) { $before[$i].Qualification = 'Nonprofit'; $before[$i].VettingStatus = 'Approved' }
            }
            $before[0].CustomerId = '00000000-0000-0000-0000-000000000001'
            $before | Export-PcQualificationReport '{{_folder.FullName}}/earlier.html' -AsOf ([DateTimeOffset]::UtcNow.AddDays(-30))
            $now | Export-PcQualificationReport '{{Report}}' -Compare '{{_folder.FullName}}/earlier.html'

            Connect-PcAccount -Emulator -EmulatorCustomerCount 10000 | Out-Null
            Get-PcCustomer -PageSize 500 | Get-PcCustomerQualification | Export-PcQualificationReport '{{Large}}'

            $names = '<script>window.ran = 1</script>', '</script><script>window.ran = 2</script>', '<img src=x onerror="window.ran = 3">',
                '"><svg onload="window.ran = 4">', "' onfocus='window.ran = 5' autofocus='", '<!--<script>', ']]>', '&lt;b&gt;', "line`u{2028}end`u{2029}", '=1+1',
                '<a href="https://attack.invalid/">here</a>', '<style>*{display:none}</style>', ('W' * 300)
            $hostile = for ($i = 0; $i -lt 26; $i++) {
                $name = $names[$i % $names.Count]
                [pscustomobject]@{
                    CustomerId = '00000000-0000-0000-0000-{0:d12}' -f $i; CustomerName = $name; Domain = $name; Qualification = 'Education'
                    VettingStatus = ('InReview', 'Denied')[$i % 2]; VettingReason = $name

                    # The first page contains waits of two days, of one day, and of less than a day.
                    VettingCreatedDate = [DateTimeOffset]::UtcNow.AddDays(-$i / 10)
                }
            }
            $strange = [pscustomobject]@{ CustomerId = '00000000-0000-0000-0000-000000000096'; CustomerName = '<b>name</b>'; Qualification = '<b>qualification</b>'; VettingStatus = '<b>status</b>' }
            $long = [pscustomobject]@{ CustomerId = '00000000-0000-0000-0000-000000000097'; CustomerName = 'Long'; Domain = ('d' * 300); Qualification = ('Q' * 300); VettingStatus = ('S' * 300) }
            $unread = foreach ($end in 98, 99) {
                [pscustomobject]@{
                    CustomerId = "00000000-0000-0000-0000-0000000000$end"; CustomerName = @{ 99 = '</script><script>window.ran = 7</script>' }[$end]
                    Qualification = 'Education'; VettingCreatedDate = 'soon'
                }
            }
            @($hostile) + $strange + $long + $unread |
                Export-PcQualificationReport '{{Hostile}}' -Title '</title><script>window.ran = 9</script>' -Compare @() -ErrorAction Ignore -WarningAction Ignore
            @() | Export-PcQualificationReport '{{Empty}}'

            $asOf = [DateTimeOffset]'2026-06-30T12:00:00Z'
            function New-Row($Number, $Name, $Qualification, $Status, $Days, $Reason) {
                [pscustomobject]@{
                    CustomerId = '00000000-0000-0000-0000-{0:d12}' -f $Number; CustomerName = $Name; Domain = if ($Name) { "c$Number.example" }
                    Qualification = $Qualification; VettingStatus = $Status; VettingReason = $Reason
                    VettingCreatedDate = if ($null -ne $Days) { $asOf.AddDays(-$Days) }
                }
            }
            $mixed = @(
                New-Row 1 'Customer 10' Education InReview 40
                New-Row 2 'customer 9' GovernmentCommunityCloud Approved 20
                New-Row 3 'École 1' Education Denied 5 'B reason'
                New-Row 4 $null Nonprofit Denied $null 'A reason'
                New-Row 5 'Alpha' StateOwnedEntity ''
                New-Row 6 'Beta' None ''
                New-Row 7 'Gamma' Hospital Maybe 3
                New-Row 8 'Delta' Education InReview
                New-Row 9 'Zeta' Education InReview 1
                New-Row 10 'Eta' GovernmentCommunityCloud InReview -2
                New-Row 11 'Theta' Education Denied 8
            )
            $before = @(
                New-Row 1 'Customer 10' Education Approved 40
                New-Row 3 'École 1' Education InReview 5
                $mixed[3]
                New-Row 5 'Alpha' None ''
                $mixed[5..10]
                New-Row 9 'Zeta' StateOwnedEntity ''
                New-Row 12 'Omega' Education Denied 90 'Gone'
            )
            $mixed | Export-PcQualificationReport '{{Mixed}}' -AsOf $asOf -Compare $before
            """,
            TimeSpan.FromMinutes(5),
            TestContext.Current.CancellationToken);
        Assert.True(exitCode == 0, output);
    }
}
