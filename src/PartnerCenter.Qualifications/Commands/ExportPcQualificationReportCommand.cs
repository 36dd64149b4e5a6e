using System;
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
public sealed class ExportPcQualificationReportCommand : PcQualificationCmdlet
{
    private ReportFile? _file;
    private QualificationSnapshot? _earlier;

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
    [IsoDate]
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

    private protected override PSObject[] Input => InputObject;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        // All errors in the parameters are reported before the first customer is read.
        var file = Try(() => new ReportFile(Resolve(Path, CommandMessages.ReportPathAction), Force, NoClobber, IsOrdinaryFile), Path);
        Try(() => Check(file), Path);
        if (Compare is not null)
        {
            _earlier = ReadEarlier(Compare, nameof(Compare));
        }

        if (ShouldProcess(file.Path, CommandMessages.ReportWrite))
        {
            _file = file;
            BeginReading();
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_file is null)
        {
            return;
        }

        var snapshot = CreateSnapshot(DisplayText.Clean(Title) ?? CommandMessages.ReportTitle, AsOf, _earlier);
        if (snapshot.Qualifications.Count == 0 && (snapshot.MissingCustomers > 0 || snapshot.MayBeIncomplete))
        {
            // Keep a good report instead of replacing it with an empty one, which would look like good news.
            var failure = Invalid(CommandMessages.ReportNothingRead, _file.Path, CommandMessages.ReportNothingReadAction);
            ThrowTerminatingError(ErrorRecords.Create(failure, Path));
        }

        if (snapshot.Qualifications.Count == 0 && !Force && File.Exists(_file.Path))
        {
            // If a list failed in an earlier statement, its variable is empty here.
            var failure = Invalid(CommandMessages.ReportNobodyGiven, _file.Path, CommandMessages.ReportNobodyGivenAction);
            ThrowTerminatingError(ErrorRecords.Create(failure, Path));
        }

        if (snapshot.Qualifications.Count == 0 && !Force && _earlier is { Qualifications.Count: > 0 })
        {
            var failure = Invalid(CommandMessages.ReportNobodyCompared, _file.Path, CommandMessages.ReportNobodyComparedAction);
            ThrowTerminatingError(ErrorRecords.Create(failure, Path));
        }

        Try(() => _file.Write(stream => ReportPage.Write(stream, snapshot, _earlier)), Path);
        foreach (var warning in GetWarnings(snapshot, _earlier))
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
}
