using LowLatencyHedger.Core.Hedging.Policies;
using LowLatencyHedger.Pricing;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Core.Tests.Hedging.Policies;

/// <summary>Golden figures: a call on 60,000 struck there, 7 days, volatility 60 %, costs of 5 bp.</summary>
public sealed class PolicyFormulasTests
{
    private const double Price = 60_000;
    private const double Volatility = 0.6;
    private const double Years = 7.0 / 365;
    private const double Cost = 0.0005;

    private static double Gamma => Call(Volatility).Gamma;

    private static Greeks Call(double volatility)
    {
        var status = Black76.Evaluate(new OptionInput(OptionKind.Call, Price, Price, Years, volatility), out var greeks);
        Assert.Equal(PricingStatus.Ok, status);
        return greeks;
    }

    private static void Near(double expected, double actual, double digits = 9)
    {
        var tolerance = 0.6 * Math.Pow(10, Math.Ceiling(Math.Log10(Math.Abs(expected))) - digits);
        Assert.True(Math.Abs(expected - actual) <= tolerance, $"{actual:R} instead of {expected:R}");
    }

    [Theory]
    [InlineData(1e-6, 0.660122123, 1.04787855)]
    [InlineData(1e-5, 0.306401548, 0.486382139)]
    [InlineData(1e-4, 0.142219000, 0.225758591)]
    public void Bands_ProportionalCosts_AreTheGoldenOnes(double aversion, double edge, double centre)
    {
        Near(edge, PolicyFormulas.EdgeBand(Gamma, Price, Cost, aversion));
        Near(centre, PolicyFormulas.CentreBand(Gamma, Price, Cost, aversion));
        Near(edge, PolicyFormulas.EdgeBand(-Gamma, Price, Cost, aversion));
    }

    [Theory]
    [InlineData(1e-6, 0.884944955, 1.20701058, -0.0156421005, 0.604674422, 0.516698497)]
    [InlineData(1e-5, 0.279844166, 0.120701058, -0.0220950542, 0.606592301, 0.516751429)]
    [InlineData(1e-4, 0.0884944955, 0.0120701058, -0.0312100937, 0.609291091, 0.516825914)]
    public void Zakamouline_ShortCall_IsTheGoldenOne(double aversion, double h1, double h0, double k, double volatility, double delta)
    {
        PolicyFormulas.Zakamouline(Gamma, Price, Volatility, Years, Cost, aversion, out var band, out var shift);
        var modified = PolicyFormulas.ModifiedVolatility(Volatility, -shift);
        Near(h1, band);
        Near(h0, PolicyFormulas.ZakamoulineResidual(Price, Volatility, Years, Cost, aversion));
        Near(k, shift);
        Near(volatility, modified);
        Near(delta, Call(modified).Delta);
    }

    [Theory]
    [InlineData(1e-6, 28810.963)]
    [InlineData(1e-5, 6207.1339)]
    [InlineData(1e-4, 1337.2865)]
    public void ClockYears_ThreeAversions_IsTheGoldenOne(double aversion, double minutes) =>
        Near(minutes, PolicyFormulas.ClockYears(Gamma, Price, Volatility, Cost, 0, aversion) * 365 * 1440, 8);

    [Theory]
    [InlineData(1, 0.124463172, 0.636244247, 0.56142075, 0.155991453, 17.6666083)]
    [InlineData(24, 0.0254059386, 0.607573977, 0.592329184, 0.031841622, 3.60618132)]
    public void Leland_TwoIntervals_IsTheGoldenOne(
        double hours, double number, double shortVolatility, double longVolatility, double binomial, double usdPerDay)
    {
        var interval = hours / 8760;
        var actual = PolicyFormulas.LelandNumber(Volatility, Cost, interval);
        Near(number, actual);
        Near(shortVolatility, PolicyFormulas.ModifiedVolatility(Volatility, actual));
        Near(longVolatility, PolicyFormulas.ModifiedVolatility(Volatility, -actual));
        Near(binomial, PolicyFormulas.BoyleVorstNumber(Volatility, Cost, interval), 8);
        Near(usdPerDay, PolicyFormulas.ClockCostUsd(Gamma, Price, Volatility, Cost, interval) / 365);
    }

    /// <summary>A published test file: gamma 0.02, price 5000, quarter of a year, 20 %, aversion 1, 5 bp.</summary>
    [Fact]
    public void Bands_PublishedCase_Agree()
    {
        PolicyFormulas.Zakamouline(0.02, 5000, 0.2, 0.25, 0.0005, 1, out var band, out _);
        var residual = PolicyFormulas.ZakamoulineResidual(5000, 0.2, 0.25, 0.0005, 1);
        Near(0.114471, PolicyFormulas.EdgeBand(0.02, 5000, 0.0005, 1), 6);
        Near(1e-5, residual);
        Near(0.020953691, band + residual, 8);
    }

    [Fact]
    public void Thresholds_NoFixedCost_AreTheEdgeBand()
    {
        PolicyFormulas.Thresholds(Gamma * Gamma / 1e-5, Cost * Price, 0, out var outer, out var inner);
        Near(PolicyFormulas.EdgeBand(Gamma, Price, Cost, 1e-5), outer, 12);
        Assert.Equal(outer, inner);
    }

    [Fact]
    public void Thresholds_OnlyFixedCost_GoToTheCentre()
    {
        PolicyFormulas.Thresholds(Gamma * Gamma / 1e-5, 0, 2, out var outer, out var inner);
        Near(Math.Pow(12 * 2 * Gamma * Gamma / 1e-5, 0.25), outer, 12);
        Assert.Equal(0, inner, 9);
    }

    /// <summary>Against the pair of equations iterated as they stand, over twelve orders of magnitude of each cost.</summary>
    [Fact]
    public void Thresholds_RandomCosts_SolveTheirEquations()
    {
        var random = new Random(Seeds.For(nameof(Thresholds_RandomCosts_SolveTheirEquations), 31));
        for (var i = 0; i < 20_000; i++)
        {
            var square = Math.Pow(10, random.Next(-12, 4) + random.NextDouble());
            var cost = Math.Pow(10, random.Next(-8, 4) + random.NextDouble());
            var fixedCost = Math.Pow(10, random.Next(-8, 4) + random.NextDouble());
            PolicyFormulas.Thresholds(square, cost, fixedCost, out var outer, out var inner);
            Slow(square, cost, fixedCost, out var expectedOuter, out var expectedInner);
            Assert.Equal(1, outer / expectedOuter, 1e-9);
            Assert.Equal(inner, expectedInner, 1e-9 * outer);
            Assert.True(inner >= 0 && inner < outer);
        }
    }

    [Theory]
    [InlineData(30, 0)]
    [InlineData(30, 0.5)]
    [InlineData(0.01, 20)]
    [InlineData(0, 1)]
    public void AversionFor_Costs_GivesTheSlackThatIsWanted(double costUsd, double fixedUsd)
    {
        var aversion = AversionState.For(Gamma * Gamma, costUsd, fixedUsd, 0.2);
        PolicyFormulas.Thresholds(Gamma * Gamma / aversion, costUsd, fixedUsd, out var outer, out var inner);
        Assert.Equal(0.2, Math.Sqrt(((outer * outer) + (inner * inner)) / 6), 8);
    }

    private static void Slow(double square, double cost, double fixedCost, out double outer, out double inner)
    {
        var u = Math.Cbrt(12 * square * cost);
        for (var i = 0; i < 2_000; i++)
        {
            var w = Math.Cbrt(12 * square * fixedCost / u);
            u = Math.Cbrt(12 * square * (cost + (fixedCost / w)));
        }

        var difference = Math.Cbrt(12 * square * fixedCost / u);
        outer = 0.5 * (u + difference);
        inner = Math.Max(0.5 * (u - difference), 0);
    }
}
