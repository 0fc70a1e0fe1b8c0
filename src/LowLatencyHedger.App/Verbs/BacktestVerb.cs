using System.CommandLine;
using System.Text.Json;
using LowLatencyHedger.Backtest.Recorded;

namespace LowLatencyHedger.App.Verbs;

/// <summary><c>backtest --config FILE</c>: hedging policies on a recorded market, through the core that trades.</summary>
internal static class BacktestVerb
{
    public static Command Create()
    {
        var config = new Option<FileInfo>("--config") { Description = "what to run, see BACKTEST.md", Required = true };
        var sweep = new Option<bool>("--latency-sweep") { Description = "also the first policy at latencies from 10 us to 4 s" };
        var market = new Option<string?>("--market") { Description = "in place of the configured one: chains, gbm, or a series or tape of prices" };
        var json = new Option<bool>("--json") { Description = "one JSON document" };
        var report = new Option<string?>("--report") { Description = "a page with plots, FILE.html" };
        var command = new Command(
            "backtest",
            "hedging policies on a recorded market. Example: hedger backtest --config tools/examples/backtest/chains.json --report backtest.html")
        {
            config, market, sweep, json, report,
        };
        command.SetAction((parsed, cancelled) => CommandLine.Interruptible(
            () => Run(
                parsed.GetValue(config)!, parsed.GetValue(market), parsed.GetValue(sweep), parsed.GetValue(json), parsed.GetValue(report), cancelled)));
        return command;
    }

    private static int Run(FileInfo config, string? market, bool isSweep, bool isJson, string? report, CancellationToken cancelled)
    {
        BacktestSettings settings;
        try
        {
            settings = BacktestSettings.Parse(File.ReadAllText(config.FullName)).On(market);
        }
        catch (JsonException e)
        {
            Console.Error.WriteLine($"{config}: {e.Message}");
            return ExitCode.BadInput;
        }

        if (settings.Validate() is { Count: > 0 } problems)
        {
            foreach (var problem in problems)
            {
                Console.Error.WriteLine($"{config}: {problem}");
            }

            return ExitCode.BadInput;
        }

        var backtest = new RecordedBacktest(settings);
        long done = 0;
        using var progress = new ProgressLine("steps", (long)backtest.Runs(isSweep) * backtest.Steps);
        var result = backtest.Run(isSweep, steps => progress.Report(done += steps), cancelled);
        progress.Clear();
        if (report is not null)
        {
            File.WriteAllText(report, BacktestPage.Render(result));
        }

        if (isJson)
        {
            Console.Out.WriteLine(BacktestReport.ToJson(result).ToJsonString());
        }
        else
        {
            BacktestReport.WriteText(result, Console.Out);
        }

        return cancelled.IsCancellationRequested ? ExitCode.Interrupted : result.IsReconciled ? ExitCode.Done : ExitCode.VerificationFailed;
    }
}
