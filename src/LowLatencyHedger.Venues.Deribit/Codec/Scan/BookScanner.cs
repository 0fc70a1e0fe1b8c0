using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec.Scan;

/// <summary>
/// Messages of <c>book.*</c>: the fast twin of <see cref="BookDecoder"/>. The levels of a message that makes one event are read once, into
/// the <see cref="BookMessage"/>; those of longer ones a second time when they are published.
/// </summary>
internal sealed class BookScanner
{
    /// <summary>The bytes of <c>"change"</c>, quotes included.</summary>
    private const ulong Change = 0x2265_676E_6168_6322;

    private readonly MemberNames _names = new(
        "type", "timestamp", "prev_change_id", "instrument_name", "change_id", "bids", "asks");

    private enum Member
    {
        Type,
        Timestamp,
        PrevChangeId,
        InstrumentName,
        ChangeId,
        Bids,
        Asks,
    }

    /// <summary>
    /// Reads a message. Position behind it, or <see cref="JsonScan.Failed"/>. Its instrument is None if the table does not know it.
    /// </summary>
    [HotPath]
    public int Read(ReadOnlySpan<byte> text, int at, in DecodeContext context, scoped ref BookMessage message)
    {
        const ulong Needed = (1UL << (int)Member.Type) | (1UL << (int)Member.Timestamp) | (1UL << (int)Member.InstrumentName)
            | (1UL << (int)Member.ChangeId) | (1UL << (int)Member.Bids) | (1UL << (int)Member.Asks);
        if (!JsonScan.IsAt(text, at, (byte)'{'))
        {
            return JsonScan.Failed;
        }

        message.IsScanned = true;
        var member = _names.Unknown;
        var seen = 0UL;
        do
        {
            at = _names.Read(text, at + 1, ref member);
            var bit = 1UL << member;
            if (at < 0 || ((seen & bit) != 0 && member != _names.Unknown))
            {
                return JsonScan.Failed;
            }

            seen |= bit;
            at = Take((Member)member, text, at, in context, ref message);
        }
        while (at >= 0 && JsonScan.IsAt(text, at, (byte)','));

        var isComplete = at >= 0 && JsonScan.IsAt(text, at, (byte)'}') && (seen & Needed) == Needed
            && message.ChangeId >= 0 && message.ExchangeTimeUtcNanos > 0;
        message.PrevChangeId = Math.Max(message.PrevChangeId, 0);
        message.Chunk.Kind = InputKind.BookChunk;
        message.Chunk.Instrument = message.Instrument;
        message.Chunk.ExchangeTimeUtcNanos = message.ExchangeTimeUtcNanos;
        message.Chunk.Book.ChangeId = message.ChangeId;
        message.Chunk.Book.PrevChangeId = message.PrevChangeId;
        return isComplete ? at + 1 : JsonScan.Failed;
    }

    /// <summary>
    /// <c>[action, price, amount]</c>, or <c>[price, amount]</c> where there are no actions. A deleted level has no amount.
    /// </summary>
    [HotPath]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ReadLevel(ReadOnlySpan<byte> text, int at, out BookLevel level)
    {
        level = default;
        at = ReadAction(text, at, out var isDelete);
        if (at < 0)
        {
            return JsonScan.Failed;
        }

        var end = LevelScan.Read(text, at, ref Unsafe.As<Price, long>(ref level.Price), ref Unsafe.As<Quantity, long>(ref level.Amount));
        if (end >= 0)
        {
            level.Amount = isDelete ? Quantity.Zero : level.Amount;
            return end + 1;
        }

        at = FieldScan.Price(text, at, ref level.Price);
        if (at < 0 || !level.Price.HasValue || !JsonScan.IsAt(text, at, (byte)','))
        {
            return JsonScan.Failed;
        }

        at = FieldScan.Amount(text, at + 1, ref level.Amount);
        if (at < 0 || level.Amount < Quantity.Zero || !JsonScan.IsAt(text, at, (byte)']'))
        {
            return JsonScan.Failed;
        }

        level.Amount = isDelete ? Quantity.Zero : level.Amount;
        return at + 1;
    }

    /// <summary>From the bracket of a level to its price.</summary>
    [HotPath]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ReadAction(ReadOnlySpan<byte> text, int at, out bool isDelete)
    {
        const int LongestAction = 10;
        isDelete = false;
        if (at > text.Length - LongestAction || text[at] != '[')
        {
            return JsonScan.Failed;
        }

        at++;
        if (text[at] != '"')
        {
            return at;
        }

        // Eight bytes hold `"change"` and `"delete"` whole, and `"new",` with two more.
        var word = MemoryMarshal.Read<ulong>(text[at..]);
        if ((word & 0x0000_FFFF_FFFF_FFFF) == 0x2C22_7765_6E22)
        {
            return at + 6;
        }

        isDelete = word == 0x2265_7465_6C65_6422;
        var isKnown = isDelete || word == Change;
        return isKnown && text[at + 8] == ',' ? at + 9 : JsonScan.Failed;
    }

    [HotPath]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Take(
        Member member, ReadOnlySpan<byte> text, int at, in DecodeContext context, scoped ref BookMessage message) =>
        member switch
        {
            Member.Type => ReadType(text, at, ref message.IsSnapshot),
            Member.Timestamp => FieldScan.Milliseconds(text, at, ref message.ExchangeTimeUtcNanos),
            Member.PrevChangeId => FieldScan.Int64(text, at, ref message.PrevChangeId),
            Member.InstrumentName => FieldScan.Instrument(text, at, in context, ref message.Instrument),
            Member.ChangeId => FieldScan.Int64(text, at, ref message.ChangeId),
            Member.Bids => ReadSide(text, at, ref message, isBids: true),
            Member.Asks => ReadSide(text, at, ref message, isBids: false),
            _ => JsonScan.Skip(text, at),
        };

    [HotPath]
    private static int ReadType(ReadOnlySpan<byte> text, int at, ref bool isSnapshot)
    {
        if (at <= text.Length - sizeof(ulong) && MemoryMarshal.Read<ulong>(text[at..]) == Change)
        {
            return at + sizeof(ulong);
        }

        at = JsonScan.Text(text, at, out var word);
        isSnapshot = word.SequenceEqual("snapshot"u8);
        return isSnapshot ? at : JsonScan.Failed;
    }

    /// <summary>
    /// Checks every level and keeps those that fit. Bids stand before asks in an event, so bids that come after asks are not kept.
    /// </summary>
    [HotPath]
    private static int ReadSide(ReadOnlySpan<byte> text, int at, scoped ref BookMessage message, bool isBids)
    {
        var start = at;
        if (!JsonScan.IsAt(text, at, (byte)'['))
        {
            return JsonScan.Failed;
        }

        at++;
        var isKept = !isBids || message.LevelCount == 0;
        ref var kept = ref isBids ? ref message.Chunk.Book.BidCount : ref message.Chunk.Book.AskCount;
        if (!JsonScan.IsAt(text, at, (byte)']'))
        {
            for (; ; at++)
            {
                at = ReadLevel(text, at, out var level);
                if (at < 0)
                {
                    return JsonScan.Failed;
                }

                if (isKept && message.LevelCount < BookBody.MaxLevels)
                {
                    message.Chunk.Book.Levels[message.LevelCount] = level;
                    kept++;
                }

                message.LevelCount++;
                if (!JsonScan.IsAt(text, at, (byte)','))
                {
                    break;
                }
            }
        }

        if (!JsonScan.IsAt(text, at, (byte)']'))
        {
            return JsonScan.Failed;
        }

        at++;
        if (isBids)
        {
            message.Bids = text[start..at];
        }
        else
        {
            message.Asks = text[start..at];
        }

        return at;
    }
}
