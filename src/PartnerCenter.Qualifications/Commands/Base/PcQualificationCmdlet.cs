using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using PartnerCenter.Qualifications.Views;
using PartnerCenter.Reporting;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// A cmdlet that evaluates customers' qualifications from the pipeline, or objects with the same properties, and sends no requests.
/// </summary>
/// <remarks>
/// It knows the customers that ended in an error in the same pipeline, because a customer that couldn't be read isn't removed.
/// </remarks>
public abstract class PcQualificationCmdlet : PcCmdlet
{
    private readonly List<CustomerQualification> _qualifications = [];
    private PipelineWatch? _watch;

    // Rows that couldn't be read: by the customer's ID with its name, and the number of those without an ID.
    private readonly Dictionary<string, string?> _unreadable = new(StringComparer.OrdinalIgnoreCase);
    private int _unnamed;

    /// <summary>The objects of the record.</summary>
    private protected abstract PSObject[] Input { get; }

    /// <summary>The qualifications that were received and can be read, in the order of the input.</summary>
    private protected IReadOnlyList<CustomerQualification> Qualifications => _qualifications;

    /// <summary>Whether <see cref="BeginReading"/> was called.</summary>
    private protected bool IsReading => _watch is not null;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!IsReading)
        {
            return;
        }

        foreach (var input in Input)
        {
            try
            {
                if (input is not null)
                {
                    _qualifications.Add(QualificationInput.Read(input));
                }
            }
            catch (PartnerCenterException failure)
            {
                AddUnreadable(input!);
                WriteFailure(failure, input);
            }
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _watch?.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Starts to read the input. Without this call, all input is ignored.</summary>
    private protected void BeginReading()
    {
        ResultTypes.Register();
        _watch = PipelineWatch.Start();
    }

    /// <summary>Returns what was received, and what is missing. The earlier qualifications can contain the name of a missing customer.</summary>
    private protected QualificationSnapshot CreateSnapshot(string? title, DateTimeOffset asOf, QualificationSnapshot? earlier)
    {
        var missing = FindMissing();
        foreach (var item in _unreadable)
        {
            missing[item.Key] = item.Value;
        }

        return new(_qualifications)
        {
            Title = title,
            Generated = asOf.ToUniversalTime(),
            IsEmulated = _watch!.HasEmulatorOutput,
            MissingCustomers = missing.Count + _watch.FailedRows + _unnamed,
            Missing = [.. missing.Select(item => Describe(item.Key, item.Value, earlier)).OrderBy(item => item.CustomerName is null)
                .ThenBy(item => item.CustomerName, StringComparer.Ordinal).ThenBy(item => item.CustomerId, StringComparer.Ordinal)],
            MayBeIncomplete = _watch.HasEndedCmdlet,
        };
    }

    /// <summary>Returns the qualifications to compare with. All errors end the pipeline before the first customer is read.</summary>
    private protected QualificationSnapshot ReadEarlier(PSObject[] given, string parameter) =>
        Try(() => EarlierQualifications.Read(given, parameter, path => Resolve(path, CommandMessages.ReportCompareAction)), given);

    /// <summary>Returns the earlier qualifications without the customers that couldn't be read now, because they aren't removed.</summary>
    private protected QualificationSnapshot WithoutMissing(QualificationSnapshot earlier)
    {
        var missing = FindMissing();
        foreach (var item in _unreadable.Where(item => !_qualifications.Exists(read => IsSame(read.CustomerId, item.Key))))
        {
            missing[item.Key] = item.Value;
        }

        return missing.Count == 0
            ? earlier
            : new([.. earlier.Qualifications.Where(item => !missing.ContainsKey(item.CustomerId))])
            {
                Title = earlier.Title,
                Generated = earlier.Generated,
                IsEmulated = earlier.IsEmulated,
                MissingCustomers = earlier.MissingCustomers,
                MayBeIncomplete = earlier.MayBeIncomplete,
            };
    }

    /// <summary>Returns the warnings about what is missing, and about a comparison that isn't meaningful.</summary>
    private protected static List<string> GetWarnings(QualificationSnapshot snapshot, QualificationSnapshot? earlier)
    {
        var warnings = ReportWords.Incomplete(snapshot);
        if (earlier is { Qualifications.Count: > 0 } && earlier.IsEmulated != snapshot.IsEmulated)
        {
            warnings.Add(ReportTexts.ComparedEmulator);
        }

        return warnings;
    }

    /// <summary>Returns the path in the file system.</summary>
    /// <exception cref="PartnerCenterException">The path isn't in the file system.</exception>
    private protected string Resolve(string path, string advice)
    {
        try
        {
            var resolved = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
            return provider.Name == "FileSystem" ? resolved : throw Invalid(CommandMessages.ReportNotFileSystem, path, advice);
        }
        catch (Exception error) when (error is ItemNotFoundException or System.Management.Automation.DriveNotFoundException or ProviderNotFoundException
            or NotSupportedException)
        {
            throw Invalid(CommandMessages.ReportNotFileSystem, path, advice);
        }
    }

    private protected T Try<T>(Func<T> action, object target)
    {
        try
        {
            return action();
        }
        catch (PartnerCenterException failure)
        {
            ThrowTerminatingError(ErrorRecords.Create(failure, target));
            throw;
        }
    }

    private protected void Try(Action action, object target) => Try(() => { action(); return true; }, target);

    private protected static PartnerCenterException Invalid(string message, string value, string action) =>
        new(PartnerErrorCode.InvalidRequest, string.Format(CultureInfo.CurrentCulture, message, value), action);

    /// <summary>The IDs and names of the customers that failed and weren't received later, as after a retry.</summary>
    private Dictionary<string, string?> FindMissing()
    {
        var missing = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var item in _watch!.FailedCustomers)
        {
            missing.Add(item.Key, item.Value);
        }

        foreach (var item in _qualifications)
        {
            missing.Remove(item.CustomerId);
        }

        return missing;
    }

    private void AddUnreadable(PSObject input)
    {
        if (QualificationInput.Identify(input) is (var customerId, var customerName))
        {
            _unreadable[customerId] = customerName;
        }
        else
        {
            _unnamed++;
        }
    }

    private static MissingCustomer Describe(string customerId, string? customerName, QualificationSnapshot? earlier) => new(
        DisplayText.Clean(customerId),
        DisplayText.Clean(string.IsNullOrEmpty(customerName)
            ? earlier?.Qualifications.FirstOrDefault(item => IsSame(item.CustomerId, customerId))?.CustomerName
            : customerName));

    private static bool IsSame(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
