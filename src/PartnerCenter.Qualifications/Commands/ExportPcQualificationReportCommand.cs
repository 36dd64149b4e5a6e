using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Management.Automation;
using PartnerCenter.Qualifications.Report;
using PartnerCenter.Reporting;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// Export-PcQualificationReport: creates an HTML page of customers' qualifications, for people who don't use PowerShell.
/// </summary>
[Cmdlet(VerbsData.Export, "PcQualificationReport", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportPcQualificationReportCommand : PcCmdlet
{
    private readonly List<CustomerQualification> _qualifications = [];
    private ReportFile? _file;
    private QualificationSnapshot? _earlier;
    private PipelineWatch? _watch;
    private int _unreadable;

    /// <summary>The file to write. An existing one is replaced.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("LiteralPath", "FilePath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>The qualifications, as returned by Get-PcCustomerQualification, or objects with the same properties, such as the rows of a CSV file.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [AllowEmptyCollection]
    public PSObject[] InputObject { get; set; } = [];

    /// <summary>The report's title.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Title { get; set; }

    /// <summary>What to compare with: the path of an earlier report or a JSON file, or the earlier qualifications themselves.</summary>
    [Parameter]
    [ValidateNotNull]
    [AllowEmptyCollection]
    public PSObject[]? Compare { get; set; }

    /// <summary>The time of the report, up to which ages are calculated. The default is the current time.</summary>
    [Parameter]
    [DisplayText]
    public DateTimeOffset AsOf { get; set; } = DateTimeOffset.UtcNow;

    /// <summary>Replaces a file even if it's read-only, or if the new report has no customers.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Doesn't replace an existing file.</summary>
    [Parameter]
    [Alias("NoOverwrite")]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Returns the file.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Opens the report in the browser.</summary>
    [Parameter]
    public SwitchParameter Open { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        // All errors in the parameters are reported before the first customer is read.
        var file = Try(() => new ReportFile(Resolve(Path), Force, NoClobber, IsOrdinaryFile), Path);
        Try(() => Check(file), Path);
        if (Compare is not null)
        {
            _earlier = Try(() => ReadEarlier(Compare), Compare);
        }

        if (ShouldProcess(file.Path, CommandMessages.ReportWrite))
        {
            _file = file;
            _watch = PipelineWatch.Start();
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (_file is null)
        {
            return;
        }

        foreach (var input in InputObject)
        {
            try
            {
                if (input is not null)
                {
                    _qualifications.Add(QualificationInput.Read(input));
                }
            }
            catch (PartnerCenterException failure)
            {
                _unreadable++;
                WriteFailure(failure, input);
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_file is null)
        {
            return;
        }

        var missing = FindMissing();
        var snapshot = new QualificationSnapshot(_qualifications)
        {
            Title = DisplayText.Clean(Title) ?? CommandMessages.ReportTitle,
            Generated = AsOf.ToUniversalTime(),
            IsEmulated = _watch!.HasEmulatorOutput,
            MissingCustomers = missing.Count + _watch.FailedRows + _unreadable,
            MayBeIncomplete = _watch.HasEndedCmdlet,
        };
        var warnings = ReportWords.Incomplete(snapshot);
        if (_qualifications.Count == 0 && warnings.Count > 0)
        {
            // Keep a good report instead of replacing it with an empty one, which would look like good news.
            var failure = Invalid(CommandMessages.ReportNothingRead, _file.Path, CommandMessages.ReportNothingReadAction);
            ThrowTerminatingError(ErrorRecords.Create(failure, Path));
        }

        if (_qualifications.Count == 0 && !Force && File.Exists(_file.Path))
        {
            // If a list failed in an earlier statement, its variable is empty here.
            var failure = Invalid(CommandMessages.ReportNobodyGiven, _file.Path, CommandMessages.ReportNobodyGivenAction);
            ThrowTerminatingError(ErrorRecords.Create(failure, Path));
        }

        var earlier = _earlier is null || missing.Count == 0 ? _earlier : Without(_earlier, missing);
        if (earlier is not null && earlier.Qualifications.Count > 0 && earlier.IsEmulated != snapshot.IsEmulated)
        {
            warnings.Add(ReportTexts.ComparedEmulator);
        }

        Try(() => _file.Write(stream => ReportPage.Write(stream, snapshot, earlier)), Path);
        foreach (var warning in warnings)
        {
            WriteWarning(warning);
        }

        if (PassThru)
        {
            WriteObject(new FileInfo(_file.Path));
        }

        if (Open)
        {
            OpenFile(_file.Path);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _watch?.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>The IDs of the customers that failed and weren't received later, as after a retry.</summary>
    private HashSet<string> FindMissing()
    {
        var missing = new HashSet<string>(_watch!.FailedCustomers, StringComparer.OrdinalIgnoreCase);
        missing.ExceptWith(_qualifications.ConvertAll(item => item.CustomerId));
        return missing;
    }

    /// <summary>The earlier report without these customers, because a customer that couldn't be read isn't removed.</summary>
    private static QualificationSnapshot Without(QualificationSnapshot earlier, HashSet<string> customers) =>
        new([.. earlier.Qualifications.Where(item => !customers.Contains(item.CustomerId))])
        {
            Title = earlier.Title,
            Generated = earlier.Generated,
            IsEmulated = earlier.IsEmulated,
            MissingCustomers = earlier.MissingCustomers,
            MayBeIncomplete = earlier.MayBeIncomplete,
        };

    private void Check(ReportFile file)
    {
        file.Check();

        // The system doesn't open other file name extensions in a browser.
        var extension = System.IO.Path.GetExtension(file.Path);
        if (Open && !extension.Equals(".html", StringComparison.OrdinalIgnoreCase) && !extension.Equals(".htm", StringComparison.OrdinalIgnoreCase))
        {
            throw Invalid(CommandMessages.ReportNoBrowser, Path, CommandMessages.ReportNoBrowserAction);
        }
    }

    /// <summary>
    /// Whether it is no device, pipe or socket; a file with another name elsewhere is refused. .NET does not tell; PowerShell does, on Linux and macOS. On
    /// Windows none of them is in a folder.
    /// </summary>
    private bool IsOrdinaryFile(string path)
    {
        var item = InvokeProvider.Item.Get([path], force: true, literalPath: true).FirstOrDefault();
        if (item?.Properties["UnixStat"]?.Value is not { } state)
        {
            return true;
        }

        var properties = PSObject.AsPSObject(state).Properties;
        if (properties["ItemType"]?.Value?.ToString() != "File")
        {
            return false;
        }

        // The content would also change at the other path, as in a copy of yesterday's folder that was made with hard links.
        if (properties["HardlinkCount"]?.Value is > 1)
        {
            throw Invalid(CommandMessages.ReportIsHardLink, path, CommandMessages.ReportIsHardLinkAction);
        }

        return true;
    }

    private QualificationSnapshot ReadEarlier(PSObject[] compare)
    {
        var qualifications = new List<CustomerQualification>();
        foreach (var item in compare)
        {
            switch (item?.BaseObject)
            {
                case null:
                    break;
                case string or FileInfo when compare.Length > 1:
                    throw Invalid(CommandMessages.ReportCompareMany, compare.Length.ToString(CultureInfo.CurrentCulture), CommandMessages.ReportCompareAction);
                case string path:
                    return ReadFile(Resolve(path));
                case FileInfo file:
                    return ReadFile(file.FullName);
                default:
                    qualifications.Add(QualificationInput.Read(item));
                    break;
            }
        }

        return new QualificationSnapshot(qualifications);
    }

    private static QualificationSnapshot ReadFile(string path)
    {
        try
        {
            return SnapshotJson.Read(File.ReadAllText(path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
        {
            throw InvalidInput.Create(CommandMessages.ReportCompareAction, CommandMessages.ReportCompareUnreadable, path, error);
        }
    }

    private string Resolve(string path)
    {
        try
        {
            var resolved = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
            return provider.Name == "FileSystem" ? resolved : throw Invalid(CommandMessages.ReportNotFileSystem, path, CommandMessages.ReportPathAction);
        }
        catch (Exception error) when (error is ItemNotFoundException or System.Management.Automation.DriveNotFoundException or ProviderNotFoundException
            or NotSupportedException)
        {
            throw Invalid(CommandMessages.ReportNotFileSystem, path, CommandMessages.ReportPathAction);
        }
    }

    private void OpenFile(string path)
    {
        try
        {
            InvokeProvider.Item.Invoke(WildcardPattern.Escape(path));
        }
        catch (Exception error) when (error is not PipelineStoppedException)
        {
            // The report exists. If it can't be opened, the export hasn't failed.
            WriteWarning(string.Format(CultureInfo.CurrentCulture, CommandMessages.ReportNotOpened, path, error.Message));
        }
    }

    private void Try(Action action, object target) => Try(() => { action(); return true; }, target);

    private T Try<T>(Func<T> action, object target)
    {
        try
        {
            return action();
        }
        catch (PartnerCenterException failure)
        {
            ThrowTerminatingError(ErrorRecords.Create(failure, target));
            throw;
        }
    }

    private static PartnerCenterException Invalid(string message, string value, string action) =>
        new(PartnerErrorCode.InvalidRequest, string.Format(CultureInfo.CurrentCulture, message, value), action);
}
