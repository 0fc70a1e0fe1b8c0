namespace LowLatencyHedger.Simulation.Rpc;

/// <summary>The families of channels that the simulated venue publishes.</summary>
public enum ChannelKind
{
    /// <summary><c>book.{instrument}.{interval}</c>.</summary>
    Book,

    /// <summary><c>book.{instrument}.{group}.{depth}.{interval}</c>.</summary>
    GroupedBook,

    /// <summary><c>ticker.{instrument}.{interval}</c>.</summary>
    Ticker,

    /// <summary><c>incremental_ticker.{instrument}</c>.</summary>
    IncrementalTicker,

    /// <summary><c>quote.{instrument}</c>.</summary>
    Quote,

    /// <summary><c>trades.{instrument}.{interval}</c> and <c>trades.{kind}.{currency}.{interval}</c>.</summary>
    Trades,

    /// <summary><c>chart.trades.{instrument}.{resolution}</c>.</summary>
    ChartTrades,

    /// <summary><c>perpetual.{instrument}.{interval}</c>.</summary>
    Perpetual,

    /// <summary><c>deribit_price_index.{index}</c>.</summary>
    PriceIndex,

    /// <summary><c>deribit_price_statistics.{index}</c>.</summary>
    PriceStatistics,

    /// <summary><c>deribit_volatility_index.{index}</c>.</summary>
    VolatilityIndex,

    /// <summary><c>estimated_expiration_price.{index}</c>.</summary>
    EstimatedExpirationPrice,

    /// <summary><c>markprice.options.{index}</c>.</summary>
    MarkPriceOptions,

    /// <summary><c>platform_state</c>.</summary>
    PlatformState,

    /// <summary><c>platform_state.public_methods_state</c>.</summary>
    PublicMethodsState,

    /// <summary><c>instrument.state.{kind}.{currency}</c>.</summary>
    InstrumentState,

    /// <summary><c>announcements</c>: accepted, silent.</summary>
    Announcements,

    /// <summary><c>user.orders.{instrument or kind.currency}.{interval}</c>.</summary>
    UserOrders,

    /// <summary><c>user.trades.{instrument or kind.currency}.{interval}</c>.</summary>
    UserTrades,

    /// <summary><c>user.changes.{instrument or kind.currency}.{interval}</c>.</summary>
    UserChanges,

    /// <summary><c>user.portfolio.{currency}</c>.</summary>
    UserPortfolio,

    /// <summary><c>user.mmp_trigger.{index}</c>.</summary>
    UserMmpTrigger,

    /// <summary><c>user.lock</c>: accepted, silent.</summary>
    UserLock,

    /// <summary><c>user.access_log</c>: accepted, silent.</summary>
    UserAccessLog,
}
