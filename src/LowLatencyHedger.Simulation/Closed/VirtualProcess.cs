using LowLatencyHedger.Core;
using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Recovery;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Exchange;
using LowLatencyHedger.Venues.Deribit.Reference;
using LowLatencyHedger.Venues.Deribit.Session;

namespace LowLatencyHedger.Simulation.Closed;

/// <summary>All that dies with the process: the core, the sessions, what they know and what they have not yet handled.</summary>
internal sealed class VirtualProcess
{
    private const int InstrumentCapacity = 4096;
    private const int UnderlyingCapacity = 16;
    private const long MarketSilenceNanos = 3 * Nanos.PerSecond;

    private readonly Queue<JournalEntry> _unsynced = new();

    public VirtualProcess(
        CoreConfig config,
        ExchangeOptions exchange,
        CountingNonces nonces,
        VirtualLink market,
        VirtualLink trading,
        long startUtcNanos,
        AccountState? before)
    {
        Core = new HedgeCore(config);
        Journal = new AccountReplica(config);
        Instruments = new InstrumentTable(Math.Min(InstrumentCapacity, config.Capacities.Instruments), UnderlyingCapacity);
        var credentials = new ModelCredentials(exchange);
        UnderlyingSettings[] underlyings = [.. config.Underlyings.Select(Watch)];
        Market = new MarketDataSession(
            new MarketDataSettings
            {
                Session = new SessionSettings { ConnectionId = 1, SilenceNanos = MarketSilenceNanos }, Underlyings = underlyings,
                HeldBefore = before?.Held ?? [],
            },
            Instruments,
            market,
            Inputs,
            credentials,
            nonces);
        Trading = new TradingSession(
            new TradingSettings
            {
                Session = new SessionSettings { ConnectionId = 2 },
                Underlyings = underlyings,
                StartedUtcNanos = startUtcNanos,
                Before = before,
            },
            Instruments,
            trading,
            Inputs,
            credentials,
            nonces);
    }

    public HedgeCore Core { get; }

    /// <summary>What its journal tells of the account: it outlives the process.</summary>
    public AccountReplica Journal { get; }

    public MarketDataSession Market { get; }

    public TradingSession Trading { get; }

    public InstrumentTable Instruments { get; }

    public EventQueue Inputs { get; } = new();

    public OutputBuffer Outputs { get; } = new();

    /// <summary>Number of the next input.</summary>
    public long Sequence { get; set; }

    /// <summary>How long it takes until the disk has what is journaled.</summary>
    public long SyncDelayNanos { get; set; }

    public void Record(in InputEvent input, long nowNanos)
    {
        if (SyncDelayNanos == 0 && _unsynced.Count == 0)
        {
            Journal.OnInput(in input, Sequence);
            return;
        }

        _unsynced.Enqueue(new JournalEntry(nowNanos, Sequence, input, default));
        Sync(nowNanos - SyncDelayNanos);
    }

    public void Record(in OutputEvent output, long nowNanos)
    {
        if (_unsynced.Count == 0)
        {
            Journal.OnOutput(in output);
            return;
        }

        _unsynced.Enqueue(new JournalEntry(nowNanos, Sequence, default, output));
    }

    /// <summary>The disk has what was journaled before a moment.</summary>
    public void Sync(long beforeNanos)
    {
        while (_unsynced.TryPeek(out var entry) && entry.AtNanos < beforeNanos)
        {
            _unsynced.Dequeue();
            if (entry.Output.Kind == default)
            {
                Journal.OnInput(entry.Input, entry.Sequence);
            }
            else
            {
                Journal.OnOutput(entry.Output);
            }
        }
    }

    /// <summary>The process is dead: what the disk does not have may be lost.</summary>
    public void EndJournal(bool isTailLost)
    {
        if (isTailLost)
        {
            _unsynced.Clear();
        }
    }

    private static UnderlyingSettings Watch(UnderlyingConfig config) => new()
    {
        IndexName = config.IndexName,
        Currency = config.SettlementCurrency,
        HedgeInstruments = [config.HedgeInstrument],
        OtherInstruments = [.. config.OtherInstruments, .. config.HedgeProgram.Instruments],
    };

    private readonly record struct JournalEntry(long AtNanos, long Sequence, InputEvent Input, OutputEvent Output);
}
