namespace LowLatencyHedger.Venues.Deribit.Session;

/// <summary>The families of channels that the market-data session subscribes to.</summary>
internal enum ChannelKind : byte
{
    Book = 0,
    Ticker = 1,
    Quote = 2,
    Trades = 3,
    Index = 4,
    MarkPrices = 5,
    PlatformState = 6,
    InstrumentState = 7,
}
