using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using static LowLatencyHedger.Core.Tests.CoreHarness;

namespace LowLatencyHedger.Core.Tests.Recovery;

/// <summary>A core that is told what the journal of the run before knows.</summary>
public sealed class RestoreTests
{
    private static readonly OrderRef s_before = new(6, 41);

    [Fact]
    public void Restored_VenueAgrees_TradesOnWithoutAdopting()
    {
        var core = Restore(new CoreHarness(), 20_000);
        Assert.Equal(20_000, core.Core.Position(Perpetual).ToDouble());
        Assert.Equal(0, core.Snapshot.IsReconciled);

        Connect(core, 20_000);
        Assert.Equal((1, TradingState.Active), (core.Snapshot.IsReconciled, core.Snapshot.TradingState));
        Assert.Equal(0, core.Snapshot.ProfitUsd, 6);
    }

    [Fact]
    public void Restored_VenueDiffers_IsABreakAndNotAdopted()
    {
        var core = Restore(new CoreHarness(), 20_000);
        Connect(core, 25_000);
        Assert.Equal(ReasonCode.NotReconciled, core.Snapshot.StateReason);
        core.Clock(1_500).Positions((Perpetual, 25_000)).Clock(1_500).Positions((Perpetual, 25_000));

        Assert.Equal(20_000, core.Core.Position(Perpetual).ToDouble());
        Assert.Equal((1L, ReasonCode.PositionBreak), (core.Snapshot.PositionBreaks, core.Snapshot.Latch));
        Assert.Empty(core.Orders);
    }

    [Fact]
    public void Restored_FillsSinceAreAddedAndKnownOnesAreNot()
    {
        var core = new CoreHarness();
        var known = core.FillEvent(Perpetual, Side.Buy, 60_000, 1_000, "known");
        Restore(core, 20_000, fills: [known]);
        core.Send(known).Fill(Perpetual, Side.Buy, 60_000, 5_000, "missed");
        Connect(core, 25_000);

        Assert.Equal((1, 25_000.0), (core.Snapshot.IsReconciled, core.Core.Position(Perpetual).ToDouble()));
        Assert.Equal(1, core.Snapshot.DuplicateFills);
        Assert.Equal(0, core.Snapshot.PositionMismatches);
    }

    [Fact]
    public void Restored_NotKnownToBeTheVenues_AreAdopted()
    {
        var core = Restore(new CoreHarness(), 20_000, isAdopted: false);
        Connect(core, 25_000);
        Assert.Equal((1, 25_000.0), (core.Snapshot.IsReconciled, core.Core.Position(Perpetual).ToDouble()));
        Assert.Equal(0, core.Snapshot.ProfitUsd, 6);
    }

    [Fact]
    public void RestoredOrder_FreezesItsInstrumentUntilItsEndIsProven()
    {
        var core = Restore(new CoreHarness(), 120_000, orders: [Order(120_000)]);
        Connect(core, 120_000);
        Assert.Equal((1, 1), (core.Snapshot.UnresolvedOrders, core.Snapshot.UnknownOrders));
        Assert.Equal(0, core.Snapshot.NetDeltaLow, 6);
        Pass(core, 3_000);
        Assert.Empty(core.Orders);
        Assert.Contains(core.All, output => output.Kind == OutputKind.QueryOrder && output.Ref == s_before);

        NotFound(core);
        Pass(core, 2_100);
        core.Positions((Perpetual, 120_000));
        NotFound(core);
        Pass(core, 300);
        Assert.Equal(new OrderRef(7, 1), Assert.Single(core.Orders).Ref);
    }

    [Fact]
    public void RestoredOrder_ThatHasFilled_EndsWithItsFills()
    {
        var core = Restore(new CoreHarness(), 120_000, orders: [Order(120_000)]);
        core.Fill(Perpetual, Side.Sell, 60_000, 120_000, "late", s_before);
        Connect(core);
        Pass(core, 300);

        Assert.Equal((0, 0.0), (core.Snapshot.UnresolvedOrders, core.Snapshot.NetDelta));
        Assert.Empty(core.Orders);
        Assert.DoesNotContain(core.All, output => output.Reason == ReasonCode.FillOfUnknownOrder);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(50_000)]
    public void RestoredOrder_ThatTheVenueHasForgotten_EndsWhenThePositionAgrees(double booked)
    {
        var order = Order(120_000);
        order.RestoredOrder.Booked = Quantity.FromDouble(booked);
        order.RestoredOrder.ValidUntilUtcNanos -= 3_600 * Nanos.PerSecond;
        var core = Restore(new CoreHarness(), 20_000, orders: [order]);
        Connect(core, 20_000);
        NotFound(core);
        Pass(core, 2_100);
        NotFound(core);
        Assert.Equal(1, core.Snapshot.UnresolvedOrders);
        core.Positions((Perpetual, 20_000));
        NotFound(core);
        Assert.Equal(0, core.Snapshot.UnresolvedOrders);
    }

    [Fact]
    public void Restored_TradeFromJustBeforeTheAdoptionAndAnUnresolvedOrder_IsNoBreak()
    {
        var core = Restore(new CoreHarness(), 20_000, orders: [Order(120_000)], adoptedAtUtcNanos: StartUtcNanos + (Nanos.PerSecond / 2));
        core.Fill(DatedFuture, Side.Buy, 60_000, 1_000, "doubtful");
        core.Clock(10_000).Market(60_000);
        for (var i = 0; i < 4; i++)
        {
            core.Clock(1_000).Positions((Perpetual, 20_000), (DatedFuture, 1_000));
        }

        Assert.Equal((0L, 0L), (core.Snapshot.PositionBreaks, core.Snapshot.PositionMismatches));
        core.Update(new OutputEvent { Ref = s_before, Instrument = Perpetual, Side = Side.Sell, Price = Price.FromDouble(60_000) }, OrderState.Cancelled, 0);
        core.Positions((Perpetual, 20_000), (DatedFuture, 1_000));
        Assert.Equal((1, 1_000.0), (core.Snapshot.IsReconciled, core.Core.Position(DatedFuture).ToDouble()));
    }

    [Fact]
    public void RestoredOrder_FoundOpen_IsCancelled()
    {
        var core = Restore(new CoreHarness(), 20_000, orders: [Order(120_000)]);
        core.Update(new OutputEvent { Ref = s_before, Instrument = Perpetual, Side = Side.Sell, Price = Price.FromDouble(60_000) }, OrderState.Open, 0);
        Assert.Contains(core.Last, output => output.Kind == OutputKind.CancelOrder && output.Ref == s_before);
    }

    [Fact]
    public void Restored_LessThanAnnounced_IsToldAsCritical()
    {
        var core = new CoreHarness();
        core.Clock().Define(0);
        var end = core.Event(InputKind.Restored, InstrumentId.None);
        end.Restored = new RestoredBody { Epoch = 6, IsAdopted = true, Fills = 1 };
        core.Send(end);
        Assert.Contains(core.Last, output => output.Reason == ReasonCode.RestoreIncomplete && output.Severity == AlertSeverity.Critical);
    }

    [Theory]
    [InlineData(7, 1)]
    [InlineData(8, 1)]
    public void Fill_OfALabelThatNobodyHereGaveOut_IsBookedAndHalts(uint epoch, uint number)
    {
        var core = new CoreHarness().Start(60_000, 0, (Perpetual, 20_000));
        core.Clock(1_000).Fill(Perpetual, Side.Buy, 60_000, 1_000, "t", new OrderRef(epoch, number));
        Assert.Equal(21_000, core.Core.Position(Perpetual).ToDouble());
        Assert.Equal(ReasonCode.EpochInUse, core.Snapshot.Latch);
    }

    [Fact]
    public void Fill_OfAnEarlierRunsOrder_IsBookedAndOnlyReported()
    {
        var core = new CoreHarness().Start(60_000, 0, (Perpetual, 20_000));
        core.Clock(1_000).Fill(Perpetual, Side.Buy, 60_000, 1_000, "t", s_before);
        Assert.Equal((21_000.0, ReasonCode.None), (core.Core.Position(Perpetual).ToDouble(), core.Snapshot.Latch));
        Assert.Contains(core.Last, output => output.Reason == ReasonCode.FillOfUnknownOrder);
    }

    private static InputEvent Order(double amount)
    {
        var e = new CoreHarness().Event(InputKind.RestoredOrder, Perpetual);
        e.RestoredOrder = new RestoredOrderBody
        {
            Ref = s_before,
            Price = Price.FromDouble(60_000),
            Amount = Quantity.FromDouble(amount),
            ValidUntilUtcNanos = StartUtcNanos + Nanos.PerSecond,
            Side = Side.Sell,
        };
        return e;
    }

    private static CoreHarness Restore(
        CoreHarness core,
        double position,
        bool isAdopted = true,
        IReadOnlyList<InputEvent>? fills = null,
        IReadOnlyList<InputEvent>? orders = null,
        long adoptedAtUtcNanos = 0)
    {
        core.Clock().Define(0);
        core.Session(SessionRole.MarketData, SessionState.Ready).Market(60_000).Portfolio();
        core.Session(SessionRole.Trading, SessionState.Recovering);
        var held = core.Event(InputKind.RestoredPosition, Perpetual);
        held.Position.Size = Quantity.FromDouble(position);
        core.Send(held);
        foreach (var fill in fills ?? [])
        {
            core.Send(fill with { Kind = InputKind.RestoredFill });
        }

        foreach (var order in orders ?? [])
        {
            core.Send(order);
        }

        var end = core.Event(InputKind.Restored, InstrumentId.None);
        end.Restored = new RestoredBody
        {
            Epoch = 6,
            IsAdopted = isAdopted,
            AdoptedAtUtcNanos = adoptedAtUtcNanos,
            Positions = 1,
            Fills = fills?.Count ?? 0,
            Orders = orders?.Count ?? 0,
        };
        return core.Send(end);
    }

    private static void Connect(CoreHarness core, double? position = null)
    {
        core.Clock(10_000).Market(60_000);
        core.Positions(position is { } size ? [(Perpetual, size)] : []);
        core.Session(SessionRole.Trading, SessionState.Ready).Market(60_000).Clock();
    }

    private static void Pass(CoreHarness core, int millis)
    {
        for (var passed = 0; passed < millis; passed += 100)
        {
            core.Clock(100).Market(60_000);
        }
    }

    private static void NotFound(CoreHarness core) => core.NotFound(new OutputEvent { Ref = s_before, Instrument = Perpetual });
}
