using System.Text.Json;
using System.Text.RegularExpressions;
using LowLatencyHedger.App.Explain;
using LowLatencyHedger.App.Verbs;
using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Journal;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.App.Tests.Explain;

public sealed partial class ExplainTests : IDisposable
{
    private const int MaxColumns = 100;

    private static readonly string[] s_headings =
        ["TRIGGER", "DECISION", "BEFORE AND AFTER", "BOOK OF", "POLICIES", "RISK", "BYTES", "TIMELINE", "RESULT"];

    private readonly string _directory = Directory.CreateTempSubdirectory("hedger-explain-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Order_EveryOneOfARun_AgreesWithTheEngineAndTheExchange()
    {
        using var run = new VirtualRun(_directory);
        run.Engine.Run(8 * Nanos.PerSecond);
        var fills = 0;

        Assert.True(run.Orders.Count >= 3);
        foreach (var (order, trigger, before, after) in run.Orders)
        {
            var label = Explanation.LabelOf(order.Ref);
            var found = ExplainOrder(label);

            Assert.True(found.GetProperty("isReproduced").GetBoolean());
            Assert.Equal(label, found.GetProperty("label").GetString());
            Assert.Equal("ordered", found.GetProperty("outcome").GetString());
            Assert.Equal(OutputText.Screaming(order.Reason), found.GetProperty("reason").GetString());
            Assert.Equal(trigger.Kind.ToString(), found.GetProperty("trigger").GetProperty("kind").GetString());
            Assert.Equal(trigger.ReceivedNanos, found.GetProperty("trigger").GetProperty("receivedNanos").GetInt64());
            AssertState(before, found.GetProperty("before"));
            AssertState(after, found.GetProperty("after"));
            var decision = found.GetProperty("decision");
            Assert.Equal(order.DeltaBefore, decision.GetProperty("deltaBefore").GetDouble());
            Assert.Equal(order.BandUpper, decision.GetProperty("bandUpper").GetDouble());
            Assert.Equal(order.ExpectedCostUsd, decision.GetProperty("expectedCostUsd").GetDouble());
            Assert.Equal(order.BookChangeId, found.GetProperty("after").GetProperty("book").GetProperty("changeId").GetInt64());
            Assert.Equal(3, found.GetProperty("after").GetProperty("policies").GetArrayLength());
            Assert.True(found.GetProperty("after").GetProperty("expiries").GetArrayLength() > 0);
            AssertVerdict(order.Verdict, found.GetProperty("risk"));
            var sent = run.Request(label);
            Assert.Equal(sent is not null, found.GetProperty("order").GetProperty("isSent").GetBoolean());
            if (sent is null)
            {
                continue;
            }

            Assert.Equal(RequestId().Replace(sent, "\"id\":0"), found.GetProperty("order").GetProperty("bytes").GetString());
            fills += AssertExchange(run, label, found);
        }

        Assert.True(fills > 0);
    }

    [Fact]
    public void Order_PostOnly_HasTheBytesThatWereSent()
    {
        using var run = new VirtualRun(_directory, WithPassiveHedges);
        run.Engine.Run(8 * Nanos.PerSecond);
        var sent = run.Orders.Select(order => Explanation.LabelOf(order.Order.Ref)).Where(label => run.Request(label) is not null).ToList();

        Assert.Contains(sent, label => run.Request(label)!.Contains("\"post_only\":true", StringComparison.Ordinal));
        Assert.All(sent, label => Assert.Equal(
            RequestId().Replace(run.Request(label)!, "\"id\":0"), ExplainOrder(label).GetProperty("order").GetProperty("bytes").GetString()));

        static CoreConfig WithPassiveHedges(CoreConfig config) => config with
        {
            Underlyings =
            [
                config.Underlyings[0] with { Execution = new ExecutionSettings { Mode = ExecutionMode.PassiveFirst, PassiveMillis = 2_000, OuterBands = 4 } },
            ],
            Risk = config.Risk with { AllowedOrderTypes = OrderTypes.Any },
        };
    }

    /// <summary>What became of an order of a process that died is in the journal of the next.</summary>
    [Fact]
    public void Order_SentBeforeACrash_IsFollowedIntoTheNextRun()
    {
        using var run = new VirtualRun(_directory);
        run.Engine.Run(3 * Nanos.PerSecond);
        var crossed = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            run.CrashWithAnOrderOnItsWay();
            crossed.Add(Explanation.LabelOf(run.Orders[^1].Order.Ref));
            Assert.True(run.Engine.RunUntil(() => run.Engine.Snapshot().TradingState == TradingState.Active, 60 * Nanos.PerSecond));
            run.Engine.Run(2 * Nanos.PerSecond);
        }

        var fills = 0;
        foreach (var label in crossed)
        {
            var found = ExplainOrder(label);
            var moments = found.GetProperty("timeline").EnumerateArray().ToList();
            var epoch = found.GetProperty("epoch").GetInt32();
            var learned = moments.FindAll(moment => moment.GetProperty("epoch").GetInt32() > epoch);

            Assert.True(found.GetProperty("isReproduced").GetBoolean());
            Assert.Contains(found.GetProperty("laterRuns").EnumerateArray(), path => path.GetString()!.EndsWith($"run-{epoch + 1:x8}", StringComparison.Ordinal));
            Assert.Contains(learned, moment => moment.GetProperty("what").GetString()!.StartsWith("known from the run before", StringComparison.Ordinal));
            Assert.All(
                moments.Where(moment => moment.GetProperty("record").GetString() == "input"),
                moment => Assert.NotEqual(JsonValueKind.Null, moment.GetProperty("position").ValueKind));
            var stamps = moments.Select(moment => moment.GetProperty("nanos")).Where(nanos => nanos.ValueKind == JsonValueKind.Number).Select(nanos => nanos.GetInt64());
            Assert.Equal(stamps.Order(), stamps);
            Assert.NotEqual("no answer on record", found.GetProperty("result").GetProperty("state").GetString());
            if (run.Engine.Model.OrdersByLabel(run.Account, "BTC", label).Count > 0)
            {
                fills += AssertExchange(run, label, found);
            }

            var (exit, text, _) = Explain(asJson: false, explain => explain.Order(label));
            Assert.Equal(ExitCode.Done, exit);
            Assert.Contains($"run {epoch + 1:x8}, which took over:", text, StringComparison.Ordinal);
        }

        Assert.True(fills > 0);
    }

    [Fact]
    public void Text_EveryOrder_IsCompleteWithinAHundredColumns()
    {
        using var run = new VirtualRun(_directory);
        run.Engine.Run(5 * Nanos.PerSecond);

        foreach (var (order, _, _, _) in run.Orders)
        {
            var (exit, text, errors) = Explain(asJson: false, explain => explain.Order(Explanation.LabelOf(order.Ref)));

            Assert.Equal(ExitCode.Done, exit);
            Assert.Empty(errors);
            Assert.All(text.Split(Environment.NewLine), line => Assert.True(line.Length <= MaxColumns, line));
            foreach (var heading in s_headings)
            {
                Assert.Contains(Environment.NewLine + heading, text, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Moment_HeldBackByALimit_NamesTheControlAndItsVerdicts()
    {
        using var run = new VirtualRun(_directory, WithNarrowCollar);
        Assert.True(run.Engine.RunUntil(() => run.Alerts.Exists(IsOutsideCollar), 60 * Nanos.PerSecond));

        var found = Json(explain => explain.Moment(long.MaxValue, "btc_usd", DecisionFilter.Refused));

        var expected = run.Alerts.Last(alert => alert.Verdict.ConditionsHeld != 0);
        var refusedBy = expected.Verdict.RefusedBy;
        Assert.Equal("refused", found.GetProperty("outcome").GetString());
        Assert.Equal(OutputText.Screaming(expected.Reason), found.GetProperty("reason").GetString());
        Assert.Equal(refusedBy, Enum.Parse<RiskControl>(found.GetProperty("risk").GetProperty("refusedBy").GetString() ?? "None"));
        Assert.Equal(JsonValueKind.Null, found.GetProperty("order").ValueKind);
        Assert.NotEqual(0, found.GetProperty("decision").GetProperty("wantedCoins").GetDouble());
        AssertVerdict(expected.Verdict, found.GetProperty("risk"));

        static bool IsOutsideCollar(OutputEvent alert) => alert.Reason == ReasonCode.PriceOutsideCollar;

        static CoreConfig WithNarrowCollar(CoreConfig config) => config with
        {
            Underlyings = [config.Underlyings[0] with { MaxCrossBps = 1 }],
            Risk = config.Risk with { PriceCollarBps = 1 },
        };
    }

    [Fact]
    public void Moment_OperatorHalt_IsWhyNothingIsSent()
    {
        using var run = new VirtualRun(_directory);
        run.Engine.Run(5 * Nanos.PerSecond);
        run.Engine.Command(ControlVerb.Halt);
        Assert.True(run.Engine.RunUntil(() => IsOutside(run.Engine.Snapshot()), 60 * Nanos.PerSecond));
        run.Engine.Run(10 * Nanos.PerMilli);

        var (exit, text, _) = Explain(asJson: false, explain => explain.Moment(long.MaxValue, null, DecisionFilter.None));

        Assert.True(exit == ExitCode.Done, text);
        Assert.Contains("no order, held back because", text, StringComparison.Ordinal);
        Assert.Contains("HALT", text, StringComparison.Ordinal);
        Assert.All(text.Split(Environment.NewLine), line => Assert.True(line.Length <= MaxColumns, line));

        static bool IsOutside(Core.CoreSnapshot core) => core.NetDelta > core.BandUpper || core.NetDelta < core.BandLower;
    }

    [Fact]
    public void Moment_AtAnOrder_IsThatOrder_AndBeforeItIsAnother()
    {
        using var run = new VirtualRun(_directory);
        run.Engine.Run(6 * Nanos.PerSecond);
        var (order, trigger, _, _) = run.Orders[1];
        var utcNanos = 1_768_996_800L * Nanos.PerSecond;

        var at = Json(explain => explain.Moment(utcNanos + trigger.ReceivedNanos, null, DecisionFilter.Order));
        var earlier = Json(explain => explain.Moment(utcNanos + trigger.ReceivedNanos - 1, null, DecisionFilter.Order));
        var not = Json(explain => explain.Moment(utcNanos + trigger.ReceivedNanos - 1, null, DecisionFilter.None));

        Assert.Equal(Explanation.LabelOf(order.Ref), at.GetProperty("label").GetString());
        Assert.Equal(Explanation.LabelOf(run.Orders[0].Order.Ref), earlier.GetProperty("label").GetString());
        Assert.NotEqual("ordered", not.GetProperty("outcome").GetString());
        Assert.True(SequenceOf(not) < SequenceOf(at));

        static long SequenceOf(JsonElement found) => found.GetProperty("trigger").GetProperty("sequence").GetInt64();
    }

    [Fact]
    public void Order_UnknownOrNoLabel_SaysWhatThereIs()
    {
        var last = "";
        using (var run = new VirtualRun(_directory))
        {
            run.Engine.Run(5 * Nanos.PerSecond);
            last = Explanation.LabelOf(run.Orders[^1].Order.Ref);
        }

        var unknown = HedgerProcess.Run($"explain {last[..13]}00ffffff --journal {_directory}");
        Assert.Equal(ExitCode.BadInput, unknown.ExitCode);
        Assert.Contains("nearest: " + last, unknown.Errors, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, Explain(asJson: false, explain => explain.Order("hedge-7")).Exit);
        Assert.Equal(ExitCode.Usage, Explain(asJson: false, explain => explain.Moment(long.MaxValue, "btc_usb", DecisionFilter.Any)).Exit);
        Assert.Equal(ExitCode.BadInput, Explain(asJson: false, explain => explain.Moment(0, null, DecisionFilter.Any)).Exit);
        Assert.Equal(ExitCode.BadInput, HedgerProcess.Run($"explain {last} --journal {_directory}-not").ExitCode);
        Assert.Equal(ExitCode.Usage, HedgerProcess.Run($"explain {last} --at 2026-11-21T08:00:00Z").ExitCode);
        var known = HedgerProcess.Run($"explain {last} --journal {_directory} --json");
        Assert.Equal(ExitCode.Done, known.ExitCode);
        Assert.Equal(last, JsonDocument.Parse(known.Output).RootElement.GetProperty("label").GetString());
    }

    [Fact]
    public void Order_EveryOneOfADemo_IsExplainedWithRisingStamps()
    {
        var (exit, _, errors) = HedgerProcess.Run($"demo --seconds 4 --options 60 --rehearsal 0 --journal {_directory} --json");
        Assert.True(exit == ExitCode.Done, errors);
        var orders = JournaledOrders();
        Assert.NotEmpty(orders);

        foreach (var order in orders)
        {
            var found = ExplainOrder(Explanation.LabelOf(order.Ref));
            Assert.True(found.GetProperty("isReproduced").GetBoolean());
            Assert.True(found.GetProperty("risk").GetProperty("isOnRecord").GetBoolean());
            Assert.True(found.GetProperty("before").GetProperty("expiries").GetArrayLength() > 0);
            Assert.True(found.GetProperty("before").GetProperty("book").GetProperty("isValid").GetBoolean());
            Assert.True(found.GetProperty("after").GetProperty("policies").GetArrayLength() > 1);
            Assert.Contains(Explanation.LabelOf(order.Ref), found.GetProperty("order").GetProperty("bytes").GetString(), StringComparison.Ordinal);
            var moments = found.GetProperty("timeline").EnumerateArray().ToList();
            Assert.True(moments.Count > 4);
            var stamps = moments.Take(4).Select(moment => moment.GetProperty("nanos").GetInt64()).ToList();
            Assert.Equal(stamps.Order(), stamps);
            Assert.Equal([order.ReceivedNanos, order.PublishedNanos, order.PickedUpNanos, order.DecidedNanos], stamps);
            Assert.NotEqual("no answer on record", found.GetProperty("result").GetProperty("state").GetString());
        }
    }

    private List<OutputEvent> JournaledOrders()
    {
        var orders = new List<OutputEvent>();
        var reader = new JournalReader(JournalDirectory.ResolveRun(_directory)!);
        while (reader.TryRead(out var record))
        {
            if (record.Type == RecordType.Output)
            {
                record.CopyTo(out OutputEvent output);
                if (output.Kind == OutputKind.PlaceOrder)
                {
                    orders.Add(output);
                }
            }
        }

        return orders;
    }

    private static void AssertState(in Core.CoreSnapshot expected, JsonElement state)
    {
        Assert.Equal(expected.NetDelta, Double(state, "netDelta"));
        Assert.Equal(expected.OptionsDelta, Double(state, "optionsDelta"));
        Assert.Equal(expected.Gamma, Double(state, "gamma"));
        Assert.Equal(expected.Vega, Double(state, "vega"));
        Assert.Equal(expected.Theta, Double(state, "theta"));
        Assert.Equal(expected.HedgePosition, Double(state, "position"));
        Assert.Equal(expected.IndexPrice, Double(state, "indexPrice"));
        Assert.Equal(expected.HedgeMid, Double(state.GetProperty("book"), "mid"));
    }

    private static double Double(JsonElement json, string name) =>
        json.GetProperty(name) is { ValueKind: not JsonValueKind.Null } value ? value.GetDouble() : double.NaN;

    private static void AssertVerdict(GateVerdict expected, JsonElement risk)
    {
        Assert.True(risk.GetProperty("isOnRecord").GetBoolean());
        Assert.Equal(expected.TightestUsePerMille / 10.0, risk.GetProperty("tightestUsePct").GetDouble());
        var controls = risk.GetProperty("controls").EnumerateArray().ToList();
        Assert.Equal(Enum.GetValues<RiskControl>().Length - 1, controls.Count);
        foreach (var control in controls)
        {
            var which = Enum.Parse<RiskControl>(control.GetProperty("control").GetString()!);
            var isHeld = control.GetProperty("isHeld");
            Assert.Equal((int)which >= 64 && expected.OrderControlsHeld == 0, isHeld.ValueKind == JsonValueKind.Null);
            Assert.Equal(expected.Held(which), isHeld.ValueKind == JsonValueKind.True);
        }
    }

    /// <returns>How many fills there were.</returns>
    private static int AssertExchange(VirtualRun run, string label, JsonElement found)
    {
        var truth = Assert.Single(run.Engine.Model.OrdersByLabel(run.Account, "BTC", label));
        var result = found.GetProperty("result");
        Assert.Equal(truth.Price.ToDouble(), found.GetProperty("order").GetProperty("price").GetDouble());
        Assert.Equal(truth.Amount.ToDouble(), found.GetProperty("order").GetProperty("amount").GetDouble());
        var moments = found.GetProperty("timeline").EnumerateArray().ToList();
        Assert.Equal(VirtualRun.DecidedNanos, moments[3].GetProperty("sinceTriggerNanos").GetInt64());
        if (moments.Count == 4)
        {
            // The run ended before the answer came.
            return 0;
        }

        var query = new TradeQuery { OrderId = truth.OrderId, Count = TradeQuery.CountMax, Ascending = true };
        var trades = run.Engine.Model.UserTrades(run.Account, query).Trades;
        var fills = found.GetProperty("fills").EnumerateArray().ToList();
        Assert.Equal(truth.FilledAmount.ToDouble(), result.GetProperty("filled").GetDouble());
        Assert.Equal(truth.State.ToString().ToLowerInvariant(), result.GetProperty("state").GetString());
        Assert.Equal(trades.Select(trade => trade.Trade.TradeId), fills.Select(fill => fill.GetProperty("tradeId").GetString()));
        Assert.Equal(trades.Select(trade => trade.Trade.Price.ToDouble()), fills.Select(fill => fill.GetProperty("price").GetDouble()));
        Assert.Equal(trades.Select(trade => trade.Trade.Amount.ToDouble()), fills.Select(fill => fill.GetProperty("amount").GetDouble()));
        Assert.Equal(trades.Sum(trade => trade.Fee), result.GetProperty("fee").GetDouble(), 1e-12);
        if (fills.Count > 0)
        {
            Assert.Equal(truth.AveragePrice, result.GetProperty("averagePrice").GetDouble(), 1e-6 * truth.AveragePrice);
        }

        var stamps = moments.Skip(4).Select(moment => Double(moment, "exchangeTimeUtcNanos"));
        Assert.Contains((double)(truth.LastUpdateMs * Nanos.PerMilli), stamps);
        var signed = truth.Direction == Side.Buy ? 1 : -1;
        Assert.Equal(Double(result, "positionBefore") + (signed * truth.FilledAmount.ToDouble()), Double(result, "positionAfter"));
        return fills.Count;
    }

    private JsonElement ExplainOrder(string label) => Json(explain => explain.Order(label));

    private JsonElement Json(Func<ExplainCommand, int> act)
    {
        var (exit, output, errors) = Explain(asJson: true, act);
        Assert.True(exit == ExitCode.Done, errors);
        return JsonDocument.Parse(output).RootElement;
    }

    private (int Exit, string Output, string Errors) Explain(bool asJson, Func<ExplainCommand, int> act)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var exit = act(new ExplainCommand(_directory, asJson, output, errors));
        return (exit, output.ToString(), errors.ToString());
    }

    [GeneratedRegex("\"id\":\\d+")]
    private static partial Regex RequestId();
}
