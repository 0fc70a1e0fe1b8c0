using System.Text;
using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using InstrumentKind = LowLatencyHedger.Simulation.Exchange.InstrumentKind;

namespace LowLatencyHedger.Simulation.Tests.Closed;

/// <summary>Hedging in more than the perpetual: dated futures, and options by the hedge program.</summary>
public sealed class InstrumentTests
{
    private const string PerpetualBook = "\"book.BTC-PERPETUAL.";

    [Fact]
    public void Run_BookOfThePerpetualLost_HedgesInTheDatedFutureAndComesBack()
    {
        using var loop = WithFuture(31, out var future);
        loop.Start();
        Lose(loop);
        loop.Engine.Run(40 * Nanos.PerSecond);
        Assert.True(loop.Violation is null, loop.Describe());
        Assert.NotEqual(0, PositionIn(loop, future));
        Assert.True(loop.Alerts(ReasonCode.HedgeInstrumentChanged) > 0, loop.Describe());
        loop.Engine.LosesMarketMessage = null;
        loop.Engine.Run(20 * Nanos.PerSecond);
        loop.AssertRecovers("perpetual back");
    }

    [Fact]
    public void Crash_OrdersInTheDatedFuture_AreResolvedInIt()
    {
        using var loop = WithFuture(32, out var future);
        loop.Start();
        Lose(loop);
        var taken = 0;
        for (var i = 0; i < 5; i++)
        {
            Assert.True(loop.Engine.RunUntil(() => loop.Engine.Snapshot().TradingState == TradingState.Active, 20 * Nanos.PerSecond), loop.Describe());
            var sent = loop.OrdersOnWire;
            Assert.True(loop.Engine.RunUntil(() => loop.OrdersOnWire > sent && loop.Engine.Snapshot().UnresolvedOrders > 0, 120 * Nanos.PerSecond));
            loop.Engine.CrashAfter(1, requestsArrive: true, lingerNanos: 20 * Nanos.PerMilli);
            Assert.True(loop.Engine.RunUntil(() => !loop.Engine.IsRunning, 10 * Nanos.PerSecond));
            taken += loop.Engine.Journaled!.Orders.Count(order => order.Instrument.ToString() == future);
            loop.Engine.LosesMarketMessage = null;
            loop.Engine.Restart();
            loop.AssertRecovers($"crash {i}");
            Lose(loop);
        }

        Assert.True(taken > 0, loop.Describe());
        Assert.Equal(0, loop.Alerts(ReasonCode.PositionBreak));
        Assert.Equal(0, loop.Alerts(ReasonCode.FillContradiction));
    }

    [Fact]
    public void Run_HedgeProgram_TradesOptionsOneByOneBesideTheDelta()
    {
        using var probe = new ClosedLoop(33);
        string[] options = [.. probe.Engine.Model.Positions(probe.Account)
            .Where(position => position.Instrument.Spec.Kind == InstrumentKind.Option && position.Instrument.Spec.Name.StartsWith("BTC-", StringComparison.Ordinal))
            .Select(position => position.Instrument.Spec.Name)
            .Order(StringComparer.Ordinal)
            .Take(7)];
        var program = new HedgeProgramSettings
        {
            Instruments = options, IntervalSeconds = 2, Aversion = 1e-2, MaxOrderCoins = 2, MaxPositionCoins = 1_000,
        };
        using var loop = new ClosedLoop(33, 1, ClosedLoop.SmallMarket, Changed(underlying => underlying with { HedgeProgram = program }, options));
        loop.Start();
        loop.Engine.Run(40 * Nanos.PerSecond);
        Assert.True(loop.Violation is null, loop.Describe());
        Assert.True(loop.ProgramTrades > 0, loop.Describe());
        loop.AssertRecovers("with the program");
    }

    private static ClosedLoop WithFuture(int seed, out string future)
    {
        using var probe = new ClosedLoop(seed);
        var name = probe.Engine.Model.Instruments
            .Where(instrument => instrument.Spec.Kind == InstrumentKind.Future && instrument.Spec.Name.StartsWith("BTC-", StringComparison.Ordinal))
            .MaxBy(instrument => instrument.Spec.ExpirationMs)!.Spec.Name;
        future = name;
        return new ClosedLoop(seed, 1, ClosedLoop.BusyMarket, Changed(underlying => underlying with { OtherInstruments = [name] }, name));
    }

    private static CoreConfig Changed(Func<UnderlyingConfig, UnderlyingConfig> change, params string[] instruments) => ClosedLoop.Config with
    {
        Underlyings = [change(ClosedLoop.Config.Underlyings[0]), ClosedLoop.Config.Underlyings[1]],
        Risk = ClosedLoop.Config.Risk with
        {
            AllowedInstruments = [.. ClosedLoop.Config.Risk.AllowedInstruments, .. instruments],

            // The last quarterly is some per cent away from the index.
            PriceCollarDatedBps = 2_000,
        },
    };

    private static void Lose(ClosedLoop loop) =>
        loop.Engine.LosesMarketMessage = message => Encoding.UTF8.GetString(message.Span).Contains(PerpetualBook, StringComparison.Ordinal);

    private static double PositionIn(ClosedLoop loop, string name) =>
        loop.Engine.Model.GetPosition(loop.Account, loop.Engine.Model.FindInstrument(name)!).Size;
}
