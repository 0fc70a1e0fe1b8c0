namespace LowLatencyHedger.App.Explain;

/// <summary>What a decision came to.</summary>
internal enum DecisionOutcome
{
    /// <summary>The policy wanted nothing.</summary>
    NothingWanted,

    /// <summary>A trade was wanted and had to wait: for an order under way, or for time to pass.</summary>
    Waiting,

    /// <summary>A trade was wanted and a control or the trading state held it back.</summary>
    Refused,

    Ordered,
}

/// <summary>Which decisions are looked for.</summary>
internal enum DecisionFilter
{
    Any,
    Order,

    /// <summary>Nothing was sent, for whatever reason.</summary>
    None,
    Refused,
}
