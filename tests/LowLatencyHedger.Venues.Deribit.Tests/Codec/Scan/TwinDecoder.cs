using System.Runtime.InteropServices;
using System.Text;
using LowLatencyHedger.Venues.Deribit.Codec;
using LowLatencyHedger.Venues.Deribit.Codec.Scan;

namespace LowLatencyHedger.Venues.Deribit.Tests.Codec.Scan;

/// <summary>
/// Decodes by the scanner and by the simple decoder, its oracle, and requires that the scanner either leaves a message alone or publishes
/// the same bytes with the same result and the same counts.
/// </summary>
internal sealed class TwinDecoder
{
    private const int Margin = 64;

    private readonly RecordingPublisher _scanned = new();
    private readonly DecodeCounters _scannedCounters = new();
    private readonly NotificationScanner _scanner = new();
    private readonly Random _dirt = new(1);
    private byte[] _buffer = new byte[1 << 16];

    public TwinDecoder(IEnumerable<string> instruments, IEnumerable<string> indices)
    {
        Simple = new DecoderFixture([.. instruments.Distinct()]);
        foreach (var index in indices.Distinct())
        {
            Simple.DefineIndex(index);
        }

        _dirt.NextBytes(_buffer);
    }

    public DecoderFixture Simple { get; }

    /// <summary>Messages that the scanner has taken.</summary>
    public int TakenCount { get; private set; }

    public bool Check(string message) => Check(Encoding.UTF8.GetBytes(message));

    /// <summary>True if the scanner has taken the message. Whatever surrounds it in memory is random.</summary>
    public bool Check(ReadOnlySpan<byte> message)
    {
        if (_buffer.Length < message.Length + (2 * Margin))
        {
            _buffer = new byte[2 * (message.Length + Margin)];
            _dirt.NextBytes(_buffer);
        }

        var text = _buffer.AsSpan(_dirt.Next(Margin), message.Length);
        message.CopyTo(text);
        return CheckInPlace(text);
    }

    /// <summary>As <see cref="Check(ReadOnlySpan{byte})"/>, where the message lies.</summary>
    public bool CheckInPlace(ReadOnlySpan<byte> message)
    {
        var scannedUnknown = -_scannedCounters.UnknownInstruments;
        var isTaken = TryScan(message, out var result);
        scannedUnknown += _scannedCounters.UnknownInstruments;
        var (unknown, rounded) = (Simple.Counters.UnknownInstruments, Simple.Counters.Rounded);
        var expected = Simple.Decode(message);
        if (!isTaken)
        {
            Assert.Equal(0, _scanned.Count);
            return false;
        }

        TakenCount++;
        var isSame = expected == result
            && MemoryMarshal.AsBytes(_scanned.Events).SequenceEqual(MemoryMarshal.AsBytes(Simple.Events))
            && Simple.Counters.UnknownInstruments - unknown == scannedUnknown
            && Simple.Counters.Rounded == rounded;
        Assert.True(isSame, $"{expected} expected, {result} scanned: {Encoding.Latin1.GetString(message)}");
        return true;
    }

    /// <summary>Decodes by the scanner alone.</summary>
    public bool Scan(ReadOnlySpan<byte> message) => TryScan(message, out _);

    private bool TryScan(ReadOnlySpan<byte> message, out DecodeResult result)
    {
        _scanned.Clear();
        result = DecodeResult.Malformed;
        var context = new DecodeContext(
            Simple.Instruments, _scanned, _scannedCounters, DecoderFixture.ConnectionId, DecoderFixture.ReceivedNanos);
        if (!NotificationScanner.TryReadFrame(message, out var frame))
        {
            return false;
        }

        if (frame.Kind != MessageKind.Book)
        {
            return _scanner.TryDecode(in frame, in context, out result);
        }

        var isRead = _scanner.TryReadBook(in frame, in context, out result, out var book);
        if (isRead && result == DecodeResult.Ok)
        {
            BookDecoder.Publish(in book, in context);
        }

        return isRead;
    }
}
