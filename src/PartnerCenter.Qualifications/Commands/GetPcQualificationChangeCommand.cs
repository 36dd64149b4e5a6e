using System;
using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// Get-PcQualificationChange: who changed which customer's qualification, when, and from which value to which.
/// </summary>
[Cmdlet(VerbsCommon.Get, "PcQualificationChange")]
[OutputType(typeof(QualificationChange))]
public sealed class GetPcQualificationChangeCommand : PcConnectedCmdlet
{
    private readonly Dictionary<string, CustomerIdentity> _customers = new(StringComparer.OrdinalIgnoreCase);
    private bool _invalid;

    /// <summary>The start of the period. The default is 24 hours ago. The service keeps records for 90 days.</summary>
    [Parameter(Position = 0)]
    [Alias("StartDate")]
    [DisplayText]
    [IsoDate]
    public DateTimeOffset Since { get; set; }

    /// <summary>The end of the period. The default is the current time.</summary>
    [Parameter(Position = 1)]
    [Alias("EndDate")]
    [DisplayText]
    [IsoDate]
    public DateTimeOffset Until { get; set; }

    /// <summary>The customers whose changes are returned. The default is all customers.</summary>
    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [CustomerIdentity]
    [ArgumentCompleter(typeof(CustomerIdCompleter))]
    public CustomerIdentity[]? CustomerId { get; set; }

    private protected override IReadOnlyList<CustomerIdentity> Customers => CustomerId ?? [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var customer in CustomerId ?? [])
        {
            try
            {
                if (FindForeign(customer) is { } foreign)
                {
                    throw foreign;
                }

                _customers[Client.Customers[customer.RequireId()].CustomerId] = customer;
            }
            catch (PartnerCenterException failure)
            {
                _invalid = true;
                WriteFailure(failure, customer.Target, customer.CustomerName);
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        // Customers were specified, but there are none, or none that are valid. That must not be treated as "all customers".
        if (_customers.Count == 0 && (_invalid || MyInvocation.ExpectingInput))
        {
            return;
        }

        // The service can filter by one customer. For several customers, reading all records takes fewer requests than one request for each.
        string? only = null;
        if (_customers.Count == 1)
        {
            foreach (var id in _customers.Keys)
            {
                only = id;
            }
        }

        DateTimeOffset? until = MyInvocation.BoundParameters.ContainsKey(nameof(Until)) ? Until : null;
        var since = MyInvocation.BoundParameters.ContainsKey(nameof(Since)) ? Since : (until ?? DateTimeOffset.UtcNow).AddDays(-1);
        var listed = 0;
        try
        {
            Stream(Client.AuditRecords.ListQualificationChangesAsync(since, until, only, StopToken), change =>
            {
                listed++;
                if (_customers.Count == 0 || (change.CustomerId is not null && _customers.ContainsKey(change.CustomerId)))
                {
                    WriteObject(change);
                }
            });
        }
        catch (PartnerCenterException failure)
        {
            // The records that arrived were emitted, and must not look complete.
            WriteFailure(
                listed == 0 ? failure : failure.With(message: string.Format(CultureInfo.CurrentCulture, CommandMessages.ChangesIncomplete, failure.Message)),
                only);
        }
    }
}
