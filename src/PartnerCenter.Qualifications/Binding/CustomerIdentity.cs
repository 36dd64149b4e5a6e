using System;
using System.Globalization;
using System.Linq;
using System.Management.Automation;

namespace PartnerCenter.Qualifications;

/// <summary>
/// Identifies a customer in a parameter, by ID or by any object that contains an ID.
/// </summary>
/// <remarks>
/// An ID that isn't a GUID is kept unchanged. The cmdlet reports it as an error of that customer, and the other customers are still processed.
/// </remarks>
public sealed class CustomerIdentity : IEquatable<CustomerIdentity>
{
    private const int MaxShown = 10;
    private const string CompanyProfile = "CompanyProfile";

    // The module's own names come first, followed by those of the official module, of other tools, and of Partner Center's own export.
    private static readonly string[] IdProperties = ["CustomerId", "Id", "TenantId", "CustomerTenantId", "MicrosoftId"];
    private static readonly string[] NameProperties = ["CompanyName", "CustomerName", "Name", "DisplayName"];
    private static readonly string[] DomainProperties = ["Domain", "PrimaryDomainName", "DefaultDomainName", "DomainName"];

    // The value for an object without an ID.
    private readonly string? _properties;

    // The name that the service returned, if it differs from that of the input.
    private readonly string? _serviceName;

    /// <summary>Identifies the customer by its ID as text.</summary>
    /// <param name="customerId">The ID of the customer's tenant: a GUID.</param>
    public CustomerIdentity(string customerId)
    {
        CustomerId = customerId;
        Target = customerId;
    }

    /// <summary>Identifies the customer by its ID.</summary>
    /// <param name="customerId">The ID of the customer's tenant.</param>
    public CustomerIdentity(Guid customerId)
        : this(customerId.ToString("D"))
    {
    }

    /// <summary>Identifies the customer by a customer object.</summary>
    /// <param name="customer">The customer.</param>
    public CustomerIdentity(Customer customer)
    {
        CustomerId = customer?.CustomerId;
        CustomerName = customer?.CompanyName;
        Domain = customer?.Domain;
        Origin = (customer as IFromConnection)?.Origin;
        Target = customer;
    }

    /// <summary>Identifies the customer by one of its qualifications.</summary>
    /// <param name="qualification">The qualification.</param>
    public CustomerIdentity(CustomerQualification qualification)
    {
        CustomerId = qualification?.CustomerId;
        CustomerName = qualification?.CustomerName;
        Domain = qualification?.Domain;
        Origin = (qualification as IFromConnection)?.Origin;
        Target = qualification;
    }

    /// <summary>
    /// Names the customer by an object with the property CustomerId, Id, TenantId, CustomerTenantId or MicrosoftId, such as a row of a CSV file.
    /// </summary>
    /// <param name="customer">The object.</param>
    /// <remarks>Spaces, dashes, underscores, and letter case in the names don't matter. For example, <c>Microsoft ID</c> is also accepted.</remarks>
    public CustomerIdentity(PSObject customer)
    {
        Target = customer;
        if (customer is null)
        {
            return;
        }

        Origin = (customer.BaseObject as IFromConnection)?.Origin;
        CustomerId = customer.BaseObject is string text ? text : FindId(customer);
        CustomerName = Find(customer, NameProperties);
        Domain = Find(customer, DomainProperties);
        if (CustomerId is null)
        {
            CustomerId = customer.ToString();
            _properties = string.Join(", ", customer.Properties.Select(property => property.Name).Take(MaxShown));
        }
    }

    private CustomerIdentity(CustomerIdentity other, string? customerName, string? domain, string? serviceName)
    {
        _serviceName = serviceName;
        _properties = other._properties;
        CustomerId = other.CustomerId;
        Origin = other.Origin;
        Target = other.Target;
        CustomerName = customerName;
        Domain = domain;
    }

    /// <summary>The customer's ID as it was specified.</summary>
    public string? CustomerId { get; }

    /// <summary>The name of the customer's company, if it was specified, or if the service returned it earlier in the session.</summary>
    public string? CustomerName { get; }

    /// <summary>The customer's domain, if it was specified, or if the service returned it earlier in the session.</summary>
    public string? Domain { get; }

    /// <summary>The connection that the object came from, or null if it's unknown.</summary>
    internal PcContext? Origin { get; }

    /// <summary>The value that identified the customer, which is the target of an error.</summary>
    internal object? Target { get; }

    /// <summary>
    /// The name for prompts and errors: the one that the service returned for the ID, if it's known, because the name in a row can be that of another customer.
    /// </summary>
    internal string? ShownName => string.IsNullOrEmpty(_serviceName) ? CustomerName : _serviceName;

    /// <summary>The display text of the customer, for a prompt or a message.</summary>
    internal string Describe() => string.IsNullOrEmpty(ShownName) ? CustomerId ?? string.Empty : $"{ShownName} ({CustomerId})";

    /// <summary>Returns the same identity with a name and a domain.</summary>
    internal CustomerIdentity WithName(string? customerName, string? domain) => new(this, customerName, domain, null);

    /// <summary>Returns the same identity with the name that prompts and errors show. Results keep the name of the input.</summary>
    internal CustomerIdentity WithServiceName(string name) => new(this, CustomerName, Domain, name);

    /// <summary>Adds the known data of the customer to the result of the service.</summary>
    internal CustomerQualification ApplyTo(CustomerQualification qualification)
    {
        qualification.CustomerName = CustomerName;
        qualification.Domain = Domain;
        return qualification;
    }

    /// <summary>Returns the ID.</summary>
    /// <returns>The ID as it was specified.</returns>
    public override string ToString() => CustomerId ?? string.Empty;

    /// <summary>Whether both name the same customer, however the id is written.</summary>
    /// <param name="other">The other identity.</param>
    /// <returns>True where both have the same id.</returns>
    public bool Equals(CustomerIdentity? other) => other is not null && Key == other.Key;

    /// <summary>Whether the object is an identity, a GUID, or a text that names the same customer: a <c>-ParameterFilter</c> in Pester compares so.</summary>
    /// <param name="obj">The object.</param>
    /// <returns>True where it has the same id.</returns>
    public override bool Equals(object? obj) => obj switch
    {
        CustomerIdentity identity => Equals(identity),
        Guid id => Equals(new CustomerIdentity(id.ToString())),
        string id => Equals(new CustomerIdentity(id)),
        _ => false,
    };

    /// <summary>Returns a number that is the same for all ways to write the id.</summary>
    /// <returns>The hash code.</returns>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Key);

    // Ids in one form; what is no id, in upper case.
    private string Key => Guid.TryParse(CustomerId, out var id) ? id.ToString() : (CustomerId ?? string.Empty).ToUpperInvariant();

    /// <summary>The ID for a request.</summary>
    /// <exception cref="PartnerCenterException">The object has no property that contains a customer ID.</exception>
    internal string RequireId() => _properties is not { Length: > 0 }
        ? CustomerId!
        : throw new PartnerCenterException(
            PartnerErrorCode.InvalidCustomerId,
            string.Format(CultureInfo.CurrentCulture, CommandMessages.RowWithoutId, _properties),
            string.Format(CultureInfo.CurrentCulture, CommandMessages.RowWithoutIdAction, string.Join(", ", IdProperties)));

    // The order of the names decides, not their spelling: the Id of an object can be its own, while Customer ID is the customer's. Of several IDs, the
    // first valid one counts, because an Id can be a row number.
    private static string? FindId(PSObject customer)
    {
        string? first = null;
        foreach (var name in IdProperties)
        {
            if (FindOne(customer, name) is { } text)
            {
                if (Guid.TryParse(text, out _))
                {
                    return text;
                }

                first ??= text;
            }
        }

        return first;
    }

    private static string? Find(PSObject customer, string[] names)
    {
        foreach (var name in names)
        {
            if (FindOne(customer, name) is { } text)
            {
                return text;
            }
        }

        // In the service's own object, the name and the domain are one level deeper.
        return customer.Properties[CompanyProfile]?.Value is PSObject profile && !ReferenceEquals(profile, customer) ? Find(profile, names) : null;
    }

    // Search by the exact name first, which is a look-up. For a row of a large file, this search takes the most time.
    private static string? FindOne(PSObject customer, string name)
    {
        if (Text(customer.Properties[name]) is { } exact)
        {
            return exact;
        }

        foreach (var property in customer.Properties)
        {
            if (IsSame(property.Name, name) && Text(property) is { } text)
            {
                return text;
            }
        }

        return null;
    }

    private static bool IsSame(string property, string name)
    {
        var i = 0;
        foreach (var character in property)
        {
            if (character is ' ' or '-' or '_')
            {
                continue;
            }

            if (i == name.Length || char.ToUpperInvariant(character) != char.ToUpperInvariant(name[i]))
            {
                return false;
            }

            i++;
        }

        return i == name.Length;
    }

    private static string? Text(PSPropertyInfo? property)
    {
        try
        {
            return property?.Value?.ToString() is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;
        }
        catch (GetValueException)
        {
            // Ignore a property of a foreign object that can't be read.
            return null;
        }
    }
}
