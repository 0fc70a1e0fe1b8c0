using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Engine;

/// <summary>
/// The way into the input ring for one producer: stamps each event as it becomes visible. A chain's marks and an account's positions are put aside,
/// and enter a few at a time while nothing else waits, so that no tick stands behind a thousand of them. If there is a hold for prices they are put
/// aside while the core is behind, and enter when it has caught up. Thread: the producer's.
/// </summary>
/// <param name="producer">Of the ring.</param>
/// <param name="crowd">For marks and positions.</param>
/// <param name="prices">For those that wait for a core that is behind; null lets them pass.</param>
internal sealed class RingPublisher(RingProducer<InputEvent> producer, EventHold crowd, EventHold? prices = null) : IInputPublisher
{
    /// <summary>
    /// The most events that one message leads to: a whole chain's mark prices, or the snapshot of a deep book. A connection is polled only
    /// while the ring has room for that many, so that a full ring holds back the socket and loses nothing.
    /// </summary>
    public const int MaxEventsPerMessage = 8192;

    /// <summary>Events in the ring from which on prices are put aside: at a microsecond each the core is a millisecond behind.</summary>
    public const int HoldAbove = 1_024;

    /// <summary>Prices that were put aside fill the ring up to this many events.</summary>
    public const int ReleaseBelow = 256;

    /// <summary>Marks or positions that enter in one turn: what a tick waits for at most, some three microseconds.</summary>
    public const int CrowdPerTurn = 4;

    /// <summary>After so many turns in which something else waited they enter all the same: where threads share a processor, something always does.</summary>
    public const int CrowdTurnsMax = 16;

    private InputEvent _aside;
    private EventHold? _asideFor;
    private bool _isBehind;
    private int _turnsWaited;

    /// <summary>Events that had been put aside and entered in this turn.</summary>
    [HotPath]
    public int Entered { get; private set; }

    /// <summary>
    /// At the start of each turn of the connection: lets waiting prices go, as far as the core keeps up. True if the connection may be
    /// polled.
    /// </summary>
    [HotPath]
    public bool BeginTurn()
    {
        producer.TouchNext();
        var room = producer.AvailableCapacity;
        var waiting = producer.Capacity - room;
        var entering = ReleaseBelow - waiting;
        Entered = 0;
        if (crowd.Count > 0 && (waiting == 0 || _isBehind || ++_turnsWaited == CrowdTurnsMax))
        {
            _turnsWaited = 0;
            Entered = Release(crowd, Math.Min(CrowdPerTurn, entering));
        }

        if (prices is not null)
        {
            Entered += Release(prices, entering - Entered);
            _isBehind = prices.Count > 0 || waiting >= HoldAbove;
        }

        // Something that must not overtake what is held may bring all of it with it.
        return room >= MaxEventsPerMessage + (2 * EventHold.Capacity) + ReleaseBelow;
    }

    [HotPath]
    public ref InputEvent Claim(InputKind kind)
    {
        _asideFor = HoldOf(kind);
        if (_asideFor is not null)
        {
            _aside = default;
            return ref _aside;
        }

        if (!MayOvertake(kind))
        {
            ReleaseAll();
        }

        return ref producer.Claim();
    }

    [HotPath]
    public void Publish()
    {
        if (_asideFor is not null)
        {
            var hold = _asideFor;
            _asideFor = null;
            if (hold.TryHold(in _aside))
            {
                return;
            }

            ReleaseAll();
            producer.Claim() = _aside;
        }

        PublishClaimed();
    }

    /// <summary>Where an event of this kind is put aside; null if it goes its way.</summary>
    [HotPath]
    private EventHold? HoldOf(InputKind kind) => kind switch
    {
        InputKind.MarkVol or InputKind.Position => crowd,
        InputKind.Ticker or InputKind.Quote or InputKind.Index => _isBehind ? prices : null,
        _ => null,
    };

    /// <summary>
    /// Changes of books and trades say nothing about a price that waits, and a newer price is not made wrong by an older mark behind it; the end
    /// of a connection, for one, is.
    /// </summary>
    [HotPath]
    private static bool MayOvertake(InputKind kind) =>
        kind is InputKind.BookChunk or InputKind.Trade or InputKind.Ticker or InputKind.Quote or InputKind.Index;

    [HotPath]
    private void ReleaseAll()
    {
        if (prices is not null)
        {
            Release(prices, prices.Count);
        }

        Release(crowd, crowd.Count);
    }

    /// <summary>The number of those that went.</summary>
    [HotPath]
    private int Release(EventHold hold, int countMax)
    {
        var count = Math.Min(countMax, hold.Count);
        for (var left = count; left > 0; left--)
        {
            producer.Claim() = hold.First;
            hold.RemoveFirst();
            PublishClaimed();
        }

        return Math.Max(count, 0);
    }

    [HotPath]
    private void PublishClaimed()
    {
        producer.Claimed.PublishedNanos = HotClock.MonotonicNanos();
        producer.Publish();
    }
}
