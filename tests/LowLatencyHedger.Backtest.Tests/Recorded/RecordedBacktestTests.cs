using System.Text.Json.Nodes;
using LowLatencyHedger.Backtest.Recorded;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Backtest.Tests.Recorded;

public sealed class RecordedBacktestTests(MadeRuns made) : IClassFixture<MadeRuns>
{
    [Fact]
    public void Run_MadeChains_ReconcilesAndExplains()
    {
        var result = made.Result;

        Assert.True(result.IsReconciled);
        foreach (var policy in result.Policies)
        {
            Assert.True(policy.IsComplete);
            Assert.True(policy.Expired > 0);
            Assert.True(policy.OptionTrades > 0);
            Assert.All(policy.Reconciliations, check => Assert.True(check.IsFine, $"{policy.Policy}: {check}"));
            Assert.InRange(policy.UnexplainedOverGross, 0, 0.02);
            Assert.Equal(policy.ProfitUsd, policy.Lines.Sum(), 1e-6);
        }

        var (hedged, open) = (result.Policies[0], result.Policies[1]);
        Assert.Empty(open.Trades);
        Assert.Equal(open.DailySdUsd, open.UnhedgedDailySdUsd, 1e-6);
        Assert.Equal(open.UnhedgedDailySdUsd, hedged.UnhedgedDailySdUsd, 1.0);
        Assert.True(hedged.Trades.Count > 3);
        Assert.True(hedged.HedgeCostUsd > 0);
        Assert.True(hedged.DeltaNoiseDailySdUsd < 0.5 * open.DeltaNoiseDailySdUsd, $"{hedged.DeltaNoiseDailySdUsd} of {open.DeltaNoiseDailySdUsd}");
        Assert.All(hedged.Trades, trade => Assert.True(trade.SlippageBps > 0));
    }

    [Fact]
    public void Run_AloneAndAgain_SameTradesAndProfit()
    {
        var beside = made.Result.Policies[0];
        var alone = new RecordedBacktest(made.Chains.Settings).Run().Policies[0];

        Assert.Equal(beside.Trades, alone.Trades);
        Assert.Equal(beside.Lines, alone.Lines);
        var other = made.Chains.Settings with { Seed = 2, To = made.Chains.Settings.From };
        Assert.NotEqual(beside.Trades[0], new RecordedBacktest(other).Run().Policies[0].Trades[0]);
    }

    [Fact]
    public void Run_Cancelled_LeavesWholeResultUpToThere()
    {
        using var source = new CancellationTokenSource();

        var result = new RecordedBacktest(made.Chains.Settings).Run(progress: _ => source.Cancel(), cancelled: source.Token);

        var policy = result.Policies[0];
        Assert.False(policy.IsComplete);
        Assert.True(policy.Steps is BookPath.BlockSteps + 1 or (2 * BookPath.BlockSteps) + 1, $"{policy.Steps} steps");
        Assert.All(result.Policies, other => Assert.Equal(policy.Steps, other.Steps));
        Assert.All(policy.Reconciliations, check => Assert.True(check.IsFine, check.What));
        Assert.False((bool)BacktestReport.ToJson(result)["isComplete"]!);
        Assert.Contains("interrupted", BacktestPage.Render(result), StringComparison.Ordinal);
        var trades = made.Result.Policies[0].Trades.TakeWhile(trade => trade.UtcMillis <= policy.UntilUtcMillis);
        Assert.Equal(trades, policy.Trades);
    }

    [Fact]
    public void Run_WithLatencySweep_HasAResultForEachLatency()
    {
        var settings = made.Chains.Settings with { To = made.Chains.Settings.From };

        var result = new RecordedBacktest(settings).Run(isSweep: true);

        Assert.Equal(RecordedBacktest.Latencies, result.Sweep.Select(point => point.LatencyMillis));
        Assert.All(result.Sweep, point => Assert.True(point.Result.IsComplete));
        Assert.True(result.IsReconciled);
        Assert.Equal(7, BacktestReport.ToJson(result)["latencySweep"]!.AsArray().Count);
        var mean = result.Sweep.Select(point => point.Result.Trades.Average(trade => Math.Abs(trade.LatencyBps))).ToList();
        Assert.True(mean[^1] > 10 * mean[0], $"{mean[0]} and {mean[^1]} bps");
    }

    [Fact]
    public void Report_AsJsonAndPage_HasAllFigures()
    {
        var json = JsonNode.Parse(BacktestReport.ToJson(made.Result).ToJsonString())!;
        var page = BacktestPage.Render(made.Result);

        var policy = json["policies"]![0]!;
        Assert.Equal(Enum.GetValues<ProfitLine>().Length, policy["attribution"]!.AsObject().Count);
        Assert.Equal((double)policy["profitUsd"]!, policy["attribution"]!.AsObject().Sum(line => (double)line.Value!), 1e-6);
        Assert.All(policy["reconciliation"]!.AsArray(), check => Assert.True((bool)check!["isFine"]!));
        Assert.Equal(1 + (2 * 5) - 1, page.Split("<svg").Length - 1);
        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("BTC", 2)]
    [InlineData("ETH", 40)]
    public void Run_RecordedCrashDay_ReconcilesAndExplains(string currency, double coins)
    {
        const string File = "deribit_chains/chain_snapshots/chains_202602.csv.gz";
        Assert.SkipWhen(Recordings.Find(File) is null, Recordings.Missing(File));
        var settings = new BacktestSettings
        {
            Data = Path.GetFullPath(Path.Combine(Recordings.Find(File)!, "..", "..", "..")),
            From = new DateOnly(2026, 2, 5),
            To = new DateOnly(2026, 2, 6),
            Currency = currency,
            PositionCoins = coins,
            Options = 60,
            Policies = ["two-threshold:slackUsdPerDay=2000"],
        };

        var policy = new RecordedBacktest(settings).Run().Policies[0];

        Assert.True(policy.IsComplete);
        Assert.All(policy.Reconciliations, check => Assert.True(check.IsFine, check.What));
        Assert.InRange(policy.UnexplainedOverGross, 0, 0.02);
        Assert.True(policy.Trades.Count > 10);
    }

    [Fact]
    public void Run_SimulatedPrice_ReconcilesAndExplains()
    {
        var settings = new BacktestSettings
        {
            Market = "gbm", From = new DateOnly(2026, 6, 1), To = new DateOnly(2026, 6, 3), Options = 25, Policies = ["two-threshold:slackUsdPerDay=500"],
        };

        var policy = new RecordedBacktest(settings).Run().Policies[0];

        Assert.True(policy.Expired > 0);
        Assert.All(policy.Reconciliations, check => Assert.True(check.IsFine, check.What));
        Assert.InRange(policy.UnexplainedOverGross, 0, 0.02);
        Assert.InRange(policy.Trades.Count, 5, 2_000);
    }

    [Theory]
    [InlineData("series/btc_perp_1m_202112-202202.csv.gz", 2022, 1, 10)]
    [InlineData("series/lean_crypto_coinbase_second_btcusd_20161008_trade.zip", 2016, 10, 8)]
    [InlineData("other_venues_ws/hftbacktest_binance_usdm_btcusdt_20240808.gz", 2024, 8, 8, 1)]
    public void Run_RecordedSeries_ReconcilesAndExplains(string file, int year, int month, int day, int step = 60)
    {
        Assert.SkipWhen(Recordings.Find(file) is null, Recordings.Missing(file));
        var settings = new BacktestSettings
        {
            Data = Path.GetFullPath(Path.Combine(Recordings.Find(file)!, "..", "..")),
            Market = "series",
            Series = file,
            From = new DateOnly(year, month, day),
            To = new DateOnly(year, month, day),
            Options = 20,
            StepSeconds = step,
            FineStepSeconds = Math.Min(step, 10),
            Policies = ["band:width=0.5"],
        };

        var policy = new RecordedBacktest(settings).Run().Policies[0];

        Assert.True(policy.Steps > (step == 1 ? 300 : 1_000));
        Assert.All(policy.Reconciliations, check => Assert.True(check.IsFine, check.What));
        Assert.InRange(policy.UnexplainedOverGross, 0, 0.02);
    }

    [Fact]
    public void Parse_UnknownKeyOrBadValue_IsRefused()
    {
        Assert.Throws<System.Text.Json.JsonException>(() => BacktestSettings.Parse("""{ "polices": [] }"""));
        Assert.Empty(BacktestSettings.Parse("""{ "policies": ["none"] } // with the defaults""").Validate());
        Assert.Equal(4, BacktestSettings.Parse("""{ "options": 0, "stepSeconds": 7 }""").Validate().Count);
        Assert.Contains("clock", Assert.Single(BacktestSettings.Parse("""{ "policies": ["clok:hours=1"] }""").Validate()), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NoRecordings_SaysWhatToSet()
    {
        var settings = made.Chains.Settings with { Data = Path.Combine(made.Chains.Folder, "nowhere") };

        var missing = Assert.Throws<DirectoryNotFoundException>(() => new RecordedBacktest(settings));
        Assert.Contains("HEDGER_RECORDINGS", missing.Message, StringComparison.Ordinal);
    }
}
