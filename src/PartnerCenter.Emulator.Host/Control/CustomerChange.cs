using System;
using System.Collections.Generic;
using System.Linq;

namespace PartnerCenter.Emulator.Host.Control;

/// <summary>
/// The body of <c>POST /emulator/customers/{id}</c>. It collects what is to change, so that a body with an error changes nothing.
/// </summary>
internal sealed class CustomerChange
{
    private readonly List<Action<EmulatedCustomer>> _changes = [];

    public string RelationshipToPartner { set => _changes.Add(customer => customer.RelationshipToPartner = value); }

    public bool TaggingDenied { set => _changes.Add(customer => customer.TaggingDenied = value); }

    public bool NoRelationship { set => _changes.Add(customer => customer.NoRelationship = value); }

    public bool AllowDelegatedAccess { set => _changes.Add(customer => customer.AllowDelegatedAccess = value); }

    public string? AssociatedPartnerId { set => _changes.Add(customer => customer.AssociatedPartnerId = value); }

    public TimeSpan? ThrottledRetryAfter { set => _changes.Add(customer => customer.ThrottledRetryAfter = value); }

    public string ValidationStatus { set => _changes.Add(customer => customer.ValidationStatus = value); }

    // A list without a getter is always read as empty.
    public string[]? CustomDomains { get; set; }

    public QualificationBody[]? Qualifications { get; set; }

    public EmulatedCustomer ApplyTo(PartnerCenterEmulator emulator, string id)
    {
        var customer = emulator.GetCustomer(id);
        _changes.ForEach(change => change(customer));
        if (CustomDomains is not null)
        {
            customer.CustomDomains.Clear();
            Array.ForEach(CustomDomains, customer.CustomDomains.Add);
        }

        if (Qualifications is not null)
        {
            emulator.SetQualifications(id, [.. Qualifications.Select(item => item.Create())]);
        }

        return customer;
    }

    /// <summary>A qualification in the service's words, or any others.</summary>
    internal sealed record QualificationBody(
        string Qualification, string? VettingStatus = null, string? VettingReason = null, DateTimeOffset? VettingCreatedDate = null)
    {
        public EmulatedQualification Create() => new(Qualification, VettingStatus, VettingReason, VettingCreatedDate);
    }
}
