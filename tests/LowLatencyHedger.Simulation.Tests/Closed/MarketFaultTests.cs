using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Simulation.Tests.Closed;

public sealed class MarketFaultTests
{
    [Fact]
    public void CutMarket_WhileTrading_StopsOrdersUntilTheBookIsWholeAgain()
    {
        using var loop = new ClosedLoop(6, 2, ClosedLoop.BusyMarket);
        loop.Start();
        for (var i = 0; i < 5; i++)
        {
            loop.RunToOrder();
            loop.Engine.Run(i * Nanos.PerMilli);
            loop.Engine.CutMarket(requestsArrive: i % 2 == 0);
            loop.Engine.Run(Nanos.PerMilli);
            Assert.Equal(TradingState.Pause, loop.Engine.Snapshot().TradingState);
            var decided = loop.Decided(OutputKind.PlaceOrder);
            Assert.True(loop.Engine.RunUntil(() => loop.Engine.Market.State == SessionState.Ready, 20 * Nanos.PerSecond), loop.Describe());
            Assert.InRange(loop.Decided(OutputKind.PlaceOrder), decided, decided + 2);
            loop.AssertRecovers($"market data cut {i}");
        }
    }

    [Fact]
    public void LostBookMessage_WhileTrading_StopsOrdersUntilTheNextSnapshot()
    {
        using var loop = new ClosedLoop(7, 2, ClosedLoop.BusyMarket);
        loop.Start();
        for (var i = 0; i < 5; i++)
        {
            var isLost = false;
            loop.Engine.LosesMarketMessage = message =>
            {
                var isBook = !isLost && message.Span.IndexOf("\"book.BTC-PERPETUAL"u8) >= 0 && message.Span.IndexOf("\"change\""u8) >= 0;
                isLost |= isBook;
                return isBook;
            };
            var isPaused = loop.Engine.RunUntil(() => loop.Engine.Snapshot().TradingState == TradingState.Pause, 20 * Nanos.PerSecond);
            Assert.True(isPaused && isLost && loop.Engine.Snapshot().StateReason == ReasonCode.BookStale, loop.Describe());
            loop.AssertRecovers($"gap {i}");
        }

        loop.RunToOrder();
    }
}
