using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Messaging;

namespace LowLatencyHedger.App.Engine;

/// <summary>Tells the control plane what the core answered, and when it has halted.</summary>
internal sealed class ControlAgent(RingConsumer<OutputEvent> outputs) : IAgent
{
    public string Name => "control";

    /// <summary>Set before the engine starts; without one nobody is told.</summary>
    public IControlSink? Sink { get; set; }

    public void OnStart()
    {
    }

    public int DoWork()
    {
        var done = 0;
        while (outputs.TryPeek(out var sequence))
        {
            Tell(in outputs[sequence]);
            outputs.Advance();
            done++;
        }

        return done;
    }

    public void OnClose() => DoWork();

    private void Tell(in OutputEvent output)
    {
        switch (output.Kind)
        {
            case OutputKind.ControlHandled:
                Sink?.OnAnswer((int)output.Detail, output.Reason);
                break;
            case OutputKind.TradingState when output.TradingState == TradingState.Halt && !output.Reason.IsHaltThatPasses():
                Sink?.OnHalt(output.Reason, isGlobal: (StateScope)output.Detail == StateScope.Global);
                break;
        }
    }
}
