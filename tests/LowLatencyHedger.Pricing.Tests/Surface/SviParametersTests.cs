using LowLatencyHedger.Pricing.Surface;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Pricing.Tests.Surface;

/// <summary>The three forms of a slice, against printed figures, numerical derivatives and each other.</summary>
public sealed class SviParametersTests
{
    [Fact]
    public void TryFrom_VogtsSmile_GivesThePublishedJumpWings()
    {
        Assert.True(SviJumpWings.TryFrom(in Vogt.Raw, Vogt.Years, out var wings));
        Near.Absolute(Vogt.Wings.Variance, wings.Variance, 0.5e-8, "v");
        Near.Absolute(Vogt.Wings.Skew, wings.Skew, 0.5e-7, "psi");
        Near.Absolute(Vogt.Wings.PutSlope, wings.PutSlope, 0.5e-7, "p");
        Near.Absolute(Vogt.Wings.CallSlope, wings.CallSlope, 0.5e-6, "c");
        Near.Absolute(Vogt.Wings.MinimumVariance, wings.MinimumVariance, 0.5e-7, "minimum");
    }

    [Fact]
    public void TotalVariance_AtTheVertex_GivesQuantLibsFigure()
    {
        // QuantLib test-suite/svivolatility.cpp.
        var slice = new SviParameters(-0.0666, 0.229, 0.439, 0.193, 0.337);
        Near.Absolute(0.010573, slice.TotalVariance(slice.M), 0.5e-6);
    }

    [Fact]
    public void Conversions_RandomSlices_ReturnToTheStart()
    {
        var random = new Random(Seeds.For(nameof(Conversions_RandomSlices_ReturnToTheStart), 3101));
        for (var i = 0; i < 2_000; i++)
        {
            var raw = RandomSlice(random);
            var years = 0.01 + random.NextDouble();
            Assert.True(SviJumpWings.TryFrom(in raw, years, out var wings));
            Assert.True(wings.TryToRaw(out var fromWings));
            Assert.True(SviNatural.TryFrom(in raw, out var natural));
            Assert.True(natural.TryToRaw(out var fromNatural));
            for (var k = -1.0; k <= 1.0; k += 0.25)
            {
                Near.Relative(raw.TotalVariance(k), fromNatural.TotalVariance(k), 1e-12, "natural");
                Near.Relative(raw.TotalVariance(k), fromWings.TotalVariance(k), 1e-7, "jump wings");
                var x = (natural.Zeta * (k - natural.Mu)) + natural.Rho;
                var root = Math.Sqrt((x * x) + 1.0 - (natural.Rho * natural.Rho));
                var direct = natural.Delta + (0.5 * natural.Omega * (1.0 + (natural.Zeta * natural.Rho * (k - natural.Mu)) + root));
                Near.Relative(raw.TotalVariance(k), direct, 1e-11, "natural formula");
            }
        }
    }

    [Fact]
    public void TryToRaw_VertexAtTheMoney_NeedsASkewedSmile()
    {
        // beta = 0 puts m at zero; the width then comes from the depth of the minimum, which is lost when that is at the money.
        var raw = new SviParameters(0.01, 0.1, 0.4, 0.0, 0.2);
        Assert.True(SviJumpWings.TryFrom(in raw, 0.5, out var wings));
        Assert.True(wings.TryToRaw(out var back));
        Near.Relative(0.2, back.Sigma, 1e-9);

        var symmetric = new SviParameters(0.01, 0.1, 0.0, 0.0, 0.2);
        Assert.True(SviJumpWings.TryFrom(in symmetric, 0.5, out wings));
        Assert.False(wings.TryToRaw(out back));
        Assert.False(back.IsValid);
    }

    [Fact]
    public void Evaluate_RandomSlices_AgreesWithNumericalDerivatives()
    {
        var random = new Random(Seeds.For(nameof(Evaluate_RandomSlices_AgreesWithNumericalDerivatives), 3102));
        for (var i = 0; i < 200; i++)
        {
            var raw = RandomSlice(random);
            var k = (2.0 * random.NextDouble()) - 1.0;
            raw.Evaluate(k, out var variance, out var slope, out var curvature);
            Assert.Equal(raw.TotalVariance(k), variance, 1e-14);
            Near.Absolute(NumericalDerivative.Of(raw.TotalVariance, k, 1e-3), slope, 1e-6);
            Near.Absolute(NumericalDerivative.Of(x => Slope(in raw, x), k, 1e-3), curvature, 1e-4 * Math.Max(1.0, curvature));
            Near.Absolute(NumericalDerivative.Of(x => raw.Volatility(x, 0.3), k, 1e-4), raw.VolatilitySlope(k, 0.3), 1e-6);
        }
    }

    [Fact]
    public void Durrleman_RandomSlices_IsTheSignOfTheButterfly()
    {
        // The density of the strike is the second derivative of the call's value: g n(d2) / (K sqrt w) for a forward of one.
        var random = new Random(Seeds.For(nameof(Durrleman_RandomSlices_IsTheSignOfTheButterfly), 3103));
        for (var i = 0; i < 200; i++)
        {
            var raw = RandomSlice(random);
            var strike = Math.Exp(random.NextDouble() - 0.5);
            var k = Math.Log(strike);
            var deviation = Math.Sqrt(raw.TotalVariance(k));
            var d2 = (-k / deviation) - (0.5 * deviation);
            var expected = raw.Durrleman(k) * NormalDistribution.Pdf(d2) / (strike * deviation);
            const double Step = 1e-4;
            var butterfly = (Call(in raw, strike + Step) - (2.0 * Call(in raw, strike)) + Call(in raw, strike - Step)) / (Step * Step);
            Near.Absolute(expected, butterfly, 1e-4 * Math.Max(1.0, Math.Abs(expected)) * (1.0 + (1e-3 / (raw.Sigma * raw.Sigma))));
        }
    }

    [Theory]
    [InlineData(-0.1, 0.1, 0.0, 0.0, 0.1)]
    [InlineData(0.1, -0.1, 0.0, 0.0, 0.1)]
    [InlineData(0.1, 0.1, 1.1, 0.0, 0.1)]
    [InlineData(0.1, 0.1, 0.0, 0.0, 0.0)]
    [InlineData(double.NaN, 0.1, 0.0, 0.0, 0.1)]
    [InlineData(0.1, 0.1, double.NaN, 0.0, 0.1)]
    public void IsValid_OutsideTheDomain_IsFalse(double a, double b, double rho, double m, double sigma)
    {
        var slice = new SviParameters(a, b, rho, m, sigma);
        Assert.False(slice.IsValid);
        Assert.False(SviArbitrage.IsButterflyFree(in slice));
        Assert.False(SviJumpWings.TryFrom(in slice, 1.0, out _));
        Assert.False(SviNatural.TryFrom(in slice, out _));
    }

    internal static SviParameters RandomSlice(Random random)
    {
        var b = 0.02 + (0.2 * random.NextDouble());
        var rho = 1.6 * (random.NextDouble() - 0.5);
        var sigma = 0.03 + (0.3 * random.NextDouble());
        var minimum = 0.002 + (0.05 * random.NextDouble());
        var m = 0.4 * (random.NextDouble() - 0.5);
        return new SviParameters(minimum - (b * sigma * Math.Sqrt(1.0 - (rho * rho))), b, rho, m, sigma);
    }

    private static double Slope(in SviParameters slice, double k)
    {
        slice.Evaluate(k, out _, out var slope, out _);
        return slope;
    }

    private static double Call(in SviParameters slice, double strike)
    {
        Black76.Evaluate(new OptionInput(OptionKind.Call, 1.0, strike, 1.0, slice.Volatility(Math.Log(strike), 1.0)), out var greeks);
        return greeks.Price;
    }
}
