using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Events;

/// <summary>What a session tells of the account that changes no position and no order.</summary>
public struct NoticeBody
{
    /// <summary><see cref="ReasonCode.QuotesProtected"/> or <see cref="ReasonCode.InstrumentUnknown"/>.</summary>
    public ReasonCode Reason;

    public UnderlyingId Underlying;

    /// <summary>The instrument that is not known.</summary>
    public InlineText32 Name;

    /// <summary>How long the venue refuses protected quotes; 0: until somebody resets it.</summary>
    public long UntilUtcNanos;
}
