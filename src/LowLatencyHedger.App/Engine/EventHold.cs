using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Telemetry;

namespace LowLatencyHedger.App.Engine;

/// <summary>
/// Events that wait before the ring: of each ticker, quote, mark and index price the newest, in the place of the first that was put aside, as each makes
/// the one before it worthless; of whatever else all. Thread: one.
/// </summary>
internal sealed class EventHold
{
    /// <summary>What does not fit goes its usual way.</summary>
    public const int Capacity = 2_048;

    private const int None = -1;

    private readonly InputEvent[] _events = new InputEvent[Capacity];
    private readonly int[] _keys = new int[Capacity];

    /// <summary>For each price the number of its event, counted from 1; 0 if none waits.</summary>
    private readonly long[] _numbers;

    private readonly int _instruments;
    private readonly int _underlyings;
    private readonly TelemetryCounter _conflated;
    private long _taken;
    private long _added;

    public EventHold(int instruments, int underlyings, TelemetryCounter conflated)
    {
        _instruments = instruments;
        _underlyings = underlyings;
        _conflated = conflated;
        _numbers = new long[(3 * instruments) + underlyings];
    }

    [HotPath]
    public int Count => (int)(_added - _taken);

    /// <summary>The next to go; there is one.</summary>
    [HotPath]
    public ref readonly InputEvent First => ref _events[_taken & (Capacity - 1)];

    /// <summary>False, and nothing kept, for one that finds no place.</summary>
    [HotPath]
    public bool TryHold(in InputEvent next)
    {
        var key = KeyOf(in next);
        if (key != None && _numbers[key] is var number && number != 0)
        {
            _events[(number - 1) & (Capacity - 1)] = next;
            _conflated.Increment();
            return true;
        }

        if (Count == Capacity)
        {
            return false;
        }

        var place = _added & (Capacity - 1);
        _events[place] = next;
        _keys[place] = key;
        _added++;
        if (key != None)
        {
            _numbers[key] = _added;
        }

        return true;
    }

    [HotPath]
    public void RemoveFirst()
    {
        var key = _keys[_taken & (Capacity - 1)];
        if (key != None)
        {
            _numbers[key] = 0;
        }

        _taken++;
    }

    /// <summary>Which price it is; None for what is none.</summary>
    [HotPath]
    private int KeyOf(in InputEvent price)
    {
        var kind = price.Kind switch
        {
            InputKind.Ticker => 0,
            InputKind.Quote => 1,
            InputKind.MarkVol => 2,
            InputKind.Index => 3,
            _ => None,
        };
        var number = kind == 3 ? price.Index.Underlying.Index : price.Instrument.Index;
        return kind != None && (uint)number < (uint)(kind == 3 ? _underlyings : _instruments) ? (kind * _instruments) + number : None;
    }
}
