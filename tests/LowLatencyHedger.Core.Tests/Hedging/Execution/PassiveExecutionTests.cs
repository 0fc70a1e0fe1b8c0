using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using static LowLatencyHedger.Core.Tests.CoreHarness;

namespace LowLatencyHedger.Core.Tests.Hedging.Execution;

/// <summary>A core that is 0.7 coins long of a band of 0.5 and tries post-only orders first.</summary>
public sealed class PassiveExecutionTests
{
    /// <summary>Best bid and ask are on the tick.</summary>
    private const double Mid = 60_000.25;

    private readonly CoreHarness _core = new(Passive());
    private readonly OutputEvent _order;

    public PassiveExecutionTests()
    {
        _core.Start(Mid, 0, (Perpetual, 42_000));
        _order = _core.Orders.Single();
    }

    private static CoreConfig Passive()
    {
        var config = DefaultConfig();
        return config with
        {
            Underlyings =
            [
                config.Underlyings[0] with
                {
                    Execution = new ExecutionSettings { Mode = ExecutionMode.PassiveFirst, PassiveMillis = 3_000 },
                },
            ],
            Risk = config.Risk with { AllowedOrderTypes = OrderTypes.Any },
        };
    }

    private IEnumerable<OutputEvent> Cancels => _core.All.Where(output => output.Kind == OutputKind.CancelOrder);

    private void Pass(int millis, double price = Mid)
    {
        for (var passed = 0; passed < millis; passed += 100)
        {
            _core.Clock(100).Market(price);
        }
    }

    private void Acknowledge() => _core.Update(_core.Orders.Last(), OrderState.Open, 0);

    private void EndOfCancel() => _core.Update(_core.Orders.Last(), OrderState.Cancelled, 0);

    [Fact]
    public void Wanted_WithinTheOuterBound_RestsAtTheOwnTouch()
    {
        Assert.Equal(TimeInForce.GoodTilCancelled, _order.TimeInForce);
        Assert.Equal(Side.Sell, _order.Side);
        Assert.Equal(60_000.5, _order.Price.ToDouble());
        Assert.True(_order.ExpectedCostUsd < 0);
    }

    [Fact]
    public void Wanted_BeyondTheOuterBound_IsTakenAtOnce()
    {
        var core = new CoreHarness(Passive()).Start(Mid, 0, (Perpetual, 120_000));
        Assert.Equal(TimeInForce.ImmediateOrCancel, core.Orders.Single().TimeInForce);
    }

    [Fact]
    public void Resting_LongerThanAReplyMayTake_StaysKnown()
    {
        Acknowledge();
        Pass(2_500);
        Assert.Equal(0, _core.Snapshot.UnknownOrders);
        Assert.Single(_core.Orders);
        Assert.Empty(Cancels);
    }

    [Fact]
    public void TimeUp_IsCancelledAndTakenOnlyAfterTheProvenEnd()
    {
        Acknowledge();
        Pass(3_200);
        Assert.Equal(ReasonCode.PassiveTimeUp, Cancels.Single().Reason);
        Assert.Single(_core.Orders);
        EndOfCancel();
        Pass(100);
        Assert.Equal(2, _core.Orders.Count());
        Assert.Equal(TimeInForce.ImmediateOrCancel, _core.Orders.Last().TimeInForce);
        _core.FillWhole(_core.Orders.Last());
        Assert.InRange(_core.Snapshot.NetDelta, -0.5, 0.5);
    }

    [Fact]
    public void PriceWentAway_IsReplacedAtTheNewTouch()
    {
        Acknowledge();
        Pass(600, Mid - 10);
        Assert.Equal(ReasonCode.RepegDue, Cancels.Single().Reason);
        Assert.Single(_core.Orders);
        EndOfCancel();
        Pass(100, Mid - 10);
        Assert.Equal(2, _core.Orders.Count());
        Assert.Equal(TimeInForce.GoodTilCancelled, _core.Orders.Last().TimeInForce);
        Assert.True(_core.Orders.Last().Price < _order.Price);
    }

    [Fact]
    public void OuterBoundLeft_IsCancelledAndTaken()
    {
        Acknowledge();
        _core.DatedTicker(60_000);
        _core.Fill(DatedFuture, Side.Buy, 60_000, 60_000, "other");
        _core.Clock(10).Market(Mid);
        Assert.Equal(ReasonCode.OuterBoundLeft, Cancels.Single().Reason);
        EndOfCancel();
        Pass(200);
        Assert.Equal(TimeInForce.ImmediateOrCancel, _core.Orders.Last().TimeInForce);
    }

    [Fact]
    public void DeltaCameBackByItself_IsCancelledAndNothingFollows()
    {
        Acknowledge();
        _core.DatedTicker(60_000);
        _core.Fill(DatedFuture, Side.Sell, 60_000, 36_000, "other");
        _core.Clock(10).Market(Mid);
        Assert.Equal(ReasonCode.OrderNotWanted, Cancels.Single().Reason);
        EndOfCancel();
        Pass(1_000);
        Assert.Single(_core.Orders);
    }

    [Fact]
    public void StaleBook_CancelsWhatRests()
    {
        Acknowledge();
        for (var i = 0; i < 15; i++)
        {
            _core.Clock(100).Index(60_000).Ticker(60_000);
        }

        Assert.Contains(Cancels, cancel => cancel.Ref == _order.Ref);
        Assert.True(_core.Snapshot.TradingState < TradingState.Active);
    }

    [Fact]
    public void Halt_CancelsWhatRests()
    {
        Acknowledge();
        _core.Control(ControlVerb.Halt);
        Assert.Contains(_core.Last, output => output.Kind is OutputKind.CancelAll or OutputKind.CancelOrder);
        EndOfCancel();
        Pass(1_000);
        Assert.Single(_core.Orders);
    }

    [Fact]
    public void CancelWithoutAnAnswer_LeavesItUnknownAndTheInstrumentClosed()
    {
        Acknowledge();
        Pass(4_500);
        Assert.Equal(1, _core.Snapshot.UnknownOrders);
        Assert.Single(_core.Orders);
        Assert.Contains(_core.All, output => output.Kind == OutputKind.QueryOrder && output.Ref == _order.Ref);
    }

    [Fact]
    public void RefusedAsCrossing_ThreeTimes_IsTakenAndNeverHalts()
    {
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(TimeInForce.GoodTilCancelled, _core.Orders.Last().TimeInForce);
            _core.Reject(_core.Orders.Last(), RejectClass.Definite);
            Pass(700);
        }

        Assert.Equal(4, _core.Orders.Count());
        Assert.Equal(TimeInForce.ImmediateOrCancel, _core.Orders.Last().TimeInForce);
        Assert.Equal(TradingState.Active, _core.Snapshot.TradingState);
    }

    [Fact]
    public void SessionLost_TheOrderIsUnknownUntilTheVenueTellsItsEnd()
    {
        Acknowledge();
        _core.Session(SessionRole.Trading, SessionState.Down).Session(SessionRole.Trading, SessionState.Ready);
        Pass(300);
        Assert.Equal(1, _core.Snapshot.UnresolvedOrders);
        Assert.Single(_core.Orders);
        EndOfCancel();
        Assert.Equal(0, _core.Snapshot.UnresolvedOrders);
    }

    [Fact]
    public void Mode_WithoutPostOnlyAllowed_IsNoConfiguration()
    {
        var config = Passive();
        Assert.Contains(
            (config with { Risk = config.Risk with { AllowedOrderTypes = OrderTypes.ImmediateOrCancel } }).Validate(),
            problem => problem.Contains("passiveFirst", StringComparison.Ordinal));
    }
}
