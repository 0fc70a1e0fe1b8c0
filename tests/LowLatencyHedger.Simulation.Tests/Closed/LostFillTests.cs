using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Simulation.Tests.Closed;

/// <summary>The venue does not tell of a trade while the connection lives on: it is found by asking.</summary>
public sealed class LostFillTests
{
    [Fact]
    public void LostTrade_ConnectionAlive_IsFoundAndBookedWithoutABreak()
    {
        using var loop = new ClosedLoop(10, 2, ClosedLoop.SmallMarket);
        loop.Start();
        for (var i = 0; i < 3; i++)
        {
            var isLost = false;
            loop.Engine.LosesTradingMessage = message =>
            {
                var isTrade = !isLost && message.Span.IndexOf("\"user.changes"u8) >= 0 && message.Span.IndexOf("\"trade_id\""u8) >= 0;
                isLost |= isTrade;
                return isTrade;
            };
            Assert.True(loop.Engine.RunUntil(() => isLost, 20 * Nanos.PerSecond), loop.Describe());

            loop.Engine.Run(25 * Nanos.PerSecond);

            loop.AssertRecovers($"lost trade {i}");
            Assert.Equal(ReasonCode.None, loop.Engine.Snapshot().Latch);
        }
    }
}
