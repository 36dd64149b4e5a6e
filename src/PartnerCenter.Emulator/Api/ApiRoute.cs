using System;

namespace PartnerCenter.Emulator.Api;

/// <summary>
/// What an API path asks for, with its customer's id as it was sent.
/// </summary>
internal readonly struct ApiRoute
{
    private ApiRoute(EmulatorRoute operation, string? customerId, string? allowed)
    {
        Operation = operation;
        CustomerId = customerId;
        Allowed = allowed;
    }

    public EmulatorRoute Operation { get; }

    /// <summary>Percent-encoding undone; <see langword="null"/> where the path names no customer.</summary>
    public string? CustomerId { get; }

    /// <summary>Where the path is known and the method is not: what the path does take.</summary>
    public string? Allowed { get; }

    public static ApiRoute Read(string method, string[] segments)
    {
        if (segments.Length is < 2 or > 4 || !Is(segments[0], "v1"))
        {
            return default;
        }

        if (Is(segments[1], "auditrecords"))
        {
            return segments.Length == 2 ? Get(method, EmulatorRoute.ListAuditRecords, null) : default;
        }

        if (!Is(segments[1], "customers"))
        {
            return default;
        }

        if (segments.Length == 2)
        {
            return Get(method, EmulatorRoute.ListCustomers, null);
        }

        var id = Uri.UnescapeDataString(segments[2]);
        if (segments.Length == 3)
        {
            return Get(method, EmulatorRoute.GetCustomer, id);
        }

        if (Is(segments[3], "qualifications"))
        {
            return method == "POST"
                ? new ApiRoute(EmulatorRoute.CreateQualification, id, null)
                : Get(method, EmulatorRoute.GetQualifications, id, "GET, POST");
        }

        if (Is(segments[3], "qualification"))
        {
            return method == "PUT"
                ? new ApiRoute(EmulatorRoute.SetQualification, id, null)
                : Get(method, EmulatorRoute.GetQualification, id, "GET, PUT");
        }

        if (Is(segments[3], "validations"))
        {
            return Is(id, "all") ? Get(method, EmulatorRoute.ListValidationCodes, null) : Get(method, EmulatorRoute.GetCustomerValidationCode, id);
        }

        return Is(segments[3], "validationStatus") ? Get(method, EmulatorRoute.GetValidationStatus, id) : default;
    }

    private static ApiRoute Get(string method, EmulatorRoute operation, string? customerId, string allowed = "GET") =>
        method == "GET" ? new ApiRoute(operation, customerId, null) : new ApiRoute(EmulatorRoute.Unknown, null, allowed);

    private static bool Is(string text, string other) => text.Equals(other, StringComparison.OrdinalIgnoreCase);
}
