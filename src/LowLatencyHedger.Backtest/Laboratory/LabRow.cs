namespace LowLatencyHedger.Backtest.Laboratory;

/// <summary>
/// What one policy came to over all paths. Money in quote currency for one option; "premium" is the model's value. Errors are standard
/// errors; means are taken with control variates while <see cref="LabSettings.HasControls"/>.
/// </summary>
public sealed record LabRow
{
    public required string Policy { get; init; }

    /// <summary>Of trading the hedge, present value.</summary>
    public required double MeanCost { get; init; }

    public required double MeanCostError { get; init; }

    public required double MeanCostOverPremium { get; init; }

    /// <summary>
    /// Present value of all that hedging a sold option cost, the payoff in it (of a held one: brought); without the premium.
    /// </summary>
    public required double MeanHedgingCost { get; init; }

    /// <summary>Standard deviation of the profit at expiry.</summary>
    public required double Sd { get; init; }

    public required double SdError { get; init; }

    public required double SdOverPremium { get; init; }

    /// <summary>Mean number, the first included.</summary>
    public required double Trades { get; init; }

    /// <summary>The certain profit that exponential utility holds for as good as the hedged option; negative is a cost.</summary>
    public required double CertaintyEquivalent { get; init; }

    public required double CertaintyEquivalentError { get; init; }

    public required double CertaintyEquivalentOverPremium { get; init; }

    /// <summary>Standard deviation of the hedging cost's present value over the premium.</summary>
    public required double Performance { get; init; }
}
