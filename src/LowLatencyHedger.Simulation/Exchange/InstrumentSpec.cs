using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>What is traded.</summary>
public enum InstrumentKind
{
    Perpetual,
    Future,
    Option,
}

/// <summary>From <paramref name="AbovePrice"/> on (inclusive) the tick is <paramref name="TickSize"/>.</summary>
public readonly record struct TickStep(Price AbovePrice, Price TickSize);

/// <summary>
/// The fixed part of an instrument: the fields of the venue's instrument object with the values seen in its recordings.
/// Prices are in the quote unit (USD, coin per coin, USDC), amounts in USD for inverse futures and in coins otherwise,
/// commissions are fractions.
/// </summary>
public sealed record InstrumentSpec
{
    /// <summary><c>expiration_timestamp</c> of every perpetual.</summary>
    public const long PerpetualExpirationMs = 32_503_708_800_000;

    public required string Name { get; init; }

    public required long InstrumentId { get; init; }

    public required InstrumentKind Kind { get; init; }

    /// <summary>Settled in USDC; otherwise settled in the base coin ("reversed").</summary>
    public bool IsLinear { get; init; }

    public required string BaseCurrency { get; init; }

    public required string QuoteCurrency { get; init; }

    public required string CounterCurrency { get; init; }

    public required string SettlementCurrency { get; init; }

    /// <summary>Name of the price index, <c>btc_usd</c>.</summary>
    public required string PriceIndex { get; init; }

    public required Quantity ContractSize { get; init; }

    /// <summary>Least amount and amount step.</summary>
    public required Quantity MinTradeAmount { get; init; }

    public required Price TickSize { get; init; }

    public IReadOnlyList<TickStep> TickSteps { get; init; } = [];

    public required long ExpirationMs { get; init; }

    public required long CreationMs { get; init; }

    /// <summary>day, week, month or perpetual.</summary>
    public required string SettlementPeriod { get; init; }

    /// <summary>Options only, in USD (USDC).</summary>
    public double Strike { get; init; }

    /// <summary>Options only.</summary>
    public bool IsCall { get; init; }

    public int MaxLeverage { get; init; }

    public int MaxNonDefaultLeverage { get; init; }

    public double MakerCommission { get; init; }

    public double TakerCommission { get; init; }

    public double BlockTradeCommission { get; init; }

    public double MaxLiquidationCommission { get; init; }

    public double BlockTradeMinTradeAmount { get; init; }

    public double BlockTradeTickSize { get; init; }

    public bool IsOption => Kind == InstrumentKind.Option;

    /// <summary>The wire's kind: future (perpetuals too) or option.</summary>
    public string KindName => IsOption ? "option" : "future";

    /// <summary>The wire's instrument_type: reversed or linear.</summary>
    public string TypeName => IsLinear ? "linear" : "reversed";

    /// <summary>The tick of the price range that holds <paramref name="price"/>.</summary>
    public Price TickAt(Price price)
    {
        var tick = TickSize;
        foreach (var step in TickSteps)
        {
            if (price >= step.AbovePrice)
            {
                tick = step.TickSize;
            }
        }

        return tick;
    }

    /// <summary>Whether <paramref name="price"/> lies on the grid.</summary>
    public bool IsOnTick(Price price) => price.Raw % TickAt(price).Raw == 0;

    /// <summary>The highest grid price not above <paramref name="price"/>.</summary>
    public Price FloorToTick(Price price)
    {
        var tick = TickAt(price).Raw;
        return Price.FromRaw(Math.DivRem(price.Raw, tick, out var rest) * tick - (rest < 0 ? tick : 0));
    }

    /// <summary>The lowest grid price not below <paramref name="price"/>.</summary>
    public Price CeilingToTick(Price price)
    {
        var floor = FloorToTick(price);
        return floor == price ? price : floor + TickAt(floor);
    }

    /// <summary>The next grid price above an on-grid <paramref name="price"/>.</summary>
    public Price TickUp(Price price) => price + TickAt(price);

    /// <summary>The next grid price below an on-grid <paramref name="price"/>.</summary>
    public Price TickDown(Price price) => price - TickAt(price - Price.FromRaw(1));
}
