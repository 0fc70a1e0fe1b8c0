using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Hedging;

/// <summary>
/// Sets the deltas of underlyings of the same coin off against each other before anything is ordered: what one has too much of and another too
/// little is hedged by neither. Where one side is smaller, it is shared among those of the other in proportion. Thread: the core's only.
/// </summary>
[HotPath]
internal sealed class InternalNetting
{
    /// <summary>What was not heard of for longer does not count.</summary>
    public const long MaxAgeNanos = Nanos.PerSecond;

    private readonly int[] _groups;
    private readonly double[] _slack;
    private readonly long[] _seenNanos;

    /// <param name="coins">Of each underlying, the name of its coin; an empty one is netted with nothing.</param>
    public InternalNetting(ReadOnlySpan<string> coins)
    {
        _groups = new int[coins.Length];
        _slack = new double[coins.Length];
        _seenNanos = new long[coins.Length];
        for (var i = 0; i < coins.Length; i++)
        {
            _groups[i] = coins[i].Length == 0 ? -1 : coins.IndexOf(coins[i]);
        }
    }

    /// <summary>The part of its slack that others offset, with the same sign.</summary>
    /// <param name="underlying">Its place.</param>
    /// <param name="slack">Net delta above what it aims at, coins.</param>
    /// <param name="mayNet">It can be hedged and is within its limits; otherwise it counts for nobody, and hedges alone.</param>
    /// <param name="nowNanos">The core's time.</param>
    public double Observe(int underlying, double slack, bool mayNet, long nowNanos)
    {
        _slack[underlying] = mayNet && double.IsFinite(slack) ? slack : 0;
        _seenNanos[underlying] = nowNanos;
        var own = _slack[underlying];
        if (_groups[underlying] < 0 || own == 0)
        {
            return 0;
        }

        var same = 0.0;
        var opposite = 0.0;
        for (var i = 0; i < _slack.Length; i++)
        {
            var isCounted = _groups[i] == _groups[underlying] && nowNanos - _seenNanos[i] <= MaxAgeNanos;
            same += isCounted && _slack[i] > 0 == own > 0 ? Math.Abs(_slack[i]) : 0;
            opposite += isCounted && _slack[i] > 0 != own > 0 ? Math.Abs(_slack[i]) : 0;
        }

        return own * Math.Min(opposite / same, 1);
    }
}
