using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec;

/// <summary>One instrument as the venue lists it.</summary>
public struct InstrumentDefinition
{
    /// <summary>All but the underlying, which is None: ids are given out by the instrument table.</summary>
    public InstrumentBody Body;

    /// <summary>For example <c>btc_usd</c>; made up from the currencies where the venue did not tell it.</summary>
    public InlineText32 IndexName;

    public InlineText32 BaseCurrency;
    public InlineText32 QuoteCurrency;
    public InlineText32 SettlementCurrency;
}
