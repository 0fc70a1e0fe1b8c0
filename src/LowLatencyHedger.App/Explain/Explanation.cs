using System.Text;
using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Hedging.Policies;
using LowLatencyHedger.Core.Snapshots;
using LowLatencyHedger.Journal;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Venues.Deribit.Codec;

namespace LowLatencyHedger.App.Explain;

/// <summary>One decision with all that led to it and, when it was an order, all that came of it.</summary>
internal sealed class Explanation
{
    /// <summary>The run's directory.</summary>
    public required string Run { get; init; }

    public required uint Epoch { get; init; }

    public required UnderlyingConfig Underlying { get; init; }

    public required DecisionOutcome Outcome { get; init; }

    public required long Sequence { get; init; }

    /// <summary>Of the trigger, and of what the core knew; its pictures are there.</summary>
    public required DecisionWatcher Watched { get; init; }

    /// <summary>Null when no order was sent.</summary>
    public OrderRecords? Records { get; init; }

    /// <summary>The alert that told of a refusal; null when there was none.</summary>
    public OutputEvent? Refusal { get; init; }

    public Picture Before => Watched.Before!;

    public Picture After => Watched.After!;

    /// <summary>After the last record about the order, of whichever run; the same as <see cref="After"/> when there is none.</summary>
    public Picture End => LaterEnd ?? Watched.End!;

    /// <summary>After the last record in a later run; null when there is none, or when that run could not be replayed so far.</summary>
    public Picture? LaterEnd { get; init; }

    public OutputEvent? Order => Records?.Placed;

    public string? Label => Order is { } order ? LabelOf(order.Ref) : null;

    /// <summary>What the gate found; null when it was not asked, or not on record.</summary>
    public GateVerdict? Verdict => Order is { } order ? order.Verdict
        : Refusal is { Verdict.ConditionsHeld: not 0 } refusal ? refusal.Verdict
        : null;

    /// <summary>Why it was sent, or why nothing was.</summary>
    public ReasonCode Reason => Outcome switch
    {
        DecisionOutcome.Ordered => Order!.Value.Reason,
        DecisionOutcome.Refused when After.Core.LastRefusal != ReasonCode.None => After.Core.LastRefusal,
        DecisionOutcome.Refused => After.Core.StateReason,
        DecisionOutcome.Waiting => WaitingFor,
        _ => ReasonCode.None,
    };

    /// <summary>The engine's UTC clock when the trigger had been received.</summary>
    public long UtcNanos => ToUtc(TriggerNanos);

    /// <summary>Monotonic.</summary>
    public long TriggerNanos => Watched.Trigger.Kind == InputKind.Clock
        ? Math.Max(Watched.Trigger.ReceivedNanos, Watched.Trigger.Clock.MonotonicNanos)
        : Watched.Trigger.ReceivedNanos;

    /// <summary>The core that was replayed sent the very order that is on record.</summary>
    public bool IsReproduced => Order is not { } recorded
        ? Watched.Placed is null
        : Watched.Placed is { } replayed
            && DecisionHash.DecisionBytes(in recorded).SequenceEqual(DecisionHash.DecisionBytes(in replayed));

    /// <summary>Name of the instrument that the trigger is about; empty when it is about none.</summary>
    public string TriggerInstrument => Watched.Trigger.Kind is InputKind.Clock or InputKind.UnderlyingDefined or InputKind.Index
        or InputKind.PlatformState or InputKind.Portfolio or InputKind.Session or InputKind.Control or InputKind.SettingChange
        or InputKind.EngineHealth or InputKind.TradesRead or InputKind.Notice
        ? ""
        : Watched.NameOf(Watched.Trigger.Instrument);

    public Quantity Filled => Quantity.FromRaw(Records?.Fills.Sum(fill => fill.Amount.Raw) ?? 0);

    /// <summary>Weighted with the amounts; NaN without a fill.</summary>
    public double AveragePrice => Records is null || Filled.Raw == 0
        ? double.NaN
        : Records.Fills.Sum(fill => fill.Price.ToDouble() * fill.Amount.Raw) / Filled.Raw;

    /// <summary>In the settlement currency; positive is paid.</summary>
    public double Fee => Records?.Fills.Sum(fill => fill.Fee) ?? 0;

    /// <summary>Nothing on record says that the order never left.</summary>
    public bool IsSent => Records?.Life.Exists(life => life.Input is { Kind: InputKind.OrderNotSent }) == false;

    /// <summary>What the venue last said of the order, or what its trades say.</summary>
    public string State
    {
        get
        {
            var state = Filled.Raw == 0 ? "no answer on record" : Filled == Order!.Value.Amount ? "filled" : "partly filled";
            foreach (var life in Records?.Life ?? [])
            {
                state = life.Input switch
                {
                    { Kind: InputKind.OrderUpdate } update => update.Order.State.ToString().ToLowerInvariant(),
                    { Kind: InputKind.OrderReject } reject when !reject.OrderReject.ForExistingOrder => "rejected",
                    { Kind: InputKind.OrderNotFound } => "not known to the venue",
                    { Kind: InputKind.OrderNotSent } => "never sent",
                    _ => state,
                };
            }

            return state;
        }
    }

    /// <summary>The order's request, made again by the encoder that sends. Its id is not in the journal and is 0 here.</summary>
    public string? Bytes
    {
        get
        {
            if (Order is not { } order)
            {
                return null;
            }

            var request = new byte[1024];
            var length = OrderTemplates.Place(request, 0, Encoding.UTF8.GetBytes(Watched.NameOf(order.Instrument)), new NewOrder
            {
                Ref = order.Ref,
                Price = order.Price,
                Amount = order.Amount,
                ValidUntilUtcNanos = order.ValidUntilUtcNanos,
                Side = order.Side,
                TimeInForce = order.TimeInForce,
                PostOnly = order.TimeInForce == TimeInForce.GoodTilCancelled,
                ReduceOnly = order.IsReduceOnly,
            });
            return Encoding.UTF8.GetString(request, 0, length);
        }
    }

    private ReasonCode WaitingFor => After.Core.UnknownOrders > 0 ? ReasonCode.OrderUnknown
        : After.Core.UnresolvedOrders > 0 ? ReasonCode.OrderInFlight
        : ReasonCode.Backoff;

    public static string LabelOf(OrderRef order)
    {
        var label = new byte[OrderLabel.Length];
        return OrderLabel.TryWrite(order, label) ? Encoding.ASCII.GetString(label) : "";
    }

    public long ToUtc(long nanos) => nanos + Watched.Clock.UtcNanos - Watched.Clock.MonotonicNanos;

    /// <summary>A stamp of the venue's clock on the engine's monotonic one, as far as the difference between the clocks is known.</summary>
    public long FromVenue(long exchangeUtcNanos) =>
        exchangeUtcNanos - Watched.Clock.ExchangeOffsetNanos - Watched.Clock.UtcNanos + Watched.Clock.MonotonicNanos;

    /// <summary>Name of the live policy, or the text of a shadow in the configuration.</summary>
    public string PolicyName(in PolicySnapshot policy) =>
        policy.Number == 0 ? PolicySpec.NameOf(policy.Kind) : Underlying.Policy.Shadows[policy.Number - 1];
}
