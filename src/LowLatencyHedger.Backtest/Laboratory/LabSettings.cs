using LowLatencyHedger.Pricing;

namespace LowLatencyHedger.Backtest.Laboratory;

/// <summary>An experiment: one option, the model of its market, the costs of hedging it. Immutable.</summary>
public sealed record LabSettings
{
    public const int PathsMax = 10_000_000;
    public const int StepsMax = 1_000_000;
    private const double MinutesPerDay = 24 * 60;

    public PathModel Model { get; init; } = PathModel.Gbm;

    public double Spot { get; init; } = 100;

    public double Strike { get; init; } = 100;

    /// <summary>Interest, per year, continuous.</summary>
    public double Rate { get; init; }

    /// <summary>Of the diffusion, per year: 0.6 is 60 %.</summary>
    public double Volatility { get; init; } = 0.6;

    /// <summary>Growth of the price that the paths have, per year; null is the rate.</summary>
    public double? Drift { get; init; }

    public double ExpiryDays { get; init; } = 30;

    public OptionKind Kind { get; init; } = OptionKind.Call;

    /// <summary>The option is held; otherwise it is sold.</summary>
    public bool IsLong { get; init; }

    public int Paths { get; init; } = 6_000;

    public long Seed { get; init; } = 1;

    /// <summary>One way, of the traded value.</summary>
    public double CostBps { get; init; } = 5;

    /// <summary>For each trade, quote currency.</summary>
    public double FixedCost { get; init; }

    /// <summary>Absolute risk aversion of the certainty equivalent, 1/quote currency.</summary>
    public double Aversion { get; init; } = 1;

    /// <summary>Between two looks of the policy at the market.</summary>
    public double CheckMinutes { get; init; } = 10;

    /// <summary>From a decision to its fill.</summary>
    public double LatencySeconds { get; init; }

    /// <summary>The hedge is traded in multiples of this, options' units; 0: any amount.</summary>
    public double Lot { get; init; }

    /// <summary>
    /// The option comes with its delta: the first hedge pays the proportional cost and is no order of the policy. Otherwise the policy
    /// starts without a hedge, and its first order counts as any other.
    /// </summary>
    public bool StartsHedged { get; init; }

    /// <summary>What policies think <see cref="CostBps"/> is; null: what it is.</summary>
    public double? BelievedCostBps { get; init; }

    /// <summary>With <see cref="PathModel.Merton"/>.</summary>
    public JumpParameters Jumps { get; init; } = new(12, 0, 0.05);

    /// <summary>The result does not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Life of the option, years of 365 days.</summary>
    public double Years => ExpiryDays / 365;

    /// <summary>Looks, evenly spaced, never closer than asked: a clock of the same interval trades at each.</summary>
    public int Steps => (int)Math.Clamp(Math.Floor((ExpiryDays * MinutesPerDay / CheckMinutes) + 1e-9), 0, int.MaxValue);

    /// <summary>Volatility that hedging goes by: the diffusion's with the jumps' variance.</summary>
    public double HedgeVolatility => Model == PathModel.Gbm
        ? Volatility
        : Math.Sqrt(
            (Volatility * Volatility)
            + (Jumps.JumpsPerYear * ((Jumps.MeanLogJump * Jumps.MeanLogJump) + (Jumps.LogJumpDeviation * Jumps.LogJumpDeviation))));

    /// <summary>The price moves without jumps, drift and interest, so that means are known which take noise out of the estimates.</summary>
    public bool HasControls => Model == PathModel.Gbm && Rate == 0 && (Drift ?? 0) == 0;

    /// <summary>What is wrong, one line each.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        Require(problems, Spot > 0 && Strike > 0 && double.IsFinite(Spot + Strike), "spot and strike must be above 0");
        Require(problems, Volatility is > 0 and <= 10, "vol must be above 0 and at most 10 (0.6 is 60 %)");
        Require(problems, Math.Abs(Rate) <= 1 && Math.Abs(Drift ?? 0) <= 10, "rate must be within 1, drift within 10 (0.05 is 5 %)");
        Require(problems, ExpiryDays is > 0 and <= 3_650, "expiry-days must be above 0 and at most 3650");
        Require(problems, CheckMinutes > 0 && Steps is >= 1 and <= StepsMax, $"check-minutes must give 1 to {StepsMax} steps");
        Require(problems, Paths is >= 2 and <= PathsMax, $"paths must be 2 to {PathsMax}");
        Require(problems, BelievedCostBps is null or (>= 0 and <= 1_000), "the believed cost must be 0 to 1000 bps");
        Require(problems, CostBps is >= 0 and <= 1_000 && FixedCost >= 0 && double.IsFinite(FixedCost), "costs must not be negative");
        Require(problems, Aversion > 0 && double.IsFinite(Aversion), "aversion must be above 0");
        Require(problems, LatencySeconds >= 0 && LatencySeconds <= ExpiryDays * 86_400, "latency must be within the option's life");
        Require(problems, Lot >= 0 && double.IsFinite(Lot), "lot must not be negative");
        Require(problems, Jumps.JumpsPerYear is >= 0 and <= 1_000, "jumps-per-year must be 0 to 1000");
        return problems;
    }

    private static void Require(List<string> problems, bool isTrue, string problem)
    {
        if (!isTrue)
        {
            problems.Add(problem);
        }
    }
}
