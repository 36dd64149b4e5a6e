using System;
using System.Collections.Generic;
using System.Globalization;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client;

/// <summary>
/// Turns the service's words into enumerations: any letter case, with underscores or without, or the enumeration's number.
/// A word that nobody has seen yet becomes <c>Unknown</c>, never an error.
/// </summary>
internal static class QualificationParser
{
    private static readonly Dictionary<string, Qualification> Qualifications = Words<Qualification>();
    private static readonly Dictionary<string, VettingStatus> Statuses = Words<VettingStatus>();

    public static CustomerQualification[] Convert(QualificationList list, string customerId)
    {
        var result = new CustomerQualification[list.Items.Count];
        for (var i = 0; i < result.Length; i++)
        {
            var item = list.Items[i];
            var date = item.VettingCreatedDate.Or(item.VettingCreateDate);
            result[i] = new CustomerQualification
            {
                CustomerId = customerId,
                Qualification = Parse(Qualifications, item.Qualification, Qualification.None, Qualification.Unknown),
                RawQualification = item.Qualification,
                VettingStatus = Parse(Statuses, item.VettingStatus, VettingStatus.None, VettingStatus.Unknown),
                RawVettingStatus = item.VettingStatus,
                VettingReason = item.VettingReason,
                VettingCreatedDate = date.Value,
                RawVettingCreatedDate = date.Raw,
            };
        }

        return result;
    }

    public static CustomerQualification Convert(QualificationName word, string customerId) => new()
    {
        CustomerId = customerId,
        Qualification = Parse(word.Word),
        RawQualification = word.Word,
    };

    public static Qualification Parse(string? word) => Parse(Qualifications, word, Qualification.None, Qualification.Unknown);

    public static VettingStatus ParseStatus(string? word) => Parse(Statuses, word, VettingStatus.None, VettingStatus.Unknown);

    /// <summary>The word without what the service's documents and products set between its parts.</summary>
    public static string Bare(string word) => word.Replace("_", string.Empty).Replace("-", string.Empty).Replace(" ", string.Empty);

    private static T Parse<T>(Dictionary<string, T> words, string? word, T none, T unknown)
        where T : struct, Enum
    {
        if (string.IsNullOrWhiteSpace(word))
        {
            return none;
        }

        if (words.TryGetValue(word!, out var value))
        {
            return value;
        }

        // A sign is no hyphen: -1 is not 1.
        return word![0] != '-' && words.TryGetValue(Bare(word), out value) ? value : unknown;
    }

    private static Dictionary<string, T> Words<T>()
        where T : struct, Enum
    {
        var words = new Dictionary<string, T>(StringComparer.OrdinalIgnoreCase);
        foreach (T value in Enum.GetValues(typeof(T)))
        {
            var number = System.Convert.ToInt32(value, CultureInfo.InvariantCulture);
            if (number >= 0)
            {
                words.Add(value.ToString(), value);
                words.Add(number.ToString(CultureInfo.InvariantCulture), value);
            }
        }

        return words;
    }
}
