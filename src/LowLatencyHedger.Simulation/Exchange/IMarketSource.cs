namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>What fills an exchange with instruments, marks and liquidity, by scheduling itself on the model.</summary>
internal interface IMarketSource
{
    /// <summary>Options that the account may hold and clients may trade.</summary>
    IReadOnlyList<Instrument> TradableOptions { get; }

    /// <summary>The perpetuals on which strangers trade.</summary>
    IReadOnlyList<Instrument> Perpetuals { get; }

    /// <summary>Who keeps the books full.</summary>
    LiquidityDesk Liquidity { get; }

    /// <summary>Lists the instruments, fills the books and schedules what comes.</summary>
    void Start();

    /// <summary>Takes an expired instrument's liquidity away.</summary>
    void Close(Instrument instrument);

    /// <summary>Lists what comes new after a daily settlement.</summary>
    void Relist();

    /// <summary>Moves the coin of a perpetual for good; a market that is known beforehand stays as it is.</summary>
    void Push(Instrument instrument, double logMove)
    {
    }
}
