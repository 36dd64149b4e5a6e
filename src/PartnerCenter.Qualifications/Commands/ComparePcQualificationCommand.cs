using System;
using System.Management.Automation;
using PartnerCenter.Reporting;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// Compare-PcQualification: returns what changed between earlier and later qualifications, as a report shows it.
/// </summary>
[Cmdlet(VerbsData.Compare, "PcQualification")]
[OutputType(typeof(QualificationDifference))]
public sealed class ComparePcQualificationCommand : PcQualificationCmdlet
{
    private QualificationSnapshot _earlier = null!;

    /// <summary>What to compare with: the path of an earlier report or of a JSON file, or the earlier qualifications themselves.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNull]
    [AllowEmptyCollection]
    public PSObject[] ReferenceObject { get; set; } = [];

    /// <summary>The later qualifications, as returned by Get-PcCustomerQualification, or objects with the same properties.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [Alias("InputObject")]
    [AllowEmptyCollection]
    public PSObject[] DifferenceObject { get; set; } = [];

    private protected override PSObject[] Input => DifferenceObject;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _earlier = ReadEarlier(ReferenceObject, nameof(ReferenceObject));
        BeginReading();
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var later = CreateSnapshot(null, DateTimeOffset.UtcNow, _earlier);
        Try(() => Check(later), DifferenceObject);
        var warnings = GetWarnings(later, _earlier);
        if (_earlier.MissingCustomers > 0 || _earlier.MayBeIncomplete)
        {
            warnings.Add(CommandMessages.CompareEarlierIncomplete);
        }

        foreach (var warning in warnings)
        {
            WriteWarning(warning);
        }

        foreach (var difference in QualificationComparison.Compare(_earlier, later))
        {
            WriteObject(difference);
        }
    }

    // If a list failed in an earlier statement, its variable is empty here, and every customer would count as removed.
    private void Check(QualificationSnapshot later)
    {
        if (later.Qualifications.Count > 0 || _earlier.Qualifications.Count == 0)
        {
            return;
        }

        throw later.MissingCustomers > 0 || later.MayBeIncomplete
            ? InvalidInput.Create(CommandMessages.CompareNothingReadAction, CommandMessages.CompareNothingRead)
            : InvalidInput.Create(CommandMessages.CompareNobodyGivenAction, CommandMessages.CompareNobodyGiven);
    }
}
