using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec.Scan;

/// <summary>
/// The fast way in for results that the hot thread waits for: of an order, and of all positions. As <see cref="NotificationScanner"/> does, it takes
/// what is spelled as the venue spells, and leaves the rest to <see cref="AccountDecoder"/>, its simple twin.
/// </summary>
/// <remarks>Thread: one.</remarks>
public sealed class ReplyScanner
{
    private readonly AccountScanner _account = new();

    /// <summary>The result of buy and sell. False: nothing was published, and nothing is known about the result.</summary>
    [HotPath]
    public bool TryDecodeOrder(ReadOnlySpan<byte> result, in DecodeContext context, out DecodeResult decoded)
    {
        decoded = DecodeResult.Malformed;
        if (_account.ScanResult(result, 0, in context, out var parts) != result.Length)
        {
            return false;
        }

        decoded = _account.Publish(result, in context, in parts);
        return true;
    }

    /// <summary>The result of <c>get_positions</c>. False as above, or because there is none.</summary>
    [HotPath]
    public bool TryDecodePositions(ReadOnlySpan<byte> result, in DecodeContext context, out DecodeResult decoded)
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
