namespace LowLatencyHedger.App.Bench;

/// <summary>
/// The way of one message that is answered, over the wire and back, on the machine's monotonic clock. The parts of it add up to the whole.
/// </summary>
/// <param name="DueNanos">When it had to leave.</param>
/// <param name="LeftNanos">When its sending began: later, when the sender was busy.</param>
/// <param name="TakenNanos">When the other side's receive call returned; 0 when that is not known.</param>
/// <param name="AnsweredNanos">When the other side began to send the answer; 0 when that is not known.</param>
/// <param name="BackNanos">When the receive call returned with the answer.</param>
internal readonly record struct WireTrip(long DueNanos, long LeftNanos, long TakenNanos, long AnsweredNanos, long BackNanos)
{
    public long TotalNanos => BackNanos - DueNanos;

    public long LateNanos => LeftNanos - DueNanos;

    public bool IsTraced => TakenNanos != 0;

    public long OutwardNanos => TakenNanos - LeftNanos;

    /// <summary>Of the answer.</summary>
    public long ReturnNanos => BackNanos - AnsweredNanos;
}
