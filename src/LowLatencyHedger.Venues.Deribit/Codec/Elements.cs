using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec;

/// <summary>
/// Publishes the elements of a message, all or none: a first pass over the bytes reads every element and throws it away, and only when
/// all are sound a second one publishes. A message with a single element is read once.
/// </summary>
/// <typeparam name="TElement">What the elements are.</typeparam>
[HotPath]
internal static class Elements<TElement>
    where TElement : struct, IElement
{
    /// <summary>Publishes one object, or an array of them.</summary>
    public static DecodeResult PublishAll(ReadOnlySpan<byte> data, in DecodeContext context)
    {
        if (!TryScan(data, in context, out var scan))
        {
            context.Counters.Malformed++;
            return DecodeResult.Malformed;
        }

        return Publish(data, in context, in scan);
    }

    /// <summary>
    /// Publishes an array that is the whole picture: its events are marked with its start and its end, and an empty picture is an event
    /// too.
    /// </summary>
    public static DecodeResult PublishPicture(ReadOnlySpan<byte> data, in DecodeContext context, InputKind kind)
    {
        if (!TryScan(data, in context, out var scan))
        {
            context.Counters.Malformed++;
            return DecodeResult.Malformed;
        }

        if (scan.Known > 0)
        {
            PublishSecondPass(data, in context, scan.Known, InputFlags.SnapshotStart, InputFlags.Last);
            return Finish(in context, in scan);
        }

        var empty = default(InputEvent);
        empty.Kind = kind;
        empty.Instrument = InstrumentId.None;
        context.Publish(in empty, InputFlags.SnapshotStart | InputFlags.Last | InputFlags.Empty);
        return Finish(in context, in scan);
    }

    /// <summary>The first pass. False if anything is wrong with any element.</summary>
    public static bool TryScan(ReadOnlySpan<byte> data, in DecodeContext context, out ElementScan scan)
    {
        scan = default;
        var reader = new JsonReader(data);
        if (!reader.Read())
        {
            return false;
        }

        if (reader.Kind == JsonKind.StartArray)
        {
            while (reader.ReadElement())
            {
                if (!TryTake(ref reader, in context, ref scan))
                {
                    return false;
                }
            }
        }
        else if (!TryTake(ref reader, in context, ref scan))
        {
            return false;
        }

        scan.Rounded = reader.RoundedCount;
        return !reader.Read() && !reader.Failed;
    }

    /// <summary>The second pass, over what the first one found to be sound.</summary>
    public static DecodeResult Publish(ReadOnlySpan<byte> data, in DecodeContext context, in ElementScan scan)
    {
        if (scan.Known == 1)
        {
            context.Publish(in scan.Last, InputFlags.None);
        }
        else if (scan.Known > 1)
        {
            PublishSecondPass(data, in context, scan.Known, InputFlags.None, InputFlags.None);
        }

        return Finish(in context, in scan);
    }

    private static DecodeResult Finish(in DecodeContext context, in ElementScan scan)
    {
        context.Counters.Rounded += scan.Rounded;
        context.Counters.UnknownInstruments += scan.Unknown;
        return scan.Unknown > 0 ? DecodeResult.UnknownInstrument
            : scan.Known == 0 && scan.Ignored > 0 ? DecodeResult.Ignored
            : DecodeResult.Ok;
    }

    private static bool TryTake(ref JsonReader reader, in DecodeContext context, ref ElementScan scan)
    {
        var element = default(InputEvent);
        switch (Read(ref reader, in context, ref element))
        {
            case DecodeResult.Ok:
                scan.Known++;
                scan.Last = element;
                return true;
            case DecodeResult.UnknownInstrument:
                scan.Unknown++;
                return true;
            case DecodeResult.Ignored:
                scan.Ignored++;
                return true;
            default:
                return false;
        }
    }

    private static void PublishSecondPass(
        ReadOnlySpan<byte> data, in DecodeContext context, int known, InputFlags first, InputFlags last)
    {
        var reader = new JsonReader(data);
        reader.Read();
        if (reader.Kind == JsonKind.StartArray)
        {
            reader.Read();
        }

        for (var published = 0; published < known; reader.Read())
        {
            var element = default(InputEvent);
            var result = Read(ref reader, in context, ref element);
            Invariant.That(result != DecodeResult.Malformed, "an element changed between two passes over it");
            if (result == DecodeResult.Ok)
            {
                published++;
                context.Publish(in element, (published == 1 ? first : InputFlags.None) | (published == known ? last : InputFlags.None));
            }
        }
    }

    private static DecodeResult Read(ref JsonReader reader, in DecodeContext context, ref InputEvent element)
    {
        element.Instrument = InstrumentId.None;
        return reader.Kind == JsonKind.StartObject ? TElement.Read(ref reader, in context, ref element) : DecodeResult.Malformed;
    }
}
