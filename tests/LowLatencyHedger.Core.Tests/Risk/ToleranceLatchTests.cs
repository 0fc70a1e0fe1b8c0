using LowLatencyHedger.Core.Risk;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Tests.Risk;

public sealed class ToleranceLatchTests
{
    private const double Limit = 10;

    [Fact]
    public void Observe_AboveTheLimit_OpensAfterEnoughReadingsAndTime()
    {
        ToleranceLatch latch = default;
        for (var millis = 0; millis < 2_000; millis += 100)
        {
            Assert.False(Take(ref latch, 11, millis));
        }

        Assert.True(Take(ref latch, 11, 2_000));
        Assert.True(latch.IsOpen);
        Assert.False(Take(ref latch, 11, 2_100));
    }

    [Fact]
    public void Observe_FewReadingsFarApart_DoNotOpen()
    {
        ToleranceLatch latch = default;
        for (var reading = 0; reading < ToleranceLatch.Readings - 1; reading++)
        {
            Assert.False(Take(ref latch, 1_000, reading * 60_000));
        }

        Assert.True(Take(ref latch, 1_000, 600_000));
    }

    [Theory]
    [InlineData(9.9)]
    [InlineData(10.0)]
    public void Observe_OneReadingWithin_BeginsAnew(double within)
    {
        ToleranceLatch latch = default;
        for (var millis = 0; millis < 60_000; millis += 100)
        {
            var value = millis % 1_900 == 0 ? within : 50;
            Assert.False(Take(ref latch, value, millis));
        }
    }

    [Fact]
    public void Observe_NoNumber_NeitherOpensNorClosesNorInterrupts()
    {
        ToleranceLatch latch = default;
        for (var millis = 0; millis < 2_000; millis += 100)
        {
            Take(ref latch, 11, millis);
            Assert.False(Take(ref latch, double.NaN, millis + 50));
        }

        Assert.True(Take(ref latch, 11, 2_000));
        for (var millis = 2_000; millis < 60_000; millis += 100)
        {
            Assert.False(Take(ref latch, double.NaN, millis));
        }

        Assert.True(latch.IsOpen);
    }

    [Fact]
    public void Observe_BelowHalfForLong_Closes()
    {
        ToleranceLatch latch = default;
        for (var millis = 0; millis <= 2_000; millis += 100)
        {
            Take(ref latch, 11, millis);
        }

        // Between half of the limit and the limit nothing changes.
        for (var millis = 2_100; millis < 60_000; millis += 100)
        {
            Assert.False(Take(ref latch, 6, millis));
        }

        for (var millis = 60_000; millis < 70_000; millis += 100)
        {
            Assert.False(Take(ref latch, 5, millis));
        }

        Assert.True(Take(ref latch, 5, 70_000));
        Assert.False(latch.IsOpen);
    }

    private static bool Take(ref ToleranceLatch latch, double value, long millis) => latch.Observe(value, Limit, millis * Nanos.PerMilli);
}
