using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Rpc.Methods;

/// <summary>The parameters that many methods share, checked against the venue.</summary>
internal static class ParamReader
{
    private static readonly string[] s_known = ["BTC", "ETH", "USDC", "USDT", "EURR"];
    private static readonly RpcError s_unknownInstrument = new(13020, "not_found");

    /// <summary>The currencies that the simulated venue settles in.</summary>
    public static ReadOnlySpan<string> Currencies => s_known.AsSpan(0, 3);

    /// <summary>A settlement currency in upper case, or <c>any</c>.</summary>
    public static string Currency(RpcParams values, string? absent = null)
    {
        var text = absent is null ? values.String("currency") : values.String("currency", absent);
        var currency = text.Equals("any", StringComparison.OrdinalIgnoreCase) ? "any" : text.ToUpperInvariant();
        if (currency != "any" && !s_known.Contains(currency))
        {
            values.Fail("currency", "invalid currency");
        }

        return currency;
    }

    /// <summary>One currency or an array of them.</summary>
    public static IReadOnlyList<string> CurrencyList(RpcParams values) =>
        values.IsArray("currency") ? [.. values.Strings("currency").Select(text => text.ToUpperInvariant())] : [Currency(values)];

    /// <summary>An instrument kind, or <c>any</c> when absent.</summary>
    public static string Kind(RpcParams values) =>
        values.OneOf("kind", "any", "any", "future", "option", "spot", "combo", "future_combo", "option_combo");

    /// <summary>Whether an instrument falls under a currency and kind.</summary>
    public static bool Matches(Instrument instrument, string currency, string kind) =>
        (currency == "any" || instrument.Spec.SettlementCurrency == currency) && (kind == "any" || instrument.Spec.KindName == kind);

    /// <summary>The instrument that <c>instrument_name</c> names.</summary>
    public static RpcError Instrument(RpcParams values, ExchangeModel model, out Instrument instrument)
    {
        var found = model.FindInstrument(values.String("instrument_name"));
        instrument = found!;
        return values.Error.IsError ? values.Error : found is null ? s_unknownInstrument : RpcError.None;
    }

    /// <summary>The index that <c>index_name</c> names.</summary>
    public static RpcError Index(RpcParams values, ExchangeModel model, out PriceIndex index)
    {
        var found = model.FindIndex(values.String("index_name"));
        if (found is null)
        {
            values.Fail("index_name", "wrong format");
        }

        index = found!;
        return values.Error;
    }

    /// <summary>A page of trades; ids, sequence numbers and times as far as they are given.</summary>
    public static TradeQuery Trades(RpcParams values, string currency, string kind, string? instrumentName)
    {
        var sorting = values.OneOf("sorting", "default", "default", "asc", "desc");
        return new TradeQuery
        {
            InstrumentName = instrumentName,
            Currency = currency == "any" ? null : currency,
            KindName = kind == "any" ? null : kind,
            StartSeq = values.Integer("start_seq"),
            EndSeq = values.Integer("end_seq"),
            StartId = values.Has("start_id") ? values.String("start_id") : null,
            EndId = values.Has("end_id") ? values.String("end_id") : null,
            StartTimestampMs = values.Integer("start_timestamp"),
            EndTimestampMs = values.Integer("end_timestamp"),
            Count = values.Count("count", 10, 1, TradeQuery.CountMax),
            Historical = values.Flag("historical"),
            Ascending = sorting == "default" ? null : sorting == "asc",
        };
    }
}
