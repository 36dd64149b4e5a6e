using System;
using System.Text.Json;

namespace PartnerCenter.Emulator.Tests;

internal static class Jwt
{
    public static JsonElement Claims(string token) => Part(token, 1);

    public static JsonElement Part(string token, int index)
    {
        var part = token.Split('.')[index].Replace('-', '+').Replace('_', '/');
        return JsonDocument.Parse(Convert.FromBase64String(part.PadRight((part.Length + 3) / 4 * 4, '='))).RootElement;
    }
}
