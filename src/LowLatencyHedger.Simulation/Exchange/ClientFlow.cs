using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>
/// Everybody else. Clients trade options with the account as if they had taken its resting quotes: each trade is a maker fill of
/// an order of the account with a quote label. Strangers trade the perpetuals through the book.
/// </summary>
internal sealed class ClientFlow(ExchangeModel model, IMarketSource market)
{
    private const long SecondNanos = 1_000_000_000;

    // Beyond this many coins of one option (times the least amount's multiple) clients only trade the position back.
    private const double PositionUnitsMax = 200;

    private readonly Random _random = new(model.Options.Seed ^ 0x0C11E);

    /// <summary>
    /// Gives the account its starting book: seeded options, sizes log-uniform from the least amount to the largest, bought and
    /// sold at the mark; two calls of three are short and two puts of three long, as for one who sold calls and bought protection, so
    /// the options' delta is clearly negative. The balance stays what the options say.
    /// </summary>
    public void OpenBook(Account account)
    {
        var options = market.TradableOptions.ToArray();
        _random.Shuffle(options);
        var balances = account.Ledgers.Values.ToDictionary(static ledger => ledger, static ledger => ledger.Balance);
        foreach (var instrument in options.Take(model.Options.OptionCount))
        {
            var step = instrument.Spec.MinTradeAmount.Raw;
            var amount = Quantity.FromRaw((long)Math.Exp(_random.NextDouble() * Math.Log(model.Options.LargestPosition)) * step);
            var side = _random.Next(3) == 0 == instrument.Spec.IsCall ? Side.Buy : Side.Sell;
            var price = Price.FromDouble(instrument.Ticker.MarkPrice);
            model.Ledger.Book(account, instrument, side, price, amount);
            model.Ledger.Book(model.Ledger.Market, instrument, MatchingEngine.Opposite(side), price, amount);
            instrument.Ticker.OpenInterest = Math.Max(instrument.Ticker.OpenInterest, amount.ToDouble());
        }

        HedgeOpeningBook(account);
        foreach (var (ledger, balance) in balances)
        {
            ledger.Balance = balance;
        }
    }

    /// <summary>What a desk has done by hand before it starts a bot.</summary>
    private void HedgeOpeningBook(Account account)
    {
        foreach (var perpetual in market.Perpetuals.Where(static perpetual => !perpetual.Spec.IsLinear))
        {
            var coins = -model.Options.OpeningHedge * model.Summary(account, perpetual.Spec.SettlementCurrency).DeltaTotal;
            var price = Price.FromDouble(perpetual.Ticker.MarkPrice);
            var step = perpetual.Spec.MinTradeAmount.Raw;
            var amount = Quantity.FromRaw(Quantity.FromDouble(Math.Abs(coins) * price.ToDouble()).Raw / step * step);
            if (amount.IsPositive)
            {
                var side = coins > 0 ? Side.Buy : Side.Sell;
                model.Ledger.Book(account, perpetual, side, price, amount);
                model.Ledger.Book(model.Ledger.Market, perpetual, MatchingEngine.Opposite(side), price, amount);
            }
        }
    }

    public void Start(Account account)
    {
        Repeat(model.Options.ClientTradesPerSecond, () => TradeOption(account));
        Repeat(model.Options.PublicTradesPerSecond, TradePerpetual);
    }

    /// <summary>Runs an action at the times of a Poisson process.</summary>
    private void Repeat(double perSecond, Action action)
    {
        if (perSecond <= 0)
        {
            return;
        }

        var waitSeconds = -Math.Log(1 - _random.NextDouble()) / perSecond;
        model.Schedule.At(model.NowUtcNanos + 1 + (long)(waitSeconds * SecondNanos), () =>
        {
            action();
            Repeat(perSecond, action);
        });
    }

    private void TradeOption(Account account)
    {
        var options = market.TradableOptions;
        var instrument = options[_random.Next(options.Count)];
        if (!instrument.IsOpen || instrument.PriceIndex.IsLocked || QuotePrice(instrument, out var side) is not { } price)
        {
            return;
        }

        side = Limited(account, instrument, side);
        var step = instrument.Spec.MinTradeAmount.Raw;
        var amount = Quantity.FromRaw(Math.Max((long)(5 * Math.Exp(Normal.Sample(_random))), 1) * step);
        var order = new Order
        {
            OrderId = model.Engine.TakeOrderId(instrument.Spec.SettlementCurrency),
            Account = account,
            Instrument = instrument,
            Direction = side,
            Price = price,
            Amount = amount,
            Label = $"q-{instrument.Name[(instrument.Name.IndexOf('-') + 1)..]}-{(side == Side.Buy ? 'b' : 'a')}",
            PostOnly = true,
            CreationMs = model.NowMs - 1000,
            LastUpdateMs = model.NowMs,
        };
        var quote = new BookOrder(model.Engine.TakeSequence(), account, side, price.Raw, amount.Raw) { Order = order };
        var client = new BookOrder(model.Engine.TakeSequence(), model.Ledger.Market, MatchingEngine.Opposite(side), price.Raw, amount.Raw);
        model.Engine.Trade(instrument, quote, client, price, amount);
    }

    /// <summary>The account's quote that gets taken: the tick next to the mark on its own side, so that it earns the edge.</summary>
    private Price? QuotePrice(Instrument instrument, out Side side)
    {
        side = _random.Next(2) == 0 ? Side.Buy : Side.Sell;
        var mark = Price.FromDouble(instrument.Ticker.ExactMarkPrice);
        var price = side == Side.Buy ? instrument.Spec.FloorToTick(mark) : instrument.Spec.CeilingToTick(mark);
        return price.IsPositive ? price : null;
    }

    private static Side Limited(Account account, Instrument instrument, Side side)
    {
        var units = account.Positions.GetValueOrDefault(instrument) is { } position
            ? position.SizeRaw / (double)instrument.Spec.MinTradeAmount.Raw
            : 0;
        return units > PositionUnitsMax ? Side.Sell : units < -PositionUnitsMax ? Side.Buy : side;
    }

    private void TradePerpetual()
    {
        var instrument = market.Perpetuals[_random.Next(market.Perpetuals.Count)];
        var side = _random.Next(2) == 0 ? Side.Buy : Side.Sell;
        var best = side == Side.Buy ? instrument.Book.BestAsk : instrument.Book.BestBid;
        if (!instrument.IsOpen || instrument.PriceIndex.IsLocked || best is not { } level)
        {
            return;
        }

        // A limit two ticks beyond the touch: a large one sweeps a level or two.
        var tick = 2 * instrument.Spec.TickAt(level.Price).Raw;
        var limitRaw = side == Side.Buy ? level.Price.Raw + tick : level.Price.Raw - tick;
        var step = instrument.Spec.MinTradeAmount.Raw;
        var units = Math.Max((long)(100 * Math.Exp(1.5 * Normal.Sample(_random))), 1);
        var taker = new BookOrder(model.Engine.TakeSequence(), model.Ledger.Market, side, limitRaw, units * step);
        model.Engine.Match(instrument, taker);
    }
}
