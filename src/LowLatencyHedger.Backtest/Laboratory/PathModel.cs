namespace LowLatencyHedger.Backtest.Laboratory;

/// <summary>How the price of the laboratory moves.</summary>
public enum PathModel
{
    /// <summary>Geometric Brownian motion.</summary>
    Gbm,

    /// <summary>Merton's (1976): the same with lognormal jumps, whose mean the drift offsets.</summary>
    Merton,
}
