namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>The money of one account in one currency, in coins (or USDC).</summary>
internal sealed class CurrencyLedger(string currency)
{
    public string Currency { get; } = currency;

    /// <summary>Deposits, option premiums and payoffs, fees, and the futures P&amp;L of settled sessions.</summary>
    public double Balance { get; set; }

    /// <summary>Futures P&amp;L realised since the last settlement; joins the balance then.</summary>
    public double FuturesSessionRealised { get; set; }

    public double OptionsSessionRealised { get; set; }

    public double FeesPaid { get; set; }
}
