using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Rpc.Feeds;

/// <summary>The model's market data as the events that encoding it and decoding the text would give, to the bit.</summary>
internal static class DirectEvents
{
    private const int Decimals = 8;
    private const int VolatilityDecimals = 4;
    private const int GreekDecimals = 5;

    /// <summary>The levels of a change, bids first, in chunks.</summary>
    public static InputEvent[] OfBook(BookChange change)
    {
        var levels = change.Bids.Count + change.Asks.Count;
        var events = new InputEvent[Math.Max(1, (levels + BookBody.MaxLevels - 1) / BookBody.MaxLevels)];
        foreach (ref var chunk in events.AsSpan())
        {
            chunk.Kind = InputKind.BookChunk;
            chunk.ExchangeTimeUtcNanos = change.TimestampMs * Nanos.PerMilli;
            chunk.Book.ChangeId = change.ChangeId;
            chunk.Book.PrevChangeId = change.PrevChangeId;
        }

        for (var place = 0; place < levels; place++)
        {
            ref var book = ref events[place / BookBody.MaxLevels].Book;
            var isBid = place < change.Bids.Count;
            var level = isBid ? change.Bids[place] : change.Asks[place - change.Bids.Count];
            book.Levels[place % BookBody.MaxLevels] = new Core.Events.BookLevel
            {
                Price = level.Price,
                Amount = level.Action == BookAction.Delete ? Quantity.Zero : level.Amount,
            };
            book.BidCount += (byte)(isBid ? 1 : 0);
            book.AskCount += (byte)(isBid ? 0 : 1);
        }

        events[^1].Flags = InputFlags.Last;
        return events;
    }

    public static InputEvent[] OfTicker(Instrument instrument)
    {
        var from = instrument.Ticker;
        var isOption = instrument.Spec.IsOption;
        InputEvent input = default;
        input.Kind = InputKind.Ticker;
        input.ExchangeTimeUtcNanos = from.TimestampMs * Nanos.PerMilli;
        input.Ticker = new TickerBody
        {
            MinPrice = Price.FromDouble(from.MinPrice),
            MaxPrice = Price.FromDouble(from.MaxPrice),
            MarkPrice = Rounded(from.MarkPrice),
            IndexPrice = Rounded(from.IndexPrice),
            UnderlyingPrice = isOption ? Rounded(from.UnderlyingPrice) : double.NaN,
            MarkIv = isOption ? Rounded(from.MarkIv) / 100 : double.NaN,
            BidIv = isOption && from.BidIv != 0 ? Rounded(from.BidIv) / 100 : double.NaN,
            AskIv = isOption && from.AskIv != 0 ? Rounded(from.AskIv) / 100 : double.NaN,
            Delta = isOption ? Rounded(from.Delta, GreekDecimals) : double.NaN,
            Gamma = isOption ? Rounded(from.Gamma, GreekDecimals) : double.NaN,
            Vega = isOption ? Rounded(from.Vega, GreekDecimals) : double.NaN,
            Theta = isOption ? Rounded(from.Theta, GreekDecimals) : double.NaN,
            Rho = isOption ? Rounded(from.Rho, GreekDecimals) : double.NaN,
            Funding8h = instrument.Spec.Kind == Exchange.InstrumentKind.Perpetual ? Rounded(from.Funding8h) : double.NaN,
            Status = StatusOf(instrument.State),
        };
        SetQuote(from, out input.Ticker.BestBid, out input.Ticker.BestBidAmount, out input.Ticker.BestAsk, out input.Ticker.BestAskAmount);
        return [input];
    }

    public static InputEvent[] OfQuote(Instrument instrument)
    {
        InputEvent input = default;
        input.Kind = InputKind.Quote;
        input.ExchangeTimeUtcNanos = instrument.Book.TimestampMs * Nanos.PerMilli;
        ref var quote = ref input.Quote;
        SetQuote(instrument.Ticker, out quote.BestBid, out quote.BestBidAmount, out quote.BestAsk, out quote.BestAskAmount);
        return [input];
    }

    public static InputEvent[] OfTrades(List<PublicTrade> trades)
    {
        var events = new InputEvent[trades.Count];
        for (var place = 0; place < events.Length; place++)
        {
            ref var input = ref events[place];
            input.Kind = InputKind.Trade;
            input.ExchangeTimeUtcNanos = trades[place].TimestampMs * Nanos.PerMilli;
            input.Trade.Price = trades[place].Price;
            input.Trade.Amount = trades[place].Amount;
            input.Trade.TradeSequence = trades[place].TradeSeq;
            input.Trade.TakerSide = trades[place].Direction;
        }

        return events;
    }

    /// <summary>The receiver sets the underlying.</summary>
    public static InputEvent[] OfIndex(PriceIndex index)
    {
        InputEvent input = default;
        input.Kind = InputKind.Index;
        input.Instrument = InstrumentId.None;
        input.ExchangeTimeUtcNanos = index.TimestampMs * Nanos.PerMilli;
        input.Index.Price = Rounded(index.Price);
        return [input];
    }

    public static InputEvent[] OfMarks(IReadOnlyList<Instrument> options)
    {
        var events = new InputEvent[options.Count];
        for (var place = 0; place < events.Length; place++)
        {
            ref var input = ref events[place];
            var ticker = options[place].Ticker;
            input.Kind = InputKind.MarkVol;
            input.ExchangeTimeUtcNanos = ticker.TimestampMs * Nanos.PerMilli;
            input.MarkVol.MarkPrice = Rounded(ticker.MarkPrice);
            input.MarkVol.MarkIv = Rounded(ticker.MarkIv / 100, VolatilityDecimals);
        }

        return events;
    }

    /// <summary>A zero is written without a sign.</summary>
    private static double Rounded(double value, int decimals = Decimals) =>
        double.IsFinite(value) ? Math.Round(value, decimals) + 0.0 : double.NaN;

    private static void SetQuote(Ticker from, out Price bid, out Quantity bidAmount, out Price ask, out Quantity askAmount)
    {
        (bid, bidAmount) = from.BestBidPrice > 0
            ? (Price.FromDouble(from.BestBidPrice), Quantity.FromDouble(from.BestBidAmount))
            : (Price.None, Quantity.None);
        (ask, askAmount) = from.BestAskPrice > 0
            ? (Price.FromDouble(from.BestAskPrice), Quantity.FromDouble(from.BestAskAmount))
            : (Price.None, Quantity.None);
    }

    private static TradingStatus StatusOf(InstrumentState state) => state switch
    {
        InstrumentState.Open => TradingStatus.Open,
        InstrumentState.Settlement => TradingStatus.Settlement,
        InstrumentState.Delivered => TradingStatus.Delivered,
        InstrumentState.Locked => TradingStatus.Locked,
        InstrumentState.Halted => TradingStatus.Halted,
        _ => TradingStatus.Archived,
    };
}
