using System;
using System.Management.Automation;

namespace PartnerCenter.Qualifications;

/// <summary>
/// Names a customer in a parameter: by id, or by any object that carries one.
/// </summary>
/// <remarks>
/// An id that is no GUID is kept as it is; the cmdlet reports it as an error of that one customer, so that the others go on.
/// </remarks>
public sealed class CustomerIdentity
{
    private static readonly string[] IdProperties = ["CustomerId", "Id", "TenantId", "CustomerTenantId", "MicrosoftId"];
    private static readonly string[] NameProperties = ["CompanyName", "CustomerName"];

    /// <summary>Names the customer by its id as text.</summary>
    /// <param name="customerId">The id of the customer's tenant: a GUID.</param>
    public CustomerIdentity(string customerId)
    {
        CustomerId = customerId;
        Target = customerId;
    }

    /// <summary>Names the customer by its id.</summary>
    /// <param name="customerId">The id of the customer's tenant.</param>
    public CustomerIdentity(Guid customerId)
        : this(customerId.ToString("D"))
    {
    }

    /// <summary>Names the customer by the customer itself.</summary>
    /// <param name="customer">The customer.</param>
    public CustomerIdentity(Customer customer)
    {
        CustomerId = customer?.CustomerId;
        CustomerName = customer?.CompanyName;
        Domain = customer?.Domain;
        Target = customer;
    }

    /// <summary>Names the customer by one of its qualifications.</summary>
    /// <param name="qualification">The qualification.</param>
    public CustomerIdentity(CustomerQualification qualification)
    {
        CustomerId = qualification?.CustomerId;
        CustomerName = qualification?.CustomerName;
        Domain = qualification?.Domain;
        Target = qualification;
    }

    /// <summary>Names the customer by an object with the property CustomerId, Id, TenantId, CustomerTenantId or MicrosoftId, such as a row of a CSV file.</summary>
    /// <param name="customer">The object.</param>
    public CustomerIdentity(PSObject customer)
    {
        Target = customer;
        if (customer is null)
        {
            return;
        }

        CustomerId = customer.BaseObject is string text ? text : Find(customer, IdProperties) ?? customer.ToString();
        CustomerName = Find(customer, NameProperties);
        Domain = Find(customer, ["Domain"]);
    }

    /// <summary>The customer's id as it was given.</summary>
    public string? CustomerId { get; }

    /// <summary>The name of the customer's company, where it was given.</summary>
    public string? CustomerName { get; }

    /// <summary>The customer's domain, where it was given.</summary>
    public string? Domain { get; }

    /// <summary>What the customer was named by: the target of an error.</summary>
    internal object? Target { get; }

    /// <summary>The customer in words, for a question or a message.</summary>
    internal string Describe() => string.IsNullOrEmpty(CustomerName) ? CustomerId ?? string.Empty : $"{CustomerName} ({CustomerId})";

    /// <summary>Adds what is known of the customer to what the service said.</summary>
    internal CustomerQualification Stamp(CustomerQualification qualification)
    {
        qualification.CustomerName = CustomerName;
        qualification.Domain = Domain;
        return qualification;
    }

    /// <summary>Returns the id.</summary>
    /// <returns>The id as it was given.</returns>
    public override string ToString() => CustomerId ?? string.Empty;

    private static string? Find(PSObject customer, string[] names)
    {
        foreach (var name in names)
        {
            if (customer.Properties[name]?.Value is { } value)
            {
                return value.ToString();
            }
        }

        return null;
    }
}
