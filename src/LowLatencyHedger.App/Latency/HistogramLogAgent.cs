using System.Diagnostics.CodeAnalysis;
using System.Runtime;
using LowLatencyHedger.App.Bench;
using LowLatencyHedger.App.Logging;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Telemetry;

namespace LowLatencyHedger.App.Latency;

/// <summary>
/// Writes what was measured in each interval into the run's directory, with the collections and compilations of the interval, which are what
/// may have made something slow. A cold thread reads what the hot ones count; nothing is allocated after the start.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "OnClose, which every agent's thread calls last, closes the file.")]
internal sealed class HistogramLogAgent(StageHistograms stages, string path, long intervalNanos, string run, RunLog log) : IAgent
{
    public const string FileName = "latency.hlog";

    /// <summary>Names of the notes and marks.</summary>
    public const string RunNote = "Run";

    /// <inheritdoc cref="RunNote"/>
    public const string MachineNote = "Machine";

    /// <inheritdoc cref="RunNote"/>
    public const string CollectionsMark = "collections";

    /// <inheritdoc cref="RunNote"/>
    public const string MethodsMark = "methods";

    private readonly string[] _tags = [.. Enumerable.Range(0, StageHistograms.Count).Select(StageHistograms.TagOf)];
    private readonly LatencyHistogram[] _seen = [.. Enumerable.Range(0, StageHistograms.Count).Select(_ => new LatencyHistogram())];
    private readonly LatencyHistogram _interval = new();
    private HistogramLogWriter? _writer;
    private long _startNanos;
    private long _collections;
    private long _methods;

    public string Name => "histogram-log";

    public void OnStart()
    {
        _startNanos = HotClock.MonotonicNanos();
        _collections = GC.CollectionCount(0);
        _methods = JitInfo.GetCompiledMethodCount();
        try
        {
            var machine = Machine.ToJson().ToJsonString();
            _writer = new HistogramLogWriter(path, HotClock.At(_startNanos).UtcNanos, (MachineNote, machine), (RunNote, run));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            GiveUp(e);
        }
    }

    public int DoWork() => DoWork(HotClock.MonotonicNanos());

    public void OnClose()
    {
        Write(HotClock.MonotonicNanos());
        _writer?.Dispose();
        _writer = null;
    }

    /// <param name="nowNanos">Monotonic.</param>
    internal int DoWork(long nowNanos)
    {
        if (nowNanos - _startNanos < intervalNanos)
        {
            return 0;
        }

        Write(nowNanos);
        return 1;
    }

    private void Write(long nowNanos)
    {
        if (_writer is null)
        {
            return;
        }

        try
        {
            WriteInterval(_writer, HotClock.At(_startNanos).UtcNanos, HotClock.At(nowNanos).UtcNanos);
        }
        catch (IOException e)
        {
            GiveUp(e);
        }

        _startNanos = nowNanos;
    }

    private void WriteInterval(HistogramLogWriter writer, long startUtcNanos, long endUtcNanos)
    {
        for (var i = 0; i < _tags.Length; i++)
        {
            _interval.TakeGrowth(stages[(LatencyStage)i], _seen[i]);
            if (_interval.Count > 0)
            {
                writer.Write(_tags[i], _interval, startUtcNanos, endUtcNanos);
            }
        }

        var (collections, methods) = (GC.CollectionCount(0), JitInfo.GetCompiledMethodCount());
        Mark(writer, CollectionsMark, startUtcNanos, collections - _collections);
        Mark(writer, MethodsMark, startUtcNanos, methods - _methods);
        (_collections, _methods) = (collections, methods);
    }

    private static void Mark(HistogramLogWriter writer, string name, long utcNanos, long count)
    {
        if (count > 0)
        {
            writer.WriteMark(name, utcNanos, count);
        }
    }

    /// <summary>Trading does not depend on it.</summary>
    private void GiveUp(Exception e)
    {
        log.Write(LogLevel.Warning, Name, $"no latencies are recorded from now on: {e.Message}");
        _writer?.Dispose();
        _writer = null;
    }
}
