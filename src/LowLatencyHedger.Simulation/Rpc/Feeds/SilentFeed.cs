namespace LowLatencyHedger.Simulation.Rpc.Feeds;

/// <summary>
/// A channel that the venue has and in which nothing happens here: announcements, locks, access log.
/// </summary>
public sealed class SilentFeed : Feed
{
    /// <param name="channel">The channel.</param>
    /// <param name="outbox">Unused.</param>
    public SilentFeed(ChannelName channel, FeedOutbox outbox)
        : base(channel, outbox)
    {
    }
}
