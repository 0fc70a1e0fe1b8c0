using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Pricing.Tests;

public sealed class DeltaStrikeTests
{
    /// <summary>
    /// QuantLib test-suite/blackdeltacalculator.cpp and Castagna (2009): spot, domestic and foreign discount factor, deviation, strike, delta.
    /// </summary>
    [Theory]
    [InlineData(OptionKind.Call, DeltaConvention.Spot, 1.421, .997306, .992266, .1180654, 1.608080, .15)]
    [InlineData(OptionKind.Call, DeltaConvention.PremiumAdjustedSpot, 1.421, .997306, .992266, .1180654, 1.600545, .15)]
    [InlineData(OptionKind.Call, DeltaConvention.Forward, 1.421, .997306, .992266, .1180654, 1.609029, .15)]
    [InlineData(OptionKind.Call, DeltaConvention.PremiumAdjustedForward, 1.421, .997306, .992266, .1180654, 1.601550, .15)]
    [InlineData(OptionKind.Call, DeltaConvention.Spot, 122.121, .9695434, .9872347, .0887676, 119.8031, .67)]
    [InlineData(OptionKind.Call, DeltaConvention.PremiumAdjustedSpot, 122.121, .9695434, .9872347, .0887676, 117.7096, .67)]
    [InlineData(OptionKind.Call, DeltaConvention.Forward, 122.121, .9695434, .9872347, .0887676, 120.0592, .67)]
    [InlineData(OptionKind.Call, DeltaConvention.PremiumAdjustedForward, 122.121, .9695434, .9872347, .0887676, 118.0532, .67)]
    [InlineData(OptionKind.Put, DeltaConvention.Spot, 3.4582, .99979, .9250616, .3199034, 4.964924, -.821)]
    [InlineData(OptionKind.Put, DeltaConvention.PremiumAdjustedSpot, 3.4582, .99979, .9250616, .3199034, 3.778327, -.821)]
    [InlineData(OptionKind.Put, DeltaConvention.Forward, 3.4582, .99979, .9250616, .3199034, 4.51896, -.821)]
    [InlineData(OptionKind.Put, DeltaConvention.PremiumAdjustedForward, 3.4582, .99979, .9250616, .3199034, 3.65728, -.821)]
    [InlineData(OptionKind.Put, DeltaConvention.Spot, 103, .99482, .98508, .07247845, 97.47, -.25)]
    [InlineData(OptionKind.Put, DeltaConvention.PremiumAdjustedSpot, 103, .99482, .98508, .07247845, 97.22, -.25)]
    public void Solve_QuotedDeltas_GiveTheQuotedStrikes(
        OptionKind kind, DeltaConvention convention, double spot, double domestic, double foreign, double deviation, double quoted, double delta)
    {
        var forward = spot * foreign / domestic;

        Assert.Equal(PricingStatus.Ok, DeltaStrike.Solve(kind, convention, delta, forward, foreign, deviation, out var strike));

        // The quoted delta is off by up to 2.3e-4 at the quoted strike; here that is the strike's part of it.
        Near.Relative(quoted, strike, 2e-4);
    }

    [Fact]
    public void Solve_RandomDeltas_AreTheDeltasOfTheirStrikes()
    {
        var random = new Random(Seeds.For(nameof(Solve_RandomDeltas_AreTheDeltasOfTheirStrikes), 701));
        for (var i = 0; i < 4_000; i++)
        {
            var kind = i % 2 == 0 ? OptionKind.Call : OptionKind.Put;
            var convention = (DeltaConvention)(i / 2 % 4);
            var deviation = 0.01 + random.NextDouble();
            var discount = 0.9 + (0.2 * random.NextDouble());
            var delta = (kind == OptionKind.Call ? 0.3 : -0.85) * (0.01 + (0.98 * random.NextDouble()));
            Assert.Equal(PricingStatus.Ok, DeltaStrike.Solve(kind, convention, delta, 60_000, discount, deviation, out var strike));
            Near.Absolute(delta, Delta(kind, convention, strike, discount, deviation), 1e-13, $"{kind} {convention} {delta:R} {deviation:R}");
        }
    }

    /// <summary>The premium-adjusted delta of a call has its greatest value at a strike of 46,750 for this forward and deviation.</summary>
    [Fact]
    public void Solve_PremiumAdjustedCall_IsOnTheRightOfTheGreatestDelta()
    {
        const double Deviation = 0.172;
        double At(double strike) => Delta(OptionKind.Call, DeltaConvention.PremiumAdjustedForward, strike, 1.0, Deviation);
        Assert.True(At(46_750) > At(46_700) && At(46_750) > At(46_800));
        Near.Absolute(0.712, At(46_750), 0.5e-3);
        foreach (var delta in new[] { 0.711, 0.7, 0.5, 0.1, 1e-6 })
        {
            DeltaStrike.Solve(OptionKind.Call, DeltaConvention.PremiumAdjustedForward, delta, 60_000, 1.0, Deviation, out var strike);
            Assert.True(strike > 46_750);
            Near.Absolute(delta, At(strike), 1e-14);
        }

        Assert.Equal(
            PricingStatus.InputOutOfRange,
            DeltaStrike.Solve(OptionKind.Call, DeltaConvention.PremiumAdjustedForward, 0.713, 60_000, 1.0, Deviation, out var none));
        Assert.True(double.IsNaN(none));
    }

    [Theory]
    [InlineData(OptionKind.Call, DeltaConvention.Forward, 1.0, 60000, 1, 0.2, PricingStatus.InputOutOfRange)]
    [InlineData(OptionKind.Call, DeltaConvention.Forward, -0.2, 60000, 1, 0.2, PricingStatus.InputOutOfRange)]
    [InlineData(OptionKind.Put, DeltaConvention.Spot, 0.2, 60000, 1, 0.2, PricingStatus.InputOutOfRange)]
    [InlineData(OptionKind.Put, DeltaConvention.PremiumAdjustedSpot, -0.2, 60000, 1, 0, PricingStatus.InputOutOfRange)]
    [InlineData(OptionKind.None, DeltaConvention.Forward, 0.2, 60000, 1, 0.2, PricingStatus.InputOutOfRange)]
    [InlineData(OptionKind.Call, (DeltaConvention)9, 0.2, 60000, 1, 0.2, PricingStatus.InputOutOfRange)]
    [InlineData(OptionKind.Call, DeltaConvention.Forward, double.NaN, 60000, 1, 0.2, PricingStatus.NonFiniteInput)]
    public void Solve_NoSuchDelta_SaysSo(
        OptionKind kind, DeltaConvention convention, double delta, double forward, double discount, double deviation, PricingStatus status)
    {
        Assert.Equal(status, DeltaStrike.Solve(kind, convention, delta, forward, discount, deviation, out var strike));
        Assert.True(double.IsNaN(strike));
    }

    private static double Delta(OptionKind kind, DeltaConvention convention, double strike, double discount, double deviation)
    {
        Black76.Evaluate(new OptionInput(kind, 60_000, strike, 1.0, deviation), out var greeks);
        var isAdjusted = convention is DeltaConvention.PremiumAdjustedForward or DeltaConvention.PremiumAdjustedSpot;
        var isSpot = convention is DeltaConvention.Spot or DeltaConvention.PremiumAdjustedSpot;
        return (isAdjusted ? greeks.PremiumAdjustedDelta : greeks.Delta) * (isSpot ? discount : 1.0);
    }
}
