using LowLatencyHedger.App.Engine;
using LowLatencyHedger.App.Tests.Control;
using LowLatencyHedger.Core;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Journal;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Closed;
using LowLatencyHedger.Simulation.Exchange;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.App.Tests.Running;

/// <summary>What the agent measures on real rings and a real journal, and what an active engine makes of it.</summary>
public sealed class HealthAgentTests : IDisposable
{
    private const int Slots = 1_024;

    private readonly string _directory = Directory.CreateTempSubdirectory("hedger-health-").FullName;
    private readonly RingBuffer<InputEvent> _inputs = new(Slots);
    private readonly RingBuffer<OutputEvent> _outputs = new(Slots);
    private readonly RingConsumer<InputEvent> _reader;
    private readonly JournalWriter _journal;
    private readonly JournalAgent _journalAgent;
    private readonly EngineTelemetry _telemetry;
    private readonly RingProducer<InputEvent> _producer;
    private readonly CoreAgent _core;
    private readonly HealthAgent _agent;
    private readonly VirtualEngine _engine;
    private long _diskFreeMebibytes = 5_000;
    private long _nowNanos;

    public HealthAgentTests()
    {
        _reader = _inputs.AddConsumer("reader");
        _journal = JournalWriter.Create(new JournalOptions { Directory = _directory, SegmentBytes = 1 << 20 });
        _journalAgent = new JournalAgent(_journal, _inputs.AddConsumer("journal"), _outputs.AddConsumer("journal"));
        _telemetry = new EngineTelemetry(Path.Combine(_directory, "telemetry.bin"), 1);
        var stop = new StopSignal();
        var config = WideConfig.Btc;
        _core = new CoreAgent(
            new HedgeCore(config),
            _inputs.AddConsumer("core"),
            new OutputPublisher(new RingProducer<OutputEvent>(_outputs, "core", OverflowPolicy.Fail, stop)),
            _telemetry);
        _inputs.Start();
        _outputs.Start();
        _core.OnStart();
        _producer = new RingProducer<InputEvent>(_inputs, "health", OverflowPolicy.Drop, stop);
        _agent = new HealthAgent(new EngineGauges(_inputs, _outputs, _journalAgent, _journal, _core, () => _diskFreeMebibytes), _producer, _telemetry);
        _engine = new VirtualEngine(new VirtualEngineOptions
        {
            Exchange = new ExchangeOptions { IsSmall = true, TicksPerSecond = 100, OptionCount = 5, OpeningHedge = 1 },
            Core = config,
            LatencyNanos = Nanos.PerMilli,
        });
        Assert.True(_engine.RunUntil(() => _engine.Snapshot().TradingState == TradingState.Active, 20 * Nanos.PerSecond));
    }

    public void Dispose()
    {
        _engine.Dispose();
        _telemetry.Dispose();
        _journal.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public void Report_AllWell_StaysActiveAndComesSeveralTimesASecond()
    {
        for (var i = 0; i < 10; i++)
        {
            var report = Next();
            Assert.InRange(report.RingUsePct, 0, 1);
            Assert.Equal(5_000, report.DiskFreeMebibytes);
            Assert.False(report.IsJournalBroken);
            Expect(report, TradingState.Active, ReasonCode.None);
        }

        Assert.InRange(_nowNanos, 2 * Nanos.PerSecond, 3 * Nanos.PerSecond);
    }

    [Fact]
    public void Report_OutputRingHigh_PausesUntilItHasRoom()
    {
        Assert.True(_outputs.TryClaim((Slots * 91 / 100) + 1, out var first));
        _outputs.Publish(first, _outputs.Cursor);
        var high = Next();
        Assert.InRange(high.RingUsePct, 91, 92);
        Expect(high, TradingState.Pause, ReasonCode.RingUseAboveLimit);
    }

    [Fact]
    public void Report_RingHighBetweenReports_IsToldThoughItIsOver()
    {
        Next();
        Assert.True(_inputs.TryClaim(Slots * 95 / 100, out var first));
        _inputs.Publish(first, _inputs.Cursor);
        _agent.DoWork(_nowNanos += 10 * Nanos.PerMilli);
        Assert.InRange(Next().RingUsePct, 94, 96);
        Assert.InRange(Next().RingUsePct, 0, 1);
    }

    [Fact]
    public void Report_DiskFull_Halts()
    {
        _diskFreeMebibytes = 1_023;
        Expect(Next(), TradingState.Halt, ReasonCode.DiskSpaceBelowLimit);
        _diskFreeMebibytes = 5_000;
        Expect(Next(), TradingState.Halt, ReasonCode.DiskSpaceBelowLimit);
    }

    [Fact]
    public void Report_DiskThatDoesNotAnswer_CountsAsFull()
    {
        var gauges = new EngineGauges(_inputs, _outputs, _journalAgent, _journal, null!, () => throw new IOException("gone"));
        Assert.Equal(0, gauges.DiskFreeMebibytes());
        Assert.InRange(new EngineGauges(_inputs, _outputs, _journalAgent, _journal, null!).DiskFreeMebibytes(), 1, long.MaxValue);
    }

    [Fact]
    public void Report_JournalNotDurable_PausesWhenItIsLateAndEndsWhenItIsWritten()
    {
        // The first report is itself the input that the journal does not write.
        Assert.Equal(0, Next(isKept: false).JournalLagNanos);
        EngineHealthBody late = default;
        for (var i = 0; i < 6; i++)
        {
            late = Next(isKept: false);
        }

        Assert.InRange(late.JournalLagNanos, 1_001 * Nanos.PerMilli, 1_600 * Nanos.PerMilli);
        Expect(late, TradingState.Pause, ReasonCode.JournalLagAboveLimit);

        // Written, but not yet on disk.
        while (_journalAgent.DoWork() > 0)
        {
        }

        Assert.True(Next(isKept: false).JournalLagNanos > late.JournalLagNanos);
        _journal.Keep();
        Next();
        Expect(Next(), TradingState.Active, ReasonCode.None);
    }

    [Fact]
    public async Task Run_LimitAboveWhatTheDiskHas_Halts()
    {
        const int Limit = 1_048_576;
        Assert.SkipWhen(new DriveInfo(_directory).AvailableFreeSpace >> 20 >= Limit, "the disk has more space than the limit can ask for");
        await using var exchange = await LiveExchange.StartAsync();
        using var engine = new RunningEngine(exchange, json => json["limits"]!["minDiskFreeMebibytes"] = Limit);
        await engine.UntilStatus(_ => engine.Log.Contains("CRITICAL DISK_SPACE_BELOW_LIMIT", StringComparison.Ordinal), "halted");
    }

    /// <summary>Runs the agent to its next report; all that is in the rings is read meanwhile, and kept by the journal.</summary>
    private EngineHealthBody Next(bool isKept = true)
    {
        while (true)
        {
            _nowNanos += 5 * Nanos.PerMilli;
            var isReport = _agent.DoWork(_nowNanos) > 0;
            EngineHealthBody report = default;
            while (_reader.TryPeek(out var sequence))
            {
                report = _reader[sequence].EngineHealth;
                _reader.Advance();
            }

            while (_core.DoWork() > 0)
            {
            }

            if (isKept)
            {
                while (_journalAgent.DoWork() > 0)
                {
                }

                _journal.Keep();
            }

            if (isReport)
            {
                return report;
            }
        }
    }

    private void Expect(in EngineHealthBody report, TradingState state, ReasonCode reason)
    {
        // How long this test's thread was kept waiting is not its subject.
        var calm = report;
        calm.LoopLagNanos = 0;
        _engine.ReportHealth(calm);
        _engine.Run(100 * Nanos.PerMilli);
        Assert.Equal((state, reason), (_engine.Snapshot().TradingState, _engine.Snapshot().StateReason));
    }
}
