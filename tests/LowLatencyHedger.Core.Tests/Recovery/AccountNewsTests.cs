using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using static LowLatencyHedger.Core.Tests.CoreHarness;

namespace LowLatencyHedger.Core.Tests.Recovery;

public sealed class AccountNewsTests
{
    private const double Price = 60_000;

    [Fact]
    public void ExternalFill_WhereHedgesTrade_IsToldOnceAMinute()
    {
        var core = new CoreHarness().Start();
        for (var second = 0; second < 150; second++)
        {
            core.Clock(1_000).Market(Price).Fill(Perpetual, second % 2 == 0 ? Side.Buy : Side.Sell, Price, 10, $"hand{second}");
        }

        var told = Told(core, ReasonCode.ExternalFill);
        Assert.Equal(3, told.Count);
        Assert.All(told, alert => Assert.Equal((AlertSeverity.Warning, Perpetual), (alert.Severity, alert.Instrument)));
        Assert.Equal(Quantity.FromDouble(10).Raw, told[0].Detail);
        Assert.Equal(0, core.Core.Position(Perpetual).ToDouble());
    }

    [Fact]
    public void ExternalFill_InOptions_IsToldOnceARun()
    {
        var core = new CoreHarness().Start(optionCount: 4);
        for (var second = 0; second < 150; second++)
        {
            core.Clock(1_000).Market(Price, 4).Fill(Option(second % 4), second % 2 == 0 ? Side.Buy : Side.Sell, 0.05, 0.1, $"quote{second}");
        }

        Assert.Equal(AlertSeverity.Info, Assert.Single(Told(core, ReasonCode.ExternalFill)).Severity);
    }

    [Theory]
    [InlineData(Liquidity.Taker, LiquidatedSides.Taker, true)]
    [InlineData(Liquidity.Taker, LiquidatedSides.Maker, false)]
    [InlineData(Liquidity.Maker, LiquidatedSides.Maker | LiquidatedSides.Taker, true)]
    [InlineData(Liquidity.Unknown, LiquidatedSides.Maker, true)]
    [InlineData(Liquidity.Unknown, LiquidatedSides.None, false)]
    public void Liquidation_OfTheAccount_IsBookedAndHalts(Liquidity liquidity, LiquidatedSides sides, bool isOurs)
    {
        var core = new CoreHarness().Start(positions: (Perpetual, 10_000));
        var e = core.FillEvent(Perpetual, Side.Sell, Price, 1_000, "x");
        (e.Fill.Liquidity, e.Fill.Liquidated) = (liquidity, sides);
        core.Send(e).Clock(1).Market(Price);

        Assert.Equal(9_000, core.Core.Position(Perpetual).ToDouble());
        Assert.Equal(isOurs ? ReasonCode.AccountLiquidated : ReasonCode.None, core.Snapshot.Latch);
    }

    [Fact]
    public void OwnFill_OrOneToldAgain_IsNoNews()
    {
        var core = new CoreHarness().Start(positions: (Perpetual, 120_000));
        core.FillWhole(core.Orders.Single());
        Assert.Empty(Told(core, ReasonCode.ExternalFill));
        core.Clock(100).Fill(Perpetual, Side.Buy, Price, 10, "hand").Clock(61_000).Market(Price).Fill(Perpetual, Side.Buy, Price, 10, "hand");
        Assert.Single(Told(core, ReasonCode.ExternalFill));
    }

    [Fact]
    public void ExternalOrder_WhereHedgesTrade_IsToldOnceARun()
    {
        var core = new CoreHarness().Start(optionCount: 1);
        SendOrder(core, Option(0), OrderState.Open);
        SendOrder(core, Perpetual, OrderState.Cancelled);
        Assert.Empty(Told(core, ReasonCode.ExternalOrder));
        for (var minute = 0; minute < 3; minute++)
        {
            SendOrder(core.Clock(60_000), Perpetual, OrderState.Open);
        }

        Assert.Equal(AlertSeverity.Warning, Assert.Single(Told(core, ReasonCode.ExternalOrder)).Severity);
        Assert.DoesNotContain(core.All, static output => output.Kind == OutputKind.CancelOrder);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void InstrumentChanged_WhileItIsHedged_CancelsPausesAndIsTold(int difference)
    {
        var core = new CoreHarness().Start(positions: (Perpetual, 120_000));
        var order = core.Orders.Single();
        Redefine(core, Perpetual, difference);

        var alert = Assert.Single(Told(core, ReasonCode.InstrumentChanged));
        Assert.Equal((AlertSeverity.Critical, Perpetual, (long)difference), (alert.Severity, alert.Instrument, alert.Detail));
        Assert.Contains(core.Last, output => output.Kind == OutputKind.CancelOrder && output.Ref == order.Ref);
        Assert.Contains(core.Last, static output => output.Kind == OutputKind.ResyncBook && output.Instrument == Perpetual);
        core.Update(order, OrderState.Cancelled, 0).Clock(1_000).Index(Price).Ticker(Price);
        Assert.Equal((TradingState.Pause, ReasonCode.BookStale), (core.Snapshot.TradingState, core.Snapshot.StateReason));
        Assert.Single(core.Orders);

        core.Book(Price);
        Assert.Equal(2, core.Orders.Count());
        Assert.Equal(TradingState.Active, core.Snapshot.TradingState);
    }

    [Fact]
    public void InstrumentChanged_OfAnOption_IsToldWhenItIsHeld()
    {
        var core = new CoreHarness().Start(optionCount: 2, positions: (Option(0), 1));
        Redefine(core, Option(1), 1);
        Assert.Empty(Told(core, ReasonCode.InstrumentChanged));
        Redefine(core, Option(0), 1);
        Assert.Equal(AlertSeverity.Warning, Assert.Single(Told(core, ReasonCode.InstrumentChanged)).Severity);
    }

    [Fact]
    public void InstrumentDefined_TheSameAgainOrWithOtherFees_IsNoNews()
    {
        var core = new CoreHarness().Start();
        Redefine(core, Perpetual, 0);
        var definition = Definition(core, Perpetual);
        definition.InstrumentDefined.TakerCommission *= 2;
        definition.InstrumentDefined.Status = TradingStatus.Locked;
        core.Send(definition);
        Assert.Empty(Told(core, ReasonCode.InstrumentChanged));
    }

    [Fact]
    public void QuotesProtected_AgainAndAgain_IsToldOnceAMinuteAndHedgingGoesOn()
    {
        var core = new CoreHarness().Start();
        for (var second = 0; second < 90; second++)
        {
            Notice(core.Clock(1_000).Market(Price), ReasonCode.QuotesProtected, core.UtcNanos + Nanos.PerSecond);
        }

        var told = Told(core, ReasonCode.QuotesProtected);
        Assert.Equal(2, told.Count);
        Assert.All(told, static alert => Assert.Equal((AlertSeverity.Warning, Underlying), (alert.Severity, alert.Underlying)));
        Assert.Equal(TradingState.Active, core.Snapshot.TradingState);
    }

    [Fact]
    public void InstrumentUnknown_PausesForSecondsAndIsTold()
    {
        var core = new CoreHarness().Start();
        Notice(core, ReasonCode.InstrumentUnknown, 0);
        Assert.Single(Told(core, ReasonCode.InstrumentUnknown));
        Assert.Equal((TradingState.Pause, ReasonCode.PositionUnmodelled), (core.Snapshot.TradingState, core.Snapshot.StateReason));
        core.Clock(3_001).Market(Price);
        Assert.Equal(TradingState.Active, core.Snapshot.TradingState);
    }

    [Fact]
    public void Notice_OfSomethingElse_IsRefused()
    {
        var core = new CoreHarness().Start();
        Notice(core, ReasonCode.DeltaAboveBand, 0);
        Assert.Single(Told(core, ReasonCode.InputRefused));
    }

    private static List<OutputEvent> Told(CoreHarness core, ReasonCode reason) =>
        [.. core.All.Where(output => output.Kind == OutputKind.Alert && output.Reason == reason)];

    private static InputEvent Definition(CoreHarness core, InstrumentId instrument) =>
        core.Inputs.Last(input => input.Kind == InputKind.InstrumentDefined && input.Instrument == instrument);

    private static void Redefine(CoreHarness core, InstrumentId instrument, int difference)
    {
        var e = Definition(core, instrument);
        ref var body = ref e.InstrumentDefined;
        body.TickSize = (difference & 1) != 0 ? Primitives.Price.FromRaw(5 * body.TickSize.Raw) : body.TickSize;
        body.MinTradeAmount = (difference & 2) != 0 ? Quantity.FromRaw(5 * body.MinTradeAmount.Raw) : body.MinTradeAmount;
        body.ContractSize = (difference & 4) != 0 ? Quantity.FromRaw(5 * body.ContractSize.Raw) : body.ContractSize;
        core.Send(e);
    }

    private static void SendOrder(CoreHarness core, InstrumentId instrument, OrderState state)
    {
        var e = core.Event(InputKind.OrderUpdate, instrument);
        e.Order = new OrderBody
        {
            ExchangeOrderId = InlineText32.From("other"),
            Price = Primitives.Price.FromDouble(Price),
            Amount = Quantity.FromDouble(10),
            Side = Side.Buy,
            State = state,
        };
        core.Send(e);
    }

    private static void Notice(CoreHarness core, ReasonCode reason, long untilUtcNanos)
    {
        var e = core.Event(InputKind.Notice, InstrumentId.None);
        e.Notice = new NoticeBody { Reason = reason, Underlying = Underlying, UntilUtcNanos = untilUtcNanos };
        core.Send(e);
    }
}
