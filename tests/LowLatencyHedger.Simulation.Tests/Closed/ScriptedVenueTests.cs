using System.Text;
using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Closed;
using LowLatencyHedger.Simulation.Exchange;
using TimeInForce = LowLatencyHedger.Simulation.Exchange.TimeInForce;

namespace LowLatencyHedger.Simulation.Tests.Closed;

/// <summary>What account, limits and the engine's own orders do to it, each once and from a script.</summary>
public sealed class ScriptedVenueTests
{
    private const string Hedge = "BTC-PERPETUAL";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void OwnOrders_InTheWay_AreNotHitAgainAndAgain(bool isCancelled)
    {
        // The book is the account's own orders alone, so every hedge would meet them.
        var market = ClosedLoop.BusyMarket with { PublicTradesPerSecond = 0, CancelsSelfTrades = isCancelled };
        using var loop = new ClosedLoop(61, 1, market);
        loop.Start();
        Await(loop, 30, () => loop.IsInBand(ClosedLoop.Bitcoin) && loop.IsResolved);
        var (bid, ask) = (Perpetual(loop).Book.BestBid!.Value.Price, Perpetual(loop).Book.BestAsk!.Value.Price);
        loop.Engine.Model.SetLiquidity(Perpetual(loop), isPresent: false);
        Rest(loop, Side.Buy, bid);
        Rest(loop, Side.Sell, ask);
        var fromMs = loop.Engine.Model.NowMs;
        loop.Engine.Run(30 * Nanos.PerSecond);

        var (met, after) = (Sent(loop, fromMs), loop.Engine.Snapshot());
        Assert.All(met, static order => Assert.Equal(0, order.FilledAmount.Raw));
        Assert.True(isCancelled ? met.Count is >= 3 and <= 15 : met.Count == 0, $"{met.Count}: {loop.Describe()}");
        Assert.Equal(isCancelled ? 0 : ClosedLoop.Config.Risk.MaxRejectRun, after.Rejects);
        Assert.Equal(isCancelled ? ReasonCode.None : ReasonCode.RejectRun, after.StateReason);
        Assert.Equal(0, after.UnknownOrdersTotal);
        Assert.True(loop.IsResolved && loop.Violation is null, loop.Describe());

        loop.Engine.Model.CancelAll(loop.Account, new OrderFilter { Label = "manual" });
        loop.Engine.Model.SetLiquidity(Perpetual(loop), isPresent: true);
        loop.Engine.Command(ControlVerb.Resume);
        loop.AssertRecovers("out of the way");
        Await(loop, 30, () => loop.IsInBand(ClosedLoop.Bitcoin));
    }

    [Fact]
    public void MarketMakerProtection_TakesTheQuotes_HedgingGoesOn()
    {
        using var loop = new ClosedLoop(68, 1, ClosedLoop.BusyMarket);
        loop.Start();
        var option = loop.Engine.Model.Instruments.First(static listed => listed.Spec.IsOption && listed.Ticker.MarkPrice > 0.01);
        var quote = loop.Engine.Model.Place(loop.Account, new OrderRequest
        {
            InstrumentName = option.Name,
            Direction = Side.Buy,
            Amount = Quantity.FromDouble(1),
            Price = option.Spec.TickSize,
            Label = "quote",
            Mmp = true,
        });
        Assert.Null(quote.Error);
        loop.Engine.Run(10 * Nanos.PerSecond);

        // Frozen until somebody resets it.
        loop.Engine.Model.Protect(loop.Account, option.PriceIndex, frozenUntilMs: 0);
        Assert.Empty(loop.Engine.Model.OpenOrders(loop.Account, new OrderFilter { Label = "quote" }));
        Await(loop, 5, () => loop.Alerts(ReasonCode.QuotesProtected) == 1);
        var (fromMs, fills) = (loop.Engine.Model.NowMs, loop.Engine.Snapshot().HedgeFills);
        loop.Engine.Run(20 * Nanos.PerSecond);

        var hedges = Sent(loop, fromMs);
        Assert.True(hedges.Count >= 3 && loop.Engine.Snapshot().HedgeFills > fills, loop.Describe());
        Assert.All(hedges, static order => Assert.False(order.Mmp));
        Assert.True(loop.IsActive && loop.Alerts(ReasonCode.InputRefused) == 0, loop.Describe());
        Assert.Equal(1, loop.Alerts(ReasonCode.QuotesProtected));
        loop.AssertRecovers("protection");
    }

    [Fact]
    public void OwnImpact_MovesTheMarketForGood_IsNotHedgedToAndFro()
    {
        var (usd, turns, price) = Hedged(impactBps: 0);
        var (usdWithImpact, turnsWithImpact, priceWithImpact) = Hedged(impactBps: 100);

        Assert.True(Math.Abs(priceWithImpact - price) > 10, $"{price}, {priceWithImpact}: the impact shows nothing");
        Assert.InRange(usdWithImpact, 0.5 * usd, 1.25 * usd);
        Assert.InRange(turnsWithImpact, 1, (5 * turns / 4) + 2);
    }

    [Fact]
    public void LowerLimits_WithAnOrderInFlight_CountItAsIfItFills()
    {
        using var loop = new ClosedLoop(63, 20, ClosedLoop.BusyMarket);
        var orders = new List<(OutputEvent Order, Quantity Position)>();
        var answers = new List<ReasonCode>();
        Tap(loop, (in OutputEvent output) =>
        {
            if (output.Kind == OutputKind.PlaceOrder && output.Instrument == Id(loop))
            {
                orders.Add((output, loop.Engine.Core.Position(output.Instrument)));
            }

            answers.AddRange(output.Kind == OutputKind.SettingsChanged ? [output.Reason] : []);
        });
        loop.Start();
        loop.Engine.Run(10 * Nanos.PerSecond);
        Await(loop, 120, () => loop.Engine.Snapshot().UnresolvedOrders > 0 && Grows(orders[^1]));
        var (inFlight, before) = orders[^1];
        var limit = Math.Abs(before.ToDouble()) + (inFlight.Amount.ToDouble() / 2);
        const double OrderLimit = 40_000;
        orders.Clear();
        Change(loop, 1, (SettingKey.MaxOrderNotionalUsd, OrderLimit), (SettingKey.MaxPositionUsd, limit));

        // It cannot be taken back; it ends as it would have, and counts until then.
        Await(loop, 5, () => loop.IsResolved);
        loop.Engine.Run(60 * Nanos.PerSecond);
        Assert.Equal([ReasonCode.None], answers);
        Assert.True(loop.Violation is null && orders.Count > 0 && loop.Alerts(ReasonCode.PositionAboveLimit) > 0, loop.Describe());
        Assert.All(orders, sent =>
        {
            var after = Math.Abs((sent.Position + Signed(sent.Order)).ToDouble());
            Assert.True(sent.Order.Amount.ToDouble() <= OrderLimit, $"{sent.Order.Amount.ToDouble()}");
            Assert.True(after <= limit || after < Math.Abs(sent.Position.ToDouble()), $"{after} above {limit}");
        });
        Change(loop, 2, (SettingKey.MaxOrderNotionalUsd, 2_000_000), (SettingKey.MaxPositionUsd, 100_000_000));
        loop.AssertRecovers("limits raised");
        Await(loop, 30, () => loop.IsInBand(ClosedLoop.Bitcoin));
    }

    [Fact]
    public void Withdrawal_LeavesTooLittle_OnlyReducesUntilTheDepositIsBack()
    {
        const double MinFundsPct = 80;
        var core = ClosedLoop.Config with { Risk = ClosedLoop.Config.Risk with { MinAvailableFundsPct = MinFundsPct } };
        using var loop = new ClosedLoop(64, 1, ClosedLoop.SmallMarket, core);
        loop.Start();
        var equity = loop.Engine.Snapshot().EquityCoins;
        var summary = loop.Engine.Model.Summary(loop.Account, "BTC");

        // Of the equity that stays a little less is available than has to be.
        var used = summary.Equity - summary.AvailableFunds;
        var withdrawn = summary.Equity - (used / (1.05 - (0.01 * MinFundsPct)));
        loop.Engine.Model.Deposit(loop.Account, "BTC", -withdrawn);
        Await(loop, 3, () => loop.Engine.Snapshot().TradingState == TradingState.Reduce);
        Assert.Equal(ReasonCode.AvailableFundsBelowLimit, loop.Engine.Snapshot().StateReason);
        Assert.Equal(TradingState.Active, loop.Engine.Snapshot(ClosedLoop.Ether).TradingState);
        Assert.Equal(equity - withdrawn, loop.Engine.Snapshot().EquityCoins, 0.02 * equity);
        loop.Engine.Run(20 * Nanos.PerSecond);
        Assert.Null(loop.Violation);

        loop.Engine.Model.Deposit(loop.Account, "BTC", withdrawn);
        Await(loop, 3, () => loop.IsActive);
        Assert.Equal(equity, loop.Engine.Snapshot().EquityCoins, 0.02 * equity);
        Await(loop, 30, () => loop.IsInBand(ClosedLoop.Bitcoin));
        Assert.Equal(0, loop.Engine.Snapshot().Rejects);
    }

    [Fact]
    public void FundsBelowAnOrdersMargin_HoldItBackUntilTheDeposit()
    {
        var core = ClosedLoop.Config with
        {
            Underlyings = [.. ClosedLoop.Config.Underlyings.Select(static underlying => underlying with { InitialMarginPct = 100 })],
            Risk = ClosedLoop.Config.Risk with { MinAvailableFundsPct = 0.01, MaxMarginRatio = 1, HaltMarginRatio = 1 },
        };
        using var loop = new ClosedLoop(65, 1, ClosedLoop.BusyMarket with { OptionCount = 3, ClientTradesPerSecond = 0.2 }, core);
        Await(loop, 20, () => loop.Engine.Trading.State == SessionState.Ready);

        // Less than the smallest order locks: none may leave, and the venue is not asked in vain.
        var withdrawn = loop.Engine.Model.Summary(loop.Account, "BTC").AvailableFunds - 0.4;
        loop.Engine.Model.Deposit(loop.Account, "BTC", -withdrawn);
        Await(loop, 30, () => loop.Engine.Snapshot().LastRefusal == ReasonCode.MarginAboveFunds);
        Assert.Equal(0, loop.Engine.Snapshot().Rejects);

        var sent = loop.Engine.Snapshot().HedgesSent;
        loop.Engine.Model.Deposit(loop.Account, "BTC", withdrawn);
        Await(loop, 10, () => loop.Engine.Snapshot().HedgesSent > sent);
        Await(loop, 30, () => loop.IsInBand(ClosedLoop.Bitcoin));
    }

    [Fact]
    public void TradeInAnInstrumentNobodyToldOf_IsToldAndInTheBookWithinSeconds()
    {
        using var loop = new ClosedLoop(66, 1, ClosedLoop.SmallMarket with { ClientTradesPerSecond = 0.2 });
        loop.Start();
        Await(loop, 30, () => loop.IsInBand(ClosedLoop.Bitcoin));
        loop.Engine.LosesMarketMessage = static message => message.Span.IndexOf("instrument.state"u8) >= 0;
        var option = ListOption(loop);
        Buy(loop, option, 60);
        Assert.False(loop.Engine.Instruments.TryFind(Encoding.UTF8.GetBytes(option.Name), out _));

        Await(loop, 1, () => loop.Engine.Snapshot().StateReason == ReasonCode.PositionUnmodelled);
        Assert.Equal(TradingState.Pause, loop.Engine.Snapshot().TradingState);
        Assert.Equal(1, loop.Alerts(ReasonCode.InstrumentUnknown));
        var held = loop.Engine.Snapshot().OptionsHeld;
        Await(loop, 2, () => loop.PositionDifference() is null && loop.Engine.Snapshot().OptionsHeld > held);
        Assert.True(loop.Engine.Instruments.TryFind(Encoding.UTF8.GetBytes(option.Name), out var id));
        Assert.Equal(60, loop.Engine.Core.Position(id).ToDouble(), 1e-9);
        Await(loop, 5, () => loop.IsActive && loop.Engine.Snapshot().OptionsUnvalued == 0);
        Await(loop, 30, () => loop.IsInBand(ClosedLoop.Bitcoin));
        Assert.Equal((0, 0), (loop.Alerts(ReasonCode.PositionBreak), loop.Alerts(ReasonCode.NetDeltaDiffersFromVenue)));
    }

    [Fact]
    public void TradeTakenBack_WhileAnOrderIsUnknown_IsABreakAndBothEnd()
    {
        using var loop = new ClosedLoop(67, 1, ClosedLoop.BusyMarket);
        loop.Start();
        var faults = new LosesAnOrder();
        loop.Engine.TradingFaults = faults;
        Await(loop, 60, () => faults.IsLost);
        loop.Engine.Model.Correct(loop.Account, Perpetual(loop), Side.Buy, Quantity.FromDouble(20_000));

        // The order's end waits for a position that agrees, and this one never will by itself.
        Await(loop, 60, () => loop.Alerts(ReasonCode.OrderStillUnknown) > 0);
        Await(loop, 120, () => loop.Alerts(ReasonCode.PositionBreak) > 0);
        Assert.Equal(TradingState.Halt, loop.Engine.Snapshot().TradingState);
        loop.Engine.Command(ControlVerb.Resume);
        Await(loop, 60, () => loop.IsActive && loop.IsResolved && loop.PositionDifference() is null);
        Assert.Null(loop.Violation);
        Await(loop, 60, () => loop.IsInBand(ClosedLoop.Bitcoin));
    }

    /// <summary>What was hedged in half a minute in which clients trade, and the price after it.</summary>
    private static (double Usd, int Turns, double Price) Hedged(double impactBps)
    {
        using var loop = new ClosedLoop(62, 2, ClosedLoop.BusyMarket with { ImpactBps = impactBps });
        loop.Start();
        loop.Engine.Run(30 * Nanos.PerSecond);

        // Right after a fill the spread may be too wide for a moment.
        Await(loop, 5, () => loop.IsActive);
        Assert.True(loop.Violation is null, loop.Describe());
        var orders = Sent(loop, 0);
        var turns = orders.Zip(orders.Skip(1)).Count(static pair => pair.First.Direction != pair.Second.Direction);
        return (orders.Sum(static order => order.FilledAmount.ToDouble()), turns, Perpetual(loop).Ticker.MarkPrice);
    }

    private static void Await(ClosedLoop loop, int seconds, Func<bool> holds) =>
        Assert.True(loop.Engine.RunUntil(holds, seconds * Nanos.PerSecond), loop.Describe());

    private static Instrument Perpetual(ClosedLoop loop) => loop.Engine.Model.FindInstrument(Hedge)!;

    private static InstrumentId Id(ClosedLoop loop)
    {
        loop.Engine.Instruments.TryFind(Encoding.UTF8.GetBytes(Hedge), out var id);
        return id;
    }

    private static Quantity Signed(in OutputEvent order) => order.Side == Side.Buy ? order.Amount : -order.Amount;

    private static bool Grows((OutputEvent Order, Quantity Position) sent) =>
        Math.Abs((sent.Position + Signed(sent.Order)).ToDouble()) > Math.Abs(sent.Position.ToDouble());

    /// <summary>Own orders that the venue has taken since a moment, oldest first.</summary>
    private static List<Order> Sent(ClosedLoop loop, long fromMs) =>
    [
        .. loop.Engine.Model.OrderHistory(loop.Account, OrderFilter.All, 1000, 0, includeUnfilled: true)
            .Where(order => order.Instrument.Name == Hedge && order.Label.StartsWith("hx1-", StringComparison.Ordinal))
            .Where(order => order.CreationMs > fromMs)
            .Reverse(),
    ];

    private static void Rest(ClosedLoop loop, Side side, Price price) => Assert.Null(loop.Engine.Model.Place(loop.Account, new OrderRequest
    {
        InstrumentName = Hedge,
        Direction = side,
        Amount = Quantity.FromDouble(1_000_000),
        Price = price,
        Label = "manual",
    }).Error);

    private static void Tap(ClosedLoop loop, OutputObserver observer)
    {
        var inner = loop.Engine.OnOutput;
        loop.Engine.OnOutput = (in OutputEvent output) =>
        {
            observer(in output);
            inner?.Invoke(in output);
        };
    }

    private static void Change(ClosedLoop loop, int id, params (SettingKey Key, double Value)[] settings) => loop.Engine.Change(
    [
        .. settings.Select((setting, place) => new SettingChangeBody
        {
            ChangeId = id,
            Index = (ushort)place,
            Count = (ushort)settings.Length,
            Key = setting.Key,
            Underlying = -1,
            Value = setting.Value,
        }),
    ]);

    /// <summary>A call at the money of the last expiry, at a strike that is not listed.</summary>
    private static Instrument ListOption(ClosedLoop loop)
    {
        var model = loop.Engine.Model;
        var like = model.Instruments
            .Where(static instrument => instrument.Spec is { IsOption: true, IsCall: true, PriceIndex: "btc_usd" })
            .MaxBy(static instrument => (instrument.Spec.ExpirationMs, -Math.Abs(instrument.Ticker.Delta - 0.5)))!;
        var strike = like.Spec.Strike + 1;
        var name = $"{like.Name[..like.Name.IndexOf($"{like.Spec.Strike}", StringComparison.Ordinal)]}{strike}-C";
        var option = new Instrument(like.Spec with { Name = name, Strike = strike, InstrumentId = 999_999 }, like.PriceIndex);
        OptionMarks.Update(option, like.Ticker.MarkIv / 100, like.Ticker.UnderlyingPrice, like.Ticker.UnderlyingIndex, 0, model.NowMs);
        model.List(option);
        return option;
    }

    private static void Buy(ClosedLoop loop, Instrument option, double amount)
    {
        var model = loop.Engine.Model;
        var price = option.Spec.CeilingToTick(Price.FromDouble(option.Ticker.MarkPrice));
        var quantity = Quantity.FromDouble(amount);
        option.Book.Add(new BookOrder(model.Engine.TakeSequence(), model.Ledger.Market, Side.Sell, price.Raw, quantity.Raw));
        var result = model.Place(loop.Account, new OrderRequest
        {
            InstrumentName = option.Name,
            Direction = Side.Buy,
            Amount = quantity,
            Price = price,
            TimeInForce = TimeInForce.ImmediateOrCancel,
            Label = "manual",
        });
        Assert.Null(result.Error);
        Assert.Equal(quantity, result.Order!.FilledAmount);
    }

    /// <summary>One order does not get to the venue, and the connection lives on.</summary>
    private sealed class LosesAnOrder : ILinkFaults
    {
        public bool IsLost { get; private set; }

        public void ToVenue(ref MessageFate fate)
        {
            var isOrder = fate.Bytes.AsSpan().IndexOf("private/buy"u8) >= 0 || fate.Bytes.AsSpan().IndexOf("private/sell"u8) >= 0;
            fate.IsLost |= isOrder && !IsLost;
            IsLost |= isOrder;
        }

        public void ToEngine(ref MessageFate fate)
        {
        }
    }
}
