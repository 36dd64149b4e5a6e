using System;
using System.Collections;
using System.Globalization;
using System.Management.Automation;
using PartnerCenter.Reporting;

namespace PartnerCenter.Qualifications;

/// <summary>
/// Accepts a customer's qualification as returned by Get-PcCustomerQualification, or any object with the same properties: a row of a CSV file, an
/// object from ConvertFrom-Json, or an object from another process.
/// </summary>
/// <remarks>One instance reads the rows of one input.</remarks>
internal sealed class QualificationInput
{
    private bool _hasStatus;

    /// <exception cref="PartnerCenterException">The object isn't a qualification, or one of its values can't be read.</exception>
    public CustomerQualification Read(PSObject input)
    {
        if (input.BaseObject is CustomerQualification qualification)
        {
            RequireId(qualification.CustomerId);
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
        RequireId(read.CustomerId);
        RequireStatus(input, read.Qualification);
        read.CustomerName = Text(input, nameof(CustomerQualification.CustomerName));
        read.Domain = Text(input, nameof(CustomerQualification.Domain));
        return Clean(read);
    }

    private static CustomerQualification Clean(CustomerQualification item)
    {
        var clean = new CustomerQualification
        {
            CustomerId = QualificationText.NormalizeId(item.CustomerId),
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

    /// <summary>Returns the customer of an object that isn't a valid qualification: its ID, or null if it has no valid one, and its name.</summary>
    public static (string? CustomerId, string? CustomerName) Identify(PSObject input)
    {
        var row = input.BaseObject is IDictionary table ? FromTable(table) : input;
        var customerId = Guid.TryParse(Text(row, nameof(CustomerQualification.CustomerId)), out var id) ? id.ToString("D") : null;
        return (customerId, Text(row, nameof(CustomerQualification.CustomerName)));
    }

    /// <summary>Checks an ID that was read from a file.</summary>
    /// <exception cref="PartnerCenterException">The ID isn't a GUID, so it's not a customer's.</exception>
    public static void RequireId(string? customerId)
    {
        if (!Guid.TryParse(customerId, out _))
        {
            throw InvalidInput.Create(
                CommandMessages.ReportLeftOutAction, CommandMessages.ReportInvalidId, customerId, nameof(CustomerQualification.CustomerId));
        }
    }

    // An empty status is none. Without the property, nobody knows the status: the column has another name, or was left out.
    private void RequireStatus(PSObject input, Qualification qualification)
    {
        if (input.Properties[nameof(CustomerQualification.VettingStatus)] is not null)
        {
            _hasStatus = true;
            return;
        }

        if (input.Properties[nameof(QualificationDifference.NewVettingStatus)] is not null
            || input.Properties[nameof(QualificationDifference.OldVettingStatus)] is not null)
        {
            throw WrongType(CommandMessages.ReportIsDifference, CommandMessages.ReportNoStatusAction);
        }

        // These have no status, and JSON can be written without null values.
        if (qualification is not (Qualification.None or Qualification.StateOwnedEntity))
        {
            throw _hasStatus
                ? InvalidInput.Create(CommandMessages.ReportNoStatusAction, CommandMessages.ReportNoStatus)
                : WrongType(CommandMessages.ReportNoStatus, CommandMessages.ReportNoStatusAction);
        }
    }

    // The following objects are of the same type.
    private static PartnerCenterException WrongType(string message, string action) =>
        new(PartnerErrorCode.InvalidRequest, message, action) { AffectsEveryCustomer = true };

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
        // An empty value concerns only this object.
        var value = input.Properties[name] is { } property
            ? AsText(property.Value)
            : throw WrongType(
                string.Format(CultureInfo.CurrentCulture, CommandMessages.ReportNotQualification, name), CommandMessages.ReportNotQualificationAction);
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
            value = PSValue.Unwrap(value);
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

        return IsoDate.TryParse(text!, DateTimeStyles.AssumeUniversal, out var parsed)
            ? parsed
            : throw InvalidInput.Create(CommandMessages.ReportLeftOutAction, CommandMessages.ReportInvalidDate, text, name);
    }
}
