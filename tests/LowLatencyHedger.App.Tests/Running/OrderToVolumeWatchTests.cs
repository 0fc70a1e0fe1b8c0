using LowLatencyHedger.App.Running;

namespace LowLatencyHedger.App.Tests.Running;

public sealed class OrderToVolumeWatchTests
{
    [Theory]
    [InlineData(100, 1_000_000, 300, true)]
    [InlineData(100, 1_000_000, 400, false)]
    [InlineData(100, 0, 400, true)]
    [InlineData(99, 0, 400, false)]
    [InlineData(1_000_000, 0, 0, false)]
    public void Check_MessagesForVolume_WarnsAboveHalfOfTheLimit(long orders, double turnoverUsd, double limit, bool warns) =>
        Assert.Equal(warns, new OrderToVolumeWatch(limit).Check(orders, turnoverUsd, 10) is not null);

    [Fact]
    public void Check_StillAbove_WarnsAgainAfterFiveMinutesOnly()
    {
        var watch = new OrderToVolumeWatch(1);

        Assert.Contains("400 order messages for 1000 USD", watch.Check(200, 1_000, 1), StringComparison.Ordinal);
        Assert.Null(watch.Check(300, 1_000, 300));
        Assert.NotNull(watch.Check(300, 1_000, 301));
    }
}
