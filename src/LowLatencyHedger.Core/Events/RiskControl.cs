namespace LowLatencyHedger.Core.Events;

/// <summary>
/// The controls that an order passes. The numbers are part of the journal format: they are bits of the masks in
/// <see cref="GateVerdict"/> and never reused. In a group the first control that fails gives the reason.
/// </summary>
public enum RiskControl : byte
{
    None = 0,

    // Conditions: they make the trading state, and hold whether there is an order or not.

    /// <summary>The process is not about to stop.</summary>
    Shutdown = 1,

    /// <summary>Nothing halts the underlying; the cause is the reason.</summary>
    UnderlyingHalt = 2,

    /// <summary>Nothing halts the instrument; the cause is the reason.</summary>
    InstrumentHalt = 3,

    /// <summary>The trading connection is ready.</summary>
    TradingSession = 4,

    /// <summary>Positions agree with the venue's.</summary>
    Reconciled = 5,

    /// <summary>The engine still tells how it is doing, once it has begun to.</summary>
    EngineHealth = 6,

    /// <summary><c>journal_max_lag_ms</c></summary>
    JournalLag = 7,

    /// <summary><c>ring_high_water_pct</c></summary>
    RingUse = 8,

    /// <summary><c>max_loop_lag_ms</c></summary>
    LoopLag = 9,

    /// <summary><c>max_clock_offset_ms</c>, and the clock is known.</summary>
    ClockOffset = 10,

    /// <summary><c>max_orders_per_min</c></summary>
    OrdersPerMinute = 11,

    /// <summary><c>max_unknown_orders</c>, of the account.</summary>
    UnknownOrdersTotal = 12,

    /// <summary>The profit that the loss limits are measured on is known.</summary>
    Profit = 13,

    /// <summary>The market data connection is ready.</summary>
    MarketDataSession = 14,

    /// <summary>The venue has not locked the index.</summary>
    Platform = 15,

    /// <summary>The book is open.</summary>
    InstrumentStatus = 16,

    /// <summary><c>md_max_age_ms</c>, and the book is valid.</summary>
    BookAge = 17,

    /// <summary><c>md_max_age_ms</c> of the index.</summary>
    IndexAge = 18,

    /// <summary><c>md_max_age_ms</c> of the mark price.</summary>
    MarkAge = 19,

    /// <summary><c>max_spread_bps</c></summary>
    Spread = 20,

    /// <summary>Every position is covered by a model.</summary>
    PositionModel = 21,

    /// <summary>Every held expiry has a forward.</summary>
    Forward = 22,

    /// <summary><c>md_max_age_ms</c> of forwards.</summary>
    ForwardAge = 23,

    /// <summary><c>md_max_age_ms</c> of volatilities.</summary>
    VolatilityAge = 24,

    /// <summary>The equity is known where it is hedged.</summary>
    Equity = 25,

    /// <summary>Every held option is valued, near enough to the market, and the worst case is a number.</summary>
    Valuation = 26,

    /// <summary><c>greeks_tolerance_pct</c>; the cause is the reason.</summary>
    GreekGuard = 27,

    /// <summary><c>expiry_blackout_s</c></summary>
    ExpiryBlackout = 28,

    /// <summary><c>max_delta_step</c></summary>
    DeltaStep = 29,

    /// <summary><c>max_unknown_orders</c>, of the instrument.</summary>
    UnknownOrders = 30,

    /// <summary>No order was outside a price collar within the last second.</summary>
    CollarPause = 31,

    /// <summary>No operator allows reducing only.</summary>
    OperatorReduce = 32,

    /// <summary><c>max_net_delta</c></summary>
    NetDelta = 33,

    /// <summary><c>max_abs_position_usd</c></summary>
    Position = 34,

    /// <summary><c>max_gross_notional_usd</c></summary>
    GrossNotional = 35,

    /// <summary><c>min_available_funds_pct</c></summary>
    AvailableFunds = 36,

    /// <summary><c>max_mm_ratio</c></summary>
    MarginRatio = 37,

    /// <summary><c>max_turnover_ratio</c></summary>
    Turnover = 38,

    /// <summary><c>max_unfilled_run</c></summary>
    UnfilledRun = 39,

    /// <summary>Dollar gamma of the underlying.</summary>
    Gamma = 40,

    /// <summary>Vega of the underlying.</summary>
    Vega = 41,

    /// <summary>Theta of the underlying.</summary>
    Theta = 42,

    /// <summary>Delta of each expiry.</summary>
    ExpiryDelta = 43,

    /// <summary>Dollar gamma of each expiry.</summary>
    ExpiryGamma = 44,

    /// <summary>Vega of each expiry.</summary>
    ExpiryVega = 45,

    /// <summary>Theta of each expiry.</summary>
    ExpiryTheta = 46,

    /// <summary>Loss in the worst scenario.</summary>
    ScenarioLoss = 47,

    /// <summary>Value at risk.</summary>
    ValueAtRisk = 48,

    // Of one order.

    /// <summary><c>allowed_instruments</c></summary>
    InstrumentAllowed = 64,

    /// <summary><c>allowed_order_types</c></summary>
    OrderType = 65,

    /// <summary><c>order_valid_ms</c></summary>
    Validity = 66,

    /// <summary>One more order can be kept track of.</summary>
    Room = 67,

    /// <summary><c>max_inflight_per_instrument</c></summary>
    InFlight = 68,

    /// <summary>No order of the instrument has an unknown outcome.</summary>
    Unknown = 69,

    /// <summary><c>unfilled_backoff_ms</c></summary>
    Backoff = 70,

    /// <summary><c>dup_window_ms</c></summary>
    Duplicate = 71,

    /// <summary>Price, side, index and mark are numbers.</summary>
    Price = 72,

    /// <summary><c>price_collar_bps</c></summary>
    PriceCollar = 73,

    /// <summary><c>price_collar_window_bps</c></summary>
    FillCollar = 74,

    /// <summary><c>venue_band_check</c></summary>
    VenueBand = 75,

    /// <summary>The price is on a tick.</summary>
    Tick = 76,

    /// <summary><c>max_cross_bps</c></summary>
    Touch = 77,

    /// <summary>The amount is a whole number of lots, and one at least.</summary>
    Lot = 78,

    /// <summary><c>max_order_qty</c></summary>
    OrderAmount = 79,

    /// <summary><c>max_order_notional_usd</c></summary>
    OrderNotional = 80,

    /// <summary><c>max_open_order_notional_usd</c></summary>
    OpenNotional = 81,

    /// <summary><c>max_abs_position_usd</c> with the order.</summary>
    OrderPosition = 82,

    /// <summary><c>max_gross_notional_usd</c> with the order.</summary>
    OrderGrossNotional = 83,

    /// <summary><c>max_net_delta</c> with the order.</summary>
    OrderNetDelta = 84,

    /// <summary><c>must_reduce_delta</c></summary>
    MustReduceDelta = 85,

    /// <summary>In REDUCE: nearer to zero and not beyond it.</summary>
    ReduceOnly = 86,

    /// <summary><c>max_orders_per_s</c></summary>
    OrdersPerSecond = 87,

    /// <summary><c>max_orders_per_day</c></summary>
    OrdersPerDay = 88,

    /// <summary><c>repeat_exec_limit</c></summary>
    HedgesOutsideBand = 89,

    /// <summary>Nothing halts everything. Read last.</summary>
    KillLatch = 90,

    /// <summary>When flattening: the position nearer to zero and, with all that is unresolved, not beyond it.</summary>
    MustReducePosition = 91,

    /// <summary>The funds bear what the order may lock as initial margin.</summary>
    OrderMargin = 92,
}
