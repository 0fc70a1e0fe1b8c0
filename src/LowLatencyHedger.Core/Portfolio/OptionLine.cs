using LowLatencyHedger.Core.Market;
using LowLatencyHedger.Pricing;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Portfolio;

/// <summary>When a valuation happens.</summary>
internal readonly record struct ValuationTime(long NowNanos, long VenueUtcNanos);

/// <summary>
/// One held option: its inputs, and its last valuation as straight lines in the forward. Per one option, the position apart.
/// </summary>
[HotPath]
internal struct OptionLine
{
    public double Quantity;
    public double Strike;
    public double Volatility;
    public long VolReceivedNanos;
    public int Expiry;
    public int Next;
    public OptionKind Kind;
    public SettlementStyle Style;
    public bool IsValued;

    public double DeltaAtZero;
    public double DeltaSlope;
    public double PlainGamma;
    public double Vega;
    public double Theta;

    /// <summary>Value in the settlement currency: coins if inverse, USD if linear.</summary>
    public double ValueAtZero;

    public double ValueSlope;

    /// <summary>Values the option afresh. Without usable inputs it is left unvalued, contributing nothing.</summary>
    public void Value(ForwardCurve curve, in ValuationTime time, in ReferencePrices references, double usdFraction)
    {
        var forward = curve.Forward(Expiry, references);
        var remainingNanos = curve.ExpiryUtcNanos(Expiry) - time.VenueUtcNanos;
        var isInverse = Style == SettlementStyle.Inverse;
        Clear();
        if (remainingNanos <= 0)
        {
            // Its payoff is fixed: no risk is left, only the settlement to come.
            ValueAtZero = Payoff(curve.DeliveryPrice(Expiry, references.Index));
            IsValued = time.VenueUtcNanos > 0;
            return;
        }

        var status = remainingNanos < ForwardCurve.SettlementWindowNanos
            ? EvaluateSettling(curve, remainingNanos, forward, references, out var greeks)
            : Black76.Evaluate(new OptionInput(Kind, forward, Strike, Nanos.ToYears(remainingNanos), Volatility), out greeks);
        if (status is not (PricingStatus.Ok or PricingStatus.Intrinsic) || !(Volatility > 0) || time.VenueUtcNanos == 0)
        {
            return;
        }

        var hedge = Numeraires.ForOption(greeks, forward, Style, usdFraction);
        IsValued = double.IsFinite(hedge.Delta + hedge.Gamma);
        if (!IsValued)
        {
            return;
        }

        DeltaSlope = hedge.Gamma;
        DeltaAtZero = hedge.Delta - (hedge.Gamma * forward);
        PlainGamma = greeks.Gamma;
        Vega = greeks.Vega;
        Theta = greeks.Theta;
        ValueSlope = isInverse ? greeks.PremiumAdjustedDelta / forward : greeks.Delta;
        ValueAtZero = (isInverse ? greeks.Price / forward : greeks.Price) - (ValueSlope * forward);
    }

    /// <summary>In the settlement currency.</summary>
    private readonly double Payoff(double deliveryPrice)
    {
        var payoff = Math.Max(Kind == OptionKind.Call ? deliveryPrice - Strike : Strike - deliveryPrice, 0.0);
        return Style == SettlementStyle.Inverse ? payoff / deliveryPrice : payoff;
    }

    private readonly PricingStatus EvaluateSettling(
        ForwardCurve curve, long remainingNanos, double forward, in ReferencePrices references, out Greeks greeks)
    {
        var index = references.Index > 0 ? references.Index : forward;
        var average = curve.DeliveryPrice(Expiry, index);
        var elapsed = 1.0 - (remainingNanos / (double)ForwardCurve.SettlementWindowNanos);
        var input = new SettlementInput(
            Kind, index, average, elapsed, Strike, Nanos.ToYears(remainingNanos), Volatility);
        return SettlementWindow.Evaluate(input, out greeks);
    }

    private void Clear()
    {
        IsValued = false;
        DeltaAtZero = 0;
        DeltaSlope = 0;
        PlainGamma = 0;
        Vega = 0;
        Theta = 0;
        ValueAtZero = 0;
        ValueSlope = 0;
    }
}

/// <summary>Positions times straight lines, added up.</summary>
[HotPath]
internal struct LineSums
{
    public double DeltaAtZero;
    public double DeltaSlope;
    public double PlainGamma;
    public double Vega;
    public double Theta;
    public double CoinValueAtZero;
    public double CoinValueSlope;
    public double UsdValueAtZero;
    public double UsdValueSlope;

    public void Add(in OptionLine line, int sign)
    {
        var quantity = sign * line.Quantity;
        DeltaAtZero += quantity * line.DeltaAtZero;
        DeltaSlope += quantity * line.DeltaSlope;
        PlainGamma += quantity * line.PlainGamma;
        Vega += quantity * line.Vega;
        Theta += quantity * line.Theta;
        if (line.Style == SettlementStyle.Inverse)
        {
            CoinValueAtZero += quantity * line.ValueAtZero;
            CoinValueSlope += quantity * line.ValueSlope;
        }
        else
        {
            UsdValueAtZero += quantity * line.ValueAtZero;
            UsdValueSlope += quantity * line.ValueSlope;
        }
    }
}

/// <summary>Greeks of all held options of an underlying, in raw units.</summary>
internal struct BookSums
{
    /// <summary>Coins; the delta that the numeraire hedges.</summary>
    public double Delta;

    /// <summary>Slope of <see cref="Delta"/> in the forward.</summary>
    public double Gamma;

    public double PlainGamma;
    public double Vega;
    public double Theta;
    public double CoinValue;
    public double UsdValue;

    /// <summary>When the oldest volatility among the held options was received, as of the last round.</summary>
    public long OldestVolNanos;

    public long OldestForwardNanos;
    public bool IsForwardMissing;

    /// <summary>The market has moved too far for the straight lines while a round of valuations is under way.</summary>
    public bool IsFarMove;

    /// <summary>A held option is about to expire or just did.</summary>
    public bool IsExpiryBlackout;
}
