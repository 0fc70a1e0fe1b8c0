using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec.Scan;

/// <summary>
/// Reads the results that come while the account trades: of an order, and of what is read again, trades and positions. As
/// <see cref="NotificationScanner"/> does, it scans what is spelled as the venue spells, and leaves the rest to <see cref="AccountDecoder"/>, its
/// simple twin.
/// </summary>
/// <remarks>Thread: one.</remarks>
[HotPath]
public sealed class ReplyScanner
{
    private readonly AccountScanner _account = new();

    /// <inheritdoc cref="AccountDecoder.DecodeOrderResult"/>
    public DecodeResult DecodeOrder(ReadOnlySpan<byte> result, in DecodeContext context) =>
        TryScanOrder(result, in context, out var decoded) ? decoded : AccountDecoder.DecodeOrderResult(result, in context);

    /// <inheritdoc cref="AccountDecoder.DecodeUserTrades"/>
    public DecodeResult DecodeTrades(ReadOnlySpan<byte> result, in DecodeContext context, out bool hasMore) =>
        TryScanTrades(result, in context, out var decoded, out hasMore) ? decoded : AccountDecoder.DecodeUserTrades(result, in context, out hasMore);

    /// <inheritdoc cref="AccountDecoder.DecodePositions"/>
    public DecodeResult DecodePositions(ReadOnlySpan<byte> result, in DecodeContext context) =>
        TryScanPositions(result, in context, out var decoded) ? decoded : AccountDecoder.DecodePositions(result, in context);

    /// <summary>False: nothing was published, and nothing is known about the result.</summary>
    internal bool TryScanOrder(ReadOnlySpan<byte> result, in DecodeContext context, out DecodeResult decoded)
    {
        var isScanned = _account.ScanOrderResult(result, 0, in context, out var parts) == result.Length;
        decoded = isScanned ? _account.Publish(result, in context, in parts) : DecodeResult.Malformed;
        return isScanned;
    }

    /// <summary>False as above.</summary>
    internal bool TryScanTrades(ReadOnlySpan<byte> result, in DecodeContext context, out DecodeResult decoded, out bool hasMore)
    {
        var isScanned = _account.ScanTradesResult(result, 0, in context, out var parts) == result.Length;
        decoded = isScanned ? _account.Publish(result, in context, in parts) : DecodeResult.Malformed;
        hasMore = isScanned && parts.HasMore;
        return isScanned;
    }

    /// <summary>False as above, or because there is none.</summary>
    internal bool TryScanPositions(ReadOnlySpan<byte> result, in DecodeContext context, out DecodeResult decoded)
    {
        decoded = DecodeResult.Malformed;
        if (!JsonScan.IsAt(result, 0, (byte)'[')
            || _account.Positions.Scan(result, 0, in context, out var scan) != result.Length
            || scan.Known == 0)
        {
            return false;
        }

        decoded = _account.Positions.PublishPicture(result, 0, in context, in scan);
        return true;
    }
}
