using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Pricing.Tests;

public sealed class JumpDiffusionTests
{
    /// <summary>
    /// Haug's table (1998, p. 9, corrected where the book cuts the sum off): call, S=100, r=0.08, total volatility 0.25, of whose variance
    /// the share gamma comes from jumps without drift. Columns: 1, 5, 10 jumps a year, each for T = 0.1, 0.25, 0.5; printed value, then the
    /// converged one to four decimals.
    /// </summary>
    [Theory]
    [InlineData(
        0.25, 80,
        new[] { 20.67, 21.74, 23.63, 20.65, 21.70, 23.61, 20.64, 21.70, 23.61 },
        new[] { 20.6676, 21.7355, 23.6320, 20.6461, 21.7035, 23.6090, 20.6434, 21.6983, 23.6055 })]
    [InlineData(
        0.25, 90,
        new[] { 11.00, 12.74, 15.40, 10.98, 12.75, 15.42, 10.98, 12.75, 15.42 },
        new[] { 10.9980, 12.7445, 15.4002, 10.9847, 12.7534, 15.4193, 10.9788, 12.7537, 15.4217 })]
    [InlineData(
        0.25, 100,
        new[] { 3.42, 5.88, 8.95, 3.51, 5.96, 9.02, 3.53, 5.97, 9.03 },
        new[] { 3.4246, 5.8753, 8.9542, 3.5132, 5.9591, 9.0216, 3.5325, 5.9727, 9.0313 })]
    [InlineData(
        0.25, 110,
        new[] { 0.55, 2.11, 4.67, 0.56, 2.16, 4.73, 0.56, 2.17, 4.74 },
        new[] { 0.5523, 2.1077, 4.6656, 0.5649, 2.1617, 4.7317, 0.5639, 2.1698, 4.7411 })]
    [InlineData(
        0.25, 120,
        new[] { 0.10, 0.64, 2.23, 0.06, 0.63, 2.25, 0.05, 0.62, 2.25 },
        new[] { 0.0964, 0.6448, 2.2262, 0.0579, 0.6271, 2.2500, 0.0502, 0.6229, 2.2530 })]
    [InlineData(
        0.50, 80,
        new[] { 20.72, 21.83, 23.71, 20.66, 21.73, 23.63, 20.65, 21.71, 23.61 },
        new[] { 20.7242, 21.8319, 23.7149, 20.6607, 21.7332, 23.6311, 20.6506, 21.7142, 23.6168 })]
    [InlineData(
        0.50, 90,
        new[] { 11.04, 12.72, 15.34, 11.02, 12.76, 15.41, 11.00, 12.75, 15.41 },
        new[] { 11.0413, 12.7242, 15.3415, 11.0228, 12.7555, 15.4065, 11.0020, 12.7546, 15.4150 })]
    [InlineData(
        0.50, 100,
        new[] { 3.14, 5.58, 8.71, 3.39, 5.87, 8.96, 3.46, 5.93, 9.00 },
        new[] { 3.1427, 5.5849, 8.7050, 3.3928, 5.8736, 8.9623, 3.4643, 5.9286, 9.0013 })]
    [InlineData(
        0.50, 110,
        new[] { 0.53, 1.93, 4.42, 0.58, 2.11, 4.67, 0.57, 2.14, 4.71 },
        new[] { 0.5278, 1.9309, 4.4235, 0.5779, 2.1146, 4.6741, 0.5734, 2.1451, 4.7119 })]
    [InlineData(
        0.50, 120,
        new[] { 0.19, 0.71, 2.15, 0.10, 0.66, 2.23, 0.07, 0.64, 2.24 },
        new[] { 0.1911, 0.7087, 2.1517, 0.0994, 0.6552, 2.2336, 0.0732, 0.6377, 2.2444 })]
    [InlineData(
        0.75, 80,
        new[] { 20.79, 21.96, 23.86, 20.68, 21.78, 23.67, 20.66, 21.74, 23.64 },
        new[] { 20.7882, 21.9560, 23.8580, 20.6820, 21.7765, 23.6695, 20.6615, 21.7387, 23.6363 })]
    [InlineData(
        0.75, 90,
        new[] { 11.11, 12.75, 15.30, 11.09, 12.78, 15.39, 11.04, 12.76, 15.40 },
        new[] { 11.1148, 12.7469, 15.3011, 11.0915, 12.7775, 15.3934, 11.0446, 12.7625, 15.4057 })]
    [InlineData(
        0.75, 100,
        new[] { 2.70, 5.08, 8.24, 3.16, 5.71, 8.85, 3.33, 5.85, 8.95 },
        new[] { 2.6963, 5.0785, 8.2444, 3.1639, 5.7087, 8.8540, 3.3307, 5.8473, 8.9489 })]
    [InlineData(
        0.75, 110,
        new[] { 0.54, 1.69, 3.99, 0.62, 2.05, 4.57, 0.60, 2.11, 4.66 },
        new[] { 0.5396, 1.6882, 3.9900, 0.6247, 2.0454, 4.5712, 0.6043, 2.1069, 4.6615 })]
    [InlineData(
        0.75, 120,
        new[] { 0.29, 0.84, 2.09, 0.15, 0.71, 2.21, 0.11, 0.67, 2.23 },
        new[] { 0.2923, 0.8393, 2.0928, 0.1548, 0.7135, 2.2154, 0.1051, 0.6666, 2.2323 })]
    public void Evaluate_HaugTable_AgreesWithTheConvergedValues(double gamma, double strike, double[] printed, double[] converged)
    {
        var column = 0;
        foreach (var intensity in new[] { 1.0, 5.0, 10.0 })
        {
            foreach (var years in new[] { 0.1, 0.25, 0.5 })
            {
                var jumpVariance = gamma * 0.25 * 0.25 / intensity;
                var jumps = new JumpParameters(intensity, -0.5 * jumpVariance, Math.Sqrt(jumpVariance));
                var input = new CarryInput(OptionKind.Call, 100, strike, years, 0.25 * Math.Sqrt(1.0 - gamma), 0.08, 0.08);
                Assert.Equal(PricingStatus.Ok, JumpDiffusion.Evaluate(in input, in jumps, out var greeks));
                Near.Absolute(printed[column], greeks.Price, 0.0068, $"printed, {intensity} jumps, T={years}");
                Near.Absolute(converged[column], greeks.Price, 5.1e-5, $"converged, {intensity} jumps, T={years}");
                column++;
            }
        }
    }

    /// <summary>
    /// Haug's book prints other numbers for ten jumps a year and half a year, because its sum ends with ten jumps. The same sum gives them; the
    /// value itself is another.
    /// </summary>
    [Theory]
    [InlineData(0.25, new[] { 23.28, 15.20, 8.89, 4.66, 2.21 })]
    [InlineData(0.50, new[] { 23.28, 15.18, 8.85, 4.62, 2.19 })]
    [InlineData(0.75, new[] { 23.30, 15.17, 8.79, 4.56, 2.17 })]
    public void Evaluate_TenJumpsInHalfAYear_IsNotCutOffAsInHaugsBook(double gamma, double[] printed)
    {
        const double Intensity = 10.0;
        const double Years = 0.5;
        var jumpVariance = gamma * 0.25 * 0.25 / Intensity;
        var diffusive = 0.25 * 0.25 * (1.0 - gamma);
        for (var i = 0; i < printed.Length; i++)
        {
            var strike = 80.0 + (10.0 * i);
            var weight = Math.Exp(-Intensity * Years);
            var cutOff = 0.0;
            for (var n = 0; n <= 10; n++)
            {
                var volatility = Math.Sqrt(diffusive + (jumpVariance * n / Years));
                GeneralisedBlackScholes.Evaluate(new CarryInput(OptionKind.Call, 100, strike, Years, volatility, 0.08, 0.08), out var term);
                cutOff += weight * term.Price;
                weight *= Intensity * Years / (n + 1);
            }

            Near.Absolute(printed[i], cutOff, 0.005001, $"cut off, K={strike}");
            var input = new CarryInput(OptionKind.Call, 100, strike, Years, Math.Sqrt(diffusive), 0.08, 0.08);
            JumpDiffusion.Evaluate(in input, new JumpParameters(Intensity, -0.5 * jumpVariance, Math.Sqrt(jumpVariance)), out var greeks);
            Assert.True(greeks.Price > printed[i] + 0.02, $"K={strike}: {greeks.Price}");
        }
    }

    [Fact]
    public void Evaluate_LognormalJumpCall_AgreesToThePrintedDigits()
    {
        var input = new CarryInput(OptionKind.Call, 100, 100, 0.25, 0.2, 0.05, 0.05);
        JumpDiffusion.Evaluate(in input, new JumpParameters(1.0, -0.1, 0.15), out var greeks);
        Near.Relative(5.59813918079549, greeks.Price, 1e-13, "price");
        Near.Relative(0.60002912861642, greeks.Delta, 1e-13, "delta");
        Near.Relative(0.033710083452286, greeks.Gamma, 1e-13, "gamma");
        Near.Relative(16.855041726143, greeks.Vega, 1e-13, "vega");
        Near.Relative(0.497762620209, greeks.MinimumVarianceDelta, 1e-11, "minimum-variance delta");
    }

    [Fact]
    public void Evaluate_LognormalJumpPut_AgreesToThePrintedDigits()
    {
        var input = new CarryInput(OptionKind.Put, 60000, 50000, 14 / 365.0, 0.55, 0.0, 0.0);
        JumpDiffusion.Evaluate(in input, new JumpParameters(6.0, -0.02, 0.05), out var greeks);
        Near.Relative(131.38302300477, greeks.Price, 1e-13, "price");
        Near.Relative(-0.044751203408075, greeks.Delta, 1e-13, "delta");
        Near.Relative(1.3946914993896e-5, greeks.Gamma, 1e-13, "gamma");
        Near.Relative(1059.2013250159, greeks.Vega, 1e-13, "vega");
        Near.Relative(-0.0468187096245, greeks.MinimumVarianceDelta, 1e-11, "minimum-variance delta");
    }

    [Fact]
    public void Evaluate_Greeks_AreTheDerivativesOfThePrice()
    {
        var random = new Random(Seeds.For(nameof(Evaluate_Greeks_AreTheDerivativesOfThePrice), 401));
        for (var i = 0; i < 200; i++)
        {
            var (input, jumps) = Draw(random);
            JumpDiffusion.Evaluate(in input, in jumps, out var greeks);
            double Price(double spot, double years, double volatility, double shift)
            {
                var moved = new CarryInput(
                    input.Kind, spot, input.Strike, years, volatility, input.Rate + shift, input.Carry + shift);
                JumpDiffusion.Evaluate(in moved, in jumps, out var result);
                return result.Price;
            }

            var (s, t, v) = (input.Spot, input.YearsToExpiry, input.Volatility);
            Near.Absolute(NumericalDerivative.Of(x => Price(x, t, v, 0.0), s, s * 1e-3), greeks.Delta, 1e-7, "delta");
            Near.Absolute(NumericalDerivative.Of(x => Price(s, t, x, 0.0), v, v * 1e-3), greeks.Vega, 1e-7 * s, "vega");
            Near.Absolute(-NumericalDerivative.Of(x => Price(s, x, v, 0.0), t, t * 1e-3), greeks.Theta, 1e-6 * s / t, "theta");
            Near.Absolute(NumericalDerivative.Of(x => Price(s, t, v, x), 0.0, 1e-3), greeks.Rho, 1e-7 * s, "rho");
            var gamma = NumericalDerivative.Of(
                x =>
                {
                    var moved = new CarryInput(input.Kind, x, input.Strike, t, v, input.Rate, input.Carry);
                    JumpDiffusion.Evaluate(in moved, in jumps, out var result);
                    return result.Delta;
                },
                s,
                s * 1e-3);
            Near.Absolute(gamma * s, greeks.Gamma * s, 1e-6, "gamma");
        }
    }

    /// <summary>The closed form of the expectations against their definition, integrated over the jump by the trapezoid rule.</summary>
    [Fact]
    public void MinimumVarianceDelta_RandomCases_AgreesWithQuadrature()
    {
        var random = new Random(Seeds.For(nameof(MinimumVarianceDelta_RandomCases_AgreesWithQuadrature), 402));
        for (var i = 0; i < 100; i++)
        {
            var (input, jumps) = Draw(random);
            JumpDiffusion.Evaluate(in input, in jumps, out var greeks);
            var covariance = 0.0;
            var secondMoment = 0.0;
            const double Step = 0.05;
            for (var z = -9.0; z <= 9.0; z += Step)
            {
                var jump = Math.Exp(jumps.MeanLogJump + (jumps.LogJumpDeviation * z));
                var moved = new CarryInput(
                    input.Kind, input.Spot * jump, input.Strike, input.YearsToExpiry, input.Volatility, input.Rate, input.Carry);
                JumpDiffusion.Evaluate(in moved, in jumps, out var after);
                var weight = Step * NormalDistribution.Pdf(z);
                covariance += weight * (jump - 1.0) * (after.Price - greeks.Price) / input.Spot;
                secondMoment += weight * (jump - 1.0) * (jump - 1.0);
            }

            var variance = input.Volatility * input.Volatility;
            var expected = ((variance * greeks.Delta) + (jumps.JumpsPerYear * covariance))
                / (variance + (jumps.JumpsPerYear * secondMoment));
            Near.Absolute(expected, greeks.MinimumVarianceDelta, 1e-10);
        }
    }

    [Fact]
    public void Evaluate_WithoutJumps_IsBlackScholes()
    {
        var input = new CarryInput(OptionKind.Put, 100, 105, 0.25, 0.3, 0.05, 0.02);
        JumpDiffusion.Evaluate(in input, new JumpParameters(0.0, -0.1, 0.2), out var jumps);
        GeneralisedBlackScholes.Evaluate(in input, out var plain);
        Near.Relative(plain.Price, jumps.Price, 1e-14);
        Near.Relative(plain.Delta, jumps.Delta, 1e-14);
        Near.Relative(plain.Theta, jumps.Theta, 1e-13);
        Near.Relative(plain.Rho, jumps.Rho, 1e-13);
        Near.Relative(plain.Delta, jumps.MinimumVarianceDelta, 1e-14);
    }

    [Fact]
    public void Evaluate_OddInputs_AreMarked()
    {
        var good = new CarryInput(OptionKind.Call, 100, 100, 0.25, 0.2, 0.05, 0.05);
        var expired = new CarryInput(OptionKind.Call, 100, 100, 0.0, 0.2, 0.05, 0.05);
        var jumps = new JumpParameters(1.0, -0.1, 0.15);
        Assert.Equal(PricingStatus.InputOutOfRange, JumpDiffusion.Evaluate(in expired, in jumps, out var greeks));
        Assert.True(double.IsNaN(greeks.Delta) && !greeks.IsFinite);
        Assert.Equal(PricingStatus.InputOutOfRange, JumpDiffusion.Evaluate(in good, new JumpParameters(1e4, 0.0, 0.1), out greeks));
        Assert.Equal(PricingStatus.NonFiniteInput, JumpDiffusion.Evaluate(in good, new JumpParameters(double.NaN, 0.0, 0.1), out greeks));
        Assert.Equal(PricingStatus.InputOutOfRange, JumpDiffusion.Evaluate(in good, new JumpParameters(1.0, 0.0, -0.1), out greeks));
        Assert.True(double.IsNaN(greeks.MinimumVarianceDelta));
        Assert.False(default(JumpGreeks).IsFinite);
    }

    private static (CarryInput Input, JumpParameters Jumps) Draw(Random random)
    {
        double Uniform(double low, double high) => low + ((high - low) * random.NextDouble());
        var kind = random.Next(2) == 0 ? OptionKind.Call : OptionKind.Put;
        var input = new CarryInput(
            kind, Uniform(80, 120), 100, Uniform(0.02, 1.0), Uniform(0.1, 1.0), Uniform(-0.02, 0.1), Uniform(-0.05, 0.1));
        return (input, new JumpParameters(Uniform(0.1, 24), Uniform(-0.1, 0.05), Uniform(0.01, 0.2)));
    }
}
