using System.Diagnostics;

namespace LowLatencyHedger.App.Tests.Control;

/// <summary>The verbs as a user types them, against an engine in this process.</summary>
public sealed class ControlVerbTests
{
    [Theory]
    [InlineData("status")]
    [InlineData("halt --reason x")]
    [InlineData("resume --reason x")]
    [InlineData("cancel-all")]
    [InlineData("limits")]
    [InlineData("flatten --yes --reason x")]
    public void Verb_NoEngine_ExitsWith4AndNamesTheSocket(string arguments)
    {
        var socket = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName(), "control.sock");

        var (exit, output, errors) = HedgerProcess.Run($"{arguments} --socket {socket}");

        Assert.Equal(4, exit);
        Assert.Contains($"no engine listens on {socket}", errors, StringComparison.Ordinal);
        Assert.Empty(output);
    }

    [Fact]
    public void Verb_ConfigurationThatIsNone_ExitsWith3() => Assert.Equal(3, HedgerProcess.Run("status --config /nowhere").ExitCode);

    [Fact]
    public async Task Verbs_WithAnEngine_DoWhatTheySay()
    {
        await using var exchange = await LiveExchange.StartAsync();
        using var engine = new RunningEngine(exchange);
        await engine.UntilActive();
        var config = exchange.WriteConfiguration();

        await UntilStatusSays(config, "btc_usd  Active");
        AssertRun(0, ["status", "--socket", engine.SocketPath, "--json"], "\"ordersStopped\":false");
        AssertRun(0, ["limits", "--config", config], "limits.maxOrderNotionalUsd");
        AssertRun(0, ["cancel-all", "--config", config], "cancelled");
        AssertRun(5, ["halt", "--config", config], "a reason is needed");
        AssertRun(5, ["resume", "--config", config, "--reason", "nothing to resume"], "not halted");
        AssertRun(0, ["halt", "--config", config, "--reason", "by hand"], "the venue has no open order");
        AssertRun(0, ["status", "--config", config], "HALTED");
        AssertRun(5, ["resume", "--config", config], "a reason is needed");
        AssertRun(0, ["resume", "--config", config, "--reason", "done"], "resumed");
        await engine.UntilActive();
    }

    [Fact]
    public void Flatten_NeitherYesNorATerminal_ExitsWith2()
    {
        var (exit, output, errors) = HedgerProcess.Run("flatten --reason x");

        Assert.Equal(2, exit);
        Assert.Contains("--yes", errors, StringComparison.Ordinal);
        Assert.Empty(output);
    }

    [Fact]
    public async Task Flatten_OnARunningEngine_BringsThePositionToZeroAndKeepsItThere()
    {
        await using var exchange = await LiveExchange.StartAsync();
        using var venue = await VenueClient.ConnectAsync(exchange);
        using var engine = new RunningEngine(exchange);
        await engine.UntilActive();
        await engine.UntilStatus(status => (double)status["underlyings"]![0]!["hedgePosition"]! != 0, "a position");
        var config = exchange.WriteConfiguration();

        AssertRun(2, ["flatten", "--yes", "--config", config, "--reason", "x", "--underlying", "sol_usd"], "sol_usd is not");
        AssertRun(5, ["flatten", "--yes", "--config", config], "a reason is needed");
        AssertRun(0, ["flatten", "--yes", "--config", config, "--reason", "handing over", "--underlying", "btc_usd"], "flat; hedging stays suspended");

        Assert.Equal(0, await venue.PositionAsync("BTC-PERPETUAL"));
        await engine.UntilStatus(
            status => (string)status["underlyings"]![0]!["reason"]! == "FLATTENED" && (string)status["underlyings"]![1]!["tradingState"]! == "Active",
            "one flattened, the other hedged");
        Assert.Equal("flattened: handing over", (string)(await engine.SendAsync("status"))["halted"]!["reason"]!);
        Assert.Equal(0, await venue.PositionAsync("BTC-PERPETUAL"));

        AssertRun(0, ["halt", "--config", config, "--reason", "by hand"], "halted");
        AssertRun(5, ["flatten", "--yes", "--config", config, "--reason", "x"], "HALTED; hedger resume --reason first");
        AssertRun(0, ["resume", "--config", config, "--reason", "go on"], "resumed");
        await engine.UntilActive();
    }

    /// <summary>An engine that was active a moment ago may be waiting for prices, on a machine that does much else.</summary>
    private static async Task UntilStatusSays(string config, string expectedText)
    {
        string output;
        var patience = Stopwatch.StartNew();
        do
        {
            await Task.Delay(20);
            (var exit, output, var errors) = HedgerProcess.Run(["status", "--config", config]);
            Assert.True(exit == 0, $"exit {exit}: {output}{errors}");
            Assert.DoesNotContain(LiveExchange.Secret, output + errors, StringComparison.Ordinal);
        }
        while (!output.Contains(expectedText, StringComparison.Ordinal) && patience.Elapsed < TimeSpan.FromSeconds(30));

        Assert.True(output.Contains(expectedText, StringComparison.Ordinal), $"no \"{expectedText}\" in: {output}");
    }

    private static void AssertRun(int expectedExit, string[] arguments, string expectedText)
    {
        var (exit, output, errors) = HedgerProcess.Run(arguments);

        Assert.True(exit == expectedExit, $"{string.Join(' ', arguments)}: exit {exit}: {output}{errors}");
        Assert.True(
            (expectedExit == 0 ? output : errors).Contains(expectedText, StringComparison.Ordinal),
            $"{string.Join(' ', arguments)}: no \"{expectedText}\" in: {output}{errors}");
        Assert.DoesNotContain(LiveExchange.Secret, output + errors, StringComparison.Ordinal);
    }
}
