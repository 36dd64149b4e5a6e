namespace PartnerCenter.Emulator;

/// <summary>
/// What a request asks for.
/// </summary>
public enum EmulatorRoute
{
    /// <summary>Nothing that the emulator knows.</summary>
    Unknown = 0,

    /// <summary><c>GET /v1/customers</c>.</summary>
    ListCustomers,

    /// <summary><c>GET /v1/customers/{id}</c>.</summary>
    GetCustomer,

    /// <summary><c>GET /v1/customers/{id}/qualifications</c>.</summary>
    GetQualifications,

    /// <summary><c>POST /v1/customers/{id}/qualifications</c>.</summary>
    CreateQualification,

    /// <summary><c>GET /v1/customers/{id}/qualification</c>.</summary>
    GetQualification,

    /// <summary><c>PUT /v1/customers/{id}/qualification</c>.</summary>
    SetQualification,

    /// <summary><c>GET /v1/customers/all/validations</c>.</summary>
    ListValidationCodes,

    /// <summary><c>GET /v1/customers/{id}/validations</c>.</summary>
    GetCustomerValidationCode,

    /// <summary><c>GET /v1/customers/{id}/validationStatus</c>.</summary>
    GetValidationStatus,

    /// <summary><c>GET /v1/auditrecords</c>.</summary>
    ListAuditRecords,

    /// <summary><c>POST /{tenant}/oauth2/v2.0/token</c>.</summary>
    Token,

    /// <summary><c>GET /{tenant}/oauth2/v2.0/authorize</c>.</summary>
    Authorize,

    /// <summary><c>POST /{tenant}/oauth2/v2.0/devicecode</c>.</summary>
    DeviceCode,

    /// <summary>Instance discovery and OpenID configuration.</summary>
    Discovery,

    /// <summary>A managed identity endpoint.</summary>
    ManagedIdentity,
}
