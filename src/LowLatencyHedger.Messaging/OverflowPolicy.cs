namespace LowLatencyHedger.Messaging;

/// <summary>What a producer does when its ring is full. Nothing is dropped without being counted.</summary>
public enum OverflowPolicy : byte
{
    /// <summary>
    /// Wait for the consumers. The owner of a socket asks <see cref="RingProducer{T}.AvailableCapacity"/> first and leaves its bytes in the
    /// socket; the wait is for what it could not foresee. A wait beyond the limit stops trading: a consumer is dead.
    /// </summary>
    Backpressure = 0,

    /// <summary>Skip this event: only where the next one says the same, newer.</summary>
    Drop = 1,

    /// <summary>Stop trading: a full ring means that the program cannot keep up with itself.</summary>
    Fail = 2,
}
