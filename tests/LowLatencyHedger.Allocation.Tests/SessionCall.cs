using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Allocation.Tests;

/// <summary>What a session was called with: a message, a command of the core, an opened connection, or nothing but time.</summary>
internal sealed record SessionCall(bool IsTrading, SessionCallKind Kind, Timestamp Now, byte[] Message, OutputEvent Command);

internal enum SessionCallKind
{
    Open,
    Message,
    Tick,
    Execute,
}
