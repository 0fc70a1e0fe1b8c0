using System.Runtime.InteropServices;
using System.Text;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Testing;
using LowLatencyHedger.Venues.Deribit.Codec;
using LowLatencyHedger.Venues.Deribit.Codec.Scan;

namespace LowLatencyHedger.Venues.Deribit.Tests.Codec.Scan;

/// <summary>Arrays read and published in parts, against the same array read at once by the simple decoder.</summary>
public sealed class ElementsInPartsTests
{
    private const string Unknown = "BTC-1JAN30";

    private static readonly Timestamp s_received = new(DecoderFixture.ReceivedNanos, 0);

    private readonly ElementsInParts<MarkVolScan> _marks = new();
    private readonly ElementsInParts<PositionScan> _positions = new();
    private readonly DecoderFixture _simple = new("BTC-PERPETUAL", "BTC-26DEC26");
    private readonly RecordingPublisher _published = new();
    private readonly DecodeCounters _counters = new();

    [Fact]
    public void Read_MutatedMarks_SameEventsOrLeftAlone()
    {
        var random = new Random(Seeds.For(nameof(Read_MutatedMarks_SameEventsOrLeftAlone), 59));
        var mutator = new MessageMutator(Marks(40));
        var taken = 0;
        const int Messages = 3_000;
        for (var i = 0; i < Messages; i++)
        {
            taken += CheckMarks(random, i % 4 == 0 ? Marks(random.Next(30, 90)) : mutator.Mutate(random)) ? 1 : 0;
        }

        Assert.InRange(taken, Messages / 3, Messages * 9 / 10);
    }

    [Fact]
    public void Read_MutatedPositions_SamePictureOrLeftAlone()
    {
        var random = new Random(Seeds.For(nameof(Read_MutatedPositions_SamePictureOrLeftAlone), 61));
        var mutator = new MessageMutator(Positions(30));
        var taken = 0;
        const int Messages = 3_000;
        for (var i = 0; i < Messages; i++)
        {
            taken += CheckPositions(random, i % 4 == 0 ? Positions(random.Next(20, 60)) : mutator.Mutate(random)) ? 1 : 0;
        }

        Assert.InRange(taken, Messages / 3, Messages * 9 / 10);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(ElementsInParts<MarkVolScan>.BytesMin - 1, false)]
    [InlineData(ElementsInParts<MarkVolScan>.BytesMin, true)]
    [InlineData(ElementsInParts<MarkVolScan>.BytesMax, true)]
    [InlineData(ElementsInParts<MarkVolScan>.BytesMax + 1, false)]
    public void TryBegin_OfSomeLength_KeptIfLongAndNotTooLong(int bytes, bool isKept)
    {
        var message = new byte[bytes];
        Array.Fill(message, (byte)'[');

        Assert.Equal(isKept, _marks.TryBegin(message, 0, in s_received));
        Assert.Equal(isKept, _marks.IsReading);
        Assert.False(_marks.TryBegin("{" + new string('x', 5_000) + "}" is var text ? Encoding.UTF8.GetBytes(text) : [], 0, in s_received));
    }

    [Fact]
    public void Read_MoreElementsThanAreKept_LeftAlone()
    {
        Assert.True(Begin(_marks, Known(ElementsInParts<MarkVolScan>.ElementsMax)));
        Assert.True(_marks.TryRead(Context(), int.MaxValue));
        Assert.True(Begin(_marks, Known(ElementsInParts<MarkVolScan>.ElementsMax + 1)));
        Assert.False(_marks.TryRead(Context(), int.MaxValue));
        Assert.False(_marks.IsOpen);

        static string Known(int count) => Marks(count).Replace(Unknown, "BTC-26DEC26", StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NoInstrumentIsKnown_LeftAlone()
    {
        Assert.True(Begin(_positions, Positions(30).Replace("BTC-", "XYZ-", StringComparison.Ordinal)));
        Assert.False(_positions.TryRead(Context(), int.MaxValue));
    }

    [Fact]
    public void ReadAndPublish_ManyTimes_AllocatesNothing()
    {
        var message = Encoding.UTF8.GetBytes(Marks(100));
        var context = Context();
        long before = 0;
        for (var i = 0; i < 400; i++)
        {
            before = i == 200 ? GC.GetAllocatedBytesForCurrentThread() : before;
            _published.Clear();
            Assert.True(_marks.TryBegin(message, 0, in s_received));
            while (!_marks.IsRead)
            {
                Assert.True(_marks.TryRead(in context, ElementsInParts<MarkVolScan>.PartLength));
            }

            while (!_marks.PublishNext(in context, ElementsInParts<MarkVolScan>.PartLength))
            {
            }
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static string Marks(int count) => "[" + string.Join(',', Enumerable.Range(0, count).Select(i =>
        $"{{\"timestamp\":{1768912242000 + i},\"mark_price\":0.0{i + 1},\"iv\":0.{i + 50},\"instrument_name\":\"{NameOf(i)}\"}}")) + "]";

    private static string Positions(int count) => "[" + string.Join(',', Enumerable.Range(0, count).Select(i =>
        $"{{\"size\":{10 * (i - 5)}.0,\"kind\":\"future\",\"direction\":\"buy\",\"instrument_name\":\"{NameOf(i)}\",\"mark_price\":90222.58,\"average_price\":90000.0}}")) + "]";

    private static string NameOf(int i) => (i % 7) switch { 0 => "BTC-PERPETUAL", 3 => Unknown, _ => "BTC-26DEC26" };

    private static bool Begin<TElement>(ElementsInParts<TElement> parts, string message)
        where TElement : struct, IScannedElement => parts.TryBegin(Encoding.UTF8.GetBytes(message), 0, in s_received);

    private DecodeContext Context() =>
        new(_simple.Instruments, _published, _counters, DecoderFixture.ConnectionId, DecoderFixture.ReceivedNanos) { Flags = InputFlags.FromQuery };

    private bool CheckMarks(Random random, string message) => Check(
        random,
        _marks,
        message,
        context => Publish(random, _marks, in context),
        (text, context) => Elements<MarkVolElement>.PublishAll(text.Span, in context));

    private bool CheckPositions(Random random, string message) => Check(
        random,
        _positions,
        message,
        context => _positions.PublishPicture(in context),
        (text, context) => AccountDecoder.DecodePositions(text.Span, in context));

    private static DecodeResult Publish(Random random, ElementsInParts<MarkVolScan> marks, in DecodeContext context)
    {
        var unknown = context.Counters.UnknownInstruments;
        while (!marks.PublishNext(in context, random.Next(1, 20)))
        {
        }

        return context.Counters.UnknownInstruments > unknown ? DecodeResult.UnknownInstrument : DecodeResult.Ok;
    }

    private bool Check<TElement>(
        Random random,
        ElementsInParts<TElement> parts,
        string message,
        Func<DecodeContext, DecodeResult> publish,
        Func<ReadOnlyMemory<byte>, DecodeContext, DecodeResult> decode)
        where TElement : struct, IScannedElement
    {
        _published.Clear();
        _simple.Publisher.Clear();
        var text = Encoding.UTF8.GetBytes(message);
        var context = Context();
        Assert.True(parts.TryBegin(text, 0, in s_received), message);
        while (parts.IsReading && parts.TryRead(in context, random.Next(1, 20)))
        {
            Assert.Equal(0, _published.Count);
        }

        if (!parts.IsRead || !parts.Rest.IsEmpty)
        {
            return false;
        }

        var unknown = _simple.Counters.UnknownInstruments - _counters.UnknownInstruments;
        var isSame = publish(context) == decode(text, _simple.Context(InputFlags.FromQuery))
            && MemoryMarshal.AsBytes(_published.Events).SequenceEqual(MemoryMarshal.AsBytes(_simple.Events))
            && _simple.Counters.UnknownInstruments - _counters.UnknownInstruments == unknown;
        Assert.True(isSame && !parts.IsOpen, message);
        return true;
    }
}
