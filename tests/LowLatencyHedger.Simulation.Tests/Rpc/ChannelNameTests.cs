using LowLatencyHedger.Simulation.Rpc;

namespace LowLatencyHedger.Simulation.Tests.Rpc;

public sealed class ChannelNameTests
{
    [Theory]
    [InlineData("book.BTC-PERPETUAL.raw", ChannelKind.Book, ChannelInterval.Raw)]
    [InlineData("book.BTC-27FEB26-100000-C.100ms", ChannelKind.Book, ChannelInterval.Aggregated100Millis)]
    [InlineData("book.BTC-PERPETUAL.none.10.100ms", ChannelKind.GroupedBook, ChannelInterval.Aggregated100Millis)]
    [InlineData("book.BTC-PERPETUAL.25.20.agg2", ChannelKind.GroupedBook, ChannelInterval.Aggregated2)]
    [InlineData("ticker.ETH-PERPETUAL.agg2", ChannelKind.Ticker, ChannelInterval.Aggregated2)]
    [InlineData("incremental_ticker.BTC-PERPETUAL", ChannelKind.IncrementalTicker, ChannelInterval.None)]
    [InlineData("quote.BTC-PERPETUAL", ChannelKind.Quote, ChannelInterval.None)]
    [InlineData("trades.BTC-PERPETUAL.raw", ChannelKind.Trades, ChannelInterval.Raw)]
    [InlineData("trades.option.any.100ms", ChannelKind.Trades, ChannelInterval.Aggregated100Millis)]
    [InlineData("chart.trades.BTC-PERPETUAL.1D", ChannelKind.ChartTrades, ChannelInterval.None)]
    [InlineData("perpetual.BTC-PERPETUAL.100ms", ChannelKind.Perpetual, ChannelInterval.Aggregated100Millis)]
    [InlineData("deribit_price_index.btc_usd", ChannelKind.PriceIndex, ChannelInterval.None)]
    [InlineData("deribit_volatility_index.eth_usd", ChannelKind.VolatilityIndex, ChannelInterval.None)]
    [InlineData("markprice.options.btc_usd", ChannelKind.MarkPriceOptions, ChannelInterval.None)]
    [InlineData("platform_state", ChannelKind.PlatformState, ChannelInterval.None)]
    [InlineData("platform_state.public_methods_state", ChannelKind.PublicMethodsState, ChannelInterval.None)]
    [InlineData("instrument.state.any.any", ChannelKind.InstrumentState, ChannelInterval.None)]
    [InlineData("user.orders.BTC-PERPETUAL.raw", ChannelKind.UserOrders, ChannelInterval.Raw)]
    [InlineData("user.trades.any.any.raw", ChannelKind.UserTrades, ChannelInterval.Raw)]
    [InlineData("user.changes.option.btc.100ms", ChannelKind.UserChanges, ChannelInterval.Aggregated100Millis)]
    [InlineData("user.portfolio.any", ChannelKind.UserPortfolio, ChannelInterval.None)]
    [InlineData("user.mmp_trigger.btc_usd", ChannelKind.UserMmpTrigger, ChannelInterval.None)]
    public void TryParse_ChannelOfTheVenue_GivesItsKind(string name, ChannelKind kind, ChannelInterval interval)
    {
        Assert.True(ChannelName.TryParse(name, out var channel));
        Assert.Equal((name, kind, interval), (channel.Name, channel.Kind, channel.Interval));
        Assert.Equal(name.StartsWith("user.", StringComparison.Ordinal), channel.IsPrivate);
    }

    [Theory]
    [InlineData("")]
    [InlineData("book")]
    [InlineData("book.BTC-PERPETUAL")]
    [InlineData("book.BTC-PERPETUAL.50ms")]
    [InlineData("book.BTC-PERPETUAL.none.10.raw")]
    [InlineData("book.BTC-PERPETUAL.3.10.100ms")]
    [InlineData("book.BTC-PERPETUAL.none.7.100ms")]
    [InlineData("ticker.BTC-PERPETUAL.raw.raw")]
    [InlineData("trades.perp.BTC.raw")]
    [InlineData("chart.trades.BTC-PERPETUAL.2")]
    [InlineData("user")]
    [InlineData("user.money.any")]
    [InlineData("nothing.at.all")]
    public void TryParse_OtherText_IsFalse(string name) => Assert.False(ChannelName.TryParse(name, out _));

    [Theory]
    [InlineData("trades.any.any.raw", "option", "ETH", true)]
    [InlineData("trades.option.BTC.raw", "option", "BTC", true)]
    [InlineData("trades.option.btc.raw", "option", "BTC", true)]
    [InlineData("trades.option.BTC.raw", "future", "BTC", false)]
    [InlineData("trades.option.BTC.raw", "option", "ETH", false)]
    [InlineData("trades.combo.any.raw", "option_combo", "BTC", true)]
    [InlineData("trades.X.raw", "option", "BTC", true)]
    [InlineData("trades.Y.raw", "option", "BTC", false)]
    public void Covers_KindAndCurrency_FollowTheScope(string name, string kind, string currency, bool expected)
    {
        Assert.True(ChannelName.TryParse(name, out var channel));
        Assert.Equal(expected, channel.Covers("X", kind, currency));
    }
}
