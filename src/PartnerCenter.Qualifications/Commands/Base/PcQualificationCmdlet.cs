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
    private const int MaxShown = 10;

    private readonly QualificationInput _input = new();
    private readonly List<CustomerQualification> _qualifications = [];
    private PipelineWatch? _watch;

    // Rows that couldn't be read: by the customer's ID with its name, and of those without a valid ID, the name if there is one.
    private readonly Dictionary<string, string?> _unreadable = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string?> _withoutId = [];

    /// <summary>The objects of the record.</summary>
    private protected abstract PSObject[] Input { get; }

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
                    _qualifications.Add(_input.Read(input));
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
        var received = new HashSet<string>(_qualifications.Select(item => item.CustomerId), StringComparer.OrdinalIgnoreCase);
        var (missing, partlyRead) = (new List<MissingCustomer>(), new List<MissingCustomer>());
        foreach (var item in FindIncomplete(received))
        {
            (received.Contains(item.Key) ? partlyRead : missing).Add(Describe(item.Key, item.Value, earlier));
        }

        // The name of a row without a valid ID can tell which customer it is.
        var unknown = 0;
        foreach (var name in _withoutId)
        {
            if (FindByName(name, earlier) is { } customerId && !received.Contains(customerId) && !missing.Exists(item => IsSame(item.CustomerId, customerId)))
            {
                missing.Add(Describe(customerId, name, earlier));
            }
            else
            {
                unknown++;
            }
        }

        return new(_qualifications)
        {
            Title = title,
            Generated = asOf.ToUniversalTime(),
            IsEmulated = _watch!.HasEmulatorOutput,
            MissingCustomers = missing.Count + _watch.FailedRows + unknown,
            Missing = Sort(missing),
            PartlyRead = Sort(partlyRead),
            MayBeIncomplete = _watch.HasEndedCmdlet,
        };
    }

    /// <summary>Returns the qualifications to compare with. All errors end the pipeline before the first customer is read.</summary>
    private protected QualificationSnapshot ReadEarlier(PSObject[] given, string parameter) =>
        Try(() => EarlierQualifications.Read(given, parameter, path => Resolve(path, CommandMessages.ReportCompareAction)), given);

    /// <summary>Returns the warnings about what is missing, and about a comparison that isn't meaningful.</summary>
    private protected static List<string> GetWarnings(QualificationSnapshot snapshot, QualificationSnapshot? earlier)
    {
        var warnings = ReportWords.Incomplete(
            snapshot, string.Format(CultureInfo.CurrentCulture, CommandMessages.ReportPartlyRead, List(snapshot.PartlyRead)));
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

    /// <summary>The IDs and names of the customers that weren't read completely.</summary>
    private Dictionary<string, string?> FindIncomplete(HashSet<string> received)
    {
        var incomplete = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var item in _watch!.FailedCustomers)
        {
            // A customer that failed as a whole and was received later, as after a retry, is complete.
            if (!received.Contains(item.Key) || _watch.PartlyReadCustomers.Contains(item.Key))
            {
                incomplete.Add(item.Key, item.Value);
            }
        }

        foreach (var item in _unreadable)
        {
            incomplete[item.Key] = item.Value;
        }

        return incomplete;
    }

    private void AddUnreadable(PSObject input)
    {
        var (customerId, customerName) = QualificationInput.Identify(input);
        if (customerId is null)
        {
            _withoutId.Add(customerName);
        }
        else
        {
            _unreadable[customerId] = customerName;
        }
    }

    // Null if no customer or several customers had the name.
    private static string? FindByName(string? name, QualificationSnapshot? earlier)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            return null;
        }

        var ids = earlier?.Qualifications.Where(item => item.CustomerName is { } known && IsSame(known, name!)).Select(item => item.CustomerId)
            .Distinct(StringComparer.OrdinalIgnoreCase).Take(2).ToList();
        return ids is [var only] ? only : null;
    }

    private static List<MissingCustomer> Sort(List<MissingCustomer> customers) => [.. customers.OrderBy(item => item.CustomerName is null)
        .ThenBy(item => item.CustomerName, StringComparer.Ordinal).ThenBy(item => item.CustomerId, StringComparer.Ordinal)];

    // A warning is one line. The report contains all names.
    private static string List(IReadOnlyList<MissingCustomer> customers)
    {
        var shown = string.Join(", ", customers.Take(MaxShown)
            .Select(item => item.CustomerName is null ? item.CustomerId : $"{item.CustomerName} ({item.CustomerId})"));
        return customers.Count <= MaxShown
            ? shown
            : string.Format(CultureInfo.CurrentCulture, CommandMessages.ReportAndOthers, shown, customers.Count - MaxShown);
    }

    private MissingCustomer Describe(string customerId, string? customerName, QualificationSnapshot? earlier)
    {
        var name = string.IsNullOrEmpty(customerName) ? FindName(_qualifications, customerId) ?? FindName(earlier?.Qualifications, customerId) : customerName;
        return new(DisplayText.Clean(customerId), DisplayText.Clean(name));
    }

    private static string? FindName(IReadOnlyList<CustomerQualification>? qualifications, string customerId) =>
        qualifications?.FirstOrDefault(item => !string.IsNullOrEmpty(item.CustomerName) && IsSame(item.CustomerId, customerId))?.CustomerName;

    private static bool IsSame(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
