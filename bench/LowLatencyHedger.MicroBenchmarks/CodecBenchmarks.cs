using System.Text;
using BenchmarkDotNet.Attributes;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Rpc;
using LowLatencyHedger.Venues.Deribit.Codec;
using LowLatencyHedger.Venues.Deribit.Codec.Scan;
using LowLatencyHedger.Venues.Deribit.Reference;

namespace LowLatencyHedger.MicroBenchmarks;

/// <summary>One message of the simulated venue to an event, by the scanner and by the simple decoder; one order to bytes, by both writers.</summary>
[MemoryDiagnoser]
public class CodecBenchmarks : IInputPublisher
{
    private const int Seed = 1;

    private readonly InstrumentTable _table = new(4_096, 4);
    private readonly DecodeCounters _counters = new();
    private readonly NotificationScanner _scanner = new();
    private readonly byte[] _request = new byte[1_024];
    private readonly byte[] _ticker;
    private readonly byte[] _book;
    private NewOrder _order = new()
    {
        Ref = new OrderRef(7, 42),
        Price = Price.FromDouble(91_000.5),
        Amount = Quantity.FromDouble(2_340),
        ValidUntilUtcNanos = 1_768_912_242_000 * Nanos.PerMilli,
        Side = Side.Buy,
        TimeInForce = TimeInForce.ImmediateOrCancel,
    };

    private InputEvent _event;

    public CodecBenchmarks()
    {
        foreach (var name in SampleTraffic.Instruments(Seed))
        {
            _table.Define(new InstrumentBody { Name = InlineText32.From(name) }, out _);
        }

        var messages = SampleTraffic.Record(Seed, seconds: 5);
        _ticker = Array.Find(messages, message => Encoding.UTF8.GetString(message).Contains("\"greeks\"", StringComparison.Ordinal))!;
        _book = Array.Find(messages, message => Encoding.UTF8.GetString(message).Contains("\"prev_change_id\"", StringComparison.Ordinal))!;
    }

    ref InputEvent IInputPublisher.Claim(InputKind kind)
    {
        _event = default;
        return ref _event;
    }

    void IInputPublisher.Publish()
    {
    }

    [Benchmark]
    public bool ScanTicker() =>
        NotificationScanner.TryReadFrame(_ticker, out var frame) && _scanner.TryDecode(in frame, Context(), out _);

    [Benchmark]
    public DecodeResult DecodeTicker() => Decode(_ticker);

    [Benchmark]
    public bool ScanBook()
    {
        var context = Context();
        if (!NotificationScanner.TryReadFrame(_book, out var frame) || !_scanner.TryReadBook(in frame, in context, out _, out var book))
        {
            return false;
        }

        BookDecoder.Publish(in book, in context);
        return true;
    }

    [Benchmark]
    public DecodeResult DecodeBook() => Decode(_book);

    [Benchmark]
    public int WriteOrderByTemplate() => OrderTemplates.Place(_request, 1_000, "BTC-PERPETUAL"u8, in _order);

    [Benchmark]
    public int WriteOrder() => OrderRequests.Place(_request, 1_000, "BTC-PERPETUAL"u8, in _order);

    private DecodeResult Decode(byte[] message)
    {
        EnvelopeReader.TryRead(message, out var envelope);
        return ChannelDecoder.Decode(in envelope, Context());
    }

    private DecodeContext Context() => new(_table, this, _counters, connectionId: 1, receivedNanos: 1);
}
