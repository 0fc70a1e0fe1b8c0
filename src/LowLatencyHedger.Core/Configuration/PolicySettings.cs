using LowLatencyHedger.Core.Hedging.Policies;

namespace LowLatencyHedger.Core.Configuration;

/// <summary>
/// When one underlying is hedged and how far, besides the band's sides, which stand in <see cref="UnderlyingConfig"/>. Those are the band of
/// <see cref="PolicyKind.Band"/>, and the widest that any other policy may leave. Immutable.
/// </summary>
public sealed record PolicySettings
{
    /// <summary>Shadow policies of one underlying at most.</summary>
    public const int MaxShadows = 6;

    public PolicyKind Kind { get; init; } = PolicyKind.Band;

    /// <summary>The part of the options' delta that is hedged.</summary>
    public double HedgeRatio { get; init; } = 1;

    /// <summary>No band is narrower on either side, nor than one lot.</summary>
    public double MinWidthCoins { get; init; }

    /// <summary>Between two hedges, for the clock and for Leland.</summary>
    public double Hours { get; init; } = 1;

    /// <summary>For the price move.</summary>
    public double MovePct { get; init; } = 1;

    /// <summary>Absolute risk aversion, 1/USD; 0 finds it from <see cref="SlackUsdPerDay"/>.</summary>
    public double Aversion { get; init; }

    /// <summary>Standard deviation over a day of what the delta left open may earn or lose.</summary>
    public double SlackUsdPerDay { get; init; } = 250;

    /// <summary>What an order costs besides fees and prices: what the trader thinks messages and their risk are worth.</summary>
    public double FixedOrderCostUsd { get; init; } = 0.1;

    /// <summary>Of the square-root law: the impact of an order is this times daily volatility times the root of its share in the daily volume.</summary>
    public double ImpactCoefficient { get; init; } = 0.7;

    /// <summary>Traded a day in the hedge instrument; 0, not known, leaves the book's depth as the only measure of impact.</summary>
    public double DailyVolumeCoins { get; init; }

    /// <summary>From a decision to its fill: gamma that is not hedged meanwhile counts as a cost of the order.</summary>
    public double LatencyMillis { get; init; } = 5;

    /// <summary>How long a hedge is held on average: funding and basis of that time count as a cost of it, or against it.</summary>
    public double HoldingHours { get; init; } = 8;

    /// <summary>How much of the delta's correction for jumps, as measured, is made: 0 none, 1 all.</summary>
    public double JumpCorrection { get; init; }

    /// <summary>Policies, as <see cref="PolicySpec"/> reads them, that run beside on the same events and are only reported.</summary>
    public string[] Shadows { get; init; } = [];

    internal void Validate(List<string> problems, string indexName)
    {
        CoreConfig.Require(problems, Shadows.Length <= MaxShadows, $"{indexName}: policy.shadows has more than {MaxShadows}");
        foreach (var shadow in Shadows)
        {
            var isPolicy = PolicySpec.TryParse(shadow, out _, out var error);
            CoreConfig.Require(problems, isPolicy, $"{indexName}: policy.shadows: {error}");
        }
    }
}
