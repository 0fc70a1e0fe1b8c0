using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Hedging.Policies;

/// <summary>
/// Finds the risk aversion with which the two-threshold band, on the average of the last while, leaves the slack that a trader allows.
/// </summary>
/// <remarks>
/// The average is over a day, of gamma squared and of both costs: so the band still widens when costs rise and with the gamma of the
/// moment, and only its general level follows the budget. The first view with gamma starts the average. A budget of B USD a day means that
/// price times daily volatility times the root mean square of the slack, sqrt((H^2 + h^2)/6), is B.
/// </remarks>
[HotPath]
internal struct AversionState
{
    private const double MeanLifeNanos = 1.4426950408889634 * 86_400e9;

    /// <summary>It is found again when an average has moved by this fraction.</summary>
    private const double Tolerance = 0.02;

    private double _square;
    private double _costUsd;
    private double _fixedUsd;
    private double _foundSquare;
    private double _foundCosts;
    private double _foundBudget;
    private double _aversion;
    private long _lastNanos;

    /// <summary>Takes the view into the averages; returns the aversion, 1/USD. 0, which means the widest band, until there was gamma.</summary>
    public double Observe(in HedgeView view, in PolicyParameters parameters)
    {
        var budgetUsdPerDay = parameters.SlackUsdPerDay;

        // Against an average over a day a second is nothing.
        if (_aversion > 0 && budgetUsdPerDay == _foundBudget && view.NowNanos - _lastNanos < Nanos.PerSecond)
        {
            return _aversion;
        }

        var square = view.Gamma * view.Gamma;
        var costUsd = Math.Max(view.CostFraction, 0) * view.Price;
        if (double.IsFinite(square + costUsd + view.FixedCostUsd) && (square > 0 || _square > 0))
        {
            var elapsed = Math.Max(view.NowNanos - _lastNanos, 0);
            var weight = _square > 0 ? elapsed / (elapsed + MeanLifeNanos) : 1;
            _square += weight * (square - _square);
            _costUsd += weight * (costUsd - _costUsd);
            _fixedUsd += weight * (view.FixedCostUsd - _fixedUsd);
            _lastNanos = view.NowNanos;
        }

        var costs = _costUsd + _fixedUsd;
        var isFound = Math.Abs(_square - _foundSquare) <= Tolerance * _foundSquare
            && Math.Abs(costs - _foundCosts) <= Tolerance * _foundCosts
            && budgetUsdPerDay == _foundBudget;
        if (!isFound && view.Price > 0 && view.Volatility > 0 && costs > 0)
        {
            var slackCoins = budgetUsdPerDay / (view.Price * view.Volatility * Math.Sqrt(1.0 / 365));
            _aversion = parameters.Kind == PolicyKind.GammaClock
                ? ForClock(_square, _costUsd, _fixedUsd, slackCoins, view)
                : For(_square, _costUsd, _fixedUsd, slackCoins);
            _foundSquare = _square;
            _foundCosts = costs;
            _foundBudget = budgetUsdPerDay;
        }

        return _aversion;
    }

    /// <summary>The same for hedges by the clock: half the interval's slack variance is left on average.</summary>
    private static double ForClock(double square, double costUsd, double fixedUsd, double slackCoins, in HedgeView view)
    {
        var perRootYear = view.Price * view.Volatility;
        var years = 2 * slackCoins * slackCoins / (square * perRootYear * perRootYear);
        return PolicyFormulas.ClockAversion(Math.Sqrt(square), view.Price, view.Volatility, costUsd / view.Price, fixedUsd, years);
    }

    /// <summary>
    /// The aversion at which the root mean square of the slack is as wanted. That grows with a power of <c>square/aversion</c> between a
    /// quarter and a third, so that each step leaves at most a quarter of the error.
    /// </summary>
    internal static double For(double square, double costUsd, double fixedUsd, double slackCoins)
    {
        var ratio = slackCoins * slackCoins * slackCoins * Math.Sqrt(27) / (1.5 * Math.Max(costUsd, 1e-9 * fixedUsd));
        for (var i = 0; i < 40; i++)
        {
            PolicyFormulas.Thresholds(ratio, costUsd, fixedUsd, out var outer, out var inner);
            var slack = Math.Sqrt(((outer * outer) + (inner * inner)) / 6);
            var error = slackCoins / slack;
            ratio *= error * error * error;
            if (Math.Abs(error - 1) < 1e-9)
            {
                break;
            }
        }

        return square / ratio;
    }
}
