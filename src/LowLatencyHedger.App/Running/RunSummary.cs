using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using LowLatencyHedger.App.Control;
using LowLatencyHedger.App.Engine;
using LowLatencyHedger.Core;
using LowLatencyHedger.Telemetry;

namespace LowLatencyHedger.App.Running;

/// <summary>What a run did, for a trader and for an engineer; as text and as JSON. Counts are the engine's since its start.</summary>
internal sealed record RunSummary
{
    public required double Seconds { get; init; }

    public required IReadOnlyList<(string Name, CoreSnapshot State)> Underlyings { get; init; }

    public required PolicyReport Policies { get; init; }

    public required IReadOnlyDictionary<LatencyStage, LatencySummary> Stages { get; init; }

    /// <summary>These five: from going live, which is when the trading state first becomes active, to the moment before the orderly stop.</summary>
    public required int GcCollections { get; init; }

    public required long HotThreadAllocatedBytes { get; init; }

    /// <summary>By all threads of the process.</summary>
    public required long AllocatedBytes { get; init; }

    public required int JitMethodsAfterGoLive { get; init; }

    /// <summary>Nothing that may disturb a hot thread has happened since going live.</summary>
    public bool IsUndisturbed => GcCollections == 0 && HotThreadAllocatedBytes == 0 && JitMethodsAfterGoLive == 0;

    public required long ResidentBytesGrowth { get; init; }

    /// <summary>Their names, if the settings ask for them.</summary>
    public IReadOnlyList<string> CompiledMethods { get; init; } = [];

    /// <summary>What the rehearsal before the start did; null when there was none.</summary>
    public RehearsalOutcome? Rehearsal { get; init; }

    /// <summary>Prices that a newer one replaced before the core saw them, because it was behind.</summary>
    public required long ConflatedPrices { get; init; }

    public required string Journal { get; init; }

    public required ulong DecisionHash { get; init; }

    /// <summary>Why the run ended.</summary>
    public required string EndReason { get; init; }

    /// <summary>All threads ended, no order was decided any more, and every one of the run's has a known end.</summary>
    public required bool StoppedInOrder { get; init; }

    /// <summary>The halt that was in force at the end; it is at the next start, too. Null for none.</summary>
    public HaltRecord? Halted { get; init; }

    private CoreSnapshot Primary => Underlyings[0].State;

    /// <summary>The part of the time since the first reconciliation that the delta was inside its band; the worst underlying's.</summary>
    public double TimeInBandPct => Underlyings.Min(u => InBandPct(u.State));

    /// <summary>Seconds outside twice the band without an order in flight; the worst underlying's.</summary>
    public double FarOutIdleSeconds => Underlyings.Max(u => u.State.FarOutIdleNanos) / 1e9;

    /// <summary>Without a known end: open, in flight, or of unknown outcome.</summary>
    public int UnresolvedOrders => Underlyings.Sum(u => u.State.UnresolvedOrders);

    public int UnknownOrders => Underlyings.Sum(u => u.State.UnknownOrders);

    public long PositionBreaks => Primary.PositionBreaks;

    public string ToJson()
    {
        var json = new JsonObject
        {
            ["seconds"] = Math.Round(Seconds, 3),
            ["ticks"] = Stages[LatencyStage.TickToDecision].Count,
            ["inputEvents"] = Primary.InputCount,
            ["conflatedPrices"] = ConflatedPrices,
            ["optionsHeld"] = Underlyings.Sum(u => u.State.OptionsHeld),
            ["optionFills"] = Underlyings.Sum(u => u.State.OptionFills),
            ["hedges"] = Underlyings.Sum(u => u.State.HedgesSent),
            ["hedgeFills"] = Underlyings.Sum(u => u.State.HedgeFills),
            ["rejects"] = Primary.Rejects,
            ["timeInBandPct"] = Math.Round(TimeInBandPct, 3),
            ["farOutIdleSeconds"] = Math.Round(FarOutIdleSeconds, 6),
            ["maxAbsDelta"] = Primary.MaxAbsDelta,
            ["finalDelta"] = Primary.NetDelta,
            ["band"] = new JsonArray(Primary.BandLower, Primary.BandUpper),
            ["pnl"] = Rounded(Underlyings.Sum(u => u.State.ProfitUsd)),
            ["fees"] = Math.Round(Underlyings.Sum(u => u.State.FeesUsd), 2),
            ["slippageBps"] = Math.Round(Primary.SlippageBps, 3),
            ["latency"] = Latency(),
            ["gcCollections"] = GcCollections,
            ["hotThreadAllocatedBytes"] = HotThreadAllocatedBytes,
            ["allocatedBytes"] = AllocatedBytes,
            ["jitMethodsAfterGoLive"] = JitMethodsAfterGoLive,
            ["isUndisturbed"] = IsUndisturbed,
            ["residentBytesGrowth"] = ResidentBytesGrowth,
            ["compiledMethods"] = new JsonArray([.. CompiledMethods.Select(name => (JsonNode)name)]),
            ["rehearsal"] = Rehearsal is null ? null : new JsonObject
            {
                ["seconds"] = Math.Round(Rehearsal.Seconds, 1), ["acts"] = Rehearsal.Acts, ["traded"] = Rehearsal.Traded,
                ["orders"] = Rehearsal.Orders, ["methods"] = Rehearsal.Methods, ["isQuiet"] = Rehearsal.IsQuiet,
            },
            ["positionBreaks"] = PositionBreaks,
            ["unresolvedOrders"] = UnresolvedOrders,
            ["unknownOrders"] = UnknownOrders,
            ["staleInputsMaxMillis"] = Math.Round(Underlyings.Max(u => u.State.MaxInputAgeNanos) / 1e6, 1),
            ["underlyings"] = new JsonArray([.. Underlyings.Select((u, place) => (JsonNode)UnderlyingJson(u.Name, u.State, Policies.ToJson(place)))]),
            ["journal"] = Journal,
            ["decisionHash"] = DecisionHash.ToString("x16", CultureInfo.InvariantCulture),
            ["endReason"] = EndReason,
            ["stoppedInOrder"] = StoppedInOrder,
            ["halted"] = Halted is null ? null : new JsonObject { ["reason"] = Halted.Reason, ["by"] = Halted.By, ["sinceUtc"] = Halted.SinceUtc },
        };
        return json.ToJsonString(new System.Text.Json.JsonSerializerOptions { WriteIndented = true });
    }

    public string ToText()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"ran {Seconds:0.0} s: {EndReason}");
        foreach (var (place, (name, state)) in Underlyings.Index())
        {
            text.AppendLine();
            text.AppendLine(CultureInfo.InvariantCulture, $"  {name}");
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"    book            {state.OptionsHeld} options, {state.OptionFills} option fills, "
                + $"hedge position {state.HedgePosition:#,0.########}");
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"    delta           {state.NetDelta:+0.0000;-0.0000;0.0000} in [{state.BandLower:+0.00;-0.00}, "
                + $"{state.BandUpper:+0.00;-0.00}], in band {InBandPct(state):0.0} % of the time, largest {state.MaxAbsDelta:0.0000}");
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"    Greeks          gamma {state.Gamma:0.000000} /USD, vega {state.Vega:#,0.0} USD/point, "
                + $"theta {state.Theta:#,0.0} USD/day");
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"    exactness       delta known to {state.DeltaBound:0.000000} coins (tolerance {state.DeltaTolerance:0.####}), "
                + $"{state.Reanchors:#,0} re-anchors, oldest input {state.OldestInputAgeNanos * 1e-6:#,0} ms");
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"    hedging         {state.HedgesSent} orders, {state.HedgeFills} fills, "
                + $"{state.HedgeTurnoverUsd:#,0} USD turned over, slippage {state.SlippageBps:0.00} bps of it");
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"    P&L             {state.ProfitUsd:+#,0.00;-#,0.00} USD, of it fees {-state.FeesUsd:+#,0.00;-#,0.00}");
            Policies.AppendText(text, place);
        }

        text.AppendLine();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"  safety            {PositionBreaks} position breaks, {UnresolvedOrders} orders without a known end, "
            + $"{Primary.Rejects} rejects, {Primary.DuplicateFills} fills told twice and booked once, {Primary.Alerts} alerts");
        if (Halted is not null)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  halted            {Halted.Reason} (by {Halted.By}, since {Halted.SinceUtc:O})");
        }

        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"  inputs            {Primary.InputCount:#,0} events, "
            + $"{Stages[LatencyStage.TickToDecision].Count:#,0} of them market data; {ConflatedPrices:#,0} prices replaced by newer ones before the core");
        text.AppendLine();
        text.AppendLine("  latency, us          count      min      p50      p90      p99    p99.9   p99.99      max");
        foreach (var (name, stage) in LatencyRows)
        {
            text.AppendLine(LatencyRow(name, Stages[stage]));
        }

        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"  measured in this process from the return of the receive call{(Rehearsal is null ? "; not warmed up" : "")}; since going live "
            + $"{GcCollections} collections, {HotThreadAllocatedBytes:#,0} bytes allocated on hot threads ({AllocatedBytes:#,0} on all), "
            + $"{JitMethodsAfterGoLive} methods compiled, resident memory {ResidentBytesGrowth / 1024.0:+#,0;-#,0;0} KiB: "
            + $"{(IsUndisturbed ? "undisturbed" : "disturbed")}");
        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"  journal           {Journal}");
        text.Append(CultureInfo.InvariantCulture, $"  decision hash     {DecisionHash:x16}");
        return text.ToString();
    }

    private static readonly (string Name, LatencyStage Stage)[] s_latencyRows =
    [
        ("tick to decision", LatencyStage.TickToDecision),
        ("tick to trade", LatencyStage.TickToTrade),
        ("tick to send", LatencyStage.TickToSend),
        ("fill to decision", LatencyStage.FillToDecision),
        ("fill to hedge", LatencyStage.FillToHedge),
        ("  decode", LatencyStage.Decode),
        ("  ring", LatencyStage.Ring),
        ("  core", LatencyStage.Core),
        ("  encode", LatencyStage.Encode),
        ("  send", LatencyStage.Send),
    ];

    private static IEnumerable<(string Name, LatencyStage Stage)> LatencyRows => s_latencyRows;

    private static double InBandPct(in CoreSnapshot state) =>
        state.ObservedNanos == 0 ? 0 : 100.0 * state.InBandNanos / state.ObservedNanos;

    private static string LatencyRow(string name, LatencySummary row) => string.Create(
        CultureInfo.InvariantCulture,
        $"  {name,-16} {row.Count,9:0} {Micros(row.MinNanos)} {Micros(row.P50Nanos)} "
        + $"{Micros(row.P90Nanos)} {Micros(row.P99Nanos)} {Micros(row.P999Nanos)} {Micros(row.P9999Nanos)} {Micros(row.MaxNanos)}");

    private static string Micros(long nanos) => (nanos / 1000.0).ToString(nanos < 100_000 ? "0.00" : "0", CultureInfo.InvariantCulture).PadLeft(8);

    private JsonObject Latency() => new()
    {
        ["tickToTrade"] = LatencyJson(LatencyStage.TickToTrade),
        ["tickToSend"] = LatencyJson(LatencyStage.TickToSend),
        ["fillToHedge"] = LatencyJson(LatencyStage.FillToHedge),
        ["tickToDecision"] = LatencyJson(LatencyStage.TickToDecision),
        ["fillToDecision"] = LatencyJson(LatencyStage.FillToDecision),
        ["stages"] = new JsonObject
        {
            ["decode"] = LatencyJson(LatencyStage.Decode),
            ["ring"] = LatencyJson(LatencyStage.Ring),
            ["core"] = LatencyJson(LatencyStage.Core),
            ["encode"] = LatencyJson(LatencyStage.Encode),
            ["send"] = LatencyJson(LatencyStage.Send),
        },
    };

    private JsonObject LatencyJson(LatencyStage stage)
    {
        var row = Stages[stage];
        return new JsonObject
        {
            ["count"] = row.Count,
            ["minNanos"] = row.MinNanos,
            ["p50Nanos"] = row.P50Nanos,
            ["p90Nanos"] = row.P90Nanos,
            ["p99Nanos"] = row.P99Nanos,
            ["p999Nanos"] = row.P999Nanos,
            ["p9999Nanos"] = row.P9999Nanos,
            ["maxNanos"] = row.MaxNanos,
        };
    }

    /// <summary>JSON has no word for a number that is not known but null.</summary>
    private static JsonNode? Rounded(double usd) => double.IsFinite(usd) ? Math.Round(usd, 2) : null;

    private static JsonObject UnderlyingJson(string name, in CoreSnapshot state, JsonArray policies) => new()
    {
        ["index"] = name,
        ["policies"] = policies,
        ["optionsHeld"] = state.OptionsHeld,
        ["optionFills"] = state.OptionFills,
        ["hedges"] = state.HedgesSent,
        ["hedgeFills"] = state.HedgeFills,
        ["timeInBandPct"] = Math.Round(InBandPct(in state), 3),
        ["maxAbsDelta"] = state.MaxAbsDelta,
        ["finalDelta"] = state.NetDelta,
        ["deltaBound"] = double.IsFinite(state.DeltaBound) ? state.DeltaBound : null,
        ["reanchors"] = state.Reanchors,
        ["smiles"] = state.Smiles,
        ["smileFits"] = state.SmileFits,
        ["smileRejections"] = state.SmileRejections,
        ["stickiness"] = new JsonArray(state.StickinessPuts, state.StickinessCalls),
        ["band"] = new JsonArray(state.BandLower, state.BandUpper),
        ["pnl"] = Rounded(state.ProfitUsd),
        ["fees"] = Math.Round(state.FeesUsd, 2),
        ["slippageBps"] = Math.Round(state.SlippageBps, 3),
    };
}
