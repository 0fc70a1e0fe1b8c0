using System.Text.Json.Nodes;
using System.Threading.Channels;
using LowLatencyHedger.App.Engine;

namespace LowLatencyHedger.App.Monitor;

/// <summary>
/// Looks at the telemetry file five times a second, and tells every page that is open. Runs on the thread pool of the monitor's process; the
/// engine does not notice.
/// </summary>
internal sealed class Sampler : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(200);

    private readonly Lock _lock = new();
    private readonly TelemetrySource _source;
    private readonly LatencyDocument _latency = new();
    private readonly List<Channel<string>> _pages = [];
    private readonly Queue<EnginePicture> _second = new();
    private readonly DateTime _sinceUtc = DateTime.UtcNow;
    private History _history = new(EngineSnapshot.MaxUnderlyings);
    private JsonObject _slow = [];
    private long _startUtcNanos;
    private int _round;

    public Sampler(string telemetryPath) => _source = new TelemetrySource(telemetryPath);

    /// <summary>The engine's control socket, as far as it said where that is.</summary>
    public string? ControlSocket { get; private set; }

    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(s_interval);
        try
        {
            do
            {
                Sample();
            }
            while (await timer.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The monitor ends.
        }
    }

    /// <summary>What there is to tell from now on, beginning with the past. Dispose of the page when it is closed.</summary>
    public Page Open()
    {
        // A page that does not keep up misses moments, not the newest.
        var channel = Channel.CreateBounded<string>(new BoundedChannelOptions(16) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (_lock)
        {
            channel.Writer.TryWrite(Message("history", new JsonObject { ["underlyings"] = _history.ToJson() }));
            channel.Writer.TryWrite(Message("slow", _slow));
            _pages.Add(channel);
        }

        return new Page(this, channel);
    }

    /// <summary>Something of the present, histograms included; the picture is null when there is no engine's file.</summary>
    public T Read<T>(Func<EnginePicture?, EngineLife, string, T> use)
    {
        lock (_lock)
        {
            var (picture, life, problem) = _source.Read(withHistograms: true);
            return use(picture, life, problem);
        }
    }

    /// <summary>Everything there is, as one document.</summary>
    public JsonObject Status() => Read((picture, life, problem) =>
    {
        var status = Fast(picture, life, problem);
        if (picture is not null)
        {
            status["positions"] = StatusDocument.Positions(picture);
            status["latency"] = _latency.Create(picture);
        }

        return status;
    });

    public void Dispose() => _source.Dispose();

    private void Sample()
    {
        lock (_lock)
        {
            var isSecond = _round++ % 5 == 0;
            var (picture, life, problem) = _source.Read(withHistograms: isSecond);
            if (picture is not null)
            {
                Note(picture);
            }

            if (isSecond)
            {
                _slow = Slow(picture);
                Tell("slow", _slow);
            }

            Tell("state", Fast(picture, life, problem));
        }
    }

    private void Note(EnginePicture picture)
    {
        ControlSocket = picture.Run.ControlSocket;
        if (_startUtcNanos != picture.StartUtcNanos)
        {
            // Another engine: its history begins anew.
            _startUtcNanos = picture.StartUtcNanos;
            _history = new History(EngineSnapshot.MaxUnderlyings);
            _second.Clear();
        }

        if (_round % 2 == 0)
        {
            _history.Add(picture);
        }

        _second.Enqueue(picture);
        if (_second.Count > 6)
        {
            _second.Dequeue();
        }
    }

    private JsonObject Fast(EnginePicture? picture, EngineLife life, string problem)
    {
        var state = picture is null ? [] : StatusDocument.Create(picture, _second.Count > 0 ? _second.Peek() : picture);
        state["monitor"] = new JsonObject
        {
            ["utc"] = StatusDocument.Utc(DateTime.UtcNow.Subtract(DateTime.UnixEpoch).Ticks * 100),
            ["sinceUtc"] = _sinceUtc,
            ["file"] = _source.FullPath,
            ["engine"] = life.ToString(),
            ["problem"] = problem,
        };
        return state;
    }

    private JsonObject Slow(EnginePicture? picture) => picture is null
        ? []
        : new JsonObject { ["positions"] = StatusDocument.Positions(picture), ["latency"] = _latency.Create(picture) };

    private void Tell(string name, JsonObject content)
    {
        if (_pages.Count == 0)
        {
            return;
        }

        var message = Message(name, content);
        foreach (var page in _pages)
        {
            page.Writer.TryWrite(message);
        }
    }

    /// <summary>One server-sent event.</summary>
    private static string Message(string name, JsonObject content) => $"event: {name}\ndata: {content.ToJsonString()}\n\n";

    /// <summary>A page that is open.</summary>
    internal sealed class Page(Sampler sampler, Channel<string> channel) : IDisposable
    {
        public IAsyncEnumerable<string> Messages(CancellationToken stop) => channel.Reader.ReadAllAsync(stop);

        public void Dispose()
        {
            lock (sampler._lock)
            {
                sampler._pages.Remove(channel);
            }
        }
    }
}
