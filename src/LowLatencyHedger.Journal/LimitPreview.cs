using System.Text.Json;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Journal;

/// <summary>An order that only one of the two sets of settings would have sent, or that they would have sent with different amounts.</summary>
/// <param name="UtcNanos">This machine's clock when the input came.</param>
/// <param name="Input">Number of the input that led to it.</param>
/// <param name="Before">Amount under the recorded settings; zero when they send nothing.</param>
/// <param name="After">Amount under the proposed ones.</param>
/// <param name="Reason">Why the proposed settings sent nothing; None where they did.</param>
public sealed record OrderDifference(
    long UtcNanos, long Input, string Instrument, Side Side, Price Price, Quantity Before, Quantity After, ReasonCode Reason);

/// <summary>What the same inputs would have led to under other settings.</summary>
public sealed record LimitPreviewResult
{
    public required long Inputs { get; init; }

    public required long OrdersBefore { get; init; }

    public required long OrdersAfter { get; init; }

    /// <summary>In the order of time.</summary>
    public required IReadOnlyList<OrderDifference> Differences { get; init; }

    /// <summary>Largest net delta by amount, in coins, for each underlying of the configuration; under the recorded settings.</summary>
    public required IReadOnlyList<double> WorstDeltaBefore { get; init; }

    public required IReadOnlyList<double> WorstDeltaAfter { get; init; }

    /// <summary>The core refused the proposed settings, and why; None when they were in force.</summary>
    public ReasonCode Refusal { get; init; }

    /// <summary>The journal cannot be read; null when it was read to its end.</summary>
    public string? Problem { get; init; }
}

/// <summary>
/// Runs the recorded inputs of a run through two cores, one with the recorded settings and one with proposed ones from a moment on, and
/// compares what they send. Cold.
/// </summary>
/// <remarks>
/// What the venue would have said to orders that were never sent is not in a journal. So neither core sees what it said to the recorded
/// ones: in both, every order fills whole at its limit price at once, and the positions that were read are moved by the difference. The two
/// therefore differ by nothing but their settings.
/// </remarks>
public sealed class LimitPreview
{
    private readonly JournalReader _reader;
    private readonly SettingChangeBody[] _proposal;
    private readonly long _fromUtcNanos;
    private readonly Dictionary<int, Quantity> _recordedFills = [];
    private readonly HashSet<(string Trade, string Order)> _seenTrades = [];
    private readonly Dictionary<int, string> _names = [];
    private readonly List<OrderDifference> _differences = [];
    private Branch? _before;
    private Branch? _after;
    private bool _isProposed;
    private long _inputs;
    private long _nowUtcNanos;
    private uint _epoch;

    private LimitPreview(JournalReader reader, SettingChangeBody[] proposal, long fromUtcNanos)
    {
        _reader = reader;
        _proposal = proposal;
        _fromUtcNanos = fromUtcNanos;
    }

    /// <summary>UTC of the last clock reading in a run; long.MinValue when there is none.</summary>
    public static long EndUtcNanos(string runDirectory)
    {
        var end = long.MinValue;
        for (var reader = new JournalReader(runDirectory); reader.TryRead(out var record);)
        {
            if (record.Type == RecordType.Input)
            {
                record.CopyTo(out InputEvent input);
                end = input.Kind == InputKind.Clock ? input.Clock.UtcNanos : end;
            }
        }

        return end;
    }

    /// <param name="runDirectory">One run's directory.</param>
    /// <param name="proposal">One change, all of its parts.</param>
    /// <param name="fromUtcNanos">The proposed settings are in force, and the comparison begins, from here on.</param>
    public static LimitPreviewResult Run(string runDirectory, SettingChangeBody[] proposal, long fromUtcNanos = long.MinValue)
    {
        var preview = new LimitPreview(new JournalReader(runDirectory), proposal, fromUtcNanos);
        var problem = preview.ReadAll();
        var (before, after) = (preview._before, preview._after);
        return new LimitPreviewResult
        {
            Inputs = preview._inputs,
            OrdersBefore = before?.OrderCount ?? 0,
            OrdersAfter = after?.OrderCount ?? 0,
            Differences = preview._differences,
            WorstDeltaBefore = before?.WorstDelta ?? [],
            WorstDeltaAfter = after?.WorstDelta ?? [],
            Refusal = after?.Refusal ?? ReasonCode.None,
            Problem = problem ?? (preview._reader.End == JournalEnd.Corrupt ? preview._reader.Problem : null),
        };
    }

    private string? ReadAll()
    {
        while (_reader.TryRead(out var record))
        {
            if (record.Type == RecordType.RunStart)
            {
                try
                {
                    var start = RunStart.Parse(record.Text);
                    _epoch = start.Epoch;
                    _before = new Branch(start.ReadCore());
                    _after = new Branch(start.ReadCore());
                }
                catch (Exception e) when (e is JsonException or ArgumentException)
                {
                    return "the run's configuration is not one of this program's: " + e.Message;
                }
            }
            else if (record.Type == RecordType.Input)
            {
                if (_before is null)
                {
                    return "the journal does not begin with the run's configuration";
                }

                record.CopyTo(out InputEvent input);
                Take(in input, record.Number);
            }
        }

        return null;
    }

    private void Take(in InputEvent input, long sequence)
    {
        _inputs++;
        _nowUtcNanos = input.Kind == InputKind.Clock ? input.Clock.UtcNanos : _nowUtcNanos;
        if (input.Kind == InputKind.InstrumentDefined)
        {
            _names[input.Instrument.Index] = input.InstrumentDefined.Name.ToString();
        }

        if (IsAboutOwnOrder(in input))
        {
            NoteFill(in input);
            return;
        }

        if (!_isProposed && _nowUtcNanos >= _fromUtcNanos)
        {
            _isProposed = true;
            Propose(in input, sequence);
        }

        _before!.Apply(in input, sequence, _recordedFills);
        _after!.Apply(in input, sequence, _recordedFills);
        if (input.Kind == InputKind.SettingChange && _isProposed)
        {
            // A recorded change is part of the past that both share; the proposal stays on top of it.
            Propose(in input, sequence);
        }

        if (_isProposed)
        {
            Compare(sequence);
            if (input.Kind == InputKind.Clock)
            {
                _before.NoteDelta();
                _after.NoteDelta();
            }
        }
    }

    private void Propose(in InputEvent input, long sequence)
    {
        var isOpen = input.Kind == InputKind.SettingChange && input.SettingChange.Index + 1 < input.SettingChange.Count;
        foreach (var part in isOpen ? [] : _proposal)
        {
            var change = new InputEvent { Kind = InputKind.SettingChange, ReceivedNanos = input.ReceivedNanos, SettingChange = part };
            _after!.Feed(in change, sequence);
        }
    }

    private bool IsAboutOwnOrder(in InputEvent input)
    {
        var order = input.Kind switch
        {
            InputKind.Fill => input.Fill.Ref,
            InputKind.OrderUpdate => input.Order.Ref,
            InputKind.OrderReject => input.OrderReject.Ref,
            InputKind.OrderNotFound => input.OrderNotFound.Ref,
            InputKind.OrderNotSent => input.OrderNotSent.Ref,
            _ => OrderRef.None,
        };
        return order.HasValue && order.Epoch == _epoch;
    }

    private void NoteFill(in InputEvent input)
    {
        if (input.Kind == InputKind.Fill && _seenTrades.Add((input.Fill.TradeId.ToString(), input.Fill.ExchangeOrderId.ToString())))
        {
            Branch.Add(_recordedFills, input.Instrument, input.Fill.Side == Side.Buy ? input.Fill.Amount : -input.Fill.Amount);
        }
    }

    private string NameOf(InstrumentId instrument) => _names.GetValueOrDefault(instrument.Index, $"#{instrument.Index}");

    private void Compare(long sequence)
    {
        foreach (var order in _before!.Placed)
        {
            var other = _after!.Placed.Find(placed => placed.Instrument == order.Instrument);
            var reason = other.Amount == Quantity.Zero ? _after.LastRefusal(order.Underlying) : ReasonCode.None;
            if (other.Amount != order.Amount || other.Side != order.Side)
            {
                _differences.Add(new OrderDifference(
                    _nowUtcNanos, sequence, NameOf(order.Instrument), order.Side, order.Price, order.Amount, other.Amount, reason));
            }
        }

        foreach (var order in _after!.Placed.Where(placed => !_before.Placed.Exists(other => other.Instrument == placed.Instrument)))
        {
            _differences.Add(new OrderDifference(
                _nowUtcNanos, sequence, NameOf(order.Instrument), order.Side, order.Price, Quantity.Zero, order.Amount, ReasonCode.None));
        }
    }
}
