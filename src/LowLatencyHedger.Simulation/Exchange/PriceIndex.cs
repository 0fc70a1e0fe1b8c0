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
        EstimatedDeliveryPrice = price;
    }

    public string Name { get; }

    /// <summary>The coin that is priced.</summary>
    public string Currency { get; }

    public double Price { get; private set; }

    public long TimestampMs { get; private set; }

    public double High24h { get; private set; }

    public double Low24h { get; private set; }

    /// <summary>The price at the start of the running day.</summary>
    public double Open24h { get; private set; }

    /// <summary>The level of the volatility index, percent.</summary>
    public double Volatility { get; internal set; } = 45;

    /// <summary>What an expiry settles at if the index stays: the running average inside the last half hour, else the price.</summary>
    public double EstimatedDeliveryPrice { get; private set; }

    /// <summary>Whether the half-hour averaging before a delivery runs.</summary>
    public bool IsAveraging { get; private set; }

    /// <summary>How much of the averaging half hour has passed, 0 to 1.</summary>
    public double AveragedFraction { get; private set; }

    /// <summary>The average over the part that has passed.</summary>
    public double RunningAverage { get; private set; }

    /// <summary>No trading in any instrument on this index.</summary>
    public bool IsLocked { get; internal set; }

    /// <summary>Takes a new price, rounded as published.</summary>
    internal void Update(double price, long nowMs)
    {
        var isFirst = Price == 0;
        Price = Math.Round(price, 2);
        TimestampMs = nowMs;
        if (isFirst)
        {
            (Open24h, High24h, Low24h) = (Price, Price, Price);
        }

        High24h = Math.Max(High24h, Price);
        Low24h = Math.Min(Low24h, Price);
        EstimatedDeliveryPrice = IsAveraging
            ? Math.Round((AveragedFraction * RunningAverage) + ((1 - AveragedFraction) * Price), 2)
            : Price;
    }

    internal void BeginAveraging(double runningAverage, double fraction)
    {
        IsAveraging = true;
        RunningAverage = runningAverage;
        AveragedFraction = fraction;
    }

    /// <summary>Settlement: the averaging ends and the day's statistics begin anew.</summary>
    internal void EndAveraging()
    {
        IsAveraging = false;
        (Open24h, High24h, Low24h) = (Price, Price, Price);
    }
}
