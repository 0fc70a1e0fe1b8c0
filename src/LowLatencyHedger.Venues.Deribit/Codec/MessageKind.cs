namespace LowLatencyHedger.Venues.Deribit.Codec;

/// <summary>What a message of the venue is, and so which decoder takes its <see cref="Envelope.Data"/>.</summary>
public enum MessageKind : byte
{
    /// <summary>No JSON-RPC object.</summary>
    Malformed = 0,

    /// <summary>Answer to a request; the data are its result.</summary>
    Reply = 1,
    ErrorReply = 2,
    Heartbeat = 3,

    /// <summary>To be answered at once with <c>public/test</c>.</summary>
    TestRequest = 4,

    /// <summary><c>book.{instrument}.{interval}</c></summary>
    Book = 5,

    /// <summary><c>book.{instrument}.{group}.{depth}.{interval}</c></summary>
    GroupedBook = 6,
    Ticker = 7,
    Quote = 8,

    /// <summary><c>deribit_price_index.{index}</c></summary>
    Index = 9,

    /// <summary><c>markprice.options.{index}</c></summary>
    MarkPrices = 10,

    /// <summary>Trades of anybody.</summary>
    Trades = 11,
    UserOrders = 12,
    UserTrades = 13,
    UserChanges = 14,
    Portfolio = 15,
    PlatformState = 16,
    InstrumentState = 17,

    /// <summary>A channel of the venue that the engine has no use for.</summary>
    OtherChannel = 18,

    /// <summary>A channel, when <see cref="Envelope.Channel"/> is set, or else a method that this program does not know.</summary>
    Unknown = 19,

    /// <summary><c>user.lock</c>: the account, or a currency of it, may no longer trade.</summary>
    UserLock = 20,

    /// <summary><c>user.mmp_trigger.{index}</c>: market-maker protection has taken quotes of the account out of the books.</summary>
    ProtectionTrigger = 21,
}
