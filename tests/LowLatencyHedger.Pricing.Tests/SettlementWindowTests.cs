using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Pricing.Tests;

public sealed class SettlementWindowTests
{
    private const double MinutesPerYear = 525_600.0;

    [Fact]
    public void Evaluate_ReferenceCase_AgreesToThePrintedDigits()
    {
        var input = new SettlementInput(OptionKind.Call, 60000, 59990, 0.5, 60000, 15 / MinutesPerYear, 0.6);
        Assert.Equal(PricingStatus.Ok, SettlementWindow.Evaluate(in input, out var greeks));
        Near.Absolute(19.738, greeks.Price, 5e-4);
        Near.Absolute(0.2321, greeks.Delta, 5e-5);
    }

    /// <summary>The same case by drawing paths: the normal average errs by about a tenth of a dollar.</summary>
    [Fact]
    public void Evaluate_ReferenceCase_IsCloseToDrawnAverages()
    {
        const int Paths = 100_000;
        const int Steps = 60;
        var random = new Random(Seeds.For(nameof(Evaluate_ReferenceCase_IsCloseToDrawnAverages), 203));
        var spread = 0.6 * Math.Sqrt(15 / MinutesPerYear / Steps);
        var (values, deltas) = (0.0, 0.0);
        for (var path = 0; path < Paths; path++)
        {
            var (index, sum) = (60_000.0, 0.0);
            for (var i = 0; i < Steps; i++)
            {
                index *= Math.Exp((spread * NormalDistribution.Inverse(1 - random.NextDouble())) - (0.5 * spread * spread));
                sum += index;
            }

            var average = (0.5 * 59_990) + (0.5 * sum / Steps);
            values += Math.Max(average - 60_000, 0);
            deltas += average > 60_000 ? 0.5 * sum / Steps / 60_000 : 0;
        }

        Near.Absolute(19.834, values / Paths, 0.4, "price");
        Near.Absolute(0.2322, deltas / Paths, 0.0025, "delta");
    }

    /// <summary>
    /// The venue's own example of the decay: long one 7000 call, delta 1, mark 0.3, 15 of 30 minutes gone: 0.5 - 0.3 * 0.5.
    /// </summary>
    [Fact]
    public void Evaluate_DeepInTheMoneyHalfWay_DecaysDeltaAndMarkByHalf()
    {
        var input = new SettlementInput(OptionKind.Call, 10000, 10000, 0.5, 7000, 15 / MinutesPerYear, 0.6);
        SettlementWindow.Evaluate(in input, out var greeks);
        Near.Absolute(0.5, greeks.Delta, 1e-15);
        Near.Absolute(0.35, greeks.PremiumAdjustedDelta, 1e-15);
    }

    [Fact]
    public void Evaluate_CallAndPut_ObeyParityOnTheExpectedDeliveryPrice()
    {
        var random = new Random(Seeds.For(nameof(Evaluate_CallAndPut_ObeyParityOnTheExpectedDeliveryPrice), 201));
        for (var i = 0; i < 5_000; i++)
        {
            var fraction = random.NextDouble();
            var average = 60000 + (400 * (random.NextDouble() - 0.5));
            var strike = 60000 + (600 * (random.NextDouble() - 0.5));
            var call = At(OptionKind.Call, 60000, average, fraction, strike, 0.6);
            var put = At(OptionKind.Put, 60000, average, fraction, strike, 0.6);
            Near.Absolute((fraction * average) + ((1 - fraction) * 60000) - strike, call.Price - put.Price, 1e-10);
            Near.Absolute(1 - fraction, call.Delta - put.Delta, 1e-15);
            Assert.Equal(call.Gamma, put.Gamma);
        }
    }

    [Theory]
    [InlineData(OptionKind.Call, 60000)]
    [InlineData(OptionKind.Put, 60000)]
    [InlineData(OptionKind.Call, 60060)]
    [InlineData(OptionKind.Put, 59930)]
    public void Evaluate_VolatilityAndTimeGreeks_AreTheDerivatives(OptionKind kind, double strike)
    {
        const double Index = 60000;
        const double Fraction = 0.5;
        var remaining = SettlementWindow.WindowYears * (1 - Fraction);
        var greeks = At(kind, Index, 59990, Fraction, strike, 0.6);
        double InVolatility(Func<Greeks, double> greek) =>
            NumericalDerivative.Of(v => greek(At(kind, Index, 59990, Fraction, strike, v)), 0.6, 0.005);

        // While time passes at a constant index the average fills up with that index.
        double InTime(Func<Greeks, double> greek) => NumericalDerivative.Of(
            elapsed =>
            {
                var fraction = Fraction + (elapsed / SettlementWindow.WindowYears);
                var average = ((Fraction * 59990) + ((fraction - Fraction) * Index)) / fraction;
                return greek(At(kind, Index, average, fraction, strike, 0.6));
            },
            0.0,
            remaining * 0.01);

        Near.Relative(InVolatility(g => g.Price), greeks.Vega, 1e-7, "vega");
        Near.Relative(InVolatility(g => g.Delta), greeks.Vanna, 1e-6, "vanna");
        Near.Relative(InVolatility(g => g.Vega), greeks.Volga, 1e-6, "volga");
        Near.Relative(InVolatility(g => g.Gamma), greeks.Zomma, 1e-6, "zomma");
        Near.Relative(InVolatility(g => g.Volga), greeks.Ultima, 1e-5, "ultima");
        Near.Relative(InTime(g => g.Price), greeks.Theta, 1e-6, "theta");
        Near.Relative(InTime(g => g.Delta), greeks.Charm, 1e-6, "charm");
        Near.Relative(InTime(g => g.Gamma), greeks.Color, 1e-6, "color");
        Near.Relative(InTime(g => g.Vega), greeks.Veta, 1e-6, "veta");
    }

    [Fact]
    public void Evaluate_IndexGreeks_AreTheDerivativesAtAFixedDeviation()
    {
        // The average moves in place of the index, with the weight of the part that is still open: the deviation stays as it is.
        var greeks = At(OptionKind.Call, 60000, 59990, 0.5, 60010, 0.6);
        double Shifted(double shift, Func<Greeks, double> greek) => greek(At(OptionKind.Call, 60000, 59990 + shift, 0.5, 60010, 0.6));
        Near.Relative(NumericalDerivative.Of(x => Shifted(x, g => g.Price), 0.0, 0.5), greeks.Delta, 1e-7);
        Near.Relative(NumericalDerivative.Of(x => Shifted(x, g => g.Delta), 0.0, 0.5), greeks.Gamma, 1e-7);
        Near.Relative(NumericalDerivative.Of(x => Shifted(x, g => g.Gamma), 0.0, 0.5), greeks.Speed, 1e-7);
    }

    [Fact]
    public void Evaluate_AtTheEnd_IsTheIntrinsicValueOfTheAverage()
    {
        var input = new SettlementInput(OptionKind.Put, 61000, 59000, 1.0, 60000, 0.0, 0.6);
        Assert.Equal(PricingStatus.Intrinsic, SettlementWindow.Evaluate(in input, out var greeks));
        Assert.Equal(1000.0, greeks.Price);
        Assert.Equal(0.0, greeks.Delta);
        Assert.Equal(0.0, greeks.Gamma);
    }

    [Fact]
    public void EffectiveYears_AtTheOpening_MatchesTheWindowModel()
    {
        var years = SettlementWindow.EffectiveYears(SettlementWindow.WindowYears);
        Near.Relative(SettlementWindow.WindowYears / 3.0, years, 1e-14);
        Black76.Evaluate(new OptionInput(OptionKind.Call, 60000, 60000, years, 0.6), out var before);
        var inside = At(OptionKind.Call, 60000, 60000, 0.0, 60000, 0.6);
        Near.Relative(before.Price, inside.Price, 1e-5);
        Near.Relative(before.Delta, inside.Delta, 2e-3);
    }

    [Fact]
    public void Evaluate_OddInputs_AreMarked()
    {
        foreach (var odd in new[] { double.NaN, double.PositiveInfinity, -1.0 })
        {
            SettlementInput[] inputs =
            [
                new(OptionKind.Call, odd, 1, 0.5, 1, 1e-5, 1),
                new(OptionKind.Call, 1, odd, 0.5, 1, 1e-5, 1),
                new(OptionKind.Call, 1, 1, odd, 1, 1e-5, 1),
                new(OptionKind.Call, 1, 1, 0.5, odd, 1e-5, 1),
                new(OptionKind.Call, 1, 1, 0.5, 1, 1e-5, odd),
            ];
            foreach (var input in inputs)
            {
                SettlementWindow.Evaluate(in input, out var greeks);
                Assert.False(greeks.IsFinite);
                Assert.True(double.IsNaN(greeks.Delta));
            }
        }
    }

    private static Greeks At(OptionKind kind, double index, double average, double fraction, double strike, double volatility)
    {
        var remaining = SettlementWindow.WindowYears * (1.0 - fraction);
        var input = new SettlementInput(kind, index, average, fraction, strike, remaining, volatility);
        SettlementWindow.Evaluate(in input, out var greeks);
        return greeks;
    }
}
