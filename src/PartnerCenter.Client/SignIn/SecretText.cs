using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.SignIn;

/// <summary>
/// Takes secrets out of text that comes from outside: what a server answers, and what the transport says of a proxy.
/// </summary>
/// <remarks>
/// A gateway's error page can repeat the whole request, and .NET names a proxy with its user name and its password.
/// </remarks>
internal static class SecretText
{
    private const string Mask = "***";

    // A beginning of this length is a secret's, although the rest was cut off. Shorter secrets are looked for as a whole.
    private const int PartLength = 16;

    // What is shorter can stand in any text, and is a secret only as a word of its own.
    private const int WordLength = 8;

    private static readonly Regex UserInfo = new(@"(?<=://)[^/?#\s]*@", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    /// <summary>Returns the text without the secrets, however they are written in it, and without the user information of addresses.</summary>
    /// <param name="text">The text.</param>
    /// <param name="destination">What was asked; where a proxy is on the way, what opens the proxy is a secret, too.</param>
    /// <param name="secrets">What must not be seen.</param>
    public static string Hide(string text, Uri destination, params IEnumerable<string> secrets)
    {
        // First of all what is known: a password with blanks in it is more than the pattern sees.
        foreach (var secret in secrets.Concat(SystemProxy.FindSecrets(destination)).SelectMany(Spell).Distinct().OrderByDescending(spelling => spelling.Length))
        {
            text = HideOne(text, secret);
        }

        return UserInfo.Replace(text, string.Empty);
    }

    /// <summary>Returns the failure without the secrets in what it says.</summary>
    public static PartnerCenterException Hide(PartnerCenterException failure, Uri destination, params IEnumerable<string> secrets) =>
        failure.Rewrite(text => Hide(text, destination, secrets));

    private static string HideOne(string text, string secret)
    {
        var sought = secret.Length < PartLength ? secret : secret.Substring(0, PartLength);
        var clean = new StringBuilder();
        var copied = 0;
        for (var start = text.IndexOf(sought, StringComparison.Ordinal); start >= 0;)
        {
            var end = start + sought.Length;
            for (var i = sought.Length; i < secret.Length && end < text.Length && text[end] == secret[i]; i++)
            {
                end++;
            }

            if (secret.Length >= WordLength || IsWord(text, start, end))
            {
                clean.Append(text, copied, start - copied).Append(Mask);
                copied = end;
            }

            start = text.IndexOf(sought, end, StringComparison.Ordinal);
        }

        return copied == 0 ? text : clean.Append(text, copied, text.Length - copied).ToString();
    }

    private static bool IsWord(string text, int start, int end) =>
        (start == 0 || !char.IsLetterOrDigit(text[start - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end]));

    // As it is; as forms, addresses, JSON and HTML write it; and as the second half of a header for a name and a password.
    private static IEnumerable<string> Spell(string secret) => string.IsNullOrWhiteSpace(secret)
        ? []
        :
        [
            secret,
            Uri.EscapeDataString(secret),
            WebUtility.UrlEncode(secret),
            WebUtility.HtmlEncode(secret),
            System.Text.Json.JsonEncodedText.Encode(secret).ToString(),
            System.Text.Json.JsonEncodedText.Encode(secret, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString(),
            Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)),
        ];
}
