using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Journal;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Engine;

/// <summary>
/// Writes both rings to the journal: inputs in order, each output after the input that led to it. The gateway's consumer depends on the one
/// here, so no order leaves before its record is in the mapped file. Once the journal is broken no order leaves at all, and what finds no room
/// any more is passed over, so that cancels still do.
/// </summary>
internal sealed class JournalAgent(JournalWriter journal, RingConsumer<InputEvent> inputs, RingConsumer<OutputEvent> outputs) : IAgent
{
    private const int Batch = 256;

    private long _inputsWritten;
    private long _outputsWritten;

    public string Name => "journal";

    /// <summary>Who reads outputs behind this one sees only what is journaled.</summary>
    public RingConsumer<OutputEvent> Outputs => outputs;

    public long InputsWritten => Volatile.Read(ref _inputsWritten);

    public long OutputsWritten => Volatile.Read(ref _outputsWritten);

    public void OnStart()
    {
    }

    [HotPath]
    public int DoWork()
    {
        var written = WriteInputs() + WriteOutputs();
        if (written == 0)
        {
            journal.LeavePageIfAsked();
        }

        return written;
    }

    public void OnClose()
    {
    }

    [HotPath]
    private int WriteInputs()
    {
        var count = inputs.Available(Batch);
        var written = 0;
        while (written < count && (journal.TryAppendInput(inputs.Next, in inputs[inputs.Next]) || journal.IsBroken))
        {
            if (inputs[inputs.Next].Kind == InputKind.Control)
            {
                journal.Hurry();
            }

            inputs.Advance();
            written++;
        }

        Volatile.Write(ref _inputsWritten, _inputsWritten + written);
        return written;
    }

    [HotPath]
    private int WriteOutputs()
    {
        var count = outputs.Available(Batch);
        var written = 0;
        while (written < count && outputs[outputs.Next].TriggerSequence < inputs.Next
            && (journal.TryAppendOutput(outputs.Next, in outputs[outputs.Next]) || journal.IsBroken))
        {
            if (outputs[outputs.Next].Kind is OutputKind.TradingState or OutputKind.ControlHandled)
            {
                journal.Hurry();
            }

            outputs.Advance();
            written++;
        }

        if (written > 0)
        {
            outputs.PublishProgress();
            Volatile.Write(ref _outputsWritten, _outputsWritten + written);
        }

        return written;
    }
}
