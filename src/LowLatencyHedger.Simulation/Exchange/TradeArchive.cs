namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>Public trades of each instrument, the last <see cref="PerInstrumentMax"/>, and the tick direction that they imply.</summary>
internal sealed class TradeArchive
{
    public const int PerInstrumentMax = 2_000;

    private readonly Dictionary<Instrument, History> _histories = [];

    /// <summary>Trades of all instruments, oldest first.</summary>
    public IEnumerable<PublicTrade> All => _histories.Values.SelectMany(static h => h.Trades)
        .OrderBy(static trade => trade.TimestampMs).ThenBy(static trade => trade.TradeNumber);

    /// <summary>Trades of one instrument, oldest first.</summary>
    public IEnumerable<PublicTrade> Of(Instrument instrument) =>
        _histories.TryGetValue(instrument, out var history) ? history.Trades : [];

    public double? LastPrice(Instrument instrument) =>
        _histories.TryGetValue(instrument, out var history) ? history.Last.Price.ToDouble() : null;

    /// <summary>0 up, 1 flat after up, 2 down, 3 flat after down.</summary>
    public int TickDirection(Instrument instrument, double? last, double price)
    {
        if (last is not { } before || price > before)
        {
            return 0;
        }

        return price < before ? 2 : _histories[instrument].Last.TickDirection is 0 or 1 ? 1 : 3;
    }

    public void Add(PublicTrade trade)
    {
        if (!_histories.TryGetValue(trade.Instrument, out var history))
        {
            history = new History(trade);
            _histories.Add(trade.Instrument, history);
        }

        history.Last = trade;
        history.Trades.Enqueue(trade);
        if (history.Trades.Count > PerInstrumentMax)
        {
            history.Trades.Dequeue();
        }
    }

    private sealed class History(PublicTrade first)
    {
        public Queue<PublicTrade> Trades { get; } = new();

        public PublicTrade Last { get; set; } = first;
    }
}
