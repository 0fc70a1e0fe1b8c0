using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Journal.Tests;

public sealed class LimitPreviewTests(RecordedRun run) : IClassFixture<RecordedRun>
{
    [Fact]
    public void Run_SettingsAsRecorded_DiffersInNothing()
    {
        var result = Preview(SettingKey.MaxOrderNotionalUsd, RecordedRun.Config.Risk.MaxOrderNotionalUsd);

        Assert.Empty(result.Differences);
        Assert.Equal(result.OrdersBefore, result.OrdersAfter);
        Assert.Equal(result.WorstDeltaBefore, result.WorstDeltaAfter);
        Assert.Equal(run.InputCount, result.Inputs);
        Assert.True(result.OrdersBefore > 3, $"{result.OrdersBefore} orders");
    }

    [Fact]
    public void Run_LimitThatNoOrderMeets_BlocksAllAndSaysWhyAndWhatItCosts()
    {
        var result = Preview(SettingKey.MaxOrderNotionalUsd, 1);

        Assert.Equal(0, result.OrdersAfter);
        Assert.Equal(result.OrdersBefore, result.Differences.Count);
        Assert.All(result.Differences, difference =>
        {
            Assert.Equal(Quantity.Zero, difference.After);
            Assert.Equal("BTC-PERPETUAL", difference.Instrument);
            Assert.NotEqual(ReasonCode.None, difference.Reason);
        });
        Assert.True(Math.Abs(result.WorstDeltaAfter[0]) >= Math.Abs(result.WorstDeltaBefore[0]));
    }

    [Fact]
    public void Run_NarrowerBand_AddsOrders()
    {
        var result = Preview(SettingKey.UpperWidthCoins, 0.01);

        Assert.Contains(result.Differences, difference => difference.Before == Quantity.Zero && difference.After > Quantity.Zero);
    }

    [Fact]
    public void Run_FromTheMiddle_ComparesOnlyTheRest()
    {
        var all = Preview(SettingKey.MaxOrderNotionalUsd, 1);
        var middle = all.Differences[all.Differences.Count / 2].UtcNanos;

        var rest = Preview(SettingKey.MaxOrderNotionalUsd, 1, middle);

        Assert.True(rest.OrdersAfter > 0);
        Assert.All(rest.Differences, difference => Assert.True(difference.UtcNanos >= middle));
    }

    [Fact]
    public void Run_ValueThatTheCoreRefuses_SaysWhy() =>
        Assert.Equal(ReasonCode.SettingOutOfRange, Preview(SettingKey.UpperWidthCoins, -1).Refusal);

    [Fact]
    public void EndUtcNanos_OfTheRun_IsItsLastClock()
    {
        using var directory = new TemporaryDirectory();
        run.Write(directory.Path);

        Assert.InRange(
            LimitPreview.EndUtcNanos(JournalDirectory.ResolveRun(directory.Path)!) - run.StartUtcNanos, 8 * Nanos.PerSecond, 10 * Nanos.PerSecond);
    }

    private LimitPreviewResult Preview(SettingKey key, double value, long fromUtcNanos = long.MinValue)
    {
        using var directory = new TemporaryDirectory();
        run.Write(directory.Path);
        var part = new SettingChangeBody
        {
            ChangeId = 1, Count = 1, Key = key, Underlying = (short)(key >= SettingKey.FirstOfUnderlying ? 0 : -1), Value = value,
        };
        var result = LimitPreview.Run(JournalDirectory.ResolveRun(directory.Path)!, [part], fromUtcNanos);
        Assert.Null(result.Problem);
        return result;
    }
}
