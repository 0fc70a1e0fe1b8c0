using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Journal;

namespace LowLatencyHedger.App.Bench;

/// <summary>A journal in a temporary directory with its keeper on a thread of its own; finished segments are deleted.</summary>
internal sealed class BenchJournal : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("hedger-bench-").FullName;
    private readonly JournalWriter _writer;
    private readonly Thread _keeper;
    private long _sequence;
    private volatile bool _isStopped;

    public BenchJournal(int segmentBytes)
    {
        _writer = JournalWriter.Create(new JournalOptions { Directory = _directory, SegmentBytes = segmentBytes });
        _keeper = new Thread(Keep) { IsBackground = true, Name = "bench journal keeper" };
        _keeper.Start();
    }

    public void Append(in InputEvent e, int count)
    {
        for (var i = 0; i < count; i++)
        {
            while (!_writer.TryAppendInput(_sequence, e))
            {
                Thread.Yield();
            }

            _sequence++;
        }
    }

    public void Dispose()
    {
        _isStopped = true;
        _keeper.Join();
        _writer.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private void Keep()
    {
        while (!_isStopped)
        {
            if (_writer.Keep() == 0)
            {
                Thread.Sleep(1);
            }

            // The last three may still be mapped: the finished one, the current one and the next.
            foreach (var segment in Directory.GetFiles(_writer.Directory).Order().SkipLast(3))
            {
                File.Delete(segment);
            }
        }
    }
}
