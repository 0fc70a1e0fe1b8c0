using System.Runtime.CompilerServices;

namespace LowLatencyHedger.Primitives;

/// <summary>A price in the instrument's own quote unit (USD per coin, or coin per coin for inverse options), exact to 1e-8.</summary>
[HotPath]
public readonly struct Price : IEquatable<Price>, IComparable<Price>
{
    /// <summary>Absent: an empty side, a null in a message.</summary>
    public static readonly Price None = new(Decimal8.None);

    public static readonly Price Zero;

    /// <summary>Units of 1e-8.</summary>
    public readonly long Raw;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Price(long raw) => Raw = raw;

    public bool HasValue => Raw != Decimal8.None;

    public bool IsPositive => Raw > 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Price FromRaw(long raw) => new(raw);

    /// <summary><see cref="None"/> for NaN and values out of range.</summary>
    public static Price FromDouble(double value) => new(Decimal8.FromDouble(value));

    /// <summary>NaN for <see cref="None"/>.</summary>
    public double ToDouble() => Decimal8.ToDouble(Raw);

    public int CompareTo(Price other) => Raw.CompareTo(other.Raw);

    public bool Equals(Price other) => Raw == other.Raw;

    public override bool Equals(object? obj) => obj is Price other && Equals(other);

    public override int GetHashCode() => Raw.GetHashCode();

    /// <summary>Cold: allocates.</summary>
    public override string ToString() => Decimal8.ToText(Raw);

    public static bool operator ==(Price left, Price right) => left.Raw == right.Raw;

    public static bool operator !=(Price left, Price right) => left.Raw != right.Raw;

    public static bool operator <(Price left, Price right) => left.Raw < right.Raw;

    public static bool operator >(Price left, Price right) => left.Raw > right.Raw;

    public static bool operator <=(Price left, Price right) => left.Raw <= right.Raw;

    public static bool operator >=(Price left, Price right) => left.Raw >= right.Raw;

    public static Price operator +(Price left, Price right) => new(checked(left.Raw + right.Raw));

    public static Price operator -(Price left, Price right) => new(checked(left.Raw - right.Raw));

    public static Price operator -(Price value) => new(-value.Raw);
}
