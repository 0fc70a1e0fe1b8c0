using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Market;
using LowLatencyHedger.Core.Portfolio;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Hedging.Instruments;

/// <summary>
/// Which of an underlying's futures the next hedge trades: the one with the lowest all-in cost, carry of the position that the book needs
/// included, among those that can be traded now. It stays until another has been cheaper by a margin for a while, or until it cannot be traded.
/// A position elsewhere that the hedge would reduce goes first. A dated future near its expiry is only reduced. Thread: the core's only.
/// </summary>
[HotPath]
internal sealed class DeltaChoice
{
    /// <summary>Another one must be cheaper by this part of the cost, and by as much of the price, ...</summary>
    private const double Margin = 0.1;
    private const double MarginFraction = 0.2e-4;

    /// <summary>... for so long.</summary>
    private const long PatienceNanos = 10 * Nanos.PerSecond;

    private readonly CoreContext _context;
    private readonly SettingValues _settings;
    private readonly InstrumentTable _instruments;
    private readonly PositionLedger _ledger;
    private readonly HedgedUnderlying _underlying;
    private readonly HedgeCosts[] _costs;
    private HedgeMarket _preferred;
    private HedgeMarket? _rival;
    private long _rivalSinceNanos;
    private long _nextLookNanos;

    public DeltaChoice(
        CoreContext context, SettingValues settings, InstrumentTable instruments, PositionLedger ledger, HedgedUnderlying underlying, bool mayRest)
    {
        _context = context;
        _settings = settings;
        _instruments = instruments;
        _ledger = ledger;
        _underlying = underlying;
        _preferred = underlying.Primary;
        _costs = new HedgeCosts[underlying.Markets.Length];
        for (var i = 0; i < _costs.Length; i++)
        {
            _costs[i] = new HedgeCosts(settings, underlying.Index, mayRest);
        }

        Costs = _costs[0];
    }

    /// <summary>Where delta is opened, and what decisions are made on.</summary>
    public HedgeMarket Preferred => _preferred;

    public HedgeCosts Costs { get; private set; }

    /// <summary>The position in the market that is traded next has to go before the future expires.</summary>
    public bool IsRolling { get; private set; }

    /// <summary>Looks for a cheaper one, once a second and when the preferred one cannot be traded.</summary>
    public void Look()
    {
        if (_costs.Length > 1 && (_context.NowNanos >= _nextLookNanos || !CanOpen(_preferred)))
        {
            _nextLookNanos = _context.NowNanos + Nanos.PerSecond;
            Compare();
        }
    }

    /// <summary>Sets the market that is traded next, after the decision; nothing while an order is unresolved.</summary>
    /// <param name="isFlattening">All positions are to go.</param>
    public void Choose(bool isFlattening)
    {
        if (_costs.Length == 1 || _underlying.Desk.UnresolvedCount > 0)
        {
            return;
        }

        var rolling = _underlying.Target.Trade == 0 && !isFlattening ? Rolling() : null;
        IsRolling = rolling is not null;
        _underlying.Trade(rolling ?? Reducing(isFlattening) ?? _preferred);
    }

    private HedgeMarket? Rolling()
    {
        foreach (var market in _underlying.Markets)
        {
            if (market.Id.HasValue
                && IsExpiring(_instruments[market.Id])
                && Math.Abs(_ledger[market.Id].Raw) >= _instruments[market.Id].AmountStep.Raw
                && CanTrade(market))
            {
                return market;
            }
        }

        return null;
    }

    /// <summary>Whether a future is so near its expiry that nothing more is opened in it.</summary>
    private bool IsExpiring(in Instrument instrument) =>
        instrument.Definition.Kind == InstrumentKind.Future
        && LeftNanos(instrument) <= _settings[SettingKey.RollHours, _underlying.Index] * 3_600 * Nanos.PerSecond;

    private long LeftNanos(in Instrument instrument) => instrument.Definition.ExpiryUtcNanos - _context.VenueUtcNanos;

    private bool CanOpen(HedgeMarket market) => market.Id.HasValue && !IsExpiring(_instruments[market.Id]) && CanTrade(market);

    /// <summary>What the gate would refuse for reasons of the instrument alone is not chosen.</summary>
    private bool CanTrade(HedgeMarket market)
    {
        if (!market.Id.HasValue || !market.IsAllowed)
        {
            return false;
        }

        ref readonly var instrument = ref _instruments[market.Id];
        var book = market.Book;
        var now = _context.NowNanos;
        var isDated = instrument.Definition.Kind == InstrumentKind.Future;
        var lotUsd = instrument.AmountStep.ToDouble() * (instrument.IsInverse ? 1 : book.Mid);
        var spreadBps = 1e4 * (book.BestAsk.ToDouble() - book.BestBid.ToDouble()) / book.Mid;
        return (instrument.Definition.Kind == InstrumentKind.Perpetual || isDated)
            && (!isDated || LeftNanos(instrument) > _underlying.BlackoutBeforeNanos)
            && instrument.Status == TradingStatus.Open
            && book.IsValid
            && book.HasBothSides
            && now - book.ReceivedNanos <= _settings.Nanos(SettingKey.BookMaxAgeMillis)
            && instrument.MarkReceivedNanos != 0
            && now - instrument.MarkReceivedNanos <= _settings.Nanos(SettingKey.IndexMaxAgeMillis)
            && spreadBps <= _settings[SettingKey.MaxSpreadBps]
            && instrument.AmountStep.ToDouble() <= _settings[SettingKey.MaxOrderAmount, _underlying.Index]
            && lotUsd <= _settings[SettingKey.MaxOrderNotionalUsd]
            && IsInCollar(book, instrument, isDated)
            && HasRoom(market, instrument);
    }

    /// <summary>An order that reaches through the touch as far as it may still lies within the collar.</summary>
    private bool IsInCollar(OrderBook book, in Instrument instrument, bool isDated)
    {
        var bid = book.BestBid.ToDouble();
        var ask = book.BestAsk.ToDouble();
        var index = _underlying.IndexPrice;
        var mark = instrument.MarkPrice;
        var above = Math.Max(ask / index, ask / mark) - 1;
        var below = 1 - Math.Min(bid / index, bid / mark);
        var room = _settings[isDated ? SettingKey.PriceCollarDatedBps : SettingKey.PriceCollarBps] - _settings[SettingKey.MaxCrossBps, _underlying.Index];
        return 1e4 * Math.Max(above, below) <= room;
    }

    /// <summary>Its position is not at its limit yet, or what is to be traded next makes it smaller.</summary>
    private bool HasRoom(HedgeMarket market, in Instrument instrument)
    {
        var usd = Math.Abs(_ledger[market.Id].ToDouble()) * (instrument.IsInverse ? 1 : market.Book.Mid);
        return usd < _settings[SettingKey.MaxPositionUsd] || Reduces(market);
    }

    private void Compare()
    {
        HedgeMarket? best = null;
        var bestCost = double.PositiveInfinity;
        var own = double.PositiveInfinity;
        for (var i = 0; i < _costs.Length; i++)
        {
            var market = _underlying.Markets[i];
            var cost = CanOpen(market) ? Cost(i) : double.NaN;
            own = market == _preferred && cost < own ? cost : own;
            if (cost < bestCost)
            {
                best = market;
                bestCost = cost;
            }
        }

        if (best is null || best == _preferred)
        {
            _rival = null;
            return;
        }

        var isCheaper = bestCost < (own * (1 - Margin)) - MarginFraction;
        if (_rival != best || !isCheaper)
        {
            _rival = isCheaper ? best : null;
            _rivalSinceNanos = _context.NowNanos;
        }

        if (!CanOpen(_preferred) || (_rival is not null && _context.NowNanos - _rivalSinceNanos >= PatienceNanos))
        {
            _context.Alert(ReasonCode.HedgeInstrumentChanged, AlertSeverity.Info, best.Id, _underlying.Id);
            _preferred = best;
            _rival = null;
            Costs = _costs[Array.IndexOf(_underlying.Markets, best)];
        }
    }

    /// <summary>Of the position that the book needs: short when its delta is above what is aimed at.</summary>
    private double Cost(int place)
    {
        var market = _underlying.Markets[place];
        ref readonly var instrument = ref _instruments[market.Id];
        HedgeViews.Of(_underlying, market, instrument, _context.NowNanos, out var view);
        var slack = _underlying.Sums.Delta - _settings[SettingKey.TargetDeltaCoins, _underlying.Index];
        _costs[place].Show(instrument, market.Book, new CostMoment(slack, _underlying.IndexPrice, _context.VenueUtcNanos), ref view);
        return view.CostFraction;
    }

    /// <summary>Where a hedge that is due, or a flattening, makes a position smaller: what expires first, then the largest.</summary>
    private HedgeMarket? Reducing(bool isFlattening)
    {
        HedgeMarket? found = null;
        var foundRank = 0.0;
        foreach (var market in _underlying.Markets)
        {
            if (!market.Id.HasValue || (!isFlattening && !Reduces(market)) || !CanTrade(market))
            {
                continue;
            }

            ref readonly var instrument = ref _instruments[market.Id];
            var position = Math.Abs(_ledger[market.Id].Raw);
            var rank = position < instrument.AmountStep.Raw ? 0 : position * (IsExpiring(instrument) ? 1e6 : 1);
            if (rank > foundRank)
            {
                found = market;
                foundRank = rank;
            }
        }

        return found;
    }

    private bool Reduces(HedgeMarket market)
    {
        var position = _ledger[market.Id].Raw;
        return position > 0 ? _underlying.Target.Trade < 0 : position < 0 && _underlying.Target.Trade > 0;
    }
}
