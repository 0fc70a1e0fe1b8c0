using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Pricing.Tests;

public sealed class KouJumpDiffusionTests
{
    /// <summary>Kou (2002), footnote 9.</summary>
    [Fact]
    public void Price_KousExample_GivesThePublishedFigure()
    {
        var input = new CarryInput(OptionKind.Call, 100, 98, 0.5, 0.16, 0.05, 0.05);

        Assert.Equal(PricingStatus.Ok, KouJumpDiffusion.Price(in input, new KouParameters(1.0, 0.4, 10.0, 5.0), out var price));

        Near.Absolute(9.14732, price, 0.5e-5);
        Near.Absolute(9.14731730394, price, 0.5e-11);
    }

    [Fact]
    public void Price_WithoutJumps_IsBlackScholes()
    {
        var random = new Random(Seeds.For(nameof(Price_WithoutJumps_IsBlackScholes), 411));
        for (var i = 0; i < 200; i++)
        {
            var input = Draw(random);
            KouJumpDiffusion.Price(in input, new KouParameters(0.0, 0.5, 10.0, 10.0), out var price);
            GeneralisedBlackScholes.Evaluate(in input, out var greeks);
            Near.Absolute(greeks.Price, price, 1e-11);
        }
    }

    [Fact]
    public void Price_CallAndPut_ObeyParity()
    {
        var random = new Random(Seeds.For(nameof(Price_CallAndPut_ObeyParity), 412));
        var jumps = new KouParameters(8.0, 0.3, 25.0, 15.0);
        for (var i = 0; i < 100; i++)
        {
            var call = Draw(random);
            var put = new CarryInput(
                call.Kind == OptionKind.Call ? OptionKind.Put : OptionKind.Call,
                call.Spot, call.Strike, call.YearsToExpiry, call.Volatility, call.Rate, call.Carry);
            KouJumpDiffusion.Price(in call, in jumps, out var one);
            KouJumpDiffusion.Price(in put, in jumps, out var other);
            var forward = call.Spot * Math.Exp(call.Carry * call.YearsToExpiry);
            var sign = call.Kind == OptionKind.Call ? 1.0 : -1.0;
            Near.Absolute(sign * Math.Exp(-call.Rate * call.YearsToExpiry) * (forward - call.Strike), one - other, 1e-11);
        }
    }

    /// <summary>The slow twin: jumps drawn one by one, the diffusion integrated out by Black's formula.</summary>
    [Fact]
    public void Price_ConditionedOnDrawnJumps_IsTheirMean()
    {
        var random = new Random(Seeds.For(nameof(Price_ConditionedOnDrawnJumps_IsTheirMean), 413));
        var input = new CarryInput(OptionKind.Put, 100, 95, 0.25, 0.3, 0.02, 0.02);
        var jumps = new KouParameters(6.0, 0.35, 20.0, 12.0);
        const int Paths = 200_000;
        var (sum, squares) = (0.0, 0.0);
        for (var i = 0; i < Paths; i++)
        {
            var value = ValueGivenJumps(random, in input, in jumps);
            sum += value;
            squares += value * value;
        }

        KouJumpDiffusion.Price(in input, in jumps, out var price);
        var mean = sum / Paths;
        Near.Absolute(price, mean, 4.5 * Math.Sqrt(((squares / Paths) - (mean * mean)) / Paths));
    }

    [Fact]
    public void Price_OddInputs_AreMarked()
    {
        var good = new CarryInput(OptionKind.Call, 100, 100, 0.25, 0.2, 0.05, 0.05);
        var expired = new CarryInput(OptionKind.Call, 100, 100, 0.0, 0.2, 0.05, 0.05);
        Assert.Equal(PricingStatus.InputOutOfRange, KouJumpDiffusion.Price(in expired, new KouParameters(1, 0.4, 10, 5), out var price));
        Assert.True(double.IsNaN(price));
        Assert.Equal(PricingStatus.InputOutOfRange, KouJumpDiffusion.Price(in good, new KouParameters(1, 0.4, 1, 5), out _));
        Assert.Equal(PricingStatus.InputOutOfRange, KouJumpDiffusion.Price(in good, new KouParameters(1, 1.4, 10, 5), out _));
        Assert.Equal(PricingStatus.NonFiniteInput, KouJumpDiffusion.Price(in good, new KouParameters(double.NaN, 0.4, 10, 5), out price));
        Assert.True(double.IsNaN(price));
    }

    private static double ValueGivenJumps(Random random, in CarryInput input, in KouParameters jumps)
    {
        var up = jumps.UpProbability;
        var meanJump = (up * jumps.UpRate / (jumps.UpRate - 1)) + ((1 - up) * jumps.DownRate / (jumps.DownRate + 1)) - 1;
        var log = -jumps.JumpsPerYear * meanJump * input.YearsToExpiry;
        for (var at = Exponential(jumps.JumpsPerYear); at < input.YearsToExpiry; at += Exponential(jumps.JumpsPerYear))
        {
            log += random.NextDouble() < up ? Exponential(jumps.UpRate) : -Exponential(jumps.DownRate);
        }

        var moved = new CarryInput(
            input.Kind, input.Spot * Math.Exp(log), input.Strike, input.YearsToExpiry, input.Volatility, input.Rate, input.Carry);
        GeneralisedBlackScholes.Evaluate(in moved, out var greeks);
        return greeks.Price;

        double Exponential(double rate) => -Math.Log(1 - random.NextDouble()) / rate;
    }

    private static CarryInput Draw(Random random)
    {
        double Uniform(double low, double high) => low + ((high - low) * random.NextDouble());
        var kind = random.Next(2) == 0 ? OptionKind.Call : OptionKind.Put;
        return new CarryInput(
            kind, Uniform(80, 120), 100, Uniform(0.02, 1.0), Uniform(0.1, 1.0), Uniform(-0.02, 0.1), Uniform(-0.05, 0.1));
    }
}
