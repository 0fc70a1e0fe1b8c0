using LowLatencyHedger.Backtest.Laboratory;
using LowLatencyHedger.Pricing;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Backtest.Recorded;

/// <summary>
/// Which options the account holds: so many at any time, drawn from those of a snapshot that have some life and some delta left. The same
/// for every policy. Thread: the run's.
/// </summary>
/// <param name="settings">Valid ones.</param>
/// <param name="given">What is held instead, and never replaced; null: what is drawn.</param>
internal sealed class OptionBook(BacktestSettings settings, IReadOnlyList<(OptionName Name, Quantity Size)>? given = null)
{
    private const double MinYears = 1.0 / 365;
    private const double MaxYears = 100.0 / 365;
    private const double MinDelta = 0.04;
    private const int FirstId = 1;

    private readonly List<HeldOption> _held = [];
    private readonly HashSet<string> _names = [];
    private int _nextId = FirstId;

    public IReadOnlyList<HeldOption> Held => _held;

    /// <summary>Coins.</summary>
    public static Quantity Lot(BacktestSettings settings) => Quantity.FromDouble(settings.Currency == "BTC" ? 0.1 : 1);

    /// <summary>Fills the book up at a snapshot; returns what is new.</summary>
    public List<HeldOption> Refill(ChainMarket market, int segment)
    {
        if (given is not null)
        {
            return TakeGiven(given);
        }

        var snapshot = market.Snapshots[segment];
        var random = new RandomStream((ulong)settings.Seed ^ 0xB00CUL, (ulong)segment);
        var candidates = snapshot.Options
            .Where(option => !_names.Contains(option.Key.Name) && IsWanted(option.Key, option.Value, snapshot.UtcNanos))
            .Select(option => option.Key)
            .OrderBy(name => name.Name, StringComparer.Ordinal)
            .ToList();
        var added = new List<HeldOption>();
        while (_held.Count < settings.Options && candidates.Count > 0 && _nextId < PolicyConfig.CapacityInstruments)
        {
            var place = Math.Min((int)(random.NextUniform() * candidates.Count), candidates.Count - 1);
            var lots = Math.Max(Math.Round(settings.PositionCoins * Math.Exp(0.5 * random.NextNormal()) / Lot(settings).ToDouble()), 1);
            var sign = random.NextUniform() < settings.SoldFraction ? -1 : 1;
            var quantity = Quantity.FromRaw(sign * (long)lots * Lot(settings).Raw);
            var option = new HeldOption(new InstrumentId(_nextId++), candidates[place], quantity);
            candidates.RemoveAt(place);
            Add(option, added);
        }

        return added;
    }

    /// <summary>Takes out what has expired.</summary>
    public List<HeldOption> Expire(long utcNanos)
    {
        var expired = _held.FindAll(option => option.Name.ExpiryUtcNanos <= utcNanos);
        _held.RemoveAll(expired.Contains);
        return expired;
    }

    private List<HeldOption> TakeGiven(IReadOnlyList<(OptionName Name, Quantity Size)> positions)
    {
        var added = new List<HeldOption>();
        foreach (var (name, size) in positions.Where(position => !_names.Contains(position.Name.Name)))
        {
            Add(new HeldOption(new InstrumentId(_nextId++), name, size), added);
        }

        return added;
    }

    private void Add(HeldOption option, List<HeldOption> added)
    {
        _names.Add(option.Name.Name);
        _held.Add(option);
        added.Add(option);
    }

    private static bool IsWanted(OptionName name, ChainQuote quote, long utcNanos)
    {
        var years = Nanos.ToYears(name.ExpiryUtcNanos - utcNanos);
        if (years is < MinYears or > MaxYears)
        {
            return false;
        }

        Black76.Evaluate(new OptionInput(OptionKind.Call, quote.Forward, name.Strike, years, quote.Volatility), out var greeks);
        return greeks.Delta is > MinDelta and < 1 - MinDelta;
    }
}
