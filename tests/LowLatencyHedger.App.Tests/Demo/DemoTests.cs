using System.Text.Json;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.App.Tests.Demo;

/// <summary>The main job as a user starts it, shortened: the exchange as a child process, real sockets, the journal replayed.</summary>
public sealed class DemoTests : IDisposable
{
    private const string Recording = "deribit_ws_raw/cryptofeed_DERIBIT_2021-04-05.raw";

    private readonly string _directory = Directory.CreateTempSubdirectory("hedger-demo-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("shared", "gbm")]
    [InlineData("dedicated", "jumps")]
    public void Demo_EitherLayout_HedgesTheBookAndReplaysToTheSameOutputs(string layout, string market)
    {
        var summary = Run("demo", "--seconds", "6", "--layout", layout, "--market", market, "--options", "120", "--rehearsal", "0");

        Assert.True(summary.GetProperty("optionsHeld").GetInt32() >= 120);
        Assert.True(summary.GetProperty("hedges").GetInt64() > 0);
        Assert.True(summary.GetProperty("hedgeFills").GetInt64() > 0);
        Assert.True(summary.GetProperty("optionFills").GetInt64() > 0);
        Assert.InRange(Math.Abs(summary.GetProperty("finalDelta").GetDouble()), 0, 1000);
        AssertSound(summary);
    }

    /// <summary>How much a rehearsal gets done depends on the machine; what must hold on any is what it does about allocations.</summary>
    [Fact]
    public void Demo_Rehearsed_AllocatesNothingOnHotThreadsAndCollectsNothing()
    {
        var summary = Run("demo", "--seconds", "5", "--options", "120", "--rehearsal", "10", "--list-compiled");

        Assert.Equal(0, summary.GetProperty("hotThreadAllocatedBytes").GetInt64());
        Assert.Equal(0, summary.GetProperty("gcCollections").GetInt64());
        var rehearsal = summary.GetProperty("rehearsal");
        Assert.InRange(rehearsal.GetProperty("methods").GetInt64(), 1_000, 100_000);
        Assert.InRange(rehearsal.GetProperty("traded").GetInt64(), 0, rehearsal.GetProperty("acts").GetInt64());
        var compiled = summary.GetProperty("compiledMethods").EnumerateArray().Select(name => name.GetString());
        Assert.True(
            !rehearsal.GetProperty("isQuiet").GetBoolean() || summary.GetProperty("jitMethodsAfterGoLive").GetInt64() < 100,
            string.Join(Environment.NewLine, compiled));
        AssertSound(summary);
    }

    [Fact]
    public void Demo_RecordedMarket_HedgesItsTenOptions()
    {
        if (Recordings.Find(Recording) is not { } path)
        {
            Assert.Skip(Recordings.Missing(Recording));
            return;
        }

        var summary = Run("demo", "--seconds", "6", "--market", "recorded:" + path, "--rehearsal", "0");

        Assert.Equal(10, summary.GetProperty("optionsHeld").GetInt32());
        AssertSound(summary);
    }

    [Fact]
    public void Demo_Summary_HasEveryFieldOfTheCommandLinePage()
    {
        var summary = Run("demo", "--seconds", "2", "--options", "20", "--rehearsal", "0");
        var page = File.ReadAllText(Path.Combine(HedgerProcess.RepositoryRoot, "src/LowLatencyHedger.App/CLI.md"));
        var list = page[page.IndexOf("The summary's fields: `", StringComparison.Ordinal)..];
        foreach (var field in list.Split('`')[1].Split([',', ' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            Assert.True(summary.TryGetProperty(field, out _), field);
        }

        foreach (var stage in new[] { "decode", "ring", "core", "encode", "send" })
        {
            Assert.True(summary.GetProperty("latency").GetProperty("stages").GetProperty(stage).TryGetProperty("p9999Nanos", out _), stage);
        }
    }

    private JsonElement Run(params string[] arguments)
    {
        var (exit, output, errors) = HedgerProcess.Run([.. arguments, "--json", "--journal", Path.Combine(_directory, "journal")]);

        Assert.True(exit == 0, $"exit {exit}: {errors}");
        return JsonDocument.Parse(output).RootElement;
    }

    private void AssertSound(JsonElement summary)
    {
        Assert.Equal(0, summary.GetProperty("positionBreaks").GetInt64());
        Assert.Equal(0, summary.GetProperty("unknownOrders").GetInt64());
        Assert.True(summary.GetProperty("stoppedInOrder").GetBoolean());
        Assert.Equal("time over", summary.GetProperty("endReason").GetString());

        var (exit, output, errors) = HedgerProcess.Run(["replay", Path.Combine(_directory, "journal"), "--verify", "--json"]);

        Assert.True(exit == 0, errors);
        var replay = JsonDocument.Parse(output).RootElement;
        Assert.Equal(summary.GetProperty("decisionHash").GetString(), replay.GetProperty("decisionHash").GetString());
        Assert.True(replay.GetProperty("verified").GetBoolean());
        Assert.Equal("RunEnd", replay.GetProperty("journalEnd").GetString());
    }
}
