using System;
using System.Collections.Generic;
using System.Globalization;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client;

/// <summary>
/// Converts the service's values to enumerations: in any letter case, with or without underscores, or as the number of the enumeration.
/// An unknown value becomes <c>Unknown</c>, and never causes an error.
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

    /// <summary>The value without the separators that the service's documents and products use.</summary>
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

        // A minus sign isn't a hyphen: -1 isn't 1.
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
