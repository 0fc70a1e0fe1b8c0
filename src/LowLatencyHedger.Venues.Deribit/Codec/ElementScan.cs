using LowLatencyHedger.Core.Events;

namespace LowLatencyHedger.Venues.Deribit.Codec;

/// <summary>What the first pass over a message's elements has found.</summary>
internal struct ElementScan
{
    public int Known;
    public int Unknown;
    public int Ignored;
    public int Rounded;

    /// <summary>The last of the known ones: the only one, if there is one.</summary>
    public InputEvent Last;
}
