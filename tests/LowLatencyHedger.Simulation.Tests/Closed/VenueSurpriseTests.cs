using System.Text;
using System.Text.RegularExpressions;
using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Closed;
using LowLatencyHedger.Simulation.Exchange;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Simulation.Tests.Closed;

/// <summary>What venue, operator or another instance do behind the engine's back, each once and from a script.</summary>
public sealed partial class VenueSurpriseTests
{
    private const string Hedge = "BTC-PERPETUAL";

    private static CoreConfig Passive { get; } = ClosedLoop.Config with
    {
        Underlyings =
        [
            .. ClosedLoop.Config.Underlyings.Select(underlying => underlying with
            {
                Execution = new ExecutionSettings { Mode = ExecutionMode.PassiveFirst, PassiveMillis = 2_000, OuterBands = 4 },
            }),
        ],
        Risk = ClosedLoop.Config.Risk with { AllowedOrderTypes = OrderTypes.Any },
    };

    [Fact]
    public void Specification_ChangesWhileTrading_OrdersKeepToTheNewOne()
    {
        using var loop = new ClosedLoop(41, 1, ClosedLoop.BusyMarket);
        loop.Start();
        var spec = Perpetual(loop).Spec;
        var changed = spec with
        {
            TickSize = Price.FromRaw(5 * spec.TickSize.Raw), MinTradeAmount = Quantity.FromRaw(5 * spec.MinTradeAmount.Raw),
        };
        loop.Engine.Model.ChangeSpec(Perpetual(loop), changed);
        var changedMs = loop.Engine.Model.NowMs + 10;
        loop.Engine.Run(60 * Nanos.PerSecond);

        var orders = loop.Engine.Model.OrderHistory(loop.Account, OrderFilter.All, 1000, 0, includeUnfilled: true)
            .Where(order => order.Instrument.Name == Hedge && order.Label.StartsWith("hx1-", StringComparison.Ordinal))
            .Where(order => order.CreationMs > changedMs)
            .ToList();
        Assert.True(orders.Count >= 3, loop.Describe());
        Assert.All(orders, order => Assert.Equal(0, order.Price.Raw % changed.TickSize.Raw));
        Assert.All(orders, order => Assert.Equal(0, order.Amount.Raw % changed.MinTradeAmount.Raw));
        Assert.Equal(0, loop.Alerts(ReasonCode.OrderRejected));
    }

    [Fact]
    public void AnotherInstance_OnTheAccount_HaltsThisOne()
    {
        using var loop = new ClosedLoop(42, 1, ClosedLoop.BusyMarket);
        loop.Start();
        loop.RunToOrder();
        loop.Engine.Model.Place(loop.Account, new OrderRequest
        {
            InstrumentName = Hedge,
            Direction = Side.Buy,
            Amount = Quantity.FromDouble(100),
            Price = Perpetual(loop).Book.BestAsk!.Value.Price,
            TimeInForce = Simulation.Exchange.TimeInForce.ImmediateOrCancel,
            Label = $"hx1-{loop.Engine.Epoch + 1:x8}-00000001",
        });

        Assert.True(loop.Engine.RunUntil(() => loop.Engine.Snapshot().TradingState == TradingState.Halt, 5 * Nanos.PerSecond), loop.Describe());
        Assert.Equal(ReasonCode.EpochInUse, loop.Engine.Snapshot().StateReason);
        loop.Engine.Run(Nanos.PerSecond);
        var sent = loop.OrdersOnWire;
        loop.Engine.Command(ControlVerb.Resume);
        loop.Engine.Run(30 * Nanos.PerSecond);
        Assert.Equal(sent, loop.OrdersOnWire);
    }

    [Fact]
    public void TradeTakenBack_ByTheVenue_HaltsUntilAnOperatorTakesTheVenuesWord()
    {
        using var loop = new ClosedLoop(43, 1);
        loop.Start();
        loop.Engine.Model.Correct(loop.Account, Perpetual(loop), Side.Buy, Quantity.FromDouble(20_000));

        Assert.True(loop.Engine.RunUntil(() => loop.Alerts(ReasonCode.PositionBreak) > 0, 60 * Nanos.PerSecond), loop.Describe());
        Assert.Equal(TradingState.Halt, loop.Engine.Snapshot().TradingState);
        loop.Engine.Command(ControlVerb.Resume);
        Assert.True(loop.Engine.RunUntil(() => loop.IsActive && loop.PositionDifference() is null, 60 * Nanos.PerSecond), loop.Describe());
        Assert.True(loop.Engine.RunUntil(() => loop.IsInBand(ClosedLoop.Bitcoin), 60 * Nanos.PerSecond), loop.Describe());
    }

    [Fact]
    public void CancelOnDisconnect_Fails_WhatStayedOpenIsCancelledAtRecovery()
    {
        using var loop = new ClosedLoop(44, 1, ClosedLoop.BusyMarket, Passive);
        loop.Start();
        loop.Engine.CancelsOnDisconnect = false;
        for (var i = 0; i < 5; i++)
        {
            Assert.True(loop.Engine.RunUntil(() => loop.OwnOrders().Count > 0, 60 * Nanos.PerSecond), loop.Describe());
            var left = loop.OwnOrders()[0].OrderId;
            loop.Engine.CutTrading(requestsArrive: false);
            Assert.Contains(loop.OwnOrders(), order => order.OrderId == left);
            loop.AssertRecovers($"cut {i}");
            Assert.DoesNotContain(loop.OwnOrders(), order => order.OrderId == left);
        }
    }

    [Fact]
    public void AnotherOrder_UnderOurLabel_ThenAKill_OursIsStillCancelled()
    {
        using var loop = new ClosedLoop(49, 1, ClosedLoop.BusyMarket, Passive);
        loop.Start();
        loop.Engine.CancelsOnDisconnect = false;
        Assert.True(loop.Engine.RunUntil(() => loop.OwnOrders().Count > 0, 60 * Nanos.PerSecond), loop.Describe());
        var ours = loop.OwnOrders()[0];
        loop.Engine.TradingFaults = new Scripted { Loses = static text => text.Contains("private/cancel", StringComparison.Ordinal) };
        loop.Engine.Model.Place(loop.Account, new OrderRequest
        {
            InstrumentName = ours.Instrument.Name,
            Direction = ours.Direction == Side.Buy ? Side.Sell : Side.Buy,
            Amount = Quantity.FromDouble(100),
            Price = ours.Direction == Side.Buy ? ours.Instrument.Book.BestBid!.Value.Price : ours.Instrument.Book.BestAsk!.Value.Price,
            TimeInForce = Simulation.Exchange.TimeInForce.ImmediateOrCancel,
            Label = ours.Label,
        });
        Assert.True(loop.Engine.RunUntil(() => loop.Alerts(ReasonCode.FillContradiction) > 0, Nanos.PerSecond), loop.Describe());
        loop.Engine.CrashAfter(1, requestsArrive: false, lingerNanos: 0);
        Assert.True(loop.Engine.RunUntil(() => !loop.Engine.IsRunning, Nanos.PerSecond), loop.Describe());
        Assert.Contains(loop.OwnOrders(), order => order.OrderId == ours.OrderId);

        loop.Engine.TradingFaults = null;
        loop.Engine.Restart();
        Assert.True(loop.Engine.RunUntil(() => loop.OwnOrders().Count == 0 && loop.IsResolved, 30 * Nanos.PerSecond), loop.Describe());
        Assert.True(loop.Engine.RunUntil(() => loop.PositionDifference() is null, 30 * Nanos.PerSecond), loop.Describe());
        Assert.True(loop.Alerts(ReasonCode.OrderFromBefore) > 0, loop.Describe());
        loop.Engine.Command(ControlVerb.Resume);
        loop.AssertRecovers("resumed");
    }

    [Fact]
    public void PowerLoss_WithTheOrderNotOnTheDisk_TheNextProcessFindsItsTrades()
    {
        using var loop = new ClosedLoop(45, 1, ClosedLoop.BusyMarket);
        loop.Start();
        for (var i = 0; i < 6; i++)
        {
            loop.Engine.SyncDelayNanos = 50 * Nanos.PerMilli;
            loop.RunToOrder();
            loop.Engine.LosesTail = true;
            loop.Engine.CrashAfter(1, requestsArrive: true, lingerNanos: i * 300 * Nanos.PerMilli);
            Assert.True(loop.Engine.RunUntil(() => !loop.Engine.IsRunning, Nanos.PerSecond), loop.Describe());
            loop.Engine.Run(2 * Nanos.PerSecond);
            loop.Engine.Restart();
            loop.Engine.Run(100 * Nanos.PerMilli);
            loop.AssertRecovers($"power loss {i}");
        }

        Assert.Equal(0, loop.Alerts(ReasonCode.OrderFromBefore));
        Assert.True(loop.Alerts(ReasonCode.FillOfUnknownOrder) > 0, loop.Describe());
    }

    [Fact]
    public void Expiry_WhileAway_IsSettledAndNewOptionsAreKnown()
    {
        const long DayAtEight = 1_768_996_800L + (20 * 3600);
        using var engine = new VirtualEngine(new VirtualEngineOptions
        {
            Exchange = new ExchangeOptions { Seed = 46, IsSmall = true, TicksPerSecond = 4, OptionCount = 6, ClientTradesPerSecond = 1 },
            Core = WideConfig.Btc,
            StartUtcNanos = (DayAtEight - 120) * Nanos.PerSecond,
        });
        var account = engine.Model.Accounts[0];
        engine.Run(60 * Nanos.PerSecond);
        var expiring = engine.Model.Positions(account).Where(position => position.Instrument.Spec.ExpirationMs == DayAtEight * 1000).ToList();
        Assert.NotEmpty(expiring);
        engine.CrashAfter(1, requestsArrive: true, lingerNanos: 0);
        engine.Run(300 * Nanos.PerSecond);
        engine.Restart();
        var alerts = new List<ReasonCode>();
        engine.OnOutput = (in OutputEvent output) => alerts.AddRange(output.Kind == OutputKind.Alert ? [output.Reason] : []);

        Assert.True(engine.RunUntil(() => engine.Snapshot().TradingState == TradingState.Active, 30 * Nanos.PerSecond));
        engine.Run(60 * Nanos.PerSecond);
        Assert.DoesNotContain(ReasonCode.PositionBreak, alerts);
        var listed = engine.Model.Instruments.Where(instrument => instrument.Spec.IsOption && instrument.IsOpen).ToList();
        Assert.All(listed, option => Assert.True(engine.Instruments.TryFind(Encoding.UTF8.GetBytes(option.Name), out _), option.Name));
        foreach (var position in engine.Model.Positions(account))
        {
            Assert.True(engine.Instruments.TryFind(Encoding.UTF8.GetBytes(position.Instrument.Name), out var id));
            Assert.Equal(position.Size, engine.Core.Position(id).ToDouble(), 1e-9);
        }

        Assert.DoesNotContain(engine.Model.Positions(account), position => expiring.Exists(old => old.Instrument == position.Instrument));
    }

    [Fact]
    public void AccountLock_WhileTrading_Halts()
    {
        using var loop = new ClosedLoop(47, 1, ClosedLoop.BusyMarket);
        loop.Start();
        var faults = new Scripted();
        loop.Engine.TradingFaults = faults;
        faults.Replaces = static text => text.Contains("user.changes", StringComparison.Ordinal)
            ? """{"jsonrpc":"2.0","method":"subscription","params":{"channel":"user.lock","data":{"locked":true,"currency":"ALL"}}}"""
            : null;

        Assert.True(loop.Engine.RunUntil(() => loop.Engine.Snapshot().TradingState == TradingState.Halt, 60 * Nanos.PerSecond), loop.Describe());
        Assert.Equal((ReasonCode.AccountLocked, 1), (loop.Engine.Snapshot().StateReason, loop.Alerts(ReasonCode.AccountLocked)));
        var sent = loop.OrdersOnWire;
        loop.Engine.Run(30 * Nanos.PerSecond);
        Assert.Equal(sent, loop.OrdersOnWire);
    }

    [Fact]
    public void Login_RefusedForGood_IsNotTriedAgain()
    {
        using var loop = new ClosedLoop(48);
        var faults = new Scripted();
        loop.Engine.TradingFaults = faults;
        faults.Answers = static text => text.Contains("public/auth", StringComparison.Ordinal)
            ? $$"""{"jsonrpc":"2.0","id":{{RequestId().Match(text).Groups[1].Value}},"error":{"code":13004,"message":"invalid_credentials"},"usIn":1,"usOut":2,"usDiff":1,"testnet":true}"""
            : null;
        loop.Engine.Run(60 * Nanos.PerSecond);

        Assert.NotEqual(0, loop.Engine.Trading.RefusalCause);
        Assert.Equal(1, faults.Answered);
        Assert.Equal(0, loop.OrdersOnWire);
    }

    private static Instrument Perpetual(ClosedLoop loop) => loop.Engine.Model.FindInstrument(Hedge)!;

    [GeneratedRegex("\"id\":([0-9]+)")]
    private static partial Regex RequestId();

    /// <summary>Puts other texts in the place of messages.</summary>
    private sealed class Scripted : ILinkFaults
    {
        public Func<string, string?>? Answers { get; set; }

        public Func<string, string?>? Replaces { get; set; }

        public Func<string, bool>? Loses { get; init; }

        public int Answered { get; private set; }

        public void ToVenue(ref MessageFate fate)
        {
            fate.IsLost |= Loses?.Invoke(Encoding.UTF8.GetString(fate.Bytes)) == true;
            if (Answers?.Invoke(Encoding.UTF8.GetString(fate.Bytes)) is { } answer)
            {
                fate.Answer = Encoding.UTF8.GetBytes(answer);
                fate.IsLost = true;
                Answered++;
            }
        }

        public void ToEngine(ref MessageFate fate)
        {
            if (Replaces?.Invoke(Encoding.UTF8.GetString(fate.Bytes)) is { } other)
            {
                fate.Bytes = Encoding.UTF8.GetBytes(other);
            }
        }
    }
}
