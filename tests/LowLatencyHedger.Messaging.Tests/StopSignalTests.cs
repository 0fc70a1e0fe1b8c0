namespace LowLatencyHedger.Messaging.Tests;

public sealed class StopSignalTests
{
    [Fact]
    public void Raise_Twice_KeepsTheFirstReason()
    {
        var stop = new StopSignal();
        Assert.False(stop.IsRaised);
        Assert.Null(stop.Reason);

        Assert.True(stop.Raise("first"));
        Assert.False(stop.Raise("second"));
        Assert.True(stop.IsRaised);
        Assert.Equal("first", stop.Reason);
    }

    [Fact]
    public void Wait_NotRaisedThenRaised_AnswersWhichItWas()
    {
        var stop = new StopSignal();
        Assert.False(stop.Wait(TimeSpan.Zero));
        stop.Raise("now");

        Assert.True(stop.Wait(TimeSpan.FromSeconds(30)));
    }
}
