using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client.Json;
using PartnerCenter.Client.Pipeline;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client;

/// <summary>
/// The service's audit records of changes, with the user and the time.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/get-a-record-of-partner-center-activity-by-user">Get a record of Partner Center
/// activity</see>.
/// </remarks>
public sealed class AuditRecordCollection
{
    /// <summary>The number of days for which the service keeps a record.</summary>
    public const int DaysKept = 90;

    private const int DaysPerRequest = 30;
    private const string QualificationUpdate = "updatecustomerqualification";

    private readonly PartnerConnection _connection;
    private readonly PartnerOperation _operation;

    internal AuditRecordCollection(PartnerConnection connection, PartnerOperation operation)
    {
        _connection = connection;
        _operation = operation;
    }

    /// <summary>Lists the changes of customers' qualifications, oldest first.</summary>
    /// <param name="since">The start of the period, which can't be earlier than the service keeps records.</param>
    /// <param name="until">The end of the period, or null for the current time.</param>
    /// <param name="customerId">The customer whose changes are listed, or null for all customers.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <returns>The changes, read in periods of as many days as one request can cover.</returns>
    /// <exception cref="PartnerCenterException">The service has no records of the period, or the service failed.</exception>
    public IAsyncEnumerable<QualificationChange> ListQualificationChangesAsync(
        DateTimeOffset since, DateTimeOffset? until = null, string? customerId = null, CancellationToken cancellationToken = default)
    {
        var now = _connection.Clock.GetUtcNow();
        var end = until ?? now;
        if (since > end)
        {
            throw Refused(Messages.AuditOrder, Advice.Of(nameof(Messages.AuditOrderAction)), since, end);
        }

        // Count in days like the service, because "90 days ago" was calculated a moment before the request.
        if (since.UtcDateTime.Date < now.UtcDateTime.Date.AddDays(-DaysKept))
        {
            throw Refused(Messages.AuditTooOld, Advice.Of(nameof(Messages.AuditTooOldAction)), DaysKept, since);
        }

        // The future has no records yet, so it needs no requests.
        var lastDay = (end < now ? end : now).UtcDateTime.Date;
        return ReadAsync(since.ToUniversalTime(), until, lastDay, customerId is null ? null : CustomerIds.Normalize(customerId), cancellationToken);
    }

    private static PartnerCenterException Refused(string format, Advice action, params object[] arguments) =>
        new(PartnerErrorCode.InvalidRequest, string.Format(CultureInfo.CurrentCulture, format, arguments), action) { AffectsEveryCustomer = true };

    private async IAsyncEnumerable<QualificationChange> ReadAsync(
        DateTimeOffset since, DateTimeOffset? until, DateTime lastDay, string? customerId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = customerId is null
            ? string.Empty
            : "&filter=" + Uri.EscapeDataString(JsonSerializer.Serialize(
                new SearchFilter { Field = "CustomerId", Value = customerId, Operator = "equals" }, PartnerJson.Context.SearchFilter));

        // The service counts in whole days, including the first and the last.
        for (var first = since.Date; first <= lastDay; first = first.AddDays(DaysPerRequest))
        {
            var last = first.AddDays(DaysPerRequest - 1) < lastDay ? first.AddDays(DaysPerRequest - 1) : lastDay;
            var path = string.Format(CultureInfo.InvariantCulture, "v1/auditrecords?startDate={0:yyyy-MM-dd}&endDate={1:yyyy-MM-dd}{2}", first, last, filter);
            var changes = new List<QualificationChange>();
            var records = PagedReader.ReadAsync(
                _connection.Caller,
                _operation,
                path,
                PartnerJson.Context.PagePayloadAuditRecordPayload,
                static record => IsWord(record.OperationType) ? record : null,
                Identify,
                Messages.RecordWithoutOperation,
                merge: null,
                cancellationToken);
            ExceptionDispatchInfo? failure = null;
            try
            {
                await foreach (var record in records.ConfigureAwait(false))
                {
                    // The client filters by operation, because the service can't.
                    if (string.Equals(QualificationParser.Bare(record.OperationType!), QualificationUpdate, StringComparison.OrdinalIgnoreCase)
                        && !(record.OperationDate.Value < since) && !(record.OperationDate.Value > until))
                    {
                        UnreadableItems.NotifyValue(_operation, record.OperationDate.Raw, nameof(QualificationChange.ChangedDate), record.Id);
                        changes.Add(Convert(record));
                    }
                }
            }
            catch (PartnerCenterException exception)
            {
                // The records that arrived before the failure count.
                failure = ExceptionDispatchInfo.Capture(exception);
            }

            foreach (var change in changes.OrderBy(change => change.ChangedDate))
            {
                yield return change;
            }

            failure?.Throw();
        }
    }

    // Anything that is no word can stand for any operation, so the record is neither taken nor left out without a notice.
    private static bool IsWord(string? operation) =>
        !string.IsNullOrWhiteSpace(operation) && char.IsLetter(operation!.TrimStart()[0]) && operation is not ("true" or "false");

    // Compare the whole record, because an operation can occur twice with one ID: in progress and completed.
    private static string Identify(AuditRecordPayload record) => string.Join(
        "\n",
        record.Id,
        record.OriginalCorrelationId,
        record.CustomerId,
        record.CustomerName,
        record.UserPrincipalName,
        record.OperationType,
        record.OperationDate.Raw ?? record.OperationDate.Value?.UtcTicks.ToString(CultureInfo.InvariantCulture),
        record.OperationStatus,
        record.ResourceOldValue,
        record.ResourceNewValue);

    private static QualificationChange Convert(AuditRecordPayload record) => new()
    {
        RecordId = record.Id,
        CustomerId = CustomerIds.TryNormalize(record.CustomerId, out var id) ? id : record.CustomerId,
        CustomerName = record.CustomerName,
        ChangedDate = record.OperationDate.Value,
        RawChangedDate = record.OperationDate.Raw,
        ChangedBy = string.IsNullOrEmpty(record.UserPrincipalName) ? null : record.UserPrincipalName,
        ApplicationId = record.ApplicationId,
        Status = ParseStatus(record.OperationStatus),
        RawStatus = record.OperationStatus,
        CustomizedData = record.CustomizedData ?? [],
        OldValue = Parse(record.ResourceOldValue, id ?? record.CustomerId),
        NewValue = Parse(record.ResourceNewValue, id ?? record.CustomerId),
        RawOldValue = record.ResourceOldValue,
        RawNewValue = record.ResourceNewValue,
        CorrelationId = record.OriginalCorrelationId,
    };

    // A list of values, which the framework reads as flags, isn't a valid value.
    private static ChangeStatus ParseStatus(string? word) =>
        word?.IndexOf(',') < 0 && Enum.TryParse<ChangeStatus>(word, ignoreCase: true, out var status) && Enum.IsDefined(typeof(ChangeStatus), status)
            ? status
            : ChangeStatus.Unknown;

    // The record contains the input of the operation: a list in any format, or the bare value of the older endpoint.
    private static IReadOnlyList<CustomerQualification> Parse(string? value, string? customerId)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            return [];
        }

        try
        {
            var json = Encoding.UTF8.GetBytes(value!);
            if (value!.TrimStart()[0] is '[' or '{')
            {
                return JsonSerializer.Deserialize(json, PartnerJson.Context.QualificationList) is { } list
                    ? QualificationParser.Convert(list, customerId ?? string.Empty)
                    : [];
            }

            return Single(JsonSerializer.Deserialize(json, PartnerJson.Context.QualificationName)?.Word, customerId);
        }
        catch (JsonException)
        {
            // Text without quotation marks, or another value that is kept unchanged in the raw value.
            return QualificationParser.Parse(value) is not Qualification.Unknown ? Single(value, customerId) : [];
        }
    }

    private static IReadOnlyList<CustomerQualification> Single(string? word, string? customerId)
    {
        var qualification = QualificationParser.Convert(new QualificationName(word), customerId ?? string.Empty);
        return qualification.Qualification == Qualification.None ? [] : [qualification];
    }
}
