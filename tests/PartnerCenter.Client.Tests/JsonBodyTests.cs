using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Tasks;
using PartnerCenter.Client.Pipeline;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// How a body is read, and what is said of one that cannot be.
/// </summary>
public sealed class JsonBodyTests
{
    private const int Limit = 32 * 1024 * 1024;

    private static readonly JsonTypeInfo<List<int>> Numbers = (JsonTypeInfo<List<int>>)JsonSerializerOptions.Default.GetTypeInfo(typeof(List<int>));

    private static HttpResponseMessage Response(byte[] body) => new() { Content = new ByteArrayContent(body) };

    private static HttpResponseMessage Response(string body) => Response(Encoding.UTF8.GetBytes(body));

    private static async Task<List<int>> ReadAsync(HttpResponseMessage response) =>
        await JsonBody.ReadAsync(response, Numbers, TestContext.Current.CancellationToken);

    private static async Task<List<int>?> ReadOptionalAsync(HttpResponseMessage response) =>
        await JsonBody.ReadOptionalAsync(response, Numbers, TestContext.Current.CancellationToken);

    [Fact]
    public async Task What_is_there_is_read()
    {
        using var response = Response(" [1, 2]\r\n");
        Assert.Equal([1, 2], await ReadAsync(response));
        using var optional = Response("\uFEFF\r\n\t [1, 2]");
        Assert.Equal([1, 2], await ReadOptionalAsync(optional));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\r")]
    [InlineData("\n")]
    [InlineData("\t")]
    [InlineData("\uFEFF")]
    [InlineData("\uFEFF \r\n\t ")]
    [InlineData("null")]
    public async Task A_body_may_be_missing_where_that_is_said(string body)
    {
        using var optional = Response(body);
        Assert.Null(await ReadOptionalAsync(optional));
        using var response = Response(body);
        await Assert.ThrowsAsync<JsonException>(() => ReadAsync(response));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("  x")]
    [InlineData("x  ")]
    [InlineData("{}")]
    public async Task What_is_something_else_is_not_taken_for_nothing(string body)
    {
        using var response = Response(body);
        await Assert.ThrowsAsync<JsonException>(() => ReadOptionalAsync(response));
    }

    [Fact]
    public async Task The_word_null_is_said_to_be_no_answer()
    {
        using var response = Response("null");
        Assert.Equal(Messages.NullAnswer, (await Assert.ThrowsAsync<JsonException>(() => ReadAsync(response))).Message);
    }

    // Places count from one, as editors count them.
    [Theory]
    [InlineData("[1,\n  2,\n  x]", "line 3, byte 3")]
    [InlineData("x", "line 1, byte 1")]
    public async Task Where_the_text_is_no_JSON_is_told_without_the_reader_s_own_places(string body, string place)
    {
        using var response = Response(body);
        var failure = await Assert.ThrowsAsync<JsonException>(() => ReadAsync(response));
        Assert.Contains(place, failure.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("invalid start of a value", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", failure.Message, StringComparison.Ordinal);
        Assert.IsType<JsonException>(failure.InnerException);
    }

    [Fact]
    public async Task Where_another_value_was_expected_is_told_without_the_library_s_types()
    {
        using var response = Response("[1,\n \"two\"]");
        var failure = await Assert.ThrowsAsync<JsonException>(() => ReadAsync(response));
        Assert.Contains("line 2, byte 7", failure.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("$[1]", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("System", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_is_read_up_to_32_megabytes()
    {
        var body = Enumerable.Repeat((byte)' ', Limit).ToArray();
        (body[0], body[^1]) = ((byte)'[', (byte)']');
        using var response = Response(body);
        Assert.Empty(await ReadAsync(response));
        using var larger = Response([.. body, (byte)' ']);
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(larger));
    }
}
