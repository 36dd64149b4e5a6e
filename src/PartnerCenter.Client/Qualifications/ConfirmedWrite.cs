using System;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client;

/// <summary>
/// Settles the outcome of a write by reading back, where the answer was lost or empty.
/// </summary>
internal static class ConfirmedWrite
{
    /// <summary>Writes, and reads back where the answer does not tell what became of it.</summary>
    /// <param name="customerId">The customer.</param>
    /// <param name="requested">The qualification that is written.</param>
    /// <param name="write">The write; null where the service accepted it without saying more.</param>
    /// <param name="read">Reads what the service has of the requested qualification; null where it has nothing.</param>
    /// <param name="isPerformed">Whether what was read can be the result of the write, and not only an older state.</param>
    /// <param name="cancellationToken">Ends both.</param>
    /// <returns>
    /// What the service says of the qualification. Where it accepted the write and says nothing of it, the vetting status is
    /// <see cref="VettingStatus.Unknown"/>.
    /// </returns>
    /// <exception cref="PartnerCenterException">The service refused or failed, or it is not known whether the write was performed.</exception>
    public static async ValueTask<CustomerQualification> SendAsync(
        string customerId,
        Qualification requested,
        Func<CancellationToken, ValueTask<CustomerQualification?>> write,
        Func<CancellationToken, ValueTask<CustomerQualification?>> read,
        Func<CustomerQualification, bool> isPerformed,
        CancellationToken cancellationToken)
    {
        CustomerQualification? answer;
        try
        {
            answer = await write(cancellationToken).ConfigureAwait(false);
        }
        catch (PartnerCenterException failure) when (failure is { MayHaveArrived: true, AffectsEveryCustomer: false })
        {
            return await SettleAsync(failure, customerId, read, isPerformed, cancellationToken).ConfigureAwait(false);
        }

        if (answer is not null)
        {
            return answer;
        }

        try
        {
            answer = await read(cancellationToken).ConfigureAwait(false);
        }
        catch (PartnerCenterException)
        {
            // The write itself was accepted, which is what the caller has to be told.
        }

        return answer ?? new CustomerQualification { CustomerId = customerId, Qualification = requested, VettingStatus = VettingStatus.Unknown };
    }

    // The service may have performed an attempt whose answer was lost, and then refused its repetition.
    private static async ValueTask<CustomerQualification> SettleAsync(
        PartnerCenterException failure,
        string customerId,
        Func<CancellationToken, ValueTask<CustomerQualification?>> read,
        Func<CustomerQualification, bool> isPerformed,
        CancellationToken cancellationToken)
    {
        CustomerQualification? found;
        try
        {
            found = await read(cancellationToken).ConfigureAwait(false);
        }
        catch (PartnerCenterException unread)
        {
            throw Unknown(failure, customerId, string.Format(CultureInfo.CurrentCulture, Messages.OutcomeUnread, unread.Message));
        }

        if (found is not null && isPerformed(found))
        {
            return found;
        }

        // A refusal is the service's word on the request, now that reading shows that no earlier attempt was performed.
        throw failure.StatusCode is >= 400 && failure.RetryKind == RetryKind.None
            ? failure.With(mayHaveArrived: false)
            : Unknown(failure, customerId, Messages.OutcomeNotThere);
    }

    private static PartnerCenterException Unknown(PartnerCenterException failure, string customerId, string state) => failure.With(
        PartnerErrorCode.OutcomeUnknown,
        string.Format(CultureInfo.CurrentCulture, Messages.OutcomeUnknown, customerId, failure.Message, state),
        Advice.Of(nameof(Messages.OutcomeUnknownAction)),
        innerException: failure);
}
