using System.Diagnostics;
using System.Text.Json;

namespace LowLatencyHedger.App.Tests.Running;

/// <summary>The real program, its configuration file edited while it runs.</summary>
public sealed class ReloadRunTests : IDisposable
{
    private readonly string _work = Directory.CreateTempSubdirectory("hedger-reload-").FullName;
    private readonly List<Process> _processes = [];

    public ReloadRunTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent with kill, which this system does not have");

    public void Dispose()
    {
        foreach (var process in _processes)
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }

            process.Dispose();
        }

        Directory.Delete(_work, recursive: true);
    }

    [Fact]
    public async Task Run_FileEdited_AppliesValidEditsRefusesOthersAndReplays()
    {
        var (exchange, url) = HedgerProcess.StartExchange(_work, "reload:reload-secret");
        _processes.Add(exchange);
        Write(url, "\"maxSpreadBps\": 20");
        var run = HedgerProcess.Start(
            _work, ["run", "--config", "hedger.json"], ("RELOAD_ID", "reload"), ("RELOAD_SECRET", "reload-secret"));
        _processes.Add(run);
        var errors = run.StandardError;
        var output = run.StandardOutput.ReadToEndAsync();
        await WaitFor(errors, " Active ");

        Write(url, "\"maxSpreadBps\": 5");
        await WaitFor(errors, "limits.maxSpreadBps: 20 -> 5");
        await WaitFor(errors, "in force as change 1");
        Write(url, "\"maxSpreadBps\": \"wide\"");
        await WaitFor(errors, "limits.maxSpreadBps is \"wide\": expected a number");
        await WaitFor(errors, "the values in force stay");
        Write(url, "\"maxSpreadBps\": 6", "\"idle\": \"yielding\"");
        await WaitFor(errors, "threads.idle is yielding: expected backoff, as it is in force: this key needs a restart");
        Write(url, "\"maxSpreadBps\": 7");
        await WaitFor(errors, "limits.maxSpreadBps: 5 -> 7");
        await WaitFor(errors, "in force as change 2");

        Assert.Equal((5, ""), Limits("set", "limits.maxSpreadBps=-1", "limits.orderBurst=9"));
        Assert.Equal((2, ""), Limits("set"));
        var (set, lines) = Limits("set", "limits.maxSpreadBps=9", "underlyings[0].maxOrderAmount=1000");
        Assert.Equal(0, set);
        Assert.Contains("limits.maxSpreadBps: 7 -> 9", lines, StringComparison.Ordinal);
        Assert.Matches("limits.maxSpreadBps +9 +limits set", Limits("show").Output);
        Assert.Matches("limits.orderBurst +10 +default", Limits().Output);

        using var kill = Process.Start("kill", ["-INT", run.Id.ToString()]);
        _ = errors.ReadToEndAsync();
        Assert.True(run.WaitForExit(TimeSpan.FromSeconds(30)), "did not end");
        await output;
        var journal = Path.Combine(_work, "run/journal");
        Assert.Equal(0, HedgerProcess.Run(["replay", journal, "--verify"]).ExitCode);
        var (exit, preview, problem) = HedgerProcess.Run(["limits", "preview", "--journal", journal, "--set", "limits.maxSpreadBps=8", "limits.orderBurst=5", "--json"]);
        Assert.True(exit == 0, problem);
        Assert.True(JsonDocument.Parse(preview).RootElement.GetProperty("inputs").GetInt64() > 100);
        Assert.Equal(3, HedgerProcess.Run(["limits", "preview", "--journal", journal, "--set", "limits.maxSpreadBps=-8"]).ExitCode);
    }

    private (int ExitCode, string Output) Limits(params string[] arguments)
    {
        var (exit, output, _) = HedgerProcess.Run(["limits", .. arguments, "--socket", Path.Combine(_work, "run/control.sock")]);
        return (exit, output);
    }

    private static async Task WaitFor(StreamReader errors, string text)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(40));
        var seen = new List<string>();
        while (await errors.ReadLineAsync(patience.Token) is { } line)
        {
            seen.Add(line);
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"not said: {text}{Environment.NewLine}{string.Join(Environment.NewLine, seen)}");
    }

    private void Write(string url, string limit, string idle = "\"idle\": \"backoff\"") => File.WriteAllText(
        Path.Combine(_work, "hedger.json"),
        $$"""
        {
          "venue": { "environment": "simulator", "url": "{{url}}" },
          "credentials": { "clientIdVariable": "RELOAD_ID", "clientSecretVariable": "RELOAD_SECRET" },
          "underlyings": [
            {
              "index": "btc_usd", "currency": "BTC", "hedgeInstrument": "BTC-PERPETUAL",
              "policy": { "name": "band", "lowerWidthCoins": 0.5, "upperWidthCoins": 0.5 }, "maxOrderAmount": 500000, "maxNetDeltaCoins": 100,
            },
          ],
          "limits": { {{limit}}, "maxPositionUsd": 100000000, "maxGrossNotionalUsd": 200000000 },
          "threads": { {{idle}} },
          "journal": { "segmentMebibytes": 1 },
        }
        """);
}
