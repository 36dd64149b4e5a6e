namespace PartnerCenter.Client.Json;

/// <summary>
/// An optional value that can be unreadable. In this case, it's null and its text is kept.
/// </summary>
internal readonly struct Lenient<T>(T? value, string? raw)
    where T : struct
{
    public T? Value { get; } = value;

    /// <summary>The unreadable value that the service sent, or null if the value could be read or is absent.</summary>
    public string? Raw { get; } = raw;

    /// <summary>This value, or the other one if this one is absent.</summary>
    public Lenient<T> Or(Lenient<T> other) => Value is null && (Raw is null || other.Value is not null) ? other : this;
}
