using System.Diagnostics;
using LowLatencyHedger.Core.Hedging.Policies;

namespace LowLatencyHedger.Backtest.Recorded;

/// <summary>A backtest: every policy on the same market with the same book, each with a core of its own.</summary>
public sealed class RecordedBacktest
{
    /// <summary>Of the sweep, milliseconds.</summary>
    public static readonly double[] Latencies = [0.01, 0.1, 1, 10, 100, 1_000, 4_000];

    private readonly BacktestSettings _settings;
    private readonly ChainMarket _market;

    /// <exception cref="ArgumentException">The settings are not valid.</exception>
    /// <exception cref="IOException">The recordings are not there.</exception>
    public RecordedBacktest(BacktestSettings settings)
    {
        if (settings.Validate() is [var problem, ..])
        {
            throw new ArgumentException(problem, nameof(settings));
        }

        _settings = settings;
        _market = ChainMarket.Load(settings);
    }

    /// <summary>Steps of one policy.</summary>
    public int Steps => _market.UtcNanos.Length;

    /// <summary>Policies that run side by side.</summary>
    /// <param name="isSweep">Also the first policy at each of <see cref="Latencies"/>.</param>
    public int Runs(bool isSweep) => _settings.Policies.Length + (isSweep ? Latencies.Length : 0);

    /// <param name="isSweep">Also the first policy at each of <see cref="Latencies"/>.</param>
    /// <param name="progress">Called with the number of further steps of all policies together.</param>
    /// <param name="cancelled">Ends all policies at the same step; what is there is whole and says how far it goes.</param>
    public BacktestResult Run(bool isSweep = false, Action<int>? progress = null, CancellationToken cancelled = default)
    {
        var watch = Stopwatch.StartNew();
        var book = new BookPath(_settings, _market);
        var first = book.Begin();
        PolicyRun[] runs =
        [
            .. _settings.Policies.Select(policy => Create(_settings, policy, first)),
            .. (isSweep ? Latencies : []).Select(millis => Create(_settings with { LatencyMillis = millis }, _settings.Policies[0], first)),
        ];
        var isComplete = Walk(book, runs, progress, cancelled);
        var results = runs.Select(run => run.Finish(isComplete)).ToList();
        var policies = results[.._settings.Policies.Length];
        var sweep = Latencies.Zip(results[policies.Count..], static (millis, result) => new LatencyPoint(millis, result));
        return new BacktestResult(_settings, policies, [.. sweep], watch.Elapsed.TotalSeconds);
    }

    private PolicyRun Create(BacktestSettings settings, string policy, BookStep first) =>
        PolicySpec.TryParse(policy, out var spec, out var error)
            ? new PolicyRun(settings, _market, spec, first)
            : throw new ArgumentException(error);

    /// <summary>All runs go through each block of the book while the next one is made. False when cancelled.</summary>
    private static bool Walk(BookPath book, PolicyRun[] runs, Action<int>? progress, CancellationToken cancelled)
    {
        var workers = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount };
        for (var steps = book.Next(); steps.Count > 0;)
        {
            if (cancelled.IsCancellationRequested)
            {
                return false;
            }

            var (now, following) = (steps, new List<BookStep>());
            Parallel.For(0, runs.Length + 1, workers, i =>
            {
                if (i == 0)
                {
                    following = book.Next();
                }
                else
                {
                    runs[i - 1].Run(now);
                }
            });
            progress?.Invoke(now.Count * runs.Length);
            steps = following;
        }

        return true;
    }
}
