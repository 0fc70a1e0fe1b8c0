namespace LowLatencyHedger.Core.Configuration;

/// <summary>
/// The scenarios and the distribution that the risk figures of one underlying are worked out for. The defaults are those that the venue's
/// portfolio margin answered with in its own example (<c>private/pme/simulate</c>, model_params); they may change there. Immutable.
/// </summary>
public sealed record FigureSettings
{
    /// <summary>The largest move of the price in the standard table, either way.</summary>
    public double PriceRangePct { get; init; } = 16;

    /// <summary>Relative move of a volatility with 30 days to expiry, upwards ...</summary>
    public double VolUpPct { get; init; } = 50;

    /// <summary>... and downwards.</summary>
    public double VolDownPct { get; init; } = 25;

    /// <summary>With d days to expiry the move is that of 30 days times (30/d) to this power, below 30 days ...</summary>
    public double ShortVegaPower { get; init; } = 0.3;

    /// <summary>... and above.</summary>
    public double LongVegaPower { get; init; } = 0.13;

    /// <summary>A lower volatility moves up by as much as this one.</summary>
    public double MinVolForUpPct { get; init; } = 50;

    /// <summary>Of the far moves' share in the loss, which is the range over the move; 0 leaves them out.</summary>
    public double FarFactor { get; init; } = 1;

    /// <summary>Of value at risk and expected shortfall.</summary>
    public double VarConfidencePct { get; init; } = 99;

    /// <inheritdoc cref="VarConfidencePct"/>
    public double VarHours { get; init; } = 24;

    /// <summary>Standard deviation, over a day, of a volatility with 30 days to expiry: points. 0 leaves vega out of value at risk.</summary>
    public double VolPointsPerDay { get; init; } = 3;

    /// <summary>Of that with the price.</summary>
    public double VolCorrelation { get; init; } = -0.2;

    internal void Validate(List<string> problems, string indexName)
    {
        Require(problems, indexName, "priceRangePct", PriceRangePct, 0.1, 90);
        Require(problems, indexName, "volUpPct", VolUpPct, 0, 500);
        Require(problems, indexName, "volDownPct", VolDownPct, 0, 100);
        Require(problems, indexName, "shortVegaPower", ShortVegaPower, 0, 1);
        Require(problems, indexName, "longVegaPower", LongVegaPower, 0, 1);
        Require(problems, indexName, "minVolForUpPct", MinVolForUpPct, 1, 500);
        Require(problems, indexName, "farFactor", FarFactor, 0, 1);
        Require(problems, indexName, "varConfidencePct", VarConfidencePct, 50, 99.99);
        Require(problems, indexName, "varHours", VarHours, 0.1, 8_760);
        Require(problems, indexName, "volPointsPerDay", VolPointsPerDay, 0, 100);
        Require(problems, indexName, "volCorrelation", VolCorrelation, -0.99, 0.99);
    }

    private static void Require(List<string> problems, string indexName, string name, double value, double min, double max) =>
        CoreConfig.Require(problems, value >= min && value <= max, $"{indexName}: figures.{name} must be between {min} and {max}");
}
