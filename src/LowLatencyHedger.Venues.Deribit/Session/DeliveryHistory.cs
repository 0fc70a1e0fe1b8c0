using LowLatencyHedger.Primitives;
using LowLatencyHedger.Venues.Deribit.Codec;

namespace LowLatencyHedger.Venues.Deribit.Session;

/// <summary>
/// Reads from the settlement history what was delivered since a moment, currency by currency, the latest first and page by page. The venue
/// delivers once a day, so most of the time there is nothing to be asked. Cold.
/// </summary>
/// <remarks>
/// Without an answer positions are right all the same: a reading of them shows what is gone, only not at which price. So an error, or an answer
/// that cannot be read, ends the reading, not the connection.
/// </remarks>
internal sealed class DeliveryHistory(byte[][] currencies, long deliveryOfDayNanos, SessionCore core)
{
    private const int EntriesPerPage = 1000;

    /// <summary>The history may lag behind the deliveries; so long after them it is read again with every reading of trades.</summary>
    private const long LagNanos = 600 * Nanos.PerSecond;

    private byte[] _continuation = [];

    /// <summary>False: nothing was delivered between the two moments of the venue's clock.</summary>
    public bool TryBegin(long sinceUtcNanos, long nowUtcNanos) =>
        DayOf(sinceUtcNanos - LagNanos) != DayOf(nowUtcNanos) && Ask(currency: 0, []);

    /// <summary>Takes a page. False: that was all.</summary>
    public bool OnReply(in Request request, in Envelope reply, in DecodeContext context, long sinceUtcNanos)
    {
        if (reply.Kind != MessageKind.Reply
            || !AccountReplies.TryReadSettlements(reply.Data, out var settlements, out var oldestUtcNanos, out var continuation)
            || AccountDecoder.DecodeSettlements(settlements, in context) == DecodeResult.Malformed)
        {
            return AskNext(request.Argument);
        }

        var isMoreWanted = !continuation.IsEmpty && !continuation.SequenceEqual(_continuation) && oldestUtcNanos >= sinceUtcNanos - LagNanos
            && oldestUtcNanos != long.MaxValue;
        return isMoreWanted ? Ask(request.Argument, continuation.ToArray()) : AskNext(request.Argument);
    }

    public int Write(in Request request, Span<byte> destination)
    {
        var writer = new RequestWriter(destination, request.Id, "private/get_settlement_history_by_currency"u8)
            .Text("currency"u8, currencies[request.Argument])
            .Text("type"u8, "delivery"u8)
            .Number("count"u8, EntriesPerPage);
        return _continuation.Length == 0 ? writer.End() : writer.Text("continuation"u8, _continuation).End();
    }

    private long DayOf(long utcNanos) => (utcNanos - deliveryOfDayNanos) / Nanos.PerDay;

    private bool AskNext(int currency) => currency + 1 < currencies.Length && Ask(currency + 1, []);

    private bool Ask(int currency, byte[] continuation)
    {
        _continuation = continuation;
        return core.Requests.TryEnqueue(new Request { Kind = RequestKind.RecoverDeliveries, Argument = currency });
    }
}
