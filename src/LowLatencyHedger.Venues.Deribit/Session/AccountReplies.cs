using LowLatencyHedger.Primitives;
using LowLatencyHedger.Venues.Deribit.Codec;

namespace LowLatencyHedger.Venues.Deribit.Session;

/// <summary>
/// Reads out of replies what the recovery itself needs to know, beside the events that the decoders make of them. Cold. What it cannot
/// read it leaves out: the decoders judge whether a reply is sound.
/// </summary>
internal sealed class AccountReplies
{
    private readonly byte[] _scratch = new byte[256];

    /// <summary>An order as far as the recovery cares.</summary>
    public readonly record struct OrderSummary(OrderRef Ref, InlineText32 ExchangeOrderId, InlineText32 InstrumentName, bool HasFills);

    /// <summary>Does the reply to <c>get_cancel_on_disconnect</c> say that it is on?</summary>
    public static bool IsEnabled(ReadOnlySpan<byte> result)
    {
        var isEnabled = false;
        var reader = new JsonReader(result);
        reader.ReadStartObject();
        while (reader.ReadName())
        {
            if (reader.NameEquals("enabled"u8))
            {
                reader.Read();
                reader.TryGetBoolean(out isEnabled);
            }
            else
            {
                reader.SkipValue();
            }
        }

        return isEnabled;
    }

    /// <summary>Does an array of texts have this one?</summary>
    public static bool Contains(ReadOnlySpan<byte> array, ReadOnlySpan<byte> text)
    {
        var reader = new JsonReader(array);
        if (!reader.ReadStartArray())
        {
            return false;
        }

        while (reader.ReadElement())
        {
            if (reader.StringEquals(text))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A whole number, as the reply to a mass cancel; -1 for anything else.</summary>
    public static long ReadCount(ReadOnlySpan<byte> result)
    {
        var reader = new JsonReader(result);
        return reader.Read() && reader.TryGetInt64(out var count) ? count : -1;
    }

    public static SelfTradingRejectMode ReadSelfTradingMode(ReadOnlySpan<byte> summary)
    {
        var reader = new JsonReader(summary);
        reader.ReadStartObject();
        while (reader.ReadName())
        {
            if (reader.NameEquals("self_trading_reject_mode"u8) && reader.Read())
            {
                return reader.StringEquals("reject_taker"u8) ? SelfTradingRejectMode.RejectTaker
                    : reader.StringEquals("cancel_maker"u8) ? SelfTradingRejectMode.CancelMaker
                    : SelfTradingRejectMode.Unknown;
            }

            reader.SkipValue();
        }

        return SelfTradingRejectMode.Unknown;
    }

    /// <summary>The orders of an array.</summary>
    public void ReadOrders(ReadOnlySpan<byte> result, List<OrderSummary> orders)
    {
        orders.Clear();
        var reader = new JsonReader(result);
        if (!reader.ReadStartArray())
        {
            return;
        }

        while (reader.ReadElement())
        {
            orders.Add(ReadOrder(ref reader));
        }
    }

    /// <summary>The id of the last trade of a page; empty if the page is.</summary>
    public InlineText32 ReadLastTradeId(ReadOnlySpan<byte> result)
    {
        var last = default(InlineText32);
        var reader = new JsonReader(result);
        reader.ReadStartObject();
        while (reader.ReadName())
        {
            if (!reader.NameEquals("trades"u8))
            {
                reader.SkipValue();
            }
            else if (reader.ReadStartArray())
            {
                while (reader.ReadElement())
                {
                    ReadTradeId(ref reader, ref last);
                }
            }
        }

        return last;
    }

    /// <summary>
    /// The parts of a page of the settlement history: its entries, the time of the oldest, and how to ask for the next; empty if there is none.
    /// </summary>
    public static bool TryReadSettlements(
        ReadOnlySpan<byte> result, out ReadOnlySpan<byte> settlements, out long oldestUtcNanos, out ReadOnlySpan<byte> continuation)
    {
        settlements = default;
        continuation = default;
        oldestUtcNanos = long.MaxValue;
        var reader = new JsonReader(result);
        if (!reader.ReadStartObject())
        {
            return false;
        }

        while (reader.ReadName())
        {
            var read = reader.NameEquals("settlements"u8) ? reader.CaptureValue(out settlements)
                : reader.NameEquals("continuation"u8) ? reader.CaptureValue(out continuation)
                : reader.SkipValue();
            if (!read)
            {
                return false;
            }
        }

        // The words that the venue has for none, beside leaving it out.
        var isText = continuation.Length > 2 && continuation[0] == (byte)'"' && !continuation.SequenceEqual("\"none\""u8);
        continuation = isText ? continuation[1..^1] : default;
        return TryReadOldest(settlements, ref oldestUtcNanos);
    }

    private static bool TryReadOldest(ReadOnlySpan<byte> settlements, ref long oldestUtcNanos)
    {
        var reader = new JsonReader(settlements);
        if (!reader.ReadStartArray())
        {
            return false;
        }

        while (reader.ReadElement())
        {
            while (reader.ReadName())
            {
                var utcNanos = long.MaxValue;
                if (!reader.NameEquals("timestamp"u8))
                {
                    reader.SkipValue();
                }
                else if (FieldReader.Milliseconds(ref reader, ref utcNanos))
                {
                    oldestUtcNanos = Math.Min(oldestUtcNanos, utcNanos);
                }
            }
        }

        return !reader.Failed;
    }

    private void ReadTradeId(ref JsonReader reader, ref InlineText32 id)
    {
        while (reader.ReadName())
        {
            if (reader.NameEquals("trade_id"u8))
            {
                id = ReadText(ref reader);
            }
            else
            {
                reader.SkipValue();
            }
        }
    }

    private OrderSummary ReadOrder(ref JsonReader reader)
    {
        var order = default(OrderSummary);
        while (reader.ReadName())
        {
            if (reader.NameEquals("label"u8))
            {
                reader.Read();
                var isOurs = reader.TryGetText(_scratch, out var label) & OrderLabel.TryParse(label, out var parsed);
                order = order with { Ref = isOurs ? parsed : OrderRef.None };
            }
            else if (reader.NameEquals("order_id"u8))
            {
                order = order with { ExchangeOrderId = ReadText(ref reader) };
            }
            else if (reader.NameEquals("instrument_name"u8))
            {
                order = order with { InstrumentName = ReadText(ref reader) };
            }
            else if (reader.NameEquals("filled_amount"u8))
            {
                reader.Read();
                order = order with { HasFills = reader.TryGetDouble(out var filled) && filled != 0 };
            }
            else
            {
                reader.SkipValue();
            }
        }

        return order;
    }

    private InlineText32 ReadText(ref JsonReader reader)
    {
        reader.Read();
        return reader.TryGetText(_scratch, out var utf8) && InlineText32.TryCreate(utf8, out var text) ? text : default;
    }
}
