namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>
/// An account's position in one instrument as the venue reports it, at one moment. Money in settlement currency unless named
/// USD; Greeks are position totals; an option's delta is the Black-Scholes one.
/// </summary>
public sealed record Position
{
    public required Instrument Instrument { get; init; }

    /// <summary>Signed: USD for inverse futures, coins otherwise.</summary>
    public required double Size { get; init; }

    /// <summary>Futures: in coins.</summary>
    public double SizeCurrency { get; init; }

    public double AveragePrice { get; init; }

    /// <summary>Options.</summary>
    public double AveragePriceUsd { get; init; }

    public double MarkPrice { get; init; }

    public double IndexPrice { get; init; }

    public double SettlementPrice { get; init; }

    public double Delta { get; init; }

    /// <summary>Options, as the next three.</summary>
    public double Gamma { get; init; }

    public double Vega { get; init; }

    public double Theta { get; init; }

    public double FloatingProfitLossUsd { get; init; }

    public double FloatingProfitLoss { get; init; }

    public double RealizedProfitLoss { get; init; }

    public double TotalProfitLoss { get; init; }

    /// <summary>Perpetuals.</summary>
    public double RealizedFunding { get; init; }

    /// <summary>Perpetuals.</summary>
    public double InterestValue { get; init; }

    public double InitialMargin { get; init; }

    public double MaintenanceMargin { get; init; }

    public double OpenOrdersMargin { get; init; }

    /// <summary>Futures.</summary>
    public int Leverage { get; init; }

    /// <summary>The wire's direction: buy, sell or zero.</summary>
    public string Direction => Size > 0 ? "buy" : Size < 0 ? "sell" : "zero";
}
