using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Market;
using LowLatencyHedger.Core.Portfolio;
using LowLatencyHedger.Pricing;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Hedging.Instruments;

/// <summary>
/// Looks at an underlying's whole book from time to time and says which options to buy or sell against its gamma, vega and gaps, if any is worth
/// its costs. It measures the book a few options an event, solves <see cref="HedgeProgram"/> once it is through, and then offers the trades in
/// options one by one. The trade in the future is part of the solution, so that no option is bought for its delta, but it is
/// left to the delta policy. Thread: the core's only.
/// </summary>
[HotPath]
internal sealed class LiveProgram(
    CoreContext context, SettingValues settings, InstrumentTable instruments, PositionLedger ledger, HedgedUnderlying underlying)
{
    private const int InstrumentsPerStep = 128;
    private const int ValuedPerStep = 16;

    /// <summary>What was found holds for so long.</summary>
    private const long LastsNanos = 10 * Nanos.PerSecond;

    private readonly HedgeProgram _program = new();
    private readonly HedgeMarket[] _markets = new HedgeMarket[HedgeProgram.MaxInstruments];
    private readonly double[] _unitDeltas = new double[HedgeProgram.MaxInstruments];
    private FactorLoads _book;
    private double _optionsDelta;
    private int _cursor = -1;
    private int _count;
    private long _nextNanos;
    private long _validUntilNanos;
    private bool _isWhole;

    private int Place => underlying.Index;

    private bool IsOn => underlying.AllMarkets.Length > underlying.Markets.Length && settings[SettingKey.ProgramIntervalSeconds, Place] > 0;

    private double GapFraction => settings[SettingKey.ProgramGapPct, Place] / 100;

    /// <summary>Carries the measuring of the book on, and solves when it is complete. After the decision on an event.</summary>
    /// <param name="future">Where delta is hedged.</param>
    /// <param name="view">Of it: costs, volatility, slack.</param>
    /// <param name="centre">The net delta that is aimed at.</param>
    public void Step(HedgeMarket future, in Policies.HedgeView view, double centre)
    {
        if (!IsOn)
        {
            _nextNanos = 0;
            _cursor = -1;
            _count = 0;
            return;
        }

        if (_cursor < 0)
        {
            if (view.NowNanos < _nextNanos)
            {
                return;
            }

            _nextNanos = view.NowNanos + (long)(settings[SettingKey.ProgramIntervalSeconds, Place] * Nanos.PerSecond);
            _cursor = 0;
            _book = default;
            _optionsDelta = 0;
            _isWhole = true;
        }

        Measure();
        if (_cursor >= instruments.End)
        {
            _cursor = -1;
            Solve(future, view, centre);
        }
    }

    /// <summary>The next order of what was found. False when there is none, or none that is still worth it.</summary>
    public bool TryNext(out HedgeMarket market, out OrderIntent intent)
    {
        market = underlying.Primary;
        intent = default;
        if (_count == 0 || context.NowNanos > _validUntilNanos)
        {
            _count = 0;
            return false;
        }

        for (var i = 1; i < _count; i++)
        {
            ref var leg = ref _program.Legs[i];
            if (leg.Trade != 0 && TrySize(i, leg, out intent))
            {
                market = _markets[i];
                return true;
            }
        }

        return false;
    }

    /// <summary>An order went out: the rest is found afresh at the next look.</summary>
    public void OnSent(HedgeMarket market, in OrderIntent intent)
    {
        for (var i = 1; i < _count; i++)
        {
            if (_markets[i] == market)
            {
                var left = Math.Abs(_program.Legs[i].Trade) - intent.Amount.ToDouble();
                _program.Legs[i].Trade = left > 0.5 * _program.Legs[i].Lot ? Math.CopySign(left, _program.Legs[i].Trade) : 0;
            }
        }
    }

    /// <summary>The gate has refused one: nothing more until the next look.</summary>
    public void Drop() => _count = 0;

    private void Measure()
    {
        var valued = 0;
        var end = Math.Min(_cursor + InstrumentsPerStep, instruments.End);
        for (; _cursor < end && valued < ValuedPerStep; _cursor++)
        {
            var id = new InstrumentId(_cursor);
            if (ledger[id] == Quantity.Zero || !instruments.Contains(id) || instruments[id].Definition.Underlying != underlying.Id)
            {
                continue;
            }

            ref readonly var instrument = ref instruments[id];
            if (instrument.IsOption)
            {
                valued++;
                _isWhole &= TryAdd(instrument, ledger[id].ToDouble(), ref _book, out var unitDelta, out _);
                _optionsDelta += ledger[id].ToDouble() * unitDelta;
            }
        }
    }

    /// <summary>Adds an option to factors, all but its delta. False when it is about to expire or cannot be valued.</summary>
    private bool TryAdd(in Instrument option, double quantity, ref FactorLoads loads, out double unitDelta, out double priceUsd)
    {
        unitDelta = 0;
        priceUsd = double.NaN;
        var years = Nanos.ToYears(option.Definition.ExpiryUtcNanos - context.VenueUtcNanos);
        if (option.ExpiryIndex < 0 || years <= 0)
        {
            return false;
        }

        var forward = underlying.Curve.Forward(option.ExpiryIndex, underlying.References(context.NowNanos));
        var kind = (OptionKind)option.Definition.OptionType;
        var input = new OptionInput(kind, forward, option.Definition.Strike, years, option.MarkVol);
        var isValued = RiskFactors.AddOption(input, quantity, GapFraction, ref loads, out var greeks);
        unitDelta = option.IsInverse ? greeks.PremiumAdjustedDelta : greeks.Delta;
        priceUsd = greeks.Price;
        return isValued;
    }

    private void Solve(HedgeMarket future, in Policies.HedgeView view, double centre)
    {
        _count = 0;
        if (!_isWhole || !(view.CostFraction >= 0) || !(view.Volatility > 0))
        {
            return;
        }

        // The net delta, as the policy sees it; for a gap, of what is not options.
        var slack = view.Delta + view.PendingCoins - centre;
        var book = _book;
        RiskFactors.AddCoins(slack - _optionsDelta, view.Price, GapFraction, ref book);
        book[0] = slack * view.Price / 100;
        for (var i = 0; i < RiskFactors.Count; i++)
        {
            _program.Exposures[i] = book[i];
        }

        RiskFactors.SetCovariances(_program, view.Volatility, settings, Place);
        _program.Legs[0] = new HedgeLeg { Cost = view.CostFraction * view.Price, Lower = double.NegativeInfinity, Upper = double.PositiveInfinity };
        RiskFactors.AddCoins(1, view.Price, GapFraction, ref _program.Legs[0].Factors);
        _markets[0] = future;
        var count = 1;
        foreach (var market in underlying.AllMarkets)
        {
            if (market.IsOption && TryAddLeg(market, view.Price, count))
            {
                _markets[count++] = market;
            }
        }

        if (_program.Solve(count, RiskFactors.Count, settings[SettingKey.ProgramAversion, Place]))
        {
            _program.RoundToLots();
            _count = count;
            _validUntilNanos = view.NowNanos + LastsNanos;
        }
    }

    private bool TryAddLeg(HedgeMarket market, double price, int at)
    {
        if (!CanTrade(market))
        {
            return false;
        }

        ref readonly var option = ref instruments[market.Id];
        var position = ledger[market.Id].ToDouble();
        var most = settings[SettingKey.ProgramMaxPositionCoins, Place];
        _program.Legs[at] = new HedgeLeg
        {
            Lower = Math.Min(-most - position, 0),
            Upper = Math.Max(most - position, 0),
            Lot = option.AmountStep.ToDouble(),
        };
        ref var leg = ref _program.Legs[at];
        var isValued = TryAdd(option, 1, ref leg.Factors, out _unitDeltas[at], out var priceUsd);
        leg.Factors[0] = _unitDeltas[at] * price / 100;
        leg.Cost = UnitCost(market, option, priceUsd);
        return isValued && leg.Cost >= 0;
    }

    /// <summary>Half the spread and the fee, which the venue caps at an eighth of the price, USD an option; NaN without a price.</summary>
    private double UnitCost(HedgeMarket market, in Instrument option, double priceUsd)
    {
        var unitUsd = option.IsInverse ? underlying.IndexPrice : 1;
        var halfSpread = 0.5 * (market.Book.BestAsk.ToDouble() - market.Book.BestBid.ToDouble()) * unitUsd;
        return halfSpread + Math.Min(option.Definition.TakerCommission * underlying.IndexPrice, 0.125 * priceUsd);
    }

    private bool CanTrade(HedgeMarket market)
    {
        if (!market.Id.HasValue || !market.IsAllowed)
        {
            return false;
        }

        ref readonly var option = ref instruments[market.Id];
        return option.Status == TradingStatus.Open
            && market.Book.IsValid
            && market.Book.HasBothSides
            && context.NowNanos - market.Book.ReceivedNanos <= settings.Nanos(SettingKey.BookMaxAgeMillis)
            && IsInCollar(market.Book, option)
            && option.Definition.ExpiryUtcNanos - context.VenueUtcNanos > underlying.BlackoutBeforeNanos + ForwardCurve.SettlementWindowNanos;
    }

    /// <summary>The gate counts orders outside, and halts: prices out there are not worth one.</summary>
    private bool IsInCollar(OrderBook book, in Instrument option)
    {
        var unit = option.IsInverse ? 1 : underlying.IndexPrice;
        var far = Math.Max(Math.Abs(book.BestAsk.ToDouble() - option.MarkPrice), Math.Abs(book.BestBid.ToDouble() - option.MarkPrice));
        return 1e4 * far / unit <= settings[SettingKey.PriceCollarBps];
    }

    /// <summary>At the touch, what it offers at most; and only while it costs no more than was reckoned with.</summary>
    private bool TrySize(int at, in HedgeLeg leg, out OrderIntent intent)
    {
        intent = default;
        var market = _markets[at];
        ref readonly var option = ref instruments[market.Id];
        FactorLoads unused = default;
        if (!CanTrade(market)
            || !TryAdd(option, 1, ref unused, out var unitDelta, out var priceUsd)
            || !(UnitCost(market, option, priceUsd) <= leg.Cost * (1 + 1e-9)))
        {
            return false;
        }

        var isBuy = leg.Trade > 0;
        var touch = isBuy ? market.Book.BestAsk : market.Book.BestBid;
        var offered = isBuy ? market.Book.BestAskAmount : market.Book.BestBidAmount;
        var most = Math.Min(settings[SettingKey.ProgramMaxOrderCoins, Place], settings[SettingKey.MaxOrderNotionalUsd] / underlying.IndexPrice);
        var coins = Math.Min(Math.Min(Math.Abs(leg.Trade), most), offered.ToDouble());
        var lots = Math.Floor((coins / leg.Lot) + 1e-9);
        intent.Purpose = OrderPurpose.Program;
        intent.Type = OrderTypes.ImmediateOrCancel;
        intent.Side = isBuy ? Side.Buy : Side.Sell;
        intent.Price = touch;
        intent.Amount = Quantity.FromDouble(lots * leg.Lot);
        intent.Reason = ReasonCode.ProgramTrade;
        intent.Coins = (isBuy ? 1 : -1) * intent.Amount.ToDouble() * unitDelta;
        intent.NotionalUsd = intent.Amount.ToDouble() * underlying.IndexPrice;
        intent.Touch = touch;
        intent.Mid = market.Book.Mid;
        intent.ExpectedCostUsd = intent.Amount.ToDouble() * UnitCost(market, option, priceUsd);
        return lots >= 1;
    }
}
