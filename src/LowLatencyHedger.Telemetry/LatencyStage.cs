namespace LowLatencyHedger.Telemetry;

/// <summary>The durations that every order is measured by.</summary>
public enum LatencyStage : byte
{
    /// <summary>Bytes received to decision made.</summary>
    TickToDecision = 0,

    /// <summary>Bytes received to order bytes handed to the kernel.</summary>
    TickToTrade = 1,

    /// <summary>Bytes of a fill received to the bytes of the hedge that it led to.</summary>
    FillToHedge = 2,

    /// <summary>Bytes received to event published.</summary>
    Decode = 3,

    /// <summary>Event published to picked up by the core.</summary>
    Ring = 4,

    /// <summary>Picked up to decided.</summary>
    Core = 5,

    /// <summary>Decided to order bytes written, the journal included.</summary>
    Encode = 6,

    /// <summary>The send call.</summary>
    Send = 7,

    /// <summary>Bytes received to order bytes about to be handed to the kernel: <see cref="TickToTrade"/> without the send call.</summary>
    TickToSend = 8,

    /// <summary>Bytes received to decision made, beyond the budget, while garbage was collected; the causes below exclude those above.</summary>
    SlowByCollection = 9,

    /// <summary>... while a method was compiled.</summary>
    SlowByCompilation = 10,

    /// <summary>... while a page was mapped or read.</summary>
    SlowByPageFault = 11,

    /// <summary>... while another thread had the processor.</summary>
    SlowByPreemption = 12,

    /// <summary>... behind others of the same receive, or of the ring.</summary>
    SlowByBurst = 13,

    /// <summary>... and none of these happened.</summary>
    SlowByOther = 14,

    /// <summary>Bytes of a fill received, as it happens, to decision made: position, Greeks and whether to hedge.</summary>
    FillToDecision = 15,
}
