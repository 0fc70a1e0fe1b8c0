using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Testing;
using static LowLatencyHedger.Core.Tests.CoreHarness;

namespace LowLatencyHedger.Core.Tests.Hedging;

/// <summary>An operator has the position in the hedge instrument brought to zero.</summary>
public sealed class FlattenTests
{
    /// <summary>A band so wide that nothing is hedged before, and nothing would be after.</summary>
    private static CoreHarness Start(double position, double band = 15)
    {
        var config = DefaultConfig();
        var underlying = config.Underlyings[0] with { BandLowerCoins = band, BandUpperCoins = band };
        return new CoreHarness(config with { Underlyings = [underlying] }).Start(60_000, 0, (Perpetual, position));
    }

    private static ReasonCode Order(CoreHarness core, StateScope scope = StateScope.Underlying)
    {
        core.Control(ControlVerb.Flatten, scope, commandId: 5);
        return Assert.Single(core.Last, output => output.Kind == OutputKind.ControlHandled).Reason;
    }

    /// <summary>Time for the next clip, with a fresh market.</summary>
    private static void Next(CoreHarness core) => core.Clock(2_000).Market(60_000);

    private static void ExpectHalt(CoreHarness core, ReasonCode reason) =>
        Assert.Equal((TradingState.Halt, reason), (core.Snapshot.TradingState, core.Snapshot.StateReason));

    [Theory]
    [InlineData(1, StateScope.Underlying)]
    [InlineData(-1, StateScope.Global)]
    public void Flatten_LongOrShort_GoesToZeroInClipsAndStaysThere(int sign, StateScope scope)
    {
        var core = Start(sign * 250_000);
        Assert.Empty(core.Orders);

        Assert.Equal(ReasonCode.None, Order(core, scope));
        ExpectHalt(core, ReasonCode.Flattening);
        for (var clip = 0; clip < 3; clip++)
        {
            var order = core.Orders.Last();
            Assert.Equal(clip + 1, core.Orders.Count());
            Assert.Equal(clip < 2 ? 100_000 : 50_000, order.Amount.ToDouble());
            Assert.Equal(sign > 0 ? Side.Sell : Side.Buy, order.Side);
            Assert.Equal((TimeInForce.ImmediateOrCancel, true, ReasonCode.Flattening), (order.TimeInForce, order.IsReduceOnly, order.Reason));
            Next(core);
            Assert.Equal(clip + 1, core.Orders.Count());
            core.FillWhole(order);
            Next(core);
        }

        ExpectHalt(core, ReasonCode.Flattened);
        Assert.Equal(0, core.Snapshot.HedgePosition);
        Assert.Single(core.All, output => output.Kind == OutputKind.Alert && output.Reason == ReasonCode.Flattened);

        // A delta far outside the band is not hedged until the operator resumes.
        core.Fill(Perpetual, Side.Buy, 60_000, 1_080_000, "by hand");
        Next(core);
        Assert.Equal(3, core.Orders.Count());
        core.Control(ControlVerb.Resume);
        Next(core);
        Next(core);
        Assert.Equal(4, core.Orders.Count());
        Assert.False(core.Orders.Last().IsReduceOnly);
    }

    [Fact]
    public void Flatten_LessThanALot_IsFlatAtOnce()
    {
        var core = Start(9);
        Order(core);
        ExpectHalt(core, ReasonCode.Flattened);
        Assert.Empty(core.Orders);
    }

    [Fact]
    public void Flatten_HedgeInFlight_WaitsForItsEnd()
    {
        var core = Start(120_000, band: 0.5);
        var hedge = core.Orders.Single();
        Order(core);
        Next(core);
        Assert.Single(core.Orders);
        Assert.Contains(core.All, output => output.Kind == OutputKind.CancelOrder && output.Ref == hedge.Ref);

        core.FillWhole(hedge);
        Next(core);
        Assert.Equal(120_000 - hedge.Amount.ToDouble(), core.Orders.Last().Amount.ToDouble());
        Assert.True(core.Orders.Last().IsReduceOnly);
    }

    [Fact]
    public void Flatten_Rejected_BacksOffAndTriesAgain()
    {
        var core = Start(50_000);
        Order(core);
        core.Reject(core.Orders.Single(), RejectClass.Definite).Market(60_000);
        Assert.Single(core.Orders);
        for (var i = 0; i < 5; i++)
        {
            Next(core);
        }

        Assert.Equal(2, core.Orders.Count());
        Assert.Equal(50_000, core.Orders.Last().Amount.ToDouble());
    }

    [Fact]
    public void Flatten_UnknownOrder_FreezesUntilItIsResolved()
    {
        var core = Start(250_000);
        Order(core);
        var order = core.Orders.Single();
        for (var i = 0; i < 3; i++)
        {
            Next(core);
        }

        Assert.Equal(1, core.Snapshot.UnknownOrders);
        Assert.Single(core.Orders);
        core.NotFound(order).Clock(2_100).Positions((Perpetual, 250_000)).NotFound(order);
        Next(core);
        Assert.Equal(0, core.Snapshot.UnknownOrders);
        Assert.Equal(2, core.Orders.Count());
    }

    [Fact]
    public void Flatten_WhileHalted_IsRefused()
    {
        var core = Start(250_000);
        core.Control(ControlVerb.Halt);
        Assert.Equal(ReasonCode.Halted, Order(core));
        Assert.Equal(ReasonCode.Halted, Order(core, StateScope.Global));
        Next(core);
        Assert.Empty(core.Orders);

        core.Control(ControlVerb.Resume);
        Next(core);
        Assert.Empty(core.Orders);
    }

    [Fact]
    public void Flatten_UnderlyingThatIsNone_IsRefused()
    {
        var core = Start(250_000);
        var e = core.Event(InputKind.Control, InstrumentId.None);
        e.Control = new ControlBody { Verb = ControlVerb.Flatten, Scope = StateScope.Underlying, Underlying = 1, CommandId = 5 };
        core.Send(e);
        Assert.Equal(ReasonCode.InputRefused, core.Last.Single(output => output.Kind == OutputKind.ControlHandled).Reason);
        Assert.Equal(TradingState.Active, core.Snapshot.TradingState);
    }

    [Fact]
    public void Flatten_UnderlyingHaltedBefore_MakesWay()
    {
        var core = Start(50_000);
        core.Control(ControlVerb.Halt, StateScope.Underlying);
        ExpectHalt(core, ReasonCode.OperatorHalt);
        Assert.Equal(ReasonCode.None, Order(core));
        Assert.Single(core.Orders);
    }

    [Fact]
    public void Flatten_ThenHalt_SendsNoFurtherClipAndNoneAfterTheResume()
    {
        var core = Start(250_000);
        Order(core);
        core.Control(ControlVerb.Halt).FillWhole(core.Orders.Single());
        Next(core);
        ExpectHalt(core, ReasonCode.OperatorHalt);
        Assert.Single(core.Orders);

        core.Control(ControlVerb.Resume);
        Next(core);
        Assert.Equal(TradingState.Active, core.Snapshot.TradingState);
        Assert.Single(core.Orders);
    }

    [Fact]
    public void Flatten_StaleBookThenPriceOutsideTheCollar_IsHeldBackByTheSameControls()
    {
        var core = Start(50_000);
        core.Clock(1_500);
        Order(core);
        Assert.Equal(ReasonCode.BookStale, core.All.Last(output => output.Kind == OutputKind.Alert && output.Verdict.RefusedBy != RiskControl.None).Reason);
        core.Index(66_000).Book(60_000);
        Assert.Equal(1, core.Core.RefusalCount(ReasonCode.PriceOutsideCollar));
        Assert.Empty(core.Orders);
    }

    [Fact]
    public void Flatten_RandomVenue_OnlyEverShrinksThePositionAndReplaysTheSame()
    {
        var random = new Random(Seeds.For(nameof(Flatten_RandomVenue_OnlyEverShrinksThePositionAndReplaysTheSame), 51));
        for (var run = 0; run < 20; run++)
        {
            var position = random.Next(-90_000, 90_000) * 10.0;
            var core = Start(position);
            Order(core);
            var seen = 0;
            for (var step = 0; step < 400 && core.Snapshot.StateReason != ReasonCode.Flattened; step++)
            {
                if (core.Orders.Count() > seen)
                {
                    var order = core.Orders.ElementAt(seen++);
                    Assert.Equal(seen, core.Orders.Count());
                    Assert.True(order.IsReduceOnly);
                    Assert.Equal(position > 0 ? Side.Sell : Side.Buy, order.Side);
                    Assert.InRange(order.Amount.ToDouble(), 10, Math.Min(100_000, Math.Abs(position)));
                    position += Fill(core, order, random);
                }

                core.Clock(random.Next(100, 3_000)).Market(60_000 + random.Next(-50, 50));
            }

            Assert.Equal((ReasonCode.Flattened, 0.0), (core.Snapshot.StateReason, core.Snapshot.HedgePosition));
            var again = new CoreHarness(core.Config);
            core.Inputs.ForEach(input => again.Send(input));
            Assert.Equal(core.DecisionHash(), again.DecisionHash());
        }
    }

    /// <summary>Whole, in part or not at all; returns the change of the position.</summary>
    private static double Fill(CoreHarness core, OutputEvent order, Random random)
    {
        var amount = Math.Floor(order.Amount.ToDouble() * Math.Min(1, random.NextDouble() * 1.5) / 10) * 10;
        if (amount > 0)
        {
            core.Fill(order.Instrument, order.Side, order.Price.ToDouble(), amount, $"t{order.Ref.Number}", order.Ref);
        }

        core.Update(order, amount == order.Amount.ToDouble() ? OrderState.Filled : OrderState.Cancelled, amount);
        return order.Side == Side.Buy ? amount : -amount;
    }
}
