using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Playwright;
using Xunit;

namespace PartnerCenter.Reporting.Tests;

/// <summary>
/// A report in a browser, and everything that the browser complained of or asked the network for.
/// </summary>
public sealed class OpenReport : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly bool _ownsContext;

    private OpenReport(IPage page, bool ownsContext)
    {
        Page = page;
        _ownsContext = ownsContext;
        Page.Request += OnRequest;
        Page.Console += OnConsole;
        Page.PageError += OnPageError;
        Page.Dialog += OnDialog;
    }

    public IPage Page { get; }

    /// <summary>Every address that was asked for, the page's own among them.</summary>
    public IEnumerable<string> Requests => _requests;

    /// <summary>Errors of the script, messages on the console, dialogs.</summary>
    public IEnumerable<string> Complaints => _complaints;

    public ILocator Search => Page.GetByRole(AriaRole.Searchbox);

    /// <summary>The rows of a list as they stand there.</summary>
    public ILocator Rows(string list) => Page.Locator($"#{list} tbody tr");

    public ILocator Names(string list) => Page.Locator($"#{list} tbody .name");

    /// <summary>What is said below a list.</summary>
    public ILocator Status(string list) => Page.Locator($"#{list}-status");

    public ILocator Header(string list, string title) => Page.Locator($"#{list} thead th", new() { HasText = title });

    /// <summary>Loads a report in a page.</summary>
    /// <param name="ownsContext">Whether the context of the page ends with this object; otherwise, the page loads the report of the next test.</param>
    internal static async Task<OpenReport> LoadAsync(IPage page, string path, bool ownsContext)
    {
        var report = new OpenReport(page, ownsContext);
        await page.GotoAsync(new Uri(path).AbsoluteUri);
        return report;
    }

    /// <summary>Shows the page as it is printed.</summary>
    public async Task StartPrintingAsync()
    {
        await Page.EmulateMediaAsync(new() { Media = Media.Print });
        await Page.EvaluateAsync("() => { window.dispatchEvent(new Event('beforeprint')); }");
    }

    public async Task EndPrintingAsync()
    {
        await Page.EvaluateAsync("() => { window.dispatchEvent(new Event('afterprint')); }");
        await Page.EmulateMediaAsync(new() { Media = Media.Screen });
    }

    /// <summary>Fails where anything went wrong in the browser, or went out.</summary>
    public void AssertQuiet()
    {
        Assert.Empty(Complaints);
        Assert.Single(Requests, address => !address.StartsWith("data:", StringComparison.Ordinal));
        Assert.StartsWith("file:", Requests.First(), StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync()
    {
        Page.Request -= OnRequest;
        Page.Console -= OnConsole;
        Page.PageError -= OnPageError;
        Page.Dialog -= OnDialog;
        return _ownsContext ? Page.Context.DisposeAsync() : ValueTask.CompletedTask;
    }

    private void OnRequest(object? sender, IRequest request) => _requests.Enqueue(request.Url);

    private void OnConsole(object? sender, IConsoleMessage message) => _complaints.Enqueue(message.Text);

    private void OnPageError(object? sender, string error) => _complaints.Enqueue(error);

    private void OnDialog(object? sender, IDialog dialog)
    {
        _complaints.Enqueue("Dialog: " + dialog.Message);
        _ = dialog.DismissAsync();
    }
}
