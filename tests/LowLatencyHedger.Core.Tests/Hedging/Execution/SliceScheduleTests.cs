using LowLatencyHedger.Core.Hedging.Execution;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Core.Tests.Hedging.Execution;

public sealed class SliceScheduleTests
{
    private const long Horizon = 10 * Nanos.PerSecond;

    [Fact]
    public void Due_EvenPaceFilledAsItGoes_IsOneOrderAStepAndNothingBetween()
    {
        SliceSchedule schedule = default;
        var left = -40.0;
        for (var step = 0; step < 10; step++)
        {
            var start = step * Horizon / 10;
            var due = schedule.Due(left, 4, Horizon, 0, start);
            Assert.Equal(-4, due, 9);
            left -= due;
            Assert.Equal(0, schedule.Due(left, 4, Horizon, 0, start + (Horizon / 20)), 9);
        }

        Assert.Equal(0, left, 9);
    }

    [Theory]
    [InlineData(1.5)]
    [InlineData(3)]
    public void Due_Urgent_IsWhatIsLeftAboveTheOptimalPath(double urgency)
    {
        SliceSchedule schedule = default;
        Assert.Equal(4, schedule.Due(40, 4, Horizon, urgency, 0));

        // In the sixth step of ten, four tenths of the time are still to come after it.
        var keep = 40 * Math.Sinh(0.4 * urgency) / Math.Sinh(urgency);
        Assert.Equal(2, schedule.Due(keep + 2, 4, Horizon, urgency, Horizon / 2), 9);
        Assert.Equal(0, schedule.Due(keep - 2, 4, Horizon, urgency, Horizon / 2), 9);
    }

    [Fact]
    public void Due_SmallTrade_IsDueWhole()
    {
        SliceSchedule schedule = default;
        Assert.Equal(-2, schedule.Due(-2, 4, Horizon, 1.5, 0));
    }

    [Fact]
    public void Due_NoHorizon_IsOneOrder()
    {
        SliceSchedule schedule = default;
        Assert.Equal(4, schedule.Due(40, 4, 0, 1.5, 0));
    }

    [Fact]
    public void Due_AnySequence_NeverMoreThanAnOrderNorThanWanted()
    {
        var random = new Random(Seeds.For(nameof(Due_AnySequence_NeverMoreThanAnOrderNorThanWanted), 3));
        for (var run = 0; run < 200; run++)
        {
            SliceSchedule schedule = default;
            var left = (random.NextDouble() - 0.5) * 200;
            var order = random.NextDouble() * 20;
            for (long now = 0; now < 5 * Horizon; now += random.Next(1, 500) * Nanos.PerMilli)
            {
                var due = schedule.Due(left, order, Horizon, random.Next(4), now);
                Assert.True(due * left >= 0 && Math.Abs(due) <= Math.Min(order, Math.Abs(left)) + 1e-12);
                left -= due;
            }

            schedule.Stop();
            left -= schedule.Due(left, 1e9, Horizon, 1, 6 * Horizon);
            Assert.Equal(0, left, 9);
        }
    }

    [Fact]
    public void Due_NotANumber_IsGivenBackAndNotRemembered()
    {
        SliceSchedule schedule = default;
        Assert.True(double.IsNaN(schedule.Due(double.NaN, 4, Horizon, 1.5, 0)));
        Assert.InRange(schedule.Due(40, 4, Horizon, 0, 1), 3.9, 4);
        Assert.Equal(40, schedule.Due(40, double.NaN, Horizon, 0, 2));
    }
}
