using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Pricing.Tests;

/// <summary>The batch against the scalar code, its oracle.</summary>
public sealed class ExpiryGreeksTests
{
    [Fact]
    public void Evaluate_RandomExpiries_AgreesWithTheScalarCode()
    {
        var random = new Random(Seeds.For(nameof(Evaluate_RandomExpiries_AgreesWithTheScalarCode), 601));
        var worst = 0.0;
        for (var round = 0; round < 2_000; round++)
        {
            var years = Math.Exp(Math.Log(1e-5) + (random.NextDouble() * Math.Log(2e5)));
            var forward = 60000.0 * Math.Exp(random.NextDouble() - 0.5);
            var inputs = Draw(random, forward, years);
            var batch = new ExpiryGreeks(inputs.Length, 60000.0);
            Array.ForEach(inputs, input => batch.Add(input.Kind, input.Strike, input.Volatility));
            Assert.Equal(inputs.Length, batch.Evaluate(forward, years));
            for (var i = 0; i < inputs.Length; i++)
            {
                worst = Math.Max(worst, Difference(in inputs[i], batch, i));
            }
        }

        Console.WriteLine($"batch against scalar: worst difference {worst:E2} of the Greek's own scale");
        Assert.True(worst < 1e-11, $"worst difference {worst:E2}");
    }

    [Fact]
    public void Evaluate_BothWidths_GiveTheSameBits()
    {
        var random = new Random(Seeds.For(nameof(Evaluate_BothWidths_GiveTheSameBits), 602));
        var inputs = Draw(random, 60000.0, 0.1);
        var narrow = new ExpiryGreeks(inputs.Length, 60000.0);
        var wide = new ExpiryGreeks(inputs.Length, 60000.0);
        Array.ForEach(inputs, input => narrow.Add(input.Kind, input.Strike, input.Volatility));
        Array.ForEach(inputs, input => wide.Add(input.Kind, input.Strike, input.Volatility));
        narrow.Evaluate<Lanes256>(60000.0, 0.1);
        wide.Evaluate<Lanes512>(60000.0, 0.1);
        foreach (var greek in Enum.GetValues<Greek>())
        {
            Assert.Equal(narrow.Values(greek).ToArray(), wide.Values(greek).ToArray());
        }
    }

    [Theory]
    [InlineData(0.0, 0.1)]
    [InlineData(double.NaN, 0.1)]
    [InlineData(60000.0, 0.0)]
    [InlineData(60000.0, -1.0)]
    [InlineData(60000.0, double.NaN)]
    [InlineData(60000.0, 0.1)]
    public void Evaluate_OddInputs_AreMarkedAsTheScalarCodeMarksThem(double forward, double years)
    {
        double[] strikes = [60000, 0, -1, double.NaN, double.PositiveInfinity, 1e-40, 60000, 60000, 60000, 60000, 61000];
        double[] volatilities = [0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.0, -1.0, double.NaN, 1e9, 0.6];
        var batch = new ExpiryGreeks(strikes.Length + 1, 60000.0);
        for (var i = 0; i < strikes.Length; i++)
        {
            batch.Add(OptionKind.Put, strikes[i], volatilities[i]);
        }

        batch.Add(OptionKind.None, 60000, 0.6);
        var usable = batch.Evaluate(forward, years);
        var expectedUsable = 0;
        for (var i = 0; i < batch.Count; i++)
        {
            var kind = i < strikes.Length ? OptionKind.Put : OptionKind.None;
            var input = i < strikes.Length
                ? new OptionInput(kind, forward, strikes[i], years, volatilities[i])
                : new OptionInput(kind, forward, 60000, years, 0.6);
            var status = Black76.Evaluate(in input, out var expected);
            batch.CopyTo(i, out var actual);
            Assert.Equal(status, batch.Status(i));
            Assert.Equal(status, actual.Status);
            Assert.Equal(double.IsNaN(expected.Delta), double.IsNaN(actual.Delta));
            expectedUsable += expected.IsFinite ? 1 : 0;
        }

        Assert.Equal(expectedUsable, usable);
    }

    [Fact]
    public void SetVolatility_ThenEvaluate_UsesItAndAllocatesNothing()
    {
        var batch = new ExpiryGreeks(3, 60000.0);
        batch.Add(OptionKind.Call, 59000, 0.5);
        var index = batch.Add(OptionKind.Put, 61000, 0.5);
        batch.Evaluate(60000.0, 0.1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        batch.SetVolatility(index, 0.7);
        batch.Evaluate(60000.0, 0.1);
        batch.CopyTo(index, out var actual);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Black76.Evaluate(new OptionInput(OptionKind.Put, 60000.0, 61000, 0.1, 0.7), out var expected);
        Near.Relative(expected.Vega, actual.Vega, 1e-13);
        Near.Relative(expected.Price, actual.Price, 1e-13);
    }

    private static OptionInput[] Draw(Random random, double forward, double years)
    {
        var inputs = new OptionInput[1 + random.Next(40)];
        for (var i = 0; i < inputs.Length; i++)
        {
            var volatility = 0.1 + (1.4 * random.NextDouble());
            var strike = forward * Math.Exp(volatility * Math.Sqrt(years) * ((10.0 * random.NextDouble()) - 5.0));
            inputs[i] = new OptionInput((OptionKind)random.Next(1, 3), forward, strike, years, volatility);
        }

        return inputs;
    }

    /// <summary>The largest difference, each Greek in units of the size that it has near the money.</summary>
    private static double Difference(in OptionInput input, ExpiryGreeks batch, int index)
    {
        Black76.Evaluate(in input, out var scalar);
        batch.CopyTo(index, out var lanes);
        Assert.Equal(PricingStatus.Ok, lanes.Status);
        var (forward, years, volatility) = (input.Forward, Math.Max(input.YearsToExpiry, Black76.YearsMin), input.Volatility);
        var deviation = volatility * Math.Sqrt(years);
        var gamma = 1.0 / (forward * deviation);
        var vega = forward * Math.Sqrt(years);
        double[] scales =
        [
            forward * deviation, 1.0, gamma, vega, vega * volatility / years, input.Strike * years, 1.0 / volatility, vega / volatility,
            1.0 / years, gamma / (forward * deviation), gamma / years, gamma / volatility, vega / (volatility * volatility), vega / years,
            input.Strike / forward,
        ];
        var expected = GreekNames.Values(in scalar);
        var actual = GreekNames.Values(in lanes);

        // In the money a price carries the rounding of its intrinsic value.
        scales[0] = Math.Max(scales[0], expected[0]);
        var worst = 0.0;
        for (var i = 0; i < scales.Length; i++)
        {
            worst = Math.Max(worst, Math.Abs(actual[i] - expected[i]) / scales[i]);
        }

        return worst;
    }
}
