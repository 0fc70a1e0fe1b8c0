using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Session;

/// <summary>Requests that wait for credits, first in first out, of fixed size.</summary>
internal sealed class RequestQueue
{
    public const int Capacity = 1024;

    private readonly Request[] _requests = new Request[Capacity];
    private int _head;

    public int Count { get; private set; }

    /// <summary>False when full.</summary>
    [HotPath]
    public bool TryAdd(in Request request)
    {
        if (Count == Capacity)
        {
            return false;
        }

        _requests[(_head + Count++) % Capacity] = request;
        return true;
    }

    /// <summary>The one to be sent next; there must be one.</summary>
    public ref Request Peek() => ref _requests[_head];

    public void RemoveFirst()
    {
        _head = (_head + 1) % Capacity;
        Count--;
    }

    public void Clear() => Count = 0;
}
