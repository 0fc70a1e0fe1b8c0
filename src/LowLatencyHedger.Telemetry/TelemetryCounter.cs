using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Telemetry;

/// <summary>One number that a thread writes and others read, in a telemetry file or in memory of its own. Thread: one writer.</summary>
/// <remarks>Written with release and read with acquire: who reads a count also sees what the writer did before it counted.</remarks>
public sealed class TelemetryCounter
{
    private readonly NativeWords _words;

    public TelemetryCounter()
        : this(NativeMemoryOwner.Pinned(TelemetryLayout.CounterBytes / sizeof(long)))
    {
    }

    internal TelemetryCounter(NativeWords words)
    {
        _words = words;
    }

    [HotPath]
    public long Value => Volatile.Read(ref _words[0]);

    [HotPath]
    public void Increment() => Add(1);

    [HotPath]
    public void Add(long amount) => Set(_words[0] + amount);

    [HotPath]
    public void Set(long value) => Volatile.Write(ref _words[0], value);
}
