namespace LowLatencyHedger.Venues.Deribit.Session;

/// <summary>What a session asks of the venue. The low byte of every request id, so a recorded id tells what it was for.</summary>
internal enum RequestKind : byte
{
    None = 0,

    // Of every session.
    Test = 1,
    Hello = 2,
    Auth = 3,
    Refresh = 4,
    SetHeartbeat = 5,
    GetTime = 6,

    // Of the market-data session.
    GetInstruments = 20,
    GetInstrument = 21,
    Subscribe = 22,
    GetHeldInstrument = 23,
    ResyncUnsubscribe = 24,
    ResyncSubscribe = 25,

    // Of the trading session, in the order of its recovery.
    EnableCancelOnDisconnect = 40,
    GetCancelOnDisconnect = 41,
    GetAccountSummary = 42,
    SubscribePrivate = 43,
    RecoverTrades = 44,
    RecoverOpenOrders = 45,
    RecoverCancel = 46,
    RecoverPositions = 47,
    RecoverArchivedTrades = 48,
    RecoverDeliveries = 49,
    GetProtectionStatus = 50,

    // Of the trading session, on the core's command.
    PlaceOrder = 60,
    CancelOrder = 61,
    CancelAll = 62,
    QueryOrder = 63,
    QueryOrderTrades = 64,
    QueryPositions = 65,

    // Of the session that only cancels.
    SweepOpenOrders = 80,
    SweepCancel = 81,
    SweepCancelAll = 82,
}
