using System.Runtime.CompilerServices;

namespace LowLatencyHedger.Primitives;

/// <summary>An amount in the venue's amount unit (USD for inverse futures, coins for options), signed where it is a position, exact to 1e-8.</summary>
[HotPath]
public readonly struct Quantity : IEquatable<Quantity>, IComparable<Quantity>
{
    /// <summary>Absent: an empty side, a null in a message.</summary>
    public static readonly Quantity None = new(Decimal8.None);

    public static readonly Quantity Zero;

    /// <summary>Units of 1e-8.</summary>
    public readonly long Raw;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Quantity(long raw) => Raw = raw;

    public bool HasValue => Raw != Decimal8.None;

    public bool IsPositive => Raw > 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Quantity FromRaw(long raw) => new(raw);

    /// <summary><see cref="None"/> for NaN and values out of range.</summary>
    public static Quantity FromDouble(double value) => new(Decimal8.FromDouble(value));

    /// <summary>NaN for <see cref="None"/>.</summary>
    public double ToDouble() => Decimal8.ToDouble(Raw);

    public int CompareTo(Quantity other) => Raw.CompareTo(other.Raw);

    public bool Equals(Quantity other) => Raw == other.Raw;

    public override bool Equals(object? obj) => obj is Quantity other && Equals(other);

    public override int GetHashCode() => Raw.GetHashCode();

    /// <summary>Cold: allocates.</summary>
    public override string ToString() => Decimal8.ToText(Raw);

    public static bool operator ==(Quantity left, Quantity right) => left.Raw == right.Raw;

    public static bool operator !=(Quantity left, Quantity right) => left.Raw != right.Raw;

    public static bool operator <(Quantity left, Quantity right) => left.Raw < right.Raw;

    public static bool operator >(Quantity left, Quantity right) => left.Raw > right.Raw;

    public static bool operator <=(Quantity left, Quantity right) => left.Raw <= right.Raw;

    public static bool operator >=(Quantity left, Quantity right) => left.Raw >= right.Raw;

    public static Quantity operator +(Quantity left, Quantity right) => new(checked(left.Raw + right.Raw));

    public static Quantity operator -(Quantity left, Quantity right) => new(checked(left.Raw - right.Raw));

    public static Quantity operator -(Quantity value) => new(-value.Raw);
}
