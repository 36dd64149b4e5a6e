using System;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.Http;

/// <summary>
/// Settles the outcome of a write by reading back, where the answer was lost or empty.
/// </summary>
internal static class ConfirmedWrite
{
    /// <summary>Writes, and reads back where the answer does not tell what became of it.</summary>
    /// <param name="customerId">The customer.</param>
    /// <param name="requested">The qualification that is written.</param>
    /// <param name="write">The write; null where the service accepted it without saying more.</param>
    /// <param name="readBack">Reads what was written; null where it is not there.</param>
    /// <param name="cancellationToken">Ends both.</param>
    /// <returns>What the service says of the qualification.</returns>
    /// <exception cref="PartnerCenterException">The service refused or failed, or it is not known whether the write was performed.</exception>
    public static async ValueTask<CustomerQualification> SendAsync(
        string customerId,
        Qualification requested,
        Func<CancellationToken, ValueTask<CustomerQualification?>> write,
        Func<CancellationToken, ValueTask<CustomerQualification?>> readBack,
        CancellationToken cancellationToken)
    {
        CustomerQualification? answer;
        try
        {
            answer = await write(cancellationToken).ConfigureAwait(false);
        }
        catch (PartnerCenterException failure) when (failure is { MayHaveArrived: true, AffectsEveryCustomer: false } && IsOpen(failure))
        {
            return await SettleAsync(failure, customerId, readBack, cancellationToken).ConfigureAwait(false);
        }

        if (answer is not null)
        {
            return answer;
        }

        try
        {
            answer = await readBack(cancellationToken).ConfigureAwait(false);
        }
        catch (PartnerCenterException)
        {
            // The write itself was accepted, which is what the caller has to be told.
        }

        return answer ?? new CustomerQualification { CustomerId = customerId, Qualification = requested };
    }

    // A conflict can be the customer's own lost write, and a success is none that cannot be read. Any other refusal is the service's word on the same request.
    private static bool IsOpen(PartnerCenterException failure) => failure.StatusCode is 409 or 412 or (>= 200 and < 300) || failure.Transience != Transience.Lasting;

    private static async ValueTask<CustomerQualification> SettleAsync(
        PartnerCenterException failure,
        string customerId,
        Func<CancellationToken, ValueTask<CustomerQualification?>> readBack,
        CancellationToken cancellationToken)
    {
        CustomerQualification? found;
        try
        {
            found = await readBack(cancellationToken).ConfigureAwait(false);
        }
        catch (PartnerCenterException unread)
        {
            throw Unknown(failure, customerId, string.Format(CultureInfo.CurrentCulture, Messages.OutcomeUnread, unread.Message));
        }

        if (found is not null)
        {
            return found;
        }

        throw failure.StatusCode is 409 or 412 ? failure.With(mayHaveArrived: false) : Unknown(failure, customerId, Messages.OutcomeNotThere);
    }

    private static PartnerCenterException Unknown(PartnerCenterException failure, string customerId, string state) => failure.With(
        PartnerCenterError.OutcomeUnknown,
        string.Format(CultureInfo.CurrentCulture, Messages.OutcomeUnknown, customerId, failure.Message, state),
        Messages.OutcomeUnknownAction,
        innerException: failure);
}
