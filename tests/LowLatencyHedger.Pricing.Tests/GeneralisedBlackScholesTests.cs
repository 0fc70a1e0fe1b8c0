using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Pricing.Tests;

public sealed class GeneralisedBlackScholesTests
{
    /// <summary>Haug (1998): type, strike, spot, yield, rate, years, volatility, value.</summary>
    [Theory]
    [InlineData(OptionKind.Call, 65, 60, 0, .08, .25, .30, 2.1334)]
    [InlineData(OptionKind.Put, 95, 100, .05, .10, .5, .20, 2.4648)]
    [InlineData(OptionKind.Put, 19, 19, .10, .10, .75, .28, 1.7011)]
    [InlineData(OptionKind.Call, 19, 19, .10, .10, .75, .28, 1.7011)]
    [InlineData(OptionKind.Call, 1.60, 1.56, .08, .06, .5, .12, .0291)]
    [InlineData(OptionKind.Put, 70, 75, .05, .10, .5, .35, 4.0870)]
    [InlineData(OptionKind.Call, 40, 42, .08, .04, .75, .35, 5.0975)]
    public void Evaluate_HaugValues_AgreeToThePrintedDigits(
        OptionKind kind, double strike, double spot, double yield, double rate, double years, double volatility, double value) =>
        Near.Absolute(value, Evaluate(kind, strike, spot, yield, rate, years, volatility).Price, 1e-4);

    /// <summary>Haug (1998), pages 11 to 16.</summary>
    [Fact]
    public void Evaluate_HaugGreeks_AgreeToThePrintedDigits()
    {
        var call = Evaluate(OptionKind.Call, 100, 105, .10, .10, .5, .36);
        var put = Evaluate(OptionKind.Put, 100, 105, .10, .10, .5, .36);
        Near.Absolute(.594629, call.Delta, 5e-7);
        Near.Absolute(-.356601, put.Delta, 5e-7);
        Near.Absolute(-4.8775, put.Delta * 105 / put.Price, 5e-5, "elasticity");
        var atGamma = Evaluate(OptionKind.Call, 60, 55, 0, .10, .75, .30);
        Near.Absolute(.027821, atGamma.Gamma, 5e-7);
        Near.Absolute(18.9358, atGamma.Vega, 5e-5);
        var atTheta = Evaluate(OptionKind.Put, 405, 430, .05, .07, 1 / 12.0, .20);
        Near.Absolute(-31.1924, atTheta.Theta, 5e-5);
        Near.Absolute(-.0855, atTheta.Theta / 365.0, 5e-5);
        Near.Absolute(38.7325, Evaluate(OptionKind.Call, 75, 72, 0, .09, 1, .19).Rho, 5e-5);
        Near.Absolute(42.2254, -.25 * 500 * Evaluate(OptionKind.Put, 490, 500, .05, .08, .25, .15).Delta, 5e-5, "dividend rho");
    }

    /// <summary>Haug (2007), chapter 2.</summary>
    [Fact]
    public void Evaluate_HaugHigherGreeks_AgreeToThePrintedDigits()
    {
        Near.Absolute(.369989, Evaluate(OptionKind.Put, 90, 105, .14, .14, .25, .24).Charm, 5e-7, "charm");
        Near.Absolute(-.029072, Evaluate(OptionKind.Call, 48, 50, .05, .06, 1 / 12.0, .20).Speed, 5e-7, "speed");
        Near.Absolute(.046310, Evaluate(OptionKind.Call, 80, 100, .05, .05, .25, .26).Zomma, 5e-7, "zomma");
        Near.Absolute(92.344402, Evaluate(OptionKind.Call, 130, 90, .05, .05, .75, .28).Volga, 5e-7, "volga");
    }

    [Fact]
    public void Evaluate_FortyDigitCase_AgreesToThePrintedDigits()
    {
        double[] expected =
        [
            4.10140013180736, 0.411035368865675, 0.0257835391713397, 19.3376543785048, -12.2195933582439, 9.25053418869005,
            0.47304340961984, 5.13097006943248, -0.323062063048613, 0.000115053762732992, 0.0474900301533809, -0.0791038371452224,
            -54.7826847516295, -41.7330948989835,
        ];
        var greeks = Evaluate(OptionKind.Call, 105, 100, .03, .05, .25, .30);
        var actual = GreekNames.Values(in greeks);
        for (var i = 0; i < expected.Length; i++)
        {
            Near.Relative(expected[i], actual[i], 1e-13, GreekNames.All[i]);
        }

        Near.Relative(-1.02535003295184, -.25 * greeks.Price, 1e-13, "rho at a fixed forward");
    }

    /// <summary>
    /// The delta conventions of currency options: spot or forward delta, plain or premium-adjusted ("Pa"). Domestic and foreign discount
    /// factor, total standard deviation, strike, delta. The first twelve rows are quoted for the strike that the delta implies.
    /// </summary>
    [Theory]
    [InlineData(OptionKind.Call, "Spot", 1.421, .997306, .992266, .1180654, 1.608080, .15)]
    [InlineData(OptionKind.Call, "PaSpot", 1.421, .997306, .992266, .1180654, 1.600545, .15)]
    [InlineData(OptionKind.Call, "Fwd", 1.421, .997306, .992266, .1180654, 1.609029, .15)]
    [InlineData(OptionKind.Call, "PaFwd", 1.421, .997306, .992266, .1180654, 1.601550, .15)]
    [InlineData(OptionKind.Call, "Spot", 122.121, .9695434, .9872347, .0887676, 119.8031, .67)]
    [InlineData(OptionKind.Call, "PaSpot", 122.121, .9695434, .9872347, .0887676, 117.7096, .67)]
    [InlineData(OptionKind.Call, "Fwd", 122.121, .9695434, .9872347, .0887676, 120.0592, .67)]
    [InlineData(OptionKind.Call, "PaFwd", 122.121, .9695434, .9872347, .0887676, 118.0532, .67)]
    [InlineData(OptionKind.Put, "Spot", 3.4582, .99979, .9250616, .3199034, 4.964924, -.821)]
    [InlineData(OptionKind.Put, "PaSpot", 3.4582, .99979, .9250616, .3199034, 3.778327, -.821)]
    [InlineData(OptionKind.Put, "Fwd", 3.4582, .99979, .9250616, .3199034, 4.51896, -.821)]
    [InlineData(OptionKind.Put, "PaFwd", 3.4582, .99979, .9250616, .3199034, 3.65728, -.821)]
    [InlineData(OptionKind.Put, "Spot", 103, .99482, .98508, .07247845, 97.47, -.25)]
    [InlineData(OptionKind.Put, "PaSpot", 103, .99482, .98508, .07247845, 97.22, -.25)]
    public void Evaluate_DeltaConventions_AgreeWithTheQuotedDeltas(
        OptionKind kind, string convention, double spot, double domestic, double foreign, double deviation, double strike, double delta)
    {
        var greeks = Evaluate(kind, strike, spot, -Math.Log(foreign), -Math.Log(domestic), 1.0, deviation);
        var spotDelta = convention.StartsWith("Pa", StringComparison.Ordinal) ? greeks.PremiumAdjustedDelta : greeks.Delta;
        var actual = convention.EndsWith("Fwd", StringComparison.Ordinal) ? spotDelta / foreign : spotDelta;
        Near.Absolute(delta, actual, 2.5e-4);
    }

    /// <summary>Hull, "Options, Futures and Other Derivatives", the delta-hedging examples: twenty weeks, weekly deltas.</summary>
    [Theory]
    [InlineData(
        new[]
        {
            49, 48.12, 47.37, 50.25, 51.75, 53.12, 53, 51.87, 51.38, 53,
            49.88, 48.5, 49.88, 50.37, 52.13, 51.88, 52.87, 54.87, 54.62, 55.87,
        },
        new[]
        {
            .522, .458, .400, .596, .693, .774, .771, .706, .674, .787, .550, .413, .542, .591, .768, .759, .865, .978, .990, 1.000,
        })]
    [InlineData(
        new[]
        {
            49, 49.75, 52, 50, 48.38, 48.25, 48.75, 49.63, 48.25, 48.25, 51.12, 51.5, 49.88, 49.88, 48.75, 47.5, 48, 46.25, 48.13, 46.63,
        },
        new[]
        {
            .522, .568, .705, .579, .459, .443, .475, .540, .420, .410, .658, .692, .542, .538, .400, .236, .261, .062, .183, .007,
        })]
    public void Evaluate_HullPaths_GiveThePrintedDeltas(double[] path, double[] deltas)
    {
        Near.Absolute(240_052.7, 100_000 * Evaluate(OptionKind.Call, 50, 49, 0, .05, 20 / 52.0, .20).Price, 0.05);
        for (var week = 0; week < path.Length; week++)
        {
            var greeks = Evaluate(OptionKind.Call, 50, path[week], 0, .05, (20 - week) / 52.0, .20);
            Near.Absolute(deltas[week], greeks.Delta, 5.0001e-4, $"week {week}");
        }
    }

    [Fact]
    public void Evaluate_ZeroRateAndCarry_IsBlack76()
    {
        var random = new Random(Seeds.For(nameof(Evaluate_ZeroRateAndCarry_IsBlack76), 301));
        for (var i = 0; i < 5_000; i++)
        {
            var kind = random.Next(2) == 0 ? OptionKind.Call : OptionKind.Put;
            var strike = 60000 * Math.Exp(random.NextDouble() - 0.5);
            var years = 0.001 + random.NextDouble();
            var volatility = 0.1 + random.NextDouble();
            var general = Evaluate(kind, strike, 60000, 0, 0, years, volatility);
            Black76.Evaluate(new OptionInput(kind, 60000, strike, years, volatility), out var black);
            var expected = GreekNames.Values(in black);
            var actual = GreekNames.Values(in general);
            for (var j = 0; j < expected.Length; j++)
            {
                // Charm, color and veta can cross zero; each is a sum whose terms have the size that the tolerance is relative to.
                var scale = Math.Max(Math.Abs(expected[j]), Math.Abs(expected[2]) / years);
                Near.Absolute(expected[j], actual[j], 1e-12 * scale, GreekNames.All[j]);
            }
        }
    }

    [Fact]
    public void Evaluate_Greeks_AreTheDerivativesOfThePrice()
    {
        var random = new Random(Seeds.For(nameof(Evaluate_Greeks_AreTheDerivativesOfThePrice), 302));
        for (var i = 0; i < 500; i++)
        {
            double Uniform(double low, double high) => low + ((high - low) * random.NextDouble());
            var kind = random.Next(2) == 0 ? OptionKind.Call : OptionKind.Put;
            CheckDerivatives(kind, Uniform(70, 140), Uniform(-.05, .15), Uniform(-.05, .15), Uniform(.05, 1.5), Uniform(.2, 1));
        }
    }

    [Fact]
    public void Evaluate_CallAndPut_ObeyParity()
    {
        var call = Evaluate(OptionKind.Call, 90, 100, .03, .05, .5, .4);
        var put = Evaluate(OptionKind.Put, 90, 100, .03, .05, .5, .4);
        Near.Relative((100 * Math.Exp(-.03 * .5)) - (90 * Math.Exp(-.05 * .5)), call.Price - put.Price, 1e-14);
        Near.Relative(Math.Exp(-.03 * .5), call.Delta - put.Delta, 1e-14);
    }

    [Fact]
    public void Evaluate_NoVarianceLeft_IsTheDiscountedIntrinsicValue()
    {
        var still = new CarryInput(OptionKind.Call, 100, 90, 0.5, 0.0, 0.05, 0.02);
        Assert.Equal(PricingStatus.Intrinsic, GeneralisedBlackScholes.Evaluate(in still, out var greeks));
        Near.Relative((100 * Math.Exp(-.03 * .5)) - (90 * Math.Exp(-.05 * .5)), greeks.Price, 1e-14);
        Near.Relative(Math.Exp(-.03 * .5), greeks.Delta, 1e-14);
        Assert.Equal(0.0, greeks.Gamma);
        var expired = new CarryInput(OptionKind.Put, 100, 90, -1.0, 0.4, 0.05, 0.02);
        Assert.Equal(PricingStatus.Intrinsic, GeneralisedBlackScholes.Evaluate(in expired, out greeks));
        Assert.Equal(0.0, greeks.Price);
        Assert.Equal(0.0, greeks.Delta);
    }

    [Fact]
    public void Evaluate_OddInputs_AreMarked()
    {
        foreach (var odd in new[] { double.NaN, double.NegativeInfinity })
        {
            CarryInput[] inputs =
            [
                new(OptionKind.Call, odd, 1, 1, 1, 0, 0), new(OptionKind.Call, 1, odd, 1, 1, 0, 0),
                new(OptionKind.Call, 1, 1, odd, 1, 0, 0), new(OptionKind.Call, 1, 1, 1, odd, 0, 0),
                new(OptionKind.Call, 1, 1, 1, 1, odd, 0), new(OptionKind.Call, 1, 1, 1, 1, 0, odd),
            ];
            foreach (var input in inputs)
            {
                Assert.Equal(PricingStatus.NonFiniteInput, GeneralisedBlackScholes.Evaluate(in input, out var greeks));
                Assert.True(double.IsNaN(greeks.Delta));
            }
        }

        var extreme = new CarryInput(OptionKind.Call, 1, 1, 1, 1, 0, 1e6);
        Assert.Equal(PricingStatus.NonFiniteResult, GeneralisedBlackScholes.Evaluate(in extreme, out _));
    }

    private static void CheckDerivatives(OptionKind kind, double spot, double rate, double yield, double years, double volatility)
    {
        Greeks At(double s, double t, double v) => Evaluate(kind, 100, s, yield, rate, t, v);
        var greeks = At(spot, years, volatility);
        var deviation = volatility * Math.Sqrt(years);
        double InSpot(Func<Greeks, double> greek) =>
            NumericalDerivative.Of(x => greek(At(x, years, volatility)), spot, spot * deviation * 1e-2);
        double InVolatility(Func<Greeks, double> greek) =>
            NumericalDerivative.Of(x => greek(At(spot, years, x)), volatility, volatility * 1e-2);
        double InTime(Func<Greeks, double> greek) =>
            -NumericalDerivative.Of(x => greek(At(spot, x, volatility)), years, years * 1e-2);
        void Compare(double expected, double actual, double scale, string what) =>
            Near.Absolute(expected / scale, actual / scale, 1e-6, what);

        var gammaScale = 1.0 / (spot * deviation);
        var vegaScale = spot * Math.Sqrt(years);
        Compare(InSpot(g => g.Price), greeks.Delta, 1.0, "delta");
        Compare(InSpot(g => g.Delta), greeks.Gamma, gammaScale, "gamma");
        Compare(InVolatility(g => g.Price), greeks.Vega, vegaScale, "vega");
        Compare(InTime(g => g.Price), greeks.Theta, vegaScale * volatility / years, "theta");
        Compare(InVolatility(g => g.Delta), greeks.Vanna, 1.0 / volatility, "vanna");
        Compare(InVolatility(g => g.Vega), greeks.Volga, vegaScale / volatility, "volga");
        Compare(InTime(g => g.Delta), greeks.Charm, 1.0 / years, "charm");
        Compare(InSpot(g => g.Gamma), greeks.Speed, gammaScale / (spot * deviation), "speed");
        Compare(InTime(g => g.Gamma), greeks.Color, gammaScale / years, "color");
        Compare(InVolatility(g => g.Gamma), greeks.Zomma, gammaScale / volatility, "zomma");
        Compare(InVolatility(g => g.Volga), greeks.Ultima, vegaScale / (volatility * volatility), "ultima");
        Compare(InTime(g => g.Vega), greeks.Veta, vegaScale / years, "veta");
        var rho = NumericalDerivative.Of(r => Evaluate(kind, 100, spot, yield, r, years, volatility).Price, rate, 1e-3);
        Compare(rho, greeks.Rho, 100 * years, "rho");
        Near.Absolute(greeks.Delta - (greeks.Price / spot), greeks.PremiumAdjustedDelta, 1e-13);
    }

    private static Greeks Evaluate(
        OptionKind kind, double strike, double spot, double yield, double rate, double years, double volatility)
    {
        GeneralisedBlackScholes.Evaluate(new CarryInput(kind, spot, strike, years, volatility, rate, rate - yield), out var greeks);
        return greeks;
    }
}
