using LowLatencyHedger.Core;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Journal;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Explain;

/// <summary>Leads a run's core up to a decision, looks at it just before and just after, and follows it as long as the run knows of the order.</summary>
/// <param name="decision">Number of the input that the decision was taken at.</param>
/// <param name="place">Of the underlying in the configuration.</param>
/// <param name="life">The run's inputs that concern the order later.</param>
internal sealed class DecisionWatcher(long decision, int place, IEnumerable<LifeEvent> life) : IReplayObserver
{
    private readonly LifeWatcher _life = new(place, life);
    private readonly Dictionary<int, InstrumentBody> _instruments = [];
    private ClockBody _clock;

    /// <summary>Every record about the order has been reached.</summary>
    public bool IsComplete => _life.IsComplete;

    public InputEvent Trigger { get; private set; }

    /// <summary>The last reading of the clocks before the decision.</summary>
    public ClockBody Clock { get; private set; }

    public Picture? Before { get; private set; }

    public Picture? After { get; private set; }

    /// <summary>After the run's last record about the order; the same as <see cref="After"/> when there is none.</summary>
    public Picture? End => _life.End ?? After;

    /// <summary>What the core sent when it was replayed.</summary>
    public OutputEvent? Placed { get; private set; }

    public bool OnInput(in InputEvent input, long sequence, HedgeCore core)
    {
        if (sequence > decision && !_life.OnInput(in input, sequence, core))
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
        _life.OnHandled(in input, sequence, core, outputs);
        if (sequence != decision)
        {
            return;
        }

        After = Picture.Take(core, place);
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
