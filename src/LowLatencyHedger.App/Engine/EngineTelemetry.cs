using LowLatencyHedger.Core;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Telemetry;

namespace LowLatencyHedger.App.Engine;

/// <summary>
/// The engine's figures in the memory-mapped file. The core's thread records decisions and writes snapshots; the gateway's records orders;
/// no histogram has two writers.
/// </summary>
internal sealed class EngineTelemetry : IDisposable
{
    /// <summary>Counters that move as long as the engine works: readings of the clock that the core has handled, turns of the gateway.</summary>
    public const string CoreBeats = "core_beats";

    /// <inheritdoc cref="CoreBeats"/>
    public const string GatewayBeats = "gateway_beats";

    /// <summary>Records that are not on the disk yet, and for how long at most.</summary>
    public const string JournalLagRecords = "journal_lag_records";

    /// <inheritdoc cref="JournalLagRecords"/>
    public const string JournalLagMillis = "journal_lag_millis";

    /// <summary>Prices that a newer one replaced before the core saw them, because it was behind.</summary>
    public const string PricesConflated = "prices_conflated";

    private readonly TelemetryFile _file;
    private readonly StageHistograms _stages;
    private readonly TelemetryCounter _coreBeats;
    private readonly TelemetryCounter _gatewayBeats;
    private readonly TelemetryCounter _journalLagRecords;
    private readonly TelemetryCounter _journalLagMillis;
    private readonly InputCounters _inputs;
    private readonly EngineTables _tables;
    private readonly long _snapshotIntervalNanos;
    private EngineSnapshot _snapshot;
    private long _nextSnapshotNanos;

    /// <param name="path">Of the file.</param>
    /// <param name="underlyings">In the configuration.</param>
    /// <param name="run">What readers should know of the run, JSON; see <see cref="EngineTables.Run"/>.</param>
    /// <param name="slowTickNanos">What takes longer from received to decided is kept by <see cref="Ticks"/>.</param>
    /// <param name="snapshotIntervalNanos">Between two snapshots.</param>
    public EngineTelemetry(
        string path, int underlyings, string run = "{}", long slowTickNanos = 50 * Nanos.PerMicro, long snapshotIntervalNanos = 10 * Nanos.PerMilli)
    {
        _snapshotIntervalNanos = snapshotIntervalNanos;
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } directory)
        {
            Directory.CreateDirectory(directory);
        }

        var layout = new TelemetryLayout
        {
            Histograms = StageHistograms.Items,
            Counters = Counters,
            Tables = EngineTables.All,
        }.WithSnapshot<EngineSnapshot>(EngineSnapshot.Version);
        _file = TelemetryFile.Create(path, layout);
        _stages = new StageHistograms(_file, 0);
        _coreBeats = _file.Counter(CoreBeats);
        _gatewayBeats = _file.Counter(GatewayBeats);
        _journalLagRecords = _file.Counter(JournalLagRecords);
        _journalLagMillis = _file.Counter(JournalLagMillis);
        ConflatedPrices = _file.Counter(PricesConflated);
        _inputs = new InputCounters(_file);
        _tables = new EngineTables(_file, underlyings, run);
        Ticks = new FlightRecorder(_file.Table(EngineTables.SlowTicks), _stages, slowTickNanos);
        Orders = new FlightRecorder(_file.Table(EngineTables.OrderTicks), null, slowTickNanos);
        _snapshot.UnderlyingCount = underlyings;
    }

    /// <summary>The slow ones among all ticks. The core's thread.</summary>
    public FlightRecorder Ticks { get; }

    /// <summary>All ticks and fills that led to an order. The gateway's thread.</summary>
    public FlightRecorder Orders { get; }

    /// <summary>The one thread that reads the engine's outputs for people.</summary>
    public OutputTape Outputs => _tables.Outputs;

    /// <summary>What the file counts, in its order.</summary>
    public static IReadOnlyList<TelemetryItem> Counters { get; } =
    [
        new TelemetryItem(CoreBeats, "beats", "Readings of the clock that the core has handled; stands still when the core does."),
        new TelemetryItem(GatewayBeats, "beats", "Turns of the gateway; stands still when the gateway does."),
        new TelemetryItem(JournalLagRecords, "records", "Records that are not on the disk yet.", TelemetryKind.Gauge),
        new TelemetryItem(JournalLagMillis, "ms", "The longest that an input took to become durable since the last report.", TelemetryKind.Gauge),
        new TelemetryItem(PricesConflated, "prices", "Prices that a newer one replaced before the core saw them, because it was behind."),
        .. InputCounters.Items,
    ];

    /// <summary>Written by the market connection's thread.</summary>
    public TelemetryCounter ConflatedPrices { get; }

    /// <summary>Any thread may read; exact after the writers have ended.</summary>
    public StageHistograms Stages => _stages;

    /// <summary>Core's thread: one input was handled.</summary>
    [HotPath]
    public void RecordDecision(in InputEvent input, long pickedUpNanos, long decidedNanos)
    {
        _inputs.Count(in input);
        if (!IsTick(input.Kind))
        {
            if (input.Kind == InputKind.Clock)
            {
                _coreBeats.Increment();
            }
            else if (input.Kind == InputKind.Fill)
            {
                _tables.AddFill(in input);
                if ((input.Flags & InputFlags.FromQuery) == 0)
                {
                    // Read again, hundreds come in one message, and most have been booked.
                    _stages.Record(LatencyStage.FillToDecision, decidedNanos - input.ReceivedNanos);
                }
            }

            return;
        }

        _stages.Record(LatencyStage.Decode, input.PublishedNanos - input.ReceivedNanos);
        _stages.Record(LatencyStage.Ring, pickedUpNanos - input.PublishedNanos);
        _stages.Record(LatencyStage.Core, decidedNanos - pickedUpNanos);
        _stages.Record(LatencyStage.TickToDecision, decidedNanos - input.ReceivedNanos);
    }

    /// <summary>Gateway's thread: it takes another turn.</summary>
    [HotPath]
    public void BeatGateway() => _gatewayBeats.Increment();

    /// <summary>Journal keeper's thread.</summary>
    public void RecordJournalBacklog(long records) => _journalLagRecords.Set(records);

    /// <summary>The thread that measures the engine's health: what it tells the core.</summary>
    public void RecordJournalLag(long millis) => _journalLagMillis.Set(millis);

    /// <summary>Gateway's thread: an order was handed to the socket.</summary>
    [HotPath]
    public void RecordOrder(in OutputEvent order, long takenNanos, long encodedNanos, long sentNanos)
    {
        Orders.NoteOrder(in order, takenNanos, encodedNanos, sentNanos);
        _stages.Record(LatencyStage.Encode, encodedNanos - order.DecidedNanos);
        _stages.Record(LatencyStage.Send, sentNanos - encodedNanos);
        if (order.Trigger == InputKind.Fill)
        {
            _stages.Record(LatencyStage.FillToHedge, sentNanos - order.ReceivedNanos);
        }
        else if (IsTick(order.Trigger))
        {
            _stages.Record(LatencyStage.TickToSend, encodedNanos - order.ReceivedNanos);
            _stages.Record(LatencyStage.TickToTrade, sentNanos - order.ReceivedNanos);
        }
    }

    /// <summary>Core's thread, when it has nothing better to do.</summary>
    [HotPath]
    public void PublishSnapshot(HedgeCore core)
    {
        var nowNanos = HotClock.MonotonicNanos();
        if (nowNanos >= _nextSnapshotNanos)
        {
            _nextSnapshotNanos = nowNanos + _snapshotIntervalNanos;
            PublishSnapshotNow(core);
            _tables.Step(core.View);
        }
    }

    [HotPath]
    public void PublishSnapshotNow(HedgeCore core)
    {
        for (var i = 0; i < _snapshot.UnderlyingCount; i++)
        {
            core.WriteSnapshot(i, ref _snapshot.Underlyings[i]);
        }

        _file.WriteSnapshot(in _snapshot);
    }

    public void Dispose() => _file.Dispose();

    /// <summary>
    /// A tick is a message about one thing. The mark prices of a whole chain come as one message of hundreds; the last of them has waited for
    /// all others, which says nothing about a tick.
    /// </summary>
    [HotPath]
    public static bool IsTick(InputKind kind) => kind is InputKind.BookChunk or InputKind.Ticker or InputKind.Quote or InputKind.Index;
}
