using System.Numerics;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Messaging.Tests;

public sealed class HotClockTests
{
    [Fact]
    public void ToNanos_AnyTicksAndFrequency_IsExactDownToTheNanosecond()
    {
        var random = new Random(Seeds.For(nameof(ToNanos_AnyTicksAndFrequency_IsExactDownToTheNanosecond), 8_120));
        long[] frequencies = [1_000_000_000, 10_000_000, 24_000_000, 3_579_545, 2_494_138_000];
        for (var i = 0; i < 10_000; i++)
        {
            var frequency = frequencies[random.Next(frequencies.Length)];
            var ticks = random.NextInt64(frequency * 86_400 * 365 * 10);

            Assert.Equal((long)((BigInteger)ticks * 1_000_000_000 / frequency), HotClock.ToNanos(ticks, frequency));
        }
    }

    [Fact]
    public void Now_TwoReadings_NeverGoBackwardsAndKeepTheirDistance()
    {
        var first = HotClock.Now();
        var second = HotClock.Now();

        Assert.True(second.MonotonicNanos >= first.MonotonicNanos);
        Assert.Equal(second.MonotonicNanos - first.MonotonicNanos, second.UtcNanos - first.UtcNanos);
    }

    [Fact]
    public void Resync_AgainstTheSystemClock_UtcLiesBetweenTwoReadingsOfIt()
    {
        HotClock.Resync();
        var before = UtcNanos();
        var now = HotClock.Now().UtcNanos;
        var after = UtcNanos();

        // Half of what a reading of the clock may take when another thread is in the way.
        Assert.InRange(now, before - (50 * Nanos.PerMilli), after + (50 * Nanos.PerMilli));
    }

    private static long UtcNanos() => (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100;
}
