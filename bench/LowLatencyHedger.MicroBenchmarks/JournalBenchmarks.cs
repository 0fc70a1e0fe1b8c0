using BenchmarkDotNet.Attributes;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Journal;

namespace LowLatencyHedger.MicroBenchmarks;

/// <summary>Appending a quote; segments are synced and prepared between two batches, as the keeper's thread does beside a run.</summary>
[MemoryDiagnoser]
public class JournalBenchmarks
{
    private const int Batch = 4_096;
    private const int SegmentBytes = 4 * 1_024 * 1_024;

    private readonly string _directory = Directory.CreateTempSubdirectory("hedger-microbench-").FullName;
    private InputEvent _event = new() { Kind = InputKind.Quote, ReceivedNanos = 1, PublishedNanos = 2 };
    private JournalWriter? _writer;
    private long _sequence;

    [GlobalSetup]
    public void Open() => _writer = JournalWriter.Create(new JournalOptions { Directory = _directory, SegmentBytes = SegmentBytes });

    [IterationSetup]
    public void Keep()
    {
        while (_writer!.Keep() > 0)
        {
            // Until nothing is left to sync or to prepare.
        }
    }

    [GlobalCleanup]
    public void Close()
    {
        _writer!.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Benchmark(OperationsPerInvoke = Batch)]
    public bool Append()
    {
        var isAppended = true;
        for (var i = 0; i < Batch; i++)
        {
            isAppended &= _writer!.TryAppendInput(_sequence++, _event);
        }

        return isAppended;
    }
}
