using System.Diagnostics;

namespace LowLatencyHedger.Transport.Tests;

/// <summary>Polls until something is true; fails loudly instead of hanging.</summary>
internal static class Drive
{
    private static readonly StopwatchClock s_clock = new();

    public static void Until(IWebSocketTransport transport, ITransportHandler handler, Func<bool> done)
    {
        for (var started = Stopwatch.StartNew(); !done();)
        {
            Assert.True(started.Elapsed < TimeSpan.FromSeconds(15), "nothing happened for 15 seconds");
            if (transport.Poll(handler, s_clock.NowNanos()) == 0)
            {
                Thread.Yield();
            }
        }
    }

    public static void UntilClosed(IWebSocketTransport transport, ITransportHandler handler) =>
        Until(transport, handler, () => transport.State == TransportState.Closed);

    public static void UntilOpen(IWebSocketTransport transport, ITransportHandler handler) =>
        Until(transport, handler, () => transport.State == TransportState.Open);
}
