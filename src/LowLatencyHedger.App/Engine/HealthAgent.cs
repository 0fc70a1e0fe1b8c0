using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Engine;

/// <summary>
/// Tells the core a few times a second how the engine does: ring use, journal lag, disk, and turns of the core's thread. A cold thread of
/// its own measures, so that what it measures cannot be what keeps it from telling; if it is kept from it, the core misses it and pauses.
/// A report that finds the input ring full is skipped: the next holds the same figures, and the same fullness.
/// </summary>
internal sealed class HealthAgent(
    EngineGauges gauges, RingProducer<InputEvent> producer, EngineTelemetry telemetry, long intervalNanos = 250 * Nanos.PerMilli) : IAgent
{
    private const long SampleIntervalNanos = 5 * Nanos.PerMilli;

    private readonly JournalLagGauge _journal = new();
    private double _ringUsePct;
    private long _nextReportNanos;
    private long _nextSampleNanos;

    public string Name => "health";

    public void OnStart()
    {
    }

    public int DoWork() => DoWork(HotClock.MonotonicNanos());

    public void OnClose()
    {
    }

    /// <param name="nowNanos">Monotonic.</param>
    internal int DoWork(long nowNanos)
    {
        if (nowNanos < _nextSampleNanos)
        {
            return 0;
        }

        _nextSampleNanos = nowNanos + SampleIntervalNanos;
        _ringUsePct = Math.Max(_ringUsePct, gauges.RingUsePct());
        _journal.Observe(gauges.InputsClaimed(), gauges.InputsJournaled(), gauges.RecordsAppended(), gauges.RecordsSynced(), nowNanos);
        if (nowNanos < _nextReportNanos)
        {
            return 0;
        }

        _nextReportNanos = nowNanos + intervalNanos;
        var lagNanos = _journal.TakeLag();
        telemetry.RecordJournalLag(lagNanos / Nanos.PerMilli);
        ref var input = ref producer.Claim();
        input.Kind = InputKind.EngineHealth;
        input.Instrument = InstrumentId.None;
        input.ReceivedNanos = nowNanos;
        input.PublishedNanos = nowNanos;
        input.EngineHealth.JournalLagNanos = lagNanos;
        input.EngineHealth.IsJournalBroken = gauges.IsJournalBroken();
        input.EngineHealth.DiskFreeMebibytes = gauges.DiskFreeMebibytes();
        input.EngineHealth.LoopLagNanos = gauges.TakeLongestTurnNanos();
        input.EngineHealth.RingUsePct = _ringUsePct;
        producer.Publish();
        _ringUsePct = 0;
        return 1;
    }
}
