using LowLatencyHedger.Telemetry;

namespace LowLatencyHedger.App.Latency;

/// <summary>
/// How many durations of which size when: columns of time, rows of which four are a factor of ten. When time goes beyond the last column, two
/// columns become one, so a day takes as much memory as a minute.
/// </summary>
internal sealed class HeatMap
{
    public const int Columns = 120;
    public const int RowsPerDecade = 4;

    /// <summary>From 100 ns, which the lowest row begins with, to 1 s and more.</summary>
    public const int Rows = 7 * RowsPerDecade;

    private const double LowestNanos = 100;

    private readonly long[,] _counts = new long[Columns, Rows];
    private double _startSeconds = double.NaN;

    /// <summary>UTC of the first column, since 1970.</summary>
    public double StartSeconds => _startSeconds;

    /// <summary>Of a column.</summary>
    public double ColumnSeconds { get; private set; } = 1;

    /// <summary>The columns in use.</summary>
    public int Used { get; private set; }

    public long this[int column, int row] => _counts[column, row];

    /// <summary>The lowest duration of a row, but for the first, which has all that are shorter, too.</summary>
    public static double NanosOf(int row) => LowestNanos * Math.Pow(10, row / (double)RowsPerDecade);

    public void Add(HistogramInterval interval)
    {
        if (double.IsNaN(_startSeconds))
        {
            (_startSeconds, ColumnSeconds) = (interval.StartSeconds, Math.Max(interval.LengthSeconds, 1e-3));
        }

        // A clock that was set back does not make a column before the first.
        var position = Math.Max(0, interval.StartSeconds - _startSeconds);
        while (position / ColumnSeconds >= Columns)
        {
            Fold();
        }

        var column = (int)(position / ColumnSeconds);
        Used = Math.Max(Used, column + 1);
        foreach (var bucket in interval.Buckets)
        {
            _counts[column, RowOf(bucket.LowestNanos)] += bucket.Count;
        }
    }

    private static int RowOf(long nanos) =>
        nanos < LowestNanos ? 0 : Math.Min(Rows - 1, (int)(Math.Log10(nanos / LowestNanos) * RowsPerDecade));

    private void Fold()
    {
        ColumnSeconds *= 2;
        Used = (Used + 1) / 2;
        for (var column = 0; column < Columns; column++)
        {
            for (var row = 0; row < Rows; row++)
            {
                _counts[column, row] = column < Columns / 2 ? _counts[2 * column, row] + _counts[(2 * column) + 1, row] : 0;
            }
        }
    }
}
