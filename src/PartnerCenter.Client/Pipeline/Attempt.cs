using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.Pipeline;

/// <summary>
/// The outcome of one attempt: a result or a failure.
/// </summary>
/// <remarks>
/// Failures are returned instead of thrown, because throwing many of them through all methods of the pipeline is expensive.
/// </remarks>
internal readonly struct Attempt<T>
{
    public Attempt(T result) => Result = result;

    public Attempt(PartnerCenterException failure) => Failure = failure;

    public T? Result { get; }

    public PartnerCenterException? Failure { get; }
}
