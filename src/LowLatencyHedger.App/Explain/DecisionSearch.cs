using LowLatencyHedger.Core;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Snapshots;
using LowLatencyHedger.Journal;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Explain;

/// <summary>Finds the last decision about an underlying at or before a moment.</summary>
/// <param name="place">Of the underlying in the configuration.</param>
/// <param name="atUtcNanos">On the engine's UTC clock.</param>
/// <param name="filter">Which decisions count.</param>
internal sealed class DecisionSearch(int place, long atUtcNanos, DecisionFilter filter) : IReplayObserver
{
    private long _utcOffsetNanos;
    private bool _isClockKnown;
    private OutputEvent? _alert;

    /// <summary>Number of the input that it was taken at; -1 when there is none.</summary>
    public long Sequence { get; private set; } = -1;

    public DecisionOutcome Outcome { get; private set; }

    /// <summary>The order that was sent.</summary>
    public OrderRef Order { get; private set; }

    /// <summary>The alert that told of the refusal, which stands for as long as the reason stays; null when nothing was refused.</summary>
    public OutputEvent? Refusal { get; private set; }

    public bool OnInput(in InputEvent input, long sequence, HedgeCore core)
    {
        var nanos = input.ReceivedNanos;
        if (input.Kind == InputKind.Clock)
        {
            nanos = Math.Max(nanos, input.Clock.MonotonicNanos);
            _utcOffsetNanos = input.Clock.UtcNanos - input.Clock.MonotonicNanos;
            _isClockKnown = true;
        }

        return !_isClockKnown || nanos + _utcOffsetNanos <= atUtcNanos;
    }

    public void OnHandled(in InputEvent input, long sequence, HedgeCore core, ReadOnlySpan<OutputEvent> outputs)
    {
        core.View.ReadDecision(place, out var decision);
        if (decision.Sequence != sequence)
        {
            return;
        }

        CoreSnapshot snapshot = default;
        core.WriteSnapshot(place, ref snapshot);
        var order = OrderRef.None;
        foreach (ref readonly var output in outputs)
        {
            if (output.Underlying != snapshot.Underlying)
            {
                continue;
            }

            if (output.Kind == OutputKind.PlaceOrder)
            {
                order = output.Ref;
            }
            else if (output.Kind == OutputKind.Alert && !output.Ref.HasValue && output.Reason == snapshot.LastRefusal
                && snapshot.LastRefusal != ReasonCode.None)
            {
                _alert = output;
            }
        }

        var outcome = OutcomeOf(order, decision, snapshot);
        if (IsWanted(outcome))
        {
            Sequence = sequence;
            Outcome = outcome;
            Order = order;
            Refusal = outcome == DecisionOutcome.Refused && _alert?.Reason == snapshot.LastRefusal ? _alert : null;
        }
    }

    private static DecisionOutcome OutcomeOf(OrderRef order, in DecisionSnapshot decision, in CoreSnapshot snapshot)
    {
        if (order.HasValue)
        {
            return DecisionOutcome.Ordered;
        }

        if (decision.Target.Trade == 0 && snapshot.LastRefusal == ReasonCode.None)
        {
            return DecisionOutcome.NothingWanted;
        }

        var isWaiting = snapshot.UnresolvedOrders > 0
            || snapshot.NowNanos < decision.BackoffUntilNanos
            || snapshot.NowNanos < decision.NextOrderNanos;
        var isHeldBack = snapshot.LastRefusal != ReasonCode.None && (!isWaiting || decision.RefusedNanos == snapshot.NowNanos);
        return isHeldBack || snapshot.TradingState <= TradingState.Pause ? DecisionOutcome.Refused : DecisionOutcome.Waiting;
    }

    private bool IsWanted(DecisionOutcome outcome) => filter switch
    {
        DecisionFilter.Order => outcome == DecisionOutcome.Ordered,
        DecisionFilter.None => outcome != DecisionOutcome.Ordered,
        DecisionFilter.Refused => outcome == DecisionOutcome.Refused,
        _ => true,
    };
}
