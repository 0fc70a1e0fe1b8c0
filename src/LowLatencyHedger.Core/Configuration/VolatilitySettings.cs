using System.Text.Json.Serialization;

namespace LowLatencyHedger.Core.Configuration;

/// <summary>Where volatilities come from.</summary>
public enum VolatilitySource : byte
{
    /// <summary>The venue's mark volatilities, as published.</summary>
    Venue = 0,

    /// <summary>Own smiles, fitted to the bids and asks in the options' tickers.</summary>
    Svi = 1,
}

/// <summary>How the hedge delta takes account of the smile moving with the market.</summary>
public enum DeltaModel : byte
{
    /// <summary>Not at all: each strike keeps its volatility.</summary>
    BlackScholes = 0,

    /// <summary>By a skew-stickiness ratio of the trader's.</summary>
    Stickiness = 1,

    /// <summary>By the ratio that explained the volatilities' moves with the least variance so far, put and call wing apart.</summary>
    MinimumVariance = 2,
}

/// <summary>Volatilities of one underlying's options, and the delta that they give. Immutable.</summary>
public sealed record VolatilitySettings
{
    public VolatilitySource Source { get; init; } = VolatilitySource.Venue;

    public DeltaModel Delta { get; init; } = DeltaModel.BlackScholes;

    /// <summary>For <see cref="DeltaModel.Stickiness"/>. 0: the smile moves with the forward; 1: each strike keeps its volatility.</summary>
    public double SkewStickiness { get; init; } = 1;

    /// <summary>The least time between two fits of the same smile.</summary>
    public int RefitIntervalMillis { get; init; } = 1_000;

    /// <summary>Whether smiles are fitted at all.</summary>
    [JsonIgnore]
    public bool NeedsSmiles => Source == VolatilitySource.Svi || Delta != DeltaModel.BlackScholes;

    internal void Validate(List<string> problems, string indexName)
    {
        CoreConfig.Require(problems, Enum.IsDefined(Source), $"{indexName}: volatility.source is not known");
        CoreConfig.Require(problems, Enum.IsDefined(Delta), $"{indexName}: volatility.delta is not known");
        CoreConfig.Require(problems, SkewStickiness is >= 0 and <= 2, $"{indexName}: volatility.skewStickiness must be between 0 and 2");
        CoreConfig.Require(
            problems,
            SkewStickiness == 1 || Delta == DeltaModel.Stickiness,
            $"{indexName}: volatility.skewStickiness has no effect unless volatility.delta is stickiness");
        CoreConfig.Require(
            problems,
            RefitIntervalMillis is >= 100 and <= 600_000,
            $"{indexName}: volatility.refitIntervalMillis must be between 100 and 600000");
    }
}
