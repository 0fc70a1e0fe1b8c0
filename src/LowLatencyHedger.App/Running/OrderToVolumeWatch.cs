using System.Globalization;

namespace LowLatencyHedger.App.Running;

/// <summary>
/// Watches how many order messages the account costs the venue's matching engine for what it trades, and warns at half of what was agreed. A
/// cancelled immediate-or-cancel order counts twice at the venue; every order here is one and counts as if it had been cancelled, so the truth is
/// never above the figure. Cold, one thread.
/// </summary>
/// <param name="limit">Messages for each million USD traded; 0 turns the watch off.</param>
internal sealed class OrderToVolumeWatch(double limit)
{
    private const double AlertShare = 0.5;
    private const int ChangesPerOrder = 2;
    private const double Million = 1e6;

    /// <summary>Fewer messages say nothing about a ratio.</summary>
    private const long ChangesMin = 200;

    private const double AgainAfterSeconds = 300;

    private double _nextSeconds;

    /// <summary>A line to tell, or null. Tells again only after five minutes.</summary>
    /// <param name="orders">Sent since the start.</param>
    /// <param name="turnoverUsd">Traded by them.</param>
    /// <param name="seconds">Since the start.</param>
    public string? Check(long orders, double turnoverUsd, double seconds)
    {
        var changes = ChangesPerOrder * orders;
        var allowed = AlertShare * limit * turnoverUsd / Million;
        if (limit == 0 || changes < ChangesMin || changes <= allowed || seconds < _nextSeconds)
        {
            return null;
        }

        _nextSeconds = seconds + AgainAfterSeconds;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"WARNING up to {changes} order messages for {turnoverUsd:0} USD traded: above {AlertShare:P0} of {limit:0.##} for a million USD");
    }
}
