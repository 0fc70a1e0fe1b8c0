using LowLatencyHedger.Core.Market;
using LowLatencyHedger.Core.Portfolio;
using LowLatencyHedger.Pricing;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Tests.Portfolio;

/// <summary>One option of a test's book.</summary>
internal sealed class OracleOption
{
    public int Expiry { get; init; }

    public OptionKind Kind { get; init; }

    public SettlementStyle Style { get; init; }

    public double Strike { get; init; }

    public double Quantity { get; set; }

    public double Volatility { get; set; }

    public double VolPerLogForward { get; set; }
}

/// <summary>The Greeks of a book from nothing: every option valued by itself, with the scalar formulas, and added up without drift.</summary>
internal struct GreeksOracle
{
    private double _delta;
    private double _deltaRest;

    public double GrossDelta { get; private set; }

    public double Gamma { get; private set; }

    public double GrossGamma { get; private set; }

    public double Vega { get; private set; }

    public double GrossVega { get; private set; }

    public double Theta { get; private set; }

    public double GrossTheta { get; private set; }

    public double CoinValue { get; private set; }

    public double UsdValue { get; private set; }

    /// <summary>Coins.</summary>
    public double GrossValue { get; private set; }

    public readonly double Delta => _delta + _deltaRest;

    public static GreeksOracle Of(IEnumerable<OracleOption> book, ForwardCurve curve, in ValuationTime time, in ReferencePrices references)
    {
        GreeksOracle sum = default;
        foreach (var option in book)
        {
            if (option.Quantity != 0)
            {
                sum.Add(option, curve, time, references);
            }
        }

        return sum;
    }

    private void Add(OracleOption option, ForwardCurve curve, in ValuationTime time, in ReferencePrices references)
    {
        var remaining = curve.ExpiryUtcNanos(option.Expiry) - time.VenueUtcNanos;
        var isInverse = option.Style == SettlementStyle.Inverse;
        if (remaining <= 0)
        {
            var delivery = curve.DeliveryPrice(option.Expiry, references.Index);
            var payoff = Math.Max(option.Kind == OptionKind.Call ? delivery - option.Strike : option.Strike - delivery, 0);
            AddValue(option, payoff, delivery);
            return;
        }

        var years = remaining / Nanos.PerYear;
        var price = curve.Forward(option.Expiry, references);
        Greeks greeks;
        if (remaining < ForwardCurve.SettlementWindowNanos)
        {
            price = references.Index;
            var elapsed = 1 - ((double)remaining / ForwardCurve.SettlementWindowNanos);
            var average = curve.DeliveryPrice(option.Expiry, price);
            SettlementWindow.Evaluate(
                new SettlementInput(option.Kind, price, average, elapsed, option.Strike, years, option.Volatility), out greeks);
        }
        else
        {
            Black76.Evaluate(new OptionInput(option.Kind, price, option.Strike, years, option.Volatility), out greeks);
        }

        Assert.True(greeks.IsFinite);
        var delta = (isInverse ? greeks.PremiumAdjustedDelta : greeks.Delta) + (greeks.Vega * option.VolPerLogForward / price);
        AddDelta(option.Quantity * delta);
        Gamma += option.Quantity * greeks.Gamma;
        GrossGamma += Math.Abs(option.Quantity * greeks.Gamma);
        Vega += option.Quantity * greeks.Vega;
        GrossVega += Math.Abs(option.Quantity * greeks.Vega);
        Theta += option.Quantity * greeks.Theta;
        GrossTheta += Math.Abs(option.Quantity * greeks.Theta);
        AddValue(option, greeks.Price, price);
    }

    /// <summary>Neumaier's summation: the rest is what rounding took.</summary>
    private void AddDelta(double term)
    {
        GrossDelta += Math.Abs(term);
        var sum = _delta + term;
        _deltaRest += Math.Abs(_delta) >= Math.Abs(term) ? _delta - sum + term : term - sum + _delta;
        _delta = sum;
    }

    private void AddValue(OracleOption option, double usd, double price)
    {
        var isInverse = option.Style == SettlementStyle.Inverse;
        CoinValue += isInverse ? option.Quantity * usd / price : 0;
        UsdValue += isInverse ? 0 : option.Quantity * usd;
        GrossValue += Math.Abs(option.Quantity) * usd / price;
    }
}
