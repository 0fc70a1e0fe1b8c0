using LowLatencyHedger.App.Engine;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Telemetry;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.App.Tests.Running;

/// <summary>Prices put aside while the core is behind, marks and positions always: against a simple twin.</summary>
public sealed class ConflationTests
{
    private const int Instruments = 40;
    private const int Slots = 16_384;

    private static readonly InputKind[] s_kinds =
    [
        InputKind.Ticker, InputKind.Ticker, InputKind.Quote, InputKind.Index, InputKind.MarkVol, InputKind.BookChunk, InputKind.Trade,
        InputKind.Fill, InputKind.OrderUpdate, InputKind.Session, InputKind.BookInvalidated, InputKind.Position,
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
        _publisher = new RingPublisher(_producer, new EventHold(4_096, 16, _conflated), new EventHold(4_096, 16, _conflated));
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
                    Publish(next);
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
    public void Publish_CoreKeepsUp_NothingIsConflated()
    {
        for (var i = 0; i < 50_000; i++)
        {
            Assert.True(_publisher.BeginTurn());
            Publish(Draw(new Random(i), i));
            Handle(2);
        }

        _publisher.BeginTurn();
        Handle(int.MaxValue);
        Assert.Equal(0, _conflated.Value);
        Assert.Equal(50_000, _handled.Count);
    }

    [Fact]
    public void Publish_ChainOfMarks_NoTickWaitsForMoreThanATurnOfThem()
    {
        PublishChain();
        Assert.False(_core.TryPeek(out _));

        for (var turn = 0; turn < 5; turn++)
        {
            Assert.True(_publisher.BeginTurn());
            Publish(Of(InputKind.Ticker, Instruments));
            Handle(int.MaxValue);
            Assert.Equal(RingPublisher.CrowdPerTurn, _handled.FindIndex(any => any.Kind == InputKind.Ticker));
            _handled.Clear();
        }
    }

    [Fact]
    public void Publish_ChainOfMarksWhileTheRingIsNeverEmpty_MarksWaitButNotForEver()
    {
        Publish(Of(InputKind.Ticker, Instruments));
        PublishChain();
        for (var turn = 1; turn <= 3 * RingPublisher.CrowdTurnsMax; turn++)
        {
            Assert.True(_publisher.BeginTurn());
            Assert.Equal(turn % RingPublisher.CrowdTurnsMax == 0 ? RingPublisher.CrowdPerTurn : 0, _publisher.Entered);
        }

        Assert.Equal(1 + (3 * RingPublisher.CrowdPerTurn), _producer.Capacity - _producer.AvailableCapacity);
    }

    /// <summary>Of positions each counts, also when one is told twice.</summary>
    [Fact]
    public void Publish_Positions_EnterAFewAtATimeInTheirOrder()
    {
        const int Positions = 30;
        for (var i = 0; i < Positions; i++)
        {
            Publish(new InputEvent { Kind = InputKind.Position, Instrument = new InstrumentId(i % 10), ReceivedNanos = i });
        }

        Assert.True(_publisher.BeginTurn());
        Handle(int.MaxValue);
        Assert.Equal(RingPublisher.CrowdPerTurn, _handled.Count);
        Publish(Of(InputKind.Fill, 0));

        Handle(int.MaxValue);
        Assert.Equal([.. Enumerable.Range(0, Positions), 0], _handled.Select(any => (int)any.ReceivedNanos));
        Assert.Equal(InputKind.Fill, _handled[^1].Kind);
        Assert.Equal(0, _conflated.Value);
    }

    /// <summary>More positions than find a place beside each other.</summary>
    [Fact]
    public void Publish_MorePositionsThanAreHeld_AllEnterInTheirOrder()
    {
        const int Positions = (2 * EventHold.Capacity) + 100;
        for (var i = 0; i < Positions; i++)
        {
            Publish(new InputEvent { Kind = InputKind.Position, Instrument = new InstrumentId(i), ReceivedNanos = i });
        }

        for (var turn = 0; turn < Positions; turn++)
        {
            Handle(int.MaxValue);
            Assert.True(_publisher.BeginTurn());
        }

        Handle(int.MaxValue);

        Assert.Equal(Enumerable.Range(0, Positions), _handled.Select(any => (int)any.ReceivedNanos));
    }

    [Theory]
    [InlineData(InputKind.Session)]
    [InlineData(InputKind.BookInvalidated)]
    public void Publish_WhatMarksMustNotFollow_TheyGoBeforeIt(InputKind kind)
    {
        PublishChain();
        Publish(Of(kind, 0));

        Handle(int.MaxValue);
        Assert.Equal(Instruments + 1, _handled.Count);
        Assert.Equal(kind, _handled[^1].Kind);
    }

    [Fact]
    public void Publish_PutAside_AllocatesNothing()
    {
        for (var i = 0; i < 2 * RingPublisher.HoldAbove; i++)
        {
            Publish(Draw(new Random(1), i));
        }

        Assert.True(_publisher.BeginTurn());
        var tick = new InputEvent { Kind = InputKind.Ticker, Instrument = new InstrumentId(1) };
        long before = 0;
        for (var i = 0; i < 2_000; i++)
        {
            before = i == 1_000 ? GC.GetAllocatedBytesForCurrentThread() : before;
            Publish(tick);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(_conflated.Value > 1_000);
    }

    private static InputEvent Of(InputKind kind, int instrument) => new() { Kind = kind, Instrument = new InstrumentId(instrument) };

    private void PublishChain()
    {
        for (var i = 0; i < Instruments; i++)
        {
            Publish(Of(InputKind.MarkVol, i));
        }
    }

    private void Publish(in InputEvent next)
    {
        _publisher.Claim(next.Kind) = next;
        _publisher.Publish();
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

    private static bool IsPosition(InputEvent any) => any.Kind == InputKind.Position;

    private static bool IsOther(InputEvent any) => !IsPrice(any) && !IsPosition(any);

    private void CheckNothingIsLost(List<InputEvent> sent)
    {
        Assert.Equal(sent.Where(IsOther).Select(Number), _handled.Where(IsOther).Select(Number));
        Assert.Equal(sent.Where(IsPosition).Select(Number), _handled.Where(IsPosition).Select(Number));
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

    /// <summary>The same with lists that are searched from their start.</summary>
    private sealed class NaiveConflation
    {
        private readonly List<InputEvent> _prices = [];
        private readonly List<InputEvent> _crowd = [];
        private bool _isBehind;
        private int _turnsWaited;

        public List<InputEvent> Published { get; } = [];

        public void BeginTurn(int waiting)
        {
            var room = Math.Max(RingPublisher.ReleaseBelow - waiting, 0);
            if (_crowd.Count > 0 && (waiting == 0 || _isBehind || ++_turnsWaited == RingPublisher.CrowdTurnsMax))
            {
                _turnsWaited = 0;
                room -= Release(_crowd, Math.Min(room, RingPublisher.CrowdPerTurn));
            }

            Release(_prices, room);
            _isBehind = _prices.Count > 0 || waiting >= RingPublisher.HoldAbove;
        }

        public void Publish(InputEvent next)
        {
            if (next.Kind is InputKind.MarkVol or InputKind.Position)
            {
                Hold(_crowd, next);
                return;
            }

            if (_isBehind && IsPrice(next))
            {
                Hold(_prices, next);
                return;
            }

            if (!IsPrice(next) && next.Kind is not (InputKind.BookChunk or InputKind.Trade))
            {
                Release(_prices, _prices.Count);
                Release(_crowd, _crowd.Count);
            }

            Published.Add(next);
        }

        private static void Hold(List<InputEvent> held, InputEvent next)
        {
            var older = IsPrice(next) ? held.FindIndex(any => ThingOf(any) == ThingOf(next)) : -1;
            if (older >= 0)
            {
                held[older] = next;
            }
            else
            {
                held.Add(next);
            }
        }

        private int Release(List<InputEvent> held, int countMax)
        {
            var count = Math.Min(countMax, held.Count);
            Published.AddRange(held[..count]);
            held.RemoveRange(0, count);
            return count;
        }
    }
}
