using System.Globalization;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Backtest.Recorded;

/// <summary>
/// Option chains for a market of which only the price is recorded: the venue's calendar of four days, four weeks and three months, strikes
/// on a round grid, one smile.
/// </summary>
internal static class MadeChain
{
    private const long BetweenNanos = 6 * 3_600 * Nanos.PerSecond;
    private const int StrikesEachSide = 12;

    /// <summary>Of the smile in squared standard deviations.</summary>
    private const double Curvature = 0.02;

    /// <summary>Snapshots six hours apart, over the whole series.</summary>
    public static List<ChainSnapshot> Over(PriceSeries series, string currency, double volatility)
    {
        var snapshots = new List<ChainSnapshot>();
        for (var now = series.FirstUtcNanos; ; now = Math.Min(now + BetweenNanos, series.LastUtcNanos))
        {
            snapshots.Add(At(now, series.At(now), currency, volatility));
            if (now == series.LastUtcNanos)
            {
                return snapshots;
            }
        }
    }

    private static ChainSnapshot At(long utcNanos, double index, string currency, double volatility)
    {
        var snapshot = new ChainSnapshot(utcNanos) { Index = index };
        foreach (var expiry in Expiries(utcNanos))
        {
            var years = Nanos.ToYears(expiry - utcNanos);
            var deviation = volatility * Math.Sqrt(years);
            var step = Step(index * deviation / 4);
            var centre = Math.Round(index / step) * step;
            var moment = DateTimeOffset.FromUnixTimeMilliseconds(expiry / Nanos.PerMilli);
            var date = moment.ToString("dMMMyy", CultureInfo.InvariantCulture).ToUpperInvariant();
            for (var i = -StrikesEachSide; i <= StrikesEachSide; i++)
            {
                var strike = centre + (i * step);
                if (strike <= 0)
                {
                    continue;
                }

                var distance = Math.Log(strike / index) / deviation;
                var quote = new ChainQuote(index, volatility * (1 + (Curvature * distance * distance)));
                foreach (var isCall in new[] { true, false })
                {
                    var name = string.Create(CultureInfo.InvariantCulture, $"{currency}-{date}-{strike:0.####}-{(isCall ? 'C' : 'P')}");
                    snapshot.Options[new OptionName(name, expiry, strike, isCall)] = quote;
                }
            }
        }

        return snapshot;
    }

    /// <summary>08:00 UTC of the next four days, the next four Fridays, and the last Fridays of the next three months.</summary>
    private static SortedSet<long> Expiries(long utcNanos)
    {
        var day = DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(utcNanos / Nanos.PerMilli).UtcDateTime);
        var expiries = new SortedSet<long>();
        for (var i = 1; i <= 4; i++)
        {
            expiries.Add(Moment(day.AddDays(i)));
            expiries.Add(Moment(Friday(day.AddDays(1)).AddDays(7 * (i - 1))));
            if (i < 4)
            {
                var month = new DateOnly(day.Year, day.Month, 1).AddMonths(i);
                expiries.Add(Moment(Friday(month.AddMonths(1).AddDays(-7))));
            }
        }

        return expiries;
    }

    private static DateOnly Friday(DateOnly from) => from.AddDays(((int)DayOfWeek.Friday - (int)from.DayOfWeek + 7) % 7);

    private static long Moment(DateOnly day) => ChainRecording.Nanoseconds(day) + (8 * 3_600 * Nanos.PerSecond);

    /// <summary>One, two or five times a power of ten, at least as large.</summary>
    private static double Step(double least)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        return power * (least / power <= 1 ? 1 : least / power <= 2 ? 2 : least / power <= 5 ? 5 : 10);
    }
}
