using System.Runtime.InteropServices;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Events;

/// <summary>
/// Everything the core ever learns, one fixed-size value: a ring slot, a journal record, a line of a replay. With the ring's sequence
/// it fills three cache lines.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
public struct InputEvent
{
    public const int Size = 184;
    public const int BodyOffset = 32;
    public const int BodySize = Size - BodyOffset;

    [FieldOffset(0)]
    public InputKind Kind;

    [FieldOffset(1)]
    public InputFlags Flags;

    /// <summary>Which connection it came over; 0 for the process itself.</summary>
    [FieldOffset(2)]
    public ushort ConnectionId;

    /// <summary>The instrument concerned, or none.</summary>
    [FieldOffset(4)]
    public InstrumentId Instrument;

    /// <summary>When its bytes had been received, on this machine's monotonic clock.</summary>
    [FieldOffset(8)]
    public long ReceivedNanos;

    /// <summary>When it entered the ring, on this machine's monotonic clock.</summary>
    [FieldOffset(16)]
    public long PublishedNanos;

    /// <summary>The venue's own time of the event; 0 when it gave none.</summary>
    [FieldOffset(24)]
    public long ExchangeTimeUtcNanos;

    [FieldOffset(BodyOffset)]
    public ClockBody Clock;

    [FieldOffset(BodyOffset)]
    public InstrumentBody InstrumentDefined;

    [FieldOffset(BodyOffset)]
    public UnderlyingBody UnderlyingDefined;

    [FieldOffset(BodyOffset)]
    public BookBody Book;

    [FieldOffset(BodyOffset)]
    public TickerBody Ticker;

    [FieldOffset(BodyOffset)]
    public QuoteBody Quote;

    [FieldOffset(BodyOffset)]
    public IndexBody Index;

    [FieldOffset(BodyOffset)]
    public MarkVolBody MarkVol;

    [FieldOffset(BodyOffset)]
    public TradeBody Trade;

    [FieldOffset(BodyOffset)]
    public InstrumentStateBody InstrumentState;

    [FieldOffset(BodyOffset)]
    public PlatformStateBody PlatformState;

    [FieldOffset(BodyOffset)]
    public OrderBody Order;

    [FieldOffset(BodyOffset)]
    public OrderRejectBody OrderReject;

    [FieldOffset(BodyOffset)]
    public OrderNotFoundBody OrderNotFound;

    [FieldOffset(BodyOffset)]
    public OrderNotSentBody OrderNotSent;

    [FieldOffset(BodyOffset)]
    public FillBody Fill;

    [FieldOffset(BodyOffset)]
    public PositionBody Position;

    [FieldOffset(BodyOffset)]
    public PortfolioBody Portfolio;

    [FieldOffset(BodyOffset)]
    public SessionBody Session;

    [FieldOffset(BodyOffset)]
    public ControlBody Control;

    [FieldOffset(BodyOffset)]
    public SettingChangeBody SettingChange;

    [FieldOffset(BodyOffset)]
    public EngineHealthBody EngineHealth;

    [FieldOffset(BodyOffset)]
    public TradesReadBody TradesRead;

    [FieldOffset(BodyOffset)]
    public SettlementBody Settlement;

    [FieldOffset(BodyOffset)]
    public NoticeBody Notice;

    [FieldOffset(BodyOffset)]
    public RestoredOrderBody RestoredOrder;

    [FieldOffset(BodyOffset)]
    public RestoredBody Restored;
}
