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

    /// <summary>The perpetual, were it traded and valued at the index.</summary>
    Hedge,

    /// <summary>What the perpetual's distance from the index adds to it.</summary>
    Basis,

    /// <summary>From the perpetual's mid price to what was paid.</summary>
    Slippage,
    OptionFees,
    HedgeFees,
    Funding,

    /// <summary>The change of the account that none of the others tells.</summary>
    Unexplained,
}
