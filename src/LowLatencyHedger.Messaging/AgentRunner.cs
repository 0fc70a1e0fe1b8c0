using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace LowLatencyHedger.Messaging;

/// <summary>
/// One thread that runs one agent until it is told to stop or the agent fails. A failure raises the stop signal first, so that all other
/// runners end too, and is then reported; no agent is run again after it has thrown.
/// </summary>
/// <remarks>
/// <see cref="Start"/>, <see cref="RequestStop"/> and <see cref="Join"/> belong to the owner; every property may be read by any thread. The
/// counters are written by the agent's thread alone. <c>_failure</c> is written by it too, before it ends (release).
/// </remarks>
public sealed class AgentRunner
{
    private const int AllocationSampleCycles = 1024;

    private readonly IAgent _agent;
    private readonly StopSignal _stop;
    private readonly IAgentErrorHandler _errors;
    private readonly AgentRunnerOptions _options;
    private readonly Thread _thread;
    private IdleStrategy _idle;
    private CycleCounters _counters;
    private volatile bool _stopRequested;
    private volatile ThreadCpuTime? _cpuTime;
    private Exception? _failure;
    private int _affinityError;
    private int _priorityError;

    public AgentRunner(IAgent agent, StopSignal stop, IAgentErrorHandler errors, AgentRunnerOptions options)
    {
        _agent = agent;
        _stop = stop;
        _errors = errors;
        _options = options;
        _idle = new IdleStrategy(options.Idle, options.ParkNanosMax);
        _thread = new Thread(Run) { Name = agent.Name, IsBackground = options.IsBackground };
    }

    public string Name => _agent.Name;

    public AgentRunnerOptions Options => _options;

    public bool IsRunning => _thread.IsAlive;

    /// <summary>What ended the agent, or null.</summary>
    public Exception? Failure => Volatile.Read(ref _failure);

    /// <summary>0 when the thread is where it should be; otherwise the error number of the attempt to bind it.</summary>
    public int AffinityError => Volatile.Read(ref _affinityError);

    /// <summary>The system's error number if the thread could not get its real-time priority; 0 otherwise. Any thread.</summary>
    public int PriorityError => Volatile.Read(ref _priorityError);

    /// <summary>Duty cycles so far.</summary>
    public long Cycles => Volatile.Read(ref _counters.Cycles);

    /// <summary>Duty cycles that found work.</summary>
    public long BusyCycles => Volatile.Read(ref _counters.BusyCycles);

    /// <summary>Bytes that the thread has allocated since it was started, as of its last sample, at most 1024 cycles ago.</summary>
    public long HotThreadAllocatedBytes => Volatile.Read(ref _counters.AllocatedBytes);

    public void Start() => _thread.Start();

    /// <summary>The agent's thread ends after the cycle that it is in. The stop signal is left alone.</summary>
    public void RequestStop() => _stopRequested = true;

    /// <summary>False when the thread had not ended in time. A runner that was never started has ended.</summary>
    public bool Join(TimeSpan timeout) => (_thread.ThreadState & ThreadState.Unstarted) != 0 || _thread.Join(timeout);

    /// <summary><see cref="RequestStop"/> and <see cref="Join"/>.</summary>
    public bool Stop(TimeSpan timeout)
    {
        RequestStop();
        return Join(timeout);
    }

    /// <summary>
    /// How long the thread ran, and how long it was kept waiting for a CPU. False before it runs, after it has ended, and where the system
    /// does not count it.
    /// </summary>
    public bool TryReadCpuTime(out long runningNanos, out long waitingNanos)
    {
        runningNanos = 0;
        waitingNanos = 0;
        return _cpuTime is { } cpuTime && cpuTime.TryRead(out runningNanos, out waitingNanos);
    }

    [SuppressMessage("Design", "CA1031", Justification = "whatever leaves an agent ends trading; it is reported, never lost")]
    private void Run()
    {
        try
        {
            if (_options.Cpu is { } cpu && !ThreadAffinity.TryPinCurrentThread(cpu, out var errorNumber))
            {
                Volatile.Write(ref _affinityError, errorNumber);
            }

            if (_options.RealtimePriority > 0 && !RealtimeThread.TrySetPriority(_options.RealtimePriority, out var priorityError))
            {
                Volatile.Write(ref _priorityError, priorityError);
            }

            _cpuTime = ThreadCpuTime.OpenForCurrentThread();
            _agent.OnStart();
            while (!_stopRequested && !(_options.EndsWithSignal && _stop.IsRaised))
            {
                RunCycle();
            }
        }
        catch (Exception e)
        {
            Fail(e);
        }

        try
        {
            _agent.OnClose();
        }
        catch (Exception e)
        {
            Fail(e);
        }

        _counters.AllocatedBytes = GC.GetAllocatedBytesForCurrentThread();
        _cpuTime?.Dispose();
    }

    // On its own so that the JIT replaces it by optimized code between two calls.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RunCycle()
    {
        var work = _agent.DoWork();
        var cycles = ++_counters.Cycles;
        if (work > 0)
        {
            _counters.BusyCycles++;
        }

        if (cycles % AllocationSampleCycles == 0)
        {
            _counters.AllocatedBytes = GC.GetAllocatedBytesForCurrentThread();
        }

        _idle.Idle(work);
    }

    [SuppressMessage("Design", "CA1031", Justification = "a failing error handler must not hide the failure that it was told")]
    private void Fail(Exception exception)
    {
        var failed = _agent is CompositeAgent composite ? composite.Active : _agent;
        _stop.Raise($"agent {failed.Name} failed: {exception.Message}");
        var failure = _failure is null ? exception : new AggregateException(_failure, exception);
        Volatile.Write(ref _failure, failure);
        try
        {
            _errors.OnError(failed, exception);
        }
        catch (Exception e)
        {
            Volatile.Write(ref _failure, new AggregateException(failure, e));
        }
    }
}
