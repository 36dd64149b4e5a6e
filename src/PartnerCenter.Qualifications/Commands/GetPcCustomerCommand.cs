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
    private const string ResellerSet = "IndirectResellerId";

    /// <summary>The customers to read one by one: IDs, or objects that contain an ID.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [CustomerIdentity]
    [ArgumentCompleter(typeof(CustomerIdCompleter))]
    public override CustomerIdentity[] CustomerId { get; set; } = [];

    /// <summary>The beginning of the company's name, or a pattern with wildcards.</summary>
    [Parameter(Mandatory = true, ParameterSetName = NameSet)]
    [ArgumentCompleter(typeof(CustomerSearchCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string? CompanyName { get; set; }

    /// <summary>The beginning of the customer's domain, or a pattern with wildcards.</summary>
    [Parameter(Mandatory = true, ParameterSetName = DomainSet)]
    [ArgumentCompleter(typeof(CustomerSearchCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string? Domain { get; set; }

    /// <summary>The ID, or the beginning of the ID, of the indirect reseller that is associated with the customers.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ResellerSet)]
    [ValidateNotNullOrEmpty]
    public string? IndirectResellerId { get; set; }

    /// <summary>The number of customers in each page. With 0, the default, the service decides.</summary>
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
            foreach (var customer in FindOwnCustomers())
            {
                Process(new ReadCustomerRequest(Client, customer));
            }
        }
        else
        {
            List();
        }
    }

    private protected override bool ListsCustomers => true;

    private protected override void WriteResult(CustomerIdentity customer, Customer result) => WriteObject(result);

    private void List()
    {
        var name = SearchPattern.Create(CompanyName);
        var domain = SearchPattern.Create(Domain);
        var query = new CustomerQuery
        {
            CompanyName = name?.Beginning,
            Domain = domain?.Beginning,
            IndirectResellerId = IndirectResellerId,
            PageSize = PageSize
        };
        var listed = 0;
        try
        {
            Stream(Client.Customers.ListAsync(query, StopToken), customer =>
            {
                listed++;
                if (name?.IsMatch(customer.CompanyName) != false && domain?.IsMatch(customer.Domain) != false)
                {
                    WriteObject(customer);
                }
            });
        }
        catch (PartnerCenterException failure)
        {
            ThrowTerminatingError(ErrorRecords.CreateIncomplete(failure, listed, CompanyName ?? Domain ?? IndirectResellerId));
        }
    }
}

/// <summary>
/// Reads a customer.
/// </summary>
/// <param name="Client">The connection.</param>
/// <param name="Customer">The customer.</param>
internal sealed record ReadCustomerRequest(PartnerClient Client, CustomerIdentity Customer) : CustomerRequest<Customer>(Client, Customer)
{
    public override async Task<Customer> SendAsync(CancellationToken cancellationToken) =>
        await Operations.GetAsync(cancellationToken).ConfigureAwait(false);
}
