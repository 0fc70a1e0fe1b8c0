using LowLatencyHedger.Core.Market;
using LowLatencyHedger.Core.Portfolio;
using LowLatencyHedger.Core.Snapshots;
using LowLatencyHedger.Pricing;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Risk.Figures;

/// <summary>
/// Explains the profit of one underlying, in small steps: an option from one look at it to the next, futures and cash from one reading to the
/// next. The lines of all steps add up to the profit but for what the Greeks leave out, whenever the steps are taken. Thread: the core's only.
/// </summary>
/// <remarks>
/// The profit is S (K + sum q p - sum N/P) with K coins of cash, options worth p coins and futures of N dollars at P, and the same without S
/// where contracts are linear. An option's part changes by q (S1 (p1 - p0) + p0 (S1 - S0)): the first is explained by Greeks, S1/F1 times what
/// they say of the value in USD less p0 (F1 - F0), which makes a delta out of the plain one that keeps coins flat; the second is the
/// price of the coins. Futures likewise, without Greeks.
/// </remarks>
[HotPath]
internal sealed class ProfitAttribution(int places, int futures)
{
    private const double FundingHours = 8;

    private readonly OptionMark[] _options = new OptionMark[places];
    private readonly FutureMark[] _futures = new FutureMark[futures];
    private ProfitLines _lines;
    private ProfitAndLoss _cash;
    private double _index;
    private long _readNanos;

    public ref readonly ProfitLines Lines => ref _lines;

    /// <summary>
    /// What the options are worth, each as it was when it was last looked at: the profit with this instead of what they are worth now is the one
    /// that the lines explain.
    /// </summary>
    public double OptionsUsd { get; private set; }

    /// <summary>The option at a place was held when it was last looked at.</summary>
    public bool Holds(int place) => _options[place].Quantity != 0;

    /// <summary>Takes one option from the last look at it to now.</summary>
    /// <param name="place">Of the option.</param>
    /// <param name="now">How it is: with values that are numbers.</param>
    public void Roll(int place, in OptionMark now)
    {
        ref var before = ref _options[place];
        if (before.Quantity != 0)
        {
            Explain(before, now);
        }

        var change = now.Quantity - before.Quantity;
        _lines.OptionTradesUsd += change == 0 ? 0 : change * now.Value * (now.IsInverse ? now.Index : 1);
        OptionsUsd += now.Usd - before.Usd;
        before = now;
    }

    /// <summary>Takes futures and cash from the last reading to now. Does nothing while a price is missing.</summary>
    public void Read(HedgedUnderlying underlying, CoreContext context, InstrumentTable instruments, PositionLedger ledger)
    {
        var index = underlying.IndexPrice;
        if (!(index > 0) || !ArePriced(underlying, context.NowNanos, instruments, ledger))
        {
            return;
        }

        var isFirst = _index == 0;
        var indexMove = isFirst ? 0 : index - _index;
        var years = isFirst ? 0 : Nanos.ToYears(context.NowNanos - _readNanos);
        for (var i = 0; i < underlying.FutureCount; i++)
        {
            var id = underlying.Future(i);
            ref readonly var future = ref instruments[id];
            var price = underlying.FuturePrice(id, future, context.NowNanos);
            ReadFuture(ref _futures[i], future, ledger[id].ToDouble(), price, index, indexMove, years);
        }

        ReadCash(underlying.Cash, index, indexMove);
        _index = index;
        _readNanos = context.NowNanos;
    }

    private static bool ArePriced(HedgedUnderlying underlying, long nowNanos, InstrumentTable instruments, PositionLedger ledger)
    {
        for (var i = 0; i < underlying.FutureCount; i++)
        {
            var id = underlying.Future(i);
            if (ledger[id] != Quantity.Zero && !(underlying.FuturePrice(id, instruments[id], nowNanos) > 0))
            {
                return false;
            }
        }

        return true;
    }

    private void Explain(in OptionMark before, in OptionMark now)
    {
        // What expires is worth its payoff from then on: no volatility is left to move.
        var move = now.Forward - before.Forward;
        var vol = now.IsExpired ? 0 : now.Volatility - before.Volatility;
        var years = Nanos.ToYears(before.RemainingNanos - now.RemainingNanos);
        var usd = before.Quantity * (now.IsInverse ? now.Index / now.Forward : 1);
        _lines.DeltaUsd += usd * (before.Delta - (now.IsInverse ? before.Value : 0)) * move;
        _lines.GammaUsd += usd * 0.5 * before.Gamma * move * move;
        _lines.ThetaUsd += usd * before.Theta * years;
        _lines.VegaUsd += usd * before.Vega * vol;
        _lines.VannaUsd += usd * before.Vanna * move * vol;
        _lines.VolgaUsd += usd * 0.5 * before.Volga * vol * vol;
        _lines.CharmUsd += usd * before.Charm * move * years;
        _lines.VetaUsd += usd * before.Veta * vol * years;
        _lines.SpeedUsd += usd * before.Speed * move * move * move / 6;
        _lines.CoinsUsd += now.IsInverse ? before.Quantity * before.Value * (now.Index - before.Index) : 0;
    }

    private void ReadFuture(
        ref FutureMark mark, in Instrument future, double amount, double price, double index, double indexMove, double years)
    {
        if (amount == 0 && mark.Amount == 0)
        {
            return;
        }

        var held = mark.Amount;
        var change = amount - held;
        if (future.IsInverse)
        {
            _lines.HedgeUsd += held == 0 ? 0 : held * index * ((1 / mark.Price) - (1 / price));
            _lines.CoinsUsd -= held == 0 ? 0 : held * indexMove / mark.Price;
            _lines.HedgeUsd -= change == 0 ? 0 : change * index / price;
        }
        else
        {
            _lines.HedgeUsd += (held == 0 ? 0 : held * (price - mark.Price)) + (change * price);
        }

        var valueUsd = held == 0 ? 0 : future.IsInverse ? held : held * mark.Price;
        var rate = future.Funding8h * (years * (365 * 24 / FundingHours));
        _lines.FundingUsd -= valueUsd != 0 && double.IsFinite(rate) ? valueUsd * rate : 0;
        mark.Amount = amount;
        mark.Price = price;
    }

    private void ReadCash(in ProfitAndLoss cash, double index, double indexMove)
    {
        var slippage = cash.SlippageUsd - _cash.SlippageUsd;
        _lines.CoinsUsd += _cash.CashCoins * indexMove;
        _lines.OptionTradesUsd += ((cash.OptionCoins - _cash.OptionCoins) * index) + (cash.OptionUsd - _cash.OptionUsd);
        _lines.FeesUsd -= ((cash.FeeCoins - _cash.FeeCoins) * index) + (cash.FeeUsd - _cash.FeeUsd);
        _lines.HedgeUsd += ((cash.FutureCoins - _cash.FutureCoins) * index) + (cash.FutureUsd - _cash.FutureUsd) + slippage;
        _lines.SlippageUsd -= slippage;
        _cash = cash;
    }

    private struct FutureMark
    {
        public double Amount;
        public double Price;
    }
}

/// <summary>One option at one moment: position, market, value and Greeks.</summary>
[HotPath]
internal struct OptionMark
{
    public double Quantity;

    /// <summary>Of one, in its settlement currency.</summary>
    public double Value;

    public double Index;
    public double Forward;
    public double Volatility;
    public long RemainingNanos;
    public bool IsInverse;
    public bool IsExpired;

    // Of the value in USD.
    public double Delta;
    public double Gamma;
    public double Theta;
    public double Vega;
    public double Vanna;
    public double Volga;
    public double Charm;
    public double Veta;
    public double Speed;

    public static OptionMark Of(
        in OptionSlot slot, SettlementStyle style, in ExpiryMoment moment, in Greeks greeks, double value, double index) => new()
        {
            Quantity = slot.Quantity,
            Value = value,
            Index = index,
            Forward = moment.Price,
            Volatility = slot.Volatility,
            RemainingNanos = Math.Max(moment.RemainingNanos, 0),
            IsInverse = style == SettlementStyle.Inverse,
            IsExpired = moment.Phase == ExpiryPhase.Expired,
            Delta = greeks.Delta,
            Gamma = greeks.Gamma,
            Theta = greeks.Theta,
            Vega = greeks.Vega,
            Vanna = greeks.Vanna,
            Volga = greeks.Volga,
            Charm = greeks.Charm,
            Veta = greeks.Veta,
            Speed = greeks.Speed,
        };

    /// <summary>Of the position.</summary>
    public readonly double Usd => Quantity == 0 ? 0 : Quantity * Value * (IsInverse ? Index : 1);

    /// <summary>It can be valued, and what it is settled in has a price.</summary>
    public readonly bool IsKnown => double.IsFinite(Value + Forward) && (!IsInverse || Index > 0);
}
