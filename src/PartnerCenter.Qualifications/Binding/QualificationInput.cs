using System;
using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;
using PartnerCenter.Reporting;

namespace PartnerCenter.Qualifications;

/// <summary>
/// Accepts a customer's qualification as returned by Get-PcCustomerQualification, or any object with the same properties: a row of a CSV file, an
/// object from ConvertFrom-Json, or an object from another process.
/// </summary>
internal static class QualificationInput
{
    private static readonly Regex Iso8601 = new(@"^\s*\d{4}-\d{2}-\d{2}(?:[T ]|\s*$)", RegexOptions.CultureInvariant);

    /// <exception cref="PartnerCenterException">The object isn't a qualification, or one of its values can't be read.</exception>
    public static CustomerQualification Read(PSObject input)
    {
        if (input.BaseObject is CustomerQualification qualification)
        {
            return Clean(qualification);
        }

        if (input.BaseObject is IDictionary table)
        {
            input = FromTable(table);
        }

        var read = QualificationText.Create(
            Required(input, nameof(CustomerQualification.CustomerId)),
            Required(input, nameof(CustomerQualification.Qualification)),
            Text(input, nameof(CustomerQualification.VettingStatus)),
            Text(input, nameof(CustomerQualification.RawQualification)),
            Text(input, nameof(CustomerQualification.RawVettingStatus)),
            Text(input, nameof(CustomerQualification.VettingReason)),
            Date(input, nameof(CustomerQualification.VettingCreatedDate)));
        read.CustomerName = Text(input, nameof(CustomerQualification.CustomerName));
        read.Domain = Text(input, nameof(CustomerQualification.Domain));
        return Clean(read);
    }

    private static CustomerQualification Clean(CustomerQualification item)
    {
        var clean = new CustomerQualification
        {
            CustomerId = DisplayText.Clean(item.CustomerId)!,
            CustomerName = DisplayText.Clean(item.CustomerName),
            Domain = DisplayText.Clean(item.Domain),
            Qualification = item.Qualification,
            RawQualification = DisplayText.Clean(item.RawQualification),
            VettingStatus = item.VettingStatus,
            RawVettingStatus = DisplayText.Clean(item.RawVettingStatus),
            VettingReason = DisplayText.Clean(item.VettingReason),
            VettingCreatedDate = item.VettingCreatedDate,
            IsEmulated = item.IsEmulated,
        };

        // A cmdlet that receives a result uses the connection that the qualification came from.
        ((IFromConnection)clean).Origin = ((IFromConnection)item).Origin;
        return clean;
    }

    /// <summary>Returns the customer of an object that isn't a valid qualification, or null if the object has no ID.</summary>
    public static (string CustomerId, string? CustomerName)? Identify(PSObject input)
    {
        var row = input.BaseObject is IDictionary table ? FromTable(table) : input;
        var customerId = Text(row, nameof(CustomerQualification.CustomerId));
        return string.IsNullOrWhiteSpace(customerId) ? null : (customerId!, Text(row, nameof(CustomerQualification.CustomerName)));
    }

    private static PSObject FromTable(IDictionary table)
    {
        var result = new PSObject();
        foreach (DictionaryEntry entry in table)
        {
            result.Properties.Add(new PSNoteProperty(entry.Key.ToString(), entry.Value));
        }

        return result;
    }

    private static string Required(PSObject input, string name)
    {
        // If the property is missing, the following objects are also of the wrong type. An empty value concerns only this object.
        var value = input.Properties[name] is { } property
            ? AsText(property.Value)
            : throw new PartnerCenterException(
                PartnerErrorCode.InvalidRequest,
                string.Format(CultureInfo.CurrentCulture, CommandMessages.ReportNotQualification, name),
                CommandMessages.ReportNotQualificationAction)
            { AffectsEveryCustomer = true };
        return !string.IsNullOrWhiteSpace(value)
            ? value!
            : throw InvalidInput.Create(CommandMessages.ReportLeftOutAction, CommandMessages.ReportEmptyValue, name);
    }

    private static string? Text(PSObject input, string name) => AsText(input.Properties[name]?.Value);

    private static string? AsText(object? value) => value is null || value.ToString() is not { Length: > 0 } text ? null : text;

    private static DateTimeOffset? Date(PSObject input, string name)
    {
        var value = input.Properties[name]?.Value;

        // A date from another process is a property bag.
        if (value is PSObject wrapped)
        {
            value = wrapped.BaseObject is PSCustomObject && wrapped.Properties["UtcDateTime"]?.Value is { } utc ? utc : wrapped.BaseObject;
            value = value is PSObject again ? again.BaseObject : value;
        }

        switch (value)
        {
            case null:
                return null;
            case DateTimeOffset date:
                return date.ToUniversalTime();
            case DateTime date:
                return new DateTimeOffset(date.Kind == DateTimeKind.Local ? date.ToUniversalTime() : DateTime.SpecifyKind(date, DateTimeKind.Utc));
        }

        var text = value.ToString();
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        // Only ISO 8601, which the module's own objects export. 05.12.2026 is a different day in each culture.
        const DateTimeStyles Styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return Iso8601.IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Styles, out var parsed)
            ? parsed
            : throw InvalidInput.Create(CommandMessages.ReportLeftOutAction, CommandMessages.ReportInvalidDate, text, name);
    }
}
