namespace LowLatencyHedger.Core.Events;

/// <summary>
/// Why something was done, refused or reported. Numbers are part of the journal format and never reused. Printed in
/// SCREAMING_SNAKE_CASE.
/// </summary>
public enum ReasonCode : ushort
{
    None = 0,

    // Why an order was sent.
    DeltaAboveBand = 1,
    DeltaBelowBand = 2,
    HedgeClockDue = 250,
    PriceMoveReached = 251,
    SlackExpected = 252,

    /// <summary>A hedge that was due earlier is not complete.</summary>
    HedgeRoundOpen = 253,

    // What hedging takes account of.
    PriceJumped = 254,
    HedgeSidesFlip = 255,

    // Why an order that rested in the book was cancelled.
    RepegDue = 256,
    PassiveTimeUp = 257,
    OuterBoundLeft = 258,
    OrderNotWanted = 259,

    // Where hedges go.
    HedgeInstrumentChanged = 260,
    FutureExpires = 261,
    ProgramTrade = 262,

    // What hedges would do to themselves.
    OwnImpact = 265,

    // Why an order was refused or held back.
    Halted = 100,
    NotReconciled = 101,
    TradingSessionDown = 102,
    MarketDataDown = 103,
    BookStale = 104,
    IndexStale = 105,
    GreeksStale = 106,
    ForwardMissing = 107,
    InstrumentNotOpen = 108,
    PlatformLocked = 109,
    OrderInFlight = 110,
    OrderUnknown = 111,
    SpreadTooWide = 112,
    PriceOutsideCollar = 113,
    PriceOutsideVenueBand = 114,
    OrderAmountAboveLimit = 115,
    OrderNotionalAboveLimit = 116,
    OpenNotionalAboveLimit = 117,
    PositionAboveLimit = 118,
    NetDeltaAboveLimit = 119,
    OrderRateAboveLimit = 120,
    Backoff = 121,
    DoesNotReduceDelta = 122,
    AmountBelowMinimum = 123,
    PriceNotFinite = 124,
    InstrumentNotAllowed = 125,
    ClockOffsetTooLarge = 126,
    SlippageAboveCap = 127,
    DuplicateOrder = 128,
    ExpiryBlackout = 129,
    PositionUnmodelled = 130,
    EquityUnknown = 131,
    OrderTypeNotAllowed = 132,
    GrossNotionalAboveLimit = 133,
    PriceOutsideFillCollar = 134,
    UnknownOrdersAboveLimit = 135,
    OrdersPerMinuteAboveLimit = 136,
    OrdersPerDayAboveLimit = 137,
    TurnoverAboveLimit = 138,
    UnfilledRunAboveLimit = 139,
    DeltaStepUnconfirmed = 140,
    AvailableFundsBelowLimit = 141,
    MarginRatioAboveLimit = 142,
    LoopLagAboveLimit = 143,
    JournalLagAboveLimit = 144,
    RingUseAboveLimit = 145,
    DiskSpaceBelowLimit = 146,
    EngineHealthUnknown = 147,
    GammaAboveLimit = 148,
    VegaAboveLimit = 149,
    ThetaAboveLimit = 150,
    ExpiryDeltaAboveLimit = 151,
    ExpiryGammaAboveLimit = 152,
    ExpiryVegaAboveLimit = 153,
    ExpiryThetaAboveLimit = 154,
    ReduceOnly = 155,
    PriceOffTick = 156,
    PriceThroughTouch = 157,
    ValidityOutsideRange = 158,
    CollarPause = 159,
    ProfitUnknown = 160,
    BandBelowLot = 161,
    LimitBelowLot = 162,
    NoRoomForOrder = 163,
    OversizedOrders = 164,
    PricesOutsideCollar = 165,
    DailyLossAboveLimit = 166,
    DrawdownAboveLimit = 167,
    HaltMarginRatioExceeded = 168,
    JournalBroken = 169,

    // Own Greeks and the venue's.
    OptionGreeksDiffer = 170,
    NetDeltaDiffersFromVenue = 171,

    // What happened to the smiles.
    SmileUnusable = 180,
    SmileUsable = 181,

    // What happened to an order.
    OrderTimedOut = 200,
    OrderRejected = 201,
    OrderOutcomeUnknown = 202,
    OrderResolved = 203,
    OrderStillUnknown = 204,
    ForeignOrder = 205,
    UnfilledOrder = 206,
    OrderAltered = 207,

    // What the venue did to the account.
    AccountLocked = 208,

    // What the recovery found.
    OrderFromBefore = 230,
    SettlementDiffers = 240,
    EpochInUse = 231,
    RestoreIncomplete = 232,
    PositionAdopted = 233,
    PositionSettled = 234,

    // What venue and others did that concerns the account.
    InstrumentChanged = 242,
    ExternalFill = 243,
    ExternalOrder = 244,
    QuotesProtected = 245,
    InstrumentUnknown = 246,
    AccountLiquidated = 247,
    FillFoundLate = 248,

    // What happened to the book of positions.
    PositionBreak = 300,
    DuplicateFill = 301,
    FillOfUnknownOrder = 302,
    FillContradiction = 303,
    LateFill = 304,
    DeltaOutOfBand = 305,

    // The risk figures of a book.
    ScenarioLossAboveLimit = 310,
    ValueAtRiskAboveLimit = 311,
    MarginAboveFunds = 312,

    // What the operator or the process did.
    OperatorHalt = 400,
    OperatorResume = 401,
    OperatorCancelAll = 402,
    Shutdown = 403,
    Reconciled = 404,
    RejectRun = 405,
    CoreFault = 406,
    RepeatedHedges = 407,
    LossAboveLimit = 408,
    InputRefused = 409,
    SettingUnknown = 410,
    SettingOutOfRange = 411,
    SettingsContradict = 412,
    SettingChangeIncomplete = 413,
    OperatorReduce = 414,
    ResumeWithoutReason = 416,

    // By which way a command came.
    HaltByFile = 420,
    HaltBySignal = 421,
    HaltFromBefore = 422,

    // What became of an ordered flattening.
    Flattening = 423,
    Flattened = 424,
    DoesNotReducePosition = 425,
}
