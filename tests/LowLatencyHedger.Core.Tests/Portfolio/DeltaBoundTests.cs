using LowLatencyHedger.Core.Portfolio;
using LowLatencyHedger.Core.Snapshots;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Core.Tests.Portfolio;

/// <summary>The Greeks of random books through random times against a full revaluation after every event.</summary>
public sealed class DeltaBoundTests
{
    private const long Hour = 3_600;
    private const long Day = 24 * Hour;

    /// <summary>From minutes to years, two of them inside the settlement window from the start.</summary>
    private static readonly long[] s_expirySeconds =
        [5 * 60, 20 * 60, 31 * 60, Hour, 2 * Hour, 9 * Hour, Day, 2 * Day, 7 * Day, 30 * Day, 180 * Day, 730 * Day];

    [Theory]
    [InlineData(101, 1, 1, 1, false, 2_000)]
    [InlineData(102, 7, 3, 1, true, 2_000)]
    [InlineData(103, 40, 12, 2, true, 2_000)]
    [InlineData(104, 300, 12, 1, false, 1_000)]
    [InlineData(105, 300, 12, 0, true, 1_000)]
    [InlineData(106, 1_000, 12, 2, true, 500)]
    [InlineData(107, 3_000, 12, 1, true, 200)]
    [InlineData(108, 10_000, 12, 1, true, 100)]
    public void Sums_RandomBookAndPath_ErrorIsWithinTheBoundAndTheBoundWithinTheTolerance(
        int fixedSeed, int options, int expiries, int styles, bool hasSmile, int events)
    {
        var seed = Seeds.For($"{nameof(Sums_RandomBookAndPath_ErrorIsWithinTheBoundAndTheBoundWithinTheTolerance)} {options}", fixedSeed);
        var random = new Random(seed);
        var expirySeconds = s_expirySeconds.OrderBy(_ => random.Next()).Take(expiries).ToArray();
        var world = new GreeksWorld(seed, new GreeksWorldSettings(options, expirySeconds, styles, hasSmile));
        var greeks = world.Greeks;

        // After a jump a book needs as many events as it has times the options that one event may value, and one for what was under way.
        var catchUpEvents = (options / BookGreeks.MaxRevaluationsPerJump) + 2;
        for (var i = 0; i < events; i++)
        {
            world.Happen();
            var full = world.Full();
            for (var j = 0; j < catchUpEvents; j++)
            {
                var sums = Look(world, full, $"event {i}, look {j}");
                if (j == catchUpEvents - 1 || options <= BookGreeks.MaxRevaluationsPerJump)
                {
                    Assert.False(sums.IsFarMove, $"event {i}, look {j}: bound {sums.DeltaBound}");
                    Assert.True(sums.DeltaBound <= greeks.Tolerance, $"event {i}, look {j}: bound {sums.DeltaBound}");
                }
            }
        }

        Assert.True(greeks.ReanchorCount > 0);
    }

    /// <summary>With a tolerance that nothing but fresh values meets, everything is the full revaluation's.</summary>
    [Theory]
    [InlineData(111, 1)]
    [InlineData(112, 0)]
    [InlineData(113, 2)]
    public void Sums_SmallTolerance_AllGreeksEqualFullRevaluation(int fixedSeed, int styles)
    {
        var seed = Seeds.For(nameof(Sums_SmallTolerance_AllGreeksEqualFullRevaluation), fixedSeed);
        var world = new GreeksWorld(seed, new GreeksWorldSettings(200, s_expirySeconds, styles, true, 1e-8));
        for (var i = 0; i < 500; i++)
        {
            world.Happen();
            var full = world.Full();
            var sums = Look(world, full, $"event {i}");
            Assert.True(sums.DeltaBound < 1e-4, $"event {i}: bound {sums.DeltaBound}");
            Near(full.Gamma, sums.PlainGamma, 1e-6 * full.GrossGamma, $"gamma, event {i}");
            Near(full.Vega, sums.Vega, 1e-6 * full.GrossVega, $"vega, event {i}");
            Near(full.Theta, sums.Theta, 1e-6 * full.GrossTheta, $"theta, event {i}");
            Near(full.CoinValue, sums.CoinValue, 1e-7 * full.GrossValue, $"coin value, event {i}");
            Near(full.UsdValue, sums.UsdValue, 1e-7 * 60_000 * full.GrossValue, $"USD value, event {i}");
        }
    }

    /// <summary>With the usual tolerance the others are near enough for a screen and for the profit.</summary>
    [Fact]
    public void Sums_UsualTolerance_OtherGreeksAreNearFullRevaluation()
    {
        var seed = Seeds.For(nameof(Sums_UsualTolerance_OtherGreeksAreNearFullRevaluation), 121);
        var world = new GreeksWorld(seed, new GreeksWorldSettings(200, s_expirySeconds[4..], 1, true));
        for (var i = 0; i < 1_000; i++)
        {
            world.Happen();
            var full = world.Full();
            var sums = Look(world, full, $"event {i}");
            Near(full.Gamma, sums.PlainGamma, 0.1 * full.GrossGamma, $"gamma, event {i}");
            Near(full.Vega, sums.Vega, 0.1 * full.GrossVega, $"vega, event {i}");
            Near(full.Theta, sums.Theta, 0.1 * full.GrossTheta, $"theta, event {i}");
            Near(full.CoinValue, sums.CoinValue, 1e-3 * full.GrossValue, $"value, event {i}");
        }
    }

    [Fact]
    public void SumsAndStep_ThousandsOfOptions_ValueABoundedNumberPerEvent()
    {
        var seed = Seeds.For(nameof(SumsAndStep_ThousandsOfOptions_ValueABoundedNumberPerEvent), 131);
        var world = new GreeksWorld(seed, new GreeksWorldSettings(10_000, s_expirySeconds, 1, false));
        var greeks = world.Greeks;
        for (var i = 0; i < 2_000; i++)
        {
            var before = greeks.RevaluationCount;
            world.Happen();
            greeks.Sums(world.Time, world.References);
            greeks.Step(world.Time.NowNanos);
            var valued = greeks.RevaluationCount - before - world.Changed;
            Assert.InRange(valued, -world.Changed, BookGreeks.MaxRevaluationsPerJump + BookGreeks.MaxRevaluationsPerStep);
        }
    }

    [Fact]
    public void Sums_LongQuietTime_StayWithinTheBoundThroughExpiry()
    {
        var seed = Seeds.For(nameof(Sums_LongQuietTime_StayWithinTheBoundThroughExpiry), 141);
        var world = new GreeksWorld(seed, new GreeksWorldSettings(50, [45 * 60, 2 * Hour], 2, true));
        for (var second = 0; second < 2 * Hour + 120; second += 5)
        {
            world.Wait(5);
            var sums = Look(world, world.Full(), $"second {second}");
            Assert.True(sums.DeltaBound <= world.Greeks.Tolerance, $"second {second}: bound {sums.DeltaBound}");
        }

        Assert.Equal(0, world.Greeks.Sums(world.Time, world.References).Delta);
    }

    /// <summary>The expiries are read together; each read by itself gives the same to the last bit.</summary>
    [Theory]
    [InlineData(151, 40, 2)]
    [InlineData(152, 300, 0)]
    [InlineData(153, 300, 1)]
    public void Sums_RandomBookAndPath_EqualExpiriesReadOneByOneBitForBit(int fixedSeed, int options, int styles)
    {
        var seed = Seeds.For($"{nameof(Sums_RandomBookAndPath_EqualExpiriesReadOneByOneBitForBit)} {options}", fixedSeed);
        var world = new GreeksWorld(seed, new GreeksWorldSettings(options, s_expirySeconds, styles, true));
        var expiries = new ExpirySnapshot[2 * s_expirySeconds.Length];
        for (var i = 0; i < 1_000; i++)
        {
            world.Happen();
            var sums = world.Greeks.Sums(world.Time, world.References);
            double delta = 0;
            double gamma = 0;
            double bound = 0;
            foreach (ref readonly var expiry in expiries.AsSpan(0, world.Greeks.WriteSnapshots(expiries)))
            {
                delta += expiry.Delta;
                gamma += expiry.Gamma;
                bound += expiry.DeltaBound;
            }

            Assert.Equal((delta, gamma, bound), (sums.Delta, sums.PlainGamma, sums.DeltaBound));
            world.Greeks.Step(world.Time.NowNanos);
        }
    }

    private static BookSums Look(GreeksWorld world, in GreeksOracle full, string when)
    {
        var sums = world.Greeks.Sums(world.Time, world.References);
        var error = Math.Abs(sums.Delta - full.Delta);
        Assert.True(error <= sums.DeltaBound, $"{when}: error {error}, bound {sums.DeltaBound}, gross {full.GrossDelta}");
        world.Greeks.Step(world.Time.NowNanos);
        return sums;
    }

    private static void Near(double expected, double actual, double tolerance, string what) =>
        Assert.True(Math.Abs(expected - actual) <= tolerance + 1e-12, $"{what}: {expected} expected, is {actual}, tolerance {tolerance}");
}
