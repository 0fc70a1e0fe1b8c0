using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>
/// Price-time matching and the booking of trades. The market's own orders (liquidity, strangers) pass through the same books;
/// they have no order records and pay no fees.
/// </summary>
internal sealed class MatchingEngine(ExchangeModel model, Ledger ledger, StepEvents events, TradeArchive archive)
{
    private readonly Dictionary<string, long> _tradeNumbers = [];
    private readonly Dictionary<string, long> _orderNumbers = [];
    private long _sequence;

    public long TakeSequence() => ++_sequence;

    public string TakeOrderId(string currency)
    {
        var number = _orderNumbers.GetValueOrDefault(currency, 101_233_400_000) + 1 + (_sequence % 7);
        _orderNumbers[currency] = number;
        return currency == "BTC" ? $"{number}" : $"{currency}-{number}";
    }

    /// <summary>Amount that an order could take now, and whether one of its counterparties would be its own owner.</summary>
    public static (long AvailableRaw, bool MeetsOwn) Probe(Instrument instrument, Account owner, Side side, long limitRaw, long amountRaw)
    {
        var available = 0L;
        foreach (var entry in instrument.Book.Entries(Opposite(side)))
        {
            if (!Crosses(side, limitRaw, entry.PriceRaw) || available >= amountRaw)
            {
                break;
            }

            if (entry.Owner == owner)
            {
                return (available, true);
            }

            available += entry.RemainingRaw;
        }

        return (available, false);
    }

    /// <summary>Trades <paramref name="taker"/> against the book as far as its limit goes; what is left stays in it.</summary>
    public void Match(Instrument instrument, BookOrder taker)
    {
        while (taker.RemainingRaw > 0
            && instrument.Book.First(Opposite(taker.Side)) is { } maker
            && Crosses(taker.Side, taker.PriceRaw, maker.PriceRaw))
        {
            var amountRaw = Math.Min(taker.RemainingRaw, maker.RemainingRaw);
            instrument.Book.Reduce(maker, amountRaw);
            taker.RemainingRaw -= amountRaw;
            Trade(instrument, maker, taker, Price.FromRaw(maker.PriceRaw), Quantity.FromRaw(amountRaw));
        }

        events.Touch(instrument);
    }

    /// <summary>Books one trade between two orders: the public trade, both positions, fees and order states.</summary>
    public void Trade(Instrument instrument, BookOrder maker, BookOrder taker, Price price, Quantity amount)
    {
        var trade = MakeTrade(instrument, taker.Side, price, amount);
        TickerRules.AddTrade(instrument, price.ToDouble(), amount.ToDouble());
        archive.Add(trade);
        events.Add(trade);
        events.Touch(instrument);
        BookSide(trade, maker, isMaker: true);
        BookSide(trade, taker, isMaker: false);
    }

    public static bool Crosses(Side side, long limitRaw, long oppositeRaw) =>
        side == Side.Buy ? oppositeRaw <= limitRaw : oppositeRaw >= limitRaw;

    public static Side Opposite(Side side) => side == Side.Buy ? Side.Sell : Side.Buy;

    private void BookSide(PublicTrade trade, BookOrder side, bool isMaker)
    {
        var instrument = trade.Instrument;
        var realised = ledger.Book(side.Owner, instrument, side.Side, trade.Price, trade.Amount);
        if (side.Order is not { } order)
        {
            return;
        }

        var currency = instrument.Spec.SettlementCurrency;
        var fee = Ledger.Fee(instrument, isMaker, trade.Price.ToDouble(), trade.Amount.ToDouble());
        ledger.Charge(side.Owner, currency, fee);
        var filled = order.FilledAmount + trade.Amount;
        var value = (order.AveragePrice * order.FilledAmount.ToDouble()) + (trade.Price.ToDouble() * trade.Amount.ToDouble());
        side.Order = order with
        {
            FilledAmount = filled,
            AveragePrice = Math.Round(value / filled.ToDouble(), 8),
            State = filled == order.Amount ? OrderState.Filled : OrderState.Open,
            LastUpdateMs = model.NowMs,
        };
        var userTrade = new UserTrade
        {
            Trade = trade,
            Order = side.Order,
            Direction = side.Side,
            IsMaker = isMaker,
            Fee = fee,
            FeeCurrency = currency,
            ProfitLoss = Math.Round(realised, 9),
            UnderlyingPrice = instrument.Ticker.UnderlyingPrice,
        };
        side.Owner.Orders.Record(side.Order, side);
        side.Owner.Orders.Record(userTrade);
        events.Add(side.Order);
        events.Add(userTrade);
    }

    private PublicTrade MakeTrade(Instrument instrument, Side takerSide, Price price, Quantity amount)
    {
        var currency = instrument.Spec.SettlementCurrency;
        var number = _tradeNumbers.GetValueOrDefault(currency, 398_112_200) + 1;
        _tradeNumbers[currency] = number;
        var last = archive.LastPrice(instrument);
        var value = price.ToDouble();
        var ticker = instrument.Ticker;
        return new PublicTrade
        {
            Instrument = instrument,
            TradeNumber = number,
            TradeId = currency == "BTC" ? $"{number}" : $"{currency}-{number}",
            TradeSeq = ++instrument.TradeSeq,
            TimestampMs = model.NowMs,
            Price = price,
            Amount = amount,
            Direction = takerSide,
            TickDirection = archive.TickDirection(instrument, last, value),
            IndexPrice = instrument.PriceIndex.Price,
            MarkPrice = instrument.Spec.IsOption ? Math.Round(ticker.ExactMarkPrice, 8) : ticker.MarkPrice,
            Iv = instrument.Spec.IsOption ? OptionMarks.ImpliedPercent(instrument.Spec, ticker.UnderlyingPrice, value, model.NowMs) : 0,
        };
    }
}
