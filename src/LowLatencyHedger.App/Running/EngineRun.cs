using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using System.Runtime.CompilerServices;
using LowLatencyHedger.App.Configuration;
using LowLatencyHedger.App.Control;
using LowLatencyHedger.App.Engine;
using LowLatencyHedger.App.Logging;
using LowLatencyHedger.App.Security;
using LowLatencyHedger.Core;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Telemetry;

namespace LowLatencyHedger.App.Running;

/// <summary>
/// Drives an engine from its start to its orderly end, and shows its life as it goes. Reads the engine's telemetry file, as any other process
/// would. Cold thread only.
/// </summary>
internal sealed class EngineRun : IDisposable
{
    private readonly EngineRunPace _pace;
    private readonly Engine.Engine _engine;
    private readonly IReadOnlyList<AgentRunner> _hotThreads;
    private readonly ControlPlane _control;
    private readonly TelemetryReader _telemetry;
    private readonly TextWriter _progress;
    private readonly RunLog _log;
    private readonly ConfigWatch? _configWatch;
    private readonly OrderToVolumeWatch _orderToVolume;
    private readonly Stopwatch _watch = new();
    private readonly QuietCollector _collector;
    private readonly ThreadRights _rights;
    private RuntimeCounts _atGoLive;

    /// <summary>Compiled since then, up to the last look before the end: what takes the signal of the end is compiled, too.</summary>
    private long _methods;
    private readonly bool _listsCompiled;
    private CompiledMethods? _compiled;

    /// <param name="values">The configuration.</param>
    /// <param name="credentials">The API key.</param>
    /// <param name="progress">Where lines for people go.</param>
    /// <param name="configFile">Where the values come from, to be watched for changes; null for none.</param>
    /// <param name="pace">How often it looks and tells; null for the pace of a run that people watch.</param>
    /// <param name="seams">For rehearsals and tests.</param>
    public EngineRun(
        ConfigValues values,
        Credentials credentials,
        TextWriter progress,
        string? configFile = null,
        EngineRunPace? pace = null,
        EngineSeams? seams = null)
    {
        _progress = progress;
        _rights = new ThreadRights(values);
        _pace = pace ?? new EngineRunPace();
        _listsCompiled = values.Boolean("runtime.listCompiledMethods");
        _collector = new QuietCollector(values.Integer("runtime.noCollectionMebibytes"));
        _log = new RunLog(progress, LogFile.Configured(values, "log.file", "hedger.log"));
        _engine = new Engine.Engine(values, credentials, _log, seams);
        _hotThreads = _engine.HotThreads;
        var opened = TelemetryReader.TryOpen(values.Text("telemetry.file"), out var reader);
        _telemetry = reader ?? throw new IOException($"{values.Text("telemetry.file")}: {opened}");
        _orderToVolume = new OrderToVolumeWatch(values.Number("protections.orderToVolumeLimit"));
        Settings = new LiveSettings(configFile ?? "configuration", values, _engine.Settings);
        _configWatch = configFile is null ? null : new ConfigWatch(configFile, Settings, _log, _pace.ConfigLook);
        try
        {
            _control = new ControlPlane(values, _engine, Settings, credentials, _log, _pace.TakesSignals);
        }
        catch
        {
            _telemetry.Dispose();
            _engine.Dispose();
            throw;
        }
    }

    /// <summary>Any thread: the trading state was active once.</summary>
    public bool HasGoneLive => _watch.IsRunning;

    /// <summary>The settings in force, and how to change them.</summary>
    public LiveSettings Settings { get; }

    /// <summary>Runs until the time is over, the token is cancelled, a session is refused, or trading ends by itself.</summary>
    /// <param name="duration">Counted from the moment that trading is possible; null for no end.</param>
    public RunSummary Run(TimeSpan? duration, bool halted, CancellationToken cancelled)
    {
        foreach (var problem in RuntimeSettings.Problems())
        {
            _log.Write(LogLevel.Warning, "runtime", problem);
        }

        // Its own methods are not part of what it counts.
        _ = RuntimeCounts.Read(_hotThreads).Since(_atGoLive);
        _collector.Prepare();
        _engine.Start();
        foreach (var problem in _rights.Problems(_hotThreads))
        {
            _progress.WriteLine("WARNING " + problem);
        }

        _control.OnEngineStarted(halted);

        var reason = WaitForEnd(duration, cancelled);
        var steady = _watch.IsRunning ? RuntimeCounts.Read(_hotThreads).Since(_atGoLive) with { Methods = _methods } : default;
        if (_engine.Stop.IsRaised)
        {
            // Its threads are ending and cannot cancel any more.
            _control.CancelAfterFailure();
        }

        var stopped = _engine.StopInOrder(reason, IsQuiet, _pace.Resolve);
        return Summarize(_engine.Stop.Reason ?? reason, stopped, in steady);
    }

    public void Dispose()
    {
        _compiled?.Dispose();
        _control.Dispose();
        _telemetry.Dispose();
        _engine.Dispose();
        _log.Dispose();
        _collector.Dispose();
    }

    // Called once: the JIT would replace its loop on the stack, minutes after the start.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private string WaitForEnd(TimeSpan? duration, CancellationToken cancelled)
    {
        var nextLine = _pace.Line;
        var started = Stopwatch.StartNew();
        while (!cancelled.IsCancellationRequested && !_engine.Stop.IsRaised)
        {
            if (_watch.IsRunning)
            {
                _methods = JitInfo.GetCompiledMethodCount() - _atGoLive.Methods;
            }

            Thread.Sleep(_pace.Watch);
            _configWatch?.Poll();
            var known = _telemetry.TryReadSnapshot(out EngineSnapshot snapshot);
            if (known && !_watch.IsRunning && snapshot.Underlyings[0].TradingState == TradingState.Active)
            {
                _watch.Start();
                _compiled = _listsCompiled ? new CompiledMethods() : null;
                _atGoLive = RuntimeCounts.Read(_hotThreads);
            }

            if (_watch.IsRunning && _watch.Elapsed >= duration)
            {
                return "time over";
            }

            if (Refusal() is { } refusal)
            {
                return refusal;
            }

            if (started.Elapsed >= nextLine)
            {
                nextLine += _pace.Line;
                WriteLine(known, in snapshot);
                CheckOrderToVolume(in snapshot, started.Elapsed.TotalSeconds);
            }
        }

        return cancelled.IsCancellationRequested ? "interrupted" : _engine.Stop.Reason!;
    }

    private string? Refusal()
    {
        var cause = _engine.Trading.RefusalCause != 0 ? _engine.Trading.RefusalCause : _engine.Market.RefusalCause;
        return cause == 0 ? null : $"refused: {(Venues.Deribit.Session.SessionCause)cause}";
    }

    private void WriteLine(bool known, in EngineSnapshot snapshot)
    {
        if (!known || snapshot.Underlyings[0].InputCount == 0)
        {
            _progress.WriteLine("connecting");
            return;
        }

        for (var i = 0; i < _engine.UnderlyingCount; i++)
        {
            ref readonly var state = ref snapshot.Underlyings[i];
            var tickToTrade = _engine.Telemetry.Stages[LatencyStage.TickToTrade].Summarize();
            var fillToHedge = _engine.Telemetry.Stages[LatencyStage.FillToHedge].Summarize();
            _progress.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{_watch.Elapsed.TotalSeconds,5:0} s  {state.TradingState,-6} {_engine.Underlying(i).HedgeInstrument} {state.HedgeMid,10:0.00}  "
                + $"delta {state.NetDelta,9:+0.0000;-0.0000;0.0000} {Gauge(in state)} gamma {state.Gamma:0.00000} vega {state.Vega,8:0}  "
                + $"hedges {state.HedgesSent,3}  fills {state.OptionFills,4}/{state.HedgeFills,-3} "
                + $"p50 tick-to-trade {Micros(tickToTrade)} fill-to-hedge {Micros(fillToHedge)} us"));
        }
    }

    private void CheckOrderToVolume(in EngineSnapshot snapshot, double seconds)
    {
        var (orders, turnoverUsd) = (0L, 0.0);
        for (var i = 0; i < _engine.UnderlyingCount; i++)
        {
            orders += snapshot.Underlyings[i].HedgesSent;
            turnoverUsd += snapshot.Underlyings[i].HedgeTurnoverUsd;
        }

        if (_orderToVolume.Check(orders, turnoverUsd, seconds) is { } warning)
        {
            _log.Write(LogLevel.Warning, "protections", warning);
        }
    }

    private static string Micros(LatencySummary row) => row.Count == 0 ? "-" : (row.P50Nanos / 1000.0).ToString("0.0", CultureInfo.InvariantCulture);

    /// <summary>Where the delta stands between the edges of its band.</summary>
    private static string Gauge(in CoreSnapshot state)
    {
        const int Width = 21;
        Span<char> gauge = stackalloc char[Width + 2];
        gauge.Fill(' ');
        gauge[0] = '[';
        gauge[^1] = ']';
        gauge[1 + (Width / 2)] = '|';
        var share = (state.NetDelta - state.BandLower) / (state.BandUpper - state.BandLower);
        if (double.IsFinite(share))
        {
            var position = (int)Math.Round(share * (Width - 1));
            gauge[Math.Clamp(position + 1, 0, Width + 1)] = share < 0 ? '<' : share > 1 ? '>' : '*';
        }

        return new string(gauge);
    }

    /// <summary>
    /// The core decides no order any more, and none is open, in flight or of unknown outcome: both from one picture of it, because an order may be
    /// decided until it has heard of the end.
    /// </summary>
    private bool IsQuiet()
    {
        if (!_telemetry.TryReadSnapshot(out EngineSnapshot snapshot))
        {
            return false;
        }

        for (var i = 0; i < _engine.UnderlyingCount; i++)
        {
            if (snapshot.Underlyings[i].IsShutDown == 0 || snapshot.Underlyings[i].UnresolvedOrders > 0)
            {
                return false;
            }
        }

        return true;
    }

    private RunSummary Summarize(string reason, bool stopped, in RuntimeCounts steady)
    {
        _telemetry.TryReadSnapshot(out EngineSnapshot snapshot);
        var underlyings = new List<(string, CoreSnapshot)>();
        for (var i = 0; i < _engine.UnderlyingCount; i++)
        {
            underlyings.Add((_engine.Underlying(i).IndexName, snapshot.Underlyings[i]));
        }

        return new RunSummary
        {
            Seconds = _watch.Elapsed.TotalSeconds,
            Underlyings = underlyings,
            Policies = PolicyReport.Read(_telemetry, place => _engine.Underlying(place).Policy.Shadows),
            Stages = Enum.GetValues<LatencyStage>().ToDictionary(stage => stage, stage => _engine.Telemetry.Stages[stage].Summarize()),
            GcCollections = steady.Collections,
            HotThreadAllocatedBytes = steady.HotThreadBytes,
            AllocatedBytes = steady.Bytes,
            JitMethodsAfterGoLive = (int)steady.Methods,
            ResidentBytesGrowth = steady.ResidentBytes,
            CompiledMethods = _compiled is null ? [] : [.. _compiled.Names],
            ConflatedPrices = _engine.Telemetry.ConflatedPrices.Value,
            Journal = _engine.JournalDirectory,
            DecisionHash = _engine.DecisionHash,
            EndReason = reason,
            StoppedInOrder = stopped,
            Halted = _control.Halted,
        };
    }
}
