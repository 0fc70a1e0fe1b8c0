using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using LowLatencyHedger.App.Configuration;
using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Journal;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Verbs;

/// <summary><c>limits</c>, <c>limits show</c>, <c>limits set</c> and <c>limits preview</c>.</summary>
internal static class LimitsVerb
{
    private const int DifferencesShown = 20;

    public static Command Create()
    {
        var command = ControlVerbs.Limits();
        command.Subcommands.Add(ControlVerbs.LimitsShow());
        command.Subcommands.Add(ControlVerbs.LimitsSet());
        command.Subcommands.Add(Preview());
        return command;
    }

    private static Command Preview()
    {
        var journal = new Option<string>("--journal")
        {
            Description = "a run's directory, or a journal directory: its latest run", DefaultValueFactory = _ => "run/journal",
        };
        var set = new Option<string[]>("--set")
        {
            Description = "KEY=VALUE, as in the configuration file; may be repeated", Required = true, AllowMultipleArgumentsPerToken = true,
        };
        var hours = new Option<double>("--hours") { Description = "compare the last hours of the journal", DefaultValueFactory = _ => 24 };
        var json = new Option<bool>("--json") { Description = "one JSON document" };
        var command = new Command(
            "preview",
            "which recorded orders other limits would have blocked, or added. Example: hedger limits preview --set limits.maxSpreadBps=5")
        {
            journal, set, hours, json,
        };
        command.SetAction(parsed =>
            RunPreview(parsed.GetValue(journal)!, parsed.GetValue(set)!, parsed.GetValue(hours), parsed.GetValue(json)));
        return command;
    }

    private static int RunPreview(string path, string[] assignments, double hours, bool asJson)
    {
        if (JournalDirectory.ResolveRun(path) is not { } run || !new JournalReader(run).TryRead(out var first) || first.Type != RecordType.RunStart)
        {
            Console.Error.WriteLine($"{path}: expected a journal directory with at least one run");
            return ExitCode.BadInput;
        }

        var recorded = RunStart.Parse(first.Text).ReadCore();
        var (proposed, problems) = ConfigLoader.With(new ConfigValues { UnderlyingCount = recorded.Underlyings.Length }, assignments, "--set");
        problems.AddRange(proposed.All.Where(value => !SettingTable.ByPath.ContainsKey(value.Key.Path))
            .Select(value => new ConfigProblem("--set", 0, value.Path, value.Text, "a limit, a policy's number or an order's time")));
        if (problems.Count > 0)
        {
            problems.ForEach(problem => Console.Error.WriteLine(problem));
            return ExitCode.BadInput;
        }

        var fromUtcNanos = LimitPreview.EndUtcNanos(run) - (long)(hours * 3600 * Nanos.PerSecond);
        var result = LimitPreview.Run(run, new LiveChange([.. proposed.All], []).Parts(changeId: int.MaxValue), fromUtcNanos);
        if (result.Problem is not null || result.Refusal != ReasonCode.None)
        {
            Console.Error.WriteLine($"{run}: {result.Problem ?? "the proposed values are refused: " + OutputText.Screaming(result.Refusal)}");
            return ExitCode.BadInput;
        }

        Console.WriteLine(asJson ? ToJson(run, recorded, result).ToJsonString() : ToText(run, recorded, result));
        return ExitCode.Done;
    }

    private static string ToText(string run, CoreConfig config, LimitPreviewResult result)
    {
        var lines = new List<string>
        {
            Invariant($"{run}: {result.Inputs} inputs; every order taken as filled whole at its limit price"),
            Invariant($"orders      {result.OrdersBefore} under the recorded settings, {result.OrdersAfter} under the proposed ones"),
            Invariant($"blocked     {result.Differences.Count(IsBlocked)}"),
            Invariant($"added       {result.Differences.Count(IsAdded)}"),
            Invariant($"resized     {result.Differences.Count(difference => !IsBlocked(difference) && !IsAdded(difference))}"),
        };
        for (var i = 0; i < config.Underlyings.Length; i++)
        {
            var (before, after) = (result.WorstDeltaBefore[i], result.WorstDeltaAfter[i]);
            lines.Add(Invariant($"worst delta {config.Underlyings[i].IndexName} {before:+0.0000;-0.0000} -> {after:+0.0000;-0.0000} coins"));
        }

        lines.AddRange(result.Differences.Take(DifferencesShown).Select(Line));
        if (result.Differences.Count > DifferencesShown)
        {
            lines.Add($"... and {result.Differences.Count - DifferencesShown} more; all of them with --json");
        }

        return string.Join(Environment.NewLine, lines);
    }

    private static string Line(OrderDifference difference)
    {
        var what = IsBlocked(difference) ? "blocked" : IsAdded(difference) ? "added  " : "resized";
        var reason = difference.Reason == ReasonCode.None ? "" : " " + OutputText.Screaming(difference.Reason);
        var amounts = $"{difference.Before} -> {difference.After} @ {difference.Price}";
        return Invariant($"  {Utc(difference):HH:mm:ss.fff} {what} {difference.Side} {difference.Instrument} {amounts}{reason}");
    }

    private static JsonObject ToJson(string run, CoreConfig config, LimitPreviewResult result) => new()
    {
        ["journal"] = run,
        ["inputs"] = result.Inputs,
        ["ordersBefore"] = result.OrdersBefore,
        ["ordersAfter"] = result.OrdersAfter,
        ["blocked"] = result.Differences.Count(IsBlocked),
        ["added"] = result.Differences.Count(IsAdded),
        ["worstDeltaCoins"] = new JsonArray(
        [
            .. config.Underlyings.Select((underlying, i) => new JsonObject
            {
                ["index"] = underlying.IndexName,
                ["before"] = result.WorstDeltaBefore[i],
                ["after"] = result.WorstDeltaAfter[i],
            }),
        ]),
        ["differences"] = new JsonArray(
        [
            .. result.Differences.Select(difference => new JsonObject
            {
                ["utc"] = Utc(difference).ToString("O", CultureInfo.InvariantCulture),
                ["input"] = difference.Input,
                ["instrument"] = difference.Instrument,
                ["side"] = difference.Side.ToString(),
                ["price"] = difference.Price.ToDouble(),
                ["amountBefore"] = difference.Before.ToDouble(),
                ["amountAfter"] = difference.After.ToDouble(),
                ["reason"] = difference.Reason == ReasonCode.None ? null : OutputText.Screaming(difference.Reason),
            }),
        ]),
    };

    private static bool IsBlocked(OrderDifference difference) => difference.After == Quantity.Zero;

    private static bool IsAdded(OrderDifference difference) => difference.Before == Quantity.Zero;

    private static DateTime Utc(OrderDifference difference) => DateTime.UnixEpoch.AddTicks(difference.UtcNanos / TimeSpan.NanosecondsPerTick);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
