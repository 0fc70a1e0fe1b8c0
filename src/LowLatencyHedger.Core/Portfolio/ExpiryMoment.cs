using LowLatencyHedger.Core.Market;
using LowLatencyHedger.Pricing;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Portfolio;

/// <summary>By which model an expiry is valued.</summary>
internal enum ExpiryPhase : byte
{
    /// <summary>A price or the time is not known.</summary>
    Unknown = 0,
    Trading = 1,

    /// <summary>The delivery price is being averaged.</summary>
    Settling = 2,
    Expired = 3,
}

/// <summary>What the options of one expiry share at one moment.</summary>
/// <param name="Phase">Which of the prices mean something.</param>
/// <param name="Price">The forward; while settling the index, after expiry the delivery price. USD.</param>
/// <param name="Average">While settling, the index averaged so far.</param>
/// <param name="RemainingNanos">To expiry, by the venue's clock.</param>
[HotPath]
internal readonly record struct ExpiryMoment(ExpiryPhase Phase, double Price, double Average, long RemainingNanos)
{
    /// <summary>Prices outside are garbage, and kept out of sums that they would spoil.</summary>
    private const double PriceMin = 1e-12;
    private const double PriceMax = 1e12;

    public static ExpiryMoment Of(ForwardCurve curve, int expiry, in ValuationTime time, in ReferencePrices references)
    {
        Of(curve, expiry, time, references, out var moment);
        return moment;
    }

    /// <summary>The same, written where it stays: who reads a copy waits for the fields that were just written.</summary>
    public static void Of(ForwardCurve curve, int expiry, in ValuationTime time, in ReferencePrices references, out ExpiryMoment moment)
    {
        var remainingNanos = curve.ExpiryUtcNanos(expiry) - time.VenueUtcNanos;
        if (remainingNanos <= 0)
        {
            var delivery = curve.DeliveryPrice(expiry, references.Index);
            Known(ExpiryPhase.Expired, delivery, delivery, 0, out moment);
            return;
        }

        var forward = curve.Forward(expiry, references);
        if (remainingNanos < ForwardCurve.SettlementWindowNanos)
        {
            var index = references.Index > 0 ? references.Index : forward;
            Known(ExpiryPhase.Settling, index, curve.DeliveryPrice(expiry, index), remainingNanos, out moment);
        }
        else if (time.VenueUtcNanos == 0)
        {
            moment = default;
        }
        else
        {
            Known(ExpiryPhase.Trading, forward, forward, remainingNanos, out moment);
        }
    }

    /// <summary>Only while <see cref="ExpiryPhase.Settling"/>.</summary>
    public SettlementPoint Settlement(SettlementStyle style) => new(
        Price, Average, 1.0 - (RemainingNanos / (double)ForwardCurve.SettlementWindowNanos), Nanos.ToYears(RemainingNanos), style);

    /// <summary>Everything that values depend on is the same.</summary>
    public bool Is(in ExpiryMoment other) =>
        Phase == other.Phase && Price == other.Price && Average == other.Average && RemainingNanos == other.RemainingNanos;

    private static void Known(ExpiryPhase phase, double price, double average, long remainingNanos, out ExpiryMoment moment)
    {
        var isKnown = price is >= PriceMin and <= PriceMax && average is >= PriceMin and <= PriceMax;
        moment = new ExpiryMoment(
            isKnown || phase == ExpiryPhase.Expired ? phase : ExpiryPhase.Unknown,
            isKnown ? price : double.NaN,
            isKnown ? average : double.NaN,
            remainingNanos);
    }
}
