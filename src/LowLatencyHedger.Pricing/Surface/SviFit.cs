using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Pricing.Surface;

/// <summary>A fitted smile and how well it fits. A plain value. Unless <see cref="IsUsable"/>, the parameters are not valid.</summary>
[HotPath]
public readonly struct SviFit
{
    public SviParameters Parameters { get; init; }

    public SviFitStatus Status { get; init; }

    /// <summary>Quotes the fit rests on.</summary>
    public int UsedCount { get; init; }

    /// <summary>Quotes left out: one-sided, crossed, not finite, or so far out that they weigh nothing.</summary>
    public int RejectedCount { get; init; }

    /// <summary>Used quotes whose bid and ask enclose the fit, as <see cref="SviFitter.Volatility"/> gives it.</summary>
    public int InsideCount { get; init; }

    /// <summary>The same for the slice alone, without its correction.</summary>
    public int PlainInsideCount { get; init; }

    /// <summary>Root of the weighted mean square of the slice's volatility less the quote's middle.</summary>
    public double RootMeanSquareError { get; init; }

    /// <summary>The largest distance of the slice's volatility from a quote's middle.</summary>
    public double MaximumError { get; init; }

    /// <summary>The smallest of Durrleman's g between the outermost used strikes.</summary>
    public double MinimumDurrleman { get; init; }

    /// <summary>No butterfly arbitrage beyond the quoted strikes either.</summary>
    public bool IsButterflyFree { get; init; }

    /// <summary>There is a smile: fitted, repaired, of the surface's shape, or flat.</summary>
    public bool IsUsable => Status is SviFitStatus.Svi or SviFitStatus.Repaired or SviFitStatus.Ssvi or SviFitStatus.Flat;

    /// <summary>Butterfly arbitrage between the quoted strikes.</summary>
    public bool HasArbitrageInside => !(MinimumDurrleman >= 0.0);
}
