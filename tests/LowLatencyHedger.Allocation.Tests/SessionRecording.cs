namespace LowLatencyHedger.Allocation.Tests;

/// <summary>The calls of a run, where its steady part begins, and how much the sessions sent in all of it.</summary>
internal sealed record SessionRecording(SessionCall[] Calls, int FirstSettled, long SentBytes);
