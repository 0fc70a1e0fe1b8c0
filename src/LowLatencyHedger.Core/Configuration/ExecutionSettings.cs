namespace LowLatencyHedger.Core.Configuration;

/// <summary>How a hedge that is wanted is brought to the market. The page beside the code: <c>Hedging/Execution/execution.md</c>.</summary>
public sealed record ExecutionSettings
{
    public ExecutionMode Mode { get; init; } = ExecutionMode.Immediate;

    /// <summary>How long post-only orders may try before what is left is taken from the book.</summary>
    public int PassiveMillis { get; init; } = 5_000;

    /// <summary>Further from the target than this many times the configured width, nothing waits in the book.</summary>
    public double OuterBands { get; init; } = 2;

    /// <summary>The least time between two post-only orders: a price that moves faster is not followed.</summary>
    public int RepegMillis { get; init; } = 500;

    /// <summary>The part of what the book offers inside the price limit that one order takes at most; 1 is all of it.</summary>
    public double DepthShare { get; init; } = 1;

    /// <summary>A trade larger than one such order is spread over this long; 0: as fast as the orders end.</summary>
    public int SliceMillis { get; init; }

    /// <summary>How much of a spread trade is done early: 0 is an even pace, 3 does four fifths of it in the first half.</summary>
    public double SliceUrgency { get; init; } = 1.5;
}

/// <summary>What a hedge is tried with first.</summary>
public enum ExecutionMode : byte
{
    /// <summary>Immediate-or-cancel orders only.</summary>
    Immediate = 0,

    /// <summary>Post-only orders at the own side's best price first.</summary>
    PassiveFirst = 1,
}
