using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Market;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Portfolio;

/// <summary>
/// What a record of a delivery means. An option in the money goes into a future of its expiry first, which is then settled in cash: together they
/// pay what the option alone would, so it is booked with the option, and what the future took in is not in the ledger at all.
/// </summary>
[HotPath]
internal static class Delivered
{
    /// <summary>
    /// What one unit was worth, in the unit of the instrument's price: as the record says, or where it says nothing and the option was in the
    /// money, its payoff at the delivery price. NaN when neither is known.
    /// </summary>
    public static double Price(in Instrument instrument, in SettlementBody settlement)
    {
        if (!instrument.IsOption || settlement.Price > 0 || !(settlement.IndexPrice > 0))
        {
            return settlement.Price;
        }

        var (index, strike) = (settlement.IndexPrice, instrument.Definition.Strike);
        var payoff = Math.Max(instrument.Definition.OptionType == OptionType.Call ? index - strike : strike - index, 0);
        return instrument.IsInverse ? payoff / index : payoff;
    }

    /// <summary>Whether options that were held may have gone into the future, which is then larger than anybody had traded.</summary>
    public static bool MayHoldOptions(in Instrument future, InstrumentTable instruments)
    {
        for (var index = 0; future.IsFuture && index < instruments.End; index++)
        {
            ref readonly var other = ref instruments[new InstrumentId(index)];
            if (other.IsDefined && other.IsOption && other.LineIndex >= 0 && other.Definition.Underlying == future.Definition.Underlying
                && other.Definition.ExpiryUtcNanos == future.Definition.ExpiryUtcNanos)
            {
                return true;
            }
        }

        return false;
    }
}
