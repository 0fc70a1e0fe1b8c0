using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Risk;

/// <summary>
/// What is known of the engine around the core: how evenly time comes in, and what it reports about its journal, disk and rings. What
/// only needs telling is told once a minute while it lasts. Thread: the core's only.
/// </summary>
[HotPath]
internal sealed class EngineHealth(CoreContext context, SettingValues settings)
{
    private const long MaxSilenceNanos = 5 * Nanos.PerSecond;

    private long _lastClockNanos;
    private long _gapNanos;
    private long _reportNanos;
    private EngineHealthBody _report;
    private long _clockAlertNanos = long.MinValue / 2;
    private long _journalAlertNanos = long.MinValue / 2;
    private long _ringAlertNanos = long.MinValue / 2;

    /// <summary>Nothing was ever reported, or the last report is young enough.</summary>
    public bool IsKnown => _reportNanos == 0 || context.NowNanos - _reportNanos <= MaxSilenceNanos;

    public bool IsJournalBroken => _report.IsJournalBroken;

    public long JournalLagNanos => _report.JournalLagNanos;

    public double RingUsePct => _report.RingUsePct;

    /// <summary>The longer of the last gap between two clock events and the reported turn.</summary>
    public long LoopLagNanos => Math.Max(_gapNanos, _report.LoopLagNanos);

    public void OnClock(in ClockBody clock)
    {
        _gapNanos = _lastClockNanos == 0 ? 0 : clock.MonotonicNanos - _lastClockNanos;
        _lastClockNanos = clock.MonotonicNanos;
        var offsetNanos = Math.Abs((double)clock.ExchangeOffsetNanos);
        TellWhile(offsetNanos > settings.Nanos(SettingKey.ClockOffsetAlertMillis), ReasonCode.ClockOffsetTooLarge, (long)offsetNanos, ref _clockAlertNanos);
    }

    /// <summary>None, or why everything must halt.</summary>
    public ReasonCode OnReport(in EngineHealthBody report)
    {
        _report = report;
        _reportNanos = context.NowNanos;
        var isJournalLate = !(report.JournalLagNanos <= settings.Nanos(SettingKey.JournalLagAlertMillis));
        var isRingFull = !(report.RingUsePct <= settings[SettingKey.RingAlertPct]);
        TellWhile(isJournalLate, ReasonCode.JournalLagAboveLimit, report.JournalLagNanos, ref _journalAlertNanos);
        TellWhile(isRingFull, ReasonCode.RingUseAboveLimit, (long)report.RingUsePct, ref _ringAlertNanos);
        return report.IsJournalBroken ? ReasonCode.JournalBroken
            : report.DiskFreeMebibytes >= settings[SettingKey.MinDiskFreeMebibytes] ? ReasonCode.None
            : ReasonCode.DiskSpaceBelowLimit;
    }

    private void TellWhile(bool isSo, ReasonCode reason, long detail, ref long lastNanos)
    {
        if (isSo && context.NowNanos - lastNanos >= 60 * Nanos.PerSecond)
        {
            lastNanos = context.NowNanos;
            context.Alert(reason, AlertSeverity.Warning, detail);
        }
    }
}
