using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Rpc.Feeds;

/// <summary><c>user.mmp_trigger.{index}</c>, or <c>any</c> index.</summary>
public sealed class ProtectionFeed : Feed
{
    /// <param name="channel">The channel.</param>
    /// <param name="outbox">Takes the messages.</param>
    public ProtectionFeed(ChannelName channel, FeedOutbox outbox)
        : base(channel, outbox)
    {
    }

    /// <inheritdoc/>
    public override void OnProtected(PriceIndex index, long frozenUntilMs)
    {
        if (Channel.Index is "any" or "all" || Channel.Index == index.Name)
        {
            var writer = Outbox.Begin(this);
            writer.WriteStartObject();
            writer.WriteNumber("frozen_until", frozenUntilMs);
            writer.WriteString("index_name", index.Name);
            writer.WriteEndObject();
            Outbox.End(this);
        }
    }
}
