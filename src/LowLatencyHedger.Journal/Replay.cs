using System.Text.Json;
using LowLatencyHedger.Core;
using LowLatencyHedger.Core.Events;

namespace LowLatencyHedger.Journal;

/// <summary>What a replay found.</summary>
public sealed record ReplayResult
{
    public required uint Epoch { get; init; }

    /// <summary>Inputs handed to the core.</summary>
    public required long Events { get; init; }

    /// <summary>Outputs that the core made.</summary>
    public required long Outputs { get; init; }

    public required ulong DecisionHash { get; init; }

    /// <summary>How the journal ended.</summary>
    public required JournalEnd End { get; init; }

    /// <summary>The journal cannot be read any further, and why; null when it was read to its end.</summary>
    public string? Problem { get; init; }

    /// <summary>The first output that differs from the recorded one; null when none does, or when none was compared.</summary>
    public OutputDifference? Difference { get; init; }

    /// <summary>The core as the last input left it; null when the run's start could not be read.</summary>
    public HedgeCore? Core { get; init; }
}

/// <summary>A recorded output and the one that the core made in its place; either may be missing.</summary>
/// <param name="Number">Number of the output in the run, from 0.</param>
public sealed record OutputDifference(long Number, OutputEvent? Recorded, OutputEvent? Replayed);

/// <summary>Runs the recorded inputs of a run through a core built from the recorded configuration. Cold.</summary>
public sealed class Replay
{
    private readonly JournalReader _reader;
    private readonly bool _verify;
    private readonly long _fromUtcNanos;
    private readonly long _toUtcNanos;
    private readonly IReplayObserver? _observer;
    private readonly OutputBuffer _buffer = new();
    private readonly Queue<OutputEvent> _made = new();
    private HedgeCore? _core;
    private DecisionHash _hash;
    private long _events;
    private long _outputs;
    private long _nowUtcNanos;
    private uint _epoch;
    private OutputDifference? _difference;
    private bool _isEnded;

    private Replay(JournalReader reader, bool verify, long fromUtcNanos, long toUtcNanos, IReplayObserver? observer)
    {
        _reader = reader;
        _verify = verify;
        _fromUtcNanos = fromUtcNanos;
        _toUtcNanos = toUtcNanos;
        _observer = observer;
    }

    /// <param name="runDirectory">One run's directory.</param>
    /// <param name="verify">Compare each output with the recorded one, up to the first difference.</param>
    /// <param name="fromUtcNanos">Outputs before this moment are made, as the core needs its whole past, but not compared.</param>
    /// <param name="toUtcNanos">The replay stops at the first input after this moment.</param>
    /// <param name="observer">Is shown every input.</param>
    public static ReplayResult Run(
        string runDirectory, bool verify, long fromUtcNanos = long.MinValue, long toUtcNanos = long.MaxValue, IReplayObserver? observer = null)
    {
        var replay = new Replay(new JournalReader(runDirectory), verify, fromUtcNanos, toUtcNanos, observer);
        var problem = replay.ReadAll();
        return new ReplayResult
        {
            Epoch = replay._epoch,
            Events = replay._events,
            Outputs = replay._outputs,
            DecisionHash = replay._hash.Value,
            End = replay._reader.End,
            Problem = problem ?? (replay._reader.End == JournalEnd.Corrupt ? replay._reader.Problem : null),
            Difference = replay._difference,
            Core = replay._core,
        };
    }

    private string? ReadAll()
    {
        while (_difference is null && !_isEnded && _nowUtcNanos <= _toUtcNanos && _reader.TryRead(out var record))
        {
            switch (record.Type)
            {
                case RecordType.RunStart:
                    try
                    {
                        var start = RunStart.Parse(record.Text);
                        _epoch = start.Epoch;
                        _core = new HedgeCore(start.ReadCore());
                    }
                    catch (Exception e) when (e is JsonException or ArgumentException)
                    {
                        return "the run's configuration is not one of this program's: " + e.Message;
                    }

                    break;
                case RecordType.Input when _core is null:
                    return "the journal does not begin with the run's configuration";
                case RecordType.Input:
                    record.CopyTo(out InputEvent input);
                    Apply(in input, record.Number);
                    break;
                case RecordType.Output when _verify:
                    record.CopyTo(out OutputEvent output);
                    Compare(record.Number, in output);
                    break;
                default:
                    break;
            }
        }

        if (_verify && _difference is null && _reader.End == JournalEnd.RunEnd && _made.TryDequeue(out var extra))
        {
            _difference = new OutputDifference(_outputs - _made.Count - 1, null, extra);
        }

        return null;
    }

    private void Apply(in InputEvent input, long sequence)
    {
        if (input.Kind == InputKind.Clock)
        {
            _nowUtcNanos = input.Clock.UtcNanos;
            if (_nowUtcNanos > _toUtcNanos)
            {
                return;
            }
        }

        if (_observer?.OnInput(in input, sequence, _core!) == false)
        {
            _isEnded = true;
            return;
        }

        _buffer.Clear();
        _core!.OnEvent(in input, sequence, _buffer);
        _events++;
        _observer?.OnHandled(in input, sequence, _core, _buffer.Events);
        foreach (ref readonly var output in _buffer.Events)
        {
            _hash.Add(in output);
            _outputs++;
            if (_verify)
            {
                _made.Enqueue(output);
            }
        }
    }

    private void Compare(long number, in OutputEvent recorded)
    {
        if (!_made.TryDequeue(out var made))
        {
            _difference = new OutputDifference(number, recorded, null);
        }
        else if (_nowUtcNanos >= _fromUtcNanos && !DecisionHash.DecisionBytes(in recorded).SequenceEqual(DecisionHash.DecisionBytes(in made)))
        {
            _difference = new OutputDifference(number, recorded, made);
        }
    }
}
