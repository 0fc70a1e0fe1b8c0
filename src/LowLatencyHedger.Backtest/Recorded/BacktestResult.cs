namespace LowLatencyHedger.Backtest.Recorded;

/// <summary>The account and the market at one moment, for plots.</summary>
/// <param name="UtcMillis">Since 1970.</param>
/// <param name="Index">USD.</param>
/// <param name="Delta">Net, coins, as the core has it.</param>
/// <param name="BandLower">Of the policy; infinite when it has none.</param>
/// <param name="HedgeUsd">Position in the perpetual.</param>
/// <param name="Lines">Profit up to here by <see cref="ProfitLine"/>, USD.</param>
public sealed record BacktestSample(
    long UtcMillis, double Index, double Delta, double BandLower, double BandUpper, long HedgeUsd, IReadOnlyList<double> Lines);

/// <summary>A trade of the hedge.</summary>
/// <param name="SlippageBps">Against the mid price when the venue had the order.</param>
/// <param name="LatencyBps">What the mid price had moved against it since the decision.</param>
public sealed record BacktestTrade(long UtcMillis, double Usd, double Price, double SlippageBps, double LatencyBps);

/// <summary>One figure that was computed in two ways.</summary>
public sealed record Reconciliation(string What, double Ledger, double Other, double ToleranceUsd, double DifferenceUsd)
{
    public bool IsFine => Math.Abs(DifferenceUsd) <= ToleranceUsd;
}

/// <summary>What one policy came to.</summary>
public sealed record PolicyResult
{
    private static readonly ProfitLine[] s_hedgeLines =
        [ProfitLine.Hedge, ProfitLine.Basis, ProfitLine.Slippage, ProfitLine.HedgeFees, ProfitLine.Funding];

    public required string Policy { get; init; }

    public required bool IsComplete { get; init; }

    /// <summary>The last step, UTC milliseconds.</summary>
    public required long UntilUtcMillis { get; init; }

    public required long Steps { get; init; }

    public required long OptionTrades { get; init; }

    public required long Expired { get; init; }

    public required double ProfitCoins { get; init; }

    /// <summary>Coins counted at the price of the moment in which they were earned.</summary>
    public required double ProfitUsd { get; init; }

    /// <summary>By <see cref="ProfitLine"/>, USD.</summary>
    public required IReadOnlyList<double> Lines { get; init; }

    /// <summary>Each day's, by line, USD.</summary>
    public required IReadOnlyList<double[]> Days { get; init; }

    public required IReadOnlyList<BacktestTrade> Trades { get; init; }

    public required IReadOnlyList<BacktestSample> Samples { get; init; }

    public required IReadOnlyList<Reconciliation> Reconciliations { get; init; }

    /// <summary>What the core reported, by reason.</summary>
    public required IReadOnlyDictionary<string, long> Alerts { get; init; }

    /// <summary>Part of the time in the policy's band.</summary>
    public required double InBandPct { get; init; }

    /// <summary>Fees and slippage of the hedge, USD; positive.</summary>
    public double HedgeCostUsd => -(Lines[(int)ProfitLine.HedgeFees] + Lines[(int)ProfitLine.Slippage]);

    /// <summary>Standard deviation of a day's profit, USD.</summary>
    public double DailySdUsd => Deviation(Days.Select(day => day.Sum()));

    /// <summary>The same had nothing been hedged.</summary>
    public double UnhedgedDailySdUsd => Deviation(Days.Select(Unhedged));

    /// <summary>The same of what a day's delta left over: options and hedge to the first order.</summary>
    public double DeltaNoiseDailySdUsd =>
        Deviation(Days.Select(day => day[(int)ProfitLine.OptionDelta] + day[(int)ProfitLine.Hedge]));

    /// <summary>Sum over the days of what is left unexplained, without its sign, over that of all lines.</summary>
    public double UnexplainedOverGross
    {
        get
        {
            var gross = Days.Sum(day => day.Sum(Math.Abs));
            return gross > 0 ? Days.Sum(day => Math.Abs(day[(int)ProfitLine.Unexplained])) / gross : 0;
        }
    }

    public double MeanSlippageBps => WeightedMean(trade => trade.SlippageBps);

    public double MeanLatencyBps => WeightedMean(trade => trade.LatencyBps);

    private static double Unhedged(double[] day) =>
        day.Sum() - s_hedgeLines.Sum(line => day[(int)line]);

    private static double Deviation(IEnumerable<double> values)
    {
        var all = values.ToList();
        if (all.Count < 2)
        {
            return 0;
        }

        var mean = all.Average();
        return Math.Sqrt(all.Sum(value => (value - mean) * (value - mean)) / (all.Count - 1));
    }

    private double WeightedMean(Func<BacktestTrade, double> of)
    {
        var volume = Trades.Sum(trade => Math.Abs(trade.Usd));
        return volume > 0 ? Trades.Sum(trade => Math.Abs(trade.Usd) * of(trade)) / volume : 0;
    }
}

/// <summary>The first policy at one latency.</summary>
public sealed record LatencyPoint(double LatencyMillis, PolicyResult Result);

/// <summary>All policies on the same market.</summary>
/// <param name="Sweep">Empty when no latencies were asked for.</param>
/// <param name="RunSeconds">Of the clock on the wall, everything together.</param>
public sealed record BacktestResult(
    BacktestSettings Settings, IReadOnlyList<PolicyResult> Policies, IReadOnlyList<LatencyPoint> Sweep, double RunSeconds)
{
    public bool IsComplete => Policies.All(policy => policy.IsComplete);

    /// <summary>Every figure that was computed in two ways came out the same.</summary>
    public bool IsReconciled =>
        Policies.Concat(Sweep.Select(point => point.Result)).All(policy => policy.Reconciliations.All(check => check.IsFine));
}
