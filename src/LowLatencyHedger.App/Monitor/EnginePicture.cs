using LowLatencyHedger.App.Engine;
using LowLatencyHedger.Core;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Snapshots;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Telemetry;

namespace LowLatencyHedger.App.Monitor;

/// <summary>Everything that an engine's telemetry file held at one moment.</summary>
internal sealed record EnginePicture
{
    public required int ProcessId { get; init; }

    public required long StartUtcNanos { get; init; }

    public required bool IsClosed { get; init; }

    public required RunDescription Run { get; init; }

    /// <summary>One for each underlying; empty before the core has written any.</summary>
    public required IReadOnlyList<CoreSnapshot> Underlyings { get; init; }

    public required IReadOnlyList<ExpirySnapshot> Expiries { get; init; }

    /// <summary>That are not zero.</summary>
    public required IReadOnlyList<PositionSnapshot> Positions { get; init; }

    public required IReadOnlyList<OrderSnapshot> Orders { get; init; }

    public required IReadOnlyList<LimitSnapshot> Limits { get; init; }

    /// <summary>The live policy of each underlying, then its shadows.</summary>
    public required IReadOnlyList<PolicySnapshot> Policies { get; init; }

    public required IReadOnlyList<FigureSnapshot> Figures { get; init; }

    /// <summary>The newest first.</summary>
    public required IReadOnlyList<FillRecord> Fills { get; init; }

    /// <inheritdoc cref="Fills"/>
    public required IReadOnlyList<OutputRecord> OrdersSent { get; init; }

    /// <inheritdoc cref="Fills"/>
    public required IReadOnlyList<OutputRecord> Alarms { get; init; }

    /// <summary>In the order of the layout.</summary>
    public required IReadOnlyList<(TelemetryItem Item, long Value)> Counters { get; init; }

    /// <summary>In the order of the layout; empty when they were not asked for. The reader's own copies, which its next reading overwrites.</summary>
    public required IReadOnlyList<(TelemetryItem Item, LatencyHistogram Histogram)> Histograms { get; init; }

    /// <summary>Ticks beyond the budget; the newest first, empty when histograms were not asked for.</summary>
    public required IReadOnlyList<TickRecord> SlowTicks { get; init; }

    /// <summary>When it was read, on the machine's monotonic clock, which the engine's stamps are of, too.</summary>
    public required long ReadNanos { get; init; }

    /// <summary>Names of instruments that have or had a position.</summary>
    public required IReadOnlyDictionary<int, string> Names { get; init; }

    /// <summary>The first, whose counts of the whole core stand for all.</summary>
    public CoreSnapshot Core => Underlyings.Count > 0 ? Underlyings[0] : default;

    /// <summary>Since the core last told anything.</summary>
    public long AgeNanos => Underlyings.Count > 0 ? Math.Max(0, ReadNanos - Core.NowNanos) : long.MaxValue;

    /// <param name="reader">Of the file.</param>
    /// <param name="histograms">Overwritten; null to leave histograms out.</param>
    /// <param name="picture">Null when it could not be read.</param>
    /// <returns>What is wrong; null for nothing.</returns>
    public static string? TryRead(TelemetryReader reader, LatencyHistogram[]? histograms, out EnginePicture? picture)
    {
        picture = null;
        var layout = reader.Layout;
        if (layout.SnapshotVersion != EngineSnapshot.Version || !layout.Tables.SequenceEqual(EngineTables.All))
        {
            return "the telemetry file was written by another version of the program";
        }

        var positions = All<PositionSnapshot>(reader, EngineTables.Positions).ToList();
        var hasSnapshot = reader.TryReadSnapshot(out EngineSnapshot snapshot);
        var run = All<EngineTables.RunText>(reader, EngineTables.Run).Select(text => RunDescription.Parse(in text)).FirstOrDefault(RunDescription.Unknown);
        var underlyings = new List<CoreSnapshot>();
        for (var i = 0; hasSnapshot && i < Math.Min(snapshot.UnderlyingCount, EngineSnapshot.MaxUnderlyings); i++)
        {
            underlyings.Add(snapshot.Underlyings[i]);
        }

        picture = new EnginePicture
        {
            ProcessId = reader.ProcessId,
            StartUtcNanos = reader.StartUtcNanos,
            IsClosed = reader.IsClosed,
            Run = run,
            Underlyings = underlyings,
            Expiries = [.. All<ExpirySnapshot>(reader, EngineTables.Expiries)],
            Positions = [.. positions.Where(position => position.Position != 0)],
            Orders = [.. All<OrderSnapshot>(reader, EngineTables.Orders)],
            Limits = [.. All<LimitSnapshot>(reader, EngineTables.Limits)],
            Policies = [.. All<PolicySnapshot>(reader, EngineTables.Policies)],
            Figures = [.. All<FigureSnapshot>(reader, EngineTables.Figures)],
            Fills = [.. Newest<FillRecord>(reader, EngineTables.Fills)],
            OrdersSent = [.. Newest<OutputRecord>(reader, EngineTables.OrdersSent)],
            Alarms = [.. Newest<OutputRecord>(reader, EngineTables.Alarms)],
            Counters = [.. layout.Counters.Select((item, i) => (item, reader.Counter(i)))],
            Histograms = histograms is null ? [] : [.. layout.Histograms.Select((item, i) => (item, Copy(reader, i, histograms[i])))],
            SlowTicks = histograms is null ? [] : [.. Newest<TickRecord>(reader, EngineTables.SlowTicks)],
            ReadNanos = HotClock.MonotonicNanos(),
            Names = NamesOf(positions, underlyings, run),
        };
        return null;
    }

    /// <summary>The name of an instrument, as far as the file tells it.</summary>
    public string Name(InstrumentId id) => Names.TryGetValue(id.Index, out var name) ? name : id.HasValue ? $"#{id.Index}" : "";

    /// <summary>The configured names of the underlying at a place.</summary>
    public RunUnderlying Underlying(int place) =>
        place < Run.Underlyings.Count ? Run.Underlyings[place] : new RunUnderlying($"underlying {place}", "", "");

    public long Counter(string name) => Counters.FirstOrDefault(counter => counter.Item.Name == name).Value;

    /// <summary>Events of a kind so far, and when the last of them was received; 0 for never.</summary>
    public (long Events, long LastReceivedNanos) Inputs(InputKind kind)
    {
        var label = InputCounters.LabelOf(kind);
        return (
            Counters.FirstOrDefault(counter => counter.Item.Name == InputCounters.Events && counter.Item.Label == label).Value,
            Counters.FirstOrDefault(counter => counter.Item.Name == InputCounters.LastReceived && counter.Item.Label == label).Value);
    }

    private static Dictionary<int, string> NamesOf(List<PositionSnapshot> positions, List<CoreSnapshot> underlyings, RunDescription run)
    {
        var names = positions.ToDictionary(position => position.Instrument.Index, position => position.Name.ToString());
        for (var i = 0; i < Math.Min(underlyings.Count, run.Underlyings.Count); i++)
        {
            names.TryAdd(underlyings[i].HedgeInstrument.Index, run.Underlyings[i].HedgeInstrument);
        }

        return names;
    }

    private static LatencyHistogram Copy(TelemetryReader reader, int index, LatencyHistogram into)
    {
        reader.ReadHistogram(index, into);
        return into;
    }

    private static IEnumerable<T> All<T>(TelemetryReader reader, string name)
        where T : unmanaged
    {
        var table = reader.Layout.TableIndex(name);
        var count = (int)Math.Min(reader.RecordCount(table), reader.Layout.Tables[table].Capacity);
        for (var place = 0; place < count; place++)
        {
            if (reader.TryReadRecord<T>(table, place, out var record))
            {
                yield return record;
            }
        }
    }

    /// <summary>The records of a ring that are still there, the newest first.</summary>
    public static IEnumerable<T> Newest<T>(TelemetryReader reader, string name)
        where T : unmanaged
    {
        var table = reader.Layout.TableIndex(name);
        var (count, capacity) = (reader.RecordCount(table), reader.Layout.Tables[table].Capacity);
        for (var n = count - 1; n >= 0 && n >= count - capacity; n--)
        {
            if (reader.TryReadRecord<T>(table, (int)(n % capacity), out var record))
            {
                yield return record;
            }
        }
    }
}
