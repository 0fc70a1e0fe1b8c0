using LowLatencyHedger.Core.Hedging.Policies;
using LowLatencyHedger.Pricing;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Backtest.Laboratory;

/// <summary>
/// Walks a policy along a path. The first hedge is there when the option is, whether the policy decides it or not; each later order is
/// filled at the price when the latency is over, and until then there is no other, as in the core.
/// </summary>
[HotPath]
internal sealed class PathWalk(LabSettings settings, double premium)
{
    private const double SecondsPerYear = 31_536_000;

    /// <summary>Less than this is rounding, not a trade.</summary>
    private const double TradeMin = 1e-9;

    private readonly double _sign = settings.IsLong ? 1 : -1;
    private readonly double _rate = settings.Rate;
    private readonly double _years = settings.Years;
    private readonly double _strike = settings.Strike;
    private readonly double _volatility = settings.HedgeVolatility;
    private readonly double _costFraction = settings.CostBps * 1e-4;
    private readonly double _believedCostFraction = (settings.BelievedCostBps ?? settings.CostBps) * 1e-4;
    private readonly bool _startsHedged = settings.StartsHedged;
    private readonly double _fixedCost = settings.FixedCost;
    private readonly double _lot = settings.Lot;
    private readonly double _latencyYears = settings.LatencySeconds / SecondsPerYear;
    private readonly bool _isCall = settings.Kind == OptionKind.Call;
    private readonly double _premium = premium;
    private readonly long _stepNanos = (long)Math.Round(settings.ExpiryDays * Nanos.PerDay / settings.Steps);

    /// <param name="path">Drawn and valued.</param>
    /// <param name="policy">One that has decided nothing yet; its copy walks.</param>
    /// <param name="bridge">Draws prices between two looks.</param>
    public HedgedPath Run(MarketPath path, HedgePolicy policy, RandomStream bridge)
    {
        HedgeView view = default;
        view.Volatility = _volatility;
        view.CostFraction = _believedCostFraction;
        view.FixedCostUsd = _fixedCost;
        view.MinTradeCoins = _lot > 0 ? _lot : TradeMin;
        var ownVolatility = policy.Parameters.Kind is PolicyKind.Leland or PolicyKind.Zakamouline;
        var hedge = _startsHedged ? Rounded(policy.Parameters.TargetCoins - (policy.Parameters.Ratio * _sign * path.Delta[0])) : 0;
        var cost = _costFraction * Math.Abs(hedge) * path.Price[0];
        var cash = -(hedge * path.Price[0]) - cost;
        double gain = 0;
        double variance = 0;
        var trades = 0;
        var freeAt = 0.0;
        for (var i = 0; i < path.Steps; i++)
        {
            if (i >= freeAt)
            {
                Look(path, i, hedge, ref view);
                if (ownVolatility)
                {
                    view.Vanna = MeanVanna(policy, view);
                }

                var trade = Rounded(policy.Decide(view).Trade);
                if (trade != 0)
                {
                    hedge += trade;
                    view.Delta += trade;
                    policy.Decide(view);
                    var latency = trades == 0 && !_startsHedged ? 0 : _latencyYears;
                    var price = FillPrice(path, i, latency, ref bridge, out var fillYears);
                    var discount = Math.Exp(-_rate * fillYears);
                    var paid = (_costFraction * Math.Abs(trade) * price) + _fixedCost;
                    cash -= discount * ((trade * price) + paid);
                    cost += discount * paid;
                    freeAt = (fillYears / path.StepYears) - 1e-6;
                    trades++;
                }
            }

            var slack = hedge + (_sign * path.Delta[i]);
            gain += slack * (path.Price[i + 1] - path.Price[i]);
            var amount = slack * path.Price[i];
            variance += amount * amount * path.StepVariance;
        }

        var atExpiry = Math.Exp(-_rate * _years);
        cash += atExpiry * ((hedge * path.Price[path.Steps]) + (_sign * path.Payoff));
        return new HedgedPath(cash - (_sign * _premium), cost, trades, gain, variance);
    }

    private void Look(MarketPath path, int step, double hedge, ref HedgeView view)
    {
        view.Price = path.Price[step];
        view.ExposureDelta = _sign * path.Delta[step];
        view.Delta = view.ExposureDelta + hedge;
        view.Gamma = _sign * path.Gamma[step];
        view.YearsToExpiry = path.YearsLeft(step);
        view.NowNanos = step * _stepNanos;
    }

    private double Rounded(double trade) => _lot > 0 ? Math.Round(trade / _lot) * _lot : trade;

    /// <summary>The slope that takes the delta from the common volatility to the policy's own exactly.</summary>
    private double MeanVanna(in HedgePolicy policy, in HedgeView view)
    {
        var volatility = policy.HedgingVolatility(view);
        var difference = volatility - _volatility;
        if (!(Math.Abs(difference) > 1e-9) || view.YearsToExpiry <= 0)
        {
            return 0;
        }

        var deviation = volatility * Math.Sqrt(view.YearsToExpiry);
        var d1 = ((Math.Log(view.Price / _strike) + (_rate * view.YearsToExpiry)) / deviation) + (0.5 * deviation);
        var delta = _isCall ? NormalDistribution.Cdf(d1) : -NormalDistribution.Cdf(-d1);
        return ((_sign * delta) - view.ExposureDelta) / difference;
    }

    /// <summary>The price when an order that was decided at a look is filled: between two looks, of a Brownian bridge.</summary>
    private double FillPrice(MarketPath path, int step, double latencyYears, ref RandomStream bridge, out double years)
    {
        years = _years - path.YearsLeft(step);
        if (latencyYears == 0)
        {
            return path.Price[step];
        }

        years = Math.Min(years + latencyYears, _years);
        var place = Math.Min(years / path.StepYears, path.Steps);
        var before = Math.Min((int)place, path.Steps - 1);
        var part = Math.Clamp(place - before, 0, 1);
        var mean = ((1 - part) * Math.Log(path.Price[before])) + (part * Math.Log(path.Price[before + 1]));
        var deviation = _volatility * Math.Sqrt(path.StepYears * part * (1 - part));
        return Math.Exp(mean + (deviation * bridge.NextNormal()));
    }
}
