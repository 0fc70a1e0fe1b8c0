using System.Security.Cryptography.X509Certificates;
using LowLatencyHedger.App.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Journal;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Transport;
using LowLatencyHedger.Venues.Deribit.Session;

namespace LowLatencyHedger.App.Engine;

/// <summary>The places where tests and rehearsals put themselves between two parts of the engine. Everything stays as it is unless one is given.</summary>
internal sealed record EngineSeams
{
    public Func<IWebSocketTransport, IWebSocketTransport> Transport { get; init; } = part => part;

    /// <summary>Whom connections over TLS trust, and nobody else; null: whom the machine trusts.</summary>
    public X509Certificate2Collection? TrustedRoots { get; init; }

    /// <summary>Makes the line of the process with itself over which the way of orders is kept warm, of so many bytes a send.</summary>
    public Func<ConfigValues, int, LoopbackLine> WarmLine { get; init; } = VenueConnections.Line;

    public Func<IInputPublisher, IInputPublisher> Publisher { get; init; } = part => part;

    /// <summary>Around each agent.</summary>
    public Func<IAgent, IAgent> Agent { get; init; } = part => part;

    /// <summary>Between the gateway and the trading session.</summary>
    public Func<IDeribitSession, IDeribitSession> Session { get; init; } = part => part;

    /// <summary>Between the trading session and its connection.</summary>
    public Func<ISessionOutput, ISessionOutput> Output { get; init; } = part => part;

    /// <summary>How often the engine's health is told. A rehearsal does often what is rare.</summary>
    public long HealthIntervalNanos { get; init; } = 250 * Nanos.PerMilli;

    /// <summary>How often the core's picture is written for readers, and a part of the tables.</summary>
    public long SnapshotIntervalNanos { get; init; } = 10 * Nanos.PerMilli;

    /// <summary>How often a snapshot of the account is left; null: as configured.</summary>
    public long? AccountSnapshotNanos { get; init; }

    /// <summary>Size of the journal's segments; null: as configured.</summary>
    public int? SegmentBytes { get; init; }

    /// <summary>What each session asks for once in seconds.</summary>
    public Func<SessionSettings, SessionSettings> SessionSettings { get; init; } = settings => settings;

    /// <summary>The readings of instruments.</summary>
    public Func<MarketDataSettings, MarketDataSettings> MarketDataSettings { get; init; } = settings => settings;

    /// <summary>The readings of trades.</summary>
    public Func<TradingSettings, TradingSettings> TradingSettings { get; init; } = settings => settings;

    /// <inheritdoc cref="JournalOptions.BeforeDiskStep"/>
    public Action<DiskStep>? BeforeDiskStep { get; init; }
}
