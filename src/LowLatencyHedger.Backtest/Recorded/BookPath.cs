using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Backtest.Recorded;

/// <summary>
/// The account's options through the market: which are held, what they are worth, why that changed. It is the same for every policy, so
/// that each block of it is made once and read by all. Thread: one at a time.
/// </summary>
/// <param name="settings">Valid ones.</param>
/// <param name="market">Shared.</param>
/// <param name="given">What is held; null: what <see cref="OptionBook"/> draws.</param>
internal sealed class BookPath(
    BacktestSettings settings, ChainMarket market, IReadOnlyList<(OptionName Name, Quantity Size)>? given = null)
{
    /// <summary>Steps of a block.</summary>
    public const int BlockSteps = 500;

    private const long WindowNanos = 1_800 * Nanos.PerSecond;
    private const double OptionFeeOfPriceMax = 0.125;

    private readonly OptionBook _book = new(settings, given);
    private readonly Attribution _lines = new();
    private readonly List<OptionTrade> _opened = [];
    private readonly List<OptionDelivery> _delivered = [];
    private DeliveryAverage _average;
    private HeldOption[] _held = [];
    private int _next;

    /// <summary>The options at the first step, opened before it.</summary>
    public BookStep Begin()
    {
        foreach (var option in _book.Refill(market, market.Segment[0]))
        {
            Open(option, 0, isClient: false);
        }

        _held = [.. _book.Held];
        _next = 1;
        return Step(0);
    }

    /// <summary>The next steps; empty at the end.</summary>
    public List<BookStep> Next()
    {
        var steps = new List<BookStep>(BlockSteps);
        for (var end = Math.Min(_next + BlockSteps, market.UtcNanos.Length); _next < end; _next++)
        {
            steps.Add(Advance(_next));
        }

        return steps;
    }

    private BookStep Advance(int step)
    {
        var now = market.UtcNanos[step];
        Average(now, market.Index(step));
        if (BookStep.IsSettlement(now))
        {
            Deliver(now, market.Index(step));
        }

        var isNewSegment = market.Segment[step] != market.Segment[step - 1];
        if (isNewSegment)
        {
            Enter(market.Segment[step]);
        }

        Mark(step, Nanos.ToYears(now - market.UtcNanos[step - 1]));
        if (isNewSegment)
        {
            Refill(step);
        }

        if (_opened.Count > 0 || _delivered.Count > 0)
        {
            _held = [.. _book.Held];
        }

        return Step(step);
    }

    private BookStep Step(int step)
    {
        var made = new BookStep
        {
            Number = step,
            Held = _held,
            Marks = Array.ConvertAll(_held, static option => option.Published),
            Value = _held.Sum(static option => option.Coins * option.Price),
            Opened = [.. _opened],
            Delivered = [.. _delivered],
            Lines = _lines.Take(),
        };
        _opened.Clear();
        _delivered.Clear();
        return made;
    }

    /// <summary>The index of the half hour before the delivery.</summary>
    private void Average(long now, double index)
    {
        var left = BookStep.SettlementOfDayNanos - (now % Nanos.PerDay);
        _average = left is >= 0 and < WindowNanos
            ? new DeliveryAverage(_average.Sum + index, _average.Count + 1, 1 - ((double)left / WindowNanos))
            : default;
    }

    private void Deliver(long now, double index)
    {
        var price = _average.Mean(index);
        foreach (var option in _book.Expire(now))
        {
            var payoff = option.Payoff(price);
            _lines.Add(ProfitLine.Settlement, option.Coins * (payoff - option.Price));
            _delivered.Add(new OptionDelivery(option, price, payoff));
        }
    }

    private void Mark(int step, double years)
    {
        foreach (var option in _book.Held)
        {
            var (price, forward, volatility) = (option.Price, option.Forward, option.Volatility);
            var greeks = option.Greeks;
            var wasInWindow = option.IsInWindow;
            option.Mark(market, step, _average);
            if (wasInWindow || option.IsInWindow)
            {
                _lines.Add(ProfitLine.Settlement, option.Coins * (option.Price - price));
            }
            else
            {
                _lines.AddOption(option.Coins, greeks, forward, option.Forward - forward, option.Volatility - volatility, years);
            }
        }
    }

    private void Enter(int segment)
    {
        foreach (var option in _book.Held)
        {
            option.Enter(market.Snapshots[segment], market.Snapshots[segment + 1]);
        }
    }

    private void Refill(int step)
    {
        foreach (var option in _book.Refill(market, market.Segment[step]))
        {
            Open(option, step, isClient: true);
        }
    }

    /// <summary>A new option, at its mark on the grid of prices.</summary>
    private void Open(HeldOption option, int step, bool isClient)
    {
        var segment = market.Segment[step];
        option.Enter(market.Snapshots[segment], market.Snapshots[segment + 1]);
        option.Mark(market, step, _average);
        var price = Price.FromDouble(Math.Max(Math.Round(option.Price, 4), 0.0001));
        long fee = 0;
        if (isClient)
        {
            fee = CoinLedger.Raw(Math.Abs(option.Coins) * Math.Min(1e-4 * settings.OptionFeeBps, OptionFeeOfPriceMax * price.ToDouble()));
            _lines.Add(ProfitLine.OptionFees, -fee * 1e-8);
            _lines.Add(ProfitLine.OptionEdge, option.Coins * (option.Price - price.ToDouble()));
        }

        _opened.Add(new OptionTrade(option, price, fee, isClient));
    }
}
