using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Market;
using LowLatencyHedger.Core.Orders;
using LowLatencyHedger.Core.Portfolio;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Recovery;

/// <summary>
/// Tells an operator what others do to the account and what the venue does to its instruments. A market maker's own quotes trade all the
/// time, so what is normal is told once a run, and what is not once a minute at most. Thread: the core's only.
/// </summary>
[HotPath]
internal sealed class AccountNews(
    CoreContext context, InstrumentTable instruments, HedgedUnderlyings underlyings, OrderTracker tracker, AccountKeeper account, MarketRouter market)
{
    private const long RepeatNanos = 60 * Nanos.PerSecond;
    private const long OnceNanos = long.MaxValue;

    /// <summary>An instrument that was not known is read, and its trades with it, within that; then the other controls have to do.</summary>
    private const long UnknownInstrumentNanos = 3 * Nanos.PerSecond;

    private readonly Told[] _told = new Told[underlyings.All.Length];

    /// <summary>A fill has changed a position.</summary>
    public void OnBooked(in InputEvent e)
    {
        if (account.IsReconciled && (e.Flags & InputFlags.FromQuery) != 0)
        {
            context.Alert(ReasonCode.FillFoundLate, AlertSeverity.Warning, e.Instrument, UnderlyingId.None, e.Fill.Ref, e.Fill.Amount.Raw);
        }

        var underlying = e.Fill.Ref.HasValue ? null : underlyings.Of(instruments[e.Instrument]);
        if (underlying is null)
        {
            return;
        }

        ref var told = ref _told[underlying.Index];
        var isHedge = underlying.MarketOf(e.Instrument) is not null;
        ref var due = ref isHedge ? ref told.HedgeFillDueNanos : ref told.OtherFillDueNanos;
        var signed = e.Fill.Side == Side.Buy ? e.Fill.Amount : -e.Fill.Amount;
        TellWhenDue(
            ref due, isHedge ? RepeatNanos : OnceNanos, ReasonCode.ExternalFill, isHedge ? AlertSeverity.Warning : AlertSeverity.Info, e.Instrument,
            underlying, signed.Raw);
    }

    /// <summary>An order of the account that is not ours rests where hedges are traded: they might meet it.</summary>
    public void OnOrder(in InputEvent e)
    {
        var isOpen = !e.Order.Ref.HasValue && e.Order.State is OrderState.Open or OrderState.Untriggered or OrderState.Triggered;
        var underlying = isOpen && instruments.Contains(e.Instrument) ? underlyings.Of(instruments[e.Instrument]) : null;
        if (underlying?.MarketOf(e.Instrument) is not null)
        {
            TellWhenDue(
                ref _told[underlying.Index].OrderDueNanos, OnceNanos, ReasonCode.ExternalOrder, AlertSeverity.Warning, e.Instrument, underlying,
                e.Order.Amount.Raw);
        }
    }

    /// <summary>
    /// A contract that changes while it is traded: what is under way was sized by the old one and goes, and nothing is decided before the book
    /// has been read afresh.
    /// </summary>
    public void OnInstrument(in InputEvent e, int difference)
    {
        var underlying = difference != 0 ? underlyings.Of(instruments[e.Instrument]) : null;
        if (underlying is null)
        {
            return;
        }

        if (underlying.MarketOf(e.Instrument) is { } traded)
        {
            context.Alert(ReasonCode.InstrumentChanged, AlertSeverity.Critical, e.Instrument, underlying.Id, OrderRef.None, difference);
            CancelOrdersIn(e.Instrument);
            market.ReadAfresh(underlying, traded);
        }
        else if (account.Ledger[e.Instrument] != Quantity.Zero)
        {
            context.Alert(ReasonCode.InstrumentChanged, AlertSeverity.Warning, e.Instrument, underlying.Id, OrderRef.None, difference);
        }
    }

    /// <summary>False for what is not known here.</summary>
    public bool OnNotice(in NoticeBody notice)
    {
        var underlying = underlyings.Of(notice.Underlying);
        if (underlying is null)
        {
            return true;
        }

        ref var told = ref _told[underlying.Index];
        switch (notice.Reason)
        {
            case ReasonCode.QuotesProtected:
                var untilMillis = notice.UntilUtcNanos / Nanos.PerMilli;
                TellWhenDue(
                    ref told.ProtectionDueNanos, RepeatNanos, notice.Reason, AlertSeverity.Warning, InstrumentId.None, underlying, untilMillis);
                return true;
            case ReasonCode.InstrumentUnknown:
                underlying.UnknownInstrumentUntilNanos = context.NowNanos + UnknownInstrumentNanos;
                TellWhenDue(ref told.UnknownDueNanos, RepeatNanos, notice.Reason, AlertSeverity.Warning, InstrumentId.None, underlying, 0);
                return true;
            default:
                return false;
        }
    }

    private void CancelOrdersIn(InstrumentId instrument)
    {
        for (var i = 0; i < tracker.Orders.ActiveCount; i++)
        {
            if (tracker.Orders.Active(i).Instrument == instrument)
            {
                tracker.Cancel(ref tracker.Orders.Active(i), ReasonCode.InstrumentChanged);
            }
        }
    }

    private void TellWhenDue(
        ref long dueNanos, long repeatNanos, ReasonCode reason, AlertSeverity severity, InstrumentId instrument, HedgedUnderlying underlying, long detail)
    {
        if (context.NowNanos >= dueNanos && context.TryAlert(reason, severity, instrument, underlying.Id, OrderRef.None, detail))
        {
            dueNanos = repeatNanos == OnceNanos ? long.MaxValue : context.NowNanos + repeatNanos;
        }
    }

    /// <summary>When which of them may be told again.</summary>
    private struct Told
    {
        public long HedgeFillDueNanos;
        public long OtherFillDueNanos;
        public long OrderDueNanos;
        public long ProtectionDueNanos;
        public long UnknownDueNanos;
    }
}
