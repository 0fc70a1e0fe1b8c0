using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Tests.Exchange;

/// <summary>Keeps what the exchange published, and a hash over all of it.</summary>
internal sealed class EventRecorder : IExchangeListener
{
    public List<BookChange> Books { get; } = [];

    public List<AccountChange> Accounts { get; } = [];

    public List<PublicTrade> Trades { get; } = [];

    public List<(string Name, InstrumentState State)> States { get; } = [];

    public int Tickers { get; private set; }

    public int Portfolios { get; private set; }

    public int Indices { get; private set; }

    public int MarkSurfaces { get; private set; }

    public Action<Instrument>? OnTicker { get; set; }

    public ulong Hash { get; private set; } = 14_695_981_039_346_656_037;

    public void OnBookChanged(BookChange change)
    {
        Books.Add(change);
        Mix(change.ChangeId);
        foreach (var level in change.Bids.Concat(change.Asks))
        {
            Mix(level.Price.Raw);
            Mix(level.Amount.Raw);
        }
    }

    public void OnQuoteChanged(Instrument instrument) => Mix(BitConverter.DoubleToInt64Bits(instrument.Ticker.BestBidPrice));

    public void OnTickerChanged(Instrument instrument)
    {
        Tickers++;
        Mix(BitConverter.DoubleToInt64Bits(instrument.Ticker.MarkPrice));
        Mix(BitConverter.DoubleToInt64Bits(instrument.Ticker.Delta));
        OnTicker?.Invoke(instrument);
    }

    public void OnTrades(Instrument instrument, IReadOnlyList<PublicTrade> trades)
    {
        Trades.AddRange(trades);
        foreach (var trade in trades)
        {
            Mix(trade.TradeNumber);
            Mix(trade.Amount.Raw);
        }
    }

    public void OnIndex(PriceIndex index)
    {
        Indices++;
        Mix(BitConverter.DoubleToInt64Bits(index.Price));
    }

    public void OnMarkPrices(PriceIndex index, IReadOnlyList<Instrument> options) => MarkSurfaces++;

    public void OnAccountChanged(AccountChange change)
    {
        Accounts.Add(change);
        Mix(BitConverter.DoubleToInt64Bits(change.Position.Size));
    }

    public void OnPortfolioChanged(Account account, string currency) => Portfolios++;

    public void OnProtected(Account account, PriceIndex index, long frozenUntilMs) => Mix(frozenUntilMs);

    public void OnInstrumentState(Instrument instrument) => States.Add((instrument.Name, instrument.State));

    public void OnPlatformState(PriceIndex index) => Mix(index.IsLocked ? 1 : 0);

    /// <summary>FNV-1a over 64-bit words.</summary>
    private void Mix(long value) => Hash = (Hash ^ (ulong)value) * 1_099_511_628_211;
}
