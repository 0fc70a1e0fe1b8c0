using System.Runtime.InteropServices;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Events;

public enum TimeInForce : byte
{
    GoodTilCancelled = 0,
    ImmediateOrCancel = 1,
    FillOrKill = 2,
}

/// <summary>
/// What the core decided. The first <see cref="DecisionSize"/> bytes are a function of the inputs alone and are what a replay compares;
/// the stamps behind them are measurements.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
public struct OutputEvent
{
    public const int Size = 184;

    /// <summary>The bytes that a replay reproduces exactly.</summary>
    public const int DecisionSize = 152;

    [FieldOffset(0)]
    public OutputKind Kind;

    /// <summary>Kind of the input event that caused it.</summary>
    [FieldOffset(1)]
    public InputKind Trigger;

    [FieldOffset(2)]
    public Side Side;

    /// <summary>An order of ours that rests is always post-only, and refused if it would trade at once.</summary>
    [FieldOffset(3)]
    public TimeInForce TimeInForce;

    [FieldOffset(4)]
    public InstrumentId Instrument;

    /// <summary>Number of the input event that caused it, counted from the start of the run.</summary>
    [FieldOffset(8)]
    public long TriggerSequence;

    [FieldOffset(16)]
    public OrderRef Ref;

    [FieldOffset(24)]
    public Price Price;

    [FieldOffset(32)]
    public Quantity Amount;

    /// <summary>In the venue's clock: it will not start the order after this moment.</summary>
    [FieldOffset(40)]
    public long ValidUntilUtcNanos;

    /// <summary>Empty until the venue has told it.</summary>
    [FieldOffset(48)]
    public InlineText32 ExchangeOrderId;

    /// <summary>PlaceOrder, and the alert about a refused order: what the gate found. The venue has no id for the order yet.</summary>
    [FieldOffset(48)]
    public GateVerdict Verdict;

    [FieldOffset(80)]
    public ReasonCode Reason;

    [FieldOffset(82)]
    public AlertSeverity Severity;

    /// <summary>PlaceOrder, which has no severity: the venue must not let the order enlarge or turn the position.</summary>
    [FieldOffset(82)]
    public bool IsReduceOnly;

    [FieldOffset(83)]
    public TradingState TradingState;

    [FieldOffset(84)]
    public UnderlyingId Underlying;

    /// <summary>Net delta before the order, worst case included, in coins.</summary>
    [FieldOffset(88)]
    public double DeltaBefore;

    /// <summary>LossesMarked, which has no delta.</summary>
    [FieldOffset(88)]
    public LossFigures Losses;

    /// <summary>Net delta if the order fills whole, in coins.</summary>
    [FieldOffset(96)]
    public double DeltaAfter;

    [FieldOffset(104)]
    public double BandLower;

    [FieldOffset(112)]
    public double BandUpper;

    /// <summary>Price of the hedge instrument that the decision was made on: best bid or ask that it would hit.</summary>
    [FieldOffset(120)]
    public double ReferencePrice;

    /// <summary>What the order was expected to cost in USD: half spread, depth and fee.</summary>
    [FieldOffset(128)]
    public double ExpectedCostUsd;

    /// <summary>Change id of the book that it was priced from.</summary>
    [FieldOffset(136)]
    public long BookChangeId;

    /// <summary>A code of the venue or a count that belongs to the reason. TradingState: the <see cref="StateScope"/> of the cause.</summary>
    [FieldOffset(144)]
    public long Detail;

    /// <summary>Stamp of the input: its bytes were received.</summary>
    [FieldOffset(152)]
    public long ReceivedNanos;

    [FieldOffset(160)]
    public long PublishedNanos;

    /// <summary>The core began to work on the input.</summary>
    [FieldOffset(168)]
    public long PickedUpNanos;

    /// <summary>The core had decided.</summary>
    [FieldOffset(176)]
    public long DecidedNanos;
}

public enum AlertSeverity : byte
{
    Info = 0,
    Warning = 1,
    Critical = 2,
}

/// <summary>May the engine send orders?</summary>
public enum TradingState : byte
{
    /// <summary>Not yet reconciled, or latched: nothing is sent but cancels and queries.</summary>
    Halt = 0,

    /// <summary>An input is missing or stale: no new orders until it is back.</summary>
    Pause = 1,

    /// <summary>A limit is used up: only orders that bring the net delta nearer to zero, and not beyond it.</summary>
    Reduce = 2,
    Active = 3,
}
