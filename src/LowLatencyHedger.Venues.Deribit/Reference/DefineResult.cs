namespace LowLatencyHedger.Venues.Deribit.Reference;

/// <summary>What <see cref="InstrumentTable.Define"/> did.</summary>
public enum DefineResult : byte
{
    /// <summary>Known and the same.</summary>
    Unchanged = 0,

    /// <summary>Known; the specification differs and has been replaced.</summary>
    Changed = 1,

    Added = 2,

    /// <summary>The table is full: the instrument stays unknown.</summary>
    Full = 3,
}
