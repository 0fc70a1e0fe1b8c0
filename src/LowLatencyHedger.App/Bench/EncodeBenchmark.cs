using System.Buffers;
using System.Text.Json;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Transport;
using LowLatencyHedger.Venues.Deribit.Codec;

namespace LowLatencyHedger.App.Bench;

/// <summary>
/// Orders to bytes, and on to a masked frame, beside <see cref="Utf8JsonWriter"/> writing the same fields into a buffer, and beside copying
/// as many bytes.
/// </summary>
internal sealed class EncodeBenchmark : IBenchmark
{
    private const int Count = 256;
    private const string Instrument = "BTC-PERPETUAL";

    private readonly NewOrder[] _orders = new NewOrder[Count];
    private readonly byte[] _request = new byte[1_024];
    private readonly byte[] _frame = new byte[1_024];
    private readonly ArrayBufferWriter<byte> _buffer = new(1_024);
    private byte[] _sample = [];

    public string Name => "encode";

    public IReadOnlyList<BenchRow> Run(Rounds rounds)
    {
        var random = new Random(7_201);
        for (var i = 0; i < Count; i++)
        {
            _orders[i] = new NewOrder
            {
                Ref = new OrderRef(7, (uint)random.Next()),
                Price = Price.FromRaw(random.Next(80_000 * 2, 100_000 * 2) * (Decimal8.Scale / 2)),
                Amount = Quantity.FromRaw(10 * random.Next(1, 5_000) * Decimal8.Scale),
                ValidUntilUtcNanos = (1_768_912_242_000 + random.Next(1_000_000)) * Nanos.PerMilli,
                Side = i % 2 == 0 ? Side.Buy : Side.Sell,
                TimeInForce = TimeInForce.ImmediateOrCancel,
            };
        }

        _sample = _request.AsSpan(0, OrderTemplates.Place(_request, 1_000, "BTC-PERPETUAL"u8, in _orders[0])).ToArray();
        using var writer = new Utf8JsonWriter(_buffer, new JsonWriterOptions { SkipValidation = true });
        var library = new Work("utf8JsonWriter", Count, () => WriteByLibrary(writer));
        return
        [
            rounds.Compare(new Work("order", Count, Write), library),
            rounds.Compare(new Work("orderMaskedFrame", Count, WriteFrame), library),
            rounds.Compare(new Work("orderBesideCopy", Count, Write), new Work("copyBytes", Count, Copy)),
        ];
    }

    private void Write()
    {
        for (var i = 0; i < Count; i++)
        {
            OrderTemplates.Place(_request, 1_000 + i, "BTC-PERPETUAL"u8, in _orders[i]);
        }
    }

    private void WriteFrame()
    {
        for (var i = 0; i < Count; i++)
        {
            var length = OrderTemplates.Place(_request, 1_000 + i, "BTC-PERPETUAL"u8, in _orders[i]);
            FrameWriter.Write(_frame, FrameOpcode.Text, _request.AsSpan(0, length), mask: 0x9E37_79B9);
        }
    }

    private void Copy()
    {
        for (var i = 0; i < Count; i++)
        {
            _sample.CopyTo(_request, 0);
        }
    }

    private void WriteByLibrary(Utf8JsonWriter writer)
    {
        Span<byte> label = stackalloc byte[OrderLabel.Length];
        for (var i = 0; i < Count; i++)
        {
            ref var order = ref _orders[i];
            OrderLabel.TryWrite(order.Ref, label);
            _buffer.ResetWrittenCount();
            writer.Reset();
            writer.WriteStartObject();
            writer.WriteString("jsonrpc"u8, "2.0"u8);
            writer.WriteNumber("id"u8, 1_000 + i);
            writer.WriteString("method"u8, order.Side == Side.Buy ? "private/buy"u8 : "private/sell"u8);
            writer.WriteStartObject("params"u8);
            writer.WriteString("instrument_name"u8, Instrument);
            writer.WriteNumber("amount"u8, order.Amount.Raw / (double)Decimal8.Scale);
            writer.WriteString("type"u8, "limit"u8);
            writer.WriteNumber("price"u8, order.Price.Raw / (double)Decimal8.Scale);
            writer.WriteString("label"u8, label);
            writer.WriteString("time_in_force"u8, "immediate_or_cancel"u8);
            writer.WriteBoolean("post_only"u8, order.PostOnly);
            writer.WriteBoolean("reduce_only"u8, order.ReduceOnly);
            writer.WriteNumber("valid_until"u8, Nanos.ToMillis(order.ValidUntilUtcNanos));
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.Flush();
        }
    }
}
