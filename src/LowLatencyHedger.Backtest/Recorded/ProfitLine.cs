namespace LowLatencyHedger.Backtest.Recorded;

/// <summary>Where profit comes from.</summary>
public enum ProfitLine
{
    /// <summary>Of the options, first order in the forward.</summary>
    OptionDelta,
    Gamma,
    Vega,
    Theta,

    /// <summary>Vanna, volga, charm, veta and speed.</summary>
    Cross,

    /// <summary>Options whose delivery price is being averaged, and their payoffs.</summary>
    Settlement,

    /// <summary>Options traded off their mark.</summary>
    OptionEdge,

    /// <summary>The perpetual, trades taken at the mid price of their moment.</summary>
    Hedge,

    /// <summary>From that mid price to what was paid.</summary>
    Slippage,
    OptionFees,
    HedgeFees,
    Funding,

    /// <summary>The change of the account that none of the others tells.</summary>
    Unexplained,
}
