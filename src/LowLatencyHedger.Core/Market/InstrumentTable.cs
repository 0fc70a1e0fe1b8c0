using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Market;

/// <summary>All instruments by their dense id. Thread: the core's only.</summary>
[HotPath]
internal sealed class InstrumentTable
{
    private const int TouchedInstruments = 16;

    private readonly Instrument[] _instruments;

    public InstrumentTable(int capacity)
    {
        _instruments = new Instrument[capacity];
        foreach (ref var instrument in _instruments.AsSpan())
        {
            instrument.MinPrice = Price.None;
            instrument.MaxPrice = Price.None;
            instrument.MarkPrice = double.NaN;
            instrument.MarkVol = double.NaN;
            instrument.Funding8h = double.NaN;
            instrument.ExpiryIndex = -1;
            instrument.LineIndex = -1;
        }
    }

    public int DefinedCount { get; private set; }

    /// <summary>One above the highest defined index.</summary>
    public int End { get; private set; }

    public ref Instrument this[InstrumentId id] => ref _instruments[id.Index];

    public bool Contains(InstrumentId id) => (uint)id.Index < (uint)_instruments.Length && _instruments[id.Index].IsDefined;

    /// <inheritdoc cref="HedgeCore.Touch"/>
    public void Touch(long turn) => NearMemory.TouchPart<Instrument>(_instruments.AsSpan(0, End), TouchedInstruments, turn);

    /// <summary>Defines or redefines. False when the id is outside the capacity.</summary>
    public bool Define(InstrumentId id, in InstrumentBody definition)
    {
        if ((uint)id.Index >= (uint)_instruments.Length)
        {
            return false;
        }

        ref var instrument = ref _instruments[id.Index];
        DefinedCount += instrument.IsDefined ? 0 : 1;
        End = Math.Max(End, id.Index + 1);
        instrument.Definition = definition;
        instrument.Status = definition.Status;
        instrument.IsDefined = true;
        return true;
    }
}
