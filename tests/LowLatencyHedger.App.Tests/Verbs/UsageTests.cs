namespace LowLatencyHedger.App.Tests.Verbs;

public sealed class UsageTests
{
    [Theory]
    [InlineData("dmo", "did you mean demo?")]
    [InlineData("demo --second 3", "did you mean --seconds?")]
    [InlineData("demo --seconds 0", "expected a whole number from 1")]
    [InlineData("demo --market foo", "expected gbm, jumps or recorded:PATH")]
    [InlineData("demo --market recorded:/nowhere", "expected a file that exists")]
    [InlineData("run", "--config")]
    [InlineData("simulate-exchange --credentials x", "expected ID:SECRET")]
    public void Run_WrongUsage_ExitsWith2AndSaysWhatIsExpected(string arguments, string expected)
    {
        var (exit, output, errors) = HedgerProcess.Run(arguments);

        Assert.Equal(2, exit);
        Assert.Contains(expected, errors, StringComparison.Ordinal);
        Assert.Empty(output);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("decode /nowhere", "expected a file that exists")]
    [InlineData("replay /nowhere --verify", "expected a journal directory")]
    [InlineData("config validate /nowhere", "expected a readable file")]
    [InlineData("run --config tools/examples/live.json", "--live")]
    [InlineData("run --config tools/examples/simulator.json --live", "because --live was given")]
    [InlineData("run --config tools/examples/simulator.json", "a variable that is set")]
    public void Run_BadInput_ExitsWith3AndNamesIt(string arguments, string expected)
    {
        var (exit, _, errors) = HedgerProcess.Run(arguments);

        Assert.Equal(3, exit);
        Assert.Contains(expected, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void ConfigShow_NamesTheEnvironmentVariableThatOverrides()
    {
        var (exit, output, _) = HedgerProcess.Run("config show tools/examples/simulator.json", ("HEDGER__THREADS__LAYOUT", "dedicated"));

        Assert.Equal(0, exit);
        Assert.Matches(@"threads\.layout\s+dedicated\s+environment HEDGER__THREADS__LAYOUT", output);
    }

    [Fact]
    public void RuntimeSettings_OfTheRepository_AreInEffect()
    {
        var settings = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "hedger.runtimeconfig.json"));

        Assert.Contains("\"System.GC.RetainVM\": true", settings, StringComparison.Ordinal);
        Assert.Contains("\"System.GC.Concurrent\": true", settings, StringComparison.Ordinal);
    }
}
