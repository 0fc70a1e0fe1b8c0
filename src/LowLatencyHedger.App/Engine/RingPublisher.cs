using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Engine;

/// <summary>
/// The way into the input ring for one producer: stamps each event as it becomes visible. While the core is behind, prices are put aside
/// instead, if there is a hold for them, and enter when it has caught up. Thread: the producer's.
/// </summary>
internal sealed class RingPublisher(RingProducer<InputEvent> producer, PriceHold? hold = null) : IInputPublisher
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

    private InputEvent _aside;
    private bool _isBehind;
    private bool _isAside;

    /// <summary>
    /// At the start of each turn of the connection: lets waiting prices go, as far as the core keeps up. True if the connection may be
    /// polled.
    /// </summary>
    [HotPath]
    public bool BeginTurn()
    {
        producer.TouchNext();
        var room = producer.AvailableCapacity;
        if (hold is null)
        {
            return room >= MaxEventsPerMessage;
        }

        var waiting = producer.Capacity - room;
        Release(ReleaseBelow - waiting);
        _isBehind = hold.Count > 0 || waiting >= HoldAbove;

        // Something that must not overtake the prices may bring them all with it.
        return room >= MaxEventsPerMessage + PriceHold.Capacity + ReleaseBelow;
    }

    [HotPath]
    public ref InputEvent Claim()
    {
        if (!_isBehind)
        {
            return ref producer.Claim();
        }

        _isAside = true;
        _aside = default;
        return ref _aside;
    }

    [HotPath]
    public void Publish()
    {
        if (_isAside)
        {
            _isAside = false;
            if (hold!.TryHold(in _aside))
            {
                return;
            }

            // Changes of books and trades say nothing about a price that waits; the end of a connection, for one, does.
            if (_aside.Kind is not (InputKind.BookChunk or InputKind.Trade))
            {
                Release(hold.Count);
            }

            producer.Claim() = _aside;
        }

        PublishClaimed();
    }

    [HotPath]
    private void Release(int countMax)
    {
        for (; countMax > 0 && hold!.Count > 0; countMax--)
        {
            producer.Claim() = hold.First;
            hold.RemoveFirst();
            PublishClaimed();
        }
    }

    [HotPath]
    private void PublishClaimed()
    {
        producer.Claimed.PublishedNanos = HotClock.MonotonicNanos();
        producer.Publish();
    }
}
