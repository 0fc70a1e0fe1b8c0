using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Orders;

/// <summary>The last orders of this run by number, and which of them are not final. Thread: the core's only.</summary>
[HotPath]
internal sealed class OrderTable
{
    /// <summary>More orders than this are never unresolved at once: each hedge instrument has one at most.</summary>
    public const int ActiveCapacity = 128;

    private readonly OrderEntry[] _entries;
    private readonly int[] _active = new int[ActiveCapacity];
    private readonly uint _epoch;
    private uint _lastNumber;

    public OrderTable(uint epoch, int capacity)
    {
        _epoch = epoch;
        _entries = new OrderEntry[capacity];
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

    public bool Contains(OrderRef orderRef) =>
        orderRef.Epoch == _epoch && orderRef.Number != 0 && _entries[Slot(orderRef.Number)].Ref == orderRef;

    public ref OrderEntry this[OrderRef orderRef] => ref _entries[Slot(orderRef.Number)];

    public bool IsOfThisRun(OrderRef orderRef) => orderRef.Epoch == _epoch;

    /// <summary>A final order turned out not to be.</summary>
    public bool Reactivate(in OrderEntry entry)
    {
        if (ActiveCount == ActiveCapacity)
        {
            return false;
        }

        _active[ActiveCount++] = Slot(entry.Ref.Number);
        return true;
    }

    public void Deactivate(in OrderEntry entry)
    {
        var index = _active.AsSpan(0, ActiveCount).IndexOf(Slot(entry.Ref.Number));
        Invariant.That(index >= 0, "an order ends that was not active");
        _active.AsSpan(index + 1, ActiveCount - index - 1).CopyTo(_active.AsSpan(index));
        ActiveCount--;
    }

    private int Slot(uint number) => (int)(number % (uint)_entries.Length);
}
