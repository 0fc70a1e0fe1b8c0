using System.Globalization;

namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>A trading account with its credentials, balances, positions and orders. Read through the model.</summary>
public sealed class Account
{
    internal Account(long userId, string clientId, string clientSecret)
    {
        UserId = userId;
        ClientId = clientId;
        ClientSecret = clientSecret;
    }

    public long UserId { get; }

    public string ClientId { get; }

    public string ClientSecret { get; }

    internal Dictionary<string, CurrencyLedger> Ledgers { get; } = [];

    internal Dictionary<Instrument, PositionLedger> Positions { get; } = [];

    internal List<Delivery> Deliveries { get; } = [];

    internal OrderLedger Orders { get; } = new();

    public override string ToString() => UserId.ToString(CultureInfo.InvariantCulture);
}
