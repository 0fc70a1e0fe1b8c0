using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Simulation.Faults;

/// <summary>What one process was told that people must know, and whether it told them.</summary>
internal sealed class AlarmWatch(Verdicts verdicts)
{
    private const long ClockOffsetNanos = 100 * Nanos.PerMilli;
    private const long JournalLagNanos = 200 * Nanos.PerMilli;
    private const long LimitNanos = 5 * Nanos.PerSecond;
    private const long RepeatNanos = 60 * Nanos.PerSecond;

    private readonly Dictionary<ReasonCode, long> _toldNanos = [];
    private readonly Dictionary<ReasonCode, long> _owedSinceNanos = [];

    /// <summary>A new process owes nothing and has told nothing.</summary>
    public void Clear()
    {
        _toldNanos.Clear();
        _owedSinceNanos.Clear();
    }

    /// <param name="input">What the process handles.</param>
    /// <param name="epoch">Its epoch.</param>
    /// <param name="nowNanos">Virtual time.</param>
    public void OnInput(in InputEvent input, uint epoch, long nowNanos)
    {
        switch (input.Kind)
        {
            case InputKind.EngineHealth when input.EngineHealth.JournalLagNanos > JournalLagNanos:
                Owe(ReasonCode.JournalLagAboveLimit, nowNanos);
                break;
            case InputKind.Clock when Math.Abs((double)input.Clock.ExchangeOffsetNanos) > ClockOffsetNanos:
                Owe(ReasonCode.ClockOffsetTooLarge, nowNanos);
                break;
            // The same trade is read again and again.
            case InputKind.Fill when input.Fill.Ref.HasValue
                && input.Fill.Ref.Epoch > epoch
                && !_toldNanos.ContainsKey(ReasonCode.FillOfUnknownOrder):
                Owe(ReasonCode.FillOfUnknownOrder, nowNanos);
                break;
            default:
                break;
        }
    }

    public void OnAlert(ReasonCode reason, long nowNanos)
    {
        _toldNanos[reason] = nowNanos;
        Check(nowNanos);
        _owedSinceNanos.Remove(reason);
    }

    /// <summary>To be called about every second.</summary>
    public void Check(long nowNanos)
    {
        foreach (var (reason, sinceNanos) in _owedSinceNanos)
        {
            verdicts.Check(
                Law.AlarmIsRaised,
                nowNanos - sinceNanos <= LimitNanos,
                () => $"{reason} is not reported {(nowNanos - sinceNanos) / 1e9:0.0} s after it was known");
        }
    }

    private void Owe(ReasonCode reason, long nowNanos)
    {
        if (!_toldNanos.TryGetValue(reason, out var toldNanos) || nowNanos - toldNanos > RepeatNanos + LimitNanos)
        {
            _owedSinceNanos.TryAdd(reason, nowNanos);
        }
    }
}
