namespace LowLatencyHedger.Messaging.Tests;

public sealed class AgentRunnerTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly StopSignal _stop = new();
    private readonly List<string> _log = [];
    private readonly RecordingHandler _errors = new();

    [Fact]
    public void Stop_RunningAgent_ClosesItOnItsOwnThreadWithoutRaisingTheSignal()
    {
        var runner = Runner(new ScriptedAgent("a", _log));
        runner.Start();
        WaitFor(() => runner.Cycles > 10);

        Assert.True(runner.Stop(s_patience));
        Assert.False(runner.IsRunning);
        Assert.False(_stop.IsRaised);
        Assert.Null(runner.Failure);
        Assert.Equal(["a.start", "a.close"], _log);
    }

    [Theory]
    [InlineData("start", new[] { "a.start", "a.close" })]
    [InlineData("work", new[] { "a.start", "a.work", "a.close" })]
    public void Run_AgentThrows_RaisesSignalReportsAndCloses(string throwsIn, string[] expected)
    {
        var runner = Runner(new ScriptedAgent("a", _log) { ThrowsIn = throwsIn });
        runner.Start();

        Assert.True(runner.Join(s_patience));
        Assert.Equal($"agent a failed: a {throwsIn}", _stop.Reason);
        Assert.IsType<InvalidOperationException>(runner.Failure);
        Assert.Equal([("a", $"a {throwsIn}", true)], _errors.Seen(_stop));
        Assert.Equal(expected, _log);
    }

    [Fact]
    public void Run_OneAgentThrows_EndsTheOthersToo()
    {
        var bystander = Runner(new ScriptedAgent("b", _log));
        var lasting = Runner(new ScriptedAgent("c", _log), new AgentRunnerOptions { EndsWithSignal = false });
        bystander.Start();
        lasting.Start();
        WaitFor(() => bystander.Cycles > 0 && lasting.Cycles > 0);
        Runner(new ScriptedAgent("a", _log) { ThrowsIn = "work" }).Start();

        Assert.True(bystander.Join(s_patience));
        Assert.True(lasting.IsRunning);
        Assert.True(lasting.Stop(s_patience));
        Assert.Null(bystander.Failure);
    }

    [Fact]
    public void Run_CloseThrowsAfterWorkThrew_KeepsBothFailures()
    {
        var composite = new CompositeAgent(
            new ScriptedAgent("a", _log) { ThrowsIn = "close" },
            new ScriptedAgent("b", _log) { ThrowsIn = "work" });
        var runner = Runner(composite);
        runner.Start();

        Assert.True(runner.Join(s_patience));
        var failure = Assert.IsType<AggregateException>(runner.Failure).Flatten();
        Assert.Equal(["b work", "a close"], failure.InnerExceptions.Select(e => e.Message));
        Assert.Equal("agent b failed: b work", _stop.Reason);
        Assert.Equal(["a.start", "b.start", "b.work", "a.close", "b.close"], _log);
    }

    [Fact]
    public void Run_ErrorHandlerThrows_StillClosesAndKeepsBothFailures()
    {
        _errors.Throws = true;
        var runner = Runner(new ScriptedAgent("a", _log) { ThrowsIn = "work" });
        runner.Start();

        Assert.True(runner.Join(s_patience));
        var failure = Assert.IsType<AggregateException>(runner.Failure);
        Assert.Equal(["a work", "handler"], failure.InnerExceptions.Select(e => e.Message));
        Assert.Contains("a.close", _log);
        Assert.True(_stop.IsRaised);
    }

    [Fact]
    public void Counters_CyclesBusyCyclesAndBytes_AreReadableFromOutside()
    {
        var busy = 0;
        byte[]? escaping = null;
        var runner = Runner(new ScriptedAgent("a", _log)
        {
            Work = () =>
            {
                escaping = new byte[1000];
                return busy++ % 2;
            },
        });
        runner.Start();
        WaitFor(() => runner.Cycles > 5000);
        var measured = runner.TryReadCpuTime(out var runningNanos, out var waitingNanos);
        Assert.True(runner.HotThreadAllocatedBytes >= 1024 * 1000);
        Assert.True(runner.Stop(s_patience));

        Assert.NotNull(escaping);
        Assert.Equal(runner.Cycles / 2, runner.BusyCycles);
        Assert.True(runner.HotThreadAllocatedBytes >= runner.Cycles * 1000);
        Assert.False(runner.TryReadCpuTime(out _, out _));
        Assert.True(!measured || (runningNanos > 0 && waitingNanos >= 0));
    }

    [Fact]
    public void Join_NeverStarted_HasEnded()
    {
        Assert.True(Runner(new ScriptedAgent("a", _log)).Stop(s_patience));
        Assert.Empty(_log);
    }

    [Fact]
    public void Start_CpuThatDoesNotExist_RunsUnboundAndSaysSo()
    {
        var runner = Runner(new ScriptedAgent("a", _log), new AgentRunnerOptions { Cpu = 100_000 });
        runner.Start();
        WaitFor(() => runner.Cycles > 0);

        Assert.NotEqual(0, runner.AffinityError);
        Assert.True(runner.Stop(s_patience));
    }

    private AgentRunner Runner(IAgent agent, AgentRunnerOptions? options = null) =>
        new(agent, _stop, _errors, options ?? new AgentRunnerOptions { Idle = IdleStrategyKind.Yielding });

    private static void WaitFor(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, s_patience));

    private sealed class RecordingHandler : IAgentErrorHandler
    {
        private readonly List<(string Agent, string Message)> _seen = [];

        public bool Throws { get; set; }

        public IEnumerable<(string Agent, string Message, bool Raised)> Seen(StopSignal stop) =>
            _seen.Select(seen => (seen.Agent, seen.Message, stop.IsRaised));

        public void OnError(IAgent agent, Exception exception)
        {
            _seen.Add((agent.Name, exception.Message));
            if (Throws)
            {
                throw new InvalidOperationException("handler");
            }
        }
    }
}
