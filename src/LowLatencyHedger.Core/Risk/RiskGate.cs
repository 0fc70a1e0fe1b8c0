using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Hedging;
using LowLatencyHedger.Core.Risk.Controls;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Risk;

/// <summary>
/// The one gate that an order passes. <see cref="Assess"/> turns conditions into a trading state, <see cref="Check"/> judges one order in
/// that state; every control is looked at each time, and the first that fails gives the reason. Thread: the core's only.
/// </summary>
[HotPath]
internal sealed class RiskGate(SettingValues settings)
{
    /// <summary>Above every reason code.</summary>
    private const int ReasonCodes = 512;

    private readonly OrderRateLimiter _rate = new(settings);
    private readonly long[] _refusals = new long[ReasonCodes];

    /// <summary>Why everything is halted until an operator resumes; None when it is not.</summary>
    public ReasonCode Latch { get; private set; }

    /// <summary>The first cause stays.</summary>
    public void Halt(ReasonCode reason) => Latch = Latch == ReasonCode.None ? reason : Latch;

    public void Resume() => Latch = ReasonCode.None;

    /// <summary>A wanted order was held back: counted once a second while the reason stays.</summary>
    public void CountRefusal(ReasonCode reason) => _refusals[(int)reason & (ReasonCodes - 1)]++;

    public long RefusalCount(ReasonCode reason) => _refusals[(int)reason & (ReasonCodes - 1)];

    public void OnTime(long nowNanos, long venueUtcNanos) => _rate.OnTime(nowNanos, venueUtcNanos);

    public void OnSent(long nowNanos) => _rate.OnSent(nowNanos);

    /// <inheritdoc cref="OrderRateLimiter.TouchNext"/>
    public void TouchNext() => _rate.TouchNext();

    /// <summary>Whether at least half of the orders of a burst, a minute and a day are left.</summary>
    public bool HasHalfItsOrders(long nowNanos) => _rate.HasHalf(nowNanos);

    /// <summary>The state of the underlying at a place in the configuration: the most restrictive that any failing condition leads to.</summary>
    public void Assess(in RiskConditions conditions, int underlying, long nowNanos, out Assessment assessment)
    {
        assessment = default;
        ConditionControls.Evaluate(conditions, _rate.Counts(nowNanos), settings, underlying, nowNanos, ref assessment.Conditions);
        if (Latch != ReasonCode.None)
        {
            assessment.State = TradingState.Halt;
            assessment.Reason = Latch;
            return;
        }

        for (var state = TradingState.Halt; state < TradingState.Active; state++)
        {
            var first = assessment.Conditions.FirstFailed(ControlTable.Leading(state), 0);
            if (first != RiskControl.None)
            {
                assessment.State = state;
                assessment.Reason = Reason(first, conditions);
                assessment.Scope = ControlTable.Scope(first);
                return;
            }
        }

        assessment.State = TradingState.Active;
    }

    /// <summary>
    /// Whether one order may be sent now: None if so. The only caller of an order's way out asks this, and the kill latch is read last.
    /// </summary>
    public ReasonCode Check(
        in OrderIntent intent, in OrderExposure exposure, in RiskConditions conditions, in Assessment assessment, int underlying,
        long nowNanos, out GateVerdict verdict)
    {
        var isReduceOnly = assessment.State != TradingState.Active;
        OrderControls.Evaluate(intent, exposure, _rate.Counts(nowNanos), settings, underlying, isReduceOnly, nowNanos, out var sheet);
        var closing = ControlTable.Leading(TradingState.Halt) | ControlTable.Leading(TradingState.Pause);
        if (intent.Purpose == OrderPurpose.ReducePosition && conditions.UnderlyingHalt == ReasonCode.Flattening)
        {
            closing &= ~(1UL << (int)RiskControl.UnderlyingHalt);
        }

        var refusedBy = assessment.Conditions.FirstFailed(closing, 0);
        refusedBy = refusedBy != RiskControl.None ? refusedBy : sheet.FirstFailed(ulong.MaxValue, 64);
        sheet.Holds(RiskControl.KillLatch, Latch == ReasonCode.None);
        refusedBy = refusedBy != RiskControl.None ? refusedBy : sheet.FirstFailed(ulong.MaxValue, 64);

        ref readonly var tighter = ref ControlSheet.Tighter(assessment.Conditions, sheet);
        verdict = default;
        verdict.ConditionsHeld = assessment.Conditions.Held;
        verdict.OrderControlsHeld = sheet.Held;
        verdict.RefusedBy = refusedBy;
        verdict.Tightest = tighter.Tightest;
        verdict.TightestUsePerMille = tighter.TightestUsePerMille;
        verdict.TightestValue = tighter.TightestValue;
        return refusedBy == RiskControl.None ? ReasonCode.None : Reason(refusedBy, conditions);
    }

    /// <summary>The table's reason, or the cause where a control stands for several.</summary>
    private static ReasonCode Reason(RiskControl control, in RiskConditions conditions) => control switch
    {
        RiskControl.UnderlyingHalt => conditions.UnderlyingHalt,
        RiskControl.InstrumentHalt => conditions.InstrumentHalt,
        RiskControl.GreekGuard => conditions.GreekGuard,
        _ => ControlTable.Reason(control),
    };
}
