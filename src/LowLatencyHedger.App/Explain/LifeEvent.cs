using LowLatencyHedger.Core.Events;

namespace LowLatencyHedger.App.Explain;

/// <summary>One record of the journal that concerns an order, after the order itself.</summary>
internal sealed class LifeEvent
{
    /// <summary>Sequence of an input, number of an output.</summary>
    public required long Number { get; init; }

    /// <summary>Received or decided, monotonic; 0 when it has no stamp.</summary>
    public required long Nanos { get; init; }

    /// <summary>Null when it is an output.</summary>
    public InputEvent? Input { get; init; }

    public OutputEvent? Output { get; init; }
}
