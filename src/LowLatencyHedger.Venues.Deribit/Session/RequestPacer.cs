using LowLatencyHedger.Primitives;
using LowLatencyHedger.Venues.Deribit.Codec;

namespace LowLatencyHedger.Venues.Deribit.Session;

/// <summary>
/// Keeps a session inside the venue's request limits, which it enforces by dropping the connection. Pools outlive connections, as the
/// venue's do.
/// </summary>
/// <remarks>
/// Costs and pools are the venue's published ones; refills count at 90 %. After a start the venue's pools may be nearly empty, as those
/// of a process that just crashed are, so ours begin with little, and those of the matching engine with what the venue is sure to have
/// refilled: nothing, unless it is known for how long nobody has used them.
/// </remarks>
/// <param name="cancelReserveShare">The part of the pool for orders that new orders leave for cancels.</param>
/// <param name="restedNanos">For how long before the first call the account's orders are known to have rested.</param>
internal sealed class RequestPacer(double cancelReserveShare, long restedNanos)
{
    private const double LeastRate = 0.1;
    private const double LeastBurst = 1;
    private const double InitialRate = 5 * RefillShare;
    private const double InitialBurst = 20;
    private const double RefillShare = 0.9;
    private const double DefaultCost = 500;
    private const double InstrumentsCost = 10_000;
    private const double SubscribeCost = 3_000;

    private CreditBucket _default = new(50_000, 10_000 * RefillShare, 20 * DefaultCost);
    private CreditBucket _instruments = new(500_000, 10_000 * RefillShare, 5 * InstrumentsCost);
    private CreditBucket _subscribe = new(30_000, 10_000 * RefillShare, 4 * SubscribeCost);
    private CreditBucket _orders = new(InitialBurst, InitialRate, Refilled(restedNanos));
    private CreditBucket _cancelAll = new(InitialBurst, InitialRate, Refilled(restedNanos));

    /// <summary>False: the request has to wait or, if it is an order, is not sent.</summary>
    [HotPath]
    public bool TryTake(RequestClass requestClass, long nowNanos)
    {
        switch (requestClass)
        {
            case RequestClass.Instruments:
                return _instruments.TryTake(InstrumentsCost, 0, nowNanos);
            case RequestClass.Subscribe:
                return _subscribe.TryTake(SubscribeCost, 0, nowNanos);
            case RequestClass.Order or RequestClass.ReducingOrder:
                return TryTakeOrder(requestClass, 1, nowNanos);
            case RequestClass.Cancel:
                _orders.Take(1, nowNanos);
                return true;
            case RequestClass.CancelAll:
                _cancelAll.Take(1, nowNanos);
                return true;
            default:
                return _default.TryTake(DefaultCost, 0, nowNanos);
        }
    }

    /// <summary>The same for orders, of which a rehearsal costs nothing.</summary>
    [HotPath]
    public bool TryTakeOrder(RequestClass requestClass, double cost, long nowNanos)
    {
        var reserve = _orders.Capacity * cancelReserveShare;
        return _orders.TryTake(cost, requestClass == RequestClass.Order ? reserve : reserve / 2, nowNanos);
    }

    /// <summary>For requests that must not wait: logins, answers to the venue's test requests.</summary>
    public void TakeNow(long nowNanos) => _default.Take(DefaultCost, nowNanos);

    /// <summary>Time passes without a connection: from the first call on the pools fill.</summary>
    public void Start(long nowNanos)
    {
        _default.Refill(nowNanos);
        _instruments.Refill(nowNanos);
        _subscribe.Refill(nowNanos);
        _orders.Refill(nowNanos);
        _cancelAll.Refill(nowNanos);
    }

    /// <summary>After the venue's <c>too_many_requests</c>.</summary>
    public void Empty()
    {
        _default.Empty();
        _instruments.Empty();
        _subscribe.Empty();
        _orders.Empty();
        _cancelAll.Empty();
    }

    /// <summary>
    /// The account's own limits; those that it does not tell stay as they are, and so do those with which nothing could be sent any more: a
    /// number that small is a damaged reply, and no later one would ever be asked for.
    /// </summary>
    public void Apply(in AccountLimits limits)
    {
        if (limits is { TradingRate: >= LeastRate, TradingBurst: >= LeastBurst })
        {
            _orders.Resize(limits.TradingBurst, limits.TradingRate * RefillShare);
        }

        if (limits is { CancelAllRate: >= LeastRate, CancelAllBurst: >= LeastBurst })
        {
            _cancelAll.Resize(limits.CancelAllBurst, limits.CancelAllRate * RefillShare);
        }

        if (limits is { OtherRate: >= LeastRate, OtherBurst: >= LeastBurst })
        {
            _default.Resize(limits.OtherBurst * DefaultCost, limits.OtherRate * DefaultCost * RefillShare);
        }
    }

    private static double Refilled(long nanos) => Math.Min(InitialBurst, InitialRate * nanos / Nanos.PerSecond);
}
