using System;
using System.Linq;
using System.Text;
using PartnerCenter.Emulator.State;
using PartnerCenter.Emulator.Transport;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Emulator.Api;

/// <summary>
/// What both ways of setting a qualification have in common: once per request id, the rules, the validation codes.
/// </summary>
internal sealed class QualificationWriter(EmulatorOptions options, EmulatorStatistics statistics, PartnerState state, ApiErrors errors)
{
    /// <summary>Performs a write once: the same call with the same request id gets the first answer again.</summary>
    /// <param name="call">The call.</param>
    /// <param name="customer">Whom it concerns.</param>
    /// <param name="write">Does it, with a customer that is kept; the answer, and whether something was written.</param>
    public EmulatorResponse Once(ApiCall call, EmulatedCustomer customer, Func<EmulatedCustomer, (EmulatorResponse Answer, bool Written)> write)
    {
        lock (state.Gate)
        {
            var entry = call.RequestId == Guid.Empty ? null : state.Ledger.Open(call.RequestId, call.Request);
            var isOtherCall = entry?.IsFor(call.Request) == false;
            if (isOtherCall)
            {
                statistics.CountRequestIdConflict();
            }

            if (options.DeduplicateWrites && isOtherCall)
            {
                return errors.BadRequest(
                    "The MS-RequestId '" + call.RequestId.ToString("D") + "' belongs to another call. A retry repeats method, path, query and body.");
            }

            if (options.DeduplicateWrites && entry?.Answer is { } first)
            {
                return first;
            }

            var (answer, written) = write(state.Customers.Keep(customer));
            answer = Shape(answer, customer);
            if (written)
            {
                statistics.CountWrite();
                if (!isOtherCall)
                {
                    entry?.Remember(answer);
                }
            }

            answer.IsWritePerformed = written;
            return answer;
        }
    }

    // What is documented for one endpoint and seen at another: a write can succeed without saying what it wrote.
    private EmulatorResponse Shape(EmulatorResponse answer, EmulatedCustomer customer)
    {
        if (answer.Status is < 200 or > 299)
        {
            return answer;
        }

        return options.WriteAnswer switch
        {
            EmulatedWriteAnswer.Accepted => new EmulatorResponse(202),
            EmulatedWriteAnswer.AcceptedWithLocation => new EmulatorResponse(202).With("Location", "/v1/customers/" + customer.CustomerId + "/qualifications"),
            EmulatedWriteAnswer.NoContent => new EmulatorResponse(204),
            EmulatedWriteAnswer.EmptyOk => new EmulatorResponse(200),
            _ => answer,
        };
    }

    /// <summary>The refusal where the customer may not be given this qualification; otherwise <see langword="null"/>.</summary>
    /// <param name="call">The call.</param>
    /// <param name="customer">Whom it concerns.</param>
    /// <param name="wanted">What is wanted.</param>
    /// <param name="mayHold">Whether it matters not that the customer holds it already.</param>
    public EmulatorResponse? Refusal(ApiCall call, EmulatedCustomer customer, Qualification wanted, bool mayHold)
    {
        if (customer.TaggingDenied)
        {
            state.RecordFailure(customer, new EmulatedQualification(wanted), call.Caller.UserPrincipalName, call.Caller.ApplicationId, call.CorrelationId);
            return EmulatorResponse.Json(403, Encoding.ASCII.GetBytes("\"Customer tagging denied.\""));
        }

        if (!mayHold && Holds(customer, wanted))
        {
            return errors.Error(
                409, EmulatorErrorCodes.QualificationConflict, "The customer has the qualification " + wanted + " already, or it is in review.");
        }

        var excluded = wanted switch
        {
            Qualification.Education => Qualification.GovernmentCommunityCloud,
            Qualification.GovernmentCommunityCloud => Qualification.Education,
            _ => Qualification.Unknown,
        };
        return excluded != Qualification.Unknown && Holds(customer, excluded)
            ? errors.Error(409, EmulatorErrorCodes.QualificationConflict, "The qualifications " + wanted + " and " + excluded + " exclude each other.")
            : null;
    }

    /// <summary>Finds a validation code with creates left.</summary>
    public EmulatedValidationCode? FindCode(string? code, out EmulatorResponse? refusal)
    {
        refusal = null;
        if (string.IsNullOrEmpty(code))
        {
            refusal = errors.BadProperty("GovernmentCommunityCloud needs a validation code.");
            return null;
        }

        var found = state.ValidationCodes.FirstOrDefault(c => c.Is(code!));
        if (found is null)
        {
            refusal = errors.BadProperty("The validation code is not one of this partner's.");
        }
        else if (found.RemainingCreates <= 0)
        {
            refusal = errors.Error(409, EmulatorErrorCodes.ValidationCodeExhausted, "The validation code has no creates left.");
        }

        return refusal is null ? found : null;
    }

    public void Set(ApiCall call, EmulatedCustomer customer, EmulatedQualification qualification, Qualification kind) =>
        state.Set(customer, qualification, kind, call.Caller.UserPrincipalName, call.Caller.ApplicationId, call.CorrelationId);

    /// <summary>Whether the customer has it or is being vetted for it. What was denied can be asked for again.</summary>
    public static bool Holds(EmulatedCustomer customer, Qualification qualification) =>
        customer.Qualifications.Any(q => q.Is(qualification) && !q.HasStatus(VettingStatus.Denied));
}
