using LowLatencyHedger.App.Bench;

namespace LowLatencyHedger.App.Tests.Bench;

/// <summary>When the bench's venue leaves its processor to others.</summary>
public sealed class VenueBreaksTests
{
    [Theory]
    [InlineData(1_999, 10_000, null, false)]
    [InlineData(2_000, 10_000, null, true)]
    [InlineData(2_000, 1_499, null, false)]
    [InlineData(2_000, 10_000, 199, false)]
    [InlineData(2_000, 10_000, 200, true)]
    [InlineData(3_999, -5, null, false)]
    [InlineData(4_000, -5, null, true)]
    [InlineData(4_000, -5, 199, false)]
    public void IsDue_OftenButNotNearATriggerUnlessOthersHaveWaitedLong(int sinceMicros, int untilTriggerMicros, int? waitingMicros, bool isDue) =>
        Assert.Equal(isDue, VenueBreaks.IsDue(sinceMicros * 1_000L, untilTriggerMicros * 1_000L, waitingMicros * 1_000L));

    [Fact]
    public void NextTrigger_OfEachMessage_IsTheFirstTriggerFromItOn()
    {
        var schedule = new Schedule(Rate: 5_000, Count: 1_000, TriggerEvery: 100, IsBursty: false);
        for (var message = 0; message < schedule.Count; message++)
        {
            var slow = message;
            while (!schedule.IsTrigger(slow))
            {
                slow++;
            }

            Assert.Equal(slow, schedule.NextTrigger(message));
        }
    }
}
