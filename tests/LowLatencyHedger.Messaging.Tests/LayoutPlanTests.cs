namespace LowLatencyHedger.Messaging.Tests;

public sealed class LayoutPlanTests
{
    private readonly StopSignal _stop = new();
    private readonly List<string> _log = [];

    [Fact]
    public void Arrange_Shared_PutsHotAgentsOnOneThreadInOrderAndColdOnesOnAnother()
    {
        var threads = new LayoutPlan { Layout = ThreadLayout.Shared, HotCpus = [1] }.Arrange(Engine(), _stop, new IgnoredErrors());

        var hot = Assert.Single(threads.Hot);
        var cold = Assert.Single(threads.Cold);
        Assert.Equal("feed+private+core+journal+gateway", hot.Name);
        Assert.Equal("fsync+telemetry", cold.Name);
        Assert.Equal((1, IdleStrategyKind.BusySpin, true), (hot.Options.Cpu, hot.Options.Idle, hot.Options.EndsWithSignal));
        Assert.Equal((null, IdleStrategyKind.Backoff, false), (cold.Options.Cpu, cold.Options.Idle, cold.Options.EndsWithSignal));
    }

    [Fact]
    public void Arrange_Dedicated_GivesEachGroupAThreadAndKeepsSocketSharersTogether()
    {
        var plan = new LayoutPlan { Layout = ThreadLayout.Dedicated, HotCpus = [2, 3] };

        var threads = plan.Arrange(Engine(), _stop, new IgnoredErrors());

        Assert.Equal(["feed", "private+gateway", "core", "journal"], threads.Hot.Select(runner => runner.Name));
        Assert.Equal(["fsync", "telemetry"], threads.Cold.Select(runner => runner.Name));
        Assert.Equal([2, 3, null, null], threads.Hot.Select(runner => runner.Options.Cpu));
    }

    [Theory]
    [InlineData(ThreadLayout.Shared)]
    [InlineData(ThreadLayout.Dedicated)]
    public void Stop_AllThreads_ClosesColdAgentsLast(ThreadLayout layout)
    {
        var plan = new LayoutPlan { Layout = layout, HotIdle = IdleStrategyKind.Yielding };
        var threads = plan.Arrange(Engine(), _stop, new IgnoredErrors());
        threads.Start();
        Assert.True(SpinWait.SpinUntil(() => threads.Hot.Concat(threads.Cold).All(runner => runner.Cycles > 0), 30_000));

        Assert.True(threads.Stop("end of test", TimeSpan.FromSeconds(30)));
        Assert.Equal("end of test", _stop.Reason);
        var closed = _log.Where(entry => entry.EndsWith(".close", StringComparison.Ordinal)).ToList();
        Assert.Equal(7, closed.Count);
        Assert.Equal(["fsync.close", "telemetry.close"], closed.Skip(5).Order());
    }

    private List<AgentPlacement> Engine() =>
    [
        new(Agent("feed"), "feed"),
        new(Agent("private"), "trading socket"),
        new(Agent("core"), "core"),
        new(Agent("journal"), "journal"),
        new(Agent("gateway"), "trading socket"),
        new(Agent("fsync"), "fsync", IsHot: false),
        new(Agent("telemetry"), "telemetry", IsHot: false),
    ];

    private ScriptedAgent Agent(string name) => new(name, _log);

    private sealed class IgnoredErrors : IAgentErrorHandler
    {
        public void OnError(IAgent agent, Exception exception) => Assert.Fail(exception.ToString());
    }
}
