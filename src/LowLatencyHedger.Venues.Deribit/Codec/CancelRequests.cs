using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec;

/// <summary>
/// All requests that a part which may stop trading, but must not trade, can write: there is none here for an order. Each returns the length
/// of the request, or 0 if it does not fit.
/// </summary>
internal static class CancelRequests
{
    /// <summary>Of all currencies.</summary>
    public static int GetOpenOrders(Span<byte> buffer, long id) => OrderRequests.GetOpenOrders(buffer, id);

    public static int Cancel(Span<byte> buffer, long id, in InlineText32 exchangeOrderId) => OrderRequests.Cancel(buffer, id, in exchangeOrderId);

    public static int CancelAll(Span<byte> buffer, long id) => OrderRequests.CancelAll(buffer, id);
}
