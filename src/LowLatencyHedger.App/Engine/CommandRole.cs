namespace LowLatencyHedger.App.Engine;

/// <summary>What a <see cref="CommandAgent"/> is there for.</summary>
internal enum CommandRole
{
    /// <summary>On the trading session: orders, cancels, queries.</summary>
    Gateway,

    /// <summary>On the market-data session: book resynchronisations.</summary>
    Resync,

    /// <summary>On the trading session: orders of a scratch core, which go all the way but the last step, so that its code stays warm.</summary>
    Rehearsal,
}
