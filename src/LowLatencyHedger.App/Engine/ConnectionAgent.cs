using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Engine;

/// <summary>Polls one connection; what arrives becomes events through its session.</summary>
internal sealed class ConnectionAgent(string name, SessionConnection connection) : IAgent
{
    private const long CloseTimeoutNanos = Nanos.PerSecond;

    public string Name => name;

    public void OnStart() => connection.Start();

    public int DoWork() => connection.Poll();

    /// <summary>Says goodbye to the venue, within bounds.</summary>
    public void OnClose()
    {
        connection.Close();
        var endNanos = HotClock.MonotonicNanos() + CloseTimeoutNanos;
        while (!connection.IsClosed && HotClock.MonotonicNanos() < endNanos)
        {
            connection.PollTransport();
            Thread.Yield();
        }

        connection.Dispose();
    }
}
