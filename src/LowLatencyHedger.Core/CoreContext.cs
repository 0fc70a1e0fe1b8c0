using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core;

/// <summary>What every part of the core knows while it works on one event: the time, the connections, and where outputs go.</summary>
/// <remarks>Warnings are paced to one a second for each reason, refusals to one a minute; critical alerts are not, as each stands for something else.</remarks>
[HotPath]
internal sealed class CoreContext
{
    /// <summary>Leaves room in the buffer for what must get out.</summary>
    private const int MaxAlertsPerEvent = OutputBuffer.Capacity / 2;

    /// <summary>Above every reason code.</summary>
    private const int ReasonCodes = 512;

    /// <summary>Their ids end in as many different ways: two underlyings that share one only share the pace.</summary>
    private const int UnderlyingSlots = 16;

    private readonly long[] _lastAlertNanos = new long[ReasonCodes];
    private readonly long[] _refusalToldNanos = new long[ReasonCodes * UnderlyingSlots];
    private OutputBuffer _outputs = new();
    private InputKind _trigger;
    private long _utcOffsetNanos;

    public CoreContext()
    {
        _lastAlertNanos.AsSpan().Fill(long.MinValue / 2);
        _refusalToldNanos.AsSpan().Fill(long.MinValue / 2);
    }

    /// <summary>The latest time that any event brought, on this machine's monotonic clock. It never goes back.</summary>
    public long NowNanos { get; private set; }

    /// <summary>Number of the event.</summary>
    public long Sequence { get; private set; }

    public bool IsClockKnown { get; private set; }

    public long ExchangeOffsetNanos { get; private set; }

    /// <summary>The venue's clock now; 0 until the first clock event.</summary>
    public long VenueUtcNanos => IsClockKnown ? NowNanos + _utcOffsetNanos + ExchangeOffsetNanos : 0;

    public bool IsTradingReady { get; set; }

    public bool IsMarketDataReady { get; set; }

    public long AlertCount { get; private set; }

    public void Begin(in InputEvent e, long sequence, OutputBuffer outputs)
    {
        _outputs = outputs;
        Sequence = sequence;
        _trigger = e.Kind;
        NowNanos = Math.Max(NowNanos, e.ReceivedNanos);
        if (e.Kind == InputKind.Clock)
        {
            NowNanos = Math.Max(NowNanos, e.Clock.MonotonicNanos);
            _utcOffsetNanos = e.Clock.UtcNanos - e.Clock.MonotonicNanos;
            ExchangeOffsetNanos = e.Clock.ExchangeOffsetNanos;
            IsClockKnown = true;
        }
    }

    /// <summary>Adds an output. Every kind is added through here but orders, which only <c>OrderDesk</c> adds.</summary>
    public ref OutputEvent Add(OutputKind kind, InstrumentId instrument, UnderlyingId underlying)
    {
        ref var output = ref _outputs.Add();
        output.Kind = kind;
        output.Trigger = _trigger;
        output.TriggerSequence = Sequence;
        output.Instrument = instrument;
        output.Underlying = underlying;
        return ref output;
    }

    public void Alert(
        ReasonCode reason, AlertSeverity severity, InstrumentId instrument, UnderlyingId underlying, OrderRef orderRef, long detail) =>
        TryAlert(reason, severity, instrument, underlying, orderRef, detail);

    /// <summary>False when it is not told, because the same was just told of something else.</summary>
    public bool TryAlert(
        ReasonCode reason, AlertSeverity severity, InstrumentId instrument, UnderlyingId underlying, OrderRef orderRef, long detail)
    {
        if (!IsDue(reason, severity))
        {
            return false;
        }

        ref var output = ref AddAlert(reason, severity, instrument, underlying);
        output.Ref = orderRef;
        output.Detail = detail;
        return true;
    }

    /// <summary>A wanted order was not sent: told once a minute of each underlying while the reason stays.</summary>
    public void AlertRefusal(ReasonCode reason, InstrumentId instrument, UnderlyingId underlying, in GateVerdict verdict)
    {
        var slot = (((int)reason & (ReasonCodes - 1)) * UnderlyingSlots) + (underlying.Index & (UnderlyingSlots - 1));
        if (NowNanos - _refusalToldNanos[slot] >= 60 * Nanos.PerSecond && IsDue(reason, AlertSeverity.Warning))
        {
            _refusalToldNanos[slot] = NowNanos;
            AddAlert(reason, AlertSeverity.Warning, instrument, underlying).Verdict = verdict;
        }
    }

    private bool IsDue(ReasonCode reason, AlertSeverity severity)
    {
        ref var last = ref _lastAlertNanos[(int)reason & (ReasonCodes - 1)];
        if ((severity != AlertSeverity.Critical && NowNanos - last < Nanos.PerSecond) || _outputs.Count >= MaxAlertsPerEvent)
        {
            return false;
        }

        last = NowNanos;
        return true;
    }

    private ref OutputEvent AddAlert(ReasonCode reason, AlertSeverity severity, InstrumentId instrument, UnderlyingId underlying)
    {
        AlertCount++;
        ref var output = ref Add(OutputKind.Alert, instrument, underlying);
        output.Reason = reason;
        output.Severity = severity;
        return ref output;
    }

    /// <summary>Whether something that is only told, not done, may be added.</summary>
    public bool HasRoom => _outputs.Count < MaxAlertsPerEvent;

    public void Alert(ReasonCode reason, AlertSeverity severity, InstrumentId instrument, UnderlyingId underlying) =>
        Alert(reason, severity, instrument, underlying, OrderRef.None, 0);

    public void Alert(ReasonCode reason, AlertSeverity severity, long detail) =>
        Alert(reason, severity, InstrumentId.None, UnderlyingId.None, OrderRef.None, detail);
}
