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
    private int _unreadable;

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
                _unreadable++;
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

    /// <summary>Returns what was received, and what is missing.</summary>
    private protected QualificationSnapshot CreateSnapshot(string? title, DateTimeOffset asOf) => new(_qualifications)
    {
        Title = title,
        Generated = asOf.ToUniversalTime(),
        IsEmulated = _watch!.HasEmulatorOutput,
        MissingCustomers = FindMissing().Count + _watch.FailedRows + _unreadable,
        MayBeIncomplete = _watch.HasEndedCmdlet,
    };

    /// <summary>Returns the qualifications to compare with. All errors end the pipeline before the first customer is read.</summary>
    private protected QualificationSnapshot ReadEarlier(PSObject[] given, string parameter) =>
        Try(() => EarlierQualifications.Read(given, parameter, path => Resolve(path, CommandMessages.ReportCompareAction)), given);

    /// <summary>Returns the earlier qualifications without the customers that couldn't be read now, because they aren't removed.</summary>
    private protected QualificationSnapshot WithoutMissing(QualificationSnapshot earlier)
    {
        var missing = FindMissing();
        return missing.Count == 0
            ? earlier
            : new([.. earlier.Qualifications.Where(item => !missing.Contains(item.CustomerId))])
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

    /// <summary>The IDs of the customers that failed and weren't received later, as after a retry.</summary>
    private HashSet<string> FindMissing()
    {
        var missing = new HashSet<string>(_watch!.FailedCustomers, StringComparer.OrdinalIgnoreCase);
        missing.ExceptWith(_qualifications.ConvertAll(item => item.CustomerId));
        return missing;
    }
}
