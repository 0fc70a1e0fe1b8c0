using LowLatencyHedger.Pricing.Surface;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Pricing.Tests.Surface;

/// <summary>Butterfly and calendar checks, repair and the SSVI family, against printed figures and plain grids.</summary>
public sealed class SviArbitrageTests
{
    [Fact]
    public void MinimumDurrleman_VogtsSmile_GivesThePrintedMinimumAndZeroes()
    {
        var minimum = SviArbitrage.MinimumDurrleman(in Vogt.Raw, -3.0, 3.0, out var at);
        Near.Absolute(-0.032864, minimum, 0.5e-6);
        Near.Absolute(0.8793, at, 0.5e-4);
        Assert.True(Vogt.Raw.Durrleman(0.64235) > 0.0 && Vogt.Raw.Durrleman(0.64245) < 0.0);
        Assert.True(Vogt.Raw.Durrleman(1.25685) < 0.0 && Vogt.Raw.Durrleman(1.25695) > 0.0);
        Assert.False(SviArbitrage.IsButterflyFree(in Vogt.Raw));
    }

    [Fact]
    public void TryToSsvi_VogtsSmile_GivesThePublishedRepair()
    {
        Assert.True(SviRepair.TryToSsvi(in Vogt.Wings, out var wings));
        Near.Absolute(0.3493158, wings.CallSlope, 1e-7 + 0.5e-7, "c: the printed p + 2 psi is off by its own rounding");
        Near.Absolute(0.01548182, wings.MinimumVariance, 0.5e-8 + 1e-9);
        Assert.True(wings.TryToRaw(out var raw));
        CheckRaw(in raw, 0.007741, 0.069242, -0.334036, 0.042034, 0.118608);

        // g falls towards a quarter along the wings; the printed minimum is that of the figure's strikes.
        Near.Absolute(0.2778, SviArbitrage.MinimumDurrleman(in raw, -1.5, 1.5, out _), 0.5e-4);
        Assert.True(SviArbitrage.IsButterflyFree(in raw));
    }

    [Fact]
    public void TryToRaw_PublishedOptimum_GivesThePrintedSlice()
    {
        Assert.True(Vogt.Published.TryToRaw(out var raw));
        CheckRaw(in raw, -0.030520, 0.102717, 0.100718, 0.272344, 0.412398);
        Near.Absolute(0.0081, SviArbitrage.MinimumDurrleman(in raw, -3.0, 3.0, out _), 0.5e-4);
        Assert.True(SviArbitrage.IsButterflyFree(in raw));
    }

    [Fact]
    public void TryRepair_VogtsSmile_IsFreeAndNoFurtherThanThePublishedOptimum()
    {
        Assert.True(SviRepair.TryRepair(in Vogt.Raw, -1.5, 1.5, out var repaired));
        Assert.True(SviArbitrage.IsButterflyFree(in repaired));
        Assert.True(SviJumpWings.TryFrom(in repaired, Vogt.Years, out var wings));
        Console.WriteLine($"repair of Vogt's smile: c {wings.CallSlope:F7}, minimum {wings.MinimumVariance:F7}, "
            + $"g {SviArbitrage.MinimumDurrleman(in repaired, -3.0, 3.0, out _):E2}");
        Near.Relative(Vogt.Wings.Variance, wings.Variance, 1e-6, "v");
        Near.Relative(Vogt.Wings.Skew, wings.Skew, 1e-6, "psi");
        Near.Relative(Vogt.Wings.PutSlope, wings.PutSlope, 1e-6, "p");
        Assert.InRange(wings.CallSlope, 0.3493, 1.3168);
        Assert.InRange(wings.MinimumVariance, 0.01162, 0.01549);
        Assert.True(Vogt.Published.TryToRaw(out var published));
        Assert.True(Distance(in repaired) <= Distance(in published));
    }

    [Fact]
    public void IsButterflyFree_RandomSlices_AgreesWithAFineGrid()
    {
        var random = new Random(Seeds.For(nameof(IsButterflyFree_RandomSlices_AgreesWithAFineGrid), 3201));
        var free = 0;
        for (var i = 0; i < 300; i++)
        {
            var slice = SviParametersTests.RandomSlice(random);
            var minimum = double.PositiveInfinity;
            for (var k = -4.0; k <= 4.0; k += 0.002)
            {
                minimum = Math.Min(minimum, slice.Durrleman(k));
            }

            var isFree = SviArbitrage.IsButterflyFree(in slice);
            free += isFree ? 1 : 0;
            if (Math.Abs(minimum) > 1e-4)
            {
                Assert.Equal(minimum > 0.0, isFree);
            }
        }

        Assert.InRange(free, 150, 290);
    }

    [Fact]
    public void TryRepair_RandomSlicesWithArbitrage_AreFreeWhenItSaysSo()
    {
        var random = new Random(Seeds.For(nameof(TryRepair_RandomSlicesWithArbitrage_AreFreeWhenItSaysSo), 3202));
        int repairs = 0, failures = 0;
        for (var i = 0; i < 300; i++)
        {
            var slice = SviParametersTests.RandomSlice(random);
            if (SviArbitrage.IsButterflyFree(in slice))
            {
                continue;
            }

            if (!SviRepair.TryRepair(in slice, -0.5, 0.5, out var repaired))
            {
                failures++;
                Assert.False(repaired.IsValid);
                continue;
            }

            repairs++;
            Assert.True(SviArbitrage.IsButterflyFree(in repaired));
            Near.Relative(slice.TotalVariance(0.0), repaired.TotalVariance(0.0), 1e-6);
        }

        Console.WriteLine($"{repairs} slices repaired, {failures} beyond repair");
        Assert.True(repairs > 5);
    }

    [Fact]
    public void IsCalendarFree_CrossingSlices_IsFalse()
    {
        var near = new SviParameters(0.01, 0.1, -0.3, 0.0, 0.1);
        var above = new SviParameters(0.012, 0.1, -0.3, 0.0, 0.1);
        var flatter = new SviParameters(0.03, 0.09, -0.3, 0.0, 0.1);
        Assert.True(SviArbitrage.IsCalendarFree(in near, in above));
        Near.Absolute(0.002, SviArbitrage.MinimumCalendarGap(in near, in above), 1e-12);
        Assert.False(SviArbitrage.IsCalendarFree(in above, in near));

        // Above out to |k| = 1, below only far out.
        Assert.True(flatter.TotalVariance(1.0) > near.TotalVariance(1.0) && flatter.TotalVariance(-1.0) > near.TotalVariance(-1.0));
        Assert.False(SviArbitrage.IsCalendarFree(in near, in flatter));
    }

    [Fact]
    public void Slice_RandomSurfaces_HaveNoArbitrage()
    {
        var random = new Random(Seeds.For(nameof(Slice_RandomSurfaces_HaveNoArbitrage), 3203));
        for (var i = 0; i < 100; i++)
        {
            var rho = 1.9 * (random.NextDouble() - 0.5);
            var eta = 2.0 / (1.0 + Math.Abs(rho)) * random.NextDouble();
            var surface = new SsviParameters(rho, eta, 0.01 + (0.49 * random.NextDouble()));
            Assert.True(surface.IsArbitrageFree);
            var theta = 0.0005;
            var near = surface.Slice(theta);
            for (var step = 0; step < 5; step++)
            {
                theta *= 1.2 + (2.0 * random.NextDouble());
                var far = surface.Slice(theta);
                Near.Relative(theta, far.TotalVariance(0.0), 1e-9);
                Assert.True(SviArbitrage.IsButterflyFree(in far));
                Assert.True(SviArbitrage.IsCalendarFree(in near, in far));
                near = far;
            }
        }
    }

    [Fact]
    public void From_SlicesOfASurface_GivesTheSurface()
    {
        var surface = new SsviParameters(-0.4, 1.1, 0.35);
        var slices = new[] { 0.001, 0.01, 0.05, 0.2 }.Select(surface.Slice).ToArray();
        var found = SsviParameters.From(slices);
        Near.Relative(surface.Rho, found.Rho, 1e-9);
        Near.Relative(surface.Eta, found.Eta, 1e-9);
        Near.Relative(surface.Gamma, found.Gamma, 1e-9);
        Assert.Equal(0.0, SsviParameters.From([]).Eta);
        Assert.Equal(0.0, SsviParameters.From([new SviParameters(0.01, 0.0, 0.0, 0.0, 1.0), default]).Eta);
    }

    private static void CheckRaw(in SviParameters raw, double a, double b, double rho, double m, double sigma)
    {
        // From seven printed digits of the jump wings.
        Near.Absolute(a, raw.A, 1.5e-6, "a");
        Near.Absolute(b, raw.B, 1.5e-6, "b");
        Near.Absolute(rho, raw.Rho, 1.5e-6, "rho");
        Near.Absolute(m, raw.M, 1.5e-6, "m");
        Near.Absolute(sigma, raw.Sigma, 1.5e-6, "sigma");
    }

    private static double Distance(in SviParameters slice)
    {
        var sum = 0.0;
        for (var k = -1.5; k <= 1.5; k += 0.01)
        {
            sum += Math.Pow(slice.TotalVariance(k) - Vogt.Raw.TotalVariance(k), 2.0);
        }

        return sum;
    }
}
