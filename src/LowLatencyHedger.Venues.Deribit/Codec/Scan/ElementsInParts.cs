using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec.Scan;

/// <summary>
/// Reads a long array a few elements at a time, so that no other message waits until all of it is read. All or nothing, as
/// <see cref="ElementScanner{TElement}"/>: what is read is kept, and published when the last element is sound.
/// </summary>
/// <typeparam name="TElement">What the elements are.</typeparam>
/// <remarks>Thread: one. Has a copy of the message, as the connection needs its own buffer for the next one.</remarks>
internal sealed class ElementsInParts<TElement>
    where TElement : struct, IScannedElement
{
    /// <summary>Some ten elements: shorter messages are read at once in little more time than it takes to keep them.</summary>
    public const int BytesMin = 2_048;

    public const int BytesMax = 1 << 20;
    public const int ElementsMax = 2_048;

    /// <summary>Elements of a part: some three microseconds.</summary>
    public const int PartLength = 16;

    private readonly ElementScanner<TElement> _scanner = new();
    private readonly byte[] _message = new byte[BytesMax];
    private readonly InputEvent[] _elements = new InputEvent[ElementsMax];
    private int _bytes;
    private int _at;
    private int _known;
    private int _unknown;
    private int _published;
    private int _instrumentCount;

    /// <summary>The message has been read in part.</summary>
    [HotPath]
    public bool IsReading { get; private set; }

    /// <summary>All elements are sound and not all are published.</summary>
    [HotPath]
    public bool IsRead { get; private set; }

    [HotPath]
    public bool IsOpen => IsReading || IsRead;

    /// <summary>When the message had been received.</summary>
    public Timestamp Received { get; private set; }

    [HotPath]
    public ReadOnlySpan<byte> Message => _message.AsSpan(0, _bytes);

    /// <summary>What stands behind the array, once it has been read.</summary>
    [HotPath]
    public ReadOnlySpan<byte> Rest => _message.AsSpan(_at, _bytes - _at);

    public void Forget() => IsReading = IsRead = false;

    /// <summary>Keeps a message whose array begins at this position. False: it is to be read at once.</summary>
    [HotPath]
    public bool TryBegin(ReadOnlySpan<byte> message, int at, in Timestamp received)
    {
        if (message.Length is < BytesMin or > BytesMax || !JsonScan.IsAt(message, at, (byte)'['))
        {
            return false;
        }

        message.CopyTo(_message);
        _bytes = message.Length;
        _at = at;
        _known = _unknown = _published = 0;
        Received = received;
        IsRead = false;
        IsReading = true;
        return true;
    }

    /// <summary>Reads on, some elements at most. False: nothing is known about the message, or about any of its instruments.</summary>
    [HotPath]
    public bool TryRead(in DecodeContext context, int countMax)
    {
        for (; IsReading && countMax > 0; countMax--)
        {
            IsReading = TryReadNext(in context);
        }

        return IsOpen;
    }

    /// <summary>Publishes the next of the elements that were read, some at most. True for the last.</summary>
    [HotPath]
    public bool PublishNext(in DecodeContext context, int countMax)
    {
        for (var end = Math.Min(_known, _published + countMax); _published < end; _published++)
        {
            context.Publish(in _elements[_published], InputFlags.None);
        }

        if (_published < _known)
        {
            return false;
        }

        End(in context);
        return true;
    }

    /// <summary>Publishes all of them as the whole picture, see <see cref="Elements{TElement}.PublishPicture"/>.</summary>
    [HotPath]
    public DecodeResult PublishPicture(in DecodeContext context)
    {
        for (; _published < _known; _published++)
        {
            var first = _published == 0 ? InputFlags.SnapshotStart : InputFlags.None;
            var last = _published == _known - 1 ? InputFlags.Last : InputFlags.None;
            context.Publish(in _elements[_published], first | last);
        }

        return End(in context);
    }

    /// <summary>False behind the last element, and at one that is not sound.</summary>
    [HotPath]
    private bool TryReadNext(in DecodeContext context)
    {
        if (_known == ElementsMax)
        {
            return false;
        }

        if (_known + _unknown == 0)
        {
            _instrumentCount = context.InstrumentCount;
        }

        var text = Message;
        ref var element = ref _elements[_known];
        element = default;
        element.Instrument = InstrumentId.None;
        _at = _scanner.Read(text, _at + 1, in context, ref element, out var result);
        _known += result == DecodeResult.Ok ? 1 : 0;
        _unknown += result == DecodeResult.UnknownInstrument ? 1 : 0;
        if (_at < 0 || result is not (DecodeResult.Ok or DecodeResult.UnknownInstrument))
        {
            return false;
        }

        if (JsonScan.IsAt(text, _at, (byte)','))
        {
            return true;
        }

        // What was unknown to a part and is not now is read at once with the rest.
        var isOfOneTable = _unknown == 0 || _instrumentCount == context.InstrumentCount;
        IsRead = JsonScan.IsAt(text, _at, (byte)']') && _known > 0 && isOfOneTable;
        _at++;
        return false;
    }

    [HotPath]
    private DecodeResult End(in DecodeContext context)
    {
        IsRead = false;
        context.Counters.UnknownInstruments += _unknown;
        return _unknown > 0 ? DecodeResult.UnknownInstrument : DecodeResult.Ok;
    }
}
