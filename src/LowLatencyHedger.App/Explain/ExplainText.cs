using System.Globalization;
using LowLatencyHedger.App.Engine;
using LowLatencyHedger.App.Verbs;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Explain;

/// <summary>An explanation for people, from the conclusion down to the details.</summary>
internal static class ExplainText
{
    public static string Of(Explanation e)
    {
        var page = new TextPage();
        Head(page, e);
        Trigger(page, e);
        Decision(page, e);
        Table(page, e);
        Book(page, e);
        Expiries(page, e);
        Policies(page, e);
        Risk(page, e);
        Bytes(page, e);
        Times(page, e);
        Result(page, e);
        return page.ToString();
    }

    private static string Name(Explanation e) => e.Watched.NameOf(e.After.Core.HedgeInstrument);

    private static string UtcOf(long utcNanos) =>
        ExplainJson.Utc(utcNanos).Replace('T', ' ').Replace("Z", " UTC", StringComparison.Ordinal);

    private static void Head(TextPage page, Explanation e)
    {
        var why = OutputText.Words(e.Reason);
        var sent = e.Order.GetValueOrDefault();
        page.Line(e.Outcome switch
        {
            DecisionOutcome.Ordered => $"{e.Label}: {sent.Side} {sent.Amount} {Name(e)} at {sent.Price}, because {why}",
            DecisionOutcome.Refused => $"{e.Underlying.IndexName}: no order, held back because {why}",
            DecisionOutcome.Waiting => $"{e.Underlying.IndexName}: no order yet, waiting because {why}",
            _ => $"{e.Underlying.IndexName}: no order, none was wanted",
        });
        page.Line($"{UtcOf(e.UtcNanos)}, {e.Run}");
        if (e.Order is { } order)
        {
            var price = e.Filled.Raw == 0 ? "" : " at " + TextPage.Number(e.AveragePrice);
            page.Line($"{e.State}: {e.Filled} of {order.Amount} filled{price}, position {e.After.Position} -> {e.End.Position}");
        }

        if (!e.IsReproduced)
        {
            page.Line("WARNING this program decides otherwise than the journal has it: before and after are not what that engine saw");
        }
    }

    private static void Trigger(TextPage page, Explanation e)
    {
        var trigger = e.Watched.Trigger;
        page.Heading("Trigger");
        page.Value("input", $"{e.Sequence} {trigger.Kind} {e.TriggerInstrument}, connection {trigger.ConnectionId}");
        if (trigger.ExchangeTimeUtcNanos != 0)
        {
            page.Value("venue's stamp", UtcOf(trigger.ExchangeTimeUtcNanos));
        }

        page.Value("message", (ExplainJson.Body(in trigger)?.ToJsonString() ?? "").Replace(",\"", ", \"", StringComparison.Ordinal));
    }

    private static void Decision(TextPage page, Explanation e)
    {
        var core = e.After.Core;
        var target = e.After.Decision.Target;
        page.Heading("Decision");
        var state = core.StateReason == ReasonCode.None ? "" : $", because {OutputText.Words(core.StateReason)}";
        page.Value("trading state", core.TradingState.ToString().ToUpperInvariant() + state);
        var wanted = $"wants {TextPage.Signed(target.Trade)} coins, because {OutputText.Words(target.Reason)}";
        page.Value("policy", target.Trade == 0 ? "wants nothing" : wanted);
        page.Value("band", $"{TextPage.Signed(target.Lower)} to {TextPage.Signed(target.Upper)} coins");
        if (e.Order is { } order)
        {
            page.Value("net delta", $"{TextPage.Signed(order.DeltaBefore)} -> {TextPage.Signed(order.DeltaAfter)} if it fills whole");
            page.Value(
                "order",
                $"{order.Side} {order.Amount} at {order.Price}, {Words(order.TimeInForce)}{(order.IsReduceOnly ? ", reduce only" : "")}, "
                + $"valid until {UtcOf(order.ValidUntilUtcNanos)}");
            page.Value("priced on", $"{TextPage.Number(order.ReferencePrice)}, book change {order.BookChangeId}");
            page.Value("expected cost", $"{TextPage.Number(order.ExpectedCostUsd, "0.0000")} USD: half spread, depth and fee");
        }
        else if (e.Refusal is { } refusal)
        {
            page.Value("reported", $"at input {refusal.TriggerSequence}; the same reason is reported once a second at most");
        }
    }

    private static string Words(TimeInForce timeInForce) => timeInForce switch
    {
        TimeInForce.ImmediateOrCancel => "immediate or cancel",
        TimeInForce.FillOrKill => "fill or kill",
        _ => "good till cancelled",
    };

    private static void Table(TextPage page, Explanation e)
    {
        page.Heading("Before and after");
        var hasEnd = !ReferenceEquals(e.End, e.After);
        if (hasEnd)
        {
            page.Row("", "before", "after", "at the end");
        }
        else
        {
            page.Row("", "before", "after");
        }

        Row("net delta, coins", picture => TextPage.Signed(picture.Core.NetDelta));
        Row("  at worst low", picture => TextPage.Signed(picture.Core.NetDeltaLow));
        Row("  at worst high", picture => TextPage.Signed(picture.Core.NetDeltaHigh));
        Row("band from", picture => TextPage.Signed(picture.Core.BandLower));
        Row("band to", picture => TextPage.Signed(picture.Core.BandUpper));
        Row("options' delta", picture => TextPage.Signed(picture.Core.OptionsDelta));
        Row("  known within", picture => TextPage.Number(picture.Core.DeltaBound, "0.00000000"));
        Row("gamma, 1/USD", picture => TextPage.Number(picture.Core.Gamma, "0.0000000000"));
        Row("vega, USD/point", picture => TextPage.Number(picture.Core.Vega, "0.00"));
        Row("theta, USD/day", picture => TextPage.Number(picture.Core.Theta, "0.00"));
        Row("position", picture => picture.Position.ToString());
        Row("index, USD", picture => TextPage.Number(picture.Core.IndexPrice, "0.00"));
        Row("mid", picture => TextPage.Number(picture.Core.HedgeMid));
        Row("profit, USD", picture => TextPage.Number(picture.Core.ProfitUsd, "0.00"));
        Row("orders under way", picture => picture.Core.UnresolvedOrders.ToString(CultureInfo.InvariantCulture));

        void Row(string label, Func<Picture, string> cell)
        {
            if (hasEnd)
            {
                page.Row(label, cell(e.Before), cell(e.After), cell(e.End));
            }
            else
            {
                page.Row(label, cell(e.Before), cell(e.After));
            }
        }
    }

    private static void Book(TextPage page, Explanation e)
    {
        var picture = e.After;
        page.Heading($"Book of {Name(e)}, change {picture.Book.ChangeId}{(picture.Book.IsValid == 0 ? ", not valid" : "")}");
        page.Value("age", TextPage.Nanos(picture.Core.BookAgeNanos));
        page.Row("", "bid amount", "bid", "ask", "ask amount");
        for (var i = 0; i < Math.Max(picture.Bids.Length, picture.Asks.Length); i++)
        {
            var bid = i < picture.Bids.Length ? picture.Bids[i] : default(BookLevel?);
            var ask = i < picture.Asks.Length ? picture.Asks[i] : default(BookLevel?);
            page.Row("", Text(bid?.Amount), Text(bid?.Price), Text(ask?.Price), Text(ask?.Amount));
        }

        static string Text<T>(T? value)
            where T : struct => value?.ToString() ?? "";
    }

    private static void Expiries(TextPage page, Explanation e)
    {
        if (e.After.Expiries.Length == 0)
        {
            return;
        }

        page.Heading("Forwards and Greeks by expiry");
        page.Row("expiry, options", "forward", "delta", "gamma", "vega / theta");
        foreach (var expiry in e.After.Expiries)
        {
            page.Row(
                FormattableString.Invariant($"{UtcOf(expiry.ExpiryUtcNanos)[..10]} {expiry.OptionsHeld,6}"),
                TextPage.Number(expiry.Forward, "0.00"),
                TextPage.Signed(expiry.Delta),
                TextPage.Number(expiry.Gamma, "0.0000000000"),
                $"{TextPage.Number(expiry.Vega, "0.0")} / {TextPage.Number(expiry.Theta, "0.0")}");
        }
    }

    private static void Policies(TextPage page, Explanation e)
    {
        page.Heading("Policies, the live one first");
        page.Row("", "delta", "band from", "band to", "wants");
        for (var i = 0; i < e.After.Policies.Length; i++)
        {
            var policy = e.After.Policies[i];
            var isOrdered = i < e.Before.Policies.Length && policy.Orders > e.Before.Policies[i].Orders;
            var wants = PolicyReport.Wants(policy.Delta, policy.BandLower, policy.BandUpper) + (isOrdered ? ", ordered" : "");
            var name = e.PolicyName(policy);
            if (name.Length > 17)
            {
                page.Line(name, 2);
                name = "";
            }

            page.Row(name, TextPage.Signed(policy.Delta), TextPage.Signed(policy.BandLower), TextPage.Signed(policy.BandUpper), wants);
        }
    }

    private static void Risk(TextPage page, Explanation e)
    {
        page.Heading(e.Verdict is null ? "Risk controls, by their values: no verdict of the gate is on record" : "Risk controls, by the gate's record");
        var findings = RiskFindings.Of(e);
        if (e.Verdict is { } verdict)
        {
            var use = verdict.TightestUsePerMille / 10.0;
            var tightest = $"{verdict.Tightest}: {TextPage.Number(verdict.TightestValue)}, {TextPage.Number(use)} % of its limit";
            page.Value("tightest", verdict.Tightest == RiskControl.None ? "not on record" : tightest);
            page.Value("refused by", verdict.RefusedBy == RiskControl.None ? "none" : verdict.RefusedBy.ToString());
        }

        page.Value("not held", List(findings, false));
        page.Value("held", List(findings, true));
        page.Value("not asked", List(findings, null));
        page.Row("limits", "value after", "limit", "held");
        foreach (var finding in findings)
        {
            if (finding.Limit is { } limit)
            {
                var isHeld = finding.IsHeld == false ? "NO" : "yes";
                page.Row(finding.Control.ToString(), TextPage.Number(limit.Value), TextPage.Number(limit.Limit), isHeld);
            }
        }
    }

    private static string List(IReadOnlyList<RiskFinding> findings, bool? isHeld)
    {
        var names = findings.Where(finding => finding.IsHeld == isHeld).Select(finding => finding.Control.ToString()).ToList();
        return names.Count == 0 ? "none" : FormattableString.Invariant($"{names.Count}: {string.Join(", ", names)}");
    }

    private static void Bytes(TextPage page, Explanation e)
    {
        if (e.Bytes is not { } bytes)
        {
            return;
        }

        page.Heading(e.IsSent ? "Bytes sent" : "Bytes, which were never sent");
        page.Value("source", "made again by the encoder that sends; the request's id is not in the journal and is 0 here");
        page.Value("request", bytes.Replace(",\"", ", \"", StringComparison.Ordinal));
    }

    private static void Times(TextPage page, Explanation e)
    {
        page.Heading("Timeline, nanoseconds");
        page.Line($"{"since trigger",16}{"since the line before",24}  {"venue's stamp",-15}what");
        var epoch = e.Epoch;
        foreach (var moment in Timeline.Of(e))
        {
            if (moment.Life is { } record && record.Epoch != epoch)
            {
                epoch = record.Epoch;
                page.Line(FormattableString.Invariant($"run {epoch:x8}, which took over:"), 2);
            }

            var since = moment.SinceTriggerNanos is { } total ? total.ToString("#,0", CultureInfo.InvariantCulture) : "no stamp";
            var step = moment.SincePreviousNanos is { } one ? one.ToString("#,0", CultureInfo.InvariantCulture) : "";
            var stamp = moment.ExchangeTimeUtcNanos == 0 ? "" : UtcOf(moment.ExchangeTimeUtcNanos)[11..23];
            page.Line($"{since,16}{step,24}  {stamp,-15}{moment.What}");
            if (moment.Life?.After is var (position, netDelta))
            {
                page.Line($"position {position}, net delta {TextPage.Signed(netDelta)}", 57);
            }
        }

        page.Line("When the bytes were handed to the socket is in the engine's telemetry, not in the journal.", 2);
    }

    private static void Result(TextPage page, Explanation e)
    {
        if (e.Order is not { } order)
        {
            return;
        }

        page.Heading("Result");
        page.Value("order", $"{e.State}, {e.Filled} of {order.Amount} filled");
        foreach (var fill in e.Records!.Fills)
        {
            var fee = TextPage.Number(fill.Fee, "0.##########");
            page.Value("fill", $"{fill.Amount} at {fill.Price}, fee {fee}, trade {fill.TradeId}, order {fill.ExchangeOrderId}");
        }

        page.Value("position", $"{e.After.Position} -> {e.End.Position} {Name(e)}");
        page.Value("net delta", $"{TextPage.Signed(e.After.Core.NetDelta)} -> {TextPage.Signed(e.End.Core.NetDelta)} coins");
        var better = order.Side == Side.Buy ? order.ReferencePrice - e.AveragePrice : e.AveragePrice - order.ReferencePrice;
        page.Value("against reference", e.Filled.Raw == 0 ? "nothing filled" : $"{TextPage.Signed(better)} USD a coin; positive is better");
    }
}
