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
    /// <param name="seams">Around the transport, and whom it trusts.</param>
    /// <param name="reconnect">How fast it comes back, if not as the engine's do.</param>
    public static ReconnectingConnection Create(ConfigValues values, ulong seed, EngineSeams seams, ReconnectSettings? reconnect = null)
    {
        var settings = Settings(values, seed) with { TrustedRoots = seams.TrustedRoots };
        IWebSocketTransport transport = values.Text("venue.transport") == "polled"
            ? new PolledWebSocket(settings, new EngineClock())
            : new ManagedWebSocket(settings, new EngineClock());
        reconnect ??= new ReconnectSettings();
        var idleNanos = 3L * values.Integer("venue.heartbeatSeconds") * Nanos.PerSecond;
        return new ReconnectingConnection(seams.Transport(transport), Address(values), reconnect with { IdleNanos = idleNanos }, seed);
    }

    /// <summary>A line of this process with itself that is as its connections to the venue are: TLS or plain, with the same socket options.</summary>
    /// <param name="values">Address and transport.</param>
    /// <param name="textBytes">Of each send.</param>
    public static LoopbackLine Line(ConfigValues values, int textBytes) =>
        new(textBytes, IsTls(values), Settings(values, seed: 3), new EngineClock());

    /// <summary>Whether the venue is reached over TLS: always, but for a simulator.</summary>
    public static bool IsTls(ConfigValues values) => Address(values).Scheme == Uri.UriSchemeWss;

    /// <param name="values">What the configuration says of sockets.</param>
    /// <param name="seed">Of the masks.</param>
    public static TransportSettings Settings(ConfigValues values, ulong seed) => new()
    {
        MaskSeed = seed,
        QuickAck = values.Boolean("venue.quickAck"),
        BusyPollMicros = values.Integer("venue.busyPollMicros"),
        CongestionControl = values.Text("venue.congestionControl") is var name && name == "system" ? "" : name,
    };

    private static Uri Address(ConfigValues values) => new(values.Text("venue.environment") switch
    {
        _ when values.Find("venue.url") is { } given => given.Text,
        "live" => "wss://www.deribit.com/ws/api/v2",
        _ => "wss://test.deribit.com/ws/api/v2",
    });

    private sealed class EngineClock : INanoClock
    {
        public long NowNanos() => HotClock.MonotonicNanos();
    }
}
