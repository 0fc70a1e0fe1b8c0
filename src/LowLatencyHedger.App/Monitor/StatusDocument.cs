using System.Text.Json.Nodes;
using LowLatencyHedger.App.Control;
using LowLatencyHedger.App.Engine;
using LowLatencyHedger.App.Verbs;
using LowLatencyHedger.Core;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Monitor;

/// <summary>
/// A picture of the engine as JSON: what <c>/status</c>, the page, <c>top</c> and <c>status --json</c> show. Null is not known. Coins, USD
/// and venue units as in <see cref="CoreSnapshot"/>.
/// </summary>
internal static class StatusDocument
{
    /// <summary>Which feeds are shown, and over which connection they come.</summary>
    private static readonly (InputKind Kind, string Name, string Connection)[] s_feeds =
    [
        (InputKind.BookChunk, "order book", "market"),
        (InputKind.Quote, "quotes", "market"),
        (InputKind.Ticker, "tickers", "market"),
        (InputKind.Index, "index", "market"),
        (InputKind.MarkVol, "mark volatilities", "market"),
        (InputKind.Trade, "public trades", "market"),
        (InputKind.OrderUpdate, "own orders", "trading"),
        (InputKind.Fill, "own fills", "trading"),
        (InputKind.Position, "positions", "trading"),
        (InputKind.Portfolio, "account", "trading"),
        (InputKind.Clock, "clock", "engine"),
        (InputKind.EngineHealth, "engine health", "engine"),
    ];

    /// <summary>Everything but latencies.</summary>
    /// <param name="picture">Now.</param>
    /// <param name="before">A while ago, for rates; the same when there is none.</param>
    public static JsonObject Create(EnginePicture picture, EnginePicture before) => new()
    {
        ["engine"] = Engine(picture, before),
        ["trading"] = Trading(picture),
        ["underlyings"] = Each(picture.Underlyings.Count, place => Underlying(picture, place)),
        ["expiries"] = Each(picture.Expiries, expiry => new JsonObject
        {
            ["index"] = picture.Underlying(expiry.Place).Index,
            ["expiryUtc"] = Utc(expiry.ExpiryUtcNanos),
            ["forward"] = Number(expiry.Forward, 2),
            ["delta"] = Number(expiry.Delta, 6),
            ["deltaBound"] = Number(expiry.DeltaBound, 8),
            ["gamma"] = Number(expiry.Gamma, 10),
            ["vega"] = Number(expiry.Vega, 4),
            ["theta"] = Number(expiry.Theta, 4),
            ["options"] = expiry.OptionsHeld,
            ["unvalued"] = expiry.OptionsUnvalued,
        }),
        ["orders"] = Each(picture.Orders, order => new JsonObject
        {
            ["label"] = Label(order.Ref),
            ["instrument"] = picture.Name(order.Instrument),
            ["side"] = order.Side.ToString(),
            ["stage"] = order.Stage.ToString(),
            ["price"] = order.Price.ToDouble(),
            ["amount"] = order.Amount.ToDouble(),
            ["filled"] = order.Filled.ToDouble(),
            ["ageMillis"] = Millis(picture.ReadNanos - order.SentNanos),
        }),
        ["limits"] = Limits(picture),
        ["feeds"] = Feeds(picture, before),
        ["alarms"] = Each(picture.Alarms.Take(100), alarm => Alarm(picture, in alarm)),
        ["tape"] = Tape.Create(picture),
    };

    public static JsonArray Positions(EnginePicture picture) => Each(
        picture.Positions.OrderBy(position => position.Kind == InstrumentKind.Option).ThenBy(position => position.Name.ToString(), StringComparer.Ordinal),
        position => new JsonObject
        {
            ["instrument"] = position.Name.ToString(),
            ["kind"] = position.Kind.ToString(),
            ["position"] = position.Position,
            ["unit"] = position.Kind != InstrumentKind.Option && position.Style == ContractStyle.Inverse ? "USD" : "coins",
            ["markPrice"] = Number(position.MarkPrice, 8),
            ["volatilityPct"] = Number(100 * position.MarkVol, 3),
        });

    /// <summary>The most restrictive state of all underlyings, and why.</summary>
    public static JsonObject Trading(EnginePicture picture)
    {
        var worst = picture.Underlyings.OrderBy(state => state.TradingState).FirstOrDefault();
        var reason = picture.Core.Latch != ReasonCode.None ? picture.Core.Latch : worst.StateReason;
        var halt = picture.Run.ControlDirectory.Length == 0 ? null : new HaltFile(Path.Combine(picture.Run.ControlDirectory, HaltFile.Name)).Read();
        return new JsonObject
        {
            ["state"] = picture.Underlyings.Count == 0 ? "Unknown" : worst.TradingState.ToString(),
            ["reason"] = OutputText.Screaming(reason),
            ["cause"] = OutputText.Words(reason),
            ["isReconciled"] = picture.Core.IsReconciled != 0,
            ["isLatched"] = picture.Core.Latch != ReasonCode.None,
            ["halt"] = halt is null ? null : new JsonObject { ["reason"] = halt.Reason, ["by"] = halt.By, ["sinceUtc"] = halt.SinceUtc },
        };
    }

    public static JsonNode? Number(double value, int digits) => ControlReply.Number(Math.Round(value, digits));

    public static string Label(OrderRef reference) => reference.HasValue ? $"{reference.Epoch:x8}-{reference.Number:x8}" : "";

    public static double Millis(long nanos) => Math.Round(nanos / 1e6, 3);

    public static string Utc(long utcNanos) => DateTime.UnixEpoch.AddTicks(utcNanos / 100).ToString("yyyy-MM-ddTHH:mm:ss.fffZ");

    public static JsonArray Each<T>(IEnumerable<T> items, Func<T, JsonNode?> write) => new([.. items.Select(write)]);

    private static JsonArray Each(int count, Func<int, JsonNode?> write) => Each(Enumerable.Range(0, count), write);

    private static JsonObject Engine(EnginePicture picture, EnginePicture before)
    {
        var core = picture.Core;
        return new JsonObject
        {
            ["processId"] = picture.ProcessId,
            ["startedUtc"] = Utc(picture.StartUtcNanos),
            ["program"] = picture.Run.Program,
            ["environment"] = picture.Run.Environment,
            ["layout"] = picture.Run.Layout,
            ["epoch"] = picture.Run.Epoch,
            ["journal"] = picture.Run.Journal,
            ["ageMillis"] = picture.Underlyings.Count == 0 ? null : Millis(picture.AgeNanos),
            ["inputEvents"] = core.InputCount,
            ["inputsPerSecond"] = Rate(core.InputCount, before.Core.InputCount, picture, before),
            ["isTradingReady"] = core.IsTradingReady != 0,
            ["isMarketDataReady"] = core.IsMarketDataReady != 0,
            ["journalLagRecords"] = picture.Counter(EngineTelemetry.JournalLagRecords),
            ["journalLagMillis"] = picture.Counter(EngineTelemetry.JournalLagMillis),
            ["rejects"] = core.Rejects,
            ["duplicateFills"] = core.DuplicateFills,
            ["unknownOrders"] = core.UnknownOrdersTotal,
            ["positionBreaks"] = core.PositionBreaks,
            ["positionMismatches"] = core.PositionMismatches,
            ["alerts"] = core.Alerts,
            ["instruments"] = core.Instruments,
        };
    }

    /// <summary>One underlying, by its place in the configuration.</summary>
    public static JsonObject Underlying(EnginePicture picture, int place)
    {
        var state = picture.Underlyings[place];
        return new JsonObject
        {
            ["index"] = picture.Underlying(place).Index,
            ["hedgeInstrument"] = picture.Underlying(place).HedgeInstrument,
            ["currency"] = picture.Underlying(place).Currency,
            ["tradingState"] = state.TradingState.ToString(),
            ["reason"] = OutputText.Screaming(state.StateReason),
            ["cause"] = OutputText.Words(state.StateReason),
            ["lastRefusal"] = OutputText.Screaming(state.LastRefusal),
            ["latch"] = OutputText.Screaming(state.Latch),
            ["hedgeMid"] = Number(state.HedgeMid, 4),
            ["indexPrice"] = Number(state.IndexPrice, 4),
            ["netDelta"] = Number(state.NetDelta, 8),
            ["netDeltaLow"] = Number(state.NetDeltaLow, 8),
            ["netDeltaHigh"] = Number(state.NetDeltaHigh, 8),
            ["bandLower"] = Number(state.BandLower, 8),
            ["bandUpper"] = Number(state.BandUpper, 8),
            ["maxAbsDelta"] = Number(state.MaxAbsDelta, 8),
            ["optionsDelta"] = Number(state.OptionsDelta, 8),
            ["deltaBound"] = Number(state.DeltaBound, 10),
            ["gamma"] = Number(state.Gamma, 12),
            ["vega"] = Number(state.Vega, 6),
            ["theta"] = Number(state.Theta, 6),
            ["hedgePosition"] = Number(state.HedgePosition, 8),
            ["equityCoins"] = Number(state.EquityCoins, 8),
            ["profitUsd"] = Number(state.ProfitUsd, 2),
            ["feesUsd"] = Number(state.FeesUsd, 2),
            ["slippageUsd"] = Number(state.SlippageUsd, 2),
            ["slippageBps"] = Number(state.SlippageBps, 4),
            ["turnoverUsd"] = Number(state.HedgeTurnoverUsd, 0),
            ["inBandPct"] = state.ObservedNanos > 0 ? Number(100.0 * state.InBandNanos / state.ObservedNanos, 2) : null,
            ["bookAgeMillis"] = Millis(state.BookAgeNanos),
            ["indexAgeMillis"] = Millis(state.IndexAgeNanos),
            ["oldestInputAgeMillis"] = Millis(state.OldestInputAgeNanos),
            ["optionsHeld"] = state.OptionsHeld,
            ["optionsUnvalued"] = state.OptionsUnvalued,
            ["smiles"] = state.Smiles,
            ["smilesMissing"] = state.SmilesMissing,
            ["smileErrorPct"] = Number(100 * state.SmileError, 4),
            ["smileAgeMillis"] = Millis(state.SmileAgeNanos),
            ["stickinessPuts"] = Number(state.StickinessPuts, 4),
            ["stickinessCalls"] = Number(state.StickinessCalls, 4),
            ["unresolvedOrders"] = state.UnresolvedOrders,
            ["unknownOrders"] = state.UnknownOrders,
            ["hedges"] = state.HedgesSent,
            ["hedgeFills"] = state.HedgeFills,
            ["optionFills"] = state.OptionFills,
            ["refusals"] = state.Refusals,
            ["rejects"] = state.Rejects,
            ["positionBreaks"] = state.PositionBreaks,
            ["inputEvents"] = state.InputCount,
            ["figures"] = FigureReport.ToJson(picture, place),
            ["policies"] = new PolicyReport(picture.Policies, of => picture.Underlying(of).Shadows).ToJson(place),
        };
    }

    private static JsonArray Limits(EnginePicture picture) => Each(
        picture.Limits.Where(limit => limit.Limit > 0),
        limit => new JsonObject
        {
            ["index"] = picture.Underlying(limit.Place).Index,
            ["name"] = ControlNames.Of(limit),
            ["unit"] = ControlNames.Unit(limit),
            ["value"] = Number(limit.Value * ControlNames.Scale(limit), 6),
            ["limit"] = Number(limit.Limit * ControlNames.Scale(limit), 6),
            ["usePct"] = Number(100 * limit.Value / limit.Limit, 2),
            ["isHeld"] = limit.IsHeld != 0,
        });

    private static JsonArray Feeds(EnginePicture picture, EnginePicture before) => Each(s_feeds, feed =>
    {
        var (events, lastNanos) = picture.Inputs(feed.Kind);
        return new JsonObject
        {
            ["name"] = feed.Name,
            ["connection"] = feed.Connection,
            ["events"] = events,
            ["perSecond"] = Rate(events, before.Inputs(feed.Kind).Events, picture, before),
            ["ageMillis"] = lastNanos == 0 ? null : Millis(Math.Max(0, picture.ReadNanos - lastNanos)),
        };
    });

    private static JsonObject Alarm(EnginePicture picture, in OutputRecord alarm)
    {
        ref readonly var output = ref alarm.Output;
        var isState = output.Kind == OutputKind.TradingState;
        return new JsonObject
        {
            ["utc"] = Utc(alarm.NotedUtcNanos),
            ["severity"] = isState ? (output.TradingState == TradingState.Active ? "Info" : "Warning") : output.Severity.ToString(),
            ["code"] = OutputText.Screaming(output.Reason),
            ["text"] = isState ? $"{output.TradingState}: {OutputText.Words(output.Reason)}" : OutputText.Words(output.Reason),
            ["instrument"] = picture.Name(output.Instrument),
            ["label"] = Label(output.Ref),
            ["detail"] = output.Kind == OutputKind.Alert ? output.Detail : 0,
        };
    }

    private static JsonNode? Rate(long now, long before, EnginePicture picture, EnginePicture earlier)
    {
        var seconds = (picture.ReadNanos - earlier.ReadNanos) / 1e9;
        return seconds > 0 && now >= before ? Number((now - before) / seconds, 1) : null;
    }
}
