namespace PartnerCenter.Emulator.Host.Control;

/// <summary>
/// The body of <c>POST /emulator/customers</c>.
/// </summary>
internal sealed record CustomerBody(string CompanyName, string Domain, string? CustomerId = null);
