namespace LowLatencyHedger.Venues.Deribit.Session;

/// <summary>What the venue does with an order that would trade with another one of the account.</summary>
public enum SelfTradingRejectMode : byte
{
    Unknown = 0,
    RejectTaker = 1,
    CancelMaker = 2,
}
