using LowLatencyHedger.App.Control;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Telemetry;

namespace LowLatencyHedger.App.Monitor;

/// <summary>Whether an engine writes its telemetry file.</summary>
internal enum EngineLife
{
    /// <summary>There is no file yet, or none that can be read.</summary>
    Absent = 0,
    Running = 1,

    /// <summary>The process lives, but its core has told nothing for two seconds.</summary>
    Stalled = 2,

    /// <summary>The process is gone and had no chance to close the file.</summary>
    Dead = 3,

    /// <summary>It has ended in order.</summary>
    Ended = 4,
}

/// <summary>
/// The telemetry file of a path, whichever engine writes it: a restarted engine replaces the file, which is noticed at the next reading.
/// Thread: one.
/// </summary>
internal sealed class TelemetrySource(string path) : IDisposable
{
    private const long StalledNanos = 2 * Nanos.PerSecond;
    private const long LookIntervalNanos = Nanos.PerSecond / 2;

    private TelemetryReader? _reader;
    private LatencyHistogram[] _histograms = [];
    private long _nextLookNanos;

    public string FullPath { get; } = Path.GetFullPath(path);

    /// <summary>Null, with the problem, when there is nothing to read.</summary>
    /// <param name="withHistograms">They are a quarter of a million words.</param>
    public (EnginePicture? Picture, EngineLife Life, string Problem) Read(bool withHistograms)
    {
        var problem = Follow();
        if (_reader is null)
        {
            return (null, EngineLife.Absent, problem);
        }

        if (EnginePicture.TryRead(_reader, withHistograms ? _histograms : null, out var picture) is { } unreadable)
        {
            return (null, EngineLife.Absent, unreadable);
        }

        var life = picture!.IsClosed ? EngineLife.Ended
            : !Watchdog.IsAlive(picture.ProcessId) ? EngineLife.Dead
            : picture.AgeNanos > StalledNanos && picture.Underlyings.Count > 0 ? EngineLife.Stalled
            : EngineLife.Running;
        return (picture, life, "");
    }

    public void Dispose() => _reader?.Dispose();

    /// <summary>Takes the newest file of the path; what is wrong with it, when there is no earlier one to go on with.</summary>
    private string Follow()
    {
        var now = HotClock.MonotonicNanos();
        if (_reader is not null && now < _nextLookNanos)
        {
            return "";
        }

        _nextLookNanos = now + LookIntervalNanos;
        var opened = TelemetryReader.TryOpen(FullPath, out var found);
        if (found is null)
        {
            return opened switch
            {
                TelemetryOpenError.NotFound => $"{FullPath} is not there: no engine has written it yet",
                TelemetryOpenError.WrongVersion => $"{FullPath} was written by another version of the program",
                _ => $"{FullPath}: {opened}",
            };
        }

        if (_reader is not null && _reader.ProcessId == found.ProcessId && _reader.StartUtcNanos == found.StartUtcNanos)
        {
            found.Dispose();
            return "";
        }

        _reader?.Dispose();
        _reader = found;
        _histograms = [.. found.Layout.Histograms.Select(_ => new LatencyHistogram())];
        return "";
    }
}
