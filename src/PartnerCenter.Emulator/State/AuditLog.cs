using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Emulator.State;

/// <summary>
/// The audit records: those of what was written, and a history that agrees with the seeded customers.
/// </summary>
internal sealed class AuditLog
{
    public const string Vetting = "vetting@partnercenter.microsoft.com";

    public static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    private const int Remembered = 200_000;
    private const int CustomersWithHistory = 2_000;
    private static readonly TimeSpan SeededVetting = TimeSpan.FromDays(3);

    private readonly EmulatorOptions _options;
    private readonly CustomerGenerator _generator;
    private readonly int _seeded;
    private readonly object _gate = new();
    private readonly List<AuditRecord> _written = new();
    private List<AuditRecord>? _history;

    public AuditLog(EmulatorOptions options, CustomerGenerator generator, int seeded)
    {
        _options = options;
        _generator = generator;
        _seeded = Math.Min(seeded, CustomersWithHistory);
    }

    public void Add(AuditRecord record)
    {
        lock (_gate)
        {
            if (_written.Count >= Remembered)
            {
                _written.RemoveRange(0, Remembered / 10);
            }

            _written.Add(record);
        }
    }

    /// <summary>The records from <paramref name="from"/> on and before <paramref name="before"/>, the newest first.</summary>
    public List<AuditRecord> Find(DateTimeOffset from, DateTimeOffset before, Func<AuditRecord, bool> predicate)
    {
        var found = new List<AuditRecord>();
        lock (_gate)
        {
            _history ??= MakeHistory();
            Collect(_history);
            Collect(_written);
        }

        // By id where dates are equal, so that pages agree with each other.
        found.Sort((a, b) => a.Date != b.Date ? b.Date.CompareTo(a.Date) : a.Id.CompareTo(b.Id));
        return found;

        void Collect(List<AuditRecord> records)
        {
            foreach (var record in records)
            {
                if (record.Date >= from && record.Date < before && predicate(record))
                {
                    found.Add(record);
                }
            }
        }
    }

    /// <summary>A qualification as old or new value of a record: JSON, in the shape that the service itself has for it.</summary>
    public static string Value(EmulatedQualification qualification) => Encoding.UTF8.GetString(JsonBuffer.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("qualification", qualification.Qualification);
        if (qualification.VettingStatus is not null)
        {
            json.WriteString("vettingStatus", qualification.VettingStatus);
        }

        if (qualification.VettingReason is not null)
        {
            json.WriteString("vettingReason", qualification.VettingReason);
        }

        if (qualification.VettingCreatedDate is { } date)
        {
            json.WriteString("vettingCreatedDate", date.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        }

        json.WriteEndObject();
    }));

    private List<AuditRecord> MakeHistory()
    {
        var records = new List<AuditRecord>();
        for (var index = 0; index < _seeded; index++)
        {
            var requested = _generator.RequestedOn(index);
            if (requested < _generator.Today - Kept)
            {
                continue;
            }

            var customer = _generator.Make(index);
            foreach (var qualification in customer.Qualifications)
            {
                if (!qualification.Is(Qualification.Education))
                {
                    records.Add(Seeded(customer, qualification, records.Count, requested, _options.UserPrincipalName, null, Value(qualification)));
                    continue;
                }

                var inReview = new EmulatedQualification(Qualification.Education, VettingStatus.InReview, null, requested);
                records.Add(Seeded(customer, qualification, records.Count, requested, _options.UserPrincipalName, null, Value(inReview)));
                if (!qualification.HasStatus(VettingStatus.InReview))
                {
                    // A request of yesterday was decided within the time that there was.
                    var half = TimeSpan.FromTicks((_generator.Today - requested).Ticks / 2);
                    var decided = requested + (half < SeededVetting ? half : SeededVetting);
                    records.Add(Seeded(customer, qualification, records.Count, decided, Vetting, Value(inReview), Value(qualification)));
                }
            }
        }

        return records;
    }

    private AuditRecord Seeded(
        EmulatedCustomer customer, EmulatedQualification qualification, int number, DateTimeOffset date, string user, string? oldValue, string newValue) =>
            new()
            {
                Id = SeedHash.Guid(_options.Seed, number, 30),
                Date = date,
                CustomerId = customer.CustomerId,
                CustomerName = customer.CompanyName,
                UserPrincipalName = user,
                ApplicationId = _options.ApplicationId,
                Qualification = qualification.Qualification,
                OldValue = oldValue,
                NewValue = newValue,
                CorrelationId = SeedHash.Guid(_options.Seed, number, 31).ToString("D"),
            };
}
