using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LowLatencyHedger.App.Engine;
using LowLatencyHedger.App.Journaling;
using LowLatencyHedger.App.Verbs;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Hedging.Policies;
using LowLatencyHedger.Core.Snapshots;

namespace LowLatencyHedger.App.Explain;

/// <summary>An explanation as one document. A number that is not known, or has no bound, is null.</summary>
internal static class ExplainJson
{
    public static JsonObject Of(Explanation e) => new()
    {
        ["journal"] = e.Run,
        ["epoch"] = e.Epoch,
        ["laterRuns"] = new JsonArray([.. (e.Records?.LaterRuns ?? []).Select(run => (JsonNode)run)]),
        ["label"] = e.Label,
        ["outcome"] = JsonNamingPolicy.CamelCase.ConvertName(e.Outcome.ToString()),
        ["reason"] = e.Reason == ReasonCode.None ? null : OutputText.Screaming(e.Reason),
        ["utc"] = Utc(e.UtcNanos),
        ["index"] = e.Underlying.IndexName,
        ["instrument"] = e.Watched.NameOf(e.After.Core.HedgeInstrument),
        ["isReproduced"] = e.IsReproduced,
        ["trigger"] = Trigger(e),
        ["decision"] = Decision(e),
        ["before"] = State(e, e.Before),
        ["after"] = State(e, e.After),
        ["end"] = State(e, e.End),
        ["risk"] = Risk(e),
        ["order"] = Order(e),
        ["timeline"] = new JsonArray([.. Timeline.Of(e).Select(moment => MomentOf(e, moment))]),
        ["fills"] = new JsonArray([.. (e.Records?.Fills ?? []).Select(Fill)]),
        ["result"] = e.Order is null ? null : new JsonObject
        {
            ["state"] = e.State,
            ["filled"] = e.Filled.ToDouble(),
            ["averagePrice"] = Number(e.AveragePrice),
            ["fee"] = e.Fee,
            ["positionBefore"] = e.After.Position.ToDouble(),
            ["positionAfter"] = e.End.Position.ToDouble(),
        },
    };

    public static string Utc(long utcNanos) =>
        DateTime.UnixEpoch.AddTicks(utcNanos / 100).ToString("yyyy-MM-ddTHH:mm:ss.fffffff", CultureInfo.InvariantCulture)
        + FormattableString.Invariant($"{utcNanos % 100:00}Z");

    /// <summary>The body of an event as the journal has it.</summary>
    public static JsonNode? Body(in InputEvent input)
    {
        var body = EventFields.Body(in input);
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            EventFields.Write(json, body);
        }

        return JsonNode.Parse(bytes.WrittenSpan);
    }

    private static JsonNode? Number(double value) => double.IsFinite(value) ? value : null;

    private static JsonObject Trigger(Explanation e)
    {
        var trigger = e.Watched.Trigger;
        return new JsonObject
        {
            ["sequence"] = e.Sequence,
            ["kind"] = trigger.Kind.ToString(),
            ["instrument"] = e.TriggerInstrument.Length == 0 ? null : e.TriggerInstrument,
            ["connection"] = trigger.ConnectionId,
            ["receivedNanos"] = trigger.ReceivedNanos,
            ["publishedNanos"] = trigger.PublishedNanos,
            ["exchangeTimeUtcNanos"] = trigger.ExchangeTimeUtcNanos,
            ["body"] = Body(in trigger),
        };
    }

    private static JsonObject Decision(Explanation e)
    {
        var target = e.After.Decision.Target;
        var order = e.Order;
        return new JsonObject
        {
            ["policy"] = e.After.Policies.Length == 0 ? null : PolicySpec.NameOf(e.After.Policies[0].Kind),
            ["wantedCoins"] = Number(target.Trade),
            ["wantedReason"] = target.Reason == ReasonCode.None ? null : OutputText.Screaming(target.Reason),
            ["deltaBefore"] = Number(order?.DeltaBefore ?? e.After.Core.NetDelta),
            ["deltaAfter"] = Number(order?.DeltaAfter ?? e.After.Core.NetDelta),
            ["bandLower"] = Number(order?.BandLower ?? target.Lower),
            ["bandUpper"] = Number(order?.BandUpper ?? target.Upper),
            ["referencePrice"] = order is { } priced ? Number(priced.ReferencePrice) : null,
            ["expectedCostUsd"] = order is { } costed ? Number(costed.ExpectedCostUsd) : null,
            ["bookChangeId"] = order?.BookChangeId ?? e.After.Book.ChangeId,
            ["tradingState"] = e.After.Core.TradingState.ToString(),
            ["stateReason"] = e.After.Core.StateReason == ReasonCode.None ? null : OutputText.Screaming(e.After.Core.StateReason),
        };
    }

    private static JsonObject State(Explanation e, Picture picture)
    {
        var core = picture.Core;
        return new JsonObject
        {
            ["netDelta"] = Number(core.NetDelta),
            ["netDeltaLow"] = Number(core.NetDeltaLow),
            ["netDeltaHigh"] = Number(core.NetDeltaHigh),
            ["bandLower"] = Number(core.BandLower),
            ["bandUpper"] = Number(core.BandUpper),
            ["optionsDelta"] = Number(core.OptionsDelta),
            ["deltaBound"] = Number(core.DeltaBound),
            ["gamma"] = Number(core.Gamma),
            ["vega"] = Number(core.Vega),
            ["theta"] = Number(core.Theta),
            ["position"] = picture.Position.ToDouble(),
            ["equityCoins"] = Number(core.EquityCoins),
            ["profitUsd"] = Number(core.ProfitUsd),
            ["indexPrice"] = Number(core.IndexPrice),
            ["indexAgeNanos"] = core.IndexAgeNanos,
            ["unresolvedOrders"] = core.UnresolvedOrders,
            ["book"] = Book(picture),
            ["expiries"] = new JsonArray([.. picture.Expiries.Select(Expiry)]),
            ["policies"] = new JsonArray([.. picture.Policies.Select(policy => Policy(e, policy))]),
        };
    }

    private static JsonObject Book(Picture picture) => new()
    {
        ["isValid"] = picture.Book.IsValid != 0,
        ["changeId"] = picture.Book.ChangeId,
        ["mid"] = Number(picture.Core.HedgeMid),
        ["ageNanos"] = picture.Core.BookAgeNanos,
        ["exchangeTimeUtcNanos"] = picture.Book.ExchangeTimeUtcNanos,
        ["bids"] = Levels(picture.Bids),
        ["asks"] = Levels(picture.Asks),
    };

    private static JsonArray Levels(BookLevel[] levels) =>
        new([.. levels.Select(level => new JsonArray(level.Price.ToDouble(), level.Amount.ToDouble()))]);

    private static JsonObject Expiry(ExpirySnapshot expiry) => new()
    {
        ["expiryUtcNanos"] = expiry.ExpiryUtcNanos,
        ["forward"] = Number(expiry.Forward),
        ["delta"] = Number(expiry.Delta),
        ["gamma"] = Number(expiry.Gamma),
        ["vega"] = Number(expiry.Vega),
        ["theta"] = Number(expiry.Theta),
        ["optionsHeld"] = expiry.OptionsHeld,
        ["optionsUnvalued"] = expiry.OptionsUnvalued,
    };

    private static JsonObject Policy(Explanation e, PolicySnapshot policy) => new()
    {
        ["policy"] = e.PolicyName(policy),
        ["isLive"] = policy.Number == 0,
        ["delta"] = Number(policy.Delta),
        ["bandLower"] = Number(policy.BandLower),
        ["bandUpper"] = Number(policy.BandUpper),
        ["wants"] = PolicyReport.Wants(policy.Delta, policy.BandLower, policy.BandUpper),
        ["orders"] = policy.Orders,
        ["costUsd"] = Number(policy.CostUsd),
    };

    private static JsonObject Risk(Explanation e) => new()
    {
        ["isOnRecord"] = e.Verdict is not null,
        ["refusedBy"] = e.Verdict is { RefusedBy: not RiskControl.None } refusing ? refusing.RefusedBy.ToString() : null,
        ["tightest"] = e.Verdict is { Tightest: not RiskControl.None } tight ? tight.Tightest.ToString() : null,
        ["tightestUsePct"] = e.Verdict is { } used ? used.TightestUsePerMille / 10.0 : null,
        ["tightestValue"] = e.Verdict is { } verdict ? Number(verdict.TightestValue) : null,
        ["controls"] = new JsonArray(
        [
            .. RiskFindings.Of(e).Select(finding => new JsonObject
            {
                ["control"] = finding.Control.ToString(),
                ["isHeld"] = finding.IsHeld,
                ["value"] = finding.Limit is { } valued ? Number(valued.Value) : null,
                ["limit"] = finding.Limit is { } limited ? Number(limited.Limit) : null,
            }),
        ]),
    };

    private static JsonObject? Order(Explanation e) => e.Order is not { } order ? null : new JsonObject
    {
        ["side"] = order.Side.ToString(),
        ["price"] = order.Price.ToDouble(),
        ["amount"] = order.Amount.ToDouble(),
        ["timeInForce"] = order.TimeInForce.ToString(),
        ["isReduceOnly"] = order.IsReduceOnly,
        ["validUntilUtcNanos"] = order.ValidUntilUtcNanos,
        ["isSent"] = e.IsSent,
        ["bytesSource"] = "reencoded",
        ["isRequestIdKnown"] = false,
        ["bytes"] = e.Bytes,
    };

    private static JsonObject MomentOf(Explanation e, Moment moment)
    {
        var stampNanos = moment.ExchangeTimeUtcNanos;
        var after = moment.Life?.After;
        return new JsonObject
        {
            ["what"] = moment.What,
            ["epoch"] = moment.Life?.Epoch ?? e.Epoch,
            ["number"] = moment.Life?.Number,
            ["record"] = moment.Life is null ? null : moment.Life.Input is null ? "output" : "input",
            ["nanos"] = moment.Nanos,
            ["sinceTriggerNanos"] = moment.SinceTriggerNanos,
            ["sincePreviousNanos"] = moment.SincePreviousNanos,
            ["exchangeTimeUtcNanos"] = stampNanos == 0 ? null : stampNanos,
            ["exchangeSinceTriggerNanos"] = stampNanos == 0 ? null : e.FromVenue(stampNanos) - e.TriggerNanos,
            ["position"] = after?.Position.ToDouble(),
            ["netDelta"] = after is { } known ? Number(known.NetDelta) : null,
        };
    }

    private static JsonObject Fill(FillBody fill) => new()
    {
        ["tradeId"] = fill.TradeId.ToString(),
        ["exchangeOrderId"] = fill.ExchangeOrderId.ToString(),
        ["side"] = fill.Side.ToString(),
        ["price"] = fill.Price.ToDouble(),
        ["amount"] = fill.Amount.ToDouble(),
        ["fee"] = Number(fill.Fee),
        ["liquidity"] = fill.Liquidity.ToString(),
    };
}
