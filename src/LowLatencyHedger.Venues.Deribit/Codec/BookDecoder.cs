using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Venues.Deribit.Codec.Scan;

namespace LowLatencyHedger.Venues.Deribit.Codec;

/// <summary>
/// Messages of the book channels, grouped ones too, and the answer to <c>public/get_order_book</c>, which is a snapshot. Every level is
/// checked before the first is published, so a broken message publishes nothing.
/// </summary>
[HotPath]
public static class BookDecoder
{
    /// <summary>Reads and checks a whole message. Only an Ok one can be published.</summary>
    public static DecodeResult TryRead(ReadOnlySpan<byte> data, in DecodeContext context, out BookMessage message)
    {
        message = default;
        var candidate = default(BookMessage);
        var found = ReadMembers(data, in context, ref candidate);
        if (found == DecodeResult.Malformed || !TryCheckSide(candidate.Bids, ref candidate.LevelCount, out var roundedBids)
            || !TryCheckSide(candidate.Asks, ref candidate.LevelCount, out var roundedAsks))
        {
            context.Counters.Malformed++;
            return DecodeResult.Malformed;
        }

        context.Counters.Rounded += roundedBids + roundedAsks;
        context.Counters.UnknownInstruments += found == DecodeResult.UnknownInstrument ? 1 : 0;
        message = candidate;
        return found;
    }

    /// <summary>Publishes the levels, bids first, in as many chunks as they need; a message without levels is one empty chunk.</summary>
    public static void Publish(in BookMessage message, in DecodeContext context)
    {
        var flags = message.IsSnapshot ? InputFlags.SnapshotStart : InputFlags.None;
        if (message.IsScanned && message.LevelCount == message.Chunk.Book.BidCount + message.Chunk.Book.AskCount)
        {
            context.Publish(in message.Chunk, flags | InputFlags.Last);
            return;
        }

        var chunk = default(InputEvent);
        chunk.Kind = InputKind.BookChunk;
        chunk.Flags = flags;
        chunk.Instrument = message.Instrument;
        chunk.ExchangeTimeUtcNanos = message.ExchangeTimeUtcNanos;
        chunk.Book.ChangeId = message.ChangeId;
        chunk.Book.PrevChangeId = message.PrevChangeId;
        var left = message.LevelCount;
        if (message.IsScanned)
        {
            PublishScannedSide(message.Bids, in context, ref chunk, ref chunk.Book.BidCount, ref left);
            PublishScannedSide(message.Asks, in context, ref chunk, ref chunk.Book.AskCount, ref left);
        }
        else
        {
            PublishSide(message.Bids, in context, ref chunk, ref chunk.Book.BidCount, ref left);
            PublishSide(message.Asks, in context, ref chunk, ref chunk.Book.AskCount, ref left);
        }

        if (message.LevelCount == 0)
        {
            context.Publish(in chunk, chunk.Flags | InputFlags.Last);
        }
    }

    private static void PublishScannedSide(
        ReadOnlySpan<byte> side, in DecodeContext context, ref InputEvent chunk, ref byte count, ref int left)
    {
        // Behind each level there is a comma or the end of the array.
        for (var at = 1; at < side.Length - 1; at++)
        {
            at = BookScanner.ReadLevel(side, at, out var level);
            Invariant.That(at >= 0, "a level changed between two passes over it");
            PublishLevel(in level, in context, ref chunk, ref count, ref left);
        }
    }

    private static void PublishSide(ReadOnlySpan<byte> side, in DecodeContext context, ref InputEvent chunk, ref byte count, ref int left)
    {
        var reader = new JsonReader(side);
        reader.ReadStartArray();
        while (reader.ReadElement())
        {
            var sound = TryReadLevel(ref reader, out var level);
            Invariant.That(sound, "a level changed between two passes over it");
            PublishLevel(in level, in context, ref chunk, ref count, ref left);
        }
    }

    /// <summary>Adds a level to the chunk, and publishes the chunk when it is full or the level is the last.</summary>
    private static void PublishLevel(in BookLevel level, in DecodeContext context, ref InputEvent chunk, ref byte count, ref int left)
    {
        ref var book = ref chunk.Book;
        book.Levels[book.BidCount + book.AskCount] = level;
        count++;
        left--;
        if (left == 0 || book.BidCount + book.AskCount == BookBody.MaxLevels)
        {
            context.Publish(in chunk, left == 0 ? chunk.Flags | InputFlags.Last : chunk.Flags);
            chunk.Flags = InputFlags.None;
            book.BidCount = 0;
            book.AskCount = 0;
            book.Levels = default;
        }
    }

    private static DecodeResult ReadMembers(ReadOnlySpan<byte> data, in DecodeContext context, scoped ref BookMessage message)
    {
        var reader = new JsonReader(data);
        if (!reader.ReadStartObject())
        {
            return DecodeResult.Malformed;
        }

        message.Instrument = InstrumentId.None;
        message.ChangeId = -1;
        message.PrevChangeId = -1;
        var found = DecodeResult.Malformed;
        var type = BookMessageType.Unstated;
        while (reader.ReadName())
        {
            var read = reader.NameEquals("type"u8) ? TryReadType(ref reader, out type)
                : reader.NameEquals("timestamp"u8) ? FieldReader.Milliseconds(ref reader, ref message.ExchangeTimeUtcNanos)
                : reader.NameEquals("instrument_name"u8)
                    ? FieldReader.Instrument(ref reader, in context, ref message.Instrument, ref found)
                : reader.NameEquals("prev_change_id"u8) ? FieldReader.Int64(ref reader, ref message.PrevChangeId)
                : reader.NameEquals("change_id"u8) ? FieldReader.Int64(ref reader, ref message.ChangeId)
                : reader.NameEquals("bids"u8) ? reader.CaptureValue(out message.Bids)
                : reader.NameEquals("asks"u8) ? reader.CaptureValue(out message.Asks)
                : reader.SkipValue();
            if (!read)
            {
                return DecodeResult.Malformed;
            }
        }

        // Recordings of 2019 and grouped books state no type: they are snapshots unless they name a predecessor.
        message.IsSnapshot = type == BookMessageType.Snapshot || (type == BookMessageType.Unstated && message.PrevChangeId < 0);
        message.PrevChangeId = Math.Max(message.PrevChangeId, 0);
        var complete = reader.Kind == JsonKind.EndObject && message.ChangeId >= 0 && message.ExchangeTimeUtcNanos > 0;
        return complete && !reader.Read() && !reader.Failed ? found : DecodeResult.Malformed;
    }

    private static bool TryReadType(ref JsonReader reader, out BookMessageType type)
    {
        var read = reader.Read();
        type = reader.StringEquals("snapshot"u8) ? BookMessageType.Snapshot
            : reader.StringEquals("change"u8) ? BookMessageType.Change
            : BookMessageType.Unstated;
        return read && type != BookMessageType.Unstated;
    }

    private static bool TryCheckSide(ReadOnlySpan<byte> side, ref int levelCount, out int rounded)
    {
        rounded = 0;
        var reader = new JsonReader(side);
        if (!reader.ReadStartArray())
        {
            return false;
        }

        while (reader.ReadElement())
        {
            if (!TryReadLevel(ref reader, out _))
            {
                return false;
            }

            levelCount++;
        }

        rounded = reader.RoundedCount;
        return !reader.Read() && !reader.Failed;
    }

    /// <summary>
    /// <c>[action, price, amount]</c>, or <c>[price, amount]</c> where there are no actions. A deleted level has no amount.
    /// </summary>
    private static bool TryReadLevel(ref JsonReader reader, out BookLevel level)
    {
        level = default;
        if (reader.Kind != JsonKind.StartArray || !reader.Read())
        {
            return false;
        }

        var isDelete = reader.StringEquals("delete"u8);
        if (isDelete || reader.StringEquals("new"u8) || reader.StringEquals("change"u8))
        {
            reader.Read();
        }

        if (!reader.TryGetDecimal8(out var price, out _) || !reader.Read() || !reader.TryGetDecimal8(out var amount, out _) || amount < 0)
        {
            return false;
        }

        level.Price = Price.FromRaw(price);
        level.Amount = isDelete ? Quantity.Zero : Quantity.FromRaw(amount);
        return reader.Read() && reader.Kind == JsonKind.EndArray;
    }

    private enum BookMessageType : byte
    {
        Unstated,
        Snapshot,
        Change,
    }
}
