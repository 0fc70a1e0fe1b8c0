using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Telemetry;

namespace LowLatencyHedger.App.Engine;

/// <summary>How many events of each kind the core has handled, and when the last was received. Thread: the core's.</summary>
internal sealed class InputCounters
{
    /// <summary>Events of a kind so far; the label says which.</summary>
    public const string Events = "inputs";

    /// <summary>When the bytes of the last were received, on the machine's monotonic clock; 0 for never.</summary>
    public const string LastReceived = "input_last_received";

    private const int Kinds = 128;

    private static readonly InputKind[] s_kinds = [.. Enum.GetValues<InputKind>().Where(kind => kind != InputKind.None)];

    private readonly TelemetryCounter[] _events = new TelemetryCounter[Kinds];
    private readonly TelemetryCounter[] _lastReceived = new TelemetryCounter[Kinds];

    public InputCounters(TelemetryFile file)
    {
        // What no kind has goes nowhere that anybody reads.
        Array.Fill(_events, new TelemetryCounter());
        Array.Fill(_lastReceived, new TelemetryCounter());
        var first = file.Layout.CounterIndex(Events);
        for (var i = 0; i < s_kinds.Length; i++)
        {
            _events[(int)s_kinds[i]] = file.Counter(first + i);
            _lastReceived[(int)s_kinds[i]] = file.Counter(first + s_kinds.Length + i);
        }
    }

    public static IEnumerable<TelemetryItem> Items =>
    [
        .. s_kinds.Select(kind => new TelemetryItem(
            Events, "events", "Events of each kind that the core has handled.", TelemetryKind.Counter, LabelOf(kind))),
        .. s_kinds.Select(kind => new TelemetryItem(
            LastReceived,
            "ns",
            "When the last event of each kind was received, on the machine's monotonic clock; 0 for never.",
            TelemetryKind.Gauge,
            LabelOf(kind))),
    ];

    [HotPath]
    public void Count(in InputEvent input)
    {
        var kind = (int)input.Kind & (Kinds - 1);
        _events[kind].Increment();
        _lastReceived[kind].Set(input.ReceivedNanos);
    }

    public static string LabelOf(InputKind kind) => $"kind={char.ToLowerInvariant(kind.ToString()[0])}{kind.ToString()[1..]}";
}
