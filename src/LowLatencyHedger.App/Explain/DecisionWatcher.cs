using LowLatencyHedger.Core;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Journal;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Explain;

/// <summary>Leads a run's core up to a decision, looks at it just before and just after, and follows it to the end of an order.</summary>
/// <param name="decision">Number of the input that the decision was taken at.</param>
/// <param name="place">Of the underlying in the configuration.</param>
/// <param name="life">Numbers of the inputs that concern the order later.</param>
internal sealed class DecisionWatcher(long decision, int place, IReadOnlySet<long> life) : IReplayObserver
{
    private readonly long _last = life.Count == 0 ? decision : Math.Max(decision, life.Max());
    private readonly Dictionary<int, InstrumentBody> _instruments = [];
    private readonly Dictionary<long, (Quantity Position, double NetDelta)> _positions = [];
    private ClockBody _clock;

    public InputEvent Trigger { get; private set; }

    /// <summary>The last reading of the clocks before the decision.</summary>
    public ClockBody Clock { get; private set; }

    public Picture? Before { get; private set; }

    public Picture? After { get; private set; }

    /// <summary>After the last record about the order; the same as <see cref="After"/> when there is none.</summary>
    public Picture? End { get; private set; }

    /// <summary>What the core sent when it was replayed.</summary>
    public OutputEvent? Placed { get; private set; }

    /// <summary>Position in the hedge instrument and net delta just after an input that concerns the order.</summary>
    public IReadOnlyDictionary<long, (Quantity Position, double NetDelta)> Positions => _positions;

    public bool OnInput(in InputEvent input, long sequence, HedgeCore core)
    {
        if (sequence > _last)
        {
            return false;
        }

        if (input.Kind == InputKind.InstrumentDefined)
        {
            _instruments[input.Instrument.Index] = input.InstrumentDefined;
        }
        else if (input.Kind == InputKind.Clock)
        {
            _clock = input.Clock;
        }

        if (sequence == decision)
        {
            Trigger = input;
            Clock = _clock;
            Before = Picture.Take(core, place);
        }

        return true;
    }

    public void OnHandled(in InputEvent input, long sequence, HedgeCore core, ReadOnlySpan<OutputEvent> outputs)
    {
        var isDecision = sequence == decision;
        if (!isDecision && !life.Contains(sequence))
        {
            return;
        }

        End = Picture.Take(core, place);
        _positions[sequence] = (End.Position, End.Core.NetDelta);
        if (!isDecision)
        {
            return;
        }

        After = End;
        foreach (ref readonly var output in outputs)
        {
            if (output.Kind == OutputKind.PlaceOrder && output.Underlying == After.Core.Underlying)
            {
                Placed = output;
            }
        }
    }

    public string NameOf(InstrumentId instrument) => !instrument.HasValue
        ? ""
        : _instruments.TryGetValue(instrument.Index, out var body) ? body.Name.ToString()
        : FormattableString.Invariant($"#{instrument.Index}");

    public bool IsInverse(InstrumentId instrument) =>
        _instruments.TryGetValue(instrument.Index, out var body) && body.Style == ContractStyle.Inverse;
}
