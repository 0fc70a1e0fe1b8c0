using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Hedging;
using LowLatencyHedger.Core.Hedging.Policies;
using LowLatencyHedger.Core.Market;
using LowLatencyHedger.Core.Orders;
using LowLatencyHedger.Core.Portfolio;
using LowLatencyHedger.Core.Risk;
using LowLatencyHedger.Core.Risk.Figures;
using LowLatencyHedger.Core.Volatility;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core;

/// <summary>All that belongs to one hedged price index: market, book, delta, state. Thread: the core's only.</summary>
[HotPath]
internal sealed class HedgedUnderlying
{
    public readonly int Index;
    public readonly UnderlyingConfig Config;
    public readonly InlineText32 IndexName;
    public readonly InlineText32 Currency;

    /// <summary>The currency that it settles in is worth a USD, not a coin.</summary>
    public readonly bool IsUsdSettled;


    /// <summary>Where it is hedged; the first is the one whose mid the book is valued with.</summary>
    public readonly HedgeMarket[] Markets;

    /// <summary>... and the options that the programme trades.</summary>
    public readonly HedgeMarket[] AllMarkets;

    /// <summary>Before a future's expiry it is not traded for so long.</summary>
    public readonly long BlackoutBeforeNanos;

    public readonly ForwardCurve Curve;
    public readonly BookGreeks Greeks;

    /// <summary>Null when the configuration needs no smiles.</summary>
    public readonly VolatilitySurface? Volatility;

    public readonly OrderDesk Desk = new();
    public readonly HedgeStatistics Statistics = new();
    public readonly UnderlyingRisk Risk = new();
    public readonly ShadowBook Shadows;
    public readonly RiskFigures Figures;

    public UnderlyingId Id = UnderlyingId.None;
    public bool IsLocked;

    /// <summary>A position that no model here covers.</summary>
    public int UnmodelledCount;

    /// <summary>Something of the account is in an instrument that is being asked about; no longer than this.</summary>
    public long UnknownInstrumentUntilNanos;

    /// <summary>Of the account, in the settlement currency; NaN until told.</summary>
    public double EquityCoins = double.NaN;

    public double IndexPrice = double.NaN;
    public long IndexReceivedNanos;
    public long IndexExchangeTimeUtcNanos;

    public ProfitAndLoss Cash;
    public BookSums Sums;

    /// <summary>Net delta that the numeraire hedges, coins; NaN if any part of it is unknown.</summary>
    public double Delta = double.NaN;

    /// <summary>With every unresolved sell filled.</summary>
    public double DeltaLow = double.NaN;

    /// <summary>With every unresolved buy filled.</summary>
    public double DeltaHigh = double.NaN;

    /// <summary>The part of what is unresolved that rests in the book, signed.</summary>
    public double RestingCoins;

    /// <summary>Positions in its futures without their signs; NaN if a price is missing.</summary>
    public double FuturesUsd;

    /// <summary>Positions in its inverse futures, USD over their prices; signed.</summary>
    public double InverseCoins;

    /// <summary>Positions in its linear futures times their prices; signed.</summary>
    public double LinearUsd;

    public double ProfitUsd;

    /// <summary>What a hedge costs now, as a fraction of what is traded.</summary>
    public double CostFraction = double.NaN;
    public HedgeTarget Target;
    public TradingState State;
    public ReasonCode StateReason;
    public ReasonCode LastRefusal;
    public long LastRefusalNanos;

    /// <summary>Number of the event that it was last decided at.</summary>
    public long DecidedSequence = -1;

    private readonly InstrumentId[] _futures;
    private readonly double _usdFraction;
    private readonly SettingValues _settings;
    private int _futureCount;
    private long _indexUtcNanos;

    public HedgedUnderlying(int index, CoreConfig config, SettingValues settings)
    {
        Index = index;
        Config = config.Underlyings[index];
        IndexName = InlineText32.From(Config.IndexName);
        Currency = InlineText32.From(Config.SettlementCurrency);
        IsUsdSettled = Config.SettlementCurrency.StartsWith("USD", StringComparison.Ordinal);
        string[] names = [Config.HedgeInstrument, .. Config.OtherInstruments];
        Markets = Array.ConvertAll(names, name => new HedgeMarket(name, false, config.Capacities.BookLevels));
        AllMarkets =
        [
            .. Markets, .. Array.ConvertAll(Config.HedgeProgram.Instruments, name => new HedgeMarket(name, true, config.Capacities.BookLevels)),
        ];
        Active = Markets[0];
        BlackoutBeforeNanos = config.Risk.ExpiryBlackoutBeforeSeconds * Nanos.PerSecond;
        Curve = new ForwardCurve(config.Capacities.Expiries);
        Shadows = new ShadowBook(index, Config.Policy);
        _usdFraction = Config.UsdFraction;
        Greeks = new BookGreeks(Curve, config, Config);
        Figures = new RiskFigures(Config, Greeks.PlacesMax, config.Capacities.Instruments);
        Volatility = Config.Volatility.NeedsSmiles ? new VolatilitySurface(Config, config, Curve) : null;
        _futures = new InstrumentId[config.Capacities.Instruments];
        _settings = settings;
    }

    public HedgeMarket Primary => Markets[0];

    /// <summary>Where the next order goes, and what an unresolved one is in.</summary>
    public HedgeMarket Active { get; private set; }

    public InstrumentId Hedge => Active.Id;

    /// <summary>Price of the instrument that is traded over that of the first; 1 when it is not known.</summary>
    public double Basis => Active != Primary && Active.Book.Mid / Primary.Book.Mid is > 0 and var ratio && double.IsFinite(ratio) ? ratio : 1;

    public OrderBook Book => Active.Book;

    public bool IsEquityUnknown => _usdFraction > 0 && !double.IsFinite(EquityCoins);

    public double WorstCaseDelta => Math.Max(Math.Abs(DeltaLow), Math.Abs(DeltaHigh));

    /// <summary>What forwards move with now.</summary>
    public ReferencePrices References(long nowNanos) => new(FreshMid(Primary, nowNanos), IndexPrice);

    public void SetIndex(double price, long receivedNanos, long exchangeTimeUtcNanos, long venueUtcNanos)
    {
        if (!(price > 0 && double.IsFinite(price)) || exchangeTimeUtcNanos < IndexExchangeTimeUtcNanos)
        {
            return;
        }

        Curve.Accumulate(IndexPrice, _indexUtcNanos, venueUtcNanos);
        _indexUtcNanos = venueUtcNanos;
        IndexPrice = price;
        IndexReceivedNanos = receivedNanos;
        IndexExchangeTimeUtcNanos = exchangeTimeUtcNanos;
    }

    /// <summary>The venue told the forward of the instrument's expiry.</summary>
    public void SetForward(ref Instrument instrument, double forward, in InputEvent source, long nowNanos)
    {
        if (instrument.ExpiryIndex < 0)
        {
            instrument.ExpiryIndex = Curve.IndexOf(instrument.Definition.ExpiryUtcNanos);
        }

        if (instrument.ExpiryIndex >= 0)
        {
            Curve.Set(instrument.ExpiryIndex, forward, References(nowNanos), source);
        }
    }

    /// <summary>Futures that have a position or had one.</summary>
    public int FutureCount => _futureCount;

    public InstrumentId Future(int place) => _futures[place];

    /// <summary>A future has a position now, or had one.</summary>
    public void TrackFuture(InstrumentId id)
    {
        if (_futures.AsSpan(0, _futureCount).IndexOf(id) < 0)
        {
            _futures[_futureCount++] = id;
        }
    }

    public void SetUnmodelled(ref Instrument instrument, bool isUnmodelled)
    {
        UnmodelledCount += (isUnmodelled ? 1 : 0) - (instrument.IsUnmodelled ? 1 : 0);
        instrument.IsUnmodelled = isUnmodelled;
    }

    /// <summary>What one unit of an instrument is worth in its own price unit; NaN if unknown.</summary>
    public double Value(InstrumentId id, in Instrument instrument, CoreContext context)
    {
        var references = References(context.NowNanos);
        return instrument.IsFuture
            ? FuturePrice(id, instrument, context.NowNanos)
            : Greeks.Value(instrument, new ValuationTime(context.NowNanos, context.VenueUtcNanos), references);
    }

    /// <summary>Carries on with fresh valuations. After the decision, so that no order waits for them.</summary>
    public void Revalue(CoreContext context) => Greeks.Step(context.NowNanos);

    /// <summary>Brings delta, worst case and profit up to now.</summary>
    public void Refresh(CoreContext context, InstrumentTable instruments, PositionLedger ledger, OrderTable orders)
    {
        var references = References(context.NowNanos);
        var time = new ValuationTime(context.NowNanos, context.VenueUtcNanos);
        Greeks.SetBand(Target.Lower, Target.Upper);
        Sums = Greeks.Sums(time, references);
        var delta = Sums.Delta + (_usdFraction > 0 ? _usdFraction * EquityCoins : 0);
        var coins = Cash.CashCoins + Sums.CoinValue;
        var usd = Cash.CashUsd + Sums.UsdValue;
        FuturesUsd = 0;
        InverseCoins = 0;
        LinearUsd = 0;
        for (var i = 0; i < _futureCount; i++)
        {
            ref readonly var future = ref instruments[_futures[i]];
            var position = ledger[_futures[i]].ToDouble();
            if (position == 0)
            {
                continue;
            }

            var price = FuturePrice(_futures[i], future, context.NowNanos);
            delta += future.IsInverse ? position / price : position;
            InverseCoins += future.IsInverse ? position / price : 0;
            LinearUsd += future.IsInverse ? 0 : position * price;
            FuturesUsd += Math.Abs(future.IsInverse ? position : position * price);
        }

        coins -= InverseCoins;
        usd += LinearUsd;

        Delta = delta;
        ProfitUsd = usd + (coins == 0 ? 0 : coins * IndexPrice);
        AddUnresolved(instruments, orders, context.NowNanos);
    }

    public void WriteSnapshot(ref CoreSnapshot snapshot, long nowNanos)
    {
        snapshot.Underlying = Id;
        snapshot.HedgeInstrument = Hedge;
        snapshot.TradingState = State;
        snapshot.StateReason = StateReason;
        snapshot.LastRefusal = LastRefusal;
        snapshot.HedgeMid = Book.IsValid ? Book.Mid : double.NaN;
        snapshot.IndexPrice = IndexPrice;
        snapshot.NetDelta = Delta;
        snapshot.NetDeltaLow = DeltaLow;
        snapshot.NetDeltaHigh = DeltaHigh;
        snapshot.BandLower = Target.Lower;
        snapshot.BandUpper = Target.Upper;
        snapshot.OptionsDelta = Sums.Delta;
        snapshot.Gamma = Sums.PlainGamma;
        snapshot.Vega = Sums.Vega / 100;
        snapshot.Theta = Sums.Theta / 365;
        snapshot.EquityCoins = EquityCoins;
        snapshot.ProfitUsd = ProfitUsd;
        snapshot.FeesUsd = Cash.FeesUsd;
        snapshot.SlippageUsd = Cash.SlippageUsd;
        snapshot.SlippageBps = Cash.SlippageBps;
        snapshot.HedgeTurnoverUsd = Cash.HedgeTurnoverUsd;
        snapshot.BookAgeNanos = nowNanos - Book.ReceivedNanos;
        snapshot.IndexAgeNanos = nowNanos - IndexReceivedNanos;
        snapshot.UnresolvedOrders = Desk.UnresolvedCount;
        snapshot.UnknownOrders = Desk.UnknownCount;
        snapshot.OptionsHeld = Greeks.HeldCount;
        snapshot.OptionsUnvalued = Greeks.UnvaluedCount;
        snapshot.Revaluations = Greeks.RevaluationCount;
        snapshot.Reanchors = Greeks.ReanchorCount;
        snapshot.DeltaBound = Sums.DeltaBound;
        snapshot.DeltaTolerance = Greeks.Tolerance;
        snapshot.OldestInputAgeNanos = nowNanos - Math.Min(nowNanos, Math.Min(Sums.OldestVolNanos, Sums.OldestForwardNanos));
        Statistics.WriteSnapshot(ref snapshot);
        snapshot.StickinessPuts = 1;
        snapshot.StickinessCalls = 1;
        Volatility?.WriteSnapshot(ref snapshot, nowNanos);
    }

    /// <summary>USD per coin; NaN if unknown.</summary>
    public double FuturePrice(InstrumentId id, in Instrument future, long nowNanos)
    {
        var market = MarketOf(id);
        var mid = market is null ? double.NaN : FreshMid(market, nowNanos);
        return mid > 0 ? mid : future.MarkPrice;
    }

    /// <summary>Null when it is not hedged in the instrument.</summary>
    public HedgeMarket? MarketOf(InstrumentId id)
    {
        foreach (var market in AllMarkets)
        {
            if (market.Id == id && id.HasValue)
            {
                return market;
            }
        }

        return null;
    }

    /// <summary>The next order is in this market. Only without an unresolved one.</summary>
    public void Trade(HedgeMarket market)
    {
        if (market != Active)
        {
            Invariant.That(Desk.UnresolvedCount == 0, "the hedge instrument changes under an order");
            Active = market;
        }
    }

    private double FreshMid(HedgeMarket market, long nowNanos) =>
        market.Book.IsValid && nowNanos - market.Book.ReceivedNanos <= _settings.Nanos(SettingKey.BookMaxAgeMillis) ? market.Book.Mid : double.NaN;

    private void AddUnresolved(InstrumentTable instruments, OrderTable orders, long nowNanos)
    {
        DeltaLow = Delta;
        DeltaHigh = Delta;
        RestingCoins = 0;
        for (var i = 0; Desk.UnresolvedCount > 0 && i < orders.ActiveCount; i++)
        {
            ref readonly var order = ref orders.Active(i);
            if (order.Desk != Index)
            {
                continue;
            }

            ref readonly var instrument = ref instruments[order.Instrument];
            var remaining = order.WorstCaseRemaining.ToDouble();
            if (instrument.IsOption)
            {
                AddUnresolved(order, remaining);
                continue;
            }

            var coins = instrument.IsInverse ? remaining / FuturePrice(order.Instrument, instrument, nowNanos) : remaining;
            DeltaLow -= order.Side == Side.Sell ? coins : 0;
            DeltaHigh += order.Side == Side.Buy ? coins : 0;
            RestingCoins += !order.IsResting ? 0 : order.Side == Side.Buy ? coins : -coins;
        }
    }

    /// <summary>An option's delta is its own; of an order from before it may be any of at most a coin.</summary>
    private void AddUnresolved(in OrderEntry order, double remaining)
    {
        var coins = order.UnitDelta * (order.Side == Side.Buy ? remaining : -remaining);
        DeltaLow += order.UnitDelta == 0 ? -remaining : Math.Min(coins, 0);
        DeltaHigh += order.UnitDelta == 0 ? remaining : Math.Max(coins, 0);
    }
}
