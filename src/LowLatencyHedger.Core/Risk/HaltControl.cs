using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Hedging;
using LowLatencyHedger.Core.Orders;
using LowLatencyHedger.Core.Portfolio;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Risk;

/// <summary>What stops and resumes everything: the operator's commands, and the halts that the core calls itself. Thread: the core's only.</summary>
[HotPath]
internal sealed class HaltControl
{
    private readonly CoreContext _context;
    private readonly RiskGate _gate;
    private readonly OrderTracker _tracker;
    private readonly AccountKeeper _account;
    private readonly HedgeTrader _trader;
    private readonly PositionBreakAction _breakAction;
    private bool _isCancelDone;
    private long _nextCancelNanos;
    private long _breakCount;

    public HaltControl(
        CoreContext context, CoreConfig config, RiskGate gate, OrderTracker tracker, AccountKeeper account, HedgeTrader trader)
    {
        _context = context;
        _gate = gate;
        _tracker = tracker;
        _account = account;
        _trader = trader;
        _breakAction = config.PositionBreak;
    }

    public void OnControl(in ControlBody control)
    {
        switch (control.Verb)
        {
            case ControlVerb.Halt:
                Halt(ReasonCode.OperatorHalt, control.ReasonCode);
                break;
            case ControlVerb.Resume:
                _gate.Resume();
                _tracker.Resume();
                _account.Resume();
                _context.Alert(ReasonCode.OperatorResume, AlertSeverity.Info, control.ReasonCode);
                break;
            case ControlVerb.CancelAll:
                CancelAll(ReasonCode.OperatorCancelAll);
                break;
            case ControlVerb.Shutdown:
                _trader.IsShutDown = true;
                break;
            default:
                _context.Alert(ReasonCode.InputRefused, AlertSeverity.Warning, (long)InputKind.Control);
                break;
        }
    }

    public void Halt(ReasonCode reason, long detail)
    {
        if (_gate.Latch == ReasonCode.None)
        {
            _gate.Halt(reason);
            _context.Alert(reason, AlertSeverity.Critical, detail);
        }
    }

    public void HaltOnBreak()
    {
        if (_account.BreakCount != _breakCount)
        {
            _breakCount = _account.BreakCount;
            if (_breakAction == PositionBreakAction.Halt)
            {
                Halt(ReasonCode.PositionBreak, _breakCount);
            }
        }
    }

    /// <summary>A halt is not done when it is ordered but when no own order is left.</summary>
    public void CancelWhileHalted()
    {
        if (_gate.Latch == ReasonCode.None && !_trader.IsShutDown)
        {
            _isCancelDone = false;
            return;
        }

        var isRepeatDue = _tracker.Orders.ActiveCount > 0 && _context.NowNanos >= _nextCancelNanos;
        if (!_isCancelDone || isRepeatDue)
        {
            _isCancelDone = true;
            _nextCancelNanos = _context.NowNanos + Nanos.PerSecond;
            CancelAll(_gate.Latch != ReasonCode.None ? _gate.Latch : ReasonCode.Shutdown);
        }
    }

    private void CancelAll(ReasonCode reason) =>
        _context.Add(OutputKind.CancelAll, InstrumentId.None, UnderlyingId.None).Reason = reason;
}
