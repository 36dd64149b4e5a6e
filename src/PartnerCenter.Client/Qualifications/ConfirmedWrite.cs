using System;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client;

/// <summary>
/// Determines the outcome of a write by reading back, if the response was lost or empty.
/// </summary>
internal static class ConfirmedWrite
{
    /// <summary>Writes, and reads back if the response doesn't contain the outcome.</summary>
    /// <param name="customerId">The customer.</param>
    /// <param name="requested">The qualification that is written.</param>
    /// <param name="write">The write. It returns null if the service accepted it without content.</param>
    /// <param name="read">Reads the requested qualification from the service, or null if there's none.</param>
    /// <param name="isPerformed">Whether the result of reading can be the result of the write, and not only an older state.</param>
    /// <param name="cancellationToken">Ends both.</param>
    /// <returns>
    /// The qualification as the service returns it. If the service accepted the write without content, the vetting status is
    /// <see cref="VettingStatus.Unknown"/>.
    /// </returns>
    /// <exception cref="PartnerCenterException">The service rejected the write or failed, or it's unknown whether the write was performed.</exception>
    public static async Task<CustomerQualification> SendAsync(
        string customerId,
        Qualification requested,
        Func<CancellationToken, Task<CustomerQualification?>> write,
        Func<CancellationToken, Task<CustomerQualification?>> read,
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
            // The write itself was accepted, and the caller must receive that result.
        }

        return answer ?? new CustomerQualification { CustomerId = customerId, Qualification = requested, VettingStatus = VettingStatus.Unknown };
    }

    // The service might have performed an attempt whose response was lost, and then rejected the retry.
    private static async Task<CustomerQualification> SettleAsync(
        PartnerCenterException failure,
        string customerId,
        Func<CancellationToken, Task<CustomerQualification?>> read,
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

        // Reading shows that no earlier attempt was performed, so the rejection applies to the request itself.
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
