using System;
using System.Collections.Generic;
using System.Text;
using PartnerCenter.Emulator.Transport;

namespace PartnerCenter.Emulator.State;

/// <summary>
/// The writes that were performed, by the id of their request: a retry gets the first answer again, and nothing is done twice.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/headers">Partner Center REST headers</see>.
/// </remarks>
internal sealed class WriteLedger
{
    private const int Remembered = 50_000;

    private readonly Dictionary<string, EmulatorResponse> answers = new(StringComparer.Ordinal);
    private readonly Queue<string> order = new();

    /// <summary>What makes a call the same call: its id, where it goes and what it says.</summary>
    public static string KeyOf(Guid requestId, EmulatorRequest request) =>
        requestId.ToString("N") + request.Method + request.RawPath.ToLowerInvariant() + request.RawQuery + "\n" + Encoding.UTF8.GetString(request.Body);

    /// <summary>The first answer; <see langword="null"/> where the call is new.</summary>
    public EmulatorResponse? Find(string key) => answers.TryGetValue(key, out var answer) ? Copy(answer) : null;

    public void Remember(string key, EmulatorResponse answer)
    {
        if (order.Count >= Remembered)
        {
            answers.Remove(order.Dequeue());
        }

        answers[key] = Copy(answer);
        order.Enqueue(key);
    }

    // Headers of the one request must not show in the answer to the next.
    private static EmulatorResponse Copy(EmulatorResponse answer) => new(answer.Status, answer.Body, answer.ContentType);
}
