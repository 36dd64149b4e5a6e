using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using PartnerCenter.Client.Pipeline;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.Authentication;

/// <summary>
/// Takes secrets out of text that comes from outside: what a server answers, and what the transport says of a proxy.
/// </summary>
/// <remarks>
/// A gateway's error page can repeat the whole request, and .NET names a proxy with its user name and its password.
/// </remarks>
internal static class SecretText
{
    /// <summary>What stands where a text of a service was cut off.</summary>
    public const char CutMark = '\u2026';

    private const string Mask = "***";

    // A beginning of this length is a secret's, although the rest was cut off. Shorter secrets are looked for as a whole.
    private const int PartLength = 16;

    // Before the mark of a cut, less tells that it is a secret's beginning; even less tells nothing of the secret.
    private const int CutPartLength = 4;

    // What is shorter can stand in any text, and is a secret only as a word of its own.
    private const int WordLength = 8;

    // The longest name of a character in HTML that is not a letter.
    private const int LongestEntity = 12;

    // Not over a quotation mark and what else no address holds: "https://a.example","b@c.example" are two words.
    private static readonly Regex UserInfo = new(@"(?<=://)[^/?#\s""<>\\^`{|}]*@", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    /// <summary>Returns the text without the secrets, however they are written in it, and without the user information of addresses.</summary>
    /// <param name="text">The text.</param>
    /// <param name="destination">What was asked; where a proxy is on the way, what opens the proxy is a secret, too.</param>
    /// <param name="secrets">What must not be seen.</param>
    public static string Hide(string text, Uri destination, params IEnumerable<string> secrets)
    {
        // All are looked for in the same text: tokens begin alike, and without the beginning, the rest of another one would not be found.
        // First of all what is known: a password with blanks in it is more than the pattern sees.
        var found = secrets.Concat(SystemProxy.FindSecrets(destination))
            .Where(secret => !string.IsNullOrWhiteSpace(secret))
            .SelectMany(secret => new[] { secret, Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)) })
            .Distinct()
            .SelectMany(secret => Find(text, secret))
            .OrderBy(part => part.Start)
            .ThenByDescending(part => part.End);
        var clean = new StringBuilder();
        var copied = 0;
        foreach (var (start, end) in found)
        {
            if (start >= copied)
            {
                clean.Append(text, copied, start - copied).Append(Mask);
            }

            copied = Math.Max(copied, end);
        }

        return UserInfo.Replace(copied == 0 ? text : clean.Append(text, copied, text.Length - copied).ToString(), string.Empty);
    }

    /// <summary>Returns the failure without the secrets in what it says.</summary>
    public static PartnerCenterException Hide(PartnerCenterException failure, Uri destination, params IEnumerable<string> secrets) =>
        failure.Rewrite(text => Hide(text, destination, secrets));

    private static IEnumerable<(int Start, int End)> Find(string text, string secret)
    {
        var characters = Split(secret);
        var least = Math.Min(characters.Count, PartLength);
        for (var start = 0; start < text.Length;)
        {
            // A secret with %41 in it may stand there as it is, or with %2541.
            var (count, end) = FindEnd(text, start, characters, MatchLiterally);
            if (count < characters.Count && FindEnd(text, start, characters, Match) is var other && other.Count > count)
            {
                (count, end) = other;
            }

            var isFound = count >= least
                ? secret.Length >= WordLength || IsWord(text, start, end)
                : count >= CutPartLength && end < text.Length && text[end] == CutMark;
            if (isFound)
            {
                yield return (start, end);
            }

            start = isFound ? end : start + 1;
        }
    }

    private static (int Count, int End) FindEnd(string text, int start, List<string> characters, Func<string, int, string, int> match)
    {
        var count = 0;
        var end = start;
        while (count < characters.Count && end < text.Length && match(text, end, characters[count]) is var length and > 0)
        {
            end += length;
            count++;
        }

        return (count, end);
    }

    private static bool IsWord(string text, int start, int end) =>
        (start == 0 || !char.IsLetterOrDigit(text[start - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end]));

    private static List<string> Split(string secret)
    {
        var characters = new List<string>(secret.Length);
        for (var i = 0; i < secret.Length; i += characters[characters.Count - 1].Length)
        {
            characters.Add(secret.Substring(i, char.IsSurrogatePair(secret, i) ? 2 : 1));
        }

        return characters;
    }

    /// <returns>How long the character is as it is written there; 0 where another one stands there.</returns>
    /// <remarks>
    /// As it is, or as forms, addresses, JSON and HTML write it. Each has several ways, and each server takes another one, often in the middle of a word.
    /// </remarks>
    private static int Match(string text, int position, string character)
    {
        var length = text[position] switch
        {
            '+' => character == " " ? 1 : 0,
            '%' =>
                MatchSpelling(
                    text, position, string.Concat(Encoding.UTF8.GetBytes(character).Select(value => "%" + value.ToString("X2", CultureInfo.InvariantCulture)))),
            '\\' => Math.Max(
                MatchSpelling(text, position, string.Concat(character.Select(value => "\\u" + ((int)value).ToString("X4", CultureInfo.InvariantCulture)))),
                character is "\"" or "/" or "'" or "\\" ? MatchSpelling(text, position, "\\" + character) : 0),
            '&' => MatchEntity(text, position, character),
            _ => 0,
        };
        return length > 0 ? length : MatchLiterally(text, position, character);
    }

    private static int MatchLiterally(string text, int position, string character) =>
        string.CompareOrdinal(text, position, character, 0, character.Length) == 0 ? character.Length : 0;

    private static int MatchEntity(string text, int position, string character)
    {
        var length = text.IndexOf(';', position, Math.Min(LongestEntity, text.Length - position)) + 1 - position;
        return length > 0 && WebUtility.HtmlDecode(text.Substring(position, length)) == character ? length : 0;
    }

    private static int MatchSpelling(string text, int position, string spelling) =>
        string.Compare(text, position, spelling, 0, spelling.Length, StringComparison.OrdinalIgnoreCase) == 0 ? spelling.Length : 0;
}
