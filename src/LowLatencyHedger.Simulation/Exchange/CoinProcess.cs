namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>
/// The hidden state of one coin: a spot that diffuses (and jumps), a slowly mean-reverting carry rate and perpetual premium, and
/// a volatility surface whose level, skew and curvature revert to long-run values. Years of 365 days.
/// </summary>
internal sealed class CoinProcess
{
    private const double YearNanos = 365.0 * 86_400 * 1e9;
    private const double HourYears = 1.0 / (365 * 24);

    private readonly double _volatility;
    private readonly MeanReverting _rate = new(mean: 0.05, deviation: 0.01, years: 24 * HourYears);
    private readonly MeanReverting _premium = new(mean: 0.00005, deviation: 0.00015, years: HourYears / 4);
    private readonly MeanReverting _level;
    private readonly MeanReverting _skew = new(mean: -0.12, deviation: 0.03, years: 2 * HourYears);
    private readonly MeanReverting _curvature = new(mean: 0.55, deviation: 0.08, years: 2 * HourYears);

    public CoinProcess(double spot, double volatility)
    {
        Spot = spot;
        _volatility = volatility;
        _level = new MeanReverting(volatility, 0.08 * volatility, 6 * HourYears);
    }

    /// <summary>USD per coin.</summary>
    public double Spot { get; private set; }

    public double PerpetualMark => Spot * (1 + _premium.Value);

    /// <summary>At-the-money volatility of 30 days: the volatility index, a fraction.</summary>
    public double Level => AtTheMoney(30.0 / 365);

    public double Forward(double years) => Spot * Math.Exp(_rate.Value * years);

    /// <summary>Moves on by a time step; <paramref name="shock"/> is the spot's standard normal draw.</summary>
    public void Advance(long elapsedNanos, double shock, Random random)
    {
        var years = elapsedNanos / YearNanos;
        Spot *= Math.Exp((-0.5 * _volatility * _volatility * years) + (_volatility * Math.Sqrt(years) * shock));
        _rate.Advance(years, random);
        _premium.Advance(years, random);
        _level.Advance(years, random);
        _skew.Advance(years, random);
        _curvature.Advance(years, random);
    }

    public void Jump(double logJump) => Spot *= Math.Exp(logJump);

    /// <summary>
    /// Implied volatility, a fraction. The smile is quadratic in x = ln(K/F) / (level sqrt(T)), flat beyond |x| = 3, with skew and
    /// curvature per standard deviation; the term structure is flat enough for total variance to grow with T.
    /// </summary>
    public double Volatility(double logMoneyness, double years)
    {
        var level = AtTheMoney(years);
        var x = Math.Clamp(logMoneyness / (level * Math.Sqrt(Math.Max(years, 1e-4))), -3, 3);
        var smile = 1 + (0.25 * _skew.Value * x) + (0.05 * _curvature.Value * x * x);
        return Math.Clamp(level * smile, 0.05, 4);
    }

    private double AtTheMoney(double years) => _level.Value + (0.06 * _volatility * (1 - Math.Exp(-4 * years)));
}
