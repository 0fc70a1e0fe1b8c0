using System.Diagnostics;

namespace LowLatencyHedger.Simulation.Faults;

/// <summary>Which runs a campaign is made of.</summary>
public sealed record FaultCampaignOptions
{
    private const int ByteRunEvery = 19;

    public required int FirstSeed { get; init; }

    public required int LastSeed { get; init; }

    /// <summary>Null for the mixture: 12 storms, 5 broad runs, 1 quiet one and 2 of pairs in 20.</summary>
    public SwarmMode? Mode { get; init; }

    /// <summary>Null for 10 in a storm, 30 in a broad run, 45 in one of pairs and 90 in a quiet one, which cost the least each.</summary>
    public double? Minutes { get; init; }

    public IReadOnlySet<string>? Mask { get; init; }

    public int FaultsMax { get; init; } = int.MaxValue;

    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Looks for the least that still fails, for the first failures.</summary>
    public bool Shrinks { get; init; } = true;

    /// <summary>No run begins later than this.</summary>
    public TimeSpan Within { get; init; } = TimeSpan.MaxValue;

    /// <summary>Told about all runs so far now and then, and about each failure; one thread at a time. Null for nobody.</summary>
    public Action<FaultReport>? OnProgress { get; init; }

    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <inheritdoc cref="FaultRunOptions.IsSoak"/>
    public bool IsSoak { get; init; }

    /// <inheritdoc cref="FaultRunOptions.IsBytes"/>
    public bool IsBytes { get; init; }

    public FaultRunOptions Run(int seed)
    {
        var mode = Mode ?? (seed % 20) switch
        {
            < 12 => SwarmMode.Storm,
            < 17 => SwarmMode.Broad,
            17 => SwarmMode.Quiet,
            _ => SwarmMode.Pairs,
        };
        return new FaultRunOptions
        {
            Seed = seed,
            Mode = mode,
            Minutes = Minutes ?? MinutesOf(mode),
            Mask = Mask,
            FaultsMax = FaultsMax,
            IsBytes = IsBytes || (Mode is null && seed % ByteRunEvery == 0),
            IsSoak = IsSoak,
        };
    }

    private static double MinutesOf(SwarmMode mode) => mode switch
    {
        SwarmMode.Storm => 10,
        SwarmMode.Broad => 30,
        SwarmMode.Pairs => 45,
        _ => 90,
    };
}

/// <summary>
/// Runs many seeds, each on one thread. One in 19 runs twice: its traces must be the same, and its inputs must give its outputs again.
/// </summary>
public static class FaultCampaign
{
    private const int DoubleEvery = 19;
    private const int DoublePlace = 1;
    private const int ShrunkMax = 3;

    public static FaultReport Run(FaultCampaignOptions options, CancellationToken cancelled = default)
    {
        var report = new FaultReport();
        var watch = Stopwatch.StartNew();
        var nextProgress = options.ProgressInterval;
        var taken = -1L;
        var doing = new ParallelOptions { MaxDegreeOfParallelism = options.Threads };
        Parallel.For(0, options.Threads, doing, _ =>
        {
            while (!cancelled.IsCancellationRequested && watch.Elapsed <= options.Within)
            {
                var seed = options.FirstSeed + Interlocked.Increment(ref taken);
                if (seed > options.LastSeed)
                {
                    return;
                }

                var result = RunSeed(options.Run((int)seed));
                lock (report)
                {
                    report.Add(result);
                    if (options.OnProgress is not null && (result.Failure is not null || watch.Elapsed >= nextProgress))
                    {
                        nextProgress = watch.Elapsed + options.ProgressInterval;
                        options.OnProgress(report);
                    }
                }
            }
        });
        report.End(options.Shrinks ? [.. report.Failures.Take(ShrunkMax).Select(Shrink)] : []);
        return report;
    }

    private static FaultRunResult RunSeed(FaultRunOptions run)
    {
        var isDouble = !run.IsSoak && run.Seed % DoubleEvery == DoublePlace;
        var result = FaultRun.Execute(run with { Replays = isDouble }) with { IsDouble = isDouble };
        return !isDouble || FaultRun.Execute(run).TraceHash == result.TraceHash
            ? result
            : result with { IsMismatch = true, Failure = new FaultFailure(Law.Replays, 0, "the same seed gave another run") };
    }

    /// <summary>The least that still breaks the same law: fewer kinds, then fewer faults, then less time.</summary>
    public static FaultRunOptions Shrink(FaultRunResult failed)
    {
        var law = failed.Failure!.Law;
        var options = failed.Options with { Replays = law == Law.Replays };
        var kinds = FaultCatalog.All.Where((_, place) => failed.Faults[place] > 0).Select(static kind => kind.Name).ToHashSet();
        foreach (var kind in kinds.ToList())
        {
            var fewer = options with { Mask = kinds.Where(name => name != kind).ToHashSet() };
            if (Breaks(fewer, law))
            {
                kinds.Remove(kind);
                options = fewer;
            }
        }

        var (low, high) = (0, Math.Min(options.FaultsMax, failed.Faults.Sum()));
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            if (Breaks(options with { FaultsMax = middle }, law))
            {
                high = middle;
                options = options with { FaultsMax = middle };
            }
            else
            {
                low = middle;
            }
        }

        var cut = options with { Minutes = Math.Ceiling(failed.Failure.AtSeconds * 10 / 60) / 10 };
        return cut.Minutes < options.Minutes && Breaks(cut, law) ? cut : options;
    }

    private static bool Breaks(FaultRunOptions options, Law law) => FaultRun.Execute(options).Failure?.Law == law;
}
