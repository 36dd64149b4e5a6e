using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client.Tests.Support;
using PartnerCenter.Emulator;
using PartnerCenter.Qualifications;
using PartnerCenter.Reporting;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// The objects that reach a user: every property from the service's JSON, their texts, and the numbers of their enumerations.
/// </summary>
public sealed class ModelTests
{
    private const string Id = "5aa9d8cf-1f1c-4b6e-9a0c-000000000001";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> Spellings => ["camel", "pascal", "upper", "lower"];

    // What is exported as JSON or CSV holds the numbers, and so do documents of the service.
    [Theory]
    [InlineData(typeof(Qualification), "None=0 Education=1 Nonprofit=2 GovernmentCommunityCloud=3 StateOwnedEntity=4 Unknown=-1")]
    [InlineData(typeof(VettingStatus), "None=0 InReview=1 Approved=2 Denied=3 Unknown=-1")]
    [InlineData(typeof(EducationSegment), "K12=1 HigherEducation=2")]
    [InlineData(typeof(ChangeStatus), "Succeeded=0 Failed=1 Progress=2 Decline=3 Unknown=-1")]
    [InlineData(typeof(DifferenceKind), "CustomerAdded=0 QualificationAdded=1 StatusChanged=2 QualificationRemoved=3 CustomerRemoved=4")]
    [InlineData(typeof(PartnerEnvironment), "Global=0 USGovernment=1 China=2")]
    [InlineData(typeof(AuthenticationKind), "AppOnly=0 AppUser=1")]
    [InlineData(typeof(TokenCacheMode), "Process=0 CurrentUser=1")]
    [InlineData(
        typeof(CredentialKind),
        "InteractiveBrowser=0 DeviceCode=1 ClientSecret=2 ClientCertificate=3 RefreshToken=4 AccessToken=5 ManagedIdentity=6 FederatedToken=7 Emulator=8")]
    public void Each_value_keeps_its_number(Type type, string expected) => Assert.Equal(
        expected, string.Join(" ", Enum.GetValues(type).Cast<Enum>().Select(value => value + "=" + Convert.ToInt32(value, null))));

    [Theory]
    [MemberData(nameof(Spellings))]
    public async Task Each_property_of_a_customer_whatever_its_letter_case(string spelling)
    {
        using var connection = await TestConnection.OpenAsync(retries: 0);
        var json = Spell(
            spelling,
            """{"id":"5AA9D8CF-1F1C-4B6E-9A0C-000000000001","commerceId":"c-1","companyProfile":{"tenantId":"t-1","domain":"d.example","companyName":"Name"},"relationshipToPartner":"advisor","allowDelegatedAccess":true,"customDomains":["a.example","b.example"],"associatedPartnerId":"p-1"}""");
        connection.RespondOnce(CannedResponse.Json(json));
        connection.RespondOnce(CannedResponse.Json(Spell(spelling, "{\"totalCount\":1,\"items\":[") + json + "]}"));
        var customers = new List<Customer> { await connection.Customer.GetAsync(Stop) };
        customers.AddRange(await connection.Client.Customers.ListAsync(cancellationToken: Stop).ToListAsync(Stop));

        Assert.Equal(2, customers.Count);
        Assert.All(customers, customer =>
        {
            Assert.Equal(
                (Id, "c-1", "d.example", "Name", "advisor", true, "p-1"),
                (customer.CustomerId, customer.CommerceId, customer.Domain, customer.CompanyName, customer.RelationshipToPartner, customer.AllowDelegatedAccess,
                    customer.AssociatedPartnerId));
            Assert.Equal(["a.example", "b.example"], customer.CustomDomains);
            Assert.Null(customer.RawAllowDelegatedAccess);
        });
    }

    [Theory]
    [InlineData("\"companyProfile\":{\"tenantId\":\"{5AA9D8CF-1F1C-4B6E-9A0C-000000000001}\"}", Id)]
    [InlineData("\"id\":\" \",\"companyProfile\":{\"tenantId\":\"5AA9D8CF1F1C4B6E9A0C000000000001\"}", Id)]
    [InlineData("\"id\":\"Not-an-ID\",\"companyProfile\":{\"tenantId\":\"t-1\"}", "Not-an-ID")]
    [InlineData("\"id\":7", "7")]
    public async Task A_customer_s_ID_is_its_tenant_s_where_it_has_none(string properties, string expected)
    {
        using var connection = await TestConnection.OpenAsync(retries: 0);
        connection.RespondOnce(CannedResponse.Json("{" + properties + "}"));

        Assert.Equal(expected, (await connection.Customer.GetAsync(Stop)).CustomerId);
    }

    [Theory]
    [InlineData("""["a.example","",null,7,["b"]]""", """a.example|7|["b"]""")]
    [InlineData("\"a.example\"", "a.example")]
    [InlineData("null", "")]
    [InlineData("[]", "")]
    public async Task A_customer_s_own_domains_in_any_shape(string json, string expected)
    {
        using var connection = await TestConnection.OpenAsync(retries: 0);
        connection.RespondOnce(CannedResponse.Json("{\"id\":\"a\",\"customDomains\":" + json + "}"));

        Assert.Equal(expected, string.Join("|", (await connection.Customer.GetAsync(Stop)).CustomDomains));
    }

    [Theory]
    [MemberData(nameof(Spellings))]
    public async Task Each_property_of_a_change_whatever_its_letter_case(string spelling)
    {
        using var connection = await TestConnection.OpenAsync(retries: 0);
        var json = Spell(
            spelling,
            """{"id":"r-1","partnerId":"p-1","customerId":"5AA9D8CF-1F1C-4B6E-9A0C-000000000001","customerName":"Name","userPrincipalName":"user@a.example","applicationId":"a-1","resourceType":"customer","operationType":"update_customer_qualification","operationDate":"@","operationStatus":"FAILED","resourceOldValue":"{\"qualification\":\"Education\",\"vettingStatus\":\"Denied\"}","resourceNewValue":"Nonprofit","originalCorrelationId":"c-1","customizedData":[{"key":"k","value":"v"}]}""");
        var date = new DateTimeOffset(DateTimeOffset.UtcNow.AddHours(-1).Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);
        connection.RespondOnce(CannedResponse.Json("{\"items\":[" + json.Replace("\"@\"", "\"" + date.ToOffset(TimeSpan.FromHours(2)).ToString("O") + "\"") + "]}"));

        var change = Assert.Single(await connection.Client.AuditRecords.ListQualificationChangesAsync(date.AddHours(-1), cancellationToken: Stop).ToListAsync(Stop));

        Assert.Equal(
            ("r-1", Id, "Name", "user@a.example", "a-1", "c-1"),
            (change.RecordId, change.CustomerId, change.CustomerName, change.ChangedBy, change.ApplicationId, change.CorrelationId));
        Assert.Equal((date, TimeSpan.Zero, null), (change.ChangedDate, change.ChangedDate!.Value.Offset, change.RawChangedDate));
        Assert.Equal((ChangeStatus.Failed, "FAILED"), (change.Status, change.RawStatus));
        Assert.Equal(("Education (Denied)", "Nonprofit"), (Assert.Single(change.OldValue).ToString(), Assert.Single(change.NewValue).ToString()));
        Assert.Equal(
            ("{\"qualification\":\"Education\",\"vettingStatus\":\"Denied\"}", "Nonprofit"), (change.RawOldValue, change.RawNewValue));
        Assert.Equal("v", Assert.Single(change.CustomizedData, pair => pair.Key == "k").Value);
    }

    [Theory]
    [MemberData(nameof(Spellings))]
    public async Task Each_property_of_a_qualification_a_code_and_a_status_whatever_its_letter_case(string spelling)
    {
        using var connection = await TestConnection.OpenAsync(retries: 0);
        connection.RespondOnce(CannedResponse.Json(Spell(
            spelling,
            """[{"qualification":"Q","vettingStatus":"S","vettingReason":"R","vettingCreatedDate":"2026-01-02T03:04:05Z"},{"qualification":"Nonprofit","vettingStatus":"Approved","vettingCreateDate":"soon"}]""")));
        var items = await connection.ReadAsync();
        Assert.Equal(
            (connection.CustomerId, Qualification.Unknown, "Q", VettingStatus.Unknown, "S", "R"),
            (items[0].CustomerId, items[0].Qualification, items[0].RawQualification, items[0].VettingStatus, items[0].RawVettingStatus, items[0].VettingReason));
        Assert.Equal((new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), null), (items[0].VettingCreatedDate, items[0].RawVettingCreatedDate));
        Assert.Equal(
            (Qualification.Nonprofit, VettingStatus.Approved, null, null, "soon"),
            (items[1].Qualification, items[1].VettingStatus, items[1].VettingReason, items[1].VettingCreatedDate, items[1].RawVettingCreatedDate));
        Assert.Equal((null, null, null), (items[0].CustomerName, items[0].Domain, items[0].InReviewFor));

        var code = Spell(
            spelling, """{"partnerId":"p-1","organizationName":"o-1","validationId":"v-1","maxCreates":7,"remainingCreates":5,"eTag":"e-1"}""");
        connection.RespondOnce(CannedResponse.Json("[" + code + "]"));
        connection.RespondOnce(CannedResponse.Json(code));
        var codes = new List<ValidationCode>(await connection.Client.Validations.GetAsync(Stop)) { await connection.Customer.GetValidationCodeAsync(Stop) };
        Assert.Equal(2, codes.Count);
        Assert.All(codes, read => Assert.Equal(
            ("p-1", "o-1", "v-1", 7, 5, "e-1", null, null),
            (read.PartnerId, read.OrganizationName, read.ValidationId, read.MaxCreates, read.RemainingCreates, read.ETag, read.RawMaxCreates,
                read.RawRemainingCreates)));

        connection.RespondOnce(CannedResponse.Json(Spell(spelling, """{"type":"t-1","status":"s-1","lastUpdateDateTime":"2026-01-02T03:04:05"}""")));
        var status = await connection.Customer.GetValidationStatusAsync(Stop);
        Assert.Equal(
            (connection.CustomerId, "t-1", "s-1", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), null),
            (status.CustomerId, status.Type, status.Status, status.LastUpdateDateTime, status.RawLastUpdateDateTime));
    }

    [Theory]
    [InlineData("\" 12 \"", 12, null)]
    [InlineData("\"-1\"", -1, null)]
    [InlineData("0", 0, null)]
    [InlineData("2147483648", null, "2147483648")]
    [InlineData("\"1,000\"", null, "1,000")]
    [InlineData("true", null, "true")]
    [InlineData("\"\"", null, null)]
    [InlineData("null", null, null)]
    public async Task A_number_of_creates_in_any_shape(string json, int? value, string? raw)
    {
        using var connection = await TestConnection.OpenAsync(retries: 0);
        var events = new List<PartnerEvent>();
        connection.RespondOnce(CannedResponse.Json("[{\"validationId\":\"v-1\",\"maxCreates\":" + json + "},{\"validationId\":\"v-2\",\"remainingCreates\":" + json + "}]"));

        var codes = await connection.Client.With(new PartnerOperation { Listener = events.Add }).Validations.GetAsync(Stop);

        Assert.Equal((value, raw, null, null), (codes[0].MaxCreates, codes[0].RawMaxCreates, codes[0].RemainingCreates, codes[0].RawRemainingCreates));
        Assert.Equal((null, null, value, raw), (codes[1].MaxCreates, codes[1].RawMaxCreates, codes[1].RemainingCreates, codes[1].RawRemainingCreates));
        var told = events.Where(one => one.Kind == PartnerEventKind.UnreadableValue).Select(one => one.Message).ToList();
        Assert.Equal(raw is null ? 0 : 2, told.Count);
        if (raw is not null)
        {
            Assert.Contains("MaxCreates", told[0], StringComparison.Ordinal);
            Assert.Contains("v-1", told[0], StringComparison.Ordinal);
            Assert.Contains("RemainingCreates", told[1], StringComparison.Ordinal);
            Assert.Contains("v-2", told[1], StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(CustomerQuery.MaxPageSize + 1)]
    public void A_page_holds_from_0_to_500_customers(int size)
    {
        Assert.Equal(500, CustomerQuery.MaxPageSize);
        Assert.Throws<ArgumentOutOfRangeException>(() => new CustomerQuery { PageSize = size });
        Assert.Equal(0, new CustomerQuery { PageSize = 0 }.PageSize);
        Assert.Equal(500, new CustomerQuery { PageSize = 500 }.PageSize);
    }

    [Theory]
    [InlineData("a", "b", null)]
    [InlineData("a", null, "b")]
    [InlineData(null, "a", "b")]
    [InlineData("a", "b", "c")]
    public async Task Only_one_field_is_searched(string? name, string? domain, string? reseller)
    {
        using var connection = await TestConnection.OpenAsync();
        Assert.Throws<ArgumentException>(() => connection.Client.Customers.ListAsync(
            new CustomerQuery { CompanyName = name, Domain = domain, IndirectResellerId = reseller }, Stop));
        Assert.Empty(connection.ApiRequests);
    }

    [Fact]
    public void Options_are_those_that_the_documents_name()
    {
        var options = new PartnerClientOptions();
        Assert.Equal(
            (PartnerEnvironment.Global, null, null, "PartnerCenter.Client"), (options.Environment, options.Endpoint, options.Authority, options.ApplicationName));
        Assert.Equal(
            (TimeSpan.FromSeconds(60), TimeSpan.FromMinutes(10), 5, TimeSpan.FromMilliseconds(500), 128),
            (options.AttemptTimeout, options.CallTimeout, options.RetryAttempts, options.RetryDelay, options.MaxParallelism));
        Assert.Equal(
            (TokenCacheMode.Process, false, null, null, TimeProvider.System),
            (options.TokenCache, options.AllowUnencryptedTokenCache, options.TokenCacheFolder, options.HttpHandler, options.TimeProvider));
        var operation = new PartnerOperation();
        Assert.Equal((false, null, null), (operation.TraceRequests, operation.MaxConcurrentRequests, operation.OutageTimeout));
        Assert.True(Guid.TryParseExact(operation.CorrelationId, "D", out _));
        Assert.NotEqual(operation.CorrelationId, new PartnerOperation().CorrelationId);
        Assert.Throws<ArgumentOutOfRangeException>(() => new PartnerOperation { MaxConcurrentRequests = 0 });
    }

    [Theory]
    [InlineData("https://api.partnercenter.microsoft.com", true)]
    [InlineData("HTTPS://API.partnercenter.microsoft.com//", true)]
    [InlineData("FA3D9A0C-3FB0-42CC-9193-47C7ECD2EDBD", true)]
    [InlineData("https://graph.windows.net", false)]
    [InlineData("https://api.partnercenter.microsoft.com.example", false)]
    [InlineData("api.partnercenter.microsoft.com", false)]
    public void The_audiences_of_a_cloud(string audience, bool isAccepted)
    {
        Assert.Equal(isAccepted, PartnerCloud.Of(PartnerEnvironment.Global).Accepts(["https://other.example", audience]));
        Assert.Equal(isAccepted, PartnerCloud.Of(PartnerEnvironment.USGovernment).Accepts([audience]));
        Assert.Equal(audience.Length == 36, PartnerCloud.Of(PartnerEnvironment.China).Accepts([audience]));
        Assert.False(PartnerCloud.Of(PartnerEnvironment.Global).Accepts([]));
    }

    [Theory]
    [InlineData("https://a.example", "https://A.example:443/x", true)]
    [InlineData("https://a.example", "http://a.example:443", false)]
    [InlineData("https://a.example", "https://a.example:444", false)]
    [InlineData("https://a.example", "https://b.example", false)]
    [InlineData("https://bücher.example", "https://xn--bcher-kva.example/", true)]
    public void The_same_origin(string one, string other, bool expected) =>
        Assert.Equal(expected, PartnerAddress.IsSameOrigin(new Uri(one), new Uri(other)));

    [Theory]
    [InlineData("https://a.example/api", "https://a.example/api/")]
    [InlineData("https://a.example/api/", "https://a.example/api/")]
    [InlineData("http://localhost:5088", "http://localhost:5088/")]
    [InlineData("http://[::1]:5088/x", "http://[::1]:5088/x/")]
    public void An_endpoint_ends_with_a_slash(string address, string expected) =>
        Assert.Equal(expected, PartnerAddress.RequireEndpoint(new Uri(address)).AbsoluteUri);

    [Theory]
    [InlineData("http://a.example/", "http://a.example/")]
    [InlineData("https://user:secret@a.example/", "https://a.example/")]
    [InlineData("https://a.example/?secret", "https://a.example/")]
    [InlineData("https://a.example/#secret", "https://a.example/")]
    [InlineData("ftp://a.example/secret", null)]
    [InlineData("user:secret@a.example", null)]
    public void An_address_that_is_refused_is_named_without_its_secrets(string address, string? named)
    {
        foreach (var require in new Func<Uri, Uri>[] { PartnerAddress.RequireEndpoint, PartnerAddress.RequireAuthority })
        {
            var failure = Assert.Throws<PartnerCenterException>(() => require(new Uri(address)));
            Assert.Equal((PartnerErrorCode.InvalidRequest, true), (failure.Error, failure.AffectsEveryCustomer));
            Assert.DoesNotContain("secret", failure.Message + failure.RecommendedAction, StringComparison.Ordinal);
            Assert.NotEmpty(failure.RecommendedAction);
            if (named is not null)
            {
                Assert.Contains(named, failure.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void An_authority_has_no_path_because_the_tenant_is_given_apart()
    {
        Assert.Equal("https://login.example/", PartnerAddress.RequireAuthority(new Uri("https://login.example")).AbsoluteUri);
        var failure = Assert.Throws<PartnerCenterException>(() => PartnerAddress.RequireAuthority(new Uri("https://login.example/contoso.example")));
        Assert.Equal((PartnerErrorCode.InvalidRequest, true), (failure.Error, failure.AffectsEveryCustomer));
        Assert.Contains("https://login.example/contoso.example", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_that_hit_every_customer()
    {
        var all = Enum.GetValues<PartnerErrorCode>().ToList();
        Assert.Equal(
            "NotConnected AppOnlyNotSupported MfaRequired InvalidAudience SignInExpired SignInFailed TokenCacheFailed EndpointRetired",
            string.Join(" ", all.Where(error => new PartnerCenterException(error, "m", "a").AffectsEveryCustomer)));
        Assert.All(all, error => Assert.False(new PartnerCenterException(error, "m", "a") { AffectsEveryCustomer = false }.AffectsEveryCustomer));
        Assert.All(all, error => Assert.True(new PartnerCenterException(error, "m", "a") { AffectsEveryCustomer = true }.AffectsEveryCustomer));
    }

    [Theory]
    [InlineData("Words", "Words.")]
    [InlineData("Words ", "Words.")]
    [InlineData("Words.", "Words.")]
    [InlineData("Words!", "Words!")]
    [InlineData("Words?", "Words?")]
    [InlineData("Words:", "Words:")]
    [InlineData("Words…", "Words…")]
    [InlineData("文字。", "文字。")]
    [InlineData("", "")]
    public void The_message_of_an_error_is_a_sentence(string message, string expected) =>
        Assert.Equal(expected, new PartnerCenterException(PartnerErrorCode.Conflict, message, "a").Message);

    [Fact]
    public void The_text_of_an_error_has_what_support_asks_for()
    {
        var inner = new InvalidOperationException("Inner.");
        var failure = new PartnerCenterException(PartnerErrorCode.AccessDenied, "Message", "Action.", inner)
        {
            StatusCode = 403,
            ServiceCode = "c-1\u0007",
            Description = "d-1",
            RequestId = "r-1",
            CorrelationId = "k-1",
        };
        Assert.Equal(
            Lines("AccessDenied: Message. Action.", "Status 403, code c-1\uFFFD, d-1", "MS-RequestId r-1, MS-CorrelationId k-1", inner.ToString()),
            failure.ToString());
        Assert.Equal(
            Lines("Conflict: M. A.", "Status 409, code -, no description", "MS-RequestId -, MS-CorrelationId k-1"),
            new PartnerCenterException(PartnerErrorCode.Conflict, "M", "A.") { StatusCode = 409, CorrelationId = "k-1" }.ToString());
        Assert.Equal("Conflict: M. A.", new PartnerCenterException(PartnerErrorCode.Conflict, "M", "A.").ToString());
    }

    // A copy with other words must not lose what support or a retry needs.
    [Fact]
    public void A_copy_of_an_error_keeps_everything_else()
    {
        var inner = new InvalidOperationException();
        var failure = new PartnerCenterException(PartnerErrorCode.AccessDenied, "Message.", "Action.", inner)
        {
            StatusCode = 403,
            ServiceCode = "c-1",
            Description = "d-1",
            RequestId = "r-1",
            CorrelationId = "k-1",
            RetryAfter = TimeSpan.FromSeconds(7),
            CustomerId = "id-1",
            AffectsEveryCustomer = true,
            RetryKind = RetryKind.Throttled,
            MayHaveArrived = true,
            WasNotSent = true,
        };
        foreach (var copy in new[] { failure.With(message: "Other."), failure.Rewrite(text => text.Replace("Message", "Other")) })
        {
            Assert.Equal(("Other.", "Action.", PartnerErrorCode.AccessDenied), (copy.Message, copy.RecommendedAction, copy.Error));
            Assert.Equal(
                (403, "c-1", "d-1", "r-1", "k-1", TimeSpan.FromSeconds(7), "id-1"),
                (copy.StatusCode, copy.ServiceCode, copy.Description, copy.RequestId, copy.CorrelationId, copy.RetryAfter, copy.CustomerId));
            Assert.Equal((true, RetryKind.Throttled, true, true), (copy.AffectsEveryCustomer, copy.RetryKind, copy.MayHaveArrived, copy.WasNotSent));
            Assert.Same(inner, copy.InnerException);
        }

        var changed = failure.With(PartnerErrorCode.Conflict, affectsEveryCustomer: false, mayHaveArrived: false);
        Assert.Equal(
            (PartnerErrorCode.Conflict, false, false, "Message."), (changed.Error, changed.AffectsEveryCustomer, changed.MayHaveArrived, changed.Message));
        Assert.Same(failure, failure.Rewrite(text => text));
        var hidden = failure.Rewrite(text => text.Replace("-1", "-2"));
        Assert.Equal(("c-2", "d-2", "r-2", "k-2"), (hidden.ServiceCode, hidden.Description, hidden.RequestId, hidden.CorrelationId));
    }

    [Fact]
    public void The_texts_of_objects()
    {
        CustomerQualification Item(Qualification qualification, VettingStatus status, string? raw = null, string? rawStatus = null) =>
            new() { CustomerId = "a", Qualification = qualification, VettingStatus = status, RawQualification = raw, RawVettingStatus = rawStatus };
        var education = Item(Qualification.Education, VettingStatus.InReview, "raw", "raw");
        Assert.Equal("Education (InReview)", education.ToString());
        Assert.Equal("StateOwnedEntity", Item(Qualification.StateOwnedEntity, VettingStatus.None).ToString());
        Assert.Equal("Hospital (Maybe)", Item(Qualification.Unknown, VettingStatus.Unknown, "Hospital", "Maybe").ToString());
        Assert.Equal("Unknown", Item(Qualification.Unknown, VettingStatus.None).ToString());
        Assert.Equal("Education (Maybe )", Item(Qualification.Education, VettingStatus.Unknown, null, "Maybe\t").ToString());

        Assert.Equal("Contoso ", new Customer { CustomerId = "a", CompanyName = "Contoso\n" }.ToString());
        Assert.Equal("a", new Customer { CustomerId = "a", CompanyName = string.Empty }.ToString());
        Assert.Equal("v-1", new ValidationCode("v-1") { OrganizationName = "o" }.ToString());
        Assert.Equal(
            "Hospital (Denied): 1200",
            new QualificationSummary { Qualification = Qualification.Unknown, RawQualification = "Hospital", VettingStatus = VettingStatus.Denied, Count = 1200 }.ToString());

        var approved = Item(Qualification.Education, VettingStatus.Approved);
        (approved.CustomerName, approved.Domain) = ("New", "new.example");
        (education.CustomerName, education.Domain) = ("Old", "old.example");
        QualificationDifference Difference(DifferenceKind kind, CustomerQualification? before, CustomerQualification? after) =>
            new() { Kind = kind, OldValue = before, NewValue = after };
        Assert.Equal("CustomerAdded: Education (Approved)", Difference(DifferenceKind.CustomerAdded, null, approved).ToString());
        Assert.Equal("CustomerRemoved: Education (InReview)", Difference(DifferenceKind.CustomerRemoved, education, null).ToString());
        var changed = Difference(DifferenceKind.StatusChanged, education, approved);
        Assert.Equal("StatusChanged: Education (InReview) -> Education (Approved)", changed.ToString());
        Assert.Equal(
            ("New", "new.example", VettingStatus.InReview, VettingStatus.Approved, Qualification.Education, "a"),
            (changed.CustomerName, changed.Domain, changed.OldVettingStatus, changed.NewVettingStatus, changed.Qualification, changed.CustomerId));
        var removed = Difference(DifferenceKind.QualificationRemoved, education, null);
        Assert.Equal(
            ("Old", "old.example", VettingStatus.InReview, null, "raw"),
            (removed.CustomerName, removed.Domain, removed.OldVettingStatus, removed.NewVettingStatus, removed.RawQualification));
        approved.CustomerName = null;
        Assert.Equal(("Old", "new.example"), (changed.CustomerName, changed.Domain));
    }

    [Theory]
    [InlineData(VettingStatus.InReview, true)]
    [InlineData(VettingStatus.Approved, false)]
    [InlineData(VettingStatus.Denied, false)]
    [InlineData(VettingStatus.None, false)]
    [InlineData(VettingStatus.Unknown, false)]
    public void Only_what_is_in_review_waits(VettingStatus status, bool waits)
    {
        var since = DateTimeOffset.UtcNow.AddHours(-5);
        var waiting = new CustomerQualification { CustomerId = "a", VettingStatus = status, VettingCreatedDate = since }.InReviewFor;
        Assert.Equal(waits, waiting is not null);
        if (waits)
        {
            Assert.InRange(waiting!.Value, TimeSpan.FromHours(5), TimeSpan.FromHours(6));
        }

        Assert.Null(new CustomerQualification { CustomerId = "a", VettingStatus = status }.InReviewFor);
    }

    [Theory]
    [InlineData("\r\n", " ")]
    [InlineData("\n\r", "  ")]
    [InlineData("\u0085\u2028\u2029", "   ")]
    [InlineData("\u001B\u007F\u009B\u200B\u202E\uFEFF\u00AD", "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD")]
    [InlineData("\u200C\u200D", "\u200C\u200D")]
    [InlineData("\U000E0041\U000E007F\U000E0100", "\uFFFD\uFFFD\U000E0100")]
    [InlineData("äß漢😀", "äß漢😀")]
    public void Text_that_is_safe_to_show(string text, string expected) => Assert.Equal("a" + expected + "b", DisplayText.Clean("a" + text + "b"));

    [Theory]
    [InlineData("11111111-2222-8e8e-8444-555555555555", true)]
    [InlineData("{11111111-2222-8E8E-8444-555555555555}", true)]
    [InlineData("11111111-2222-4333-8444-555555555555", false)]
    [InlineData("8e8e8e8e-8e8e-8e4e-8e8e-8e8e8e8e8e8e", false)]
    [InlineData("8e8e8e8e-8e8e-4e8e-8e8e-8e8e8e8e8e8e", false)]
    [InlineData("x", false)]
    [InlineData(null, false)]
    public void An_emulated_customer_is_known_by_its_ID(string? id, bool expected) => Assert.Equal(expected, EmulatedCustomers.Includes(id));

    [Theory]
    [InlineData(null, null, "? at ? (Global, AppOnly)")]
    [InlineData(null, "app", "app at ? (Global, AppOnly)")]
    [InlineData("user\u0007", "app", "user\uFFFD at ? (Global, AppOnly)")]
    public void The_text_of_a_context(string? user, string? application, string expected) =>
        Assert.Equal(expected, new PcContext(new Nothing(), () => null) { Endpoint = new Uri("https://a.example"), User = user, ApplicationId = application }.ToString());

    [Fact]
    public void A_context_has_its_connection_s_expiry_until_it_is_closed()
    {
        var connection = new Nothing();
        var expires = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        var context = new PcContext(connection, () => expires)
        {
            Endpoint = new Uri("https://a.example"),
            TenantId = "t-1",
            Environment = PartnerEnvironment.China,
            Authentication = AuthenticationKind.AppUser,
        };
        Assert.Equal((expires, true, "? at t-1 (China, AppUser)"), (context.ExpiresOn, context.IsConnected, context.ToString()));
        context.Close();
        Assert.Equal((null, false, 1), (context.ExpiresOn, context.IsConnected, connection.Disposals));
        Assert.Equal(
            "? at t-1 (Emulator, AppOnly)",
            new PcContext(connection, () => null) { Endpoint = new Uri("https://a.example"), TenantId = "t-1", IsEmulator = true }.ToString());
    }

    [Theory]
    [InlineData("https://a.example", "T-1", CredentialKind.ClientSecret, true)]
    [InlineData("https://a.example", null, CredentialKind.ClientSecret, true)]
    [InlineData("https://b.example", "t-1", CredentialKind.ClientSecret, false)]
    [InlineData("https://a.example", "t-2", CredentialKind.ClientSecret, false)]
    [InlineData("https://a.example", "t-1", CredentialKind.Emulator, true)]
    public void Two_connections_of_one_partner(string endpoint, string? tenant, CredentialKind kind, bool expected)
    {
        PcContext Make(string address, string? id, CredentialKind credential) =>
            new(new Nothing(), () => null) { Endpoint = new Uri(address), TenantId = id, CredentialKind = credential };
        var context = Make("https://a.example", "t-1", CredentialKind.RefreshToken);
        var other = Make(endpoint, tenant, kind);
        Assert.Equal((expected, expected), (context.IsSamePartner(other), other.IsSamePartner(context)));

        // Each emulator in memory has customers of its own.
        var emulator = Make("https://a.example", "t-1", CredentialKind.Emulator);
        Assert.Equal(expected && kind != CredentialKind.Emulator, other.IsSamePartner(emulator));
        Assert.True(emulator.IsSamePartner(emulator));
    }

    [Fact]
    public void Summaries_come_in_the_order_of_the_report()
    {
        var asOf = new DateTimeOffset(2026, 6, 30, 0, 0, 0, TimeSpan.Zero);
        var items = new List<CustomerQualification>();
        foreach (var qualification in Enum.GetValues<Qualification>())
        {
            foreach (var status in Enum.GetValues<VettingStatus>())
            {
                items.Add(new CustomerQualification
                {
                    CustomerId = "a",
                    Qualification = qualification,
                    VettingStatus = status,
                    RawQualification = "Raw",
                    RawVettingStatus = "Word",
                    VettingCreatedDate = asOf.AddDays(-3),
                });
            }
        }

        items.Add(new CustomerQualification { CustomerId = "A", Qualification = Qualification.Education, VettingStatus = VettingStatus.InReview, VettingCreatedDate = asOf.AddDays(-9) });
        items.Add(new CustomerQualification { CustomerId = "b", Qualification = Qualification.Education, VettingStatus = VettingStatus.InReview });
        items.Add(new CustomerQualification { CustomerId = "b", Qualification = Qualification.Unknown, RawQualification = "RAW", VettingStatus = VettingStatus.Denied });
        items.Add(new CustomerQualification { CustomerId = "b", Qualification = Qualification.Unknown, RawQualification = "Also", VettingStatus = VettingStatus.Denied });
        items.Reverse();

        var summaries = QualificationCounts.Summarize(items, asOf).ToList();

        string[] statuses = ["Approved", "InReview", "Denied", "None", "Unknown"];
        var expected = new List<string>();
        foreach (var qualification in (string[])["Education", "GovernmentCommunityCloud", "Nonprofit", "StateOwnedEntity", "Unknown", "None"])
        {
            if (qualification == "Unknown")
            {
                expected.Add("Unknown Denied 1");
            }

            expected.AddRange(statuses.Select(status => qualification + " " + status + (
                (qualification == "Education" && status == "InReview") || (qualification == "Unknown" && status == "Denied") ? " 2" : " 1")));
        }

        Assert.Equal(expected, summaries.Select(one => $"{one.Qualification} {one.VettingStatus} {one.Count}"));
        Assert.All(summaries, one => Assert.Equal(
            one.VettingStatus != VettingStatus.InReview ? null : one.Qualification == Qualification.Education ? TimeSpan.FromDays(9) : (TimeSpan?)TimeSpan.FromDays(3),
            one.LongestInReview));
        Assert.All(summaries, one => Assert.Equal(one.VettingStatus == VettingStatus.Unknown ? "Word" : null, one.RawVettingStatus));
        Assert.All(summaries, one => Assert.Equal(one.Qualification == Qualification.Unknown, one.RawQualification is not null));
    }

    private static string Lines(params string[] lines) => string.Join(Environment.NewLine, lines);

    private static string Spell(string spelling, string json) => Regex.Replace(json, "\"([A-Za-z]+)\":", match =>
    {
        var name = match.Groups[1].Value;
        return "\"" + spelling switch
        {
            "pascal" => new string(name.Select((letter, index) => index == 0 ? char.ToUpperInvariant(letter) : letter).ToArray()),
            "upper" => name.ToUpperInvariant(),
            "lower" => name.ToLowerInvariant(),
            _ => name,
        } + "\":";
    });

    private sealed class Nothing : IDisposable
    {
        public int Disposals { get; private set; }

        public void Dispose() => Disposals++;
    }
}
