namespace LowLatencyHedger.Transport.Tests;

/// <summary>Streams of bytes through a <see cref="FrameReader"/>, in pieces of any size.</summary>
internal static class FrameReading
{
    /// <summary>What a new reader makes of a stream, in the words of <see cref="NaiveFrameParser"/>. Its buffer stays within bounds.</summary>
    public static List<string> Read(byte[] stream, Func<int> chunk, int bufferBytes, int cap)
    {
        var reader = new FrameReader(bufferBytes, cap);
        var events = Feed(reader, stream, chunk);
        Assert.InRange(reader.GetWritable().Array!.Length, 0, (2 * cap) + bufferBytes + 512);
        return events;
    }

    public static List<string> Feed(FrameReader reader, byte[] stream, Func<int> chunk)
    {
        var events = new List<string>();
        for (var at = 0; at < stream.Length;)
        {
            var target = reader.GetWritable();
            var count = Math.Min(Math.Min(chunk(), target.Count), stream.Length - at);
            stream.AsSpan(at, count).CopyTo(target);
            reader.Commit(count);
            at += count;
            for (var found = reader.Next(); found != FrameEvent.NeedMore; found = reader.Next())
            {
                events.Add(Describe(reader, found));
                if (found is FrameEvent.Close or FrameEvent.Violation)
                {
                    return events;
                }
            }
        }

        return events;
    }

    private static string Describe(FrameReader reader, FrameEvent found) => found switch
    {
        FrameEvent.Close => "close " + reader.CloseCode,
        FrameEvent.Violation => "violation " + reader.CloseCode,
        _ => $"{found.ToString().ToLowerInvariant()} {Convert.ToHexString(reader.Payload)}",
    };
}
