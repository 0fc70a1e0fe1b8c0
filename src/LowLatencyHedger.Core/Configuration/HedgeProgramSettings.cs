namespace LowLatencyHedger.Core.Configuration;

/// <summary>
/// Options bought and sold against gamma and vega, next to the fast hedging of delta. The page beside the code:
/// <c>Hedging/Instruments/hedge-program.md</c>. Immutable.
/// </summary>
public sealed record HedgeProgramSettings
{
    /// <summary>Options of one underlying at most; one more place is for what hedges delta.</summary>
    public const int MaxInstruments = 7;

    /// <summary>The options that may be traded, also among the allowed instruments; empty turns it off.</summary>
    public string[] Instruments { get; init; } = [];

    /// <summary>Between two looks; 0 turns it off.</summary>
    public int IntervalSeconds { get; init; }

    /// <summary>Absolute risk aversion, 1/USD, to the variance of a day.</summary>
    public double Aversion { get; init; } = 2e-6;

    /// <summary>Largest order, in options of a coin.</summary>
    public double MaxOrderCoins { get; init; } = 1;

    /// <summary>Largest position, either way, in each of the options that an order may lead to.</summary>
    public double MaxPositionCoins { get; init; } = 10;

    /// <summary>What a volatility of 30 days moves a day, points, one standard deviation; other expiries by the root of 30 over their days.</summary>
    public double VolPointsPerDay { get; init; } = 3;

    /// <summary>Of the moves of price and volatility.</summary>
    public double Correlation { get; init; } = -0.2;

    /// <summary>How far the price falls in a gap, and how often that happens.</summary>
    public double GapPct { get; init; } = 10;

    public double GapsPerYear { get; init; } = 6;

    internal void Validate(List<string> problems, string indexName) => CoreConfig.Require(
        problems,
        Instruments.Length <= MaxInstruments && Array.TrueForAll(Instruments, name => name.Length is > 0 and < 32),
        $"{indexName}: hedgeProgram.instruments must be at most {MaxInstruments} names of 1 to 31 characters");
}
