using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Risk.Figures;

/// <summary>
/// What hedging should have cost at best for the slack that was left: the expected costs of Whalley and Wilmott's band, whose width is chosen so
/// that its slack is the one that was there. Thread: the core's only.
/// </summary>
/// <remarks>
/// Their half-width is H = (3/2 l S G^2 / a)^(1/3) with proportional costs l, price S, gamma G and aversion a; it costs l S (G S v)^2 / (2 H) a year
/// and leaves a slack of mean square H^2 / 3. Both integrals are known but for powers of a, so a follows from the slack, and the costs from a.
/// </remarks>
[HotPath]
internal struct OptimalCost
{
    /// <summary>Of costs at an aversion of 1, USD.</summary>
    private double _costUsd;

    /// <summary>Of the band's slack at an aversion of 1, and of the slack that was: USD squared.</summary>
    private double _bandSquare;
    private double _slackSquare;

    /// <summary>NaN while there was no slack or no gamma.</summary>
    public readonly double Usd => _slackSquare > 0 && _bandSquare > 0 ? _costUsd * Math.Sqrt(_bandSquare / _slackSquare) : double.NaN;

    /// <param name="gamma">Slope of the delta in the price.</param>
    /// <param name="price">USD a coin.</param>
    /// <param name="volatility">A year.</param>
    /// <param name="costFraction">Of what is traded.</param>
    /// <param name="slackCoins">Net delta off its target.</param>
    /// <param name="years">That all this lasted.</param>
    public void Add(double gamma, double price, double volatility, double costFraction, double slackCoins, double years)
    {
        var move = price * volatility;
        var slackUsd = move * slackCoins;
        var band = Math.Cbrt(1.5 * costFraction * price * gamma * gamma);
        var rate = band > 0 ? costFraction * price * gamma * gamma * move * move / (2 * band) : 0;
        if (double.IsFinite(rate + band + slackUsd) && costFraction >= 0)
        {
            _costUsd += rate * years;
            _bandSquare += move * move * band * band / 3 * years;
            _slackSquare += slackUsd * slackUsd * years;
        }
    }
}
