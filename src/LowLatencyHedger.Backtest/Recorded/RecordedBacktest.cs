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
    /// <param name="progress">Called with the number of further steps of all policies together, by one thread at a time.</param>
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
        var isComplete = new BookWalk(book, runs, progress, cancelled).Run();
        var results = runs.AsParallel().AsOrdered().Select(run => run.Finish(isComplete)).ToList();
        var policies = results[.._settings.Policies.Length];
        var sweep = Latencies.Zip(results[policies.Count..], static (millis, result) => new LatencyPoint(millis, result));
        return new BacktestResult(_settings, policies, [.. sweep], watch.Elapsed.TotalSeconds);
    }

    private PolicyRun Create(BacktestSettings settings, string policy, BookStep first) =>
        PolicySpec.TryParse(policy, out var spec, out var error)
            ? new PolicyRun(settings, _market, spec, first)
            : throw new ArgumentException(error);
}
