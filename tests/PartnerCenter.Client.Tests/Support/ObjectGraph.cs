using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Security;
using System.Text;
using PartnerCenter.Client.Authentication;

namespace PartnerCenter.Client.Tests.Support;

/// <summary>
/// Everything that can be reached from an object over its fields, as whoever holds it in a session can.
/// </summary>
internal static class ObjectGraph
{
    private const BindingFlags Fields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>The ways on which the text is reached, in whatever form: as text, in a buffer, in a secure string.</summary>
    public static IReadOnlyList<string> WaysTo(object root, string text) => Search(root, found => found switch
    {
        string value => value.Contains(text, StringComparison.Ordinal),
        byte[] bytes => Encoding.ASCII.GetString(bytes).Contains(text, StringComparison.Ordinal),
        char[] characters => new string(characters).Contains(text, StringComparison.Ordinal),
        SecureString secret => TryReveal(secret).Contains(text, StringComparison.Ordinal),
        _ => false,
    });

    /// <summary>The ways on which an object of such a type is reached.</summary>
    public static IReadOnlyList<string> WaysTo<T>(object root) => Search(root, found => found is T);

    /// <summary>The first object of such a type that is reached.</summary>
    public static T? Find<T>(object root)
        where T : class
    {
        T? found = null;
        Search(root, one => (found ??= one as T) is not null);
        return found;
    }

    private static List<string> Search(object root, Func<object, bool> isFound)
    {
        var found = new List<string>();
        var seen = new HashSet<object>(new ByReference());
        var open = new Queue<(object Object, string Way)>();
        Add(root, root.GetType().Name);
        while (open.Count > 0)
        {
            var (one, way) = open.Dequeue();
            if (isFound(one))
            {
                found.Add(way);
            }

            switch (one)
            {
                case string or SecureString or MemberInfo or Module or Assembly or System.Threading.Thread or AppDomain:
                    break;
                case Array array:
                    if (!array.GetType().GetElementType()!.IsPrimitive)
                    {
                        foreach (var item in array)
                        {
                            Add(item, way + "[]");
                        }
                    }

                    break;
                default:
                    for (var type = one.GetType(); type is not null && type != typeof(object); type = type.BaseType)
                    {
                        foreach (var field in type.GetFields(Fields)
                            .Where(field => !field.FieldType.IsPointer && !field.FieldType.IsPrimitive && !field.FieldType.IsEnum))
                        {
                            if (!field.FieldType.IsByRefLike() && !LeadsToEverybody(field))
                            {
                                Add(field.GetValue(one), $"{way}.{field.Name}");
                            }
                        }
                    }

                    break;
            }
        }

        return found;

        void Add(object? next, string way)
        {
            if (next is not null && way.Length < 2000 && seen.Add(next))
            {
                open.Enqueue((next, way));
            }
        }
    }

    private static string TryReveal(SecureString secret)
    {
        try
        {
            return Secret.Reveal(secret);
        }
        catch (ObjectDisposedException)
        {
            return string.Empty;
        }
    }

    // The process's timers are in lists of all, whoever has set them, and the library for retries has one pool for all of its users; and what flows with an
    // execution context here is the running test itself.
    private static bool LeadsToEverybody(FieldInfo field) =>
        field.FieldType == typeof(System.Threading.ExecutionContext)
        || field.FieldType.Name is "ResilienceContextPool" or "TimerQueue"
        || (field.FieldType.Name == "TimerQueueTimer" && field.DeclaringType!.Name == "TimerQueueTimer")
        || (field.DeclaringType == typeof(System.Threading.Timer) && Type.GetType("Mono.Runtime") is not null);

    private static bool IsByRefLike(this Type type) => type.CustomAttributes.Any(attribute => attribute.AttributeType.Name == "IsByRefLikeAttribute");

    private sealed class ByReference : IEqualityComparer<object>
    {
        // Two boxes of one value are two objects; that costs time and nothing else.
        bool IEqualityComparer<object>.Equals(object? left, object? right) => ReferenceEquals(left, right);

        int IEqualityComparer<object>.GetHashCode(object one) => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(one);
    }
}
