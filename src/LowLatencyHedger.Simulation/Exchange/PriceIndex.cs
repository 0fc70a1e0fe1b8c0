namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>A price index (<c>btc_usd</c>). USD per coin, two decimals as published.</summary>
public sealed class PriceIndex
{
    internal PriceIndex(string name, string currency, double price)
    {
        Name = name;
        Currency = currency;
        Price = price;
        High24h = price;
        Low24h = price;
        Open24h = price;
    }

    public string Name { get; }

    /// <summary>The coin that is priced.</summary>
    public string Currency { get; }

    public double Price { get; internal set; }

    public long TimestampMs { get; internal set; }

    public double High24h { get; internal set; }

    public double Low24h { get; internal set; }

    /// <summary>The price at the start of the running day.</summary>
    public double Open24h { get; internal set; }

    /// <summary>The level of the volatility index, percent.</summary>
    public double Volatility { get; internal set; } = 45;

    /// <summary>What an expiry settles at if the index stays: the running average inside the last half hour, else the price.</summary>
    public double EstimatedDeliveryPrice { get; internal set; }

    /// <summary>Whether the half-hour averaging before 08:00 UTC runs.</summary>
    public bool IsAveraging { get; internal set; }

    /// <summary>No trading in any instrument on this index.</summary>
    public bool IsLocked { get; internal set; }
}
