using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Exchange;
using LowLatencyHedger.Simulation.Rpc;

namespace LowLatencyHedger.Simulation.Closed;

/// <summary>Everything that decides a run of a <see cref="VirtualEngine"/>, besides the faults that are made in it.</summary>
public sealed record VirtualEngineOptions
{
    public ExchangeOptions Exchange { get; init; } = new();

    public RpcServerOptions Rpc { get; init; } = new() { CancelOnDisconnectArmed = true };

    public required CoreConfig Core { get; init; }

    /// <summary>The venue's time at the start; by default a Wednesday at noon.</summary>
    public long StartUtcNanos { get; init; } = 1_768_996_800L * Nanos.PerSecond;

    /// <summary>One way, between the engine and the venue.</summary>
    public long LatencyNanos { get; init; } = Nanos.PerMilli;

    /// <summary>How often the core is told the time. Messages are handled when they arrive, whatever this is.</summary>
    public long ClockIntervalNanos { get; init; } = Nanos.PerMilli;
}
