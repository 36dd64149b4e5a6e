using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.Pipeline;

/// <summary>
/// What became of one attempt: a result, or a failure.
/// </summary>
/// <remarks>
/// Failures are returned and not thrown: a night with many of them would throw each through all methods of the pipeline.
/// </remarks>
internal readonly struct Attempt<T>
{
    public Attempt(T result) => Result = result;

    public Attempt(PartnerCenterException failure) => Failure = failure;

    public T? Result { get; }

    public PartnerCenterException? Failure { get; }
}
