using LowLatencyHedger.App.Engine;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Telemetry;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.App.Tests.Running;

/// <summary>Prices put aside while the core is behind: against a simple twin.</summary>
public sealed class ConflationTests
{
    private const int Instruments = 40;
    private const int Slots = 16_384;

    private static readonly InputKind[] s_kinds =
    [
        InputKind.Ticker, InputKind.Ticker, InputKind.Quote, InputKind.Index, InputKind.MarkVol, InputKind.BookChunk, InputKind.Trade,
        InputKind.Fill, InputKind.OrderUpdate, InputKind.Session, InputKind.BookInvalidated,
    ];

    private readonly TelemetryCounter _conflated = new();
    private readonly RingBuffer<InputEvent> _ring = new(Slots);
    private readonly RingConsumer<InputEvent> _core;
    private readonly RingProducer<InputEvent> _producer;
    private readonly RingPublisher _publisher;
    private readonly List<InputEvent> _handled = [];

    public ConflationTests()
    {
        _core = _ring.AddConsumer("core");
        _ring.Start();
        _producer = new RingProducer<InputEvent>(_ring, "market", OverflowPolicy.Backpressure, new StopSignal(), waitNanosMax: 0);
        _publisher = new RingPublisher(_producer, new PriceHold(4_096, 16, _conflated));
    }

    [Fact]
    public void Publish_FasterThanTheCore_AsTheSimpleTwin()
    {
        var random = new Random(Seeds.For(nameof(Publish_FasterThanTheCore_AsTheSimpleTwin), 97));
        var twin = new NaiveConflation();
        var sent = new List<InputEvent>();
        for (var turn = 0; turn < 4_000; turn++)
        {
            twin.BeginTurn(Slots - _producer.AvailableCapacity);
            if (_publisher.BeginTurn())
            {
                for (var left = random.Next(turn % 1_000 < 500 ? 100 : 10); left > 0; left--)
                {
                    var next = Draw(random, sent.Count);
                    sent.Add(next);
                    twin.Publish(next);
                    _publisher.Claim() = next;
                    _publisher.Publish();
                }
            }

            Handle(random.Next(60));
        }

        Settle(twin);

        Assert.True(_conflated.Value > 10_000, "the core was never behind");
        Assert.Equal(twin.Published.Select(Number), _handled.Select(Number));
        Assert.Equal(sent.Count - _conflated.Value, _handled.Count);
        CheckNothingIsLost(sent);
    }

    [Fact]
    public void Publish_CoreKeepsUp_NothingIsPutAside()
    {
        for (var i = 0; i < 50_000; i++)
        {
            Assert.True(_publisher.BeginTurn());
            _publisher.Claim() = Draw(new Random(i), i);
            _publisher.Publish();
            Handle(2);
        }

        Assert.Equal(0, _conflated.Value);
        Assert.Equal(50_000, _handled.Count);
    }

    [Fact]
    public void Publish_PutAside_AllocatesNothing()
    {
        for (var i = 0; i < 2 * RingPublisher.HoldAbove; i++)
        {
            _publisher.Claim() = Draw(new Random(1), i);
            _publisher.Publish();
        }

        Assert.True(_publisher.BeginTurn());
        var tick = new InputEvent { Kind = InputKind.Ticker, Instrument = new InstrumentId(1) };
        long before = 0;
        for (var i = 0; i < 2_000; i++)
        {
            before = i == 1_000 ? GC.GetAllocatedBytesForCurrentThread() : before;
            _publisher.Claim() = tick;
            _publisher.Publish();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(_conflated.Value > 1_000);
    }

    private static InputEvent Draw(Random random, int number)
    {
        var drawn = new InputEvent { Kind = s_kinds[random.Next(s_kinds.Length)], Instrument = InstrumentId.None, ReceivedNanos = number };
        if (random.Next(12) != 0 && drawn.Kind is InputKind.Session or InputKind.BookInvalidated or InputKind.Fill or InputKind.OrderUpdate)
        {
            drawn.Kind = InputKind.Ticker;
        }

        if (drawn.Kind == InputKind.Index)
        {
            drawn.Index.Underlying = new UnderlyingId(random.Next(2));
        }
        else
        {
            drawn.Instrument = new InstrumentId(random.Next(Instruments));
        }

        return drawn;
    }

    private static long Number(InputEvent handled) => handled.ReceivedNanos;

    private static (InputKind Kind, int Thing) ThingOf(InputEvent price) =>
        (price.Kind, price.Kind == InputKind.Index ? price.Index.Underlying.Index : price.Instrument.Index);

    private static bool IsPrice(InputEvent any) => any.Kind is InputKind.Ticker or InputKind.Quote or InputKind.Index or InputKind.MarkVol;

    private void CheckNothingIsLost(List<InputEvent> sent)
    {
        Assert.Equal(sent.Where(any => !IsPrice(any)).Select(Number), _handled.Where(any => !IsPrice(any)).Select(Number));
        foreach (var prices in _handled.Where(IsPrice).GroupBy(ThingOf))
        {
            Assert.Equal(prices.Select(Number).Order(), prices.Select(Number));
            Assert.Equal(sent.Where(any => IsPrice(any) && ThingOf(any) == prices.Key).Max(Number), Number(prices.Last()));
        }
    }

    private void Handle(int countMax)
    {
        for (; countMax > 0 && _core.TryPeek(out var sequence); countMax--)
        {
            _handled.Add(_core[sequence]);
            _core.Advance();
        }
    }

    private void Settle(NaiveConflation twin)
    {
        for (var turn = 0; turn < 100; turn++)
        {
            Handle(int.MaxValue);
            twin.BeginTurn(Slots - _producer.AvailableCapacity);
            _publisher.BeginTurn();
        }
    }

    /// <summary>The same with a list that is searched from its start.</summary>
    private sealed class NaiveConflation
    {
        private readonly List<InputEvent> _held = [];
        private bool _isBehind;

        public List<InputEvent> Published { get; } = [];

        public void BeginTurn(int waiting)
        {
            Release(Math.Clamp(RingPublisher.ReleaseBelow - waiting, 0, _held.Count));
            _isBehind = _held.Count > 0 || waiting >= RingPublisher.HoldAbove;
        }

        public void Publish(InputEvent next)
        {
            if (_isBehind && IsPrice(next))
            {
                var older = _held.FindIndex(held => ThingOf(held) == ThingOf(next));
                if (older >= 0)
                {
                    _held[older] = next;
                }
                else
                {
                    _held.Add(next);
                }

                return;
            }

            Release(next.Kind is InputKind.BookChunk or InputKind.Trade ? 0 : _held.Count);
            Published.Add(next);
        }

        private void Release(int count)
        {
            Published.AddRange(_held[..count]);
            _held.RemoveRange(0, count);
        }
    }
}
