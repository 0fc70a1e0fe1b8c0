using System.Runtime.CompilerServices;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Hedging.Instruments;

/// <summary>One instrument of a <see cref="HedgeProgram"/>. Its unit is the caller's, the same in all fields.</summary>
[HotPath]
public struct HedgeLeg
{
    /// <summary>What one unit has of each factor.</summary>
    public FactorLoads Factors;

    /// <summary>Of one unit, either way; not negative.</summary>
    public double Cost;

    /// <summary>What a unit makes the next one dearer by; 0 without impact.</summary>
    public double Impact;

    /// <summary>The most that may be sold, as a negative number or 0.</summary>
    public double Lower;

    /// <summary>The most that may be bought.</summary>
    public double Upper;

    /// <summary>Trades are multiples of it after rounding; 0 for any number.</summary>
    public double Lot;

    /// <summary>The result: to buy, negative to sell.</summary>
    public double Trade;
}

/// <summary>A number for each factor.</summary>
[InlineArray(HedgeProgram.MaxFactors)]
public struct FactorLoads
{
    private double _first;
}
