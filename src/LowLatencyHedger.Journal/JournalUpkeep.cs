namespace LowLatencyHedger.Journal;

/// <summary>What is done to the runs of before when a new one begins; the caller holds the directory's lock. Cold.</summary>
internal static class JournalUpkeep
{
    /// <summary>Cuts the torn record off the end of a run, and removes the segments that it had prepared and not used.</summary>
    /// <exception cref="IOException">The last segment has a hole with whole records behind it.</exception>
    public static void CutTornTail(string run)
    {
        var segments = JournalDirectory.Segments(run);
        if (segments.Length == 0)
        {
            return;
        }

        var reader = JournalReader.OfLastSegment(run);
        while (reader.TryRead(out _))
        {
        }

        if (reader.IsOtherVersion)
        {
            return;
        }

        if (reader.End == JournalEnd.Corrupt)
        {
            throw new IOException(
                $"{reader.Problem}. Look at it with 'hedger journal verify {run}'; a new run begins once its segments are elsewhere. Leave the "
                + "directory: its number must not be used again");
        }

        if (reader.End == JournalEnd.Torn)
        {
            using var file = new FileStream(reader.Segment, FileMode.Open, FileAccess.Write, FileShare.Read);
            var dated = File.GetLastWriteTimeUtc(reader.Segment);
            file.SetLength(reader.Offset);
            file.Flush(flushToDisk: true);
            File.SetLastWriteTimeUtc(file.SafeFileHandle, dated);
        }

        foreach (var unused in segments[reader.SegmentCount..])
        {
            File.Delete(unused);
        }
    }

    /// <summary>Removes whole runs, oldest first; never the one before, whose end others ask for, and none with a segment in use.</summary>
    public static void RemoveOldRuns(JournalOptions options, uint previousEpoch, DateTime nowUtc)
    {
        var runs = JournalDirectory.Epochs(options.Directory)
            .Order()
            .Select(epoch => (Epoch: epoch, Segments: JournalDirectory.Segments(JournalDirectory.RunPath(options.Directory, epoch))))
            .Select(run => new Run(run.Epoch, [.. run.Segments.Select(path => new FileInfo(path))]))
            .ToList();
        var bytes = runs.Sum(run => run.Bytes);
        foreach (var run in runs.Where(run => run.Epoch != previousEpoch))
        {
            var isOld = options.KeepDays > 0 && run.EndedUtc < nowUtc.AddDays(-options.KeepDays);
            var isTooMuch = options.KeepBytes > 0 && bytes > options.KeepBytes;
            if ((isOld || isTooMuch) && !run.IsInUse())
            {
                Directory.Delete(JournalDirectory.RunPath(options.Directory, run.Epoch), recursive: true);
                bytes -= run.Bytes;
            }
        }
    }

    private sealed record Run(uint Epoch, FileInfo[] Segments)
    {
        public long Bytes { get; } = Segments.Sum(file => file.Length);

        public DateTime EndedUtc { get; } = Segments.Select(file => file.LastWriteTimeUtc).DefaultIfEmpty(DateTime.MinValue).Max();

        public bool IsInUse()
        {
            foreach (var file in Segments)
            {
                try
                {
                    using var alone = new FileStream(file.FullName, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                }
                catch (IOException)
                {
                    return true;
                }
            }

            return false;
        }
    }
}
