using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using LowLatencyHedger.App.Explain;

namespace LowLatencyHedger.App.Verbs;

/// <summary><c>explain [LABEL] [--journal DIR] [--at T]</c>.</summary>
internal static class ExplainVerb
{
    public static Command Create()
    {
        var label = new Argument<string?>("LABEL") { Description = "an order's label", Arity = ArgumentArity.ZeroOrOne };
        var journal = new Option<string>("--journal")
        {
            Description = "a journal directory, or one run's directory", DefaultValueFactory = _ => "run/journal",
        };
        var at = new Option<DateTimeOffset?>("--at")
        {
            Description = "instead of a label: the last decision at or before this moment (ISO 8601, UTC unless it says otherwise)",
            CustomParser = ReadMoment,
        };
        var underlying = new Option<string?>("--underlying")
        {
            Description = "its price index, such as btc_usd; unless given, the first of the configuration",
        };
        var decision = new Option<DecisionFilter>("--decision")
        {
            Description = "with --at: any, order, none (nothing was sent) or refused", DefaultValueFactory = _ => DecisionFilter.Any,
        };
        var json = new Option<bool>("--json") { Description = "one JSON document" };
        var command = new Command(
            "explain", "why an order was sent, or why none was. Example: hedger explain hx1-0000002a-00000007 --journal run/journal")
        {
            label, journal, at, underlying, decision, json,
        };
        command.Validators.Add(result =>
        {
            var isSearch = result.GetResult(at) is not null
                || result.GetResult(underlying) is not null
                || result.GetResult(decision) is { Implicit: false };
            if (isSearch && result.GetResult(label) is { Tokens.Count: > 0 })
            {
                result.AddError("a label names one order: --at, --underlying and --decision look for one without it");
            }
        });
        command.SetAction(parsed =>
        {
            var explain = new ExplainCommand(parsed.GetValue(journal)!, parsed.GetValue(json), Console.Out, Console.Error);
            return parsed.GetValue(label) is { } given
                ? explain.Order(given)
                : explain.Moment(UtcNanos(parsed.GetValue(at)), parsed.GetValue(underlying), parsed.GetValue(decision));
        });
        return command;
    }

    private static DateTimeOffset? ReadMoment(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
        {
            return moment;
        }

        result.AddError($"--at is {text}: expected a time, such as 2026-11-21T08:00:00.5Z");
        return null;
    }

    private static long UtcNanos(DateTimeOffset? moment) =>
        moment is { } given ? (given - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick : long.MaxValue;
}
