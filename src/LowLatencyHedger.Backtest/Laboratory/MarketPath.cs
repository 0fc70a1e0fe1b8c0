using LowLatencyHedger.Pricing;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Backtest.Laboratory;

/// <summary>
/// One price path with the option's delta and gamma at every look: drawn once, walked by every policy. Thread: one at a time; each worker
/// has its own.
/// </summary>
[HotPath]
internal sealed class MarketPath(LabSettings settings)
{
    private readonly double _years = settings.Years;
    private readonly double _strike = settings.Strike;
    private readonly double _rate = settings.Rate;
    private readonly double _drift = settings.Drift ?? settings.Rate;
    private readonly double _volatility = settings.Volatility;
    private readonly double _hedgeVolatility = settings.HedgeVolatility;
    private readonly bool _isCall = settings.Kind == OptionKind.Call;
    private readonly JumpParameters _jumps = settings.Jumps;
    private readonly double _premium = Lab.Premium(settings);
    private readonly bool _hasJumps = settings.Model == PathModel.Merton;

    /// <summary>At each look and, last, at expiry.</summary>
    public readonly double[] Price = new double[settings.Steps + 1];

    /// <summary>Of one option held.</summary>
    public readonly double[] Delta = new double[settings.Steps];

    public readonly double[] Gamma = new double[settings.Steps];

    /// <summary>By step, E[(price^2 gamma)^p] for the powers 1 and 4/3; empty without controls.</summary>
    private readonly double[] _meanPower = settings.HasControls ? DollarGamma.Means(settings, 1) : [];

    private readonly double[] _meanHigherPower = settings.HasControls ? DollarGamma.Means(settings, 4.0 / 3) : [];

    /// <summary>What hedging at every look leaves, and sums of powers of the gamma: each has a mean of 0, with controls.</summary>
    public double Residual { get; private set; }

    public double GammaExcess { get; private set; }

    public double GammaPowerExcess { get; private set; }

    /// <summary>Variance of the price's relative change in a step.</summary>
    public double StepVariance { get; } = Math.Exp(settings.Volatility * settings.Volatility * settings.Years / settings.Steps) - 1;

    public int Steps => Delta.Length;

    public double StepYears { get; } = settings.Years / settings.Steps;

    /// <summary>Paid for one option held, at expiry.</summary>
    public double Payoff => Math.Max(_isCall ? Price[Steps] - _strike : _strike - Price[Steps], 0);

    public double YearsLeft(int step) => _years - (step * StepYears);

    /// <summary>The path of a number. The same numbers and settings give the same path.</summary>
    public void Draw(double spot, ref RandomStream random)
    {
        var deviation = _volatility * Math.Sqrt(StepYears);
        var perStep = (_drift - (0.5 * _volatility * _volatility)) * StepYears;
        if (_hasJumps)
        {
            perStep -= _jumps.JumpsPerYear * StepYears * (Math.Exp(_jumps.MeanLogJump + (0.5 * Squared(_jumps.LogJumpDeviation))) - 1);
        }

        Price[0] = spot;
        for (var i = 1; i < Price.Length; i++)
        {
            var move = perStep + (deviation * random.NextNormal());
            Price[i] = Price[i - 1] * Math.Exp(_hasJumps ? move + Jump(ref random) : move);
        }

        Value();
    }

    /// <summary>Takes the prices as they stand and values the option along them.</summary>
    public void Value()
    {
        for (var i = 0; i < Delta.Length; i++)
        {
            var years = YearsLeft(i);
            var deviation = _hedgeVolatility * Math.Sqrt(years);
            var d1 = (Math.Log(Price[i] / _strike) + (_rate * years)) / deviation;
            d1 += 0.5 * deviation;
            Delta[i] = _isCall ? NormalDistribution.Cdf(d1) : -NormalDistribution.Cdf(-d1);
            Gamma[i] = NormalDistribution.Pdf(d1) / (Price[i] * deviation);
        }

        if (_meanPower.Length > 0)
        {
            Control();
        }
    }

    private void Control()
    {
        double gain = 0;
        double first = 0;
        double higher = 0;
        for (var i = 0; i < Delta.Length; i++)
        {
            gain += Delta[i] * (Price[i + 1] - Price[i]);
            var dollarGamma = Price[i] * Price[i] * Gamma[i];
            first += dollarGamma - _meanPower[i];
            higher += (dollarGamma * Math.Cbrt(dollarGamma)) - _meanHigherPower[i];
        }

        Residual = gain - Payoff + _premium;
        GammaExcess = first * StepYears;
        GammaPowerExcess = higher * StepYears;
    }

    private static double Squared(double x) => x * x;

    private double Jump(ref RandomStream random)
    {
        var count = random.NextPoisson(_jumps.JumpsPerYear * StepYears);
        return count == 0
            ? 0
            : (count * _jumps.MeanLogJump) + (Math.Sqrt(count) * _jumps.LogJumpDeviation * random.NextNormal());
    }
}
