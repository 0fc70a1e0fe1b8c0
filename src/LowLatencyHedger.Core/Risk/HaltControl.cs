using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Orders;
using LowLatencyHedger.Core.Portfolio;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Risk;

/// <summary>
/// What stops and resumes everything or one underlying: the operator's commands, and the halts that the core calls itself. A halt stays
/// until an operator resumes and says why. Thread: the core's only.
/// </summary>
[HotPath]
internal sealed class HaltControl(
    CoreContext context, PositionBreakAction breakAction, RiskGate gate, LossGuard losses, OrderTracker tracker, AccountKeeper account,
    HedgedUnderlyings underlyings, EngineHealth health)
{
    private bool _isCancelDone;
    private long _nextCancelNanos;
    private long _breakCount;

    public bool IsShutDown { get; private set; }

    /// <summary>An operator allows only orders that reduce the net delta.</summary>
    public bool IsReduceOrdered { get; private set; }

    public void OnControl(in ControlBody control)
    {
        var refusal = Handle(control);
        if (control.CommandId != 0)
        {
            ref var answer = ref context.Add(OutputKind.ControlHandled, InstrumentId.None, UnderlyingId.None);
            answer.Reason = refusal;
            answer.Detail = control.CommandId;
        }
    }

    public void Halt(ReasonCode reason, long detail)
    {
        if (gate.Latch == ReasonCode.None)
        {
            gate.Halt(reason);
            context.Alert(reason, AlertSeverity.Critical, detail);
        }
    }

    public void Halt(HedgedUnderlying underlying, ReasonCode reason, long detail)
    {
        if (underlying.Risk.HaltReason == ReasonCode.None)
        {
            underlying.Risk.HaltReason = reason;
            context.Alert(reason, AlertSeverity.Critical, underlying.Hedge, underlying.Id, OrderRef.None, detail);
        }
    }

    /// <summary>The gate refused an order that the rest of the core wanted: some refusals must not happen again and again.</summary>
    public void OnRefused(HedgedUnderlying underlying, RiskControl refusedBy)
    {
        var now = context.NowNanos;
        switch (refusedBy)
        {
            case RiskControl.OrderAmount when underlying.Risk.OversizedOrders.Add(now):
                Halt(ReasonCode.OversizedOrders, underlying.Index);
                break;
            case RiskControl.PriceCollar:
                underlying.Risk.CollarPauseUntilNanos = now + Nanos.PerSecond;
                if (underlying.Risk.PricesOutsideCollar.Add(now))
                {
                    Halt(ReasonCode.PricesOutsideCollar, underlying.Index);
                }

                break;
            case RiskControl.FillCollar:
                underlying.Risk.CollarPauseUntilNanos = now + Nanos.PerSecond;
                break;
            case RiskControl.OrdersPerDay:
                Halt(ReasonCode.OrdersPerDayAboveLimit, underlying.Index);
                break;
            case RiskControl.HedgesOutsideBand:
                Halt(ReasonCode.RepeatedHedges, underlying.Statistics.HedgesOutsideBand);
                break;
        }
    }

    /// <summary>What the event has shown about account and labels that no order may follow.</summary>
    public void HaltOnBreak()
    {
        if (tracker.IsEpochInUse)
        {
            Halt(ReasonCode.EpochInUse, tracker.StrayFillCount);
        }

        if (account.BreakCount != _breakCount)
        {
            _breakCount = account.BreakCount;
            if (breakAction != PositionBreakAction.Alert)
            {
                Halt(ReasonCode.PositionBreak, _breakCount);
            }
        }
    }

    /// <summary>A halt is not done when it is ordered but when no own order is left.</summary>
    public void CancelWhileHalted()
    {
        if (gate.Latch == ReasonCode.None && !IsShutDown)
        {
            _isCancelDone = false;
            return;
        }

        var isRepeatDue = tracker.Orders.ActiveCount > 0 && context.NowNanos >= _nextCancelNanos;
        if (!_isCancelDone || isRepeatDue)
        {
            _isCancelDone = true;
            _nextCancelNanos = context.NowNanos + Nanos.PerSecond;
            CancelAll(gate.Latch != ReasonCode.None ? gate.Latch : ReasonCode.Shutdown);
        }
    }

    /// <summary>None when it was carried out; else why not.</summary>
    private ReasonCode Handle(in ControlBody control)
    {
        switch (control.Verb)
        {
            case ControlVerb.Halt:
                return HaltScope(control);
            case ControlVerb.Resume when control.ReasonCode == 0:
                context.Alert(ReasonCode.ResumeWithoutReason, AlertSeverity.Warning, 0);
                return ReasonCode.ResumeWithoutReason;
            case ControlVerb.Resume when control.Scope == StateScope.Global && losses.IsLossAboveLimit:
                return ReasonCode.LossAboveLimit;
            case ControlVerb.Resume when health.IsJournalBroken:
                return ReasonCode.JournalBroken;
            case ControlVerb.Resume:
                Resume(control);
                break;
            case ControlVerb.CancelAll:
                CancelAll(ReasonCode.OperatorCancelAll);
                break;
            case ControlVerb.Shutdown:
                IsShutDown = true;
                break;
            case ControlVerb.Flatten:
                return Flatten(control);
            case ControlVerb.Reduce:
                IsReduceOrdered = true;
                break;
            default:
                return Refuse();
        }

        return ReasonCode.None;
    }

    private ReasonCode Refuse()
    {
        context.Alert(ReasonCode.InputRefused, AlertSeverity.Warning, (long)InputKind.Control);
        return ReasonCode.InputRefused;
    }

    private ReasonCode HaltScope(in ControlBody control)
    {
        if (control.Scope == StateScope.Global)
        {
            // The venue's lock comes by the same way as an operator's command, and is none.
            var isLock = control.ReasonCode == (int)ReasonCode.AccountLocked;
            Halt(isLock ? ReasonCode.AccountLocked : ReasonCode.OperatorHalt, control.ReasonCode);
        }
        else if ((uint)control.Underlying < (uint)underlyings.All.Length)
        {
            Halt(underlyings.All[control.Underlying], ReasonCode.OperatorHalt, control.ReasonCode);
        }
        else
        {
            return Refuse();
        }

        return ReasonCode.None;
    }

    /// <summary>All of those meant or none. A halt of everything is to be resumed first; one of the underlying makes way.</summary>
    private ReasonCode Flatten(in ControlBody control)
    {
        if (control.Scope != StateScope.Global && (uint)control.Underlying >= (uint)underlyings.All.Length)
        {
            return Refuse();
        }

        var refusal = gate.Latch != ReasonCode.None ? ReasonCode.Halted : IsShutDown ? ReasonCode.Shutdown : ReasonCode.None;
        for (var i = 0; i < underlyings.All.Length && refusal == ReasonCode.None; i++)
        {
            refusal = !Concerns(control, i) ? ReasonCode.None
                : underlyings.All[i].Hedge.HasValue ? underlyings.All[i].Desk.HaltReason : ReasonCode.NotReconciled;
        }

        for (var i = 0; i < underlyings.All.Length && refusal == ReasonCode.None; i++)
        {
            if (Concerns(control, i))
            {
                var underlying = underlyings.All[i];
                underlying.Risk.HaltReason = ReasonCode.Flattening;
                context.Alert(
                    ReasonCode.Flattening, AlertSeverity.Critical, underlying.Hedge, underlying.Id, OrderRef.None, account.Ledger[underlying.Hedge].Raw);
            }
        }

        return refusal;
    }

    private static bool Concerns(in ControlBody control, int underlying) => control.Scope == StateScope.Global || control.Underlying == underlying;

    private void Resume(in ControlBody control)
    {
        if (control.Scope == StateScope.Global)
        {
            gate.Resume();
            losses.Resume();
            tracker.Resume();
            account.Resume();
            IsReduceOrdered = false;
        }

        for (var i = 0; i < underlyings.All.Length; i++)
        {
            if (Concerns(control, i))
            {
                underlyings.All[i].Risk.Resume();
                underlyings.All[i].Desk.Resume();
            }
        }

        context.Alert(ReasonCode.OperatorResume, AlertSeverity.Info, control.ReasonCode);
    }

    private void CancelAll(ReasonCode reason) =>
        context.Add(OutputKind.CancelAll, InstrumentId.None, UnderlyingId.None).Reason = reason;
}
