using System.Runtime.InteropServices;
using LowLatencyHedger.Core;
using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;

namespace LowLatencyHedger.Simulation.Faults;

/// <summary>What passed through the cores of one run: a hash of it all, the last events for people, and on request the inputs.</summary>
internal sealed class Trace(bool keepsInputs)
{
    private const int TailLength = 60;

    private readonly List<(uint Epoch, List<InputEvent> Inputs, ulong OutputHash)> _processes = [];
    private readonly Queue<TraceNote> _tail = new();
    private List<InputEvent> _inputs = [];
    private ulong _outputHash;
    private ulong _hashBeforeInput;

    public ulong Hash { get; private set; } = 14695981039346656037;

    public IReadOnlyList<string> Tail => [.. _tail.Select(static note => note.ToString())];

    public void Add(in InputEvent input)
    {
        Hash = Mix(Hash, MemoryMarshal.AsBytes(new ReadOnlySpan<InputEvent>(in input)));
        _hashBeforeInput = _outputHash;
        if (keepsInputs)
        {
            _inputs.Add(input);
        }
    }

    public void Add(in OutputEvent output)
    {
        var decision = MemoryMarshal.AsBytes(new ReadOnlySpan<OutputEvent>(in output))[..OutputEvent.DecisionSize];
        Hash = Mix(Hash, decision);
        _outputHash = Mix(_outputHash, decision);
    }

    public void Note(long nowNanos, string what) => Note(new TraceNote(nowNanos) { What = what });

    public void Note(in TraceNote note)
    {
        if (_tail.Count == TailLength)
        {
            _tail.Dequeue();
        }

        _tail.Enqueue(note);
    }

    /// <summary>Without the last input: a crash may have come before all that followed from it was seen.</summary>
    public void EndProcess(uint epoch)
    {
        if (_inputs.Count > 0)
        {
            _inputs.RemoveAt(_inputs.Count - 1);
        }

        _processes.Add((epoch, _inputs, _hashBeforeInput));
        _inputs = [];
        _outputHash = 0;
        _hashBeforeInput = 0;
    }

    /// <summary>Replays every process through cores of this configuration; null when all outputs are the same.</summary>
    public string? Replay(CoreConfig config)
    {
        foreach (var (epoch, inputs, hash) in _processes)
        {
            var core = new HedgeCore(config with { Epoch = epoch });
            var outputs = new OutputBuffer();
            var replayed = 0UL;
            var sequence = 0L;
            foreach (ref readonly var input in CollectionsMarshal.AsSpan(inputs))
            {
                outputs.Clear();
                core.OnEvent(in input, sequence++, outputs);
                foreach (ref readonly var output in outputs.Events)
                {
                    replayed = Mix(replayed, MemoryMarshal.AsBytes(new ReadOnlySpan<OutputEvent>(in output))[..OutputEvent.DecisionSize]);
                }
            }

            if (replayed != hash)
            {
                return $"the replay of process {epoch} gives other outputs";
            }
        }

        return null;
    }

    private static ulong Mix(ulong hash, ReadOnlySpan<byte> bytes)
    {
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            hash = (hash ^ word) * 0x9E3779B97F4A7C15;
            hash ^= hash >> 29;
        }

        return hash;
    }
}
