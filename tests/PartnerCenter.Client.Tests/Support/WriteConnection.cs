using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using PartnerCenter.Client.Authentication;
using PartnerCenter.Emulator;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests.Support;

/// <summary>
/// The two ways to write a qualification, by name, so that one test can hold both to the same rules.
/// </summary>
internal static class WriteConnection
{
    public const string Create = nameof(EmulatorRoute.CreateQualification);
    public const string Update = nameof(EmulatorRoute.SetQualification);

    /// <summary>An application's token instead of a user's.</summary>
    public static PartnerCredential AppOnly(PartnerCenterEmulator emulator) =>
        PartnerCredentials.AccessToken(Secret.Hide(emulator.IssueAccessToken(new EmulatedToken { AppOnly = true })));

    /// <summary>A customer that holds nothing yet, and whose company's name lets a vetting end well.</summary>
    public static CustomerOperations AddSchool(this TestConnection connection) =>
        connection.Client.Customers[connection.Emulator.AddCustomer("Adatum School", "adatum.example").CustomerId];

    /// <summary>Requests Education in either way.</summary>
    public static async Task<CustomerQualification> WriteAsync(this CustomerOperations customer, string operation) => operation == Create
        ? await customer.Qualifications.CreateAsync(QualificationRequest.Education(EducationSegment.K12), TestContext.Current.CancellationToken)
        : await customer.Qualification.UpdateAsync(Qualification.Education, null, TestContext.Current.CancellationToken);

    /// <summary>Requests Government Community Cloud in either way.</summary>
    public static async Task<CustomerQualification> WriteAsync(this CustomerOperations customer, string operation, string validationCode) => operation == Create
        ? await customer.Qualifications.CreateAsync(QualificationRequest.GovernmentCommunityCloud(validationCode), TestContext.Current.CancellationToken)
        : await customer.Qualification.UpdateAsync(Qualification.GovernmentCommunityCloud, validationCode, TestContext.Current.CancellationToken);

    /// <summary>The failure that a write ends with.</summary>
    public static Task<PartnerCenterException> FailToWriteAsync(this CustomerOperations customer, string operation, string? validationCode = null) =>
        Assert.ThrowsAsync<PartnerCenterException>(
            () => validationCode is null ? customer.WriteAsync(operation) : customer.WriteAsync(operation, validationCode));

    /// <summary>What the service was asked to write.</summary>
    public static IReadOnlyList<RecordedRequest> Writes(this TestConnection connection) =>
        connection.ApiRequests.Where(request => request.Operation is EmulatorRoute.CreateQualification or EmulatorRoute.SetQualification).ToList();

    /// <summary>Lets the first requests of one kind fail so.</summary>
    public static void FailFirst(this TestConnection connection, string operation, FaultKinds kind, int times = 1)
    {
        var left = times;
        var failing = Enum.Parse<EmulatorRoute>(operation);
        connection.Emulator.Options.FaultHook = request =>
            request.Operation == failing && left-- > 0 ? new EmulatorFault(kind) { RetryAfter = TimeSpan.FromSeconds(7) } : null;
    }
}
