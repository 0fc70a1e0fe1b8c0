using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using static LowLatencyHedger.Core.Tests.CoreHarness;

namespace LowLatencyHedger.Core.Tests;

public sealed class HedgeCoreTests
{
    [Fact]
    public void OnEvent_DeltaAboveBand_SellsBackToInnerEdge()
    {
        var core = new CoreHarness().Start(60_000, 0, (Perpetual, 120_000));

        var order = Assert.Single(core.Orders);
        Assert.Equal(Side.Sell, order.Side);
        Assert.Equal(ReasonCode.DeltaAboveBand, order.Reason);
        Assert.Equal(new OrderRef(7, 1), order.Ref);
        Assert.Equal(TimeInForce.ImmediateOrCancel, order.TimeInForce);
        Assert.Equal(core.UtcNanos + (1_500 * Nanos.PerMilli), order.ValidUntilUtcNanos);

        // 2 coins long, band 0.5, aiming at 0.25: 1.75 coins, but one order is at most 100,000 USD.
        Assert.Equal(100_000, order.Amount.ToDouble());
        Assert.Equal(2.0, order.DeltaBefore, 5);
        Assert.Equal(59_999.75, order.ReferencePrice);
        Assert.True(order.Price.ToDouble() <= 59_999.75);
    }

    [Fact]
    public void OnEvent_DeltaInsideBand_SendsNothing()
    {
        var core = new CoreHarness().Start(60_000, 0, (Perpetual, 29_000));

        Assert.Empty(core.Orders);
        Assert.Equal(TradingState.Active, core.Snapshot.TradingState);
        Assert.Equal(29_000 / 60_000.0, core.Snapshot.NetDelta, 9);
    }

    [Fact]
    public void OnEvent_BeforePositionsWereRead_StaysHalted()
    {
        var core = new CoreHarness();
        core.Clock().Define(0).Session(SessionRole.MarketData, SessionState.Ready).Session(SessionRole.Trading, SessionState.Ready);
        core.Market(60_000).Fill(Perpetual, Side.Buy, 60_000, 600_000, "early");

        Assert.Empty(core.Orders);
        Assert.Equal(TradingState.Halt, core.Snapshot.TradingState);
        Assert.Equal(ReasonCode.NotReconciled, core.Snapshot.StateReason);
    }

    [Fact]
    public void OnEvent_OptionFill_IsHedgedAtOnce()
    {
        var core = new CoreHarness().Start(60_000, 4);
        Assert.Empty(core.Orders);

        core.Fill(Option(0), Side.Buy, 0.17, 3, "opt1");

        var order = Assert.Single(core.Last, output => output.Kind == OutputKind.PlaceOrder);
        Assert.Equal(Side.Sell, order.Side);
        Assert.True(order.DeltaBefore > 0.5);
    }

    [Fact]
    public void OnEvent_HedgeFills_DeltaComesBackIntoBand()
    {
        var core = new CoreHarness().Start(60_000, 0, (Perpetual, 120_000));
        for (var i = 0; i < 5 && core.Snapshot.UnresolvedOrders > 0; i++)
        {
            core.FillWhole(core.Orders.Last());
            core.Clock(300);
            core.Market(60_000);
        }

        var snapshot = core.Snapshot;
        Assert.InRange(snapshot.NetDelta, -0.5, 0.5);
        Assert.Equal(core.Core.Position(Perpetual).ToDouble(), 120_000 - core.Orders.Sum(order => order.Amount.ToDouble()), 6);
        Assert.Equal(core.Orders.Count(), snapshot.HedgeFills);
    }

    [Fact]
    public void OnEvent_NoCapacityForInstrument_ReportsAndCarriesOn()
    {
        var core = new CoreHarness();
        core.Clock();
        var e = core.Event(InputKind.InstrumentDefined, new InstrumentId(1_000_000));
        core.Send(e);

        Assert.Contains(core.Last, output => output.Kind == OutputKind.Alert && output.Reason == ReasonCode.InputRefused);
    }

    [Fact]
    public void OnEvent_StaleBook_PausesAndRecovers()
    {
        var core = new CoreHarness().Start();
        Assert.Equal(TradingState.Active, core.Snapshot.TradingState);

        core.Clock(1_500);
        Assert.Equal(TradingState.Pause, core.Snapshot.TradingState);
        Assert.Equal(ReasonCode.BookStale, core.Snapshot.StateReason);

        core.Book(60_000).Clock();
        Assert.Equal(TradingState.Active, core.Snapshot.TradingState);
    }

    [Fact]
    public void OnEvent_OldBookByVenueTime_IsStaleHoweverFreshItArrived()
    {
        var core = new CoreHarness().Start(60_000, 0, (Perpetual, 20_000));
        var e = core.Event(InputKind.BookChunk, Perpetual);
        e.Flags = InputFlags.SnapshotStart | InputFlags.Last;
        e.ExchangeTimeUtcNanos -= 2 * Nanos.PerSecond;
        e.Book.ChangeId = 99;
        e.Book.BidCount = 1;
        e.Book.AskCount = 1;
        e.Book.Levels[0] = new BookLevel { Price = Price.FromDouble(60_000), Amount = Quantity.FromDouble(10) };
        e.Book.Levels[1] = new BookLevel { Price = Price.FromDouble(60_001), Amount = Quantity.FromDouble(10) };
        core.Send(e);

        Assert.Equal(ReasonCode.BookStale, core.Snapshot.StateReason);
    }

    [Fact]
    public void OnEvent_CrossedBook_AsksForASnapshotAtOnce()
    {
        var core = new CoreHarness().Start();
        core.Book(60_000, spread: -1);

        Assert.Contains(core.All, output => output.Kind == OutputKind.ResyncBook && output.Instrument == Perpetual);
        Assert.Equal(ReasonCode.BookStale, core.Snapshot.StateReason);
    }

    [Fact]
    public void OnEvent_ControlHalt_CancelsAtOnceRepeatsAndStaysLatched()
    {
        var core = new CoreHarness().Start(60_000, 0, (Perpetual, 120_000));
        var order = core.Orders.Single();

        core.Control(ControlVerb.Halt);
        Assert.Single(core.Last, output => output.Kind == OutputKind.CancelAll);
        core.Clock(1_100);
        Assert.Single(core.Last, output => output.Kind == OutputKind.CancelAll);
        core.Update(order, OrderState.Cancelled, 0).Clock(1_100).Market(60_000).Clock(1_100);
        Assert.DoesNotContain(core.Last, output => output.Kind == OutputKind.CancelAll);
        Assert.Single(core.Orders);
        Assert.Equal(TradingState.Halt, core.Snapshot.TradingState);
        Assert.Equal(ReasonCode.OperatorHalt, core.Snapshot.StateReason);

        core.Market(60_000).Control(ControlVerb.Resume);
        Assert.Equal(2, core.Orders.Count());
    }

    [Fact]
    public void OnEvent_Shutdown_CancelsAndNothingBringsItBack()
    {
        var core = new CoreHarness().Start();
        core.Control(ControlVerb.Shutdown);
        Assert.Single(core.Last, output => output.Kind == OutputKind.CancelAll);
        core.Control(ControlVerb.Resume).Fill(Perpetual, Side.Buy, 60_000, 120_000, "x").Clock(1).Market(60_000);

        Assert.Empty(core.Orders);
        Assert.Equal(ReasonCode.Shutdown, core.Snapshot.StateReason);
    }

    [Fact]
    public void OnEvent_OptionWithoutVolatility_BlocksHedging()
    {
        var core = new CoreHarness().Start(60_000, 4, (Perpetual, 20_000));
        core.Define(6);
        core.Fill(Option(5), Side.Buy, 0.02, 50, "novol");

        Assert.Empty(core.Orders);
        Assert.Equal(ReasonCode.GreeksStale, core.Snapshot.StateReason);
        Assert.Equal(1, core.Snapshot.OptionsUnvalued);

        core.OptionTicker(5, 60_000, 0.6).Clock(1);
        Assert.Equal(0, core.Snapshot.OptionsUnvalued);
        Assert.Single(core.Orders);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(0.0)]
    [InlineData(-0.5)]
    [InlineData(double.PositiveInfinity)]
    public void OnEvent_VolatilityThatIsNone_KeepsTheOldOne(double vol)
    {
        var core = new CoreHarness().Start(60_000, 1, (Option(0), 1));
        var before = core.Snapshot.NetDelta;
        core.MarkVol(0, vol);

        Assert.Equal(before, core.Snapshot.NetDelta, 12);
    }

    [Fact]
    public void OnEvent_OptionsNotToldForLong_GreeksAreStale()
    {
        var core = new CoreHarness().Start(60_000, 1, (Option(0), 1));
        for (var i = 0; i < 40; i++)
        {
            core.Clock(500).Market(60_000);
        }

        Assert.Equal(ReasonCode.GreeksStale, core.Snapshot.StateReason);
    }

    [Fact]
    public void OnEvent_AroundExpiryOfHeldOption_PausesThenSettles()
    {
        var core = new CoreHarness().Start(60_000, 1, (Option(0), 1));
        core.Update(core.Orders.Single(), OrderState.Cancelled, 0);
        core.Clock((ExpiryUtcNanos(0) - core.UtcNanos) / Nanos.PerMilli - 20_000).Market(60_000, 1).Clock();
        Assert.Equal(ReasonCode.ExpiryBlackout, core.Snapshot.StateReason);

        // The option ends in the money, delivered without a trade: no break, no delta, and its value stays in the profit.
        core.Clock(25_000).Market(60_000, 1);
        var profit = core.Snapshot.ProfitUsd;
        core.Clock(121_000).Market(60_000, 1).Positions();
        Assert.Equal(0, core.Snapshot.PositionBreaks);
        Assert.Equal(0, core.Snapshot.OptionsHeld);
        Assert.Equal(0, core.Snapshot.NetDelta);
        Assert.InRange(profit, 9_000 - 4_000, 11_000);
        core.Clock(0).Market(60_000);
        Assert.Equal(TradingState.Active, core.Snapshot.TradingState);
    }

    [Fact]
    public void WriteSnapshot_Layout_IsSmallAndWithoutReferences()
    {
        Assert.InRange(System.Runtime.CompilerServices.Unsafe.SizeOf<CoreSnapshot>(), 64, 512);
        Assert.Equal(0, System.Runtime.CompilerServices.Unsafe.SizeOf<CoreSnapshot>() % 8);
        Assert.Equal(184, System.Runtime.CompilerServices.Unsafe.SizeOf<InputEvent>());
        Assert.Equal(184, System.Runtime.CompilerServices.Unsafe.SizeOf<OutputEvent>());
    }
}
