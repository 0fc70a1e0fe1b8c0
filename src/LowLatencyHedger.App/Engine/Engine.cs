using System.Net.Sockets;
using System.Reflection;
using System.Text.Json;
using LowLatencyHedger.App.Configuration;
using LowLatencyHedger.App.Latency;
using LowLatencyHedger.App.Logging;
using LowLatencyHedger.App.Security;
using LowLatencyHedger.Core;
using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Recovery;
using LowLatencyHedger.Journal;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Transport;
using LowLatencyHedger.Venues.Deribit.Reference;
using LowLatencyHedger.Venues.Deribit.Session;

namespace LowLatencyHedger.App.Engine;

/// <summary>
/// All parts of one run, composed: connections and sessions, rings, core, journal, telemetry, threads. Owned by one cold thread, which starts
/// it, watches <see cref="Stop"/> and ends it.
/// </summary>
internal sealed class Engine : IDisposable
{
    private static readonly TimeSpan s_stopTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_postTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Held by the core that is kept warm, whose orders take three events or a few more each.</summary>
    private const int WarmOptions = 8;
    private const int WarmOrderIntervals = 4;

    /// <summary>Of the messages that come with a fill, each of which takes a microsecond to read, one.</summary>
    private const int WarmFillIntervals = 16;

    private readonly JournalWriter _journal;
    private readonly JournalAgent _journalAgent;
    private readonly HedgeCore _hedgeCore;
    private readonly CoreAgent _core;
    private readonly SnapshotAgent _snapshots;
    private readonly AgentThreads _threads;
    private readonly EngineErrors _errors;
    private readonly ControlMailbox _mailbox = new();
    private readonly VenueLink _venue;
    private readonly CoreConfig _coreConfig;
    private bool _stopped;

    public Engine(ConfigValues values, Credentials credentials, RunLog log, EngineSeams? seams = null)
    {
        seams ??= new EngineSeams();
        var segmentBytes = seams.SegmentBytes ?? values.Integer("journal.segmentMebibytes") * 1024 * 1024;
        _journal = JournalWriter.Create(new JournalOptions
        {
            Directory = values.Text("journal.directory"),
            SegmentBytes = segmentBytes,
            KeepDays = values.Integer("journal.keepDays"),
            KeepBytes = values.Integer("journal.keepMebibytes") * 1024L * 1024,
            BeforeDiskStep = seams.BeforeDiskStep,
        });
        _coreConfig = HedgerConfiguration.Core(values, _journal.Epoch);
        var run = RunInfo.Describe(values, _coreConfig, _journal);
        var slowTickNanos = values.Integer("telemetry.slowTickMicros") * Nanos.PerMicro;
        Telemetry = new EngineTelemetry(values.Text("telemetry.file"), _coreConfig.Underlyings.Length, run, slowTickNanos, seams.SnapshotIntervalNanos);
        var account = $"{values.Text("venue.environment")} {values.Find("venue.url")?.Text}".TrimEnd();
        var before = values.Boolean("recovery.fromJournal") ? ReadBefore(values, account, log) : null;
        HaltBefore = before?.Halt ?? ReasonCode.None;
        WriteRunStart(account);

        var inputs = new RingBuffer<InputEvent>(values.Integer("rings.inputSlots"));
        var outputs = new RingBuffer<OutputEvent>(values.Integer("rings.outputSlots"));
        var coreInputs = inputs.AddConsumer("core");
        var keeper = new JournalKeeperAgent(_journal, Kill, Telemetry, log);
        _journalAgent = new JournalAgent(_journal, inputs.AddConsumer("journal"), outputs.AddConsumer("journal"));
        var commands = new[] { outputs.AddConsumer("feed", _journalAgent.Outputs), outputs.AddConsumer("gateway", _journalAgent.Outputs) };
        var alarms = new AlarmAgent(outputs.AddConsumer("alarms"), Settings, Telemetry.Outputs, log);
        Control = new ControlAgent(outputs.AddConsumer("control"));
        inputs.Start();
        outputs.Start();

        var plan = HedgerConfiguration.Layout(values);
        var producers = new Producers(inputs, outputs, Stop, plan.Layout);
        _venue = new VenueLink(values, credentials, producers, commands, Telemetry, Kill, seams, before);
        _hedgeCore = new HedgeCore(_coreConfig);
        _snapshots = new SnapshotAgent(
            new AccountFollower(_journal.Directory, _journal.Epoch, _coreConfig, segmentBytes),
            seams.AccountSnapshotNanos ?? values.Integer("journal.snapshotMinutes") * 60L * Nanos.PerSecond, log);
        _core = new CoreAgent(_hedgeCore, coreInputs, new OutputPublisher(producers.Core), Telemetry);
        var clock = new ClockAgent(
            producers.Clock, producers.Control, _mailbox, Settings, _venue.Trading, values.Integer("threads.clockIntervalMicros") * Nanos.PerMicro);
        var health = new HealthAgent(new EngineGauges(inputs, outputs, _journalAgent, _journal, _core), producers.Health, Telemetry, seams.HealthIntervalNanos);
        AgentPlacement[] agents =
        [
            new AgentPlacement(clock, "clock"),
            .. _venue.Agents,
            new AgentPlacement(_core, "core"),
            new AgentPlacement(_journalAgent, "journal"),
            .. _venue.CommandAgents,
            new AgentPlacement(Telemetry.Ticks, "core"),
            new AgentPlacement(Telemetry.Orders, "trading"),
            .. KeepWarm(values, seams, coreInputs, log),
            new AgentPlacement(keeper, "keeper", IsHot: false),
            new AgentPlacement(_snapshots, "snapshots", IsHot: false),
            new AgentPlacement(health, "health", IsHot: false),
            new AgentPlacement(Control, "control", IsHot: false),
            new AgentPlacement(alarms, "alarms", IsHot: false),
            .. HistogramLog(values, run, log),
        ];
        _errors = new EngineErrors(log);
        _threads = plan.Arrange([.. agents.Select(placed => placed with { Agent = seams.Agent(placed.Agent) })], Stop, _errors);
    }

    /// <summary>Raised when trading ends, by whoever ends it.</summary>
    public StopSignal Stop { get; } = new();

    public EngineTelemetry Telemetry { get; }

    /// <summary>Where changes of settings are handed in.</summary>
    public SettingDesk Settings { get; } = new();

    /// <summary>Stops orders at the wire, whatever the core believes.</summary>
    public KillLatch Kill { get; } = new();

    /// <summary>The halt in which the run before ended, as its journal tells; None for none.</summary>
    public ReasonCode HaltBefore { get; }

    /// <summary>Where the core's answers to commands come out.</summary>
    public ControlAgent Control { get; }

    public MarketDataSession Market => _venue.Market;

    public TradingSession Trading => _venue.Trading;

    public string JournalDirectory => _journal.Directory;

    public uint Epoch => _journal.Epoch;

    public ulong DecisionHash => _journal.DecisionHash;

    public IReadOnlyList<AgentRunner> HotThreads => _threads.Hot;

    public int UnderlyingCount => _coreConfig.Underlyings.Length;

    /// <summary>Name, from the configuration, of each underlying.</summary>
    public UnderlyingConfig Underlying(int index) => _coreConfig.Underlyings[index];

    public void Start() => _threads.Start();

    /// <inheritdoc cref="VenueLink.DropTrading"/>
    public void DropTrading() => _venue.DropTrading();

    /// <summary>Any cold thread: puts an event into the input ring. False: the clock's thread has not taken the one before.</summary>
    public bool TryPost(in InputEvent command) => _mailbox.TryPost(in command, s_postTimeout);

    /// <summary>The same for an operator's command.</summary>
    public bool TryPost(ControlVerb verb, ReasonCode way, int commandId = 0, ControlText reason = default) => TryPost(new InputEvent
    {
        Kind = InputKind.Control,
        Instrument = InstrumentId.None,
        Control = new ControlBody { Verb = verb, ReasonCode = (int)way, CommandId = commandId, Reason = reason },
    });

    /// <summary>
    /// Ends in order: no new orders, own orders cancelled and confirmed as far as the time allows, threads joined, journal ended. False when
    /// something did not end in time; the journal is complete as far as it was written.
    /// </summary>
    /// <param name="reason">Goes into the journal.</param>
    /// <param name="isQuiet">Asked again and again, and once more when all is over: whether no order is decided and none is unresolved.</param>
    /// <param name="patience">For that.</param>
    public bool StopInOrder(string reason, Func<bool> isQuiet, TimeSpan patience)
    {
        if (_stopped)
        {
            return true;
        }

        _stopped = true;
        if (!Stop.IsRaised && TryPost(ControlVerb.Shutdown, ReasonCode.Shutdown))
        {
            WaitFor(isQuiet, patience);
        }

        var joined = _threads.Stop(reason, s_stopTimeout);
        if (joined)
        {
            Drain();
        }

        if (joined && !_journal.IsBroken && !_errors.HasFailed(_journalAgent))
        {
            _journal.AppendText(RecordType.RunEnd, new RunEnd
            {
                Inputs = _journalAgent.InputsWritten,
                Outputs = _journalAgent.OutputsWritten,
                DecisionHash = _journal.DecisionHash.ToString("x16"),
                Reason = Stop.Reason ?? reason,
            }.ToUtf8());
            if (!_errors.HasFailed(_core))
            {
                _snapshots.Finish(AccountState.Of(_hedgeCore));
            }
        }

        return joined && isQuiet();
    }

    public void Dispose()
    {
        StopInOrder("disposed", () => true, TimeSpan.Zero);
        _journal.Dispose();
        Telemetry.Dispose();
    }

    /// <summary>One or none.</summary>
    private IEnumerable<AgentPlacement> HistogramLog(ConfigValues values, string run, RunLog log)
    {
        var intervalNanos = values.Integer("telemetry.logIntervalMillis") * Nanos.PerMilli;
        var path = Path.Combine(_journal.Directory, HistogramLogAgent.FileName);
        return intervalNanos == 0
            ? []
            : [new AgentPlacement(new HistogramLogAgent(Telemetry.Stages, path, intervalNanos, run, log), "histograms", IsHot: false)];
    }

    /// <summary>Behind everything else of their threads, or not at all.</summary>
    private IEnumerable<AgentPlacement> KeepWarm(ConfigValues values, EngineSeams seams, RingConsumer<InputEvent> coreInputs, RunLog log)
    {
        if (values.Integer("runtime.keepWarmMicros") * Nanos.PerMicro is var intervalNanos && intervalNanos > 0)
        {
            var rings = new ScratchRings();
            var scratch = new ScratchCore(WarmOptions, ScratchOrders.NotSent, rings);
            yield return new AgentPlacement(new WarmCoreAgent(_hedgeCore, scratch, rings, coreInputs, Kill, intervalNanos), "core");
            yield return new AgentPlacement(new WarmMemoryAgent<JournalWriter>("warm journal", _journal, intervalNanos), "journal");
            yield return new AgentPlacement(new WarmMemoryAgent<InstrumentTable>("warm names", _venue.Instruments, intervalNanos), "market");
            var fills = _venue.Trading.FillReading;
            yield return new AgentPlacement(new WarmMemoryAgent<INearMemory>("warm fills", fills, WarmFillIntervals * intervalNanos), "trading");
            var line = WarmLine(values, seams, log);
            yield return new AgentPlacement(new WarmOrderAgent(_venue.Rehearsing(rings.Orders), line, Kill, WarmOrderIntervals * intervalNanos), "trading");
        }
    }

    /// <summary>Null where the system gives none: an engine with slower orders trades, one that does not start does not.</summary>
    private static LoopbackLine? WarmLine(ConfigValues values, EngineSeams seams, RunLog log)
    {
        try
        {
            return seams.WarmLine(values, WarmOrderAgent.OrderBytes);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            log.Write(LogLevel.Warning, "runtime", $"the kernel's way of an order is not kept warm, orders take some microseconds longer: {e.Message}");
            return null;
        }
    }

    private void WaitFor(Func<bool> isQuiet, TimeSpan patience)
    {
        var endNanos = HotClock.MonotonicNanos() + (long)(patience.TotalMilliseconds * Nanos.PerMilli);
        while (!isQuiet() && !Stop.IsRaised && HotClock.MonotonicNanos() < endNanos)
        {
            Thread.Sleep(5);
        }
    }

    /// <summary>
    /// Takes what was in the rings when the threads ended through the core and into the journal, so that every journaled input has its
    /// outputs beside it. The threads are gone, so this one runs their agents; nothing is sent any more. The input that a core has failed at is
    /// journaled too.
    /// </summary>
    private void Drain()
    {
        var runsCore = !_errors.HasFailed(_core);
        var runsJournal = !_errors.HasFailed(_journalAgent);
        while ((runsCore ? _core.DoWork() : 0) + (runsJournal ? _journalAgent.DoWork() : 0) > 0)
        {
            _journal.Keep();
        }

        if (runsCore)
        {
            _core.OnClose();
        }
    }

    /// <summary>What the runs before this one know of the account.</summary>
    private AccountState? ReadBefore(ConfigValues values, string account, RunLog log)
    {
        var startedNanos = HotClock.MonotonicNanos();
        var before = AccountRecovery.Read(values.Text("journal.directory"), _journal.Epoch, account, line => log.Write(LogLevel.Warning, "recovery", line));
        if (before is not null)
        {
            log.Write(
                LogLevel.Info,
                "recovery",
                $"taking over from run {before.Epoch:x8}: {before.Positions.Count} positions, {before.Fills.Count} fills, "
                + $"{before.Orders.Count} orders without an end; read in {(HotClock.MonotonicNanos() - startedNanos) / Nanos.PerMilli} ms");
        }

        return before;
    }

    private void WriteRunStart(string account)
    {
        using var core = JsonDocument.Parse(CoreConfigJson.Serialize(_coreConfig));
        _journal.AppendText(RecordType.RunStart, new RunStart
        {
            Epoch = _journal.Epoch,
            StartedUtc = DateTime.UtcNow.ToString("O"),
            Program = "hedger " + Assembly.GetExecutingAssembly().GetName().Version,
            Machine = $"{Environment.ProcessorCount} x {System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture}, "
                + $"{Environment.OSVersion}, .NET {Environment.Version}",
            Account = account,
            Core = core.RootElement,
        }.ToUtf8());
        _journal.Keep();
        if (_journal.Synced < _journal.Appended)
        {
            throw new IOException($"{_journal.Directory}: the run's start cannot be made durable{(_journal.IsBroken ? ": " + _journal.Problem : "")}");
        }
    }
}
