using LowLatencyHedger.Core.Events;

namespace LowLatencyHedger.Journal;

/// <summary>What reading a run from end to end found.</summary>
public sealed record JournalFindings
{
    public required uint Epoch { get; init; }

    public required int Segments { get; init; }

    public required JournalEnd End { get; init; }

    /// <summary>Where the last whole record ends.</summary>
    public required string LastSegment { get; init; }

    /// <inheritdoc cref="LastSegment"/>
    public required int LastOffset { get; init; }

    /// <summary>What is wrong and where; null when nothing is.</summary>
    public string? Problem { get; init; }

    /// <summary>Records by the name of what they hold.</summary>
    public required IReadOnlyDictionary<string, long> Counts { get; init; }

    /// <summary>Every record is whole and in its place; the last one may be torn.</summary>
    public bool IsSound => End is JournalEnd.RunEnd or JournalEnd.Open or JournalEnd.Torn;
}

/// <summary>Reads a run from end to end: checksums, chain, and the numbers of inputs and outputs. Cold.</summary>
public static class JournalCheck
{
    public static JournalFindings Run(string runDirectory)
    {
        var reader = new JournalReader(runDirectory);
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var (nextInput, nextOutput) = (-1L, -1L);
        string? gap = null;
        while (gap is null && reader.TryRead(out var record))
        {
            var kind = KindOf(in record);
            counts[kind] = counts.GetValueOrDefault(kind) + 1;
            gap = record.Type switch
            {
                RecordType.Input => Gap("input", record.Number, ref nextInput),
                RecordType.Output => Gap("output", record.Number, ref nextOutput),
                _ => null,
            };
        }

        return new JournalFindings
        {
            Epoch = reader.Epoch,
            Segments = reader.SegmentCount,
            End = gap is null ? reader.End : JournalEnd.Corrupt,
            LastSegment = reader.Segment,
            LastOffset = reader.Offset,
            Problem = gap is null ? reader.Problem : $"{gap}, in {reader.Segment} before byte {reader.Offset}",
            Counts = counts,
        };
    }

    /// <summary><c>RunStart</c>, <c>RunEnd</c>, or the kind of the event.</summary>
    public static string KindOf(in JournalRecord record)
    {
        switch (record.Type)
        {
            case RecordType.Input:
                record.CopyTo(out InputEvent input);
                return input.Kind.ToString();
            case RecordType.Output:
                record.CopyTo(out OutputEvent output);
                return output.Kind.ToString();
            default:
                return record.Type.ToString();
        }
    }

    private static string? Gap(string what, long number, ref long next)
    {
        var expected = next;
        next = number + 1;
        return expected < 0 || number == expected ? null : $"{what} {number} follows {what} {expected - 1}";
    }
}
