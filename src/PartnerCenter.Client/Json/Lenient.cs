namespace PartnerCenter.Client.Json;

/// <summary>
/// An optional value that may be unreadable. Then it is null, and its text is kept.
/// </summary>
internal readonly struct Lenient<T>(T? value, string? raw)
    where T : struct
{
    public T? Value { get; } = value;

    /// <summary>What the service sent in place of a value; null where the value could be read, or there is none.</summary>
    public string? Raw { get; } = raw;

    /// <summary>This one, or the other where this one says nothing.</summary>
    public Lenient<T> Or(Lenient<T> other) => Value is null && (Raw is null || other.Value is not null) ? other : this;
}
