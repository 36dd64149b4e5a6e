using System;
using PartnerCenter.Client;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Reporting;

/// <summary>
/// Creates a qualification from text: in a report, in a row of a CSV file, or in an object from another process.
/// </summary>
internal static class QualificationText
{
    /// <summary>Creates a qualification from text. An unknown value becomes Unknown and is kept as the raw value, as with the service.</summary>
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
            CustomerId = NormalizeId(customerId),
            Qualification = parsed,
            RawQualification = parsed == Qualification.Unknown ? Word(rawQualification) ?? Word(qualification) : Word(rawQualification),
            VettingStatus = status,
            RawVettingStatus = status == VettingStatus.Unknown ? Word(rawVettingStatus) ?? Word(vettingStatus) : Word(rawVettingStatus),
            VettingReason = Word(vettingReason),
            VettingCreatedDate = vettingCreatedDate?.ToUniversalTime(),
        };
    }

    /// <summary>Returns an ID as the service writes it. Without braces, spaces, and capital letters, it's the same customer.</summary>
    public static string NormalizeId(string customerId) => Guid.TryParse(customerId, out var id) ? id.ToString("D") : customerId;

    private static string? Word(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
