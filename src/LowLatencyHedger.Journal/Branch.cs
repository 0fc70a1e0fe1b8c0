using LowLatencyHedger.Core;
using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Journal;

/// <summary>A core of its own on recorded inputs, whose orders all fill whole at their limit price at once. Cold.</summary>
internal sealed class Branch(CoreConfig config)
{
    private readonly HedgeCore _core = new(config);
    private readonly OutputBuffer _buffer = new();
    private readonly Queue<InputEvent> _answers = [];
    private readonly Dictionary<int, Quantity> _fills = [];
    private readonly HashSet<int> _inPicture = [];

    /// <summary>What the last input led to.</summary>
    public List<OutputEvent> Placed { get; } = [];

    public long OrderCount { get; private set; }

    public double[] WorstDelta { get; } = new double[config.Underlyings.Length];

    /// <summary>Why the last change of settings was refused.</summary>
    public ReasonCode Refusal { get; private set; }

    public static void Add(Dictionary<int, Quantity> fills, InstrumentId instrument, Quantity signed) =>
        fills[instrument.Index] = fills.GetValueOrDefault(instrument.Index) + signed;

    /// <summary>An input of the recording.</summary>
    /// <param name="input">The input.</param>
    /// <param name="sequence">Its number.</param>
    /// <param name="recordedFills">What the recorded orders have traded so far, by instrument; positions that were read hold it.</param>
    public void Apply(in InputEvent input, long sequence, Dictionary<int, Quantity> recordedFills)
    {
        Placed.Clear();
        if (input.Kind == InputKind.Position)
        {
            ApplyPosition(input, sequence, recordedFills);
        }
        else
        {
            Feed(in input, sequence);
        }
    }

    /// <summary>An input as it is, and the answers to what it leads to.</summary>
    public void Feed(in InputEvent input, long sequence)
    {
        Step(in input, sequence);
        while (_answers.TryDequeue(out var answer))
        {
            Step(in answer, sequence);
        }
    }

    public void NoteDelta()
    {
        for (var i = 0; i < WorstDelta.Length; i++)
        {
            CoreSnapshot snapshot = default;
            _core.WriteSnapshot(i, ref snapshot);
            if (Math.Abs(snapshot.NetDelta) > Math.Abs(WorstDelta[i]))
            {
                WorstDelta[i] = snapshot.NetDelta;
            }
        }
    }

    public ReasonCode LastRefusal(UnderlyingId underlying)
    {
        for (var i = 0; i < WorstDelta.Length; i++)
        {
            CoreSnapshot snapshot = default;
            _core.WriteSnapshot(i, ref snapshot);
            if (snapshot.Underlying == underlying)
            {
                return snapshot.StateReason != ReasonCode.None ? snapshot.StateReason : snapshot.LastRefusal;
            }
        }

        return ReasonCode.None;
    }

    private void Step(in InputEvent input, long sequence)
    {
        _buffer.Clear();
        _core.OnEvent(in input, sequence, _buffer);
        foreach (ref readonly var output in _buffer.Events)
        {
            if (output.Kind == OutputKind.PlaceOrder)
            {
                OrderCount++;
                Placed.Add(output);
                Answer(in output, input.ReceivedNanos);
            }
            else if (output.Kind == OutputKind.SettingsChanged)
            {
                Refusal = output.Reason;
            }
        }
    }

    private void Answer(in OutputEvent order, long nowNanos)
    {
        var id = InlineText32.From($"preview-{OrderCount}");
        Add(_fills, order.Instrument, order.Side == Side.Buy ? order.Amount : -order.Amount);
        var fill = new InputEvent
        {
            Kind = InputKind.Fill, Instrument = order.Instrument, ReceivedNanos = nowNanos, ExchangeTimeUtcNanos = order.ValidUntilUtcNanos,
        };
        fill.Fill = new FillBody
        {
            Ref = order.Ref, TradeId = id, ExchangeOrderId = id, Price = order.Price, Amount = order.Amount, Side = order.Side, Liquidity = Liquidity.Taker,
        };
        _answers.Enqueue(fill);
        var update = new InputEvent { Kind = InputKind.OrderUpdate, Instrument = order.Instrument, ReceivedNanos = nowNanos };
        update.Order = new OrderBody
        {
            Ref = order.Ref, ExchangeOrderId = id, Price = order.Price, Amount = order.Amount, FilledAmount = order.Amount,
            AveragePrice = order.Price.ToDouble(), Side = order.Side, State = OrderState.Filled,
        };
        _answers.Enqueue(update);
    }

    /// <summary>A position that was read, moved by what this core's orders have traded instead of the recorded ones.</summary>
    private void ApplyPosition(InputEvent input, long sequence, Dictionary<int, Quantity> recordedFills)
    {
        if ((input.Flags & InputFlags.SnapshotStart) != 0)
        {
            _inPicture.Clear();
        }

        var isEmpty = (input.Flags & InputFlags.Empty) != 0;
        if (!isEmpty)
        {
            _inPicture.Add(input.Instrument.Index);
            input.Position.Size += Moved(input.Instrument.Index, recordedFills);
        }

        List<int> missing = (input.Flags & InputFlags.Last) == 0
            ? []
            : [.. _fills.Keys.Where(index => !_inPicture.Contains(index) && Moved(index, recordedFills) != Quantity.Zero)];
        if (missing.Count == 0)
        {
            Feed(in input, sequence);
            return;
        }

        // The recorded picture does not name an instrument in which this core holds something.
        if (!isEmpty)
        {
            var first = input;
            first.Flags &= ~InputFlags.Last;
            Feed(in first, sequence);
        }

        for (var i = 0; i < missing.Count; i++)
        {
            var added = input;
            added.Flags &= ~(InputFlags.Empty | InputFlags.Last | InputFlags.SnapshotStart);
            added.Flags |= isEmpty && i == 0 ? InputFlags.SnapshotStart : InputFlags.None;
            added.Flags |= i == missing.Count - 1 ? InputFlags.Last : InputFlags.None;
            added.Instrument = new InstrumentId(missing[i]);
            added.Position = new PositionBody { Size = Moved(missing[i], recordedFills) };
            Feed(in added, sequence);
        }
    }

    private Quantity Moved(int instrument, Dictionary<int, Quantity> recordedFills) =>
        _fills.GetValueOrDefault(instrument) - recordedFills.GetValueOrDefault(instrument);
}
