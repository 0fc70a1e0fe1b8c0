using System.Diagnostics;

namespace LowLatencyHedger.App.Verbs;

/// <summary>A bar on the standard error of a terminal, from the third second on; nothing on a pipe. Any thread may report.</summary>
internal sealed class ProgressLine(string what, long total) : IDisposable
{
    private const int Width = 30;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly Lock _lock = new();
    private long _shown;

    public void Report(int done) => Report((long)done);

    public void Report(long done)
    {
        lock (_lock)
        {
            if (Console.IsErrorRedirected || _watch.Elapsed < s_patience || _watch.ElapsedMilliseconds - _shown < 200)
            {
                return;
            }

            _shown = _watch.ElapsedMilliseconds;
            var part = Math.Clamp((double)done / total, 0, 1);
            var left = part > 0 ? TimeSpan.FromSeconds(_watch.Elapsed.TotalSeconds * (1 - part) / part) : TimeSpan.Zero;
            var bar = new string('#', (int)(Width * part)).PadRight(Width, '.');
            Console.Error.Write($"\r[{bar}] {100 * part:F0} % of {total} {what}, {left:h\\:mm\\:ss} left  ");
        }
    }

    /// <summary>Takes the bar off the terminal.</summary>
    public void Clear()
    {
        if (_shown > 0)
        {
            Console.Error.Write("\r" + new string(' ', 79) + "\r");
            _shown = 0;
        }
    }

    public void Dispose() => Clear();
}
