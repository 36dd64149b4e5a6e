using System;
using System.Collections.Generic;
using System.Net;

namespace PartnerCenter.Emulator.Transport;

/// <summary>
/// <c>name=value&amp;name=value</c>, in a query or in a form.
/// </summary>
internal static class UrlValues
{
    public static Dictionary<string, string> Parse(string text)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (text.Length == 0)
        {
            return values;
        }

        foreach (var pair in text.Split('&'))
        {
            var equals = pair.IndexOf('=');
            var name = WebUtility.UrlDecode(equals < 0 ? pair : pair.Substring(0, equals));
            var value = equals < 0 ? string.Empty : WebUtility.UrlDecode(pair.Substring(equals + 1));
            if (name.Length > 0 && !values.ContainsKey(name))
            {
                values.Add(name, value);
            }
        }

        return values;
    }
}
