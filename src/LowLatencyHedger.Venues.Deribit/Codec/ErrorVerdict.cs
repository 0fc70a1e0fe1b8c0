using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec;

/// <param name="Class">What to do about it.</param>
/// <param name="Reject">Whether an order that it answers can exist.</param>
[HotPath]
public readonly record struct ErrorVerdict(ErrorClass Class, RejectClass Reject);
