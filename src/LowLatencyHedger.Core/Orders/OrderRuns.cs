using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Orders;

/// <summary>What runs of orders that traded nothing, or were refused, lead to: pauses, and in the end a halt. Thread: the core's only.</summary>
[HotPath]
internal sealed class OrderRuns(CoreContext context, SettingValues settings)
{
    private const long RejectWindowNanos = 30 * Nanos.PerSecond;

    public void OnFinished(OrderDesk desk, in OrderEntry entry)
    {
        if (entry.Booked != Quantity.Zero)
        {
            desk.UnfilledRun = 0;
            desk.RejectRun = 0;
        }
        else if (entry.IsResting)
        {
            // It was not sure to trade, and a cancel of ours is no failure; one that was refused or taken away is not tried again at once.
            if (entry.CancelSentNanos == 0)
            {
                BackOff(desk, 1);
            }
        }
        else if (entry.Stage == OrderStage.Rejected)
        {
            OnReject(desk, entry);
        }
        else
        {
            desk.UnfilledRun++;
            BackOff(desk, desk.UnfilledRun);
            if (desk.UnfilledRun == (int)settings[SettingKey.MaxUnfilledRun])
            {
                context.Alert(ReasonCode.UnfilledOrder, AlertSeverity.Warning, entry.Instrument, desk.Underlying, entry.Ref, desk.UnfilledRun);
            }
        }
    }

    /// <summary>
    /// The venue has not seen it, so it says nothing about the market, and what it waited for, mostly a credit, comes back in a fraction of a
    /// second: a pause that does not grow. Orders that never get out end at the limits of orders a minute and a day.
    /// </summary>
    public void OnNotSent(OrderDesk desk) => BackOff(desk, 1);

    private void OnReject(OrderDesk desk, in OrderEntry entry)
    {
        var now = context.NowNanos;
        if (desk.RejectRun == 0 || now - desk.RejectRunStartNanos > RejectWindowNanos)
        {
            desk.RejectRun = 0;
            desk.RejectRunStartNanos = now;
        }

        desk.RejectRun++;
        BackOff(desk, desk.RejectRun);
        if (desk.RejectRun >= settings[SettingKey.MaxRejectRun])
        {
            desk.HaltReason = ReasonCode.RejectRun;
            context.Alert(ReasonCode.RejectRun, AlertSeverity.Critical, entry.Instrument, desk.Underlying, entry.Ref, desk.RejectRun);
        }
    }

    private void BackOff(OrderDesk desk, int run)
    {
        var backoffNanos = Math.Min(settings.Nanos(SettingKey.BackoffMillis) << Math.Min(run - 1, 20), settings.Nanos(SettingKey.BackoffMaxMillis));
        desk.BackoffUntilNanos = context.NowNanos + backoffNanos;
    }
}
