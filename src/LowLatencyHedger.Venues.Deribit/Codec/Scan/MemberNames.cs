using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec.Scan;

/// <summary>
/// The names that the members of one kind of object can have, as the numbers of their places in a list; every other name is
/// <see cref="Unknown"/>. Remembers which member followed which the last time: one comparison of 32 bytes recognises a name that comes in
/// the same order again, and only another order costs a search. The order never changes what is read. Thread: one.
/// </summary>
internal sealed class MemberNames
{
    /// <summary>Quotes and colon have to fit into a vector too.</summary>
    private const int MaxLength = 29;

    private const int SlotBits = 7;
    private const ulong Multiplier = 0x9E3779B97F4A7C15;

    private readonly byte[][] _names;
    private readonly byte[][] _spelled;
    private readonly Spelling[] _spellings;
    private readonly byte[] _slots = new byte[1 << SlotBits];
    private readonly byte[] _followers;

    public MemberNames(params string[] names)
    {
        Invariant.That(names.Length is > 0 and < 64, "the members of an object are kept in one word of bits");
        _names = [.. names.Select(Encoding.ASCII.GetBytes)];
        _spelled = [.. names.Select(name => Encoding.ASCII.GetBytes($"\"{name}\":"))];
        _spellings = [.. _spelled.Select(spelled => new Spelling(spelled)), Spelling.None];
        _followers = new byte[names.Length + 1];
        Array.Fill(_slots, (byte)Unknown);
        for (var i = 0; i < names.Length; i++)
        {
            Invariant.That(names[i].Length is > 0 and <= MaxLength, "a member's name does not fit into a vector");
            _followers[i] = (byte)(i + 1);
            var slot = SlotOf(_names[i]);
            while (_slots[slot] != Unknown)
            {
                slot = (slot + 1) & (_slots.Length - 1);
            }

            _slots[slot] = (byte)i;
        }
    }

    /// <summary>How many there are, and the number of a name that is not among them.</summary>
    [HotPath]
    public int Unknown => _names.Length;

    /// <summary>
    /// From the opening quote of a name to behind its colon. <paramref name="member"/> comes in as the member before, or
    /// <see cref="Unknown"/> at the start of an object, and goes out as the one that was read.
    /// </summary>
    [HotPath]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Read(ReadOnlySpan<byte> text, int at, ref int member)
    {
        int expected = _followers[member];
        ref readonly var spelling = ref _spellings[expected];
        if (at <= text.Length - Vector256<byte>.Count && spelling.IsAt(text, at))
        {
            member = expected;
            return at + spelling.Length;
        }

        (at, member) = Search(text, at, member, expected);
        return at;
    }

    [HotPath]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private (int End, int Member) Search(ReadOnlySpan<byte> text, int at, int previous, int expected)
    {
        var isNearEnd = at > text.Length - Vector256<byte>.Count;
        if (isNearEnd && expected != Unknown && text[at..].StartsWith(_spelled[expected]))
        {
            return (at + _spelled[expected].Length, expected);
        }

        at = JsonScan.Text(text, at, out var name);
        if (at < 0 || !JsonScan.IsAt(text, at, (byte)':'))
        {
            return (JsonScan.Failed, previous);
        }

        var member = Find(name);
        _followers[previous] = (byte)member;
        return (at + 1, member);
    }

    [HotPath]
    private int Find(ReadOnlySpan<byte> name)
    {
        for (var slot = SlotOf(name); ; slot = (slot + 1) & (_slots.Length - 1))
        {
            int member = _slots[slot];
            if (member == Unknown || _names[member].AsSpan().SequenceEqual(name))
            {
                return member;
            }
        }
    }

    [HotPath]
    private static int SlotOf(ReadOnlySpan<byte> name)
    {
        var hash = (ulong)name.Length;
        if (name.Length >= sizeof(ulong))
        {
            hash ^= MemoryMarshal.Read<ulong>(name) ^ BitOperations.RotateLeft(MemoryMarshal.Read<ulong>(name[^sizeof(ulong)..]), 17);
        }
        else
        {
            foreach (var letter in name)
            {
                hash = (hash << 8) ^ letter;
            }
        }

        return (int)((hash * Multiplier) >> (64 - SlotBits));
    }

    /// <summary>A name as it stands in a text, with its quotes and its colon.</summary>
    [HotPath]
    private readonly struct Spelling
    {
        private readonly Vector256<byte> _text;

        /// <summary>Of the 32 bytes those that have to be the same; one beyond them never is.</summary>
        private readonly ulong _lanes;

        public Spelling(byte[] spelled)
        {
            Length = spelled.Length;
            Span<byte> padded = stackalloc byte[Vector256<byte>.Count];
            padded.Clear();
            spelled.CopyTo(padded);
            _text = Vector256.Create<byte>(padded);
            _lanes = (1UL << Length) - 1;
        }

        private Spelling(ulong lanes) => _lanes = lanes;

        /// <summary>Of no name: it is nowhere.</summary>
        public static Spelling None { get; } = new(1UL << Vector256<byte>.Count);

        public int Length { get; }

        /// <summary>The text has at least 32 bytes from this position on.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool IsAt(ReadOnlySpan<byte> text, int at)
        {
            var found = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(text), (nuint)at);
            return (~(ulong)Vector256.Equals(found, _text).ExtractMostSignificantBits() & _lanes) == 0;
        }
    }
}
