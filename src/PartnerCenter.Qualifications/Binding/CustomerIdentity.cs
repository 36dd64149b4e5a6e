using System;
using System.Globalization;
using System.Linq;
using System.Management.Automation;

namespace PartnerCenter.Qualifications;

/// <summary>
/// Names a customer in a parameter: by id, or by any object that carries one.
/// </summary>
/// <remarks>
/// An id that is no GUID is kept as it is; the cmdlet reports it as an error of that one customer, so that the others go on.
/// </remarks>
public sealed class CustomerIdentity : IEquatable<CustomerIdentity>
{
    private const int MaxShown = 10;
    private const string CompanyProfile = "CompanyProfile";

    // The module's own names first, then those of the official module, of other tools, and of Partner Center's own export.
    private static readonly string[] IdProperties = ["CustomerId", "Id", "TenantId", "CustomerTenantId", "MicrosoftId"];
    private static readonly string[] NameProperties = ["CompanyName", "CustomerName", "Name", "DisplayName"];
    private static readonly string[] DomainProperties = ["Domain", "PrimaryDomainName", "DefaultDomainName", "DomainName"];

    // What an object without an id has in its place.
    private readonly string? _properties;

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
        Origin = (customer as IFromConnection)?.Origin;
        Target = customer;
    }

    /// <summary>Names the customer by one of its qualifications.</summary>
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
    /// <remarks>Spaces, dashes, underscores and letter case in the names do not matter: <c>Microsoft ID</c> is one of them, too.</remarks>
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

    /// <summary>The customer's id as it was given.</summary>
    public string? CustomerId { get; }

    /// <summary>The name of the customer's company, where it was given.</summary>
    public string? CustomerName { get; }

    /// <summary>The customer's domain, where it was given.</summary>
    public string? Domain { get; }

    /// <summary>The connection that the object came from; null where it is unknown.</summary>
    internal PcContext? Origin { get; }

    /// <summary>What the customer was named by: the target of an error.</summary>
    internal object? Target { get; }

    /// <summary>The customer in words, for a question or a message.</summary>
    internal string Describe() => string.IsNullOrEmpty(CustomerName) ? CustomerId ?? string.Empty : $"{CustomerName} ({CustomerId})";

    /// <summary>Adds what is known of the customer to what the service said.</summary>
    internal CustomerQualification ApplyTo(CustomerQualification qualification)
    {
        qualification.CustomerName = CustomerName;
        qualification.Domain = Domain;
        return qualification;
    }

    /// <summary>Returns the id.</summary>
    /// <returns>The id as it was given.</returns>
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

    /// <summary>The id, to be sent.</summary>
    /// <exception cref="PartnerCenterException">The object that names the customer has no property that is known to hold an id.</exception>
    internal string RequireId() => _properties is not { Length: > 0 }
        ? CustomerId!
        : throw new PartnerCenterException(
            PartnerErrorCode.InvalidCustomerId,
            string.Format(CultureInfo.CurrentCulture, CommandMessages.RowWithoutId, _properties),
            string.Format(CultureInfo.CurrentCulture, CommandMessages.RowWithoutIdAction, string.Join(", ", IdProperties)));

    // The rank of the names decides, not their spelling: an object's Id can be its own, where Customer ID is the customer's. Of several ids the first that is
    // one counts, for an Id can be the number of a row.
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

        // The service's own object has name and domain one level deeper.
        return customer.Properties[CompanyProfile]?.Value is PSObject profile && !ReferenceEquals(profile, customer) ? Find(profile, names) : null;
    }

    // By the exact name first, which is a look-up: for a row of a large file it is what costs the most.
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
            // A property of somebody else's object that cannot be read is as good as none.
            return null;
        }
    }
}
