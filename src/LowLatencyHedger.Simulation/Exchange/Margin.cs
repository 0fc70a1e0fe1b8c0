namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>
/// A standard margin model, in settlement currency. Futures: 2 % initial, 1 % maintenance of the position's value. Short options:
/// max(0.15 - out-of-the-money share, 0.10) + mark initial, 0.075 + mark maintenance, per coin (times the index when linear);
/// long options none. It is close to the venue's and serves to refuse orders beyond the account's means, not to reproduce it.
/// </summary>
internal static class Margin
{
    public static double Initial(Instrument instrument, double size)
    {
        if (!instrument.Spec.IsOption)
        {
            return 0.02 * Value(instrument, size);
        }

        if (size >= 0)
        {
            return 0;
        }

        var index = instrument.PriceIndex.Price;
        var distance = instrument.Spec.IsCall ? instrument.Spec.Strike - index : index - instrument.Spec.Strike;
        var share = Math.Max(0.15 - (Math.Max(distance, 0) / index), 0.1);
        return -size * ((share * Unit(instrument)) + instrument.Ticker.MarkPrice);
    }

    public static double Maintenance(Instrument instrument, double size)
    {
        if (!instrument.Spec.IsOption)
        {
            return 0.01 * Value(instrument, size);
        }

        return size >= 0 ? 0 : -size * ((0.075 * Unit(instrument)) + instrument.Ticker.MarkPrice);
    }

    private static double Unit(Instrument instrument) => instrument.Spec.IsLinear ? instrument.PriceIndex.Price : 1;

    private static double Value(Instrument instrument, double size) =>
        instrument.Spec.IsLinear ? Math.Abs(size) * instrument.Ticker.MarkPrice : Math.Abs(size) / instrument.Ticker.MarkPrice;
}
