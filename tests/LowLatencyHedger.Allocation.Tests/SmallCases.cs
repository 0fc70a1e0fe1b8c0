using LowLatencyHedger.Core;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Telemetry;

namespace LowLatencyHedger.Allocation.Tests;

/// <summary>The ring, the histogram, the telemetry file; and what must be found.</summary>
internal static class SmallCases
{
    private const int Rounds = 200_000;
    private static object? s_escaped;

    public static Pass Ring()
    {
        var publisher = new RingPublisher();
        return new Pass(() =>
        {
            var read = 0L;
            for (var i = 0; i < Rounds; i++)
            {
                ref var input = ref publisher.Claim(InputKind.Clock);
                input.Kind = InputKind.Clock;
                input.Clock.MonotonicNanos = i;
                publisher.Publish();
                read += publisher.Drain();
            }

            return read;
        });
    }

    public static Pass Histogram()
    {
        var histogram = new LatencyHistogram();
        return new Pass(() =>
        {
            for (var i = 0L; i < Rounds; i++)
            {
                histogram.Record(i * i);
            }

            return histogram.Count;
        });
    }

    public static Pass Snapshot(string directory)
    {
        var layout = new TelemetryLayout { Histograms = StageHistograms.Items }.WithSnapshot<CoreSnapshot>(CoreSnapshot.LayoutVersion);
        var file = TelemetryFile.Create(Path.Combine(directory, "telemetry.bin"), layout);
        var stages = new StageHistograms(file, 0);
        var core = new HedgeCore(EngineCases.Config);
        return new Pass(() =>
        {
            CoreSnapshot snapshot = default;
            for (var i = 0; i < Rounds / 4; i++)
            {
                core.WriteSnapshot(0, ref snapshot);
                file.WriteSnapshot(in snapshot);
                stages.Record(LatencyStage.Core, i);
            }

            return Rounds / 4;
        }, file);
    }

    /// <summary>The control: a closure over an object that escapes. A meter that sees nothing here sees nothing anywhere.</summary>
    public static Pass Guilty() => new(() =>
    {
        for (var i = 0; i < Rounds; i++)
        {
            var captured = i;
            s_escaped = () => captured;
        }

        GC.KeepAlive(s_escaped);
        return Rounds;
    });
}
