using System;
using System.Globalization;
using System.Threading.Tasks;
using PartnerCenter.Qualifications;
using Polly;
using Polly.Retry;

namespace PartnerCenter.Client.Http;

/// <summary>
/// When a call is tried again, how often and after what wait.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/api-throttling-guidance">API throttling guidance</see>.
/// </remarks>
internal static class RetryRules
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    /// <summary>What the events of a retry are told through.</summary>
    public static ResiliencePropertyKey<ICallState> Call { get; } = new("call");

    /// <summary>What a retry knows of its call.</summary>
    public interface ICallState
    {
        IServiceCall Call { get; }

        PartnerOperation Operation { get; }

        int Attempts { get; }
    }

    /// <summary>What follows the first attempt; the outcome of that is what the rules begin with.</summary>
    public static ResiliencePipeline Create(PartnerClientOptions options) =>
        new ResiliencePipelineBuilder { TimeProvider = options.TimeProvider }
            .AddRetry(WhileThrottled(options))
            .AddRetry(AfterFailure(options))
            .Build();

    // Throttling says nothing about the call itself, so it goes on until the call's time limit. The governor, not Polly, does the waiting:
    // it holds back every call of the connection. A wait that the limit has no room for is not begun.
    private static RetryStrategyOptions WhileThrottled(PartnerClientOptions options) => new()
    {
        MaxRetryAttempts = int.MaxValue,
        Delay = TimeSpan.Zero,
        ShouldHandle = arguments => new ValueTask<bool>(
            arguments.Outcome.Exception is PartnerCenterException { Transience: Transience.Throttled } failure
            && !(failure.RetryAfter > options.CallTimeout)),
    };

    private static RetryStrategyOptions AfterFailure(PartnerClientOptions options) => new()
    {
        MaxRetryAttempts = Math.Max(1, options.RetryAttempts),
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        Delay = options.RetryDelay,
        MaxDelay = LongestDelay,
        ShouldHandle = arguments => new ValueTask<bool>(options.RetryAttempts > 0 && arguments.Outcome.Exception switch
        {
            PartnerCenterException { Transience: Transience.Passing } failure => !(failure.RetryAfter > options.CallTimeout),

            // A cut answer passes; an answer that is wrong twice is wrong.
            PartnerCenterException { Transience: Transience.Unreadable } => arguments.AttemptNumber == 0,
            _ => false,
        }),
        DelayGenerator = static arguments => new ValueTask<TimeSpan?>((arguments.Outcome.Exception as PartnerCenterException)?.RetryAfter),
        OnRetry = arguments =>
        {
            if (arguments.Context.Properties.TryGetValue(Call, out var state) && state.Operation.Listener is { } listener)
            {
                listener(new PartnerEvent(PartnerEventKind.Retry, string.Format(
                    CultureInfo.CurrentCulture, Messages.RetryEvent, state.Attempts, state.Call.Method, state.Call.Path,
                    arguments.Outcome.Exception?.Message, arguments.RetryDelay.TotalSeconds)));
            }

            return default;
        },
    };
}
