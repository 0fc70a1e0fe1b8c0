using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Closed;
using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Faults;

/// <summary>What faults act on: one engine, its links, its venue, and actions that are due later.</summary>
public sealed class FaultScene
{
    private readonly PriorityQueue<Action, (long AtNanos, long Number)> _due = new();
    private long _dueCount;
    private EngineHealthBody _health = Healthy;
    private int _healthChanges;

    internal FaultScene(VirtualEngine engine)
    {
        Engine = engine;
        Trading = new LinkRules(engine);
        Market = new LinkRules(engine);
        engine.TradingFaults = Trading;
        engine.MarketFaults = Market;
        Account = engine.Model.Accounts[0];
        Perpetual = engine.Model.FindInstrument(FaultConfig.HedgeInstrument)!;
        PerpetualSpec = Perpetual.Spec;
    }

    public VirtualEngine Engine { get; }

    public ExchangeModel Model => Engine.Model;

    public Account Account { get; }

    /// <summary>The hedge instrument.</summary>
    public Instrument Perpetual { get; }

    /// <summary>Of the hedge instrument, as it was at the start.</summary>
    public InstrumentSpec PerpetualSpec { get; }

    /// <summary>The highest epoch of another instance on the account; 0 without one.</summary>
    public uint OtherEpoch { get; set; }

    internal LinkRules Trading { get; }

    internal LinkRules Market { get; }

    public long NowNanos => Engine.NowNanos;

    /// <summary>The operator wants it halted.</summary>
    public bool IsHaltWanted { get; set; }

    /// <summary>Called when a new process has taken over.</summary>
    public Action? OnRestart { get; set; }

    /// <summary>The process is about to die, or dead and to be started again.</summary>
    public bool IsDying { get; set; }

    /// <summary>What a process that is well says about itself.</summary>
    public static EngineHealthBody Healthy => new() { DiskFreeMebibytes = 1 << 20 };

    /// <summary>What the process says about itself every second.</summary>
    public EngineHealthBody Health
    {
        get => _health;
        set
        {
            _health = value;
            _healthChanges++;
        }
    }

    /// <summary>All faults are over.</summary>
    public bool IsHealed { get; private set; }

    /// <summary>Asked five seconds after something that has to halt the engine; with what it was.</summary>
    public Action<string>? OnHaltDue { get; set; }

    /// <summary>Until when the venue's answers about positions were last wrong.</summary>
    public long PositionsWrongNanos { get; set; } = long.MinValue / 2;

    /// <summary>When something is next due; <see cref="long.MaxValue"/> for nothing.</summary>
    public long NextNanos => _due.TryPeek(out _, out var next) ? next.AtNanos : long.MaxValue;

    /// <summary>Does something later, or at the end of all faults, whichever comes first.</summary>
    public void After(long nanos, Action action) => _due.Enqueue(action, (NowNanos + nanos, ++_dueCount));

    /// <summary>The engine has to halt within five seconds, as long as it says the same about itself, lives and gets time from its host.</summary>
    public void ExpectHalt(string why)
    {
        const long LimitNanos = 5 * Nanos.PerSecond;
        var core = Engine.Core;
        var changes = _healthChanges;
        var dueNanos = NowNanos + LimitNanos;
        After(LimitNanos, () =>
        {
            var isSo = NowNanos >= dueNanos && Engine.IsRunning && Engine.Core == core && _healthChanges == changes;
            if (isSo && NowNanos - Engine.ScheduledSinceNanos > 2 * Nanos.PerSecond)
            {
                OnHaltDue?.Invoke(why);
            }
        });
    }

    public void RunDue()
    {
        while (NextNanos <= NowNanos)
        {
            _due.Dequeue()();
        }
    }

    /// <summary>Ends every fault now.</summary>
    public void Heal()
    {
        IsHealed = true;
        Trading.Clear();
        Market.Clear();
        Engine.Restore();
        var ends = new List<Action>();
        while (_due.TryDequeue(out var action, out _))
        {
            ends.Add(action);
        }

        ends.ForEach(static end => end());
    }

    /// <summary>Starts the process again once it has died; a halt that was set outlives it.</summary>
    public void Restart()
    {
        if (Engine.IsRunning)
        {
            After(50 * Nanos.PerMilli, Restart);
            return;
        }

        IsDying = false;
        Health = Healthy;
        Engine.Restart(OtherEpoch);
        OnRestart?.Invoke();
        if (IsHaltWanted)
        {
            Engine.Command(ControlVerb.Halt);
        }
    }
}
