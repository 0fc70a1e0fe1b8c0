using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Journal;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Engine;

/// <summary>
/// Rings and a journal in memory for what a scratch core decides, so that the code between a decision and its order's gateway is run, too: the
/// engine's own types, in copies that nobody reads. Allocates nothing once it is built. Thread: the core's, <see cref="Orders"/> apart.
/// </summary>
internal sealed class ScratchRings : IDisposable
{
    /// <summary>The journal tells of its progress every <see cref="RingConsumer{T}.ProgressInterval"/> inputs.</summary>
    private const int InputSlots = 2 * RingConsumer<InputEvent>.ProgressInterval;

    private const int OutputSlots = 2 * OutputBuffer.Capacity;
    private const int JournalBytes = 64 * 1024;
    private const int TurnsPerPage = 16;

    private readonly RingProducer<InputEvent> _inputs;
    private readonly RingConsumer<OutputEvent> _decided;
    private readonly JournalWriter _writer = JournalWriter.CreateInMemory(JournalBytes);
    private readonly JournalAgent _journal;
    private uint _turns;

    public ScratchRings()
    {
        var stop = new StopSignal();
        var inputs = new RingBuffer<InputEvent>(InputSlots);
        var outputs = new RingBuffer<OutputEvent>(OutputSlots);
        Inputs = inputs.AddConsumer("core");
        _journal = new JournalAgent(_writer, inputs.AddConsumer("journal"), outputs.AddConsumer("journal"));
        _decided = outputs.AddConsumer("core");
        Orders = outputs.AddConsumer("gateway", _journal.Outputs);
        inputs.Start();
        outputs.Start();
        _inputs = new RingProducer<InputEvent>(inputs, "scratch", OverflowPolicy.Drop, stop);
        Outputs = new OutputPublisher(new RingProducer<OutputEvent>(outputs, "scratch", OverflowPolicy.Drop, stop));
    }

    /// <summary>For the scratch core's agent.</summary>
    public RingConsumer<InputEvent> Inputs { get; }

    /// <inheritdoc cref="Inputs"/>
    public OutputPublisher Outputs { get; }

    /// <summary>Sees what is in the journal, and must be read, or nothing new comes. Thread: the trading session's.</summary>
    public RingConsumer<OutputEvent> Orders { get; }

    /// <summary>Outputs that are in the journal.</summary>
    public long Journaled => _journal.OutputsWritten;

    /// <summary>An input on its way to the core.</summary>
    [HotPath]
    public void Enter(in InputEvent e)
    {
        if (_inputs.TryClaim(out var sequence))
        {
            _inputs[sequence] = e;
            _inputs.Publish(sequence);
        }
    }

    [HotPath]
    public void Journal()
    {
        _journal.DoWork();
        if (++_turns % TurnsPerPage == 0)
        {
            // As in a quiet market; a page is left in a turn in which nothing is written.
            _writer.AskToLeavePage();
            _journal.DoWork();
        }
    }

    /// <summary>The order that the core has decided on since the last call, or false.</summary>
    [HotPath]
    public bool TryTakeDecided(out OutputEvent order)
    {
        var isFound = false;
        order = default;
        while (_decided.TryPeek(out var sequence))
        {
            ref readonly var output = ref _decided[sequence];
            if (output.Kind == OutputKind.PlaceOrder)
            {
                (isFound, order) = (true, output);
            }

            _decided.Advance();
        }

        return isFound;
    }

    public void Dispose() => _writer.Dispose();
}
