using LowLatencyHedger.Core.Configuration;

namespace LowLatencyHedger.Core.Events;

/// <summary>A reading of the clocks, published about every millisecond: how time enters the core.</summary>
public struct ClockBody
{
    /// <summary>This machine's monotonic clock.</summary>
    public long MonotonicNanos;

    /// <summary>This machine's UTC clock.</summary>
    public long UtcNanos;

    /// <summary>Best estimate of the venue's UTC clock minus this machine's; 0 until measured.</summary>
    public long ExchangeOffsetNanos;
}

public enum SessionRole : byte
{
    MarketData = 0,
    Trading = 1,
}

/// <summary>Life of a connection as far as the core cares.</summary>
public enum SessionState : byte
{
    /// <summary>Nothing arrives; what was in flight has an unknown outcome.</summary>
    Down = 0,

    /// <summary>Connected and logging in, verifying, subscribing, querying.</summary>
    Recovering = 1,

    /// <summary>All subscriptions are acknowledged and, on the trading connection, orders, trades and positions have been read.</summary>
    Ready = 2,
}

public struct SessionBody
{
    public SessionRole Role;
    public SessionState State;

    /// <summary>A <c>ReconnectionType</c> or error code, for the journal's reader.</summary>
    public int Cause;
}

public enum ControlVerb : byte
{
    None = 0,

    /// <summary>Stop trading and cancel everything; latched until <see cref="Resume"/>.</summary>
    Halt = 1,
    Resume = 2,
    CancelAll = 3,

    /// <summary>The process is about to stop: no new orders, cancel what is open. Not latched.</summary>
    Shutdown = 4,

    /// <summary>Only orders that bring the net delta nearer to zero, until <see cref="Resume"/>.</summary>
    Reduce = 5,

    /// <summary>Bring the position in the hedge instrument to zero and hedge no more, until <see cref="Resume"/>.</summary>
    Flatten = 6,
}

public struct ControlBody
{
    public ControlVerb Verb;

    /// <summary>What a halt, resume or flattening is about: everything, or one underlying with its instrument.</summary>
    public StateScope Scope;

    /// <summary>Place of the underlying in the configuration; only with a scope other than global.</summary>
    public short Underlying;

    /// <summary>By which way it came, as a <see cref="Events.ReasonCode"/>. A resume without one is refused.</summary>
    public int ReasonCode;

    /// <summary>Given by the sender; comes back in the answer. 0: none is wanted.</summary>
    public int CommandId;

    public ControlText Reason;
}

/// <summary>
/// One value of a change. A change comes in <see cref="Count"/> parts, <see cref="Index"/> from 0 on, one after the other; with the last
/// it is checked as a whole and applied, or nothing of it is.
/// </summary>
public struct SettingChangeBody
{
    /// <summary>Given by the sender; comes back in the answer.</summary>
    public int ChangeId;

    public ushort Index;
    public ushort Count;
    public SettingKey Key;

    /// <summary>Place of the underlying in the configuration; -1 for a setting of the whole engine.</summary>
    public short Underlying;

    public double Value;
}

/// <summary>
/// What the engine measures about itself, a few times a second. Once it has come it must keep coming; without it nothing here is checked.
/// </summary>
public struct EngineHealthBody
{
    /// <summary>The longest that an input took to become durable, or has been under way to it, since the last report.</summary>
    public long JournalLagNanos;

    /// <summary>Free space on the journal's disk.</summary>
    public long DiskFreeMebibytes;

    /// <summary>The longest turn of the thread that runs the core since the last report.</summary>
    public long LoopLagNanos;

    /// <summary>The most that any ring was filled since the last report, 0 to 100.</summary>
    public double RingUsePct;

    /// <summary>The journal could not be written: it never will be again in this run.</summary>
    public bool IsJournalBroken;
}
