namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>What one engine step did to one account in one instrument: the content of a <c>user.changes</c> message.</summary>
public sealed record AccountChange(
    Account Account,
    Instrument Instrument,
    long TimestampMs,
    IReadOnlyList<Order> Orders,
    IReadOnlyList<UserTrade> Trades,
    Position Position);

/// <summary>
/// Told of everything the exchange publishes, on the thread that calls the model, before that call returns. The events of one
/// engine step come together and carry equal timestamps. Records may be kept; tickers and books are live and read at once.
/// A callback does not call back into the model.
/// </summary>
public interface IExchangeListener
{
    void OnBookChanged(BookChange change);

    /// <summary>Best bid or ask changed.</summary>
    void OnQuoteChanged(Instrument instrument);

    /// <summary>Some published figure changed.</summary>
    void OnTickerChanged(Instrument instrument);

    /// <summary>The trades of one aggressive order, in order.</summary>
    void OnTrades(Instrument instrument, IReadOnlyList<PublicTrade> trades);

    void OnIndex(PriceIndex index);

    /// <summary>The option marks of an index were recomputed: about once a second.</summary>
    void OnMarkPrices(PriceIndex index, IReadOnlyList<Instrument> options);

    void OnAccountChanged(AccountChange change);

    /// <summary>Balances, margin or Greek totals of one currency changed: on trades and otherwise at most once a second.</summary>
    void OnPortfolioChanged(Account account, string currency);

    /// <summary>Market-maker protection has taken the account's protected orders on an index out of the books.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="index">Of which price index.</param>
    /// <param name="frozenUntilMs">Until when such orders are refused; 0: until a reset.</param>
    void OnProtected(Account account, PriceIndex index, long frozenUntilMs);

    void OnInstrumentState(Instrument instrument);

    /// <summary>Trading on <paramref name="index"/> was locked or unlocked.</summary>
    void OnPlatformState(PriceIndex index);
}
