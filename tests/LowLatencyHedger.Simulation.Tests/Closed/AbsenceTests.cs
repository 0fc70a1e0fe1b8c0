using System.Text;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Closed;
using LowLatencyHedger.Simulation.Exchange;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Simulation.Tests.Closed;

/// <summary>The engine is away for so long that the venue's first answer does not tell everything that happened.</summary>
public sealed class AbsenceTests
{
    private const int TradesPerPage = 1000;

    [Fact]
    public void Reconnect_AfterMoreTradesThanAPageHolds_BooksThemAll()
    {
        using var loop = new ClosedLoop(31, 1, ClosedLoop.SmallMarket with { ClientTradesPerSecond = 40 });
        loop.Start();
        var before = TradesAtTheVenue(loop);
        loop.Engine.CutTrading(requestsArrive: true, reopenNanos: 120 * Nanos.PerSecond);
        loop.Engine.Run(120 * Nanos.PerSecond);
        Assert.True(TradesAtTheVenue(loop) - before > 3 * TradesPerPage, $"{TradesAtTheVenue(loop) - before} trades");

        AssertRecovers(loop);
    }

    [Fact]
    public void Restart_AfterMoreTradesThanAPageHolds_BooksThemAll()
    {
        using var loop = new ClosedLoop(32, 1, ClosedLoop.SmallMarket with { ClientTradesPerSecond = 40 });
        loop.Start();
        Crash(loop);
        var before = TradesAtTheVenue(loop);
        loop.Engine.Run(120 * Nanos.PerSecond);
        Assert.True(TradesAtTheVenue(loop) - before > 3 * TradesPerPage, $"{TradesAtTheVenue(loop) - before} trades");
        loop.Engine.Restart();

        AssertRecovers(loop);
        Assert.InRange(loop.Engine.Snapshot().OptionFills + loop.Engine.Snapshot(ClosedLoop.Ether).OptionFills, 3 * TradesPerPage, long.MaxValue);
    }

    [Fact]
    public void Restart_AfterTheVenueHasForgottenTheFirstTrades_ReadsThemInTheArchive()
    {
        using var engine = new VirtualEngine(new VirtualEngineOptions
        {
            Exchange = new ExchangeOptions
            {
                Seed = 33, IsSmall = true, TicksPerSecond = 2, PublicTradesPerSecond = 0, ClientTradesPerSecond = 0.02, OptionCount = 10,
            },
            Core = WideConfig.Btc,
        });
        Assert.True(engine.RunUntil(() => engine.Snapshot().TradingState >= TradingState.Pause && engine.Snapshot().IsReconciled != 0, 20 * Nanos.PerSecond));
        engine.CrashAfter(1, requestsArrive: true, lingerNanos: 0);
        engine.Run(Nanos.PerSecond);
        var read = engine.Journaled!.TradesReadUtcNanos;
        engine.Run(27 * 3_600 * Nanos.PerSecond);
        var account = engine.Model.FindAccount(engine.Model.Options.ClientId)!;
        var all = new TradeQuery { Count = TradeQuery.CountMax, Ascending = true };
        var kept = engine.Model.UserTrades(account, all).Trades[0].Trade.TimestampMs;
        var archived = engine.Model.UserTrades(account, all with { Historical = true }).Trades.Select(trade => trade.Trade.TimestampMs);
        Assert.InRange(archived.Count(millis => millis < kept && millis * Nanos.PerMilli > read), 50, int.MaxValue);
        engine.Restart();

        Assert.True(engine.RunUntil(() => engine.Snapshot().IsReconciled != 0, 20 * Nanos.PerSecond));
        foreach (var position in engine.Model.Positions(account, "BTC"))
        {
            Assert.True(engine.Instruments.TryFind(Encoding.UTF8.GetBytes(position.Instrument.Name), out var id));
            Assert.Equal(position.Size, engine.Core.Position(id).ToDouble(), 9);
        }

        Assert.Equal(0, engine.Snapshot().PositionBreaks);
    }

    private static int TradesAtTheVenue(ClosedLoop loop)
    {
        var (count, query) = (0, new TradeQuery { Count = TradeQuery.CountMax, Ascending = true });
        for (var page = loop.Engine.Model.UserTrades(loop.Account, query); ; page = loop.Engine.Model.UserTrades(loop.Account, query))
        {
            count += page.Trades.Count;
            if (!page.HasMore)
            {
                return count;
            }

            count--;
            query = query with { StartId = page.Trades[^1].Trade.TradeId };
        }
    }

    private static void Crash(ClosedLoop loop)
    {
        loop.Engine.CrashAfter(1, requestsArrive: true, lingerNanos: 20 * Nanos.PerMilli);
        Assert.True(loop.Engine.RunUntil(() => !loop.Engine.IsRunning, 10 * Nanos.PerSecond), loop.Describe());
    }

    private static void AssertRecovers(ClosedLoop loop)
    {
        var engine = loop.Engine;
        var isActive = engine.RunUntil(
            () => engine.Snapshot().TradingState == TradingState.Active && engine.Snapshot(ClosedLoop.Ether).TradingState == TradingState.Active,
            60 * Nanos.PerSecond);
        Assert.True(isActive, loop.Describe());
        loop.AssertRecovers("after an absence");
        Assert.Equal(0, loop.Alerts(ReasonCode.PositionBreak));
        Assert.Equal(0, loop.Alerts(ReasonCode.DuplicateFill));
        loop.RunToOrder();
    }
}
