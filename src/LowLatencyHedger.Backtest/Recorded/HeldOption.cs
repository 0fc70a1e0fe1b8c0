using LowLatencyHedger.Pricing;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Backtest.Recorded;

/// <summary>
/// A position in one option and what it is worth at the step that <see cref="BookPath"/> has reached. Name, number and size never change
/// and may be read by any thread; the rest belongs to the path's.
/// </summary>
internal sealed class HeldOption(InstrumentId id, OptionName name, Quantity size)
{
    private double _leftRatio;
    private double _rightRatio;
    private double _leftVolatility;
    private double _rightVolatility;

    public InstrumentId Id => id;

    public OptionName Name => name;

    /// <summary>Signed, coins.</summary>
    public Quantity Size => size;

    public double Coins { get; } = size.ToDouble();

    public double Forward { get; private set; }

    public double Volatility { get; private set; }

    public double Years { get; private set; }

    /// <summary>Coins for one coin of the option.</summary>
    public double Price { get; private set; }

    /// <summary>Of one coin, in USD, as <see cref="Pricing.Greeks"/> has them.</summary>
    public Greeks Greeks { get; private set; }

    /// <summary>Its delivery price is being averaged.</summary>
    public bool IsInWindow { get; private set; }

    private OptionKind Kind => name.IsCall ? OptionKind.Call : OptionKind.Put;

    /// <summary>A snapshot has been reached. What the next one does not have stays as it was.</summary>
    public void Enter(ChainSnapshot left, ChainSnapshot right)
    {
        if (left.Options.TryGetValue(name, out var from))
        {
            _leftRatio = from.Forward / left.Index;
            _leftVolatility = from.Volatility;
        }
        else
        {
            _leftRatio = _rightRatio;
            _leftVolatility = _rightVolatility;
        }

        var isThere = right.Options.TryGetValue(name, out var to);
        _rightRatio = isThere ? to.Forward / right.Index : _leftRatio;
        _rightVolatility = isThere ? to.Volatility : _leftVolatility;
    }

    /// <summary>Values it at a step.</summary>
    public void Mark(ChainMarket market, int step, in DeliveryAverage average)
    {
        var part = market.Part(step);
        var index = market.Index(step);
        var years = Nanos.ToYears(name.ExpiryUtcNanos - market.UtcNanos[step]);
        Volatility = ((_leftVolatility * (1 - part)) + (_rightVolatility * part)) * market.VolFactor(step);
        IsInWindow = years <= SettlementWindow.WindowYears;
        Forward = IsInWindow ? index : index * ((_leftRatio * (1 - part)) + (_rightRatio * part));
        Greeks greeks;
        if (IsInWindow)
        {
            Years = years;
            SettlementWindow.Evaluate(
                new SettlementInput(Kind, index, average.Mean(index), average.ElapsedFraction, name.Strike, years, Volatility), out greeks);
        }
        else
        {
            Years = SettlementWindow.EffectiveYears(years);
            Black76.Evaluate(new OptionInput(Kind, Forward, name.Strike, Years, Volatility), out greeks);
        }

        Greeks = greeks;
        Price = greeks.Price / Forward;
    }

    public OptionMark Published => new(Price, Forward, Volatility);

    /// <summary>Coins for one coin at a delivery price.</summary>
    public double Payoff(double deliveryPrice) =>
        Math.Max(name.IsCall ? deliveryPrice - name.Strike : name.Strike - deliveryPrice, 0) / deliveryPrice;
}

/// <summary>What the venue publishes of an option at a step.</summary>
internal readonly record struct OptionMark(double Price, double Forward, double Volatility);

/// <summary>The index averaged over the half hour before 08:00 UTC, so far.</summary>
internal readonly record struct DeliveryAverage(double Sum, int Count, double ElapsedFraction)
{
    public double Mean(double otherwise) => Count > 0 ? Sum / Count : otherwise;
}
