using System.Text.Json;
using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Rpc;

/// <summary>One bar of a chart. Volume in coin, cost in the quote unit, as the venue's charts have them.</summary>
/// <param name="TickUtcMillis">Start of the bar.</param>
/// <param name="Open">First price.</param>
/// <param name="High">Highest price.</param>
/// <param name="Low">Lowest price.</param>
/// <param name="Close">Last price.</param>
/// <param name="Volume">Coins.</param>
/// <param name="Cost">Quote units.</param>
public readonly record struct Candle(
    long TickUtcMillis, double Open, double High, double Low, double Close, double Volume, double Cost)
{
    /// <summary>The bar with one more trade; a default bar starts with it.</summary>
    public Candle With(PublicTrade trade, long tickUtcMillis)
    {
        var price = trade.Price.ToDouble();
        var amount = trade.Amount.ToDouble();
        var isUsdAmount = !trade.Instrument.Spec.IsOption && !trade.Instrument.Spec.IsLinear;
        var volume = isUsdAmount ? amount / price : amount;
        var cost = isUsdAmount ? amount : amount * price;
        return TickUtcMillis == tickUtcMillis
            ? new Candle(tickUtcMillis, Open, Math.Max(High, price), Math.Min(Low, price), price, Volume + volume, Cost + cost)
            : new Candle(tickUtcMillis, price, price, price, price, volume, cost);
    }

    /// <summary>Start of the bar that holds a moment.</summary>
    public static long TickOf(long utcMillis, int minutes) => utcMillis - (utcMillis % (minutes * 60_000L));

    /// <summary>Bars of trades that come oldest first; a bar without trades is left out.</summary>
    public static IReadOnlyList<Candle> FromTrades(IEnumerable<PublicTrade> trades, int minutes)
    {
        var candles = new List<Candle>();
        foreach (var trade in trades)
        {
            var tick = TickOf(trade.TimestampMs, minutes);
            if (candles.Count > 0 && candles[^1].TickUtcMillis == tick)
            {
                candles[^1] = candles[^1].With(trade, tick);
            }
            else
            {
                candles.Add(default(Candle).With(trade, tick));
            }
        }

        return candles;
    }

    /// <summary>Bars as the columns of <c>get_tradingview_chart_data</c>.</summary>
    public static void WriteColumns(Utf8JsonWriter writer, IReadOnlyList<Candle> candles)
    {
        writer.WriteStartObject();
        writer.WriteString("status", candles.Count == 0 ? "no_data" : "ok");
        writer.WriteStartArray("ticks");
        foreach (var candle in candles)
        {
            writer.WriteNumberValue(candle.TickUtcMillis);
        }

        writer.WriteEndArray();
        WriteColumn(writer, "open", candles.Select(candle => candle.Open));
        WriteColumn(writer, "high", candles.Select(candle => candle.High));
        WriteColumn(writer, "low", candles.Select(candle => candle.Low));
        WriteColumn(writer, "close", candles.Select(candle => candle.Close));
        WriteColumn(writer, "volume", candles.Select(candle => candle.Volume));
        WriteColumn(writer, "cost", candles.Select(candle => candle.Cost));
        writer.WriteEndObject();
    }

    /// <summary>The bar as the chart channel's data.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("tick", TickUtcMillis);
        writer.WriteFloat("open", Open);
        writer.WriteFloat("high", High);
        writer.WriteFloat("low", Low);
        writer.WriteFloat("close", Close);
        writer.WriteFloat("volume", Volume);
        writer.WriteFloat("cost", Cost);
        writer.WriteEndObject();
    }

    private static void WriteColumn(Utf8JsonWriter writer, string name, IEnumerable<double> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteFloatValue(value);
        }

        writer.WriteEndArray();
    }
}
