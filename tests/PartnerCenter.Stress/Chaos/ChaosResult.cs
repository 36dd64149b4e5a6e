using System;
using System.Collections.Generic;
using System.Globalization;

namespace PartnerCenter.Stress.Chaos;

/// <summary>
/// What was tried and what became of it.
/// </summary>
internal sealed record ChaosResult(
    string Name, int Customers, long Requests, long Faults, long Retries, int Errors, TimeSpan Time, IReadOnlyList<string> Complaints)
{
    public const string Header = "fault                                            customers  requests   faults  retries  errors  seconds";

    public bool Holds => Complaints.Count == 0;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Name,-48} {Customers,9:N0} {Requests,9:N0} {Faults,8:N0} {Retries,8:N0} {Errors,7:N0} {Time.TotalSeconds,8:0.0}  {(Holds ? "ok" : "FAILED: " + string.Join(" ", Complaints))}");
}
