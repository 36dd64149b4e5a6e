using System;
using System.Collections.Generic;
using System.Linq;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Emulator.State;

/// <summary>
/// Everything that writing changes, and the rules of it. Who writes holds <see cref="Gate"/>; nobody waits while holding it.
/// </summary>
internal sealed class PartnerState
{
    private readonly EmulatorOptions _options;
    private readonly List<(DateTimeOffset Due, EmulatedCustomer Customer, EmulatedQualification Qualification)> _undecided = new();
    private readonly Dictionary<Guid, EmulatedValidationCode> _usedCodes = new();
    private long _nextDue = long.MaxValue;

    public PartnerState(EmulatorOptions options)
    {
        _options = options;
        var generator = new CustomerGenerator(options.Seed, options.Clock.GetUtcNow());
        Customers = new CustomerStore(generator, options.CustomerCount);
        Audit = new AuditLog(options, generator, options.CustomerCount);
        ValidationCodes =
        [
            new EmulatedValidationCode(EmulatorDefaults.ValidationCode, "Contoso County Government", 10, 10),
            new EmulatedValidationCode(EmulatorDefaults.ValidationCodeWithOneLeft, "City of Fabrikam", 3, 1),
            new EmulatedValidationCode(EmulatorDefaults.ValidationCodeExhausted, "Northwind Tribal Council", 2, 0),
        ];
    }

    public object Gate { get; } = new();

    public CustomerStore Customers { get; }

    public AuditLog Audit { get; }

    public WriteLedger Ledger { get; } = new();

    public List<EmulatedValidationCode> ValidationCodes { get; }

    public DateTimeOffset Now => _options.Clock.GetUtcNow();

    /// <summary>The code that the customer's qualification was granted with; <see langword="null"/>: none.</summary>
    public EmulatedValidationCode? UsedCode(EmulatedCustomer customer)
    {
        lock (Gate)
        {
            return _usedCodes.TryGetValue(customer.Id, out var code) ? code : null;
        }
    }

    public void UseCode(EmulatedCustomer customer, EmulatedValidationCode code)
    {
        code.RemainingCreates--;
        code.Changed = Now;
        _usedCodes[customer.Id] = code;
    }

    /// <summary>Gives the customer a qualification, in place of the denied one of the same kind where there is one.</summary>
    public void Set(EmulatedCustomer customer, EmulatedQualification qualification, Qualification kind, string user, string application, string correlationId)
    {
        string? oldValue = null;
        lock (customer.Qualifications)
        {
            var old = customer.Qualifications.FirstOrDefault(q => q.Is(kind));
            if (old is not null)
            {
                oldValue = AuditLog.Value(old);
                customer.Qualifications.Remove(old);
                _undecided.RemoveAll(u => u.Qualification == old);
            }

            customer.Qualifications.Add(qualification);
        }

        Record(customer, qualification, oldValue, AuditLog.Value(qualification), Now, user, application, correlationId, "succeeded");
        if (qualification.DecisionDue is { } due)
        {
            _undecided.Add((due, customer, qualification));
            _nextDue = Math.Min(_nextDue, due.UtcTicks);
        }
    }

    public void RecordFailure(EmulatedCustomer customer, EmulatedQualification wanted, string user, string application, string correlationId) =>
        Record(customer, wanted, null, AuditLog.Value(wanted), Now, user, application, correlationId, "failed");

    /// <summary>Decides about every vetting whose time has come. Called before anything is read that a decision changes.</summary>
    public void Settle()
    {
        if (System.Threading.Volatile.Read(ref _nextDue) == long.MaxValue)
        {
            return;
        }

        var now = Now;
        if (System.Threading.Volatile.Read(ref _nextDue) > now.UtcTicks)
        {
            return;
        }

        lock (Gate)
        {
            foreach (var (due, customer, qualification) in _undecided.Where(u => u.Due <= now).OrderBy(u => u.Due).ToList())
            {
                lock (customer.Qualifications)
                {
                    if (!customer.Qualifications.Contains(qualification))
                    {
                        continue;
                    }

                    var oldValue = AuditLog.Value(qualification);
                    var decision = VettingRules.Decide(qualification.Website, customer.CompanyName);
                    qualification.VettingStatus = decision.ToString();
                    qualification.VettingReason = decision == VettingStatus.Denied ? VettingRules.ReasonFor(qualification.Website) : null;
                    qualification.DecisionDue = null;
                    Record(
                        customer, qualification, oldValue, AuditLog.Value(qualification), due, AuditLog.Vetting, string.Empty, Guid.NewGuid().ToString("D"),
                        "succeeded");
                }
            }

            _undecided.RemoveAll(u => u.Due <= now);
            System.Threading.Volatile.Write(ref _nextDue, _undecided.Count == 0 ? long.MaxValue : _undecided.Min(u => u.Due.UtcTicks));
        }
    }

    private void Record(
        EmulatedCustomer customer,
        EmulatedQualification qualification,
        string? oldValue,
        string newValue,
        DateTimeOffset date,
        string user,
        string application,
        string correlationId,
        string status) =>
        Audit.Add(new AuditRecord
        {
            Id = Guid.NewGuid(),
            Date = date,
            CustomerId = customer.CustomerId,
            CustomerName = customer.CompanyName,
            UserPrincipalName = user,
            ApplicationId = application,
            Status = status,
            Qualification = qualification.Qualification,
            OldValue = oldValue,
            NewValue = newValue,
            CorrelationId = correlationId,
        });
}
