using System.Text.Json.Nodes;
using LowLatencyHedger.App.Control;
using LowLatencyHedger.App.Engine;
using LowLatencyHedger.App.Running;
using LowLatencyHedger.App.Security;

namespace LowLatencyHedger.App.Tests.Control;

/// <summary>A run with its control plane, as <c>hedger run</c> starts it, on a thread of this process.</summary>
internal sealed class RunningEngine : IDisposable
{
    /// <summary>A signal to this process halts every engine in it: tests that run one take turns.</summary>
    public const string HearsSignals = "engines that hear this process's signals";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _end = new();
    private readonly Credentials _credentials = LiveExchange.Credentials;
    private readonly EngineRun _run;
    private readonly Thread _thread;
    private readonly StringWriter _said = new();
    private readonly TextWriter _log;

    public RunningEngine(LiveExchange exchange, Action<JsonObject>? change = null, EngineSeams? seams = null, EngineRunPace? pace = null)
    {
        var values = exchange.Values(change: change);
        SocketPath = ControlPlane.SocketPath(values);
        ControlDirectory = Path.GetDirectoryName(SocketPath)!;
        _log = TextWriter.Synchronized(_said);
        _run = new EngineRun(values, _credentials, _log, pace: pace, seams: seams);
        _thread = new Thread(() => Summary = _run.Run(null, halted: false, _end.Token));
        _thread.Start();
    }

    public string SocketPath { get; }

    public string ControlDirectory { get; }

    /// <summary>What it has said so far.</summary>
    public string Log
    {
        get
        {
            // The lock that the synchronized writer takes itself: text must not be read while it grows.
            lock (_log)
            {
                return _said.ToString();
            }
        }
    }

    public RunSummary? Summary { get; private set; }

    /// <summary>One request; the reply holds no secret.</summary>
    public async Task<JsonObject> SendAsync(string verb, string? reason = null)
    {
        var reply = await ControlClient.SendAsync(SocketPath, new JsonObject { ["verb"] = verb, ["reason"] = reason }, s_patience);
        Assert.DoesNotContain(LiveExchange.Secret, reply.ToJsonString(), StringComparison.Ordinal);
        return reply;
    }

    public async Task UntilStatus(Predicate<JsonObject> holds, string what)
    {
        using var patience = new CancellationTokenSource(s_patience);
        while (true)
        {
            JsonObject status;
            try
            {
                status = await SendAsync("status");
            }
            catch (IOException e)
            {
                throw new IOException($"{what}: {e.Message}{Environment.NewLine}{Log}", e);
            }

            if (holds(status))
            {
                return;
            }

            Assert.False(patience.IsCancellationRequested, $"{what}: {status}{Environment.NewLine}{Log}");
            await Task.Delay(20, CancellationToken.None);
        }
    }

    public Task UntilActive() => UntilStatus(
        status => status["underlyings"]!.AsArray().All(state => (string)state!["tradingState"]! == "Active"), "active");

    public Task UntilHalted() => UntilStatus(status => status["halted"] is not null && !(bool)status["cancelPending"]!, "halted and cancelled");

    /// <summary>Ends by itself.</summary>
    public RunSummary UntilEnd()
    {
        Assert.True(_thread.Join(s_patience), "the run does not end");
        return Summary!;
    }

    public RunSummary Stop()
    {
        _end.Cancel();
        Assert.True(_thread.Join(s_patience), "the run does not end");
        return Summary!;
    }

    public void Dispose()
    {
        Stop();
        _run.Dispose();
        _credentials.Dispose();
        _end.Dispose();
    }
}
