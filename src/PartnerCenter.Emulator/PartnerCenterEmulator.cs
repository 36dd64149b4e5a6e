using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Security.Cryptography.X509Certificates;
using PartnerCenter.Emulator.Api;
using PartnerCenter.Emulator.Entra;
using PartnerCenter.Emulator.State;
using PartnerCenter.Emulator.Transport;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Emulator;

/// <summary>
/// A partner's Partner Center API and the sign-in service in front of it, in memory. Built from the service's documents, not from a client of it.
/// </summary>
/// <remarks>
/// Safe for use by several threads. One emulator is one partner tenant; two of them share nothing.
/// <see href="https://learn.microsoft.com/partner-center/developer/partner-center-rest-api-reference">Partner Center REST API reference</see>.
/// </remarks>
public sealed class PartnerCenterEmulator : IDisposable
{
    private readonly AccessTokens _tokens;
    private readonly SignInService _signIn;
    private readonly PartnerState _state;
    private readonly CannedResponses _canned = new();

    /// <summary>Makes an emulator, with its customers.</summary>
    /// <param name="options">How it behaves; <see langword="null"/>: as <see cref="EmulatorDefaults"/> says.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of customers is negative.</exception>
    public PartnerCenterEmulator(EmulatorOptions? options = null)
    {
        Options = options ?? new EmulatorOptions();
        if (Options.CustomerCount < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(options), Options.CustomerCount, "The number of customers must not be negative.");
        }

        Statistics = new EmulatorStatistics(Options);
        _tokens = new AccessTokens(Options);
        _signIn = new SignInService(Options, _tokens);
        _state = new PartnerState(Options);
        var api = new PartnerService(Options, Statistics, _tokens, _state);
        Dispatcher = new Dispatcher(
            Options,
            Statistics,
            _signIn,
            api,
            _canned,
            new FaultInjector(Options, Statistics, _tokens),
            new CredentialRedactor(Options, _tokens, _signIn.Grants, api.Routes.FixedSegments));
    }

    /// <summary>How it behaves; what is changed here holds from the next request on.</summary>
    public EmulatorOptions Options { get; }

    /// <summary>What it has seen and done.</summary>
    public EmulatorStatistics Statistics { get; }

    /// <summary>The partner's customers, in the order in which the service lists them.</summary>
    public IReadOnlyList<EmulatedCustomer> Customers => _state.Customers;

    /// <summary>The partner's Government Community Cloud validation codes.</summary>
    public IReadOnlyList<EmulatedValidationCode> ValidationCodes
    {
        get
        {
            lock (_state.Gate)
            {
                return _state.ValidationCodes.ToArray();
            }
        }
    }

    internal Dispatcher Dispatcher { get; }

    /// <summary>Makes a handler that leads to this emulator. Several handlers share its state, and disposing of one disposes of nothing else.</summary>
    /// <returns>A handler for an <see cref="HttpClient"/>. A host that is neither loopback nor one of the service's fails as if it had no address.</returns>
    public HttpMessageHandler CreateHandler() => new EmulatorHandler(Dispatcher);

    /// <summary>Adds a customer without qualifications.</summary>
    /// <param name="companyName">The company's name.</param>
    /// <param name="domain">The customer's initial domain.</param>
    /// <param name="customerId">The customer's tenant id (a GUID); <see langword="null"/>: a new one.</param>
    /// <returns>The customer.</returns>
    /// <exception cref="ArgumentNullException">Name or domain is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="customerId"/> is no GUID, or another customer's.</exception>
    public EmulatedCustomer AddCustomer(string companyName, string domain, string? customerId = null)
    {
        if (companyName is null)
        {
            throw new ArgumentNullException(nameof(companyName));
        }

        if (domain is null)
        {
            throw new ArgumentNullException(nameof(domain));
        }

        var id = EmulatedCustomers.Include(Guid.NewGuid());
        if (customerId is not null && !Guid.TryParse(customerId, out id))
        {
            throw new ArgumentException("Not a GUID: '" + customerId + "'.", nameof(customerId));
        }

        return _state.Customers.Add(companyName, domain, id);
    }

    /// <summary>Replaces a customer's qualifications.</summary>
    /// <param name="customerId">The customer's id.</param>
    /// <param name="qualifications">What the customer qualifies as from now on; none: nothing.</param>
    /// <exception cref="ArgumentNullException"><paramref name="qualifications"/> is <see langword="null"/>.</exception>
    /// <exception cref="KeyNotFoundException">There is no such customer.</exception>
    public void SetQualifications(string customerId, params EmulatedQualification[] qualifications)
    {
        if (qualifications is null)
        {
            throw new ArgumentNullException(nameof(qualifications));
        }

        var customer = GetCustomer(customerId);
        lock (customer.Qualifications)
        {
            customer.Qualifications.Clear();
            foreach (var qualification in qualifications)
            {
                customer.Qualifications.Add(qualification);
            }
        }
    }

    /// <summary>The customer with this id.</summary>
    /// <param name="customerId">The customer's id, in any letter case.</param>
    /// <returns>The customer; what is set on it stays.</returns>
    /// <exception cref="KeyNotFoundException">There is no such customer.</exception>
    public EmulatedCustomer GetCustomer(string customerId) =>
        Guid.TryParse(customerId, out var id) && _state.Customers.Find(id) is { } customer
            ? _state.Customers.Keep(customer)
            : throw new KeyNotFoundException("There is no customer '" + customerId + "'.");

    /// <summary>Adds a validation code.</summary>
    /// <param name="organizationName">The organization that was validated.</param>
    /// <param name="maxCreates">How many times it can be used.</param>
    /// <param name="validationId">The code; <see langword="null"/>: a new one.</param>
    /// <returns>The code.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="organizationName"/> is <see langword="null"/>.</exception>
    public EmulatedValidationCode AddValidationCode(string organizationName, int maxCreates, string? validationId = null)
    {
        if (organizationName is null)
        {
            throw new ArgumentNullException(nameof(organizationName));
        }

        var code = new EmulatedValidationCode(validationId ?? Guid.NewGuid().ToString("D"), organizationName, maxCreates, maxCreates);
        lock (_state.Gate)
        {
            _state.ValidationCodes.Add(code);
        }

        return code;
    }

    /// <summary>Registers a certificate for the application: client assertions that it has signed are good for a token.</summary>
    /// <param name="certificate">The certificate; its public key suffices.</param>
    /// <exception cref="ArgumentNullException"><paramref name="certificate"/> is <see langword="null"/>.</exception>
    public void AddCertificate(X509Certificate2 certificate) => Options.Certificates.Add(certificate ?? throw new ArgumentNullException(nameof(certificate)));

    /// <summary>Answers the next request that goes to <paramref name="path"/> with <paramref name="response"/>, whoever asks.</summary>
    /// <param name="path">A path such as <c>/v1/customers</c>, in any letter case; <c>/v1/customers/*</c> stands for everything beneath it.</param>
    /// <param name="response">The answer.</param>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public void RespondOnce(string path, CannedResponse response) => RespondOnce(At(path), response);

    /// <summary>Answers the next request that <paramref name="predicate"/> is true of with <paramref name="response"/>, whoever asks.</summary>
    /// <param name="predicate">Whether to answer a request so.</param>
    /// <param name="response">The answer.</param>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public void RespondOnce(Func<EmulatorRequestInfo, bool> predicate, CannedResponse response) =>
        _canned.Add(predicate ?? throw new ArgumentNullException(nameof(predicate)), response ?? throw new ArgumentNullException(nameof(response)), once: true);

    /// <summary>Answers all requests that go to <paramref name="path"/> with <paramref name="response"/>, whoever asks.</summary>
    /// <param name="path">A path such as <c>/v1/customers</c>, in any letter case; <c>/v1/customers/*</c> stands for everything beneath it.</param>
    /// <param name="response">The answer.</param>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public void RespondWith(string path, CannedResponse response) => RespondWith(At(path), response);

    /// <summary>Answers all requests that <paramref name="predicate"/> is true of with <paramref name="response"/>, whoever asks.</summary>
    /// <param name="predicate">Whether to answer a request so.</param>
    /// <param name="response">The answer.</param>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public void RespondWith(Func<EmulatorRequestInfo, bool> predicate, CannedResponse response) =>
        _canned.Add(
            predicate ?? throw new ArgumentNullException(nameof(predicate)), response ?? throw new ArgumentNullException(nameof(response)), once: false);

    /// <summary>Forgets all answers that were laid ready.</summary>
    public void ClearResponses() => _canned.Clear();

    /// <summary>Makes an access token without asking the token endpoint.</summary>
    /// <param name="spec">What it is to say; <see langword="null"/>: a user's token with a second factor, good for the API.</param>
    /// <returns>The token, a JWT.</returns>
    public string IssueAccessToken(EmulatedToken? spec = null) => _tokens.Issue(spec ?? new EmulatedToken());

    /// <summary>Makes a refresh token, as the one consent of the Secure Application Model leaves it behind.</summary>
    /// <param name="hasMfa">Whether the user gave a second factor then.</param>
    /// <param name="environment">The cloud whose API it is for; <see langword="null"/>: the one in which the tenant lives, or the worldwide one.</param>
    /// <returns>The token, opaque.</returns>
    public string IssueRefreshToken(bool hasMfa = true, PartnerEnvironment? environment = null) =>
        _signIn.IssueRefreshToken(
            Cloud.Of(environment ?? Options.Environment ?? PartnerEnvironment.Global).Audience + "/user_impersonation offline_access openid profile", hasMfa);

    /// <summary>Makes all access tokens issued so far worthless: the API answers them with 401. New ones are good.</summary>
    public void RevokeAccessTokens() => _tokens.RevokeAll();

    /// <summary>Makes all refresh tokens issued so far worthless: AADSTS50173.</summary>
    public void RevokeRefreshTokens() => _signIn.Grants.RevokeRefreshTokens();

    /// <summary>Nothing is held that must be released; handlers go on answering.</summary>
    public void Dispose()
    {
    }

    private static Func<EmulatorRequestInfo, bool> At(string path)
    {
        if (path is null)
        {
            throw new ArgumentNullException(nameof(path));
        }

        const string Everything = "/*";
        var exact = path.TrimEnd('/');
        return path.EndsWith(Everything, StringComparison.Ordinal)
            ? request => request.Path.TrimEnd('/').StartsWith(path.Substring(0, path.Length - 1), StringComparison.OrdinalIgnoreCase)
            : request => request.Path.TrimEnd('/').Equals(exact, StringComparison.OrdinalIgnoreCase);
    }
}
