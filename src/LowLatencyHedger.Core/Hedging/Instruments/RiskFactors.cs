using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Pricing;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Hedging.Instruments;

/// <summary>
/// The five factors of the live programme, in USD for one standard move each: the delta for a per cent, the gamma for its square, the vega for a
/// point of a 30-day volatility (others move by the root of 30 over their days), both together, and a fall of the price in a gap,
/// revalued whole. And how those move in a day.
/// </summary>
[HotPath]
internal static class RiskFactors
{
    public const int Count = 5;

    private const int Delta = 0;
    private const int Gamma = 1;
    private const int Vega = 2;
    private const int Vanna = 3;
    private const int Gap = 4;
    private const double ReferenceDays = 30;
    private const double DaysMin = 1;
    private const double DaysPerYear = 365;

    /// <summary>By how much a volatility moves when that of 30 days moves by 1.</summary>
    public static double TermScale(double years) => Math.Sqrt(ReferenceDays / Math.Max(years * DaysPerYear, DaysMin));

    /// <summary>Adds coins of a future, or any position whose delta does not change.</summary>
    public static void AddCoins(double coins, double price, double gapFraction, ref FactorLoads loads)
    {
        loads[Delta] += coins * price / 100;
        loads[Gap] -= coins * price * gapFraction;
    }

    /// <summary>Adds everything but the delta of an option, whose position is measured by the book's own delta. False when it cannot be valued.</summary>
    /// <param name="input">The option.</param>
    /// <param name="quantity">Signed, coins.</param>
    /// <param name="gapFraction">Of the fall.</param>
    /// <param name="loads">Gets the sums.</param>
    /// <param name="greeks">Of a unit, before the fall.</param>
    public static bool AddOption(in OptionInput input, double quantity, double gapFraction, ref FactorLoads loads, out Greeks greeks)
    {
        var fallen = new OptionInput(input.Kind, input.Forward * (1 - gapFraction), input.Strike, input.YearsToExpiry, input.Volatility);
        Black76.Evaluate(input, out greeks);
        Black76.Evaluate(fallen, out var after);
        if (!greeks.IsFinite || !after.IsFinite)
        {
            return false;
        }

        var percent = input.Forward / 100;
        var scale = TermScale(input.YearsToExpiry);
        loads[Gamma] += quantity * 0.5 * greeks.Gamma * percent * percent;
        loads[Vega] += quantity * greeks.Vega / 100 * scale;
        loads[Vanna] += quantity * greeks.Vanna * percent / 100 * scale;
        loads[Gap] += quantity * (after.Price - greeks.Price);
        return true;
    }

    /// <summary>
    /// Of a day's moves: normal price and volatility, of which the factors are powers and products; gaps are a Poisson process beside them.
    /// </summary>
    /// <param name="program">Gets the covariances.</param>
    /// <param name="volatility">A year, as a fraction.</param>
    /// <param name="settings">The rest.</param>
    /// <param name="underlying">Whose.</param>
    public static void SetCovariances(HedgeProgram program, double volatility, SettingValues settings, int underlying)
    {
        var s = 100 * volatility / Math.Sqrt(DaysPerYear);
        var q = settings[SettingKey.ProgramVolPointsPerDay, underlying];
        var correlation = settings[SettingKey.ProgramCorrelation, underlying];
        for (var i = 0; i < Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                program.SetCovariance(i, j, 0);
            }
        }

        program.SetCovariance(Delta, Delta, s * s);
        program.SetCovariance(Gamma, Gamma, 2 * s * s * s * s);
        program.SetCovariance(Vega, Vega, q * q);
        program.SetCovariance(Vanna, Vanna, s * s * q * q * (1 + (correlation * correlation)));
        program.SetCovariance(Gap, Gap, settings[SettingKey.ProgramGapsPerYear, underlying] / DaysPerYear);
        program.SetCovariance(Delta, Vega, correlation * s * q);
        program.SetCovariance(Gamma, Vanna, 2 * correlation * s * s * s * q);
    }
}
