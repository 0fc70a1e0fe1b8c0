using System.Globalization;
using LowLatencyHedger.Simulation.Closed;

namespace LowLatencyHedger.Simulation.Faults;

/// <summary>Market data that is wrong.</summary>
internal static class MarketDataFaults
{
    public static IEnumerable<FaultKind> All =>
    [
        new("bad_md", BadNumbers) { LongestSeconds = 10 },
        new("index_glitch", static (FaultScene scene, in PlannedFault fault) => Scale(scene, fault, 0.85, "\"price\":"u8, "deribit_price_index.")),
        new("mark_glitch", static (FaultScene scene, in PlannedFault fault) =>
            Scale(scene, fault, 1.1, "\"mark_price\":"u8, "ticker.BTC-PERPETUAL")),
        new("nan_iv", static (FaultScene scene, in PlannedFault fault) => BadVolatility(scene, fault)),
        new("iv_jump", static (FaultScene scene, in PlannedFault fault) => Scale(scene, fault, 3, "\"iv\":"u8, "markprice.options.")),
        new("garbage", Garbage) { LongestSeconds = 5 },
    ];

    /// <summary>Book messages with numbers that cannot be, some of them.</summary>
    private static void BadNumbers(FaultScene scene, in PlannedFault fault)
    {
        var random = new Random(fault.Salt);
        string[] numbers = ["-1", "0", "1e300", "1e-300", "null", "\"NaN\"", "99999999999999999999"];
        scene.Market.AddToEngine(scene.NowNanos + fault.DurationNanos, (ref MessageFate fate) =>
        {
            var channel = fate.Channel;
            if (random.Next(3) != 0 || !channel.Contains("PERPETUAL", StringComparison.Ordinal))
            {
                return;
            }

            if (channel.StartsWith("ticker.", StringComparison.Ordinal))
            {
                var bad = numbers[random.Next(numbers.Length)];
                ReadOnlySpan<byte> key = random.Next(3) switch
                {
                    0 => "\"best_bid_price\":"u8,
                    1 => "\"mark_price\":"u8,
                    _ => "\"index_price\":"u8,
                };
                fate.Bytes = Wire.Change(fate.Bytes, key, _ => bad);
            }
            else if (channel.StartsWith("quote.", StringComparison.Ordinal))
            {
                fate.Bytes = Wire.Change(fate.Bytes, "\"best_ask_price\":"u8, price => Text(price * 0.9));
            }
            else if (Wire.IsBookChange(fate.Bytes))
            {
                fate.Bytes = [.. fate.Bytes[..^random.Next(1, fate.Bytes.Length / 2)]];
            }
        });
    }

    private static void Scale(
        FaultScene scene, in PlannedFault fault, double factor, ReadOnlySpan<byte> key, string channel)
    {
        var keyBytes = key.ToArray();
        scene.Market.AddToEngine(scene.NowNanos + fault.DurationNanos, (ref MessageFate fate) =>
        {
            if (fate.Channel.StartsWith(channel, StringComparison.Ordinal))
            {
                fate.Bytes = Wire.Change(fate.Bytes, keyBytes, number => Text(number * factor));
            }
        });
    }

    private static void BadVolatility(FaultScene scene, in PlannedFault fault)
    {
        string[] values = ["0", "-0.5", "null", "1e9", "\"NaN\""];
        var value = values[fault.Salt % values.Length];
        scene.Market.AddToEngine(scene.NowNanos + fault.DurationNanos, (ref MessageFate fate) =>
        {
            if (fate.Channel.StartsWith("markprice.", StringComparison.Ordinal))
            {
                fate.Bytes = Wire.Change(fate.Bytes, "\"iv\":"u8, _ => value);
            }
        });
    }

    /// <summary>Messages cut short or with bytes changed, on either connection.</summary>
    private static void Garbage(FaultScene scene, in PlannedFault fault)
    {
        var random = new Random(fault.Salt);
        var link = fault.Salt % 2 == 0 ? scene.Market : scene.Trading;
        link.AddToEngine(scene.NowNanos + fault.DurationNanos, (ref MessageFate fate) =>
        {
            if (random.Next(6) == 0)
            {
                fate.Bytes = [.. fate.Bytes[..random.Next(1, fate.Bytes.Length)]];
            }
        });
    }

    private static string Text(double number) => Math.Round(number, 4).ToString(CultureInfo.InvariantCulture);
}
