using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Reflection;

namespace PartnerCenter.Qualifications.Views;

/// <summary>
/// Presents the properties of the module's objects to PowerShell: dates, lists, and dictionaries with a text that suits a file (<see cref="UtcDate"/>,
/// <see cref="TextList"/>, <see cref="TextTable"/>), and the customer's ID also by the names <c>Id</c> and <c>TenantId</c>.
/// </summary>
/// <remarks>
/// <para>
/// Export-Csv writes a date with the user's culture, so that 2026-05-12 under one culture is read as 2026-12-05 under another. A cmdlet can't influence this,
/// because Export-Csv calls <c>ToString()</c> of the property's value. An adapter can, because it supplies that value.
/// </para>
/// <para>
/// The names <c>Id</c> and <c>TenantId</c> are what cmdlets of other modules bind from the pipeline. They aren't listed, because a file would
/// then contain the same ID three times.
/// </para>
/// </remarks>
internal sealed class ResultAdapter : PSPropertyAdapter
{
    private const string CustomerId = nameof(CustomerQualification.CustomerId);
    private static readonly string[] CustomerIdAliases = ["Id", "TenantId"];

    private static readonly Dictionary<Type, PropertyInfo[]> Listed = ResultTypes.All.ToDictionary(
        type => type,
        type => type.GetProperties(BindingFlags.Public | BindingFlags.Instance));

    /// <summary>Returns the properties of an object in the order of its class.</summary>
    /// <param name="baseObject">The object.</param>
    /// <returns>The properties.</returns>
    public override Collection<PSAdaptedProperty> GetProperties(object baseObject)
    {
        var result = new Collection<PSAdaptedProperty>();
        foreach (var property in PropertiesOf(baseObject))
        {
            result.Add(new PSAdaptedProperty(property.Name, property));
        }

        return result;
    }

    /// <summary>Finds a property by its name.</summary>
    /// <param name="baseObject">The object.</param>
    /// <param name="propertyName">The name, in any letter case.</param>
    /// <returns>The property, or null if there's none of that name.</returns>
    public override PSAdaptedProperty? GetProperty(object baseObject, string propertyName)
    {
        var properties = PropertiesOf(baseObject);
        if (Find(properties, propertyName) is { } property)
        {
            return new PSAdaptedProperty(property.Name, property);
        }

        return CustomerIdAliases.FirstOrDefault(alias => alias.Equals(propertyName, StringComparison.OrdinalIgnoreCase)) is { } name
            && Find(properties, CustomerId) is { } customerId
            ? new PSAdaptedProperty(name, customerId)
            : null;
    }

    /// <summary>Whether a property can be read: all can.</summary>
    /// <param name="adaptedProperty">The property.</param>
    /// <returns>True.</returns>
    public override bool IsGettable(PSAdaptedProperty adaptedProperty) => true;

    /// <summary>Whether a property can be set, as a test does that creates an object.</summary>
    /// <param name="adaptedProperty">The property.</param>
    /// <returns>Whether its class has a public setter.</returns>
    public override bool IsSettable(PSAdaptedProperty adaptedProperty) => PropertyOf(adaptedProperty).SetMethod is { IsPublic: true };

    /// <summary>Returns the value of a property.</summary>
    /// <param name="adaptedProperty">The property.</param>
    /// <returns>The value. A date, a list, and a dictionary have a text of their own.</returns>
    public override object? GetPropertyValue(PSAdaptedProperty adaptedProperty) => PropertyOf(adaptedProperty).GetValue(adaptedProperty.BaseObject) switch
    {
        DateTimeOffset date => new UtcDate(date),
        IReadOnlyList<object> list => new TextList(list),
        IReadOnlyDictionary<string, string?> table => new TextTable(table),
        var value => value,
    };

    /// <summary>Sets the value of a property.</summary>
    /// <param name="adaptedProperty">The property.</param>
    /// <param name="value">The value, which is converted as PowerShell converts it.</param>
    /// <exception cref="PSInvalidCastException">The value can't be converted.</exception>
    public override void SetPropertyValue(PSAdaptedProperty adaptedProperty, object value)
    {
        var property = PropertyOf(adaptedProperty);
        property.SetValue(adaptedProperty.BaseObject, LanguagePrimitives.ConvertTo(value, property.PropertyType, CultureInfo.InvariantCulture));
    }

    /// <summary>Returns the name of a property's type.</summary>
    /// <param name="adaptedProperty">The property.</param>
    /// <returns>The name, for a value that can be null as for one that can't.</returns>
    public override string GetPropertyTypeName(PSAdaptedProperty adaptedProperty)
    {
        var type = PropertyOf(adaptedProperty).PropertyType;
        return (Nullable.GetUnderlyingType(type) ?? type).ToString();
    }

    private static PropertyInfo[] PropertiesOf(object value) => Listed[value.GetType()];

    private static PropertyInfo PropertyOf(PSAdaptedProperty adapted) => (PropertyInfo)adapted.Tag;

    private static PropertyInfo? Find(PropertyInfo[] properties, string name)
    {
        foreach (var property in properties)
        {
            if (property.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return property;
            }
        }

        return null;
    }
}
