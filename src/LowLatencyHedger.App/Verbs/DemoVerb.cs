using System.CommandLine;
using System.Text;
using LowLatencyHedger.App.Control;
using LowLatencyHedger.App.Demo;
using LowLatencyHedger.App.Running;
using LowLatencyHedger.App.Security;

namespace LowLatencyHedger.App.Verbs;

/// <summary><c>demo</c>: the main job against the embedded exchange.</summary>
internal static class DemoVerb
{
    /// <summary>Of these the engine watches more than 500 a second; the rest are for instruments that it does not hedge with.</summary>
    private const string MarketMessagesPerSecond = "700";

    public static Command Create()
    {
        var seconds = MarketOption.Whole("--seconds", 30, 1, 86_400, "how long to hedge");
        var seed = MarketOption.Whole("--seed", 1, 0, int.MaxValue, "seed of the simulated market");
        var market = MarketOption.Market();
        var options = MarketOption.Whole("--options", 200, 1, 1000, "size of the options book");
        var layout = new Option<string>("--layout") { Description = "threads: shared or dedicated", DefaultValueFactory = _ => "shared" };
        layout.AcceptOnlyFromAmong("shared", "dedicated");
        var journal = new Option<string>("--journal") { Description = "where the run is recorded", DefaultValueFactory = _ => "run/journal" };
        var rehearsal = MarketOption.Whole("--rehearsal", 10, 0, 300, "longest rehearsal before the start, seconds; 0 for none");
        var listCompiled = new Option<bool>("--list-compiled") { Description = "name in the JSON what is compiled after going live" };
        var json = new Option<bool>("--json") { Description = "the summary as one JSON document" };
        var command = new Command("demo", "hedge a simulated options book. Example: hedger demo --seconds 30 --market jumps")
        {
            seconds, seed, market, options, layout, journal, rehearsal, listCompiled, json,
        };
        command.SetAction((parsed, cancelled) => CommandLine.Interruptible(() => Run(
            new DemoOptions
            {
                Seconds = parsed.GetValue(seconds),
                Seed = parsed.GetValue(seed),
                Market = parsed.GetValue(market)!,
                OptionCount = parsed.GetValue(options),
                Layout = parsed.GetValue(layout)!,
                JournalDirectory = parsed.GetValue(journal)!,
                RehearsalSeconds = parsed.GetValue(rehearsal),
                ListsCompiledMethods = parsed.GetValue(listCompiled),
            },
            parsed.GetValue(json),
            cancelled)));
        return command;
    }

    /// <summary>Clients trade some positions away; the book starts larger so that it does not end smaller than asked for.</summary>
    private static int BookSize(int optionCount) => optionCount + (optionCount / 10);

    private static int Run(DemoOptions options, bool asJson, CancellationToken cancelled)
    {
        Console.Error.WriteLine($"starting a simulated exchange: market {options.Market}, seed {options.Seed}, {options.OptionCount} options");
        string[] arguments =
        [
            "--port", "0", "--seed", $"{options.Seed}", "--market", options.Market, "--ticks-per-second", MarketMessagesPerSecond,
            "--options", $"{BookSize(options.OptionCount)}",
        ];
        using var exchange = ExchangeProcess.Start(arguments, Console.Error);
        var values = DemoConfiguration.Create(options, exchange.WebSocketUrl);
        using var credentials = Credentials.From(Encoding.UTF8.GetBytes(exchange.ClientId), Encoding.UTF8.GetBytes(exchange.ClientSecret));
        new HaltFile(Path.Combine(values.Text("control.directory"), HaltFile.Name)).Delete();
        using var progress = ProgressLines.ToStandardError();
        var rehearsal = Rehearsal.Run(values, progress, cancelled);
        using var run = new EngineRun(values, credentials, progress);
        var summary = run.Run(TimeSpan.FromSeconds(options.Seconds), halted: false, cancelled) with { Rehearsal = rehearsal };
        Console.WriteLine(asJson ? summary.ToJson() : summary.ToText());
        return cancelled.IsCancellationRequested ? ExitCode.Interrupted : RunVerb.ExitCodeOf(summary);
    }
}
