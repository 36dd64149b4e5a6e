using System;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace PartnerCenter.Client.Json;

/// <summary>
/// One item of a list that is read separately, so that an invalid item doesn't affect the others.
/// </summary>
/// <typeparam name="T">The type of the item.</typeparam>
[JsonConverter(typeof(PayloadItemConverterFactory))]
internal readonly struct PayloadItem<T>(T? value, string? unreadable)
    where T : class
{
    public T? Value { get; } = value;

    /// <summary>The raw value, or null if the item could be read.</summary>
    public string? Unreadable { get; } = unreadable;
}

internal sealed class PayloadItemConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => true;

    public override JsonConverter? CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        typeToConvert == typeof(PayloadItem<CustomerPayload>) ? new Converter<CustomerPayload>(static () => PartnerJson.Context.CustomerPayload)
        : typeToConvert == typeof(PayloadItem<AuditRecordPayload>) ? new Converter<AuditRecordPayload>(static () => PartnerJson.Context.AuditRecordPayload)
        : typeToConvert == typeof(PayloadItem<ValidationCodePayload>)
            ? new Converter<ValidationCodePayload>(static () => PartnerJson.Context.ValidationCodePayload)
            : throw new NotSupportedException();

    private sealed class Converter<T>(Func<JsonTypeInfo<T>> type) : JsonConverter<PayloadItem<T>>
        where T : class
    {
        public override bool HandleNull => true;

        public override PayloadItem<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            ItemReader.TryRead(ref reader, type(), out var value, out var unreadable) ? new PayloadItem<T>(value, null) : new PayloadItem<T>(null, unreadable);

        public override void Write(Utf8JsonWriter writer, PayloadItem<T> value, JsonSerializerOptions options) => throw new NotSupportedException();
    }
}
