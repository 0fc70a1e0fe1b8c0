namespace LowLatencyHedger.Telemetry.Tests;

/// <summary>The twin: keeps every value, sorts, and widens the answer to three significant digits the long way.</summary>
internal sealed class SortedListHistogram
{
    private readonly List<long> _values = [];

    public int Count => _values.Count;

    public long Min => Lowest(_values.Min());

    public long Max => Highest(_values.Max());

    public void Record(long nanos) => _values.Add(Math.Clamp(nanos, 0, LatencyHistogram.HighestNanos));

    public void Add(SortedListHistogram other) => _values.AddRange(other._values);

    /// <param name="perHundredThousand">99.9 % is 99900.</param>
    public long ValueAt(int perHundredThousand)
    {
        _values.Sort();
        var rank = (((long)perHundredThousand * _values.Count) + 99_999) / 100_000;
        return Highest(_values[(int)Math.Max(1, rank) - 1]);
    }

    private static long Width(long value)
    {
        var width = 1L;
        while (value / width >= 2048)
        {
            width *= 2;
        }

        return width;
    }

    private static long Lowest(long value) => value - (value % Width(value));

    private static long Highest(long value) => Lowest(value) + Width(value) - 1;
}
