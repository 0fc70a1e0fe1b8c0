namespace LowLatencyHedger.Simulation.Rpc;

/// <summary>
/// What the venue's front allows. Defaults: deribit protocol notes, section 14; the engine's rates are the top tier by volume.
/// </summary>
public sealed record RpcServerOptions
{
    /// <summary>Seeds the texts of tokens.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The <c>testnet</c> flag of every reply.</summary>
    public bool Testnet { get; init; } = true;

    /// <summary>Whether every account has armed cancel-on-disconnect for all its connections, as one does on the venue's own pages.</summary>
    public bool CancelOnDisconnectArmed { get; init; }

    /// <summary>Market data is handed to the outputs as events and encoded only on demand, which makes long simulations cheap.</summary>
    public bool IsDirect { get; init; }

    /// <summary>Reads and session calls of one account, or of all callers without login.</summary>
    public RateLimit NonMatchingLimit { get; init; } = new(20, 100);

    /// <summary>Instrument lists.</summary>
    public RateLimit InstrumentsLimit { get; init; } = new(1, 50);

    /// <summary>Subscribe requests.</summary>
    public RateLimit SubscribeLimit { get; init; } = new(10 / 3.0, 10);

    /// <summary>Orders, edits and single cancels of one account.</summary>
    public RateLimit MatchingLimit { get; init; } = new(30, 100);

    /// <summary>Mass cancels of one account.</summary>
    public RateLimit CancelAllLimit { get; init; } = new(5, 20);
}
