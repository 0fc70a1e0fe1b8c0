using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Closed;

namespace LowLatencyHedger.Simulation.Faults;

/// <summary>
/// One seed from its first connection to the end of its calm: the engine against the venue in virtual time, faults as planned, an operator
/// who resumes what has halted, and the oracle.
/// </summary>
internal sealed class FaultRun : IDisposable
{
    private const long CheckNanos = Nanos.PerSecond;
    private const long CalmNanos = 120 * Nanos.PerSecond;
    private const long RecoveryMaxNanos = 60 * Nanos.PerSecond;
    private const long OperatorNanos = 5 * Nanos.PerSecond;
    private const long MemoryIntervalNanos = 1800 * Nanos.PerSecond;
    private const int MemoryStart = 2;
    private const long MemoryGrowthMaxBytes = 16 << 20;
    private const int MessagesMax = 20_000;
    private const long OrderWaitNanos = 20 * Nanos.PerSecond;

    private readonly FaultRunOptions _options;
    private readonly FaultPlan _plan;
    private readonly VirtualEngine _engine;
    private readonly FaultScene _scene;
    private readonly Verdicts _verdicts;
    private readonly Oracle _oracle;
    private readonly Trace _trace;
    private readonly BandWatch _band;
    private readonly int[] _made = new int[FaultCatalog.All.Count];
    private readonly List<(int Kind, long Nanos)> _recovered = [];
    private readonly List<string> _resumes = [];
    private readonly long _endNanos;
    private readonly List<(long AtNanos, long Bytes)> _memory = [];
    private long _nextMemoryNanos;
    private int _begun;
    private int _processes = 1;
    private uint _epoch;
    private int _lastKind = -1;
    private long _lastFaultEndsNanos;
    private long _allFaultsEndNanos;
    private long _stoppedNanos = -1;
    private int _stoppedBy = -1;
    private long _haltedSinceNanos = -1;
    private long _wellNanos = -1;
    private long _lastWellNanos = -1;

    private FaultRun(FaultRunOptions options)
    {
        _options = options;
        _endNanos = (long)(options.Minutes * 60 * Nanos.PerSecond);
        _plan = FaultPlan.Create(options.Seed, options.Mode, _endNanos, options.Mask, options.FaultsMax);
        _engine = new VirtualEngine(FaultConfig.For(options, StartUtcNanos(options)));
        _epoch = _engine.Epoch;
        _scene = new FaultScene(_engine);
        _verdicts = new Verdicts(() => _engine.NowNanos);
        _oracle = new Oracle(_scene, _verdicts) { IsExplained = IsExplained, MayRest = FaultConfig.IsPassive(options) };
        _trace = new Trace(options.Replays);
        _band = new BandWatch(_verdicts);
        _scene.OnRestart = OnRestart;
        _scene.OnHaltDue = why => _verdicts.Check(
            Law.AlarmIsRaised,
            _oracle.WasHaltedSince(_engine.NowNanos - (2 * CheckNanos)),
            () => $"{_oracle.State} although {why}");
        _engine.OnInput = OnInput;
        _engine.OnHandled = OnHandled;
        _engine.OnOutput = OnOutput;
    }

    public static FaultRunResult Execute(FaultRunOptions options)
    {
        using var run = new FaultRun(options);
        try
        {
            run.Run();
            run._verdicts.Check(Law.NothingThrows, true, static () => "");
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            run._verdicts.Check(Law.NothingThrows, false, e.ToString);
        }

        return run.Result();
    }

    public void Dispose() => _engine.Dispose();

    /// <summary>A Wednesday at noon, or in one run of eight a moment from which the daily expiry falls into the run.</summary>
    private static long StartUtcNanos(FaultRunOptions options)
    {
        const long Noon = 1_768_996_800L;
        const long DayAtEight = Noon + (20 * 3600);
        var isExpiry = options.Mode != SwarmMode.Pairs && options.Seed % 8 == 7;
        return (isExpiry ? DayAtEight - (long)(options.Minutes * 30) : Noon) * Nanos.PerSecond;
    }

    private void Run()
    {
        var nextCheckNanos = CheckNanos;
        while (_engine.NowNanos < _endNanos && _verdicts.Failure is null)
        {
            var nextFaultNanos = _begun < _plan.Faults.Count ? _plan.Faults[_begun].AtNanos : long.MaxValue;
            StepTo(Math.Min(Math.Min(nextFaultNanos, _endNanos), Math.Min(nextCheckNanos, _scene.NextNanos)));
            _scene.RunDue();
            while (_begun < _plan.Faults.Count && _plan.Faults[_begun].AtNanos <= _engine.NowNanos)
            {
                Begin(_plan.Faults[_begun++]);
            }

            if (_engine.NowNanos >= nextCheckNanos)
            {
                nextCheckNanos += CheckNanos;
                EverySecond();
            }
        }

        Calm();
        if (_options.IsSoak)
        {
            CheckMemory();
        }
    }

    private void StepTo(long nanos)
    {
        while (_engine.NowNanos < nanos && _verdicts.Failure is null)
        {
            _engine.Step();
        }
    }

    private void Begin(in PlannedFault fault)
    {
        var place = PlaceOf(fault.Kind);
        _made[place]++;
        _lastKind = place;
        _lastFaultEndsNanos = _engine.NowNanos + fault.DurationNanos;
        _allFaultsEndNanos = Math.Max(_allFaultsEndNanos, _lastFaultEndsNanos + OrderWaitNanos);
        _trace.Note(_engine.NowNanos, $"FAULT {fault.Kind.Name} for {fault.DurationNanos / 1e9:0.000} s");
        fault.Kind.Begin(_scene, in fault);
    }

    private static int PlaceOf(FaultKind kind)
    {
        for (var place = 0; place < FaultCatalog.All.Count; place++)
        {
            if (FaultCatalog.All[place] == kind)
            {
                return place;
            }
        }

        return -1;
    }

    /// <summary>All faults are over: everything has to become right within a minute, and to stay so.</summary>
    private void Calm()
    {
        _scene.Heal();
        _trace.Note(_engine.NowNanos, "all faults are over");
        var calmNanos = _engine.NowNanos;
        var halfNanos = 0L;
        while (_engine.NowNanos < calmNanos + CalmNanos && _verdicts.Failure is null)
        {
            StepTo(_engine.NowNanos + (CheckNanos / 4));
            _scene.RunDue();
            if ((halfNanos += CheckNanos / 4) % CheckNanos == 0)
            {
                EverySecond();
            }

            if (IsWell())
            {
                _lastWellNanos = _engine.NowNanos;
                _wellNanos = _wellNanos < 0 ? _engine.NowNanos : _wellNanos;
            }

            _verdicts.Check(Law.Recovers, _wellNanos >= 0 || _engine.NowNanos - calmNanos <= RecoveryMaxNanos, Describe);
        }

        if (_verdicts.Failure is null)
        {
            _verdicts.Check(Law.Recovers, _lastWellNanos >= _engine.NowNanos - (20 * Nanos.PerSecond), Describe);
            CheckPositions();
            _trace.EndProcess(_epoch);
            CheckReplay();
        }

        _verdicts.Check(Law.NoFalseAlarm, true, static () => "");
    }

    /// <summary>Positions differ for as long as news is under way, but not for longer.</summary>
    private void CheckPositions()
    {
        var difference = _oracle.PositionDifference();
        for (var i = 0; i < 20 && difference is not null; i++)
        {
            StepTo(_engine.NowNanos + (100 * Nanos.PerMilli));
            difference = _oracle.PositionDifference();
        }

        _verdicts.Check(Law.PositionsAgree, difference is null, () => difference!);
    }

    private void CheckReplay()
    {
        if (_options.Replays)
        {
            var difference = _trace.Replay(FaultConfig.CoreOf(_options));
            _verdicts.Check(Law.Replays, difference is null, () => difference!);
        }
    }

    private bool IsWell()
    {
        if (!_engine.IsRunning || _oracle.State != TradingState.Active)
        {
            return false;
        }

        var snapshot = _engine.Snapshot();
        return snapshot.UnresolvedOrders == 0
            && snapshot.NetDelta >= snapshot.BandLower
            && snapshot.NetDelta <= snapshot.BandUpper
            && _oracle.PositionDifference() is null;
    }

    private void EverySecond()
    {
        _engine.ReportHealth(_scene.Health);
        if (_options.IsSoak && _engine.NowNanos >= _nextMemoryNanos)
        {
            CheckMemory();
        }

        var messages = _engine.TravellingCount;
        _verdicts.Check(Law.QueuesAreBounded, messages < MessagesMax, () => $"{messages} messages are on their way");
        var isTenth = _engine.NowNanos % (10 * Nanos.PerSecond) < CheckNanos;
        if (_options.Mode == SwarmMode.Quiet && isTenth && _oracle.State == TradingState.Active)
        {
            CheckPositions();
        }

        _oracle.CheckAlarms();
        CheckBand();
        Operate();
    }

    private void CheckBand()
    {
        var isExcused = !_engine.IsRunning || _oracle.State != TradingState.Active || _engine.NowNanos < _allFaultsEndNanos;
        var snapshot = isExcused ? default : _engine.Snapshot();
        var isInBand = snapshot.NetDelta >= snapshot.BandLower && snapshot.NetDelta <= snapshot.BandUpper;
        _band.Check(isExcused, isInBand, _engine.NowNanos, Describe);
    }

    /// <summary>It may not grow after the first hour, in which what is kept for a while fills up.</summary>
    private void CheckMemory()
    {
        _nextMemoryNanos = _engine.NowNanos + MemoryIntervalNanos;
        _memory.Add((_engine.NowNanos, GC.GetTotalMemory(forceFullCollection: true)));
        if (_memory.Count > MemoryStart + 1)
        {
            var (first, last) = (_memory[MemoryStart].Bytes, _memory[^1].Bytes);
            _verdicts.Check(
                Law.MemoryIsFlat,
                last <= first + MemoryGrowthMaxBytes,
                () => $"{last >> 20} MiB are in use, they were {first >> 20} MiB after an hour");
        }
    }

    /// <summary>An operator resumes what has halted without being told to, and starts again what has given up.</summary>
    private void Operate()
    {
        var refusal = _engine.Trading.RefusalCause != 0 ? _engine.Trading.RefusalCause : _engine.Market.RefusalCause;
        if (refusal != 0)
        {
            StartAgain($"refused {refusal}");
            return;
        }

        var isHalted = _engine.IsRunning && _oracle.State == TradingState.Halt
            && _oracle.StateReason is not (ReasonCode.TradingSessionDown or ReasonCode.NotReconciled);
        var wasLeft = _oracle.LeftHaltNanos > _haltedSinceNanos;
        _haltedSinceNanos = !isHalted ? -1 : _haltedSinceNanos < 0 || wasLeft ? _engine.NowNanos : _haltedSinceNanos;
        if (!isHalted || _engine.NowNanos - _haltedSinceNanos < OperatorNanos)
        {
            return;
        }

        _oracle.CheckHalted();
        if (_oracle.StateReason == ReasonCode.EpochInUse)
        {
            StartAgain("another instance");
            return;
        }

        if (!_scene.IsHaltWanted)
        {
            _resumes.Add(_oracle.StateReason.ToString());
            _haltedSinceNanos = -1;
            _engine.Command(ControlVerb.Resume);
        }
    }

    private void StartAgain(string why)
    {
        if (_engine.IsRunning && !_scene.IsDying)
        {
            _resumes.Add(why);
            _scene.IsDying = true;
            _engine.CrashAfter(1, requestsArrive: false, 0);
            _scene.After(Nanos.PerSecond, _scene.Restart);
        }
    }

    private void OnRestart()
    {
        _trace.EndProcess(_epoch);
        _processes++;
        _epoch = _engine.Epoch;
        _oracle.OnRestart();
        _trace.Note(_engine.NowNanos, $"process {_processes}, epoch {_epoch}, starts");
    }

    private void OnInput(in InputEvent input, long sequence)
    {
        _trace.Add(in input);
        _oracle.OnInput(in input);
        if (TraceNote.IsTelling(in input))
        {
            _trace.Note(new TraceNote(_engine.NowNanos) { Input = input });
        }

        if (input.Kind == InputKind.Session)
        {
            var session = input.Session;
            _verdicts.Check(
                Law.NoFalseAlarm,
                _options.Mode != SwarmMode.Quiet || session.State != SessionState.Down,
                () => $"{session.Role} is down for {session.Cause} and nothing has happened");
        }
    }

    private void OnHandled(in InputEvent input, long sequence) => _oracle.OnHandled(in input);

    private void OnOutput(in OutputEvent output)
    {
        _trace.Add(in output);
        var wasActive = _oracle.State == TradingState.Active;
        _oracle.OnOutput(in output);
        var isActive = _oracle.State == TradingState.Active;
        if (wasActive && !isActive)
        {
            _stoppedNanos = _engine.NowNanos;
            _stoppedBy = _lastKind;
        }
        else if (!wasActive && isActive && _stoppedBy >= 0)
        {
            _recovered.Add((_stoppedBy, Math.Max(0, _engine.NowNanos - Math.Max(_stoppedNanos, _lastFaultEndsNanos))));
            _stoppedBy = -1;
        }

        if (TraceNote.IsTelling(in output))
        {
            _trace.Note(new TraceNote(_engine.NowNanos) { Output = output });
        }
    }

    /// <summary>Which kinds of faults so far may lead to an alarm.</summary>
    private bool IsExplained(ReasonCode reason) => reason switch
    {
        ReasonCode.PositionBreak => Happened("pos_lag") || Happened("bust"),
        ReasonCode.FillOfUnknownOrder => Happened("rogue_fill") || Happened("split_brain"),
        ReasonCode.FillContradiction or ReasonCode.LateFill => Happened("rogue_fill"),
        ReasonCode.OrderAltered => Happened("clamp") || Happened("rogue_fill"),
        ReasonCode.RejectRun => Happened("reject") || Happened("err_codes") || Happened("lock") || Happened("book_state")
            || Happened("auth_expire") || Happened("rate_tier") || Happened("slow_req") || Happened("spec_change"),
        ReasonCode.OrderStillUnknown or ReasonCode.RepeatedHedges => _begun > 0,
        _ => false,
    };

    private bool Happened(string kind) => _made[PlaceOf(FaultCatalog.Find(kind)!)] > 0;

    private string Describe()
    {
        var s = _engine.Snapshot();
        return $"{_oracle.State} {_oracle.StateReason}, latch {s.Latch}, "
            + $"delta {s.NetDelta:0.####} in [{s.BandLower:0.####}, {s.BandUpper:0.####}], "
            + $"unresolved {s.UnresolvedOrders}, unknown {s.UnknownOrders}, refusal {s.LastRefusal}, "
            + $"{_oracle.PositionDifference() ?? "positions agree"}, "
            + $"market data {_engine.Market.State} ({_engine.Market.RefusalCause}), "
            + $"trading {_engine.Trading.State} ({_engine.Trading.RefusalCause})";
    }

    private FaultRunResult Result() => new()
    {
        Options = _options,
        VirtualNanos = _engine.NowNanos,
        Inputs = _oracle.Inputs,
        Orders = _oracle.OrdersSent,
        Fills = _oracle.Truth.OwnTrades,
        Recoveries = _oracle.Recoveries,
        Processes = _processes,
        Faults = _made,
        Recovered = _recovered,
        Resumes = _resumes,
        Memory = _memory,
        Evaluations = _verdicts.Evaluations,
        TraceHash = _trace.Hash,
        Failure = _verdicts.Failure,
        Tail = _verdicts.Failure is null ? [] : _trace.Tail,
    };
}
