using System.Runtime.CompilerServices;
using LowLatencyHedger.App.Logging;
using LowLatencyHedger.App.Verbs;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Control;

/// <summary>
/// Halts and resumes. A halt goes down the ladder: no order leaves any more, the core stops and cancels over the trading connection, and a
/// connection of its own cancels the engine's orders, then everything, until the venue says that nothing is open; when that takes too long the
/// trading connection is dropped. It is written to disk before it is acknowledged. A halt never trades.
/// </summary>
/// <remarks>
/// Any cold thread may call it. Its own thread looks for the trigger file and does what waits for the venue, so that neither depends on another
/// part of the program.
/// </remarks>
internal sealed class KillSwitch : IDisposable
{
    /// <summary>A file of this name in the control directory halts, whatever it contains, as long as it is there.</summary>
    public const string TriggerName = "HALT";

    /// <summary>The way of a halt that a control of the core has called.</summary>
    public const string ByCore = "core";

    private const int PollMillis = 50;
    private static readonly TimeSpan s_sweepTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_sendTimeout = TimeSpan.FromMilliseconds(100);

    private readonly Engine.Engine _engine;
    private readonly EngineCommands _commands;
    private readonly Func<CancelClient> _createClient;
    private readonly HaltFile _file;
    private readonly string _trigger;
    private readonly RunLog _log;
    private readonly Thread _thread;
    private readonly Lock _lock = new();
    private readonly AutoResetEvent _wake = new(false);
    private readonly CancellationTokenSource _end = new();
    private HaltRecord? _halted;
    private bool _isHaltedWhole;
    private long _haltCount;
    private int _globalCoreHalt;
    private int _partialCoreHalt;
    private int _haltsUnderWay;
    private long _sweepsWanted;
    private long _sweepsDone;

    public KillSwitch(Engine.Engine engine, EngineCommands commands, Func<CancelClient> createClient, string directory, RunLog log)
    {
        _engine = engine;
        _commands = commands;
        _createClient = createClient;
        _file = new HaltFile(Path.Combine(directory, HaltFile.Name));
        _trigger = Path.GetFullPath(Path.Combine(directory, TriggerName));
        _log = log;
        _thread = new Thread(Run) { Name = "kill switch", IsBackground = true };
    }

    /// <summary>Why and since when, or null.</summary>
    public HaltRecord? Halted
    {
        get
        {
            lock (_lock)
            {
                return _halted;
            }
        }
    }

    /// <summary>A halt is not complete: the core has not answered yet, or the venue was not yet seen to have no open order.</summary>
    public bool IsPending => Volatile.Read(ref _haltsUnderWay) != 0 || IsSweepPending;

    /// <summary>Everything is halted, and it is on record.</summary>
    private bool IsHaltedWhole => Volatile.Read(ref _isHaltedWhole);

    private bool IsSweepPending => Volatile.Read(ref _sweepsWanted) != Volatile.Read(ref _sweepsDone);

    /// <summary>
    /// Before the engine starts: a halt of before holds, and so does a trigger file. A run that died between its core's halt and the file has left
    /// the halt in its journal.
    /// </summary>
    public void Start()
    {
        if (_file.Read() is null && _engine.HaltBefore != ReasonCode.None)
        {
            Write(new HaltRecord(OutputText.Screaming(_engine.HaltBefore), ByCore, DateTime.UtcNow));
        }

        if (_file.Read() is { } before)
        {
            _engine.Kill.Set(TimeSpan.Zero);
            _halted = before;
            _isHaltedWhole = true;
            Tell(LogLevel.Critical, $"starts halted since {before.SinceUtc:O}: {before.Reason} ({before.By}); hedger resume --reason ends it");
        }

        _thread.Start();
    }

    /// <summary>After the engine has started: the core learns that it is halted.</summary>
    public void OnEngineStarted(bool halted)
    {
        // A flattening that the core has yet to take or refuse is no halt from before.
        if (IsHaltedWhole)
        {
            _engine.TryPost(ControlVerb.Halt, ReasonCode.HaltFromBefore);
        }
        else if (halted)
        {
            Latch(new HaltRecord("started with --halted", "command", DateTime.UtcNow));
            _engine.TryPost(ControlVerb.Halt, ReasonCode.OperatorHalt);
        }
    }

    /// <summary>
    /// No order leaves after it has returned, and the disk knows. What the venue still has is cancelled behind it. The first cause stays.
    /// </summary>
    /// <returns>The core's answer; null when it gave none, which changes nothing of the halt.</returns>
    public async Task<ReasonCode?> HaltAsync(string by, string reason, ReasonCode way)
    {
        Interlocked.Increment(ref _haltsUnderWay);
        Latch(new HaltRecord(reason, by, DateTime.UtcNow));
        Interlocked.Increment(ref _sweepsWanted);
        _wake.Set();
        var answer = await _commands.SendAsync(ControlVerb.Halt, way, reason).ConfigureAwait(false);
        Interlocked.Decrement(ref _haltsUnderWay);
        return answer;
    }

    /// <summary>Null when trading goes on; otherwise why it does not.</summary>
    public async Task<string?> ResumeAsync(string reason)
    {
        long haltCount;
        lock (_lock)
        {
            haltCount = _haltCount;
            if (_halted is null)
            {
                return "the engine is not halted";
            }
        }

        if (File.Exists(_trigger))
        {
            return $"remove {_trigger} first: it halts as long as it is there";
        }

        if (IsPending)
        {
            return "the venue has not yet confirmed that no order is open";
        }

        var refusal = await _commands.SendAsync(ControlVerb.Resume, ReasonCode.OperatorResume, reason).ConfigureAwait(false);
        var problem = refusal switch
        {
            null => "the engine does not answer",
            ReasonCode.None => Unlatch(haltCount, reason),
            { } cause => $"the cause persists: {OutputText.Screaming(cause)}",
        };
        if (problem is not null)
        {
            // Whether the core has resumed or not, it must not go on alone.
            _engine.TryPost(ControlVerb.Halt, ReasonCode.OperatorHalt);
        }

        return problem;
    }

    /// <summary>
    /// Has the core trade the hedge positions to zero. Then the underlyings stay halted, also after a restart, until an operator resumes.
    /// </summary>
    /// <param name="reason">Of the operator.</param>
    /// <param name="underlying">Place in the configuration; null: all.</param>
    /// <returns>The core's answer, None when it began; null when it gave none.</returns>
    public async Task<ReasonCode?> FlattenAsync(string reason, int? underlying)
    {
        if (_engine.Kill.IsSet)
        {
            return ReasonCode.Halted;
        }

        // On the disk before the core may begin: a restart in the middle of it must not hedge the position back.
        var record = new HaltRecord($"flattened: {reason}", "command", DateTime.UtcNow);
        Latch(record, stopsOrders: false);
        var answer = await _commands.SendAsync(id => _engine.TryPost(new InputEvent
        {
            Kind = InputKind.Control,
            Instrument = InstrumentId.None,
            Control = new ControlBody
            {
                Verb = ControlVerb.Flatten,
                Scope = underlying is null ? StateScope.Global : StateScope.Underlying,
                Underlying = (short)(underlying ?? 0),
                ReasonCode = (int)ReasonCode.Flattening,
                CommandId = id,
                Reason = ControlText.TryCreate(reason, out var text) ? text : default,
            },
        })).ConfigureAwait(false);
        if (answer is not (null or ReasonCode.None))
        {
            Withdraw(record);
        }

        return answer;
    }

    /// <summary>Any thread, also one that must not wait: the core has halted. What an operator halts has come through here already.</summary>
    public void OnCoreHalt(ReasonCode reason, bool isGlobal)
    {
        if (reason is not (ReasonCode.OperatorHalt or ReasonCode.Flattening or ReasonCode.Flattened))
        {
            Volatile.Write(ref isGlobal ? ref _globalCoreHalt : ref _partialCoreHalt, (int)reason);
            _wake.Set();
        }
    }

    /// <summary>
    /// The engine has failed and ends: no order leaves any more, and a connection of its own cancels everything, or this takes as long as one attempt.
    /// The next run may trade.
    /// </summary>
    public void CancelAfterFailure()
    {
        _engine.Kill.Set(s_sendTimeout);
        Interlocked.Increment(ref _sweepsWanted);
        _wake.Set();
        SpinWait.SpinUntil(() => !IsSweepPending, s_sweepTimeout);
    }

    public void Dispose()
    {
        _end.Cancel();
        _wake.Set();
        if (_thread.IsAlive)
        {
            _thread.Join();
        }

        _end.Dispose();
        _wake.Dispose();
    }

    private void Latch(HaltRecord record, bool stopsOrders = true)
    {
        if (stopsOrders && !_engine.Kill.Set(s_sendTimeout))
        {
            Tell(LogLevel.Critical, "an order that was being sent has not come to its end: the gateway hangs");
        }

        lock (_lock)
        {
            _haltCount++;
            Volatile.Write(ref _isHaltedWhole, _isHaltedWhole || stopsOrders);
            if (_halted is not null)
            {
                return;
            }

            _halted = record;
            Write(record);
        }

        Tell(LogLevel.Critical, $"halted ({record.By}): {record.Reason}");
    }

    private void Write(HaltRecord record)
    {
        try
        {
            _file.Write(record);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Tell(LogLevel.Critical, $"the halt holds, but a restart would not know it: {e.Message}");
        }
    }

    /// <summary>A halt for something that was then refused; unless it was halted by something else meanwhile.</summary>
    private void Withdraw(HaltRecord record)
    {
        lock (_lock)
        {
            if (ReferenceEquals(_halted, record) && !_isHaltedWhole)
            {
                _file.Delete();
                _halted = null;
            }
        }
    }

    private string? Unlatch(long haltCount, string reason)
    {
        lock (_lock)
        {
            if (_haltCount != haltCount)
            {
                return "the engine was halted again meanwhile";
            }

            try
            {
                _file.Delete();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return e.Message;
            }

            _halted = null;
            Volatile.Write(ref _isHaltedWhole, false);
            _engine.Kill.Clear();
        }

        Tell(LogLevel.Info, $"resumed: {reason}");
        return null;
    }

    // Called once: the JIT would replace its loop on the stack, minutes after the start.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Run()
    {
        while (!_end.IsCancellationRequested)
        {
            if (!IsHaltedWhole && File.Exists(_trigger))
            {
                _ = HaltAsync("file", $"{_trigger} is there", ReasonCode.HaltByFile);
            }

            TakeCoreHalts();
            if (IsSweepPending)
            {
                Sweep();
            }
            else
            {
                _wake.WaitOne(PollMillis);
            }
        }
    }

    /// <summary>
    /// A halt of one underlying leaves the others trading; a restart of the process does not end it either. The wire may be shut already: the
    /// journal's keeper does that by itself.
    /// </summary>
    private void TakeCoreHalts()
    {
        if (Interlocked.Exchange(ref _partialCoreHalt, 0) is not 0 and var partial)
        {
            Latch(new HaltRecord(OutputText.Screaming((ReasonCode)partial), ByCore, DateTime.UtcNow), stopsOrders: false);
        }

        if (Interlocked.Exchange(ref _globalCoreHalt, 0) is not 0 and var reason && !IsHaltedWhole)
        {
            _ = HaltAsync(ByCore, OutputText.Screaming((ReasonCode)reason), (ReasonCode)reason);
        }
    }

    private void Sweep()
    {
        var started = HotClock.MonotonicNanos();
        var wanted = Volatile.Read(ref _sweepsWanted);
        using var client = _createClient();
        if (client.CancelEverything(s_sweepTimeout, _end.Token))
        {
            Volatile.Write(ref _sweepsDone, wanted);
            Tell(LogLevel.Info, $"the venue has no open order of this account, {(HotClock.MonotonicNanos() - started) / 1_000_000} ms after the halt began");
            return;
        }

        if (!_end.IsCancellationRequested)
        {
            var cause = client.RefusalCause == 0 ? "no confirmation" : $"refused with {client.RefusalCause}";
            Tell(LogLevel.Critical, $"cancelling everything: {cause}, {client.OpenOrders} orders open when last asked; dropping the trading connection");
            _engine.DropTrading();
            _wake.WaitOne(PollMillis);
        }
    }

    private void Tell(LogLevel level, string what) => _log.Write(level, "control", what);
}
