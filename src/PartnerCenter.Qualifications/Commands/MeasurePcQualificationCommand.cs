using System;
using System.Management.Automation;
using PartnerCenter.Reporting;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// Measure-PcQualification: counts customers by qualification and vetting status.
/// </summary>
[Cmdlet(VerbsDiagnostic.Measure, "PcQualification")]
[OutputType(typeof(QualificationSummary))]
public sealed class MeasurePcQualificationCommand : PcQualificationCmdlet
{
    /// <summary>The qualifications, as returned by Get-PcCustomerQualification, or objects with the same properties, such as the rows of a CSV file.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [AllowEmptyCollection]
    public PSObject[] InputObject { get; set; } = [];

    /// <summary>The time up to which the time in review is calculated. The default is the current time.</summary>
    [Parameter]
    [DisplayText]
    [IsoDate]
    public DateTimeOffset AsOf { get; set; } = DateTimeOffset.UtcNow;

    private protected override PSObject[] Input => InputObject;

    /// <inheritdoc/>
    protected override void BeginProcessing() => BeginReading();

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var snapshot = CreateSnapshot(null, AsOf, null);
        foreach (var warning in GetWarnings(snapshot, null))
        {
            WriteWarning(warning);
        }

        foreach (var summary in QualificationCounts.Summarize(snapshot.Qualifications, AsOf))
        {
            WriteObject(summary);
        }
    }
}
