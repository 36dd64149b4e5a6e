using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
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

    /// <summary>How many customers are fetched at a time; 0, the default, leaves it to the service.</summary>
    [Parameter(ParameterSetName = AllSet)]
    [Parameter(ParameterSetName = NameSet)]
    [Parameter(ParameterSetName = DomainSet)]
    [ValidateRange(0, 500)]
    public int PageSize { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == IdSet)
        {
            foreach (var customer in CustomerId)
            {
                Process(customer);
            }
        }
        else
        {
            List();
        }
    }

    private protected override int GivenAtOnce => CustomerId.Length;

    private protected override ValueTask<Customer> AskAsync(CustomerIdentity customer, CancellationToken cancellationToken) =>
        new(Client.Customers[customer.CustomerId!].GetAsync(cancellationToken));

    private protected override void WriteResult(CustomerIdentity customer, Customer result) => WriteObject(result);

    private void List()
    {
        var query = new CustomerQuery { CompanyName = CompanyName, Domain = Domain, PageSize = PageSize };
        try
        {
            Stream(Client.Customers.ListAsync(query, StopToken), WriteObject);
        }
        catch (PartnerCenterException failure)
        {
            // Not the end of the pipeline: what was listed before is being worked on downstream, and the error says that the list is not whole.
            WriteFailure(failure, query.CompanyName ?? query.Domain);
        }
    }
}
