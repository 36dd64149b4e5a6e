using System;

namespace PartnerCenter.Client.Bulk;

/// <summary>
/// What became of one input: a result or an exception.
/// </summary>
internal readonly struct PumpResult<TInput, TOutput>(TInput input, TOutput? output, Exception? error)
{
    public TInput Input { get; } = input;

    public TOutput? Output { get; } = output;

    public Exception? Error { get; } = error;
}
