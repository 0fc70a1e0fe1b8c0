using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>
/// Books trades into accounts: positions, premiums, fees. Both sides of every trade are booked, the market's too, so positions
/// of an instrument sum to zero and money only moves between accounts and the exchange's fee account.
/// </summary>
internal sealed class Ledger(Account market)
{
    /// <summary>The counterparty of the account: all liquidity and all simulated clients.</summary>
    public Account Market { get; } = market;

    /// <summary>Fees taken by the exchange, by currency.</summary>
    public Dictionary<string, double> FeesCollected { get; } = [];

    public static CurrencyLedger Money(Account account, string currency)
    {
        if (!account.Ledgers.TryGetValue(currency, out var ledger))
        {
            ledger = new CurrencyLedger(currency);
            account.Ledgers.Add(currency, ledger);
        }

        return ledger;
    }

    public static PositionLedger Position(Account account, Instrument instrument)
    {
        if (!account.Positions.TryGetValue(instrument, out var position))
        {
            position = new PositionLedger(instrument);
            account.Positions.Add(instrument, position);
        }

        return position;
    }

    /// <summary>The fee of a trade in settlement currency, eight decimals; options pay at most 12.5 % of their price.</summary>
    public static double Fee(Instrument instrument, bool isMaker, double price, double amount)
    {
        var spec = instrument.Spec;
        var rate = isMaker ? spec.MakerCommission : spec.TakerCommission;
        var fee = spec switch
        {
            { IsOption: true, IsLinear: false } => amount * Math.Min(rate, 0.125 * price),
            { IsOption: true } => amount * Math.Min(rate * instrument.PriceIndex.Price, 0.125 * price),
            { IsLinear: true } => amount * price * rate,
            _ => amount / price * rate,
        };
        return Math.Round(fee, 8);
    }

    /// <summary>One side of a trade; returns the profit that it realised.</summary>
    public double Book(Account account, Instrument instrument, Side side, Price price, Quantity amount)
    {
        var signedRaw = side == Side.Buy ? amount.Raw : -amount.Raw;
        var realised = Position(account, instrument).Apply(signedRaw, price.ToDouble(), instrument.PriceIndex.Price);
        var money = Money(account, instrument.Spec.SettlementCurrency);
        if (instrument.Spec.IsOption)
        {
            money.Balance -= signedRaw / 1e8 * price.ToDouble();
            money.OptionsSessionRealised += realised;
        }
        else
        {
            money.FuturesSessionRealised += realised;
        }

        return realised;
    }

    /// <summary>Closes a position at its delivery value without a trade.</summary>
    public void Deliver(Account account, Instrument instrument, Side side, double value, long amountRaw)
    {
        var signedRaw = side == Side.Buy ? amountRaw : -amountRaw;
        var position = Position(account, instrument);
        var money = Money(account, instrument.Spec.SettlementCurrency);
        if (instrument.Spec.IsOption)
        {
            money.Balance -= signedRaw / 1e8 * value;
            position.Apply(signedRaw, value, instrument.PriceIndex.Price);
        }
        else
        {
            money.FuturesSessionRealised += position.Apply(signedRaw, value, instrument.PriceIndex.Price);
        }
    }

    public void Charge(Account account, string currency, double fee)
    {
        var money = Money(account, currency);
        money.Balance -= fee;
        money.FeesPaid += fee;
        FeesCollected[currency] = FeesCollected.GetValueOrDefault(currency) + fee;
    }
}
