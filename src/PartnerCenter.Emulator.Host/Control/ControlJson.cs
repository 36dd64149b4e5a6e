using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace PartnerCenter.Emulator.Host.Control;

/// <summary>
/// How the control endpoint reads and writes JSON. It refuses a property that it does not know, so that a misspelled test does not pass.
/// </summary>
internal static class ControlJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        AllowTrailingCommas = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        PreferredObjectCreationHandling = JsonObjectCreationHandling.Populate,

        // The answers are read by programs and in terminals, never as part of a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters =
        {
            new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false),
            new TextConverter<TimeSpan>(SettingText.ParseTime, SettingText.Format),
            new TextConverter<RateLimit>(SettingText.ParseLimit, limit => limit.ToString()),
            new WholeNumberConverter(),
        },
    };

    public static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    /// <summary>Reads a request's body.</summary>
    /// <exception cref="HostArgumentException">The body is not JSON, or has a property that is unknown, missing, or of a value that it cannot have.</exception>
    public static T Read<T>(byte[] body)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(body, Options) ?? throw new JsonException();
        }
        catch (JsonException e)
        {
            throw new HostArgumentException("JSON body: " + Describe(e, Options.GetTypeInfo(typeof(T)).Properties));
        }
    }

    // The serializer's own messages name .NET types.
    private static string Describe(JsonException failure, IList<JsonPropertyInfo> properties)
    {
        var path = failure.Path ?? "$";
        var name = path.Split('.', '[')[1..].FirstOrDefault();
        var names = string.Join(", ", properties.Select(property => property.Name));
        return properties.FirstOrDefault(property => property.Name == name) switch
        {
            _ when failure.InnerException is FormatException reason => $"{path}: {reason.Message}",
            { PropertyType.IsEnum: true } property => $"{path} must be one of {string.Join(", ", Enum.GetNames(property.PropertyType))}.",
            { } => $"{path} has a value that it cannot have.",
            null when name is not null => $"{path} is not known here. The properties are: {names}.",
            null when properties.Where(property => property.IsRequired).Select(property => property.Name).ToList() is { Count: > 0 } required =>
                $"It must be an object with {string.Join(" and ", required)}.",
            null => $"It must be an object. The properties are: {names}.",
        };
    }

    private sealed class TextConverter<T>(Func<string, T> parse, Func<T, string> format) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            try
            {
                return parse(reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new FormatException("It must be a string."));
            }
            catch (FormatException e)
            {
                throw new JsonException(e.Message, e);
            }
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(format(value));
    }

    /// <summary>No number here is less than zero.</summary>
    private sealed class WholeNumberConverter : JsonConverter<int>
    {
        public override int Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number) && number >= 0
                ? number
                : throw new JsonException(null, new FormatException("It must be a whole number from 0."));

        public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
    }
}
