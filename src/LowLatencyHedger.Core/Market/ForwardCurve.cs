using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Market;

/// <summary>
/// The forward of each expiry of one underlying. The venue's tickers set it; between two tickers it moves in proportion to the hedge
/// instrument's mid price or, without one, to the index. Thread: the core's only.
/// </summary>
/// <remarks>It also averages the index over the half hour before an expiry, which is what the delivery price is.</remarks>
[HotPath]
internal sealed class ForwardCurve(int capacity)
{
    /// <summary>The venue averages the index over this long into the delivery price.</summary>
    public const long SettlementWindowNanos = 30 * 60 * Nanos.PerSecond;

    private readonly Expiry[] _expiries = new Expiry[capacity];

    public int Count { get; private set; }

    public long ExpiryUtcNanos(int index) => _expiries[index].ExpiryUtcNanos;

    /// <summary>When the forward was last told, on this machine's monotonic clock; <see cref="long.MinValue"/> halved if never.</summary>
    public long ReceivedNanos(int index) => _expiries[index].ReceivedNanos;

    public long ExchangeTimeUtcNanos(int index) => _expiries[index].ExchangeTimeUtcNanos;

    /// <summary>Finds an expiry or adds it; -1 when there is no room.</summary>
    public int IndexOf(long expiryUtcNanos)
    {
        for (var i = 0; i < Count; i++)
        {
            if (_expiries[i].ExpiryUtcNanos == expiryUtcNanos)
            {
                return i;
            }
        }

        if (Count == _expiries.Length)
        {
            return -1;
        }

        ref var added = ref _expiries[Count];
        added = default;
        added.ExpiryUtcNanos = expiryUtcNanos;
        added.Forward = double.NaN;
        added.ReceivedNanos = long.MinValue / 2;
        return Count++;
    }

    /// <summary>The venue told the forward. Refused, and false, when it is not a price or is older than the last one.</summary>
    public bool Set(int index, double forward, in ReferencePrices references, in InputEvent source)
    {
        ref var expiry = ref _expiries[index];
        if (!(forward > 0 && double.IsFinite(forward)) || source.ExchangeTimeUtcNanos < expiry.ExchangeTimeUtcNanos)
        {
            return false;
        }

        expiry.Forward = forward;
        expiry.AnchorMid = references.Mid;
        expiry.AnchorIndex = references.Index;
        expiry.ReceivedNanos = source.ReceivedNanos;
        expiry.ExchangeTimeUtcNanos = source.ExchangeTimeUtcNanos;
        return true;
    }

    /// <summary>The forward now; NaN if it was never told.</summary>
    public double Forward(int index, in ReferencePrices references)
    {
        ref readonly var expiry = ref _expiries[index];
        var byMid = expiry.Forward * (references.Mid / expiry.AnchorMid);
        if (byMid > 0)
        {
            return byMid;
        }

        var byIndex = expiry.Forward * (references.Index / expiry.AnchorIndex);
        return byIndex > 0 ? byIndex : expiry.Forward;
    }

    /// <summary>Time has passed with the index at one price: it goes into the averages of the expiries that are being settled.</summary>
    public void Accumulate(double index, long fromUtcNanos, long toUtcNanos)
    {
        if (!(index > 0))
        {
            return;
        }

        for (var i = 0; i < Count; i++)
        {
            ref var expiry = ref _expiries[i];
            var from = Math.Max(fromUtcNanos, expiry.ExpiryUtcNanos - SettlementWindowNanos);
            var to = Math.Min(toUtcNanos, expiry.ExpiryUtcNanos);
            if (from < to)
            {
                expiry.AverageSum += index * (to - from);
                expiry.AveragedNanos += to - from;
            }
        }
    }

    /// <summary>The index averaged over as much of the settlement window as was seen; the given price when none was.</summary>
    public double DeliveryPrice(int index, double otherwise)
    {
        ref readonly var expiry = ref _expiries[index];
        return expiry.AveragedNanos > 0 ? expiry.AverageSum / expiry.AveragedNanos : otherwise;
    }

    private struct Expiry
    {
        public long ExpiryUtcNanos;
        public double Forward;
        public double AnchorMid;
        public double AnchorIndex;
        public long ReceivedNanos;
        public long ExchangeTimeUtcNanos;
        public double AverageSum;
        public long AveragedNanos;
    }
}

/// <summary>What forwards move with. NaN where there is none.</summary>
/// <param name="Mid">Of the hedge instrument's book, while it can be trusted.</param>
/// <param name="Index">The price index.</param>
internal readonly record struct ReferencePrices(double Mid, double Index);
