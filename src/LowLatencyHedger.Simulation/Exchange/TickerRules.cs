using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>How published figures follow from the book, the mark and the index.</summary>
internal static class TickerRules
{
    /// <summary>Copies the best prices of the book; true when one changed.</summary>
    public static bool UpdateQuote(Instrument instrument, long nowMs)
    {
        var ticker = instrument.Ticker;
        var bid = instrument.Book.BestBid ?? default;
        var ask = instrument.Book.BestAsk ?? default;
        var (bidPrice, bidAmount) = (bid.Price.ToDouble(), bid.Amount.ToDouble());
        var (askPrice, askAmount) = (ask.Price.ToDouble(), ask.Amount.ToDouble());
        if (ticker.BestBidPrice == bidPrice && ticker.BestBidAmount == bidAmount
            && ticker.BestAskPrice == askPrice && ticker.BestAskAmount == askAmount)
        {
            return false;
        }

        (ticker.BestBidPrice, ticker.BestBidAmount) = (bidPrice, bidAmount);
        (ticker.BestAskPrice, ticker.BestAskAmount) = (askPrice, askAmount);
        if (instrument.Spec.IsOption)
        {
            OptionMarks.UpdateQuoteVolatility(instrument, nowMs);
        }

        return true;
    }

    /// <summary>Publishes a future's or perpetual's mark, two decimals.</summary>
    public static void UpdateFuture(Instrument instrument, double mark)
    {
        var ticker = instrument.Ticker;
        ticker.ExactMarkPrice = mark;
        ticker.MarkPrice = Math.Round(mark, 2);
        ticker.IndexPrice = instrument.PriceIndex.Price;
        ticker.EstimatedDeliveryPrice = instrument.PriceIndex.EstimatedDeliveryPrice;
        UpdateBand(instrument);
    }

    /// <summary>
    /// The price band around the mark: 1.5 % for futures; for options 0.04 coin (4 % of the index for linear ones) plus half
    /// the mark, from one tick up. The widths are read off recorded tickers, the venue's rule is not published.
    /// </summary>
    public static void UpdateBand(Instrument instrument)
    {
        var spec = instrument.Spec;
        var ticker = instrument.Ticker;
        var mark = ticker.ExactMarkPrice;
        var width = !spec.IsOption ? 0.015 * mark
            : (0.5 * mark) + (spec.IsLinear ? 0.04 * ticker.IndexPrice : 0.04);
        var low = spec.CeilingToTick(Price.FromDouble(Math.Max(mark - width, 0)));
        ticker.MinPrice = (low < spec.TickSize ? spec.TickSize : low).ToDouble();
        ticker.MaxPrice = spec.FloorToTick(Price.FromDouble(mark + width)).ToDouble();
    }

    /// <summary>Books a trade into last price and day statistics.</summary>
    public static void AddTrade(Instrument instrument, double price, double amount)
    {
        var spec = instrument.Spec;
        var ticker = instrument.Ticker;
        var first = ticker.StatsVolume is null or 0;
        var coins = spec.IsOption || spec.IsLinear ? amount : amount / price;
        var usd = spec.IsOption && !spec.IsLinear ? amount * price * ticker.IndexPrice
            : spec.IsLinear ? amount * price : amount;
        ticker.LastPrice = price;
        ticker.StatsVolume = Math.Round((ticker.StatsVolume ?? 0) + coins, 8);
        ticker.StatsVolumeUsd = Math.Round((ticker.StatsVolumeUsd ?? 0) + usd, 2);
        ticker.StatsLow = first ? price : Math.Min(ticker.StatsLow ?? price, price);
        ticker.StatsHigh = first ? price : Math.Max(ticker.StatsHigh ?? price, price);
        if (ticker.SettlementPrice is { } settled and > 0)
        {
            ticker.StatsPriceChange = Math.Round(100 * ((price / settled) - 1), 4);
        }
    }
}
