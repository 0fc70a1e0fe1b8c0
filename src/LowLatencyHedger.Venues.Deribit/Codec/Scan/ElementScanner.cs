using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec.Scan;

/// <summary>
/// Reads objects of one kind, alone or in arrays: the fast twin of <see cref="Elements{TElement}"/>, and like it all or nothing. Gives up
/// (<see cref="JsonScan.Failed"/>) wherever the simple decoder might say anything else: on a member that comes twice, on a number that
/// has to be rounded, on whatever is missing.
/// </summary>
/// <typeparam name="TElement">What the objects are.</typeparam>
internal sealed class ElementScanner<TElement>
    where TElement : struct, IScannedElement
{
    private readonly MemberNames _names = new(TElement.Members);
    private TElement _kind = new();

    /// <summary>
    /// Reads an object, or an array of them. <paramref name="scan"/> says how many would be published; the event of a single one is in it.
    /// </summary>
    [HotPath]
    public int Scan(ReadOnlySpan<byte> text, int at, in DecodeContext context, out ElementScan scan)
    {
        scan = default;
        if (!JsonScan.IsAt(text, at, (byte)'['))
        {
            return Take(text, at, in context, ref scan);
        }

        at++;
        if (JsonScan.IsAt(text, at, (byte)']'))
        {
            return at + 1;
        }

        for (; ; at++)
        {
            at = Take(text, at, in context, ref scan);
            if (at < 0 || !JsonScan.IsAt(text, at, (byte)','))
            {
                return at >= 0 && JsonScan.IsAt(text, at, (byte)']') ? at + 1 : JsonScan.Failed;
            }
        }
    }

    /// <summary>Publishes what <see cref="Scan"/> has read from the same position.</summary>
    [HotPath]
    public DecodeResult Publish(ReadOnlySpan<byte> text, int at, in DecodeContext context, in ElementScan scan)
    {
        if (scan.Known == 1 && scan.Unknown == 0)
        {
            context.Publish(in scan.Last, InputFlags.None);
        }
        else if (scan.Known > 0)
        {
            PublishSecondPass(text, at + 1, in context, scan.Known, InputFlags.None, InputFlags.None);
        }

        context.Counters.UnknownInstruments += scan.Unknown;
        return scan.Unknown > 0 ? DecodeResult.UnknownInstrument : DecodeResult.Ok;
    }

    /// <summary>The same for an array that is the whole picture, see <see cref="Elements{TElement}.PublishPicture"/>, and not empty.</summary>
    [HotPath]
    public DecodeResult PublishPicture(ReadOnlySpan<byte> text, int at, in DecodeContext context, in ElementScan scan)
    {
        PublishSecondPass(text, at + 1, in context, scan.Known, InputFlags.SnapshotStart, InputFlags.Last);
        context.Counters.UnknownInstruments += scan.Unknown;
        return scan.Unknown > 0 ? DecodeResult.UnknownInstrument : DecodeResult.Ok;
    }

    /// <summary>Reads one object into the event.</summary>
    [HotPath]
    public int Read(ReadOnlySpan<byte> text, int at, in DecodeContext context, ref InputEvent element, out DecodeResult result)
    {
        result = DecodeResult.Malformed;
        if (!JsonScan.IsAt(text, at, (byte)'{'))
        {
            return JsonScan.Failed;
        }

        _kind.Begin(ref element);
        var member = _names.Unknown;
        var seen = 0UL;
        do
        {
            at = _names.Read(text, at + 1, ref member);
            var bit = 1UL << member;
            if (at < 0 || ((seen & bit) != 0 && member != _names.Unknown))
            {
                return JsonScan.Failed;
            }

            seen |= bit;
            at = _kind.Take(member, text, at, in context, ref element);
        }
        while (at >= 0 && JsonScan.IsAt(text, at, (byte)','));

        if (at < 0 || !JsonScan.IsAt(text, at, (byte)'}'))
        {
            return JsonScan.Failed;
        }

        result = _kind.End(seen, ref element);
        return at + 1;
    }

    [HotPath]
    private int Take(ReadOnlySpan<byte> text, int at, in DecodeContext context, ref ElementScan scan)
    {
        if (scan.Known + scan.Unknown > 0)
        {
            scan.Last = default;
        }

        scan.Last.Instrument = InstrumentId.None;
        at = Read(text, at, in context, ref scan.Last, out var result);
        switch (result)
        {
            case DecodeResult.Ok:
                scan.Known++;
                return at;
            case DecodeResult.UnknownInstrument:
                scan.Unknown++;
                return at;
            default:
                return JsonScan.Failed;
        }
    }

    [HotPath]
    private void PublishSecondPass(ReadOnlySpan<byte> text, int at, in DecodeContext context, int known, InputFlags first, InputFlags last)
    {
        for (var published = 0; published < known; at++)
        {
            var element = default(InputEvent);
            element.Instrument = InstrumentId.None;
            at = Read(text, at, in context, ref element, out var result);
            Invariant.That(at >= 0, "an element changed between two passes over it");
            if (result == DecodeResult.Ok)
            {
                published++;
                context.Publish(in element, (published == 1 ? first : InputFlags.None) | (published == known ? last : InputFlags.None));
            }
        }
    }
}
