namespace LowLatencyHedger.Backtest.Recorded;

/// <summary>Why coins moved.</summary>
public enum EntryKind
{
    Premium,
    OptionFee,
    Payoff,
    HedgeFee,

    /// <summary>What the perpetual has gained since the last daily settlement.</summary>
    HedgeSettlement,
    Funding,
}

/// <summary>
/// The account's money, in whole units of 1e-8 coins, and its position in the inverse perpetual. Every movement is booked once, rounded
/// once, under its kind. Thread: the run's.
/// </summary>
internal sealed class CoinLedger(double startCoins)
{
    private readonly long[] _byKind = new long[Enum.GetValues<EntryKind>().Length];
    private double _openCoins;
    private double _funding;

    /// <summary>Of 1e-8 coins.</summary>
    public long CashRaw { get; private set; } = Raw(startCoins);

    public long StartRaw { get; } = Raw(startCoins);

    /// <summary>Signed, USD.</summary>
    public long HedgeUsd { get; private set; }

    public double Cash => CashRaw * 1e-8;

    public long Entries { get; private set; }

    /// <summary>Funding not booked yet.</summary>
    public double FundingOpen => _funding;

    public static long Raw(double coins) => (long)Math.Round(coins * 1e8);

    public long Total(EntryKind kind) => _byKind[(int)kind];

    public void Book(EntryKind kind, double coins) => BookRaw(kind, Raw(coins));

    /// <param name="kind">Why.</param>
    /// <param name="raw">Of 1e-8 coins.</param>
    public void BookRaw(EntryKind kind, long raw)
    {
        CashRaw += raw;
        _byKind[(int)kind] += raw;
        Entries++;
    }

    /// <summary>A trade in the perpetual.</summary>
    public void Trade(long signedUsd, double price)
    {
        HedgeUsd += signedUsd;
        _openCoins += signedUsd / price;
    }

    public void AccrueFunding(double coins) => _funding += coins;

    /// <summary>What the perpetual would bring now, coins.</summary>
    public double Unrealised(double price) => _openCoins - (HedgeUsd / price);

    /// <summary>The daily settlement: the day's profit and funding become cash; what rounding leaves stays open.</summary>
    public void Settle(double price)
    {
        var profit = Raw(Unrealised(price));
        BookRaw(EntryKind.HedgeSettlement, profit);
        _openCoins -= profit * 1e-8;
        var funding = Raw(_funding);
        BookRaw(EntryKind.Funding, funding);
        _funding -= funding * 1e-8;
    }
}
