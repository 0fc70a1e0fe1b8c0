using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Pricing.Tests;

public sealed class Black76PropertyTests
{
    [Fact]
    public void Evaluate_CallAndPut_ObeyParity()
    {
        var random = new Random(Seeds.For(nameof(Evaluate_CallAndPut_ObeyParity), 101));
        for (var i = 0; i < 20_000; i++)
        {
            var (forward, strike, years, volatility) = Draw(random);
            var call = Evaluate(OptionKind.Call, forward, strike, years, volatility);
            var put = Evaluate(OptionKind.Put, forward, strike, years, volatility);
            var scale = forward + strike;
            Near.Absolute(forward - strike, call.Price - put.Price, 1e-15 * scale, "price");
            Near.Absolute(1.0, call.Delta - put.Delta, 4e-16, "delta");
            var adjusted = call.PremiumAdjustedDelta - put.PremiumAdjustedDelta;
            Near.Absolute(strike / forward, adjusted, 4e-16 * scale / forward, "adjusted delta");
            Near.Absolute(strike * years, call.Rho - put.Rho, 4e-16 * strike * years, "rho");
            Assert.Equal(call.Gamma, put.Gamma);
            Assert.Equal(call.Vega, put.Vega);
            Assert.Equal(call.Theta, put.Theta);
            Assert.Equal(call.Ultima, put.Ultima);

            // The book identity with a zero rate.
            Near.Relative(call.Theta, -0.5 * volatility * volatility * forward * forward * call.Gamma, 1e-14, "theta");
        }
    }

    [Fact]
    public void Value_AnyInput_IsThePriceAmongTheGreeks()
    {
        double[] odd = [0.0, -1.0, 1e-300, 1e300, double.NaN, double.PositiveInfinity];
        var random = new Random(Seeds.For(nameof(Value_AnyInput_IsThePriceAmongTheGreeks), 108));
        for (var i = 0; i < 20_000; i++)
        {
            var (forward, strike, years, volatility) = Draw(random);
            var place = random.Next(12);
            var input = new OptionInput(
                (i & 1) == 0 ? OptionKind.Call : OptionKind.Put,
                place == 0 ? odd[random.Next(odd.Length)] : forward,
                place == 1 ? odd[random.Next(odd.Length)] : strike,
                place == 2 ? odd[random.Next(odd.Length)] : years,
                place == 3 ? odd[random.Next(odd.Length)] : volatility);

            // Of extreme inputs a higher Greek may be beyond all numbers where the value is not.
            if (Black76.Evaluate(in input, out var greeks) != PricingStatus.NonFiniteResult)
            {
                Assert.Equal(greeks.Price, Black76.Value(in input));
            }
        }
    }

    [Fact]
    public void Evaluate_PremiumAdjustedDelta_IsDeltaLessCoinPrice()
    {
        var random = new Random(Seeds.For(nameof(Evaluate_PremiumAdjustedDelta_IsDeltaLessCoinPrice), 102));
        for (var i = 0; i < 20_000; i++)
        {
            var (forward, strike, years, volatility) = Draw(random);
            var kind = (i & 1) == 0 ? OptionKind.Call : OptionKind.Put;
            var greeks = Evaluate(kind, forward, strike, years, volatility);
            Near.Absolute(greeks.Delta - (greeks.Price / forward), greeks.PremiumAdjustedDelta, 2e-15 * (1.0 + (strike / forward)));
        }
    }

    /// <summary>A call on F struck at K is a put on K struck at F, and only the proportions of prices matter.</summary>
    [Fact]
    public void Evaluate_ForwardAndStrikeExchangedOrScaled_GiveTheSameValue()
    {
        var random = new Random(Seeds.For(nameof(Evaluate_ForwardAndStrikeExchangedOrScaled_GiveTheSameValue), 105));
        for (var i = 0; i < 20_000; i++)
        {
            var (forward, strike, years, volatility) = Draw(random);
            var call = Evaluate(OptionKind.Call, forward, strike, years, volatility);
            var exchanged = Evaluate(OptionKind.Put, strike, forward, years, volatility);
            var scaled = Evaluate(OptionKind.Call, 8.0 * forward, 8.0 * strike, years, volatility);
            Near.Absolute(call.Price, exchanged.Price, 1e-15 * (forward + strike), "exchanged");
            Near.Absolute(call.PremiumAdjustedDelta * forward, -exchanged.Delta * strike, 4e-15 * (forward + strike), "exchanged delta");
            Assert.Equal(8.0 * call.Price, scaled.Price);
            Assert.Equal(call.Delta, scaled.Delta);
            Near.Relative(call.Gamma / 8.0, scaled.Gamma, 1e-15);
        }
    }

    [Fact]
    public void Evaluate_MoreVolatilityTimeOrForward_IsWorthMore()
    {
        var random = new Random(Seeds.For(nameof(Evaluate_MoreVolatilityTimeOrForward_IsWorthMore), 106));
        for (var i = 0; i < 20_000; i++)
        {
            var (forward, strike, years, volatility) = Draw(random);
            var kind = (i & 1) == 0 ? OptionKind.Call : OptionKind.Put;
            var sign = kind == OptionKind.Call ? 1.0 : -1.0;
            var more = 1.0 + (1e-3 * Math.Exp(Uniform(random, 0.0, 6.0)));
            var rounding = 1e-15 * (forward + strike) * more;
            double Price(double f, double k, double t, double v) => Evaluate(kind, f, k, t, v).Price;
            var price = Price(forward, strike, years, volatility);
            Assert.True(Price(forward, strike, years, volatility * more) >= price - rounding);
            Assert.True(Price(forward, strike, years * more, volatility) >= price - rounding);
            Assert.True(sign * (Price(forward * more, strike, years, volatility) - price) >= -rounding);
            Assert.True(sign * (Price(forward, strike * more, years, volatility) - price) <= rounding);

            // Convex in the strike: the butterfly is worth something.
            var butterfly = price + Price(forward, strike * more, years, volatility)
                - (2.0 * Price(forward, strike * 0.5 * (1.0 + more), years, volatility));
            Assert.True(butterfly >= -4.0 * rounding);
        }
    }

    [Theory]
    [InlineData(OptionKind.Call)]
    [InlineData(OptionKind.Put)]
    public void Evaluate_AtTheLimits_ComesToWhatIsKnownThere(OptionKind kind)
    {
        var isCall = kind == OptionKind.Call;
        foreach (var strike in new[] { 40_000.0, 59_000, 61_000, 90_000 })
        {
            var intrinsic = Math.Max(isCall ? 60_000 - strike : strike - 60_000, 0.0);
            var last = Evaluate(kind, 60_000, strike, Black76.YearsMin, 0.6);
            var calm = Evaluate(kind, 60_000, strike, 0.1, 1e-4);
            var wild = Evaluate(kind, 60_000, strike, 1.0, 80.0);
            Assert.Equal(intrinsic, last.Price, 1e-9);
            Assert.Equal(intrinsic, calm.Price, 1e-9);
            Assert.Equal(isCall ? 60_000 : strike, wild.Price, 1e-9);
            Assert.Equal(intrinsic > 0.0 ? (isCall ? 1.0 : -1.0) : 0.0, last.Delta, 1e-12);
            Assert.Equal(isCall ? 1.0 : 0.0, wild.Delta, 1e-12);
        }

        // In the far wing nothing is left but what underflows smoothly.
        var previous = double.PositiveInfinity;
        for (var factor = 1.5; factor < 1e6; factor *= 1.5)
        {
            var wing = Evaluate(kind, 60_000, isCall ? 60_000 * factor : 60_000 / factor, 30 / 365.0, 0.6);
            Assert.True(wing.Price >= 0.0 && wing.Price < previous && wing.Gamma >= 0.0 && Math.Abs(wing.Delta) < 0.02);
            previous = wing.Price == 0.0 ? double.Epsilon : wing.Price;
        }
    }

    [Fact]
    public void Evaluate_Greeks_AreTheDerivativesOfThePrice()
    {
        var random = new Random(Seeds.For(nameof(Evaluate_Greeks_AreTheDerivativesOfThePrice), 103));
        for (var i = 0; i < 2_000; i++)
        {
            var years = Math.Exp(Uniform(random, Math.Log(1.0 / 365.0), Math.Log(2.0)));
            var volatility = Uniform(random, 0.2, 1.5);
            var forward = Math.Exp(Uniform(random, 0.0, 11.0));
            var strike = forward * Math.Exp(volatility * Math.Sqrt(years) * Uniform(random, -2.0, 2.0));
            var kind = (i & 1) == 0 ? OptionKind.Call : OptionKind.Put;
            CheckDerivatives(kind, forward, strike, years, volatility);
        }
    }

    [Fact]
    public void Evaluate_AnyDoubles_NeverYieldsAnUnmarkedNaN()
    {
        double[] odd =
        [
            double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, -double.MaxValue, double.Epsilon,
            0.0, -0.0, -1.0, 1e-300, 1e300, 1e-12, 1.0, 60000.0,
        ];
        foreach (var forward in odd)
        {
            foreach (var strike in odd)
            {
                foreach (var years in odd)
                {
                    foreach (var volatility in odd)
                    {
                        CheckMarked(OptionKind.Call, forward, strike, years, volatility);
                        CheckMarked(OptionKind.Put, forward, strike, years, volatility);
                    }
                }
            }
        }
    }

    [Fact]
    public void Evaluate_LegalInputs_AreAlwaysFiniteAndInBounds()
    {
        var random = new Random(Seeds.For(nameof(Evaluate_LegalInputs_AreAlwaysFiniteAndInBounds), 104));
        for (var i = 0; i < 200_000; i++)
        {
            var forward = Math.Pow(10.0, Uniform(random, -9.0, 9.0));
            var strike = Math.Pow(10.0, Uniform(random, -9.0, 9.0));
            var years = Math.Pow(10.0, Uniform(random, -12.0, 2.0));
            var volatility = Math.Pow(10.0, Uniform(random, -12.0, 3.0));
            var kind = (i & 1) == 0 ? OptionKind.Call : OptionKind.Put;
            var greeks = Evaluate(kind, forward, strike, years, volatility);
            Assert.True(greeks.IsFinite, $"{kind} F={forward:R} K={strike:R} T={years:R} v={volatility:R}: {greeks.Status}");
            Assert.All(GreekNames.Values(in greeks), value => Assert.True(double.IsFinite(value)));
            var sign = kind == OptionKind.Call ? 1.0 : -1.0;
            var upperBound = kind == OptionKind.Call ? forward : strike;
            Assert.InRange(greeks.Price, Math.Max(sign * (forward - strike), 0.0), upperBound * (1.0 + 1e-15));
            Assert.InRange(sign * greeks.Delta, 0.0, 1.0);
            Assert.True(greeks.Gamma >= 0.0 && greeks.Vega >= 0.0 && greeks.Theta <= 0.0);
        }
    }

    [Theory]
    [InlineData(OptionKind.Call, 110, 10, 1)]
    [InlineData(OptionKind.Call, 90, 0, 0)]
    [InlineData(OptionKind.Call, 100, 0, 0.5)]
    [InlineData(OptionKind.Put, 110, 0, 0)]
    [InlineData(OptionKind.Put, 90, 10, -1)]
    [InlineData(OptionKind.Put, 100, 0, -0.5)]
    public void Evaluate_ExpiredOrWithoutVolatility_IsIntrinsic(OptionKind kind, double forward, double price, double delta)
    {
        foreach (var (years, volatility) in new[] { (0.0, 0.6), (-1.0, 0.6), (0.25, 0.0), (0.25, 1e-14) })
        {
            var input = new OptionInput(kind, forward, 100.0, years, volatility);
            Assert.Equal(PricingStatus.Intrinsic, Black76.Evaluate(in input, out var greeks));
            Assert.Equal(price, greeks.Price);
            Assert.Equal(delta, greeks.Delta);
            Assert.Equal(delta * 100.0 / forward, greeks.PremiumAdjustedDelta, 15);
            Assert.Equal(0.0, greeks.Gamma);
            Assert.Equal(0.0, greeks.Vega);
            Assert.Equal(0.0, greeks.Theta);
        }
    }

    [Fact]
    public void Evaluate_ZeroStrikeCall_IsTheForward()
    {
        Assert.Equal(PricingStatus.Intrinsic, Black76.Evaluate(new OptionInput(OptionKind.Call, 60000, 0.0, 0.1, 0.6), out var greeks));
        Assert.Equal(60000.0, greeks.Price);
        Assert.Equal(1.0, greeks.Delta);
        Assert.Equal(0.0, greeks.PremiumAdjustedDelta);
    }

    [Fact]
    public void Evaluate_LessThanASecondLeft_CountsAsOneSecond()
    {
        var second = Evaluate(OptionKind.Call, 60000, 60000, Black76.YearsMin, 0.6);
        var instant = Evaluate(OptionKind.Call, 60000, 60000, Black76.YearsMin / 1000.0, 0.6);
        Assert.Equal(second.Gamma, instant.Gamma);
        Assert.Equal(second.Price, instant.Price);
    }

    [Fact]
    public void Evaluate_OneTickFromTheMoney_KeepsTheDigitsOfTheLogarithm()
    {
        // ln(60000/60000.5) from 40-digit arithmetic.
        Near.Relative(-8.3332986113040111401e-6, Black76.LogMoneyness(60000.0, 60000.5), 2e-16);
    }

    [Fact]
    public void Evaluate_DefaultAndUnknownKind_AreNotFinite()
    {
        Assert.False(default(Greeks).IsFinite);
        Assert.Equal(PricingStatus.InputOutOfRange, Black76.Evaluate(new OptionInput(OptionKind.None, 1, 1, 1, 1), out var greeks));
        Assert.False(greeks.IsFinite);
        Assert.True(double.IsNaN(greeks.Delta));
    }

    [Fact]
    public void Evaluate_WarmLoop_AllocatesNothing()
    {
        var sum = 0.0;
        for (var round = 0; round < 2; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 10_000; i++)
            {
                Black76.Evaluate(new OptionInput(OptionKind.Call, 60000 + i, 65000, 0.1, 0.6), out var greeks);
                sum += greeks.Delta;
            }

            if (round == 1)
            {
                Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
            }
        }

        Assert.True(double.IsFinite(sum));
    }

    private static void CheckDerivatives(OptionKind kind, double forward, double strike, double years, double volatility)
    {
        var greeks = Evaluate(kind, forward, strike, years, volatility);
        var deviation = volatility * Math.Sqrt(years);
        var forwardStep = forward * deviation * 1e-2;
        var volatilityStep = volatility * 1e-2;
        var yearsStep = years * 1e-2;
        double InForward(Func<Greeks, double> greek) =>
            NumericalDerivative.Of(x => greek(Evaluate(kind, x, strike, years, volatility)), forward, forwardStep);
        double InVolatility(Func<Greeks, double> greek) =>
            NumericalDerivative.Of(x => greek(Evaluate(kind, forward, strike, years, x)), volatility, volatilityStep);
        double InTime(Func<Greeks, double> greek) =>
            -NumericalDerivative.Of(x => greek(Evaluate(kind, forward, strike, x, volatility)), years, yearsStep);

        // Scales are the sizes that each Greek has near the money, so that one tolerance fits all.
        var gammaScale = 1.0 / (forward * deviation);
        var vegaScale = forward * Math.Sqrt(years);
        Compare(InForward(g => g.Price), greeks.Delta, 1.0, "delta");
        Compare(InForward(g => g.Delta), greeks.Gamma, gammaScale, "gamma");
        Compare(InVolatility(g => g.Price), greeks.Vega, vegaScale, "vega");
        Compare(InTime(g => g.Price), greeks.Theta, vegaScale * volatility / years, "theta");
        Compare(InVolatility(g => g.Delta), greeks.Vanna, 1.0 / volatility, "vanna");
        Compare(InVolatility(g => g.Vega), greeks.Volga, vegaScale / volatility, "volga");
        Compare(InTime(g => g.Delta), greeks.Charm, 1.0 / years, "charm");
        Compare(InForward(g => g.Gamma), greeks.Speed, gammaScale / (forward * deviation), "speed");
        Compare(InTime(g => g.Gamma), greeks.Color, gammaScale / years, "color");
        Compare(InVolatility(g => g.Gamma), greeks.Zomma, gammaScale / volatility, "zomma");
        Compare(InVolatility(g => g.Volga), greeks.Ultima, vegaScale / (volatility * volatility), "ultima");
        Compare(InTime(g => g.Vega), greeks.Veta, vegaScale / years, "veta");

        // Rho moves the forward with the rate and discounts: V(r) = e^{-r T} B(F e^{r T}).
        var rho = NumericalDerivative.Of(
            r => Math.Exp(-r * years) * Evaluate(kind, forward * Math.Exp(r * years), strike, years, volatility).Price,
            0.0,
            deviation * 1e-2 / years);
        Compare(rho, greeks.Rho, strike * years, "rho");
    }

    private static void Compare(double expected, double actual, double scale, string what) =>
        Near.Absolute(expected / scale, actual / scale, 1e-6, what);

    private static void CheckMarked(OptionKind kind, double forward, double strike, double years, double volatility)
    {
        var status = Black76.Evaluate(new OptionInput(kind, forward, strike, years, volatility), out var greeks);
        Assert.Equal(status, greeks.Status);
        var areFinite = Array.TrueForAll(GreekNames.Values(in greeks), double.IsFinite);
        Assert.True(
            areFinite == greeks.IsFinite && status != PricingStatus.None,
            $"{kind} F={forward:R} K={strike:R} T={years:R} v={volatility:R}: {status}");
    }

    private static Greeks Evaluate(OptionKind kind, double forward, double strike, double years, double volatility)
    {
        Black76.Evaluate(new OptionInput(kind, forward, strike, years, volatility), out var greeks);
        return greeks;
    }

    private static (double Forward, double Strike, double Years, double Volatility) Draw(Random random)
    {
        var years = Math.Exp(Uniform(random, Math.Log(1e-5), Math.Log(5.0)));
        var volatility = Uniform(random, 0.05, 3.0);
        var forward = Math.Exp(Uniform(random, -7.0, 12.0));
        var strike = forward * Math.Exp(volatility * Math.Sqrt(years) * Uniform(random, -6.0, 6.0));
        return (forward, strike, years, volatility);
    }

    private static double Uniform(Random random, double low, double high) => low + ((high - low) * random.NextDouble());
}
