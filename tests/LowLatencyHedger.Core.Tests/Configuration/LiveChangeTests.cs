using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using static LowLatencyHedger.Core.Tests.CoreHarness;

namespace LowLatencyHedger.Core.Tests.Configuration;

/// <summary>Settings that change while the core runs: whole or not at all, between two events.</summary>
public sealed class LiveChangeTests
{
    private static (long ChangeId, ReasonCode Reason)[] Answers(CoreHarness core) =>
        [.. core.All.Where(output => output.Kind == OutputKind.SettingsChanged).Select(output => (output.Detail, output.Reason))];

    [Fact]
    public void Change_LimitBelowTheExposure_Reduces()
    {
        var core = new CoreHarness().Start(60_000, 0, (Perpetual, 24_000));
        core.Change(5, (SettingKey.MaxPositionUsd, -1, 20_000), (SettingKey.MaxOrderNotionalUsd, -1, 10_000));
        Assert.Equal([(5L, ReasonCode.None)], Answers(core));
        Assert.Equal((TradingState.Reduce, ReasonCode.PositionAboveLimit), (core.Snapshot.TradingState, core.Snapshot.StateReason));
    }

    [Fact]
    public void Change_OfTheBand_IsDecidedOnAtOnceAndNotBeforeItsLastPart()
    {
        var core = new CoreHarness().Start(60_000, 0, (Perpetual, 24_000));
        core.ChangePart(1, 0, 2, SettingKey.UpperWidthCoins, 0, 0.1).Clock(1).Book(60_000);
        Assert.Empty(core.Orders);
        core.ChangePart(1, 1, 2, SettingKey.LowerWidthCoins, 0, 0.1);
        var order = core.Orders.Single();
        Assert.Equal((-0.1, 0.1), (order.BandLower, order.BandUpper));
        Assert.Equal(0.05, order.DeltaAfter, 3);
    }

    [Theory]
    [InlineData(SettingKey.MaxOrderNotionalUsd, -1, 1e9, ReasonCode.SettingOutOfRange)]
    [InlineData(SettingKey.MaxOrderNotionalUsd, -1, double.NaN, ReasonCode.SettingOutOfRange)]
    [InlineData(SettingKey.MaxOrderNotionalUsd, -1, -1.0, ReasonCode.SettingOutOfRange)]
    [InlineData(SettingKey.OrderBurst, -1, 1.5, ReasonCode.SettingOutOfRange)]
    [InlineData(SettingKey.MaxOrderNotionalUsd, 0, 1_000.0, ReasonCode.SettingUnknown)]
    [InlineData(SettingKey.MaxOrderAmount, -1, 1_000.0, ReasonCode.SettingUnknown)]
    [InlineData(SettingKey.MaxOrderAmount, 1, 1_000.0, ReasonCode.SettingUnknown)]
    [InlineData((SettingKey)99, -1, 1.0, ReasonCode.SettingUnknown)]
    [InlineData((SettingKey)60_000, -1, 1.0, ReasonCode.SettingUnknown)]
    [InlineData(SettingKey.MaxNetDeltaCoins, 0, 0.05, ReasonCode.SettingsContradict)]
    [InlineData(SettingKey.MaxPositionUsd, -1, 50_000.0, ReasonCode.SettingsContradict)]
    [InlineData(SettingKey.MaxOrderAmount, 0, 9.0, ReasonCode.LimitBelowLot)]
    public void Change_Refused_LeavesAllAsItWas(SettingKey key, int underlying, double value, ReasonCode reason)
    {
        var core = new CoreHarness().Start(60_000, 0, (Perpetual, 24_000));
        core.Change(7, (SettingKey.UpperWidthCoins, 0, 0.1), (key, underlying, value), (SettingKey.LowerWidthCoins, 0, 0.1));
        Assert.Equal([(7L, reason)], Answers(core));
        Assert.Equal((-0.5, 0.5), (core.Snapshot.BandLower, core.Snapshot.BandUpper));
        Assert.Empty(core.Orders);
    }

    [Fact]
    public void Change_PartsMissingOrMixed_IsRefusedAndTheNextOneWorks()
    {
        var core = new CoreHarness().Start();
        core.ChangePart(1, 0, 3, SettingKey.UpperWidthCoins, 0, 0.2).ChangePart(1, 2, 3, SettingKey.UpperWidthCoins, 0, 0.2);
        core.ChangePart(2, 0, 2, SettingKey.UpperWidthCoins, 0, 0.3).ChangePart(3, 1, 2, SettingKey.UpperWidthCoins, 0, 0.3);
        core.ChangePart(4, 0, 2, SettingKey.UpperWidthCoins, 0, 0.4);
        core.Change(5, (SettingKey.UpperWidthCoins, 0, 0.25));
        Assert.Equal(
            [
                (1L, ReasonCode.SettingChangeIncomplete), (3L, ReasonCode.SettingChangeIncomplete),
                (4L, ReasonCode.SettingChangeIncomplete), (5L, ReasonCode.None),
            ],
            Answers(core));
        core.Clock(1);
        Assert.Equal(0.25, core.Snapshot.BandUpper);
    }

    [Fact]
    public void Change_Replayed_GivesTheSameBytes()
    {
        var first = Run(new CoreHarness());
        var second = new CoreHarness();
        foreach (var input in first.Inputs)
        {
            second.Send(input);
        }

        Assert.Equal(first.DecisionHash(), second.DecisionHash());

        static CoreHarness Run(CoreHarness core)
        {
            core.Start(60_000, 0, (Perpetual, 600_000));
            core.Change(1, (SettingKey.MaxOrderNotionalUsd, -1, 20_000)).FillWhole(core.Orders.Last());
            core.Clock(400).Market(60_000).Change(2, (SettingKey.MaxOrderNotionalUsd, -1, 10_000));
            core.FillWhole(core.Orders.Last()).Clock(400).Market(60_000);
            Assert.Equal(3, core.Orders.Count());
            return core;
        }
    }

    [Fact]
    public void Stream_OfChangesAndRefusals_DoesNotAllocate()
    {
        var core = new HedgeCore(DefaultConfig());
        var outputs = new OutputBuffer();
        var e = new InputEvent { Kind = InputKind.SettingChange };
        Send(2_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Send(2_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Send(int count)
        {
            for (var i = 0; i < count; i++)
            {
                outputs.Clear();
                e.ReceivedNanos++;
                var value = i % 3 == 0 ? 1e12 : 20_000 + i;
                e.SettingChange = new SettingChangeBody
                {
                    ChangeId = i, Count = 1, Key = SettingKey.MaxOrderNotionalUsd, Underlying = -1, Value = value,
                };
                core.OnEvent(e, i, outputs);
            }
        }
    }
}
