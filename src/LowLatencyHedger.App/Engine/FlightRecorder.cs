using System.Runtime;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Telemetry;

namespace LowLatencyHedger.App.Engine;

/// <summary>
/// Keeps the ticks beyond a budget, and orders, with their stages and what happened around them. What is noted on the way is completed in the
/// recorder's own turn, behind the order: only then are the kernel and the runtime asked. Thread: that of whoever notes.
/// </summary>
/// <param name="records">Where they are kept.</param>
/// <param name="tails">The durations of the slow ones, split by cause; null for none.</param>
/// <param name="budgetNanos">What takes longer is slow.</param>
internal sealed class FlightRecorder(TelemetryRecords records, StageHistograms? tails, long budgetNanos) : IAgent
{
    /// <summary>What is noted in one turn at most; the core's turns have no more events.</summary>
    private const int PendingMax = 64;

    /// <summary>Turns between two looks while nothing is slow: a millisecond or two of a spinning thread.</summary>
    private const int TurnsPerLook = 1_024;

    private readonly TickRecord[] _pending = new TickRecord[PendingMax];
    private int _pendingCount;
    private long _burstNanos;
    private int _burstPlace;
    private int _turns;
    private int _collections;
    private int _methods;
    private ThreadUsage _usage;

    public string Name => "recorder";

    public void OnStart() => Look();

    /// <summary>Every input of the core, decided on: notes the ticks that took too long.</summary>
    [HotPath]
    public void Observe(in InputEvent input, long sequence, long pickedUpNanos, long decidedNanos, RingConsumer<InputEvent> inputs)
    {
        if (!EngineTelemetry.IsTick(input.Kind))
        {
            return;
        }

        _burstPlace = input.ReceivedNanos == _burstNanos ? _burstPlace + 1 : 0;
        _burstNanos = input.ReceivedNanos;
        if (decidedNanos - input.ReceivedNanos <= budgetNanos || _pendingCount == PendingMax)
        {
            return;
        }

        ref var record = ref Next(sequence, input.Kind, input.Instrument);
        record.QueueDepth = (int)inputs.Lag;
        record.BurstPlace = _burstPlace;
        Stamp(ref record, input.ReceivedNanos, input.PublishedNanos, pickedUpNanos, decidedNanos);
    }

    /// <summary>An order that was handed to the kernel.</summary>
    [HotPath]
    public void NoteOrder(in OutputEvent order, long takenNanos, long encodedNanos, long sentNanos)
    {
        if (_pendingCount == PendingMax)
        {
            return;
        }

        ref var record = ref Next(order.TriggerSequence, order.Trigger, order.Instrument);
        record.Ref = order.Ref;
        Stamp(ref record, order.ReceivedNanos, order.PublishedNanos, order.PickedUpNanos, order.DecidedNanos);
        record.JournalNanos = takenNanos - order.DecidedNanos;
        record.EncodeNanos = encodedNanos - takenNanos;
        record.SendNanos = sentNanos - encodedNanos;
    }

    public int DoWork()
    {
        if (_pendingCount == 0)
        {
            if (++_turns >= TurnsPerLook)
            {
                Look();
            }

            return 0;
        }

        var (collections, methods, usage) = (_collections, _methods, _usage);
        Look();
        var happened = _usage.Since(in usage);
        var done = _pendingCount;
        for (var i = 0; i < done; i++)
        {
            ref var record = ref _pending[i];
            record.ReceivedUtcNanos = HotClock.At(record.ReceivedNanos).UtcNanos;
            record.Collections = _collections - collections;
            record.Methods = _methods - methods;
            record.InvoluntarySwitches = (int)happened.InvoluntarySwitches;
            record.MinorFaults = (int)happened.MinorFaults;
            record.MajorFaults = (int)happened.MajorFaults;
            record.Cause = record.TotalNanos > budgetNanos ? CauseOf(in record) : SlowCause.None;
            records.Append(in record);
            if (record.Cause != SlowCause.None)
            {
                tails?.Record(LatencyStage.SlowByCollection + (byte)record.Cause - (byte)SlowCause.Collection, record.TotalNanos);
            }
        }

        _pendingCount = 0;
        return done;
    }

    public void OnClose() => DoWork();

    private static SlowCause CauseOf(in TickRecord record) =>
        record.Collections > 0 ? SlowCause.Collection
        : record.Methods > 0 ? SlowCause.Compilation
        : record.MinorFaults + record.MajorFaults > 0 ? SlowCause.PageFault
        : record.InvoluntarySwitches > 0 ? SlowCause.Preemption
        : record.BurstPlace > 0 || record.QueueDepth > 0 ? SlowCause.Burst
        : SlowCause.Other;

    [HotPath]
    private ref TickRecord Next(long sequence, InputKind kind, InstrumentId instrument)
    {
        ref var record = ref _pending[_pendingCount++];
        record = default;
        record.Sequence = sequence;
        record.Kind = kind;
        record.Instrument = instrument;
        return ref record;
    }

    [HotPath]
    private static void Stamp(ref TickRecord record, long receivedNanos, long publishedNanos, long pickedUpNanos, long decidedNanos)
    {
        record.ReceivedNanos = receivedNanos;
        record.DecodeNanos = publishedNanos - receivedNanos;
        record.RingNanos = pickedUpNanos - publishedNanos;
        record.CoreNanos = decidedNanos - pickedUpNanos;
    }

    /// <summary>Remembers what has happened so far.</summary>
    private void Look()
    {
        _turns = 0;
        _collections = GC.CollectionCount(0);
        _methods = (int)JitInfo.GetCompiledMethodCount();
        _usage = ThreadUsage.OfCurrentThread();
    }
}
