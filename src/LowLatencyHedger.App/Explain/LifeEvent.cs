using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Explain;

/// <summary>One record of the journal that concerns an order, after the order itself.</summary>
internal sealed class LifeEvent
{
    /// <summary>Of the run whose journal has it: the order's own, or a later one that took over.</summary>
    public required uint Epoch { get; init; }

    /// <summary>Sequence of an input, number of an output; in its run.</summary>
    public required long Number { get; init; }

    /// <summary>Received or decided, on the monotonic clock of the order's own run; 0 when it has no stamp.</summary>
    public required long Nanos { get; init; }

    /// <summary>Null when it is an output.</summary>
    public InputEvent? Input { get; init; }

    public OutputEvent? Output { get; init; }

    /// <summary>Position in the hedge instrument and net delta just after an input; null for an output, and where no replay got there.</summary>
    public (Quantity Position, double NetDelta)? After { get; set; }
}
