using System.Globalization;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>Which instruments exist: the venue's naming, grids and fields, with the values of its recordings from winter 2025/26.</summary>
internal sealed class InstrumentCatalog
{
    private const long DayMs = 86_400_000;
    private long _nextId = 556_200;

    /// <summary>A listed expiry: its moment, settlement period and whether a future of its own exists.</summary>
    public readonly record struct Expiry(long ExpirationMs, string Period, bool HasFuture);

    /// <summary>
    /// The expiries after a moment: three daily ones, two weekly (Fridays), two monthly and two quarterly ones (last Fridays),
    /// all at the venue's time of delivery. Dailies have no future of their own, so their options refer to a synthetic one.
    /// </summary>
    public static List<Expiry> Expiries(long nowMs, TimeSpan deliveryOfDay)
    {
        var first = nowMs - (nowMs % DayMs) + (long)deliveryOfDay.TotalMilliseconds;
        first = first > nowMs ? first : first + DayMs;
        var expiries = new SortedDictionary<long, Expiry>();
        var (weeks, months, quarters) = (0, 0, 0);
        for (var day = 0; day < 400 && quarters < 2; day++)
        {
            var moment = first + (day * DayMs);
            var date = DateOf(moment);
            var friday = date.DayOfWeek == DayOfWeek.Friday;
            var lastFriday = friday && date.AddDays(7).Month != date.Month;
            if (lastFriday && date.Month % 3 == 0)
            {
                quarters++;
                expiries.Add(moment, new Expiry(moment, "month", HasFuture: true));
            }
            else if (lastFriday && months < 2)
            {
                months++;
                expiries.Add(moment, new Expiry(moment, "month", HasFuture: true));
            }
            else if (friday && weeks < 2)
            {
                weeks++;
                expiries.Add(moment, new Expiry(moment, "week", HasFuture: true));
            }
            else if (day < 3)
            {
                expiries.Add(moment, new Expiry(moment, "day", HasFuture: false));
            }
        }

        return [.. expiries.Values];
    }

    /// <summary><c>27FEB26</c>: the day without a leading zero.</summary>
    public static string ExpiryName(long expirationMs) =>
        DateOf(expirationMs).ToString("dMMMyy", CultureInfo.InvariantCulture).ToUpperInvariant();

    public InstrumentSpec Perpetual(string coin, bool linear)
    {
        var isBtc = coin == "BTC";
        return Future(coin, linear) with
        {
            Name = linear ? $"{coin}_USDC-PERPETUAL" : $"{coin}-PERPETUAL",
            Kind = InstrumentKind.Perpetual,
            InstrumentId = linear ? 217_989 : isBtc ? 124_972 : 124_973,
            TickSize = Price.FromDouble(isBtc ? 0.5 : 0.05),
            ExpirationMs = InstrumentSpec.PerpetualExpirationMs,
            CreationMs = linear ? 1_647_349_200_000 : 1_534_167_754_000,
            SettlementPeriod = "perpetual",
            MaxLeverage = 50,
        };
    }

    public InstrumentSpec DatedFuture(string coin, Expiry expiry) => Future(coin, linear: false) with
    {
        Name = $"{coin}-{ExpiryName(expiry.ExpirationMs)}",
        InstrumentId = _nextId++,
        ExpirationMs = expiry.ExpirationMs,
        CreationMs = CreationMs(expiry),
        SettlementPeriod = expiry.Period,
        MakerCommission = expiry.Period == "week" ? -0.0001 : 0,
    };

    public InstrumentSpec Option(string coin, bool linear, Expiry expiry, double strike, bool isCall)
    {
        var isBtc = coin == "BTC";
        return new InstrumentSpec
        {
            Name = $"{(linear ? $"{coin}_USDC" : coin)}-{ExpiryName(expiry.ExpirationMs)}-{StrikeName(strike)}-{(isCall ? 'C' : 'P')}",
            InstrumentId = _nextId++,
            Kind = InstrumentKind.Option,
            IsLinear = linear,
            BaseCurrency = coin,
            QuoteCurrency = linear ? "USDC" : coin,
            CounterCurrency = linear ? "USDC" : "USD",
            SettlementCurrency = linear ? "USDC" : coin,
            PriceIndex = IndexName(coin, linear),
            ContractSize = Quantity.FromDouble(linear ? 0.01 : 1),
            MinTradeAmount = Quantity.FromDouble(linear ? 0.01 : isBtc ? 0.1 : 1),
            TickSize = Price.FromDouble(linear ? 5 : 0.0001),
            TickSteps = linear ? [] : [new TickStep(Price.FromDouble(0.005), Price.FromDouble(0.0005))],
            ExpirationMs = expiry.ExpirationMs,
            CreationMs = CreationMs(expiry),
            SettlementPeriod = expiry.Period,
            Strike = strike,
            IsCall = isCall,
            MakerCommission = 0.0003,
            TakerCommission = 0.0003,
            BlockTradeCommission = 0.0003,
            BlockTradeMinTradeAmount = isBtc ? 25 : 250,
            BlockTradeTickSize = 0.0001,
        };
    }

    /// <summary>
    /// Strikes around the spot: finer and narrower for near expiries, and <paramref name="density"/> times finer for large books.
    /// </summary>
    public static List<double> Strikes(double spot, string coin, long expirationMs, long nowMs, int density)
    {
        var days = (expirationMs - nowMs) / (double)DayMs;
        var unit = (coin == "BTC" ? 1000.0 : 50.0) / density;
        var (steps, range) = days switch
        {
            < 4 => (1, 0.08),
            < 20 => (2, 0.16),
            < 75 => (5, 0.35),
            _ => (10, 0.60),
        };
        var step = steps * unit;
        var strikes = new List<double>();
        for (var strike = Math.Ceiling(spot * (1 - range) / step) * step; strike <= spot * (1 + range); strike += step)
        {
            strikes.Add(strike);
        }

        return strikes;
    }

    public static string IndexName(string coin, bool linear) => $"{coin.ToLowerInvariant()}_{(linear ? "usdc" : "usd")}";

    private static string StrikeName(double strike) => strike.ToString("0.####", CultureInfo.InvariantCulture).Replace('.', 'd');

    private static DateTime DateOf(long unixMs) => DateTime.UnixEpoch.AddMilliseconds(unixMs);

    private static long CreationMs(Expiry expiry) => expiry.ExpirationMs - (DayMs * expiry.Period switch
    {
        "day" => 3,
        "week" => 21,
        _ => 180,
    });

    private static InstrumentSpec Future(string coin, bool linear)
    {
        var isBtc = coin == "BTC";
        var contract = Quantity.FromDouble(linear ? 0.001 : isBtc ? 10 : 1);
        return new InstrumentSpec
        {
            Name = coin,
            InstrumentId = 0,
            Kind = InstrumentKind.Future,
            IsLinear = linear,
            BaseCurrency = coin,
            QuoteCurrency = linear ? "USDC" : "USD",
            CounterCurrency = linear ? "USDC" : "USD",
            SettlementCurrency = linear ? "USDC" : coin,
            PriceIndex = IndexName(coin, linear),
            ContractSize = contract,
            MinTradeAmount = contract,
            TickSize = Price.FromDouble(isBtc ? 2.5 : 0.25),
            ExpirationMs = 0,
            CreationMs = 0,
            SettlementPeriod = "month",
            MaxLeverage = 25,
            MaxNonDefaultLeverage = 5,
            TakerCommission = 0.0005,
            BlockTradeCommission = 0.00025,
            MaxLiquidationCommission = 0.0075,
            BlockTradeMinTradeAmount = 200_000,
            BlockTradeTickSize = 0.01,
        };
    }
}
