using System.Diagnostics;
using LowLatencyHedger.App.Engine;
using LowLatencyHedger.App.Logging;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Telemetry;

namespace LowLatencyHedger.App.Control;

/// <summary>
/// Watches an engine from another process, by its telemetry file. When the engine dies it cancels everything of the account, over a connection
/// and with a key of its own, until the venue says that nothing is open, and leaves the file behind that halts an engine which wakes up again or is
/// started anew. It has no way to trade, and leaves the positions as they are.
/// </summary>
internal sealed class Watchdog(string telemetryFile, string controlDirectory, TimeSpan timeout, Func<CancelClient> createClient, RunLog log)
{
    private const string Source = "watchdog";

    private static readonly TimeSpan s_attempt = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_longestInterval = TimeSpan.FromMilliseconds(500);

    private readonly HeartbeatMonitor _monitor = new((long)(timeout.TotalMilliseconds * 1_000_000));

    private long _core;
    private long _gateway;
    private long _beats;

    /// <summary>How often it has cancelled everything.</summary>
    public int Fired { get; private set; }

    /// <summary>Runs until it is cancelled.</summary>
    public void Run(CancellationToken cancelled)
    {
        var interval = timeout / 4 < s_longestInterval ? timeout / 4 : s_longestInterval;
        var life = EngineLife.None;
        log.Write(LogLevel.Info, Source, $"watching {telemetryFile}");
        while (!cancelled.WaitHandle.WaitOne(interval))
        {
            var now = _monitor.Observe(ReadSign(), HotClock.MonotonicNanos());
            if (now == life)
            {
                continue;
            }

            life = now;
            if (life == EngineLife.Dead)
            {
                Fire(cancelled);
            }
            else
            {
                log.Write(LogLevel.Info, Source, life == EngineLife.Working ? "the engine works" : "no engine runs");
            }
        }
    }

    private void Fire(CancellationToken cancelled)
    {
        log.Write(
            LogLevel.Critical,
            Source,
            $"the engine is dead or has not worked for {timeout.TotalSeconds:0.#} s: cancelling everything; positions stay as they are");
        Trigger();
        while (!cancelled.IsCancellationRequested)
        {
            using var client = createClient();
            if (client.CancelEverything(s_attempt, cancelled))
            {
                Fired++;
                log.Write(
                    LogLevel.Critical,
                    Source,
                    "everything is cancelled: the venue has no open order of this account; start the engine again or take over by hand");
                return;
            }

            log.Write(LogLevel.Critical, Source, client.RefusalCause == 0
                ? $"not confirmed yet, {client.OpenOrders} orders open when last asked; trying on"
                : $"the venue refuses the watchdog's key with {client.RefusalCause}; trying on");
            cancelled.WaitHandle.WaitOne(s_longestInterval);
        }
    }

    /// <summary>Before anything else: an engine that hung may wake up at any moment.</summary>
    private void Trigger()
    {
        var trigger = Path.GetFullPath(Path.Combine(controlDirectory, KillSwitch.TriggerName));
        try
        {
            Directory.CreateDirectory(controlDirectory);
            File.WriteAllText(trigger, $"{DateTime.UtcNow:O} watchdog: the engine did not work\n");
            log.Write(LogLevel.Critical, Source, $"made {trigger}: an engine there is halted until it is removed and the engine resumed");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Write(LogLevel.Critical, Source, $"an engine that wakes up again would not be halted: {e.Message}");
        }
    }

    /// <summary>Opened anew each time: a restarted engine makes a new file.</summary>
    private EngineSign? ReadSign()
    {
        if (TelemetryReader.TryOpen(telemetryFile, out var reader) != TelemetryOpenError.None)
        {
            return null;
        }

        using (reader)
        {
            var names = reader!.Layout.Counters.Select(counter => counter.Name).ToList();
            if (!names.Contains(EngineTelemetry.CoreBeats) || !names.Contains(EngineTelemetry.GatewayBeats))
            {
                return null;
            }

            return new EngineSign(
                reader.StartUtcNanos,
                Beats(reader.Counter(EngineTelemetry.CoreBeats), reader.Counter(EngineTelemetry.GatewayBeats)),
                reader.IsClosed,
                IsAlive(reader.ProcessId));
        }
    }

    /// <summary>Moves only when both have moved: either one that stands still is an engine that does not work.</summary>
    private long Beats(long core, long gateway)
    {
        if (core != _core && gateway != _gateway)
        {
            _core = core;
            _gateway = gateway;
            _beats++;
        }

        return _beats;
    }

    internal static bool IsAlive(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
