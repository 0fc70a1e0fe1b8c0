using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace LowLatencyHedger.Primitives;

/// <summary>The one place that throws for code on a hot path, so that callers stay small enough to inline.</summary>
[StackTraceHidden]
public static class Throw
{
    /// <summary>The state of the program contradicts itself. Trading must stop.</summary>
    [DoesNotReturn]
    public static void InvariantBroken(string what) => throw new InvariantException(what);

    [DoesNotReturn]
    public static void Argument(string name, string expected) =>
        throw new ArgumentException($"expected {expected}", name);

    [DoesNotReturn]
    public static void ArgumentOutOfRange(string name, long value, string expected) =>
        throw new ArgumentOutOfRangeException(name, value, $"expected {expected}");

    [DoesNotReturn]
    public static void InvalidOperation(string what) => throw new InvalidOperationException(what);
}
