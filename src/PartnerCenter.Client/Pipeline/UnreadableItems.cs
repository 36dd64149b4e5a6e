using System.Collections.Generic;
using System.Globalization;
using System.Text.Json;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.Pipeline;

/// <summary>
/// Handles the parts of a response that can't be read, while other parts can.
/// </summary>
internal static class UnreadableItems
{
    /// <summary>Fails if items couldn't be read and nobody receives the reports, or if no other item is left.</summary>
    /// <exception cref="JsonException">The whole response counts as unreadable.</exception>
    public static void Require(IReadOnlyList<(int Position, string Text)>? unreadable, bool isReported, int readable)
    {
        if (unreadable?.Count > 0 && (!isReported || readable == 0))
        {
            throw new JsonException(Format(Messages.UnreadableItem, unreadable[0].Position, unreadable[0].Text));
        }
    }

    /// <summary>Reports each item.</summary>
    public static void Report(IReadOnlyList<(int Position, string Text)>? unreadable, IPartnerRequest call, PartnerOperation operation)
    {
        foreach (var (position, text) in unreadable ?? [])
        {
            operation.UnreadableItem?.Invoke(Create(Format(Messages.UnreadableItem, position, text), call, operation));
        }
    }

    /// <summary>The error for the parts that couldn't be read, in addition to the parts that could.</summary>
    public static PartnerCenterException Create(string what, IPartnerRequest call, PartnerOperation operation) => new(
        PartnerErrorCode.InvalidResponse,
        Format(Messages.InvalidResponse, what),
        Advice.Of(nameof(Messages.UnreadableItemAction)))
    {
        RequestId = call.RequestId,
        CorrelationId = operation.CorrelationId,
        CustomerId = call.CustomerId,
    };

    /// <summary>Reports an optional value that couldn't be read.</summary>
    public static void NotifyValue(PartnerOperation operation, string? raw, string name, string? of)
    {
        if (raw is not null)
        {
            operation.Listener?.Invoke(
                new PartnerEvent(PartnerEventKind.UnreadableValue, Format(Messages.UnreadableValueEvent, DisplayText.Clean(raw), name, of)));
        }
    }

    private static string Format(string format, params object?[] arguments) => string.Format(CultureInfo.CurrentCulture, format, arguments);
}
