using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Rpc.Feeds;

/// <summary><c>user.portfolio.{currency}</c>: at subscribing and on change; <c>any</c> sends a message for each currency.</summary>
public sealed class PortfolioFeed : Feed
{
    private readonly ExchangeModel _model;

    /// <param name="channel">The channel.</param>
    /// <param name="outbox">Takes the messages.</param>
    /// <param name="model">Computes the summaries.</param>
    public PortfolioFeed(ChannelName channel, FeedOutbox outbox, ExchangeModel model)
        : base(channel, outbox)
    {
        _model = model;
    }

    /// <inheritdoc/>
    public override void SendSnapshot(RpcConnection subscriber)
    {
        foreach (var currency in _model.Currencies(Account!))
        {
            if (Covers(currency))
            {
                WriteMessage(currency);
                Outbox.End(this, subscriber);
            }
        }
    }

    /// <inheritdoc/>
    public override void OnPortfolio(string currency)
    {
        if (Covers(currency))
        {
            WriteMessage(currency);
            Outbox.End(this);
        }
    }

    private bool Covers(string currency) => Channel.Currency is "any" || Channel.Currency == currency;

    private void WriteMessage(string currency)
    {
        var writer = Outbox.Begin(this);
        writer.WriteStartObject();
        AccountJson.WriteSummaryFields(writer, _model.Summary(Account!, currency));
        writer.WriteEndObject();
    }
}
