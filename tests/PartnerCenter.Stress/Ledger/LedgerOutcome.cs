using System;
using System.Collections.Generic;

namespace PartnerCenter.Stress.Ledger;

/// <summary>
/// Something that the user was told about one customer.
/// </summary>
/// <param name="CustomerId">The customer; null where the error names none.</param>
/// <param name="Qualification">The qualification of an object; null for an error.</param>
/// <param name="ErrorId">The error's id, without the cmdlet's name; null for an object.</param>
public sealed record LedgerEvent(string? CustomerId, string? Qualification, string? ErrorId)
{
    public bool IsObject => ErrorId is null;
}

/// <summary>
/// An error that names customers: one that ends the pipeline, or one that reports what could no longer be emitted.
/// </summary>
public sealed record LedgerReport(string ErrorId, string? CustomerId, string Message, IReadOnlyList<string> Written, IReadOnlyList<string> Unknown);

/// <summary>
/// What the user was told by one pipeline.
/// </summary>
public sealed record LedgerOutcome
{
    /// <summary>Objects, and errors that do not end the pipeline, in the order in which they came. Errors come last where they went another way.</summary>
    public required IReadOnlyList<LedgerEvent> Events { get; init; }

    /// <summary>The error that ended the pipeline; null where none did.</summary>
    public LedgerReport? Thrown { get; init; }

    /// <summary>The errors with the id UnreportedWrites, from wherever they were found.</summary>
    public IReadOnlyList<LedgerReport> Unreported { get; init; } = [];

    /// <summary>Whether those are in $Error and in the error variable.</summary>
    public bool UnreportedIsInVariables { get; init; } = true;

    /// <summary>Whether Ctrl+C has ended it.</summary>
    public bool IsStopped { get; init; }

    /// <summary>Whether it did not end by itself.</summary>
    public bool IsHanging { get; init; }

    public TimeSpan Time { get; init; }
}
