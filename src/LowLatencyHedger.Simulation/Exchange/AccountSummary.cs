namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>
/// The totals of an account in one currency. For inverse currencies delta_total = sum of delta_total_map - options_value
/// (the net-transaction delta), options_delta is the sum of Black-Scholes deltas; equity = balance + futures session P&amp;L +
/// options_value; margin_balance = equity - options_value.
/// </summary>
public sealed record AccountSummary
{
    public required string Currency { get; init; }

    public double Balance { get; init; }

    public double Equity { get; init; }

    public double MarginBalance { get; init; }

    public double AvailableFunds { get; init; }

    public double AvailableWithdrawalFunds { get; init; }

    public double InitialMargin { get; init; }

    public double MaintenanceMargin { get; init; }

    public double ProjectedInitialMargin { get; init; }

    public double ProjectedMaintenanceMargin { get; init; }

    public double TotalPl { get; init; }

    public double SessionRpl { get; init; }

    public double SessionUpl { get; init; }

    public double FuturesPl { get; init; }

    public double FuturesSessionRpl { get; init; }

    public double FuturesSessionUpl { get; init; }

    public double OptionsPl { get; init; }

    public double OptionsSessionRpl { get; init; }

    public double OptionsSessionUpl { get; init; }

    public double OptionsValue { get; init; }

    /// <summary>Net-transaction delta, coins.</summary>
    public double DeltaTotal { get; init; }

    /// <summary><see cref="DeltaTotal"/> without what expires at the next expiry.</summary>
    public double ProjectedDeltaTotal { get; init; }

    public double OptionsDelta { get; init; }

    public double OptionsGamma { get; init; }

    public double OptionsVega { get; init; }

    public double OptionsTheta { get; init; }

    /// <summary>By index name: futures in coins plus Black-Scholes option deltas.</summary>
    public IReadOnlyDictionary<string, double> DeltaTotalMap { get; init; } = new Dictionary<string, double>();

    public IReadOnlyDictionary<string, double> OptionsGammaMap { get; init; } = new Dictionary<string, double>();

    public IReadOnlyDictionary<string, double> OptionsVegaMap { get; init; } = new Dictionary<string, double>();

    public IReadOnlyDictionary<string, double> OptionsThetaMap { get; init; } = new Dictionary<string, double>();

    public double EstimatedLiquidationRatio { get; init; }

    /// <summary>Maintenance margin over margin balance.</summary>
    public IReadOnlyDictionary<string, double> EstimatedLiquidationRatioMap { get; init; } = new Dictionary<string, double>();

    /// <summary>All fees paid so far.</summary>
    public double FeesPaid { get; init; }
}
