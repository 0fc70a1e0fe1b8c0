using LowLatencyHedger.App.Configuration;
using LowLatencyHedger.App.Logging;

namespace LowLatencyHedger.App.Running;

/// <summary>
/// Looks at the configuration file at an interval and hands every change of its content to the settings in force. It looks at the file's time and
/// at its bytes, because a file may be written twice within what its time can tell apart. Cold, one thread.
/// </summary>
internal sealed class ConfigWatch(string file, LiveSettings settings, RunLog log, TimeSpan interval)
{
    private static readonly TimeSpan s_timeResolution = TimeSpan.FromSeconds(2);

    private byte[] _content = File.ReadAllBytes(file);
    private DateTime _lastWriteUtc = File.GetLastWriteTimeUtc(file);
    private long _nextMillis;

    /// <summary>Call often; does nothing until the interval has passed.</summary>
    public void Poll()
    {
        if (Environment.TickCount64 >= _nextMillis)
        {
            _nextMillis = Environment.TickCount64 + (long)interval.TotalMilliseconds;
            Look();
        }
    }

    /// <summary>Looks now.</summary>
    public void Look()
    {
        var lastWriteUtc = File.GetLastWriteTimeUtc(file);
        if (lastWriteUtc == _lastWriteUtc && DateTime.UtcNow - lastWriteUtc > s_timeResolution)
        {
            return;
        }

        byte[] content;
        try
        {
            content = File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // An editor may be replacing the file; the next look finds it. One that stays away is told of once.
            if (lastWriteUtc != _lastWriteUtc)
            {
                Tell(LogLevel.Warning, new ConfigProblem(file, 0, "(file)", null, "a readable file: " + e.Message).ToString());
            }

            _lastWriteUtc = lastWriteUtc;
            return;
        }

        _lastWriteUtc = lastWriteUtc;
        if (content.AsSpan().SequenceEqual(_content))
        {
            return;
        }

        _content = content;
        var outcome = settings.Reload(content);
        foreach (var line in outcome.Lines)
        {
            Tell(outcome.IsApplied ? LogLevel.Info : LogLevel.Warning, line);
        }
    }

    private void Tell(LogLevel level, string line) => log.Write(level, "configuration", "configuration: " + line);
}
