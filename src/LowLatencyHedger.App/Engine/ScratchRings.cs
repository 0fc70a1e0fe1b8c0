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
    private const int InputSlots = 16;
    private const int OutputSlots = 2 * OutputBuffer.Capacity;
    private const int JournalBytes = 64 * 1024;

    private readonly RingProducer<InputEvent> _inputs;
    private readonly OutputPublisher _outputs;
    private readonly JournalWriter _writer = JournalWriter.CreateInMemory(JournalBytes);
    private readonly JournalAgent _journal;

    public ScratchRings()
    {
        var stop = new StopSignal();
        var inputs = new RingBuffer<InputEvent>(InputSlots);
        var outputs = new RingBuffer<OutputEvent>(OutputSlots);
        _journal = new JournalAgent(_writer, inputs.AddConsumer("journal"), outputs.AddConsumer("journal"));
        Orders = outputs.AddConsumer("gateway", _journal.Outputs);
        inputs.Start();
        outputs.Start();
        _inputs = new RingProducer<InputEvent>(inputs, "scratch", OverflowPolicy.Drop, stop);
        _outputs = new OutputPublisher(new RingProducer<OutputEvent>(outputs, "scratch", OverflowPolicy.Drop, stop));
    }

    /// <summary>Sees what is in the journal, and must be read, or nothing new comes. Thread: the trading session's.</summary>
    public RingConsumer<OutputEvent> Orders { get; }

    /// <summary>Outputs that are in the journal.</summary>
    public long Journaled => _journal.OutputsWritten;

    /// <summary>An input on its way to the core; its sequence.</summary>
    [HotPath]
    public long Enter(in InputEvent e)
    {
        if (_inputs.TryClaim(out var sequence))
        {
            _inputs[sequence] = e;
            _inputs.Publish(sequence);
        }

        return sequence;
    }

    [HotPath]
    public void Publish(ReadOnlySpan<OutputEvent> decisions, in InputEvent input) =>
        _outputs.Publish(decisions, in input, input.ReceivedNanos, input.ReceivedNanos);

    [HotPath]
    public void Journal() => _journal.DoWork();

    public void Dispose() => _writer.Dispose();
}
