using LowLatencyHedger.App.Engine;
using System.Text;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Venues.Deribit.Codec;
using LowLatencyHedger.Venues.Deribit.Codec.Scan;
using LowLatencyHedger.Venues.Deribit.Reference;

namespace LowLatencyHedger.App.Bench;

/// <summary>
/// How the cost of a message grows with what there is of it: with messages that arrive at once, instruments, options held, and levels of the
/// book. Each table's floor is its own smallest load, so that a ratio is the growth.
/// </summary>
internal sealed class LoadBenchmark : IBenchmark
{
    private const int Messages = 512;
    private const int Ticks = 256;

    private static readonly int[] s_bursts = [1, 8, 64, 512];
    private static readonly int[] s_instruments = [10, 100, 1_000, 4_000];
    private static readonly int[] s_options = [10, 100, 1_000, 10_000];
    private static readonly int[] s_depths = [10, 100, 500, 1_000];

    public string Name => "load";

    public IReadOnlyList<BenchRow> Run(Rounds rounds) =>
    [
        .. Table(rounds, "burst", s_bursts, Burst),
        .. Table(rounds, "instruments", s_instruments, Decode),
        .. Table(rounds, "options", s_options, Tick),
        .. Table(rounds, "depth", s_depths, Change),
    ];

    private static IEnumerable<BenchRow> Table(Rounds rounds, string name, int[] loads, Func<string, int, Work> make)
    {
        var floor = make(name + loads[0], loads[0]);
        return loads[1..].Select(load => rounds.Compare(make(name + load, load), floor));
    }

    /// <summary>Events that arrive at once enter the ring together, and are handled then: a tick's price, its way through the ring included.</summary>
    private static Work Burst(string name, int burst)
    {
        var ring = new RingBuffer<InputEvent>(2 * Messages);
        var consumer = ring.AddConsumer("core");
        ring.Start();
        var tick = new InputEvent { Kind = InputKind.Quote };
        var sum = 0L;
        return new Work(name, Messages, () =>
        {
            for (var done = 0; done < Messages; done += burst)
            {
                for (var i = 0; i < burst; i++)
                {
                    ring.TryClaim(out var sequence);
                    ring[sequence] = tick;
                    ring.Publish(sequence);
                }

                while (consumer.TryPeek(out var next))
                {
                    sum += consumer[next].ReceivedNanos;
                    consumer.Advance();
                }
            }
        });
    }

    /// <summary>Quotes of instruments in random order, to events.</summary>
    private static Work Decode(string name, int instruments)
    {
        var table = new InstrumentTable(instruments, 1);
        for (var i = 0; i < instruments; i++)
        {
            table.Define(new InstrumentBody { Name = InlineText32.From(NameOf(i)) }, out _);
        }

        var random = new Random(8_801);
        byte[][] messages = [.. Enumerable.Range(0, Messages).Select(_ => Quote(NameOf(random.Next(instruments))))];
        var scanner = new NotificationScanner();
        var counters = new DecodeCounters();
        var slot = new EventSlot();
        return new Work(name, Messages, () =>
        {
            var context = new DecodeContext(table, slot, counters, connectionId: 1, receivedNanos: 1);
            foreach (var message in messages)
            {
                var isTaken = NotificationScanner.TryReadFrame(message, out var frame)
                    && scanner.TryDecode(in frame, in context, out var result) && result == DecodeResult.Ok;
                Invariant.That(isTaken, "a message of a bench is not scanned");
            }
        });
    }

    private static string NameOf(int instrument) => $"BTC-27MAR26-{20_000 + (500 * (instrument / 2))}-{(instrument % 2 == 0 ? 'C' : 'P')}";

    private static byte[] Quote(string name) => Encoding.UTF8.GetBytes(
        $"{{\"jsonrpc\":\"2.0\",\"method\":\"subscription\",\"params\":{{\"channel\":\"quote.{name}\",\"data\":{{\"timestamp\":1768910400010,"
        + $"\"instrument_name\":\"{name}\",\"best_bid_price\":0.0125,\"best_bid_amount\":12.5,\"best_ask_price\":0.013,\"best_ask_amount\":7.1}}}}}}");

    /// <summary>A tick of the hedge instrument with a book of options over twelve expiries.</summary>
    private static Work Tick(string name, int options)
    {
        var core = new ScratchCore(options);
        return new Work(name, Ticks, () => core.Tick(Ticks));
    }

    private static Work Change(string name, int depth) => BookBenchmark.Changes(name, levels: 1, depth);
}
