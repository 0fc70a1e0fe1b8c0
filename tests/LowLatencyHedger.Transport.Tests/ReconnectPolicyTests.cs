using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Transport.Tests;

public sealed class ReconnectPolicyTests
{
    private static readonly ReconnectSettings s_settings = new()
    {
        MinDelayNanos = 100,
        MaxDelayNanos = 10_000,
        StableNanos = 1_000_000,
    };

    [Fact]
    public void NextDelayNanos_ManySeeds_FillsTheWholeIntervalOfEachAttempt()
    {
        const int Seeds = 20_000;
        for (var attempt = 0; attempt < 10; attempt++)
        {
            var ceiling = Math.Min(10_000, 100L << (attempt + 1));
            var delays = Enumerable.Range(0, Seeds).Select(seed => Delays((ulong)seed, attempt + 1)[attempt]).ToArray();
            Assert.All(delays, delay => Assert.InRange(delay, 100, ceiling));
            Assert.InRange(delays.Min(), 100, 100 + (ceiling / 50));
            Assert.InRange(delays.Max(), ceiling - (ceiling / 50), ceiling);

            // A uniform mean has a standard error of width / sqrt(12 n); five of them leave one false alarm in a million.
            var width = ceiling - 100.0;
            var error = 5 * width / Math.Sqrt(12.0 * Seeds);
            Assert.InRange(delays.Average() - 100 - (width / 2), -error, error);
        }
    }

    [Fact]
    public void NextDelayNanos_ThousandsOfAttempts_StaysInBounds()
    {
        var policy = new ReconnectPolicy(new ReconnectSettings { MinDelayNanos = 1, MaxDelayNanos = long.MaxValue / 2 }, 5);
        for (var attempt = 0; attempt < 5000; attempt++)
        {
            Assert.InRange(policy.NextDelayNanos(), 1, long.MaxValue / 2);
        }
    }

    [Fact]
    public void NextDelayNanos_SameSeed_RepeatsAndAnotherDiffers()
    {
        Assert.Equal(Delays(1, 20), Delays(1, 20));
        Assert.NotEqual(Delays(1, 20), Delays(2, 20));
    }

    [Fact]
    public void OnClosed_AfterStablePeriod_ResetsTheBackOffAndBeforeDoesNot()
    {
        var policy = new ReconnectPolicy(s_settings, 1);
        for (var attempt = 0; attempt < 5; attempt++)
        {
            policy.NextDelayNanos();
        }

        policy.OnClosed(s_settings.StableNanos - 1);
        Assert.Equal(5, policy.Attempts);
        policy.OnClosed(s_settings.StableNanos);
        Assert.Equal(0, policy.Attempts);
        Assert.InRange(policy.NextDelayNanos(), 100, 200);
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(-1, 10)]
    [InlineData(10, 9)]
    public void Constructor_DelaysThatCollapse_Throws(long min, long max) =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new ReconnectPolicy(new ReconnectSettings { MinDelayNanos = min, MaxDelayNanos = max }, 1));

    [Fact]
    public void Defaults_AreSane()
    {
        var settings = new ReconnectSettings();
        Assert.True(settings.MinDelayNanos >= 50 * Nanos.PerMilli && settings.MaxDelayNanos <= Nanos.PerSecond * 60);
    }

    private static long[] Delays(ulong seed, int count)
    {
        var policy = new ReconnectPolicy(s_settings, seed);
        return [.. Enumerable.Range(0, count).Select(_ => policy.NextDelayNanos())];
    }
}
