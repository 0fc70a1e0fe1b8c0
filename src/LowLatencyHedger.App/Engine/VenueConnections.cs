using LowLatencyHedger.App.Configuration;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Transport;

namespace LowLatencyHedger.App.Engine;

/// <summary>Makes connections to the venue of a configuration; not yet started.</summary>
internal static class VenueConnections
{
    /// <summary>A connection that comes back by itself.</summary>
    /// <param name="values">Address, transport and heartbeat.</param>
    /// <param name="seed">Of its masks and of its waits.</param>
    /// <param name="wrap">Around the transport.</param>
    /// <param name="reconnect">How fast it comes back, if not as the engine's do.</param>
    public static ReconnectingConnection Create(
        ConfigValues values, ulong seed, Func<IWebSocketTransport, IWebSocketTransport> wrap, ReconnectSettings? reconnect = null)
    {
        var url = values.Text("venue.environment") switch
        {
            _ when values.Find("venue.url") is { } given => given.Text,
            "live" => "wss://www.deribit.com/ws/api/v2",
            _ => "wss://test.deribit.com/ws/api/v2",
        };
        var settings = Settings(values, seed);
        IWebSocketTransport transport = values.Text("venue.transport") == "polled"
            ? new PolledWebSocket(settings, new EngineClock())
            : new ManagedWebSocket(settings, new EngineClock());
        var idleNanos = 3L * values.Integer("venue.heartbeatSeconds") * Nanos.PerSecond;
        return new ReconnectingConnection(wrap(transport), new Uri(url), (reconnect ?? new ReconnectSettings()) with { IdleNanos = idleNanos }, seed);
    }

    /// <param name="values">What the configuration says of sockets.</param>
    /// <param name="seed">Of the masks.</param>
    public static TransportSettings Settings(ConfigValues values, ulong seed) => new()
    {
        MaskSeed = seed,
        QuickAck = values.Boolean("venue.quickAck"),
        BusyPollMicros = values.Integer("venue.busyPollMicros"),
        CongestionControl = values.Text("venue.congestionControl") is var name && name == "system" ? "" : name,
    };

    private sealed class EngineClock : INanoClock
    {
        public long NowNanos() => HotClock.MonotonicNanos();
    }
}
