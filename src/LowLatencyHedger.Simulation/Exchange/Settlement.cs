using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>
/// The daily settlement: a pause, delivery of what expires at the average of the index over the last half hour, the futures' session profit
/// into the balances, then trading on and the next expiries listed.
/// </summary>
internal sealed class Settlement(ExchangeModel model, IMarketSource market)
{
    private const long SecondNanos = 1_000_000_000;
    private const long DayNanos = 86_400 * SecondNanos;
    private const long WindowNanos = 1_800 * SecondNanos;
    private const long PauseNanos = 3 * SecondNanos;
    private const long ArchiveDelayNanos = 60 * SecondNanos;

    private readonly Dictionary<PriceIndex, (double Sum, int Count)> _averages = [];

    public void Start()
    {
        var due = NextUtcNanos(model.NowUtcNanos);
        model.Schedule.At(due, Settle);
        model.Schedule.At(Math.Max(due - WindowNanos, model.NowUtcNanos), Sample);
    }

    /// <summary>The first after <paramref name="utcNanos"/>.</summary>
    private long NextUtcNanos(long utcNanos)
    {
        var today = utcNanos - (utcNanos % DayNanos) + (long)model.Options.DeliveryOfDay.TotalNanoseconds;
        return today > utcNanos ? today : today + DayNanos;
    }

    private void Sample()
    {
        if (model.NowUtcNanos >= NextUtcNanos(model.NowUtcNanos - 1))
        {
            return;
        }

        foreach (var index in model.Indices)
        {
            var (sum, count) = _averages.GetValueOrDefault(index);
            (sum, count) = (sum + index.Price, count + 1);
            _averages[index] = (sum, count);
            var remaining = (NextUtcNanos(model.NowUtcNanos) - model.NowUtcNanos) / (double)WindowNanos;
            index.BeginAveraging(Math.Round(sum / count, 2), Math.Clamp(1 - remaining, 0, 1));
        }

        model.Schedule.At(model.NowUtcNanos + SecondNanos, Sample);
    }

    private void Settle()
    {
        foreach (var index in model.Indices)
        {
            index.EndAveraging();
        }

        foreach (var instrument in model.Instruments.Where(static i => i.IsOpen).ToList())
        {
            model.SetState(instrument, InstrumentState.Settlement);
            CancelOrders(instrument, order =>
                order.TimeInForce == TimeInForce.GoodTilDay || instrument.Spec.ExpirationMs <= model.NowMs);
            if (instrument.Spec.ExpirationMs <= model.NowMs)
            {
                var (sum, count) = _averages.GetValueOrDefault(instrument.PriceIndex, (instrument.PriceIndex.Price, 1));
                Expire(instrument, Math.Round(sum / count, 4));
            }
            else
            {
                instrument.Ticker.SettlementPrice = Math.Round(instrument.Ticker.ExactMarkPrice, 8);
            }

            instrument.Ticker.ResetStats();
            model.Events.Touch(instrument);
        }

        foreach (var account in model.Accounts.Append(model.Ledger.Market))
        {
            PaySession(account);
        }

        _averages.Clear();
        model.Schedule.At(model.NowUtcNanos + PauseNanos, Resume);
    }

    private void Expire(Instrument instrument, double delivery)
    {
        if (model.Options.DeliversIntoFutures && instrument.Spec.Kind == InstrumentKind.Future)
        {
            model.Schedule.At(model.NowUtcNanos + SecondNanos, () => Deliver(instrument, delivery, null));
            return;
        }

        var isInTheMoney = instrument.Spec.IsOption && Payoff(instrument.Spec, delivery) > 0;
        Deliver(instrument, delivery, model.Options.DeliversIntoFutures && isInTheMoney ? FutureOf(instrument) : null);
    }

    private Instrument? FutureOf(Instrument option) => model.Instruments.FirstOrDefault(
        other => other.Spec.Kind == InstrumentKind.Future && other.Spec.ExpirationMs == option.Spec.ExpirationMs
            && other.Spec.SettlementCurrency == option.Spec.SettlementCurrency && other.PriceIndex == option.PriceIndex);

    /// <param name="instrument">What expires.</param>
    /// <param name="delivery">The average of the index.</param>
    /// <param name="into">The future that the option goes into; null for cash.</param>
    private void Deliver(Instrument instrument, double delivery, Instrument? into)
    {
        market.Close(instrument);
        var value = into is null ? Payoff(instrument.Spec, delivery) : 0;
        instrument.DeliveryPrice = delivery;
        instrument.Ticker.EstimatedDeliveryPrice = null;
        instrument.Ticker.MarkPrice = instrument.Ticker.ExactMarkPrice = value;
        instrument.Ticker.ResetGreeks();
        foreach (var account in model.Accounts.Append(model.Ledger.Market))
        {
            if (account.Positions.GetValueOrDefault(instrument) is { SizeRaw: not 0 } position)
            {
                var side = position.SizeRaw > 0 ? Side.Sell : Side.Buy;
                var (heldRaw, realisedBefore) = (position.SizeRaw, position.SessionRealised);
                model.Ledger.Deliver(account, instrument, side, value, Math.Abs(position.SizeRaw));
                var realised = position.SessionRealised - realisedBefore;
                if (account != model.Ledger.Market)
                {
                    account.Deliveries.Add(new Delivery(
                        instrument, model.NowMs, Quantity.FromRaw(heldRaw), Math.Round(value, 8), delivery, realised));
                    model.Events.AddPosition(account, instrument);
                }

                if (into is not null)
                {
                    Exercise(account, instrument.Spec, heldRaw, into);
                }
            }
        }

        model.SetState(instrument, InstrumentState.Delivered);
        model.Schedule.At(model.NowUtcNanos + ArchiveDelayNanos, () =>
        {
            model.SetState(instrument, InstrumentState.Archivized);
            model.Archive(instrument);
        });
    }

    /// <summary>A future at the strike pays at delivery what the option would, in coins, too: K (1/K - 1/S) = (S - K) / S.</summary>
    private void Exercise(Account account, InstrumentSpec option, long heldRaw, Instrument into)
    {
        var amountRaw = option.IsLinear ? Math.Abs(heldRaw) : (long)Math.Round(Math.Abs(heldRaw) * option.Strike);
        model.Ledger.Deliver(account, into, heldRaw > 0 == option.IsCall ? Side.Buy : Side.Sell, option.Strike, amountRaw);
        if (account != model.Ledger.Market)
        {
            model.Events.AddPosition(account, into);
        }
    }

    /// <summary>
    /// What one unit is worth at delivery, in the price's unit: the delivery price for futures, the payoff (in coin if inverse)
    /// for options.
    /// </summary>
    public static double Payoff(InstrumentSpec spec, double delivery)
    {
        if (!spec.IsOption)
        {
            return delivery;
        }

        var intrinsic = Math.Max(spec.IsCall ? delivery - spec.Strike : spec.Strike - delivery, 0);
        return spec.IsLinear ? intrinsic : intrinsic / delivery;
    }

    private void PaySession(Account account)
    {
        foreach (var position in account.Positions.Values)
        {
            var money = Ledger.Money(account, position.Instrument.Spec.SettlementCurrency);
            if (!position.Instrument.Spec.IsOption)
            {
                money.Balance += position.FloatingProfit(position.Instrument.Ticker.MarkPrice);
                position.Settle(position.Instrument.Ticker.MarkPrice);
            }

            position.SessionRealised = 0;
        }

        foreach (var money in account.Ledgers.Values)
        {
            money.Balance += money.FuturesSessionRealised;
            money.FuturesSessionRealised = 0;
            money.OptionsSessionRealised = 0;
        }
    }

    private void CancelOrders(Instrument instrument, Predicate<Order> which)
    {
        foreach (var account in model.Accounts)
        {
            foreach (var entry in account.Orders.Open.ToList())
            {
                if (entry.Order!.Instrument == instrument && which(entry.Order))
                {
                    model.Orders.Close(entry, "settlement");
                }
            }
        }
    }

    private void Resume()
    {
        foreach (var instrument in model.Instruments.Where(static i => i.State == InstrumentState.Settlement).ToList())
        {
            model.SetState(instrument, InstrumentState.Open);
            model.Events.Touch(instrument);
        }

        market.Relist();
        Start();
    }
}
