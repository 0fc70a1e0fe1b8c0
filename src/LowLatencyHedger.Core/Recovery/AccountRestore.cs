using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Market;
using LowLatencyHedger.Core.Orders;
using LowLatencyHedger.Core.Portfolio;
using LowLatencyHedger.Core.Risk;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Recovery;

/// <summary>
/// Takes what the journal of the run before knows of the account, event by event, before the venue is asked: positions, booked fills, orders
/// without an end. Thread: the core's only.
/// </summary>
[HotPath]
internal sealed class AccountRestore(
    CoreContext context, InstrumentTable instruments, HedgedUnderlyings underlyings, OrderTracker tracker, AccountKeeper account,
    LossGuard losses)
{
    private int _orders;

    /// <summary>False for an event of another kind.</summary>
    public bool OnInput(in InputEvent e)
    {
        switch (e.Kind)
        {
            case InputKind.RestoredPosition:
                account.RestorePosition(e);
                return true;
            case InputKind.RestoredFill:
                account.RestoreFill(e);
                return true;
            case InputKind.RestoredOrder:
                RestoreOrder(e);
                return true;
            case InputKind.Restored:
                End(e.Restored);
                return true;
            default:
                return false;
        }
    }

    private void RestoreOrder(in InputEvent e)
    {
        var underlying = instruments.Contains(e.Instrument) ? underlyings.Of(instruments[e.Instrument]) : null;
        if (underlying is not null && tracker.Restore(e, underlying.Index))
        {
            _orders++;
        }
    }

    private void End(in RestoredBody restored)
    {
        losses.Restore(restored.Losses);
        var isWhole = account.EndRestore(restored) & restored.Orders == _orders;
        if (!isWhole)
        {
            context.Alert(ReasonCode.RestoreIncomplete, AlertSeverity.Critical, restored.Epoch);
        }
    }
}
