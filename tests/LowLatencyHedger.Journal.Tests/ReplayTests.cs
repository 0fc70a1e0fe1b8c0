using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Journal.Tests;

/// <summary>Replays runs of the virtual engine, which are recorded once and then damaged in a copy for each test.</summary>
public sealed class ReplayTests(RecordedRun run) : IClassFixture<RecordedRun>
{
    [Fact]
    public void Run_RecordedRun_MakesTheSameDecisions()
    {
        using var directory = new TemporaryDirectory();
        run.Write(directory.Path);

        var result = Replay.Run(JournalDirectory.ResolveRun(directory.Path)!, verify: true);

        Assert.Null(result.Problem);
        Assert.Null(result.Difference);
        Assert.Equal(JournalEnd.RunEnd, result.End);
        Assert.Equal(run.DecisionHash, result.DecisionHash);
        Assert.Equal((run.InputCount, run.OutputCount, 1u), (result.Events, result.Outputs, result.Epoch));
        Assert.True(run.OrderCount > 3, $"{run.OrderCount} orders");
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    [InlineData(1.0)]
    public void Run_OneOutputAltered_NamesIt(double place)
    {
        using var directory = new TemporaryDirectory();
        var altered = (long)(place * (run.OutputCount - 1));
        run.Write(directory.Path, alter: (number, output) => number == altered ? output with { Detail = output.Detail ^ 1 } : output);

        var result = Replay.Run(JournalDirectory.ResolveRun(directory.Path)!, verify: true);

        Assert.NotNull(result.Difference);
        Assert.Equal(altered, result.Difference.Number);
        Assert.Equal(1, result.Difference.Recorded!.Value.Detail ^ result.Difference.Replayed!.Value.Detail);
    }

    [Fact]
    public void Run_StampsAltered_HasNoDifference()
    {
        using var directory = new TemporaryDirectory();
        run.Write(directory.Path, alter: (_, output) => output with { DecidedNanos = output.DecidedNanos + 17 });

        var result = Replay.Run(JournalDirectory.ResolveRun(directory.Path)!, verify: true);

        Assert.Null(result.Difference);
        Assert.Equal(run.DecisionHash, result.DecisionHash);
    }

    [Fact]
    public void Run_OneOutputMissing_IsADifference()
    {
        using var directory = new TemporaryDirectory();
        var last = run.OutputCount - 1;
        run.Write(directory.Path, keep: number => number != last);

        var result = Replay.Run(JournalDirectory.ResolveRun(directory.Path)!, verify: true);

        Assert.Equal(last, result.Difference!.Number);
        Assert.Null(result.Difference.Recorded);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.7)]
    [InlineData(0.99)]
    public void Run_ProcessDied_VerifiesUpToTheEnd(double part)
    {
        using var directory = new TemporaryDirectory();
        run.Write(directory.Path);
        var path = JournalDirectory.Segments(JournalDirectory.ResolveRun(directory.Path)!).Single();
        using (var file = new FileStream(path, FileMode.Open))
        {
            file.SetLength((long)(file.Length * part));
        }

        var result = Replay.Run(JournalDirectory.ResolveRun(directory.Path)!, verify: true);

        Assert.Null(result.Problem);
        Assert.Null(result.Difference);
        Assert.True(result.End is JournalEnd.Torn or JournalEnd.Open, $"{result.End}");
        Assert.InRange(result.Events, 1, run.InputCount - 1);
    }

    [Fact]
    public void Run_OtherConfiguration_IsADifference()
    {
        using var directory = new TemporaryDirectory();
        var other = RecordedRun.Config with { Underlyings = [RecordedRun.Config.Underlyings[0] with { InnerFraction = 0.25 }] };
        run.Write(directory.Path, config: other);

        var result = Replay.Run(JournalDirectory.ResolveRun(directory.Path)!, verify: true);

        Assert.NotNull(result.Difference);
        Assert.Equal(OutputKind.PlaceOrder, result.Difference.Recorded!.Value.Kind);
    }

    [Fact]
    public void Run_InvalidConfiguration_IsAProblem()
    {
        using var directory = new TemporaryDirectory();
        run.Write(directory.Path, config: new CoreConfig());

        var result = Replay.Run(JournalDirectory.ResolveRun(directory.Path)!, verify: true);

        Assert.Contains("configuration", result.Problem, StringComparison.Ordinal);
        Assert.Equal(0, result.Events);
    }

    [Fact]
    public void Run_NoConfiguration_IsAProblem()
    {
        using var directory = new TemporaryDirectory();
        using (var writer = JournalWriter.Create(new JournalOptions { Directory = directory.Path, SegmentBytes = 1 << 20 }))
        {
            writer.TryAppendInput(0, new InputEvent { Kind = InputKind.Clock });
        }

        var result = Replay.Run(JournalDirectory.ResolveRun(directory.Path)!, verify: true);

        Assert.Contains("does not begin", result.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_UntilAMoment_StopsThere()
    {
        using var directory = new TemporaryDirectory();
        run.Write(directory.Path);
        var path = JournalDirectory.ResolveRun(directory.Path)!;
        var untilUtcNanos = run.StartUtcNanos + (4 * Nanos.PerSecond);

        var result = Replay.Run(path, verify: true, toUtcNanos: untilUtcNanos);

        Assert.Null(result.Difference);
        Assert.InRange(result.Events, 1, run.InputCount - 1);
        Assert.Equal(result.DecisionHash, Replay.Run(path, verify: false, toUtcNanos: untilUtcNanos).DecisionHash);
    }
}
