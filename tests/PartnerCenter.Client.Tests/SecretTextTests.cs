using System;
using System.Security;
using PartnerCenter.Client.Authentication;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// Which parts of a text are a secret, to the character.
/// </summary>
public sealed class SecretTextTests
{
    private static readonly Uri Destination = new("http://localhost/");

    [Theory]
    [InlineData("0123456789abcdefXYZ", "<0123456789abcdefXYZ>", "<***>")]
    [InlineData("0123456789abcdefXYZ", "<0123456789abcdefX>", "<***>")]
    [InlineData("0123456789abcdefXYZ", "<0123456789abcdef>", "<***>")]
    [InlineData("0123456789abcdefXYZ", "<0123456789abcdefZ>", "<***Z>")]
    [InlineData("0123456789abcdefXYZ", "<0123456789abcde>", "<0123456789abcde>")]
    [InlineData("0123456789abcdef", "0123456789abcdef", "***")]
    [InlineData("0123456789abcde", "<0123456789abcd>", "<0123456789abcd>")]
    [InlineData("0123456789abcde", "x0123456789abcdex", "x***x")]
    [InlineData("0123456789abcdefXYZ", "a 0123456789abcdefXYZ b 0123456789abcdefX c 0123456789abcdef", "a *** b *** c ***")]
    [InlineData("0123456789abcdefXYZ", "0123456789ABCDEFXYZ", "0123456789ABCDEFXYZ")]
    public void A_beginning_of_sixteen_characters_is_a_secret_s(string secret, string text, string expected) =>
        Assert.Equal(expected, SecretText.Hide(text, Destination, secret));

    [Theory]
    [InlineData("12345678", "x12345678x", "x***x")]
    [InlineData("1234567", "x1234567", "x1234567")]
    [InlineData("1234567", "1234567x", "1234567x")]
    [InlineData("1234567", "1234567", "***")]
    [InlineData("1234567", "-1234567-", "-***-")]
    [InlineData("1234567", "71234567 1234567 12345671 1234567", "71234567 *** 12345671 ***")]
    public void A_short_secret_is_one_as_a_word_of_its_own(string secret, string text, string expected) =>
        Assert.Equal(expected, SecretText.Hide(text, Destination, secret));

    [Fact]
    public void The_longest_secret_is_looked_for_first()
    {
        foreach (var secrets in (string[][])[["abcdefgh", "abcdefghij"], ["abcdefghij", "abcdefgh"]])
        {
            Assert.Equal("*** and ***", SecretText.Hide("abcdefghij and abcdefgh", Destination, secrets));
        }
    }

    [Theory]
    [InlineData("a<b>&c d+\"e", "a%3Cb%3E%26c%20d%2B%22e")]
    [InlineData("a<b>&c d+\"e", "a%3Cb%3E%26c+d%2B%22e")]
    [InlineData("a<b>&c d+\"e", "a&lt;b&gt;&amp;c d+&quot;e")]
    [InlineData("a<b>&c d+\"e", "a\\u003Cb\\u003E\\u0026c d\\u002B\\u0022e")]
    [InlineData("a<b>&c d+\"e", "a<b>&c d+\\\"e")]
    [InlineData("a<b>&c d+\"e", "YTxiPiZjIGQrImU=")]
    [InlineData("it's-a-secret/of\\mine", "it\\'s-a-secret\\/of\\\\mine")]
    [InlineData("pass-\U0001F600-word", "pass-%F0%9F%98%80-word")]
    [InlineData("pass-\U0001F600-word", "pass-&#128512;-word")]
    [InlineData("pass-\U0001F600-word", "pass-\\uD83D\\uDE00-word")]
    public void A_secret_is_one_however_it_is_written(string secret, string written) =>
        Assert.Equal("it was: ***.", SecretText.Hide($"it was: {written}.", Destination, secret));

    // In an address, a plus sign stands for a space only. In JSON, a backslash belongs to the few characters that JSON escapes. In HTML, an entity stands for
    // its own character.
    [Theory]
    [InlineData("abcdefgh", "abc+efgh", "abc+efgh")]
    [InlineData("abcd fgh", "abcd+fgh", "***")]
    [InlineData("node-secret", "is \\node-secret", "is \\***")]
    [InlineData("abcdefgh", "abc&amp;efgh", "abc&amp;efgh")]
    [InlineData("abcdefgh", "abc&efgh", "abc&efgh")]
    [InlineData("&bcdefgh", "&bcdefgh", "***")]
    public void A_spelling_stands_for_its_own_character_only(string secret, string text, string expected) =>
        Assert.Equal(expected, SecretText.Hide(text, Destination, secret));

    [Fact]
    public void A_failure_without_a_secret_is_the_same_one()
    {
        var failure = new PartnerCenterException(PartnerErrorCode.AccessDenied, "No abcdefgh.", "Do this.") { Description = "abcdefgh" };
        Assert.Same(failure, SecretText.Hide(failure, Destination, "abcdefghij"));
        var clean = SecretText.Hide(failure, Destination, "abcdefgh");
        Assert.Equal(("No ***.", "***", PartnerErrorCode.AccessDenied), (clean.Message, clean.Description, clean.Error));
    }

    [Fact]
    public void A_secret_is_hidden_and_revealed_once_it_is_used()
    {
        using var secret = Secret.Hide("p\u00e4ss word");
        Assert.True(secret.IsReadOnly());
        Assert.Equal(("p\u00e4ss word", "p\u00e4ss word"), (Secret.Reveal(secret), Secret.Require(secret)));
        using var empty = new SecureString();
        Assert.Equal(string.Empty, Secret.Reveal(empty));
        var failure = Assert.Throws<PartnerCenterException>(() => Secret.Require(empty));
        Assert.Equal((PartnerErrorCode.SignInFailed, Messages.SecretEmpty, true), (failure.Error, failure.Message, failure.AffectsEveryCustomer));
        secret.Dispose();
        foreach (var reveal in (Func<SecureString, string>[])[Secret.Reveal, Secret.Require])
        {
            failure = Assert.Throws<PartnerCenterException>(() => reveal(secret));
            Assert.Equal((PartnerErrorCode.SignInFailed, Messages.SecretDisposed, true), (failure.Error, failure.Message, failure.AffectsEveryCustomer));
        }
    }
}
