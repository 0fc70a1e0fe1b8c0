using System.Globalization;
using System.Text.Json.Nodes;

namespace LowLatencyHedger.App.Drills;

/// <summary>Lets an engine trade for a while in real time and looks at its memory every second.</summary>
internal static class SoakDrill
{
    /// <summary>Growth from the first third of the time to the last that counts as none: the larger of the two.</summary>
    private const double GrowthFraction = 0.05;
    private const long GrowthBytes = 8 << 20;

    /// <summary>Memory is watched of an engine that has compiled what it needs; compiling in the first minutes looks like growth.</summary>
    private const int RehearsalSeconds = 20;

    private static readonly TimeSpan s_sampleInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_lineInterval = TimeSpan.FromSeconds(30);

    /// <summary>Code is compiled anew, the collector's generations and the buffers find their sizes; of a short soak a quarter.</summary>
    private static readonly TimeSpan s_warmUp = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <exception cref="IOException">The exchange or the engine cannot be started.</exception>
    public static SoakReport Run(DrillOptions options, TimeSpan duration, TextWriter progress, CancellationToken cancelled)
    {
        using var site = new DrillSite(options, engineDelayMillis: 0, RehearsalSeconds, progress);
        using var engine = site.StartEngine();
        while (!EngineProcess.IsActive(engine.Status()))
        {
            if (engine.Age > s_patience || engine.HasExited)
            {
                throw new IOException($"the engine does not become active, see {site.Directory}/engine.log");
            }

            Thread.Sleep(20);
        }

        var report = new SoakReport { Directory = site.Directory, Tolerated = before => before + Math.Max(GrowthBytes, (long)(before * GrowthFraction)) };
        var warm = engine.Age + (duration > 4 * s_warmUp ? s_warmUp : duration / 4);
        var end = engine.Age + duration;
        var line = TimeSpan.Zero;
        while (engine.Age < end && !cancelled.IsCancellationRequested && !engine.HasExited)
        {
            cancelled.WaitHandle.WaitOne(s_sampleInterval);
            var status = engine.Status();
            report.Samples++;
            report.ActiveSamples += EngineProcess.IsActive(status) ? 1 : 0;
            if (engine.Age >= warm && !engine.HasExited)
            {
                report.MemoryBytes.Add(engine.OwnMemoryBytes());
            }

            if (engine.Age >= line)
            {
                line = engine.Age + s_lineInterval;
                progress.WriteLine(Line(engine, status));
            }
        }

        report.End(engine.HasExited ? null : engine.Stop());
        return report;
    }

    private static string Line(EngineProcess engine, JsonObject? status)
    {
        var underlyings = status?["underlyings"]?.AsArray();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{engine.Age.TotalSeconds,6:0} s  {engine.OwnMemoryBytes() / 1048576.0:0.0} MiB, {underlyings?.Sum(state => (long)state!["hedges"]!)} hedges, "
            + $"{string.Join(' ', underlyings?.Select(state => (string)state!["tradingState"]!) ?? ["no answer"])}");
    }
}
