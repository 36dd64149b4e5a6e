using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace PartnerCenter.Client.Tests.EscapeRoom;

/// <summary>
/// Values that try to lead a request somewhere else.
/// </summary>
internal static class Tricks
{
    private static readonly string[] Openings =
    [
        "//", "///", "////", "\\\\", "/\\", "\\/", "https://", "http://", "HTTPS://", "https:/", "https:", "https:\\\\", "https:///", "ftp://", "file://",
        "ws://", "gopher://",
            " //", " https://", "\thttps://", "\nhttps://", "\r\n//", "\u00a0//", "\u200bhttps://", "\ufeffhttps://", "./", "../", "..//", "../..//",
            "x/../..//", "x/..//", "x//",
                "%2f%2f", "%5c%5c", "https%3a%2f%2f", "..%2f%2f", "%2e%2e//", "@", "x@", "user:password@", ":443@", "443@", "/@", "\\@", "#@", "?@", ";@", ".@",
                "x\\@", "//x@", "https://x:y@",
                    "\u2044\u2044", "\uff0f\uff0f", "\u2215\u2215", "\uff3c\uff3c", "https\uff1a//", "//\u3002@",
                ];

    private static readonly string[] Hosts = ["127.0.0.1:{0}", "localhost:{0}", "[::1]:{0}", "2130706433:{0}", "0x7f.1:{0}", "127.1:{0}"];

    private static readonly string[] Closings = ["", "/", "/x", "/x/oauth2/v2.0/token?", "#", "?x=1"];

    private static readonly string[] Others =
    [
        "", " ", "\t", "\0", ".", "..", "...", "/", "\\", "?", "#", "%", "@", ":", ";", "&", "=", "+", "*", "~", "-", "_", "\u2028", "contoso.com/",
        "/contoso.com", "contoso.com/../y",
            "contoso.com/..", "contoso.com/../../y", "contoso.com/./y", "contoso.com\\..\\y", "contoso.com%2f..%2fy", "contoso.com%2F%2E%2E%2Fy",
            "contoso.com?x=1", "contoso.com?", "contoso.com#x",
                "contoso.com#", "contoso.com;x=1", "contoso.com&x=1", "contoso.com%00", "contoso.com\0", "contoso.com\r\nHost: evil",
                "contoso.com\r\n\r\nGET / HTTP/1.1", "contoso.com\n", "\ncontoso.com",
                    "contoso.com ", " contoso.com", "contoso .com", "contoso..com", ".contoso.com", "contoso.com.", "-contoso.com", "contoso-.com",
                    "contoso.com-", "contoso_x.com", "contoso", "contoso.c", "1.2.3.4",
                        "127.0.0.1", "[::1]", "::1", "0x7f000001", "2130706433", "m\u00fcnchen.de", "contoso\u3002com", "contoso\uff0ecom", "c\u043entoso.com",
                        "{4f0c2f6a-3c1d-4f5e-9b7a-0d5a1c7e2b11}",
                            "(4f0c2f6a-3c1d-4f5e-9b7a-0d5a1c7e2b11)", "4f0c2f6a3c1d4f5e9b7a0d5a1c7e2b11", " 4f0c2f6a-3c1d-4f5e-9b7a-0d5a1c7e2b11",
                            "4f0c2f6a-3c1d-4f5e-9b7a-0d5a1c7e2b11/x",
                                "4f0c2f6a-3c1d-4f5e-9b7a-0d5a1c7e2b11/../y.com", "4f0c2f6a-3c1d-4f5e-9b7a-0d5a1c7e2b1", "4f0c2f6a-3c1d-4f5e-9b7a-0d5a1c7e2b1g",
                                "+f0c2f6a-3c1d-4f5e-9b7a-0d5a1c7e2b11",
                                    "0xc2f6aa-3c1d-4f5e-9b7a-0d5a1c7e2b11", "4f0c2f6a-0x1d-4f5e-9b7a-0d5a1c7e2b11", "4f0c2f6a-+c1d-4f5e-9b7a-0d5a1c7e2b11",
                                    "\u0664f0c2f6a-3c1d-4f5e-9b7a-0d5a1c7e2b11", "commons", "common/", "adfs", "oauth2", "me@contoso.com",
                                        "tfp/contoso.com", "{tenantid}", "<tenant>", "$(tenant)", "javascript:alert(1)", "data:text/html,x",
                                        "mailto:x@contoso.com",
                                        ];

    /// <summary>Everything that is no tenant, with the port of the server that must not be reached.</summary>
    public static IReadOnlyList<string> Tenants(int port) =>
    [
        .. Openings.SelectMany(_ => Hosts, (opening, host) => opening + host.Replace("{0}", port.ToString(System.Globalization.CultureInfo.InvariantCulture)))
            .SelectMany(_ => Closings, (start, closing) => start + closing),
        .. Others,
        new string('a', 64) + ".com",
        string.Concat(Enumerable.Repeat("a.", 200)) + "com",
        new string('a', 100_000),
    ];

    /// <summary>Values that are made of what has a meaning in an address.</summary>
    public static IEnumerable<string> Generate(int seed, int count, int port)
    {
        string[] pieces =
        [
            "contoso", "com", ".", ".", "-", "/", "\\", ":", "@", "?", "#", "%2f", "%5c", "%00", "..", "//", "https:", "http:", "127.0.0.1", "localhost",
            "[::1]", $":{port}", "\r\n", "\t", " ",
                "\u00fc", "\u3002", "\uff0f", "x", "1", "4f0c2f6a-3c1d-4f5e-9b7a-0d5a1c7e2b11", "common", "&", "=", ";", "\0", "%", "a", "onmicrosoft",
            ];
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            var text = new StringBuilder();
            for (var left = random.Next(1, 7); left > 0; left--)
            {
                text.Append(pieces[random.Next(pieces.Length)]);
            }

            yield return text.ToString();
        }
    }

    /// <summary>Addresses for the service or the sign-in: what of them is accepted is the origin that is addressed.</summary>
    public static IReadOnlyList<string> Addresses { get; } =
    [
        "https://a.example", "https://a.example/", "https://a.example:8443", "HTTPS://A.EXAMPLE", "https://a.example./", "https://a.example/x",
        "https://a.example/x/../y", "https://a.example/%2e%2e/",
            "https://a.example//b.example", "https://a.example/\\b.example", "https://a.example\\b.example", "https://a.example\\@b.example",
            "https://user@a.example", "https://user:s3cr3t@a.example",
                "https://a.example@b.example", "https://a.example%40b.example", "https://a.example:443@b.example", "https://a.example#@b.example",
                "https://a.example?@b.example", "https://a.example/?x=1",
                    "https://a.example?x=https://b.example", "https://a.example#x", "https://a.example/#", "https://a.example/?", "https://@a.example",
                    "https://:@a.example", "https://a.example;b.example",
                        "https:a.example", "https:/a.example", "https:///a.example", "https:\\\\a.example", "https://a.example:0", "https://a.example:65535",
                        "https://[::1]", "https://[::ffff:10.0.0.1]",
                            "https://xn--a-0ga.example", "https://\u00e4.example", "https://a\u3002example", "https://\uff41.example",
                            "https://a.example%00.b.example", "https://2130706433", "https://0x7f.1", "https://010.1",
                                "http://a.example", "http://localhost", "http://localhost:81/", "http://localhost.example", "http://LOCALHOST",
                                "http://127.0.0.1", "http://127.0.0.1.example", "http://127.1", "http://127.9.9.9",
                                    "http://[::1]:82", "http://0.0.0.0", "http://[::]", "http://2130706433", "http://169.254.169.254", "http://10.0.0.1",
                                    "http://localhost@b.example", "http://localhost:x@b.example",
                                        "http://b.example#localhost", "http://b.example/localhost", "http://localhost%2eb.example",
                                        "http://localhost\\.b.example", "ftp://a.example", "file:///etc/passwd", "ws://localhost",
                                            "javascript:alert(1)", "//a.example", "a.example", "/x", "", "?", "#",
                                        ];
}
