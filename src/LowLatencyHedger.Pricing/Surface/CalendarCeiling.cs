using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Pricing.Surface;

/// <summary>
/// The slice of the next later expiry, whose total variance none before it may exceed at any strike; or no limit at all. Allocates only
/// when built; one thread.
/// </summary>
[HotPath]
internal sealed class CalendarCeiling
{
    /// <summary>To each side of the forward.</summary>
    private const int Nodes = 20;

    private readonly double[] _logMoneyness = new double[(2 * Nodes) + 1];
    private readonly double[] _variance = new double[(2 * Nodes) + 1];
    private SviParameters _slice;

    public CalendarCeiling()
    {
        for (var i = -Nodes; i <= Nodes; i++)
        {
            // Closer together near the forward.
            var share = i / (double)Nodes;
            _logMoneyness[i + Nodes] = SviArbitrage.LogMoneynessMax * share * Math.Abs(share);
        }

        Set(default);
    }

    public bool IsSet { get; private set; }

    /// <summary>The most that the feature of the right wing may weigh: half the wing's slope.</summary>
    public double RightMax { get; private set; }

    public double LeftMax { get; private set; }

    /// <summary>Its smallest total variance; no limit: infinite.</summary>
    public double Lowest { get; private set; }

    /// <summary>A slice that is not valid lifts the limit.</summary>
    public void Set(in SviParameters slice)
    {
        _slice = slice;
        IsSet = slice.IsValid && slice.MinimumTotalVariance > 0.0;
        RightMax = IsSet ? Math.Min(1.0, 0.5 * slice.RightSlope) : 1.0;
        LeftMax = IsSet ? Math.Min(1.0, 0.5 * slice.LeftSlope) : 1.0;
        Lowest = IsSet ? slice.MinimumTotalVariance : double.PositiveInfinity;
        for (var i = 0; IsSet && i < _variance.Length; i++)
        {
            _variance[i] = slice.TotalVariance(_logMoneyness[i]);
        }
    }

    /// <summary>An ask's total standard deviation, or the ceiling's if that is lower and still above the bid's: quotes come first.</summary>
    public double Below(double logMoneyness, double bid, double ask)
    {
        var ceiling = IsSet ? Math.Sqrt(_slice.TotalVariance(logMoneyness)) : ask;
        return ceiling > bid ? Math.Min(ask, ceiling) : ask;
    }

    public bool IsAbove(in SviParameters slice) => !IsSet || SviArbitrage.IsCalendarFree(in slice, in _slice);

    /// <summary>
    /// The slice, or what is under the ceiling's nodes of the way to it from the flat slice halfway between the floor and the ceiling.
    /// </summary>
    public SviParameters Limit(in SviParameters slice, double floor)
    {
        if (!IsSet)
        {
            return slice;
        }

        var flat = floor < Lowest ? 0.5 * (floor + Lowest) : 0.5 * Lowest;
        var share = 1.0;
        for (var i = 0; i < _variance.Length; i++)
        {
            var over = slice.TotalVariance(_logMoneyness[i]) - _variance[i];
            if (over > 0.0)
            {
                var room = _variance[i] - flat;
                share = Math.Min(share, room / (room + over));
            }
        }

        return share == 1.0
            ? slice
            : new SviParameters(flat + (share * (slice.A - flat)), share * slice.B, slice.Rho, slice.M, slice.Sigma);
    }

    /// <summary>The slice, moved down by what it is above the ceiling between the nodes.</summary>
    public SviParameters Lower(in SviParameters slice)
    {
        var gap = IsSet ? SviArbitrage.MinimumCalendarGap(in slice, in _slice) : 0.0;
        return gap < 0.0 ? new SviParameters(slice.A + gap, slice.B, slice.Rho, slice.M, slice.Sigma) : slice;
    }
}
