using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Pricing.Surface;

/// <summary>The quotes of one fit in the order of strikes, with their weights. Allocates only when built; one thread.</summary>
[HotPath]
internal sealed class SviQuoteSet(int capacity)
{
    /// <summary>A narrower spread counts as this one, 0.1 volatility points, so that no single quote decides a fit.</summary>
    public const double SpreadMin = 0.001;

    public readonly double[] LogMoneyness = new double[capacity];

    /// <summary>Total variance of the middle.</summary>
    public readonly double[] Variance = new double[capacity];

    /// <summary>They add up to one. A quote without a bid weighs nothing.</summary>
    public readonly double[] Weight = new double[capacity];

    public readonly double[] Bid = new double[capacity];

    public readonly double[] Ask = new double[capacity];

    /// <summary>As many as were offered.</summary>
    public int Given { get; private set; }

    /// <summary>Of those, quotes that make sense.</summary>
    public int Count { get; private set; }

    /// <summary>Of those, quotes with a weight.</summary>
    public int Used { get; private set; }

    /// <summary>The lowest log-moneyness that has a weight.</summary>
    public double Low { get; private set; }

    public double High { get; private set; }

    /// <summary>The lowest total variance that has a weight.</summary>
    public double VarianceMin { get; private set; }

    public double VarianceMax { get; private set; }

    public void Load(ReadOnlySpan<SviQuote> quotes, double years)
    {
        Given = quotes.Length;
        Count = 0;
        Used = 0;
        Low = VarianceMin = double.PositiveInfinity;
        High = VarianceMax = double.NegativeInfinity;
        var sum = 0.0;
        foreach (ref readonly var quote in quotes)
        {
            sum += Take(in quote, years);
        }

        for (var i = 0; i < Count; i++)
        {
            Weight[i] /= sum;
        }
    }

    /// <summary>The log-moneyness of the lowest total variance.</summary>
    public double LogMoneynessOfLowest()
    {
        var lowest = -1;
        for (var i = 0; i < Count; i++)
        {
            lowest = Weight[i] > 0.0 && (lowest < 0 || Variance[i] < Variance[lowest]) ? i : lowest;
        }

        return LogMoneyness[lowest];
    }

    /// <summary>Mean square of a slice's errors in total variance, weighted.</summary>
    public double Loss(in SviParameters slice)
    {
        var sum = 0.0;
        for (var i = 0; i < Count; i++)
        {
            var error = slice.TotalVariance(LogMoneyness[i]) - Variance[i];
            sum += Weight[i] * error * error;
        }

        return sum;
    }

    /// <summary>Vega but for the factors that all strikes share; an error of variance is 2 v T errors of volatility.</summary>
    private static double WeightOf(in SviQuote quote, double years)
    {
        if (quote.BidVolatility == 0.0)
        {
            return 0.0;
        }

        var middle = 0.5 * (quote.AskVolatility + quote.BidVolatility);
        var deviation = middle * Math.Sqrt(years);
        var vega = NormalDistribution.Pdf((0.5 * deviation) - (quote.LogMoneyness / deviation));
        var unit = Math.Max(quote.AskVolatility - quote.BidVolatility, SpreadMin) * 2.0 * middle * years;
        return vega / (unit * unit);
    }

    /// <summary>Returns the quote's weight.</summary>
    private double Take(in SviQuote quote, double years)
    {
        var spread = quote.AskVolatility - quote.BidVolatility;
        var isSound = double.IsFinite(quote.LogMoneyness + spread) && quote.BidVolatility >= 0.0 && spread >= 0.0;
        if (!isSound || quote.AskVolatility == 0.0)
        {
            return 0.0;
        }

        var weight = WeightOf(in quote, years);
        var isTooFarOut = weight == 0.0 && quote.BidVolatility > 0.0;
        if (!double.IsFinite(weight) || isTooFarOut)
        {
            return 0.0;
        }

        var middle = 0.5 * (quote.AskVolatility + quote.BidVolatility);
        var variance = middle * middle * years;
        Insert(in quote, weight, variance);
        if (weight > 0.0)
        {
            Used++;
            Low = Math.Min(Low, quote.LogMoneyness);
            High = Math.Max(High, quote.LogMoneyness);
            VarianceMin = Math.Min(VarianceMin, variance);
            VarianceMax = Math.Max(VarianceMax, variance);
        }

        return weight;
    }

    private void Insert(in SviQuote quote, double weight, double variance)
    {
        var at = Count++;
        for (; at > 0 && LogMoneyness[at - 1] > quote.LogMoneyness; at--)
        {
            LogMoneyness[at] = LogMoneyness[at - 1];
            Variance[at] = Variance[at - 1];
            Weight[at] = Weight[at - 1];
            Bid[at] = Bid[at - 1];
            Ask[at] = Ask[at - 1];
        }

        LogMoneyness[at] = quote.LogMoneyness;
        Variance[at] = variance;
        Weight[at] = weight;
        Bid[at] = quote.BidVolatility;
        Ask[at] = quote.AskVolatility;
    }
}
