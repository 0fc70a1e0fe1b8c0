using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using LowLatencyHedger.App.Bench;
using LowLatencyHedger.App.Verbs;

namespace LowLatencyHedger.LatencyBench;

/// <summary>The program's options, and what it does with them.</summary>
internal static class LatencyCommand
{
    private const int RateMax = 1_000_000;
    private const int TriggersMax = 1_000;
    private const int SecondsMax = 24 * 3_600;
    private static readonly string[] s_layouts = ["shared", "dedicated"];

    public static RootCommand Create()
    {
        var rate = new Option<int[]>("--rate")
        {
            Description = "messages a second, several with commas between them; k stands for thousands",
            DefaultValueFactory = _ => [1_000, 5_000, 20_000],
            CustomParser = Rates,
        };
        var seconds = Number("--seconds", "of each rate", 10, SecondsMax);
        var layout = new Option<string>("--layout")
        {
            Description = "the engine's hot agents on one thread or on several: " + string.Join(" or ", s_layouts),
            DefaultValueFactory = _ => s_layouts[0],
            CustomParser = result => s_layouts.Contains(Text(result)) ? Text(result) : Bad(result, "", string.Join(" or ", s_layouts)),
        };
        var tls = new Option<bool>("--tls") { Description = "encrypted, as a real venue is" };
        var bursts = new Option<bool>("--bursts") { Description = "all messages up to a trigger at the same moment" };
        var triggers = Number("--triggers", "messages a second that lead to an order", 50, TriggersMax);
        var quick = new Option<bool>("--quick") { Description = "a fraction of a second for each rate, to see that it works; the figures mean little" };
        var json = new Option<bool>("--json") { Description = "one JSON document" };
        var directory = new Option<string>("--out") { Description = "also write DIR/latency.json and DIR/latency.md" };
        const string Purpose = "Latencies of the engine at given message rates, open loop, in percentiles. Example: LatencyBench --rate 1k,20k --seconds 60";
        var command = new RootCommand(Purpose) { rate, seconds, layout, tls, bursts, triggers, quick, json, directory };
        command.SetAction(parsed =>
        {
            var options = new LatencyOptions(
                parsed.GetValue(rate)!, parsed.GetValue(seconds), parsed.GetValue(layout)!, parsed.GetValue(tls), parsed.GetValue(bursts),
                parsed.GetValue(triggers), parsed.GetValue(quick));
            if (options.Problem is { } problem)
            {
                Console.Error.WriteLine(problem);
                return ExitCode.Usage;
            }

            return Run(options, parsed.GetValue(json), parsed.GetValue(directory));
        });
        return command;
    }

    private static int Run(LatencyOptions options, bool asJson, string? directory)
    {
        Action<string> progress = Console.IsErrorRedirected ? _ => { } : Console.Error.WriteLine;
        var rates = LatencyRun.Run(options, progress);
        var report = LatencyReport.ToJson(options, rates, DateTime.UtcNow);
        BenchReport.Publish("latency", directory, asJson, report, page => LatencyReport.Write(page, report, options, rates));
        return ExitCode.Done;
    }

    private static int[] Rates(ArgumentResult result)
    {
        int[] rates = [.. Text(result).Split(',').Select(Rate)];
        return rates.All(rate => rate is >= 1 and <= RateMax)
            ? rates
            : Bad<int[]>(result, [], $"messages a second from 1 to {RateMax}, such as 5k or 20000, and commas between several");
    }

    /// <summary>0 for what is no rate.</summary>
    private static int Rate(string text)
    {
        var isThousands = text.EndsWith('k');
        return !int.TryParse(isThousands ? text[..^1] : text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? 0
            : !isThousands ? number
            : number <= RateMax / 1_000 ? number * 1_000
            : 0;
    }

    private static Option<int> Number(string name, string description, int usual, int most) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => usual,
        CustomParser = result =>
            int.TryParse(Text(result), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most
                ? number
                : Bad(result, 0, $"a whole number from 1 to {most}"),
    };

    private static string Text(ArgumentResult result) => result.Tokens.Count == 0 ? "" : result.Tokens[0].Value;

    private static T Bad<T>(ArgumentResult result, T none, string expected)
    {
        result.AddError($"{((OptionResult)result.Parent!).Option.Name} {Text(result)}: expected {expected}");
        return none;
    }
}
