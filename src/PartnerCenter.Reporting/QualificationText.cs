using System;
using PartnerCenter.Client;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Reporting;

/// <summary>
/// Makes a qualification of what is written somewhere: in a report, in a row of a CSV file, in an object that came from another process.
/// </summary>
internal static class QualificationText
{
    /// <summary>Makes a qualification of words. A word that nobody knows becomes Unknown and stays beside it, as with the service.</summary>
    public static CustomerQualification Create(
        string customerId,
        string? qualification,
        string? vettingStatus,
        string? rawQualification,
        string? rawVettingStatus,
        string? vettingReason,
        DateTimeOffset? vettingCreatedDate)
    {
        var parsed = QualificationParser.Parse(qualification);
        var status = QualificationParser.ParseStatus(vettingStatus);
        return new CustomerQualification
        {
            CustomerId = customerId,
            Qualification = parsed,
            RawQualification = parsed == Qualification.Unknown ? Word(rawQualification) ?? Word(qualification) : Word(rawQualification),
            VettingStatus = status,
            RawVettingStatus = status == VettingStatus.Unknown ? Word(rawVettingStatus) ?? Word(vettingStatus) : Word(rawVettingStatus),
            VettingReason = Word(vettingReason),
            VettingCreatedDate = vettingCreatedDate?.ToUniversalTime(),
        };
    }

    private static string? Word(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
