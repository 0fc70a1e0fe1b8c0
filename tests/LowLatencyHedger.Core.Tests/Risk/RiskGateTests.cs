using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Hedging;
using LowLatencyHedger.Core.Risk;
using LowLatencyHedger.Primitives;
using static LowLatencyHedger.Core.Tests.Risk.GateWorld;

namespace LowLatencyHedger.Core.Tests.Risk;

/// <summary>For each control an order just inside that passes and one just outside that is refused with its code.</summary>
public sealed class RiskGateTests
{
    private static readonly ControlCase[] s_cases = [.. ControlCases.OfConditions, .. ControlCases.OfFigures, .. ControlCases.OfOrders];

    public static TheoryData<string> Names => [.. s_cases.Select(one => one.Name)];

    [Fact]
    public void Cases_CoverEveryControl()
    {
        var covered = s_cases.Select(one => one.Control).Distinct().Order();
        Assert.Equal(Enum.GetValues<RiskControl>().Where(control => control != RiskControl.None).Order(), covered);
    }

    [Fact]
    public void Check_EverythingInside_PassesWithEveryControlHeld()
    {
        var world = new GateWorld();
        Assert.Equal(ReasonCode.None, world.Check(out var verdict));
        Assert.Equal(TradingState.Active, world.State.State);
        Assert.Equal(RiskControl.None, verdict.RefusedBy);
        Assert.All(Enum.GetValues<RiskControl>().Where(control => control != RiskControl.None), control => Assert.True(verdict.Held(control), $"{control}"));

        // 30,000 of 40,000 is the largest part that is used of any limit in this world.
        Assert.Equal(RiskControl.OrderAmount, verdict.Tightest);
        Assert.Equal(750, verdict.TightestUsePerMille);
        Assert.Equal(30_000, verdict.TightestValue);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Check_JustInside_Passes(string name)
    {
        var one = Find(name);
        var world = new GateWorld();
        one.Inside(world);
        Assert.Equal(ReasonCode.None, world.Check(out var verdict));
        Assert.True(verdict.Held(one.Control));
        Assert.Equal(TradingState.Active, world.State.State);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Check_JustOutside_RefusesWithItsCode(string name)
    {
        var one = Find(name);
        var world = new GateWorld();
        one.Outside(world);
        var reason = world.Check(out var verdict);
        Assert.False(verdict.Held(one.Control));
        if (one.State == TradingState.Reduce && one.Control != RiskControl.ReduceOnly)
        {
            // The order of this world reduces: it may go, and one that overshoots may not.
            Assert.Equal(one.Reason, world.State.Reason);
            Assert.Equal(ReasonCode.None, reason);
            world.Intent.Coins = -1.01;
            Assert.Equal(ReasonCode.ReduceOnly, world.Check(out _));
        }
        else
        {
            Assert.Equal(one.Reason, reason);
            Assert.Equal(one.Control, verdict.RefusedBy);
        }

        Assert.Equal(one.State, world.State.State);
    }

    [Fact]
    public void Check_ClearedConditionsExposureOrIntent_Refuses()
    {
        Assert.NotEqual(ReasonCode.None, new GateWorld { Conditions = default }.Check(out _));
        Assert.NotEqual(ReasonCode.None, new GateWorld { Exposure = default }.Check(out _));
        Assert.NotEqual(ReasonCode.None, new GateWorld { Intent = default }.Check(out _));
    }

    [Fact]
    public void Check_AnyNumberNotANumber_IsNotActiveOrRefuses()
    {
        foreach (var field in typeof(RiskConditions).GetFields().Where(field => field.FieldType == typeof(double)))
        {
            var world = new GateWorld();
            object boxed = world.Conditions;
            field.SetValue(boxed, double.NaN);
            world.Conditions = (RiskConditions)boxed;
            world.Check(out _);
            var isWithoutLimit = field.Name is nameof(RiskConditions.ProfitUsd) or nameof(RiskConditions.ScenarioLossUsd) or nameof(RiskConditions.ValueAtRiskUsd);
            Assert.True(world.State.State < TradingState.Active || isWithoutLimit, field.Name);
        }

        // The position as it is only excuses an order that leads nearer to zero; with the unresolved orders it is what counts.
        foreach (var field in typeof(OrderExposure).GetFields().Where(field => field.FieldType == typeof(double) && field.Name != "PositionUsd"))
        {
            var world = new GateWorld();
            object boxed = world.Exposure;
            field.SetValue(boxed, double.NaN);
            world.Exposure = (OrderExposure)boxed;

            // The low side does not matter to a buy, nor the high side to a sell; both are tried.
            var sell = world.Check(out _);
            world.TurnToBuy();
            field.SetValue(boxed = world.Exposure, double.NaN);
            world.Exposure = (OrderExposure)boxed;
            Assert.True(sell != ReasonCode.None || world.Check(out _) != ReasonCode.None, field.Name);
        }
    }

    [Fact]
    public void Check_ReducesFromBeyondItsLimits_Passes()
    {
        var world = new GateWorld();
        world.Exposure.Delta = world.Exposure.DeltaLow = world.Exposure.DeltaHigh = 50;
        world.Exposure.PositionUsd = world.Exposure.PositionLowUsd = world.Exposure.PositionHighUsd = 900_000;
        world.Exposure.GrossNotionalUsd = 2_000_000;
        Assert.Equal(ReasonCode.None, world.Check(out _));
    }

    [Theory]
    [InlineData(ReasonCode.Flattening, ReasonCode.None)]
    [InlineData(ReasonCode.Flattened, ReasonCode.Flattened)]
    [InlineData(ReasonCode.OperatorHalt, ReasonCode.OperatorHalt)]
    public void Check_ToFlattenAHaltedUnderlying_PassesOnlyWhileFlattening(ReasonCode halt, ReasonCode expected)
    {
        var world = new GateWorld();
        world.Exposure.Position = world.Exposure.PositionLow = Quantity.FromDouble(50_000);
        world.Intent.Purpose = OrderPurpose.ReducePosition;
        world.Conditions.UnderlyingHalt = halt;
        Assert.Equal(expected, world.Check(out _));

        // No hedge goes by that way, and no other cause is passed over.
        world.Intent.Purpose = OrderPurpose.Hedge;
        Assert.Equal(halt, world.Check(out _));
        world.Intent.Purpose = OrderPurpose.ReducePosition;
        world.Conditions.InstrumentHalt = ReasonCode.RejectRun;
        Assert.NotEqual(ReasonCode.None, world.Check(out _));
    }

    [Fact]
    public void Check_Buy_IsTheMirrorOfASell()
    {
        var world = new GateWorld();
        world.TurnToBuy();
        Assert.Equal(ReasonCode.None, world.Check(out _));
        world.Exposure.DeltaHigh = 0.51;
        Assert.Equal(ReasonCode.DoesNotReduceDelta, world.Check(out _));
        world.Exposure.DeltaHigh = 4.6;
        Assert.Equal(ReasonCode.NetDeltaAboveLimit, world.Check(out _));
    }

    [Fact]
    public void Check_LatchOrShutdown_RefusesWhateverElseHolds()
    {
        var world = new GateWorld();
        world.Gate.Halt(ReasonCode.OperatorHalt);
        world.Gate.Halt(ReasonCode.PositionBreak);
        Assert.Equal(ReasonCode.Halted, world.Check(out _));
        Assert.Equal(TradingState.Halt, world.State.State);
        Assert.Equal(ReasonCode.OperatorHalt, world.State.Reason);
        Assert.Equal(ReasonCode.OperatorHalt, world.Gate.Latch);
        world.Gate.Resume();
        Assert.Equal(ReasonCode.None, world.Check(out _));
    }

    [Fact]
    public void Check_LatchAfterTheAssessment_StillRefuses()
    {
        var world = new GateWorld();
        world.Gate.Assess(world.Conditions, 0, NowNanos, out var before);
        world.Gate.Halt(ReasonCode.OperatorHalt);
        Assert.Equal(ReasonCode.Halted, world.Gate.Check(world.Intent, world.Exposure, world.Conditions, before, 0, NowNanos, out var verdict));
        Assert.Equal(RiskControl.KillLatch, verdict.RefusedBy);
    }

    [Fact]
    public void Assess_SeveralCauses_TakesTheMostRestrictive()
    {
        var world = new GateWorld();
        world.Conditions.WorstCaseDelta = 6;
        world.Check(out _);
        Assert.Equal((TradingState.Reduce, StateScope.Underlying), (world.State.State, world.State.Scope));
        world.Conditions.BookAgeNanos = long.MaxValue;
        world.Check(out _);
        Assert.Equal((TradingState.Pause, StateScope.Instrument), (world.State.State, world.State.Scope));
        world.Conditions.UnderlyingHalt = ReasonCode.OperatorHalt;
        world.Check(out _);
        Assert.Equal((TradingState.Halt, StateScope.Underlying), (world.State.State, world.State.Scope));
        world.Gate.Halt(ReasonCode.LossAboveLimit);
        world.Check(out _);
        Assert.Equal((TradingState.Halt, StateScope.Global), (world.State.State, world.State.Scope));
    }

    [Fact]
    public void Check_ConfiguredAboveTheCeiling_IsHeldToTheCeiling()
    {
        var limits = new RiskLimits { MaxOrderNotionalUsd = 1e12, MaxOpenNotionalUsd = 1e12, MaxPositionUsd = 1e12, MaxGrossNotionalUsd = 1e12 };
        var world = new GateWorld(limits, new UnderlyingConfig { MaxOrderAmount = 1e9, MaxNetDeltaCoins = 1e7 });
        world.Exposure.AvailableFundsUsd = 1e9;
        world.Intent.NotionalUsd = 1e8;
        Assert.Equal(ReasonCode.None, world.Check(out _));
        world.Intent.NotionalUsd = 1e8 + 1;
        Assert.Equal(ReasonCode.OrderNotionalAboveLimit, world.Check(out _));
    }

    [Fact]
    public void Check_LimitThatIsNoNumber_Refuses()
    {
        var world = new GateWorld(new RiskLimits { MaxOrderNotionalUsd = double.NaN }, new UnderlyingConfig { MaxOrderAmount = 40_000, MaxNetDeltaCoins = 5 });
        Assert.Equal(ReasonCode.OrderNotionalAboveLimit, world.Check(out _));
    }

    [Fact]
    public void Check_MoreThanTheBurst_IsRefusedUntilRefilled()
    {
        var world = new GateWorld();
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(ReasonCode.None, world.Check(out _));
            world.Gate.OnSent(NowNanos);
        }

        Assert.Equal(ReasonCode.OrderRateAboveLimit, world.Check(out _));
        Assert.Equal(ReasonCode.None, world.Check(out _, NowNanos + (Nanos.PerSecond / 3)));
    }

    [Fact]
    public void Counts_MinuteIsFull_WaitsForTheOldestToLeave()
    {
        var rate = new OrderRateLimiter(new SettingValues(new CoreConfig
        {
            Risk = new RiskLimits { MaxOrdersPerSecond = 30, OrderBurst = 100, MaxOrdersPerMinute = 3 },
        }));
        rate.OnTime(0, 0);
        Assert.False(rate.Counts(0).HasCredit);
        for (var i = 1; i <= 3; i++)
        {
            Assert.Equal(new OrderCounts(true, false, i - 1), rate.Counts(i * Nanos.PerSecond));
            rate.OnSent(i * Nanos.PerSecond);
        }

        Assert.True(rate.Counts((61 * Nanos.PerSecond) - 1).IsMinuteFull);
        Assert.False(rate.Counts(61 * Nanos.PerSecond).IsMinuteFull);
        rate.OnTime(62 * Nanos.PerSecond, Nanos.PerDay);
        Assert.Equal(0, rate.Counts(62 * Nanos.PerSecond).Today);
    }

    private static ControlCase Find(string name) => s_cases.Single(one => one.Name == name);
}
