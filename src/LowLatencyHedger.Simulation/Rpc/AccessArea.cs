namespace LowLatencyHedger.Simulation.Rpc;

/// <summary>The areas that a scope grants separately.</summary>
public enum AccessArea
{
    /// <summary>Account settings and summaries.</summary>
    Account,

    /// <summary>Block request for quotes.</summary>
    BlockRfq,

    /// <summary>Block trades.</summary>
    BlockTrade,

    /// <summary>Orders, trades and positions.</summary>
    Trade,

    /// <summary>Deposits and withdrawals.</summary>
    Wallet,
}
