using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Orders;

/// <summary>
/// The last orders of this run by number, those that an earlier run left unresolved, and which of them are not final. Thread: the core's
/// only.
/// </summary>
[HotPath]
internal sealed class OrderTable
{
    /// <summary>More orders than this are never unresolved at once: each hedge instrument has one at most, and one from before.</summary>
    public const int ActiveCapacity = 128;

    /// <summary>Orders of earlier runs that can be taken over.</summary>
    public const int RestoredCapacity = 64;

    /// <summary>This run's orders, then the restored ones.</summary>
    private readonly OrderEntry[] _entries;
    private readonly int _capacity;
    private readonly int[] _active = new int[ActiveCapacity];
    private readonly uint _epoch;
    private uint _lastNumber;
    private int _restoredCount;

    public OrderTable(uint epoch, int capacity)
    {
        _epoch = epoch;
        _capacity = capacity;
        _entries = new OrderEntry[capacity + RestoredCapacity];
    }

    public int ActiveCount { get; private set; }

    public ref OrderEntry Active(int index) => ref _entries[_active[index]];

    /// <summary>Whether one more order can be kept track of.</summary>
    public bool HasRoom
    {
        get
        {
            ref readonly var oldest = ref _entries[Slot(_lastNumber + 1)];
            return ActiveCount < ActiveCapacity && (oldest.Stage == OrderStage.None || oldest.IsFinal) && _lastNumber < uint.MaxValue;
        }
    }

    /// <summary>Reads where the next order will be entered; changes nothing.</summary>
    public void TouchNext() => NearMemory.Touch<OrderEntry>(_entries.AsSpan(Slot(_lastNumber + 1), 1));

    /// <summary>A cleared entry under the next number, active. Only with <see cref="HasRoom"/>.</summary>
    public ref OrderEntry Add()
    {
        Invariant.That(HasRoom, "an order is added to a table without room");
        _lastNumber++;
        var slot = Slot(_lastNumber);
        ref var entry = ref _entries[slot];
        entry = default;
        entry.Ref = new OrderRef(_epoch, _lastNumber);
        _active[ActiveCount++] = slot;
        return ref entry;
    }

    /// <summary>The last number that was given out.</summary>
    public uint LastNumber => _lastNumber;

    /// <summary>Goes on with the numbers of this run.</summary>
    public void ContinueAfter(uint number) => _lastNumber = Math.Max(_lastNumber, number);

    /// <summary>Takes over an order of an earlier run, or of this run's snapshot, active. False when there is no room or it is known.</summary>
    public bool TryRestore(OrderRef orderRef)
    {
        var isOwn = orderRef.Epoch == _epoch;
        if (orderRef.Epoch > _epoch || (!isOwn && _restoredCount == RestoredCapacity) || ActiveCount == ActiveCapacity || Contains(orderRef))
        {
            return false;
        }

        var slot = isOwn ? Slot(orderRef.Number) : _capacity + _restoredCount++;
        _entries[slot] = default;
        _entries[slot].Ref = orderRef;
        _active[ActiveCount++] = slot;
        return true;
    }

    public bool Contains(OrderRef orderRef) => Find(orderRef) >= 0;

    /// <summary>One that is contained.</summary>
    public ref OrderEntry this[OrderRef orderRef] => ref _entries[Find(orderRef)];

    /// <summary>A label of ours that no run up to this one has given out: another process uses it, or an older journal was put in place.</summary>
    public bool IsFromElsewhere(OrderRef orderRef) =>
        orderRef.Epoch > _epoch || (orderRef.Epoch == _epoch && orderRef.Number > _lastNumber);

    /// <summary>A final order turned out not to be.</summary>
    public bool Reactivate(in OrderEntry entry)
    {
        if (ActiveCount == ActiveCapacity)
        {
            return false;
        }

        _active[ActiveCount++] = Find(entry.Ref);
        return true;
    }

    public void Deactivate(in OrderEntry entry)
    {
        var index = _active.AsSpan(0, ActiveCount).IndexOf(Find(entry.Ref));
        Invariant.That(index >= 0, "an order ends that was not active");
        _active.AsSpan(index + 1, ActiveCount - index - 1).CopyTo(_active.AsSpan(index));
        ActiveCount--;
    }

    private int Slot(uint number) => (int)(number % (uint)_capacity);

    private int Find(OrderRef orderRef)
    {
        if (orderRef.Epoch == _epoch)
        {
            var slot = Slot(orderRef.Number);
            return orderRef.Number != 0 && _entries[slot].Ref == orderRef ? slot : -1;
        }

        for (var i = 0; i < _restoredCount; i++)
        {
            if (_entries[_capacity + i].Ref == orderRef)
            {
                return _capacity + i;
            }
        }

        return -1;
    }
}
