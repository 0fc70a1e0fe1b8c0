namespace LowLatencyHedger.Core.Events;

/// <summary>What an <see cref="InputEvent"/> carries, and so which of its bodies is valid.</summary>
public enum InputKind : byte
{
    None = 0,

    /// <summary>Time passes. Body: <see cref="ClockBody"/>.</summary>
    Clock = 1,

    /// <summary>Reference data of one instrument. Body: <see cref="InstrumentBody"/>.</summary>
    InstrumentDefined = 2,

    /// <summary>A price index is known under this <c>UnderlyingId</c>. Body: <see cref="UnderlyingBody"/>.</summary>
    UnderlyingDefined = 3,

    /// <summary>Levels of an order book; one message may need several. Body: <see cref="BookBody"/>.</summary>
    BookChunk = 10,

    /// <summary>The book of the instrument cannot be trusted until its next snapshot. No body.</summary>
    BookInvalidated = 11,

    /// <summary>Body: <see cref="TickerBody"/>.</summary>
    Ticker = 12,

    /// <summary>Best bid and ask only. Body: <see cref="QuoteBody"/>.</summary>
    Quote = 13,

    /// <summary>Body: <see cref="IndexBody"/>.</summary>
    Index = 14,

    /// <summary>Mark price and volatility of one option. Body: <see cref="MarkVolBody"/>.</summary>
    MarkVol = 15,

    /// <summary>A trade of anybody. Body: <see cref="TradeBody"/>.</summary>
    Trade = 16,

    /// <summary>Body: <see cref="InstrumentStateBody"/>.</summary>
    InstrumentState = 17,

    /// <summary>Body: <see cref="PlatformStateBody"/>.</summary>
    PlatformState = 18,

    /// <summary>State of one of the account's orders. Body: <see cref="OrderBody"/>.</summary>
    OrderUpdate = 30,

    /// <summary>The venue refused a request about an order of ours. Body: <see cref="OrderRejectBody"/>.</summary>
    OrderReject = 31,

    /// <summary>An authenticated query knows no such order. Body: <see cref="OrderNotFoundBody"/>.</summary>
    OrderNotFound = 32,

    /// <summary>A trade of the account. Body: <see cref="FillBody"/>.</summary>
    Fill = 33,

    /// <summary>Position of the account in one instrument. Body: <see cref="PositionBody"/>.</summary>
    Position = 34,

    /// <summary>The venue's account figures. Body: <see cref="PortfolioBody"/>.</summary>
    Portfolio = 35,

    /// <summary>The bytes of a request could not be handed to the connection: it was never sent. Body: <see cref="OrderNotSentBody"/>.</summary>
    OrderNotSent = 36,

    /// <summary>A complete reading of the account's trades has ended. Body: <see cref="TradesReadBody"/>.</summary>
    TradesRead = 37,

    /// <summary>The venue has delivered an instrument that expired, and with it the account's position. Body: <see cref="SettlementBody"/>.</summary>
    Settlement = 38,

    /// <summary>Something of the account that an operator should know. Body: <see cref="NoticeBody"/>.</summary>
    Notice = 39,

    /// <summary>A connection changed state. Body: <see cref="SessionBody"/>.</summary>
    Session = 50,

    /// <summary>An operator's or watchdog's command. Body: <see cref="ControlBody"/>.</summary>
    Control = 60,

    /// <summary>One part of a change of settings. Body: <see cref="SettingChangeBody"/>.</summary>
    SettingChange = 61,

    /// <summary>How the engine itself is doing. Body: <see cref="EngineHealthBody"/>.</summary>
    EngineHealth = 62,

    /// <summary>A position as the journal of the run before has it. Body: <see cref="PositionBody"/>, only its size.</summary>
    RestoredPosition = 70,

    /// <summary>A fill that the run before has booked, so that it is not booked again. Body: <see cref="FillBody"/>.</summary>
    RestoredFill = 71,

    /// <summary>An order of the run before whose end is not known. Body: <see cref="RestoredOrderBody"/>.</summary>
    RestoredOrder = 72,

    /// <summary>Everything of the run before has been told. Body: <see cref="RestoredBody"/>.</summary>
    Restored = 73,
}
