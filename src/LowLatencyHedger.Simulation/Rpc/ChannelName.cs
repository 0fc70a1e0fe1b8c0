using System.Diagnostics.CodeAnalysis;

namespace LowLatencyHedger.Simulation.Rpc;

/// <summary>
/// One channel name, taken apart. Whether its instrument, index or currency exists is the server's question, not this type's.
/// Source: deribit protocol notes, sections 9 and 10.
/// </summary>
/// <param name="Name">The whole name as the client wrote it; notifications repeat it.</param>
/// <param name="Kind">The family.</param>
/// <param name="Instrument">Instrument name, or null.</param>
/// <param name="InstrumentKind"><c>future</c>, <c>option</c>, ..., <c>any</c>, or null.</param>
/// <param name="Currency">Upper case, or <c>any</c>, or null.</param>
/// <param name="Index">Index name, or null.</param>
/// <param name="Interval">The interval.</param>
/// <param name="Group">Price rounding of a grouped book; 0 = none.</param>
/// <param name="Depth">Levels of a grouped book, or minutes of a chart candle (1D = 1440).</param>
public sealed record ChannelName(
    string Name,
    ChannelKind Kind,
    string? Instrument = null,
    string? InstrumentKind = null,
    string? Currency = null,
    string? Index = null,
    ChannelInterval Interval = ChannelInterval.None,
    double Group = 0,
    int Depth = 0)
{
    private static readonly string[] s_kinds = ["any", "future", "option", "spot", "combo", "future_combo", "option_combo"];

    /// <summary>Whether only an owner may hear it.</summary>
    public bool IsPrivate => Kind >= ChannelKind.UserOrders;

    /// <summary>Takes a name apart; false for one that the venue does not have.</summary>
    public static bool TryParse(string name, [NotNullWhen(true)] out ChannelName? channel)
    {
        var parts = name.Split('.');
        channel = parts[0] switch
        {
            "book" => Book(name, parts),
            "ticker" => OfInstrument(name, ChannelKind.Ticker, parts),
            "perpetual" => OfInstrument(name, ChannelKind.Perpetual, parts),
            "incremental_ticker" when parts.Length == 2 => new ChannelName(name, ChannelKind.IncrementalTicker, Instrument: parts[1]),
            "quote" when parts.Length == 2 => new ChannelName(name, ChannelKind.Quote, Instrument: parts[1]),
            "trades" => Scoped(name, ChannelKind.Trades, parts.AsSpan(1)),
            "chart" when parts.Length == 4 && parts[1] == "trades" => Chart(name, parts),
            "deribit_price_index" => OfIndex(name, ChannelKind.PriceIndex, parts.AsSpan(1)),
            "deribit_price_statistics" => OfIndex(name, ChannelKind.PriceStatistics, parts.AsSpan(1)),
            "deribit_volatility_index" => OfIndex(name, ChannelKind.VolatilityIndex, parts.AsSpan(1)),
            "estimated_expiration_price" => OfIndex(name, ChannelKind.EstimatedExpirationPrice, parts.AsSpan(1)),
            "markprice" when parts.Length == 3 && parts[1] == "options" =>
                OfIndex(name, ChannelKind.MarkPriceOptions, parts.AsSpan(2)),
            "platform_state" => Platform(name, parts),
            "instrument" when parts.Length == 4 && parts[1] == "state" && s_kinds.Contains(parts[2]) =>
                new ChannelName(name, ChannelKind.InstrumentState, InstrumentKind: parts[2], Currency: CurrencyOf(parts[3])),
            "announcements" when parts.Length == 1 => new ChannelName(name, ChannelKind.Announcements),
            "user" when parts.Length > 1 => User(name, parts),
            _ => null,
        };
        return channel is not null;
    }

    /// <summary>Whether an instrument of this kind and settlement currency falls under the channel's scope.</summary>
    public bool Covers(string instrument, string kind, string currency) =>
        Instrument is not null
            ? Instrument == instrument
            : (InstrumentKind is "any" || InstrumentKind == kind
                || (InstrumentKind == "combo" && kind.EndsWith("_combo", StringComparison.Ordinal)))
                && (Currency is "any" || Currency == currency);

    private static ChannelName? User(string name, string[] parts) => parts[1] switch
    {
        "orders" => Scoped(name, ChannelKind.UserOrders, parts.AsSpan(2)),
        "trades" => Scoped(name, ChannelKind.UserTrades, parts.AsSpan(2)),
        "changes" => Scoped(name, ChannelKind.UserChanges, parts.AsSpan(2)),
        "portfolio" when parts.Length == 3 => new ChannelName(name, ChannelKind.UserPortfolio, Currency: CurrencyOf(parts[2])),
        "mmp_trigger" => OfIndex(name, ChannelKind.UserMmpTrigger, parts.AsSpan(2)),
        "lock" when parts.Length == 2 => new ChannelName(name, ChannelKind.UserLock),
        "access_log" when parts.Length == 2 => new ChannelName(name, ChannelKind.UserAccessLog),
        _ => null,
    };

    private static ChannelName? Book(string name, string[] parts)
    {
        if (parts.Length != 5)
        {
            return OfInstrument(name, ChannelKind.Book, parts);
        }

        double group = 0;
        if ((parts[2] != "none" && (!double.TryParse(parts[2], out group) || group is not (1 or 2 or 5 or 10 or 25 or 100 or 250)))
            || parts[3] is not ("1" or "10" or "20")
            || IntervalOf(parts[4]) is not { } interval
            || interval == ChannelInterval.Raw)
        {
            return null;
        }

        return new ChannelName(
            name, ChannelKind.GroupedBook, Instrument: parts[1], Interval: interval, Group: group, Depth: int.Parse(parts[3]));
    }

    private static ChannelName? Chart(string name, string[] parts)
    {
        if (!ChartResolution.TryParse(parts[3], out var minutes))
        {
            return null;
        }

        return new ChannelName(name, ChannelKind.ChartTrades, Instrument: parts[2], Depth: minutes);
    }

    private static ChannelName? Platform(string name, string[] parts) => parts.Length switch
    {
        1 => new ChannelName(name, ChannelKind.PlatformState),
        2 when parts[1] == "public_methods_state" => new ChannelName(name, ChannelKind.PublicMethodsState),
        _ => null,
    };

    private static ChannelName? OfInstrument(string name, ChannelKind kind, string[] parts) =>
        parts.Length == 3 && IntervalOf(parts[2]) is { } interval
            ? new ChannelName(name, kind, Instrument: parts[1], Interval: interval)
            : null;

    private static ChannelName? OfIndex(string name, ChannelKind kind, ReadOnlySpan<string> rest) =>
        rest.Length == 1 ? new ChannelName(name, kind, Index: rest[0]) : null;

    private static ChannelName? Scoped(string name, ChannelKind kind, ReadOnlySpan<string> rest)
    {
        if (rest.Length is not (2 or 3) || IntervalOf(rest[^1]) is not { } interval)
        {
            return null;
        }

        if (rest.Length == 2)
        {
            return new ChannelName(name, kind, Instrument: rest[0], Interval: interval);
        }

        return s_kinds.Contains(rest[0])
            ? new ChannelName(name, kind, InstrumentKind: rest[0], Currency: CurrencyOf(rest[1]), Interval: interval)
            : null;
    }

    private static string CurrencyOf(string text) =>
        text.Equals("any", StringComparison.OrdinalIgnoreCase) ? "any" : text.ToUpperInvariant();

    private static ChannelInterval? IntervalOf(string text) => text switch
    {
        "raw" => ChannelInterval.Raw,
        "100ms" => ChannelInterval.Aggregated100Millis,
        "agg2" => ChannelInterval.Aggregated2,
        _ => null,
    };
}
