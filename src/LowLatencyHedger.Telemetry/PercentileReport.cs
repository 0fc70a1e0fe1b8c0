using System.Numerics;

namespace LowLatencyHedger.Telemetry;

/// <summary>
/// Writes a histogram as the percentile distribution text of HdrHistogram (".hgrm"), which its plotters read: a line for each percentile
/// level, five levels for each halving of what is left up to 100 %. Cold.
/// </summary>
public static class PercentileReport
{
    public const int TicksPerHalfDistance = 5;

    /// <param name="histogram">One that is not being recorded to: copy it first.</param>
    /// <param name="writer">Gets the text.</param>
    /// <param name="nanosPerUnit">The unit of the value column: 1000 for microseconds.</param>
    public static void Write(LatencyHistogram histogram, TextWriter writer, double nanosPerUnit = 1000)
    {
        writer.Write("       Value     Percentile TotalCount 1/(1-Percentile)\n\n");
        var total = histogram.Count;
        var counted = 0L;
        var level = 0.0;
        for (var i = 0; i < LatencyHistogram.CountsLength && counted < total; i++)
        {
            var count = histogram.CountAt(i);
            counted += count;
            while (count > 0 && 100.0 * counted / total >= level)
            {
                var value = LatencyHistogram.HighestOf(i) / nanosPerUnit;
                WriteLine(writer, value, level, counted);
                if (level >= 100)
                {
                    break;
                }

                level = counted == total ? 100 : NextLevel(level);
            }
        }

        WriteFooter(histogram, writer, nanosPerUnit);
    }

    /// <summary>Each time that what is left up to 100 % has halved, the steps halve too.</summary>
    private static double NextLevel(double level)
    {
        var halvings = BitOperations.Log2((ulong)(100.0 / (100.0 - level))) + 1;
        return level + (100.0 / (TicksPerHalfDistance * Math.Pow(2, halvings)));
    }

    private static void WriteLine(TextWriter writer, double value, double level, long counted)
    {
        var fraction = level / 100;
        writer.Write($"{value,12:F3} {fraction:F12} {counted,10}");
        writer.Write(level < 100 ? $" {1 / (1 - fraction),14:F2}\n" : "\n");
    }

    private static void WriteFooter(LatencyHistogram histogram, TextWriter writer, double nanosPerUnit)
    {
        var total = Math.Max(1, histogram.Count);
        var mean = Sum(histogram, value => value) / total;
        var deviation = Math.Sqrt(Sum(histogram, value => (value - mean) * (value - mean)) / total);
        writer.Write($"#[Mean    = {mean / nanosPerUnit,12:F3}, StdDeviation   = {deviation / nanosPerUnit,12:F3}]\n");
        writer.Write($"#[Max     = {histogram.MaxNanos / nanosPerUnit,12:F3}, Total count    = {histogram.Count,12}]\n");
        writer.Write($"#[Buckets = {LatencyHistogram.Buckets,12}, SubBuckets     = {LatencyHistogram.SubBuckets,12}]\n");
    }

    /// <summary>Over the middle of each range of equivalent values.</summary>
    private static double Sum(LatencyHistogram histogram, Func<double, double> of)
    {
        var sum = 0.0;
        for (var i = 0; i < LatencyHistogram.CountsLength; i++)
        {
            var lowest = LatencyHistogram.LowestOf(i);
            sum += histogram.CountAt(i) * of(lowest + ((LatencyHistogram.HighestOf(i) - lowest + 1) / 2));
        }

        return sum;
    }
}
