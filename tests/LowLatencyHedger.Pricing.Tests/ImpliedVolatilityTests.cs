using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Pricing.Tests;

public sealed class ImpliedVolatilityTests
{
    private const double Epsilon = 2.2204460492503131e-16;

    /// <summary>
    /// Out and back over four decades of s and up to twelve deviations from the money: at most three units of the error that rounding the
    /// price and the answer alone causes, (1 + b/(s b')) machine epsilons.
    /// </summary>
    [Fact]
    public void SolveNormalised_RoundTrip_StaysWithinThreeAttainableErrors()
    {
        var random = new Random(Seeds.For(nameof(SolveNormalised_RoundTrip_StaysWithinThreeAttainableErrors), 501));
        var worst = 0.0;
        for (var i = 0; i < 1_000_000; i++)
        {
            var s = 1e-4 * Math.Exp(random.NextDouble() * Math.Log(1e5));
            var x = -s * (i % 20 == 0 ? Math.Pow(10.0, -15.0 * random.NextDouble()) : 12.0 * random.NextDouble());
            var value = NormalisedBlack.Value(x, s);
            var status = ImpliedVolatility.SolveNormalised(value, x, out var solved);
            Assert.True(status == ImpliedVolatilityStatus.Ok, $"x={x:R} s={s:R}: {status}");
            var attainable = (1.0 + (value / (s * NormalisedBlack.Vega(x, s)))) * Epsilon;
            var error = Math.Abs((solved / s) - 1.0) / attainable;
            Assert.True(error <= 3.0, $"x={x:R} s={s:R} gives {solved:R}: {error:F2} attainable errors");
            worst = Math.Max(worst, error);
        }

        Console.WriteLine($"round trip: worst {worst:F2} attainable errors");
    }

    /// <summary>
    /// References from 60-digit arithmetic; the tolerance is the attainable error of the value, s b'/b + 1 epsilons, three times.
    /// </summary>
    [Theory]
    [InlineData(0, 0.0001, 0.000039894228023520674695)]
    [InlineData(-1e-09, 0.0001, 0.0000398937280255153861)]
    [InlineData(-0.001, 0.001, 0.000083315463977051015086)]
    [InlineData(-0.3, 0.1, 0.000038174101940825159534)]
    [InlineData(-1.0, 0.1, 7.4653976115686172329e-26)]
    [InlineData(-2.9, 0.9, 0.0001404513036743614234)]
    [InlineData(-3.1, 0.9, 0.000059921746963250636822)]
    [InlineData(-0.1, 0.99, 0.3316347856765374042)]
    [InlineData(-0.1, 1.01, 0.33864094757903006478)]
    [InlineData(-5, 3, 0.026217282022559269517)]
    [InlineData(-30, 8, 1.6812573741793101012e-7)]
    [InlineData(-100, 10, 3.6255038819228238238e-29)]
    [InlineData(-50, 1.5, 2.1549438718336489692e-245)]
    [InlineData(0, 0.5, 0.19741265136584744848)]
    [InlineData(-0.5, 5, 0.76643145177965805118)]
    [InlineData(-0.01, 16, 0.99501247919268106906)]
    public void Value_ReferenceArguments_KeepRelativePrecision(double x, double s, double value)
    {
        Near.Relative(value, NormalisedBlack.Value(x, s), 3.0 * Epsilon * (1.0 + (s * NormalisedBlack.Vega(x, s) / value)), "value");
    }

    [Fact]
    public void Solve_DeepOutOfTheMoneyCall_ReturnsTheVolatility()
    {
        // The test point of Jaeckel's reference: S=100, r=3 %, T=0.1, K=180, undiscounted price 1.04392e-20, volatility 20 %.
        var forward = 100.0 * Math.Exp(0.03 * 0.1);
        var status = ImpliedVolatility.Solve(OptionKind.Call, 1.04392e-20, forward, 180.0, 0.1, out var printed);
        Assert.Equal(ImpliedVolatilityStatus.Ok, status);
        Near.Relative(0.2, printed, 1e-7);
        Black76.Evaluate(new OptionInput(OptionKind.Call, forward, 180.0, 0.1, 0.2), out var greeks);
        ImpliedVolatility.Solve(OptionKind.Call, greeks.Price, forward, 180.0, 0.1, out var volatility);
        Near.Relative(0.2, volatility, 1e-15);
    }

    /// <summary>
    /// QuantLib tests the explicit formula of Stefanica and Radoicic on these options, which must come within 0.02 of the deviation; this
    /// solver, which needs no such guess, within rounding.
    /// </summary>
    [Fact]
    public void Solve_QuantLibsRangeOfStrikes_ReturnsTheDeviation()
    {
        var root = Math.Sqrt(1.7);
        for (var strike = 50.0; strike <= 300.0; strike += 10.0)
        {
            Black76.Evaluate(new OptionInput(OptionKind.Call, 100, strike, 1.7, 0.3), out var greeks);
            Assert.Equal(ImpliedVolatilityStatus.Ok, ImpliedVolatility.Solve(OptionKind.Call, greeks.Price, 100, strike, 1.7, out var volatility));
            Near.Absolute(0.3 * root, volatility * root, 1e-14, $"K={strike}");
        }
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.3)]
    [InlineData(2.0)]
    public void SolveNormalised_AtTheMoney_IsTheClosedInverse(double s)
    {
        ImpliedVolatility.SolveNormalised(NormalisedBlack.Value(0.0, s), 0.0, out var solved);
        Near.Relative(s, solved, 4.0 * Epsilon);
    }

    /// <summary>One to ninety days, 30 to 130 %, three deviations either way, both kinds: what the venue lists.</summary>
    [Fact]
    public void Solve_TradingRange_ReturnsTheVolatilityOfThePrice()
    {
        var random = new Random(Seeds.For(nameof(Solve_TradingRange_ReturnsTheVolatilityOfThePrice), 502));
        for (var i = 0; i < 50_000; i++)
        {
            var years = (1.0 + (90.0 * random.NextDouble())) / 365.0;
            var volatility = 0.3 + random.NextDouble();
            var strike = 60000.0 * Math.Exp(volatility * Math.Sqrt(years) * ((6.0 * random.NextDouble()) - 3.0));
            var kind = random.Next(2) == 0 ? OptionKind.Call : OptionKind.Put;
            Black76.Evaluate(new OptionInput(kind, 60000, strike, years, volatility), out var greeks);
            Assert.Equal(ImpliedVolatilityStatus.Ok, ImpliedVolatility.Solve(kind, greeks.Price, 60000, strike, years, out var solved));

            // The time value of an option in the money is known to the rounding of its price only.
            var rounding = 4e-16 * (greeks.Price + 60000.0 + strike) / (volatility * greeks.Vega);
            Near.Relative(volatility, solved, 1e-14 + rounding, $"{kind} K={strike:R} T={years:R} v={volatility:R}");
        }
    }

    /// <summary>Against its slow twin, a bisection of the value.</summary>
    [Fact]
    public void SolveNormalised_AnyValue_AgreesWithBisection()
    {
        var random = new Random(Seeds.For(nameof(SolveNormalised_AnyValue_AgreesWithBisection), 503));
        for (var i = 0; i < 2_000; i++)
        {
            var x = -Math.Pow(10.0, (5.0 * random.NextDouble()) - 3.5);
            var bound = Math.Exp(0.5 * x);
            var value = bound * ((i & 1) == 0 ? random.NextDouble() : Math.Pow(10.0, -250.0 * random.NextDouble()));
            Assert.Equal(ImpliedVolatilityStatus.Ok, ImpliedVolatility.SolveNormalised(value, x, out var solved));
            double low = 0.0, high = 60.0;
            for (var step = 0; step < 200; step++)
            {
                var middle = 0.5 * (low + high);
                (low, high) = NormalisedBlack.Value(x, middle) < value ? (middle, high) : (low, middle);
            }

            // Close to its bound the value says little about s.
            var attainable = 8.0 * Epsilon * (1.0 + (value / (low * NormalisedBlack.Vega(x, low))));
            Near.Relative(low, solved, attainable, $"x={x:R} b={value:R}");
        }
    }

    [Theory]
    [InlineData(OptionKind.Call, 10000, 60000, 50000, 0.1, ImpliedVolatilityStatus.NoTimeValue, 0.0)]
    [InlineData(OptionKind.Call, 9999, 60000, 50000, 0.1, ImpliedVolatilityStatus.BelowIntrinsic, 0.0)]
    [InlineData(OptionKind.Put, 0, 60000, 50000, 0.1, ImpliedVolatilityStatus.NoTimeValue, 0.0)]
    [InlineData(OptionKind.Put, -1, 60000, 50000, 0.1, ImpliedVolatilityStatus.BelowIntrinsic, 0.0)]
    [InlineData(OptionKind.Call, 60000, 60000, 50000, 0.1, ImpliedVolatilityStatus.AboveBound, double.PositiveInfinity)]
    [InlineData(OptionKind.Put, 50000, 60000, 50000, 0.1, ImpliedVolatilityStatus.AboveBound, double.PositiveInfinity)]
    [InlineData(OptionKind.Call, 100, 60000, 60000, 0.0, ImpliedVolatilityStatus.Expired, 0.0)]
    [InlineData(OptionKind.Call, double.NaN, 60000, 60000, 0.1, ImpliedVolatilityStatus.NonFiniteInput, double.NaN)]
    [InlineData(OptionKind.Call, 100, double.PositiveInfinity, 60000, 0.1, ImpliedVolatilityStatus.NonFiniteInput, double.NaN)]
    [InlineData(OptionKind.Call, 100, 0, 60000, 0.1, ImpliedVolatilityStatus.InputOutOfRange, double.NaN)]
    [InlineData(OptionKind.Call, 100, 60000, -5, 0.1, ImpliedVolatilityStatus.InputOutOfRange, double.NaN)]
    [InlineData(OptionKind.None, 100, 60000, 60000, 0.1, ImpliedVolatilityStatus.InputOutOfRange, double.NaN)]
    public void Solve_PriceWithoutVolatility_SaysWhy(
        OptionKind kind, double price, double forward, double strike, double years, ImpliedVolatilityStatus status, double output)
    {
        Assert.Equal(status, ImpliedVolatility.Solve(kind, price, forward, strike, years, out var volatility));
        Assert.Equal(output, volatility);
    }

    [Fact]
    public void Solve_RandomPrices_NeverYieldsNaNForLegalInputs()
    {
        var random = new Random(Seeds.For(nameof(Solve_RandomPrices_NeverYieldsNaNForLegalInputs), 504));
        for (var i = 0; i < 100_000; i++)
        {
            var forward = Math.Pow(10.0, (12.0 * random.NextDouble()) - 6.0);
            var strike = forward * Math.Exp(20.0 * (random.NextDouble() - 0.5));
            var kind = (i & 1) == 0 ? OptionKind.Call : OptionKind.Put;
            var price = (kind == OptionKind.Call ? forward : strike) * (1.0 - Math.Pow(10.0, -17.0 * random.NextDouble()));
            price *= random.Next(2) == 0 ? 1.0 : Math.Pow(10.0, -320.0 * random.NextDouble());
            var status = ImpliedVolatility.Solve(kind, price, forward, strike, 0.1, out var volatility);
            Assert.False(double.IsNaN(volatility), $"{kind} {price:R} F={forward:R} K={strike:R}: {status}");
            Assert.True(status != ImpliedVolatilityStatus.Ok || (volatility > 0.0 && double.IsFinite(volatility)));
        }
    }

    [Fact]
    public void Solve_Batch_IsTheSingleSolveForEachAndAllocatesNothing()
    {
        OptionKind[] kinds = [OptionKind.Call, OptionKind.Put, OptionKind.Call, OptionKind.Put];
        double[] prices = [2237.868, 670.18, 1.0, 0.0];
        double[] strikes = [65000, 55000, 90000, 40000];
        var volatilities = new double[4];
        var statuses = new ImpliedVolatilityStatus[4];
        var solved = 0;
        for (var round = 0; round < 2; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            solved = ImpliedVolatility.Solve(kinds, prices, 60000, strikes, 30 / 365.0, volatilities, statuses);
            Assert.True(round == 0 || GC.GetAllocatedBytesForCurrentThread() == before);
        }

        Assert.Equal(3, solved);
        for (var i = 0; i < kinds.Length; i++)
        {
            Assert.Equal(statuses[i], ImpliedVolatility.Solve(kinds[i], prices[i], 60000, strikes[i], 30 / 365.0, out var single));
            Assert.Equal(single, volatilities[i]);
        }
    }
}
