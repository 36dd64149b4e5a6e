using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using PartnerCenter.Reporting;

namespace PartnerCenter.Qualifications;

/// <summary>
/// Reads the qualifications to compare with: the path of an earlier report or of a JSON file, or the earlier qualifications themselves.
/// </summary>
internal static class EarlierQualifications
{
    /// <summary>Reads the value of a parameter.</summary>
    /// <param name="given">The value.</param>
    /// <param name="parameter">The name of the parameter, for messages.</param>
    /// <param name="resolve">Returns the path in the file system.</param>
    /// <exception cref="PartnerCenterException">The value contains no qualifications, or can't be read.</exception>
    public static QualificationSnapshot Read(PSObject[] given, string parameter, Func<string, string> resolve)
    {
        var input = new QualificationInput();
        var qualifications = new List<CustomerQualification>();
        foreach (var item in given)
        {
            switch (item?.BaseObject)
            {
                case null:
                    break;
                case string or FileInfo when given.Length > 1:
                    throw InvalidInput.Create(CommandMessages.ReportCompareAction, CommandMessages.ReportCompareMany, parameter, given.Length);
                case string path:
                    return ReadFile(resolve(path));
                case FileInfo file:
                    return ReadFile(file.FullName);
                default:
                    qualifications.Add(input.Read(item));
                    break;
            }
        }

        return new QualificationSnapshot(qualifications);
    }

    private static QualificationSnapshot ReadFile(string path)
    {
        try
        {
            var snapshot = SnapshotJson.Read(File.ReadAllText(path));
            foreach (var item in snapshot.Qualifications)
            {
                QualificationInput.RequireId(item.CustomerId);
            }

            return snapshot;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
        {
            throw InvalidInput.Create(CommandMessages.ReportCompareAction, CommandMessages.ReportCompareUnreadable, path, error);
        }
    }
}
