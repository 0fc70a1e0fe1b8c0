using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Market;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Portfolio;

/// <summary>
/// Cash that changed hands in one underlying since the start. Together with the value of the positions it is the profit, without
/// funding. Positions found at the start count as bought at the venue's mark.
/// </summary>
/// <remarks>
/// Inverse contracts are accounted in coins: N dollars of a future bought at P are N/P coins of profit to come, less N over the
/// price of the day.
/// </remarks>
[HotPath]
internal struct ProfitAndLoss
{
    public double CashCoins;
    public double CashUsd;
    public double FeesUsd;

    /// <summary>Paid away against the mid price of the moment of the decision.</summary>
    public double SlippageUsd;

    public double HedgeTurnoverUsd;

    // The parts of the cash above that trades in options brought, and that fees took.
    public double OptionCoins;
    public double OptionUsd;
    public double FeeCoins;
    public double FeeUsd;

    /// <summary>The part of <see cref="FeesUsd"/> that futures cost.</summary>
    public double FutureFeesUsd;

    /// <summary>What trades in futures brought.</summary>
    public readonly double FutureCoins => CashCoins - OptionCoins + FeeCoins;

    /// <inheritdoc cref="FutureCoins"/>
    public readonly double FutureUsd => CashUsd - OptionUsd + FeeUsd;

    public readonly double SlippageBps => HedgeTurnoverUsd > 0 ? 1e4 * SlippageUsd / HedgeTurnoverUsd : 0;

    /// <param name="instrument">What was traded.</param>
    /// <param name="amount">Signed.</param>
    /// <param name="price">In the instrument's own unit.</param>
    public void Trade(in Instrument instrument, double amount, double price)
    {
        if (!instrument.IsInverse)
        {
            CashUsd -= amount * price;
            OptionUsd -= instrument.IsOption ? amount * price : 0;
        }
        else if (instrument.IsOption)
        {
            CashCoins -= amount * price;
            OptionCoins -= amount * price;
        }
        else
        {
            CashCoins += amount / price;
        }
    }

    /// <summary>A hedge in a future, against the mid price of the moment in which it was decided.</summary>
    public void Hedge(in Instrument instrument, in FillBody fill, double midAtDecision)
    {
        var price = fill.Price.ToDouble();
        var amount = fill.Amount.ToDouble();
        var coins = instrument.IsInverse ? amount / price : amount;
        HedgeTurnoverUsd += coins * price;
        SlippageUsd += coins * (fill.Side == Side.Buy ? price - midAtDecision : midAtDecision - price);
    }

    public void Fee(in Instrument instrument, double fee, double indexPrice)
    {
        var usd = instrument.IsInverse ? fee * indexPrice : fee;
        FeesUsd += usd;
        FutureFeesUsd += instrument.IsFuture ? usd : 0;
        if (instrument.IsInverse)
        {
            CashCoins -= fee;
            FeeCoins += fee;
        }
        else
        {
            CashUsd -= fee;
            FeeUsd += fee;
        }
    }
}
