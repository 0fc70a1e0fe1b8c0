namespace LowLatencyHedger.Primitives;

/// <summary>Dense index of an instrument, given out in the order of definition; an array index everywhere in the engine.</summary>
[HotPath]
public readonly record struct InstrumentId(int Index)
{
    public static readonly InstrumentId None = new(-1);

    public bool HasValue => Index >= 0;
}
