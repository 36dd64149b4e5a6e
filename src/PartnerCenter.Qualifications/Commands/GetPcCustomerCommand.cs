using System.Globalization;
using System.Management.Automation;
using PartnerCenter.Client;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// Get-PcCustomer: the partner's customers.
/// </summary>
[Cmdlet(VerbsCommon.Get, "PcCustomer", DefaultParameterSetName = AllSet)]
[OutputType(typeof(Customer))]
public sealed class GetPcCustomerCommand : PcBulkCmdlet<Customer>
{
    private const string AllSet = "All";
    private const string IdSet = "CustomerId";
    private const string NameSet = "CompanyName";
    private const string DomainSet = "Domain";
    private const string ResellerSet = "IndirectResellerId";

    /// <summary>The customers to read one by one: ids, or objects that carry one.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [Alias("Id", "TenantId", "CustomerTenantId", "MicrosoftId")]
    [CustomerIdentity]
    [ArgumentCompleter(typeof(CustomerIdCompleter))]
    public CustomerIdentity[] CustomerId { get; set; } = [];

    /// <summary>What the company's name begins with.</summary>
    [Parameter(Mandatory = true, ParameterSetName = NameSet)]
    [ValidateNotNullOrEmpty]
    public string? CompanyName { get; set; }

    /// <summary>What the customer's domain begins with.</summary>
    [Parameter(Mandatory = true, ParameterSetName = DomainSet)]
    [ValidateNotNullOrEmpty]
    public string? Domain { get; set; }

    /// <summary>The id of the indirect reseller who is associated with the customers, or its beginning.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ResellerSet)]
    [ValidateNotNullOrEmpty]
    public string? IndirectResellerId { get; set; }

    /// <summary>How many customers are fetched at a time; 0, the default, leaves it to the service.</summary>
    [Parameter(ParameterSetName = AllSet)]
    [Parameter(ParameterSetName = NameSet)]
    [Parameter(ParameterSetName = DomainSet)]
    [Parameter(ParameterSetName = ResellerSet)]
    [DisplayText]
    [ValidateRange(0, 500)]
    public int PageSize { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == IdSet)
        {
            foreach (var customer in CustomerId)
            {
                Process(new ReadCustomerRequest(Client, customer));
            }
        }
        else
        {
            List();
        }
    }

    private protected override int GivenAtOnce => CustomerId.Length;

    private protected override void WriteResult(CustomerIdentity customer, Customer result) => WriteObject(result);

    private void List()
    {
        var query = new CustomerQuery { CompanyName = CompanyName, Domain = Domain, IndirectResellerId = IndirectResellerId, PageSize = PageSize };
        var listed = 0;
        try
        {
            Stream(Client.Customers.ListAsync(query, StopToken), customer =>
            {
                WriteObject(customer);
                listed++;
            });
        }
        catch (PartnerCenterException failure)
        {
            // The end of the pipeline: a report, a file or a count of a part of the customers would look like one of all of them.
            var message = string.Format(CultureInfo.CurrentCulture, Messages.ListIncomplete, failure.Message, listed);
            ThrowTerminatingError(ErrorRecords.Create(failure.With(message: message), query.CompanyName ?? query.Domain ?? query.IndirectResellerId));
        }
    }
}
